//! Writes the tree of claims down as a description, and for each fact where it comes from.

use docwright_idl::*;
use serde_json::Value;

use super::facets::{Settled, settle, weakness};
use super::recursion::{self, Targets};
use super::tree::{Id, Said, Tree};
use crate::claims::{AuthFact, Basis, Fact, Kind, Step};
use crate::evidence::Source;
use crate::normalize::PageSource;

/// How deep lists and maps nest at most.
const MAX_DEPTH: usize = 32;

/// Writes a description.
pub(super) struct Describer<'t> {
    tree: &'t Tree,
    pages: &'t [&'t PageSource],
    pub(super) evidence: Map<Vec<Source>>,
    /// What recursions point to.
    recursions: Targets,
    /// Contradictions, with the fact they are about.
    pub(super) conflicts: Vec<(FactPath, Diagnostic)>,
}

impl<'t> Describer<'t> {
    pub(super) fn new(tree: &'t Tree, pages: &'t [&'t PageSource]) -> Self {
        Self {
            tree,
            pages,
            evidence: Map::new(),
            recursions: recursion::targets(tree),
            conflicts: Vec::new(),
        }
    }

    /// Returns the description of the service. What `service` says already takes precedence over the pages.
    pub(super) fn describe(&mut self, service: Service, operations: &[(Id, String, Vec<Id>)]) -> Description {
        let mut description = Description { service: self.service(service), ..Description::default() };
        let mut operations: Vec<_> = operations.iter().collect();
        operations.sort_by(|(_, a, _), (_, b, _)| a.cmp(b));
        for (id, name, errors) in operations {
            let operation = self.operation(*id, name, errors);
            description.operations.insert(name.clone(), operation);
        }
        let mut types: Vec<_> = self.named(|step| match step {
            Step::Type(name) => Some(name),
            _ => None,
        });
        types.sort();
        for (name, id) in types {
            let shape = self.shape(id, &FactPath::new(["types", name]));
            description.types.insert(name.to_owned(), shape);
        }
        let mut errors: Vec<_> = self.named(|step| match step {
            Step::Error(name) => Some(name),
            _ => None,
        });
        errors.sort();
        for (name, id) in errors {
            let error = self.error(id, &FactPath::new(["errors", name]));
            description.errors.insert(name.to_owned(), error);
        }
        for sources in self.evidence.values_mut() {
            sources.sort_unstable();
            sources.dedup();
        }
        description
    }

    fn named(&self, name: impl Fn(&'t Step) -> Option<&'t String>) -> Vec<(&'t str, Id)> {
        let tree = self.tree;
        tree.children(Tree::ROOT).filter_map(|(step, id)| Some((name(step)?.as_str(), id))).collect()
    }

    fn service(&mut self, mut service: Service) -> Service {
        let path = FactPath::new(["service"]);
        self.manifest_evidence(&service);
        for settled in settle(&self.tree[Tree::ROOT]) {
            let (field, slot, text) = match &*settled.fact {
                Fact::Title(text) => ("title", &mut service.title, text),
                Fact::Version(text) => ("version", &mut service.version, text),
                Fact::Endpoint(text) => ("endpoint", &mut service.endpoint, text),
                Fact::Doc(text) => ("doc", &mut service.doc, text),
                Fact::DocUrl(text) => ("doc_url", &mut service.doc_url, text),
                _ => continue,
            };
            if slot.is_none() {
                *slot = Some(text.clone());
                self.record(&path.join(field), &settled);
            }
        }
        if service.auth.is_none() {
            let tree = self.tree;
            for said in &tree[Tree::ROOT].said {
                if let Fact::Auth(fact) = &*said.fact {
                    let part = add_auth(&mut service.auth, fact);
                    self.add_source(&path.join("auth").join(part), said);
                }
            }
        }
        service
    }

    /// Records what `docwright.yaml` says of the service.
    fn manifest_evidence(&mut self, service: &Service) {
        if let Ok(Value::Object(fields)) = serde_json::to_value(service) {
            for field in fields.keys() {
                let path = FactPath::new(["service", field]);
                self.evidence.insert(path.to_string(), vec![Source::Manifest]);
            }
        }
    }

    fn operation(&mut self, id: Id, name: &str, errors: &[Id]) -> Operation {
        let path = FactPath::new(["operations", name]);
        let mut operation = Operation::default();
        let mut http = Http::default();
        let mut has_route = false;
        for settled in self.settled(id, &path) {
            let part = match &*settled.fact {
                Fact::Name(_) => Some(path.clone()),
                Fact::Doc(doc) => {
                    operation.doc = Some(doc.clone());
                    Some(path.join("doc"))
                }
                Fact::DocUrl(url) => {
                    operation.doc_url = Some(url.clone());
                    Some(path.join("doc_url"))
                }
                Fact::Route(method, route) => {
                    (http.method, http.path, has_route) = (*method, route.clone(), true);
                    self.record(&path.join("http").join("method"), &settled);
                    Some(path.join("http").join("path"))
                }
                Fact::Status(status) => {
                    http.status = Some(*status);
                    Some(path.join("http").join("status"))
                }
                Fact::HostPrefix(prefix) => {
                    http.host_prefix = Some(prefix.clone());
                    Some(path.join("http").join("host_prefix"))
                }
                Fact::Scopes(scopes) => {
                    operation.scopes = scopes.clone();
                    Some(path.join("scopes"))
                }
                Fact::Deprecated(deprecated) => {
                    operation.deprecated = Some(deprecated.clone());
                    Some(path.join("deprecated"))
                }
                Fact::Pagination(pagination) => {
                    operation.pagination = Some(pagination.clone());
                    Some(path.join("pagination"))
                }
                Fact::RetryAfterHeader(header) => {
                    operation.retry.get_or_insert_default().after_header = Some(header.clone());
                    Some(path.join("retry").join("after_header"))
                }
                Fact::RetryAfterMember(member) => {
                    operation.retry.get_or_insert_default().after_member = Some(member.clone());
                    Some(path.join("retry").join("after_member"))
                }
                _ => None,
            };
            if let Some(part) = part {
                self.record(&part, &settled);
            }
        }
        let tree = self.tree;
        for (step, member) in [(Step::Input, &mut http.consumes), (Step::Output, &mut http.produces)] {
            let side = if step == Step::Input { "consumes" } else { "produces" };
            let Some(id) = tree.get(id, &step) else { continue };
            for settled in settle(&tree[id]) {
                if let Fact::Media(media) = &*settled.fact {
                    *member = Some(media.clone());
                    self.record(&path.join("http").join(side), &settled);
                }
            }
        }
        operation.http = has_route.then_some(http);
        operation.waiters = self.waiters(id, &path.join("waiters"));
        operation.input = self.side(id, Step::Input, &path.join("input"));
        operation.output = self.side(id, Step::Output, &path.join("output"));
        for said in &tree[id].said {
            if let Fact::Example(example) = &*said.fact
                && !operation.examples.contains(example)
            {
                self.add_source(&path.join("examples").join(operation.examples.len().to_string()), said);
                operation.examples.push(example.clone());
            }
        }
        for error in errors {
            if let Step::Error(name) = &tree[*error].step {
                operation.errors.push(name.clone());
            }
        }
        operation.errors.sort();
        operation.errors.dedup();
        operation
    }

    fn waiters(&mut self, operation: Id, path: &FactPath) -> Map<Waiter> {
        let tree = self.tree;
        let mut waiters = Map::new();
        for (step, id) in tree.children(operation) {
            let Step::Waiter(name) = step else { continue };
            let path = path.join(name);
            let mut waiter = Waiter::default();
            for settled in self.settled(id, &path) {
                let part = match &*settled.fact {
                    Fact::WaiterDelay(seconds) => set(&mut waiter.delay, seconds, "delay"),
                    Fact::WaiterAttempts(attempts) => set(&mut waiter.max_attempts, attempts, "max_attempts"),
                    _ => continue,
                };
                self.record(&path.join(part), &settled);
            }
            waiters.insert(name.clone(), waiter);
        }
        waiters.sort_keys();
        waiters
    }

    fn side(&mut self, operation: Id, step: Step, path: &FactPath) -> Map<Member> {
        let Some(id) = self.tree.get(operation, &step) else { return Map::new() };
        let members = self.members(id, path);
        if !members.is_empty() {
            return members;
        }
        // A body that is no structure is a member that travels as the whole body.
        let is_whole =
            !matches!(self.tree.kind(id), Kind::Any | Kind::Object | Kind::Struct | Kind::Recursive);
        let mut body = Map::new();
        if is_whole {
            let mut member = self.member(id, &path.join("body"), 0);
            member.r#in = Some(Location::Payload);
            body.insert("body".to_owned(), member);
        }
        body
    }

    fn members(&mut self, id: Id, path: &FactPath) -> Map<Member> {
        let members: Vec<_> = self.tree.members(id).map(|(name, id)| (name.to_owned(), id)).collect();
        members
            .into_iter()
            .map(|(name, id)| {
                let path = path.join(&name);
                let member = self.member(id, &path, 0);
                (name, member)
            })
            .collect()
    }

    fn shape(&mut self, id: Id, path: &FactPath) -> Shape {
        let mut values = None;
        let (mut doc, mut doc_url, mut deprecated) = (None, None, None);
        for settled in self.settled(id, path) {
            let part = match &*settled.fact {
                Fact::Doc(text) => {
                    doc = Some(text.clone());
                    "doc"
                }
                Fact::DocUrl(url) => {
                    doc_url = Some(url.clone());
                    "doc_url"
                }
                Fact::Deprecated(deprecation) => {
                    deprecated = Some(deprecation.clone());
                    "deprecated"
                }
                Fact::Values { values: found, open } => {
                    values = Some((found.clone(), *open));
                    "enum"
                }
                _ => continue,
            };
            self.record(&path.join(part), &settled);
        }
        let kind = match (self.tree.kind(id), values) {
            (Kind::Any | Kind::Scalar(_), Some((values, open))) => {
                let values = values.iter().filter_map(Value::as_str).map(EnumValue::from).collect();
                ShapeKind::Enum { values, open }
            }
            (Kind::Union, _) => ShapeKind::Union(self.members(id, &path.join("union"))),
            (Kind::List, _) => {
                ShapeKind::List(Box::new(self.element(id, Step::Element, &path.join("list"), 0)))
            }
            (Kind::Map, _) => ShapeKind::Map(Box::new(self.map(id, &path.join("map"), 0))),
            _ => ShapeKind::Struct { members: self.members(id, &path.join("members")), rules: Vec::new() },
        };
        Shape { doc, doc_url, deprecated, kind }
    }

    fn error(&mut self, id: Id, path: &FactPath) -> ErrorShape {
        let mut error = ErrorShape::default();
        for settled in self.settled(id, path) {
            let part = match &*settled.fact {
                Fact::Status(status) => {
                    error.status = Some(*status);
                    "status"
                }
                Fact::Code(code) => {
                    error.code = Some(code.clone());
                    "code"
                }
                Fact::Media(media) => {
                    error.media = Some(media.clone());
                    "media"
                }
                Fact::Doc(doc) => {
                    error.doc = Some(doc.clone());
                    "doc"
                }
                Fact::DocUrl(url) => {
                    error.doc_url = Some(url.clone());
                    "doc_url"
                }
                _ => continue,
            };
            self.record(&path.join(part), &settled);
        }
        if let Some(body) = self.tree.get(id, &Step::Output) {
            match self.tree[body].shape {
                Some(_) => {
                    error.r#type = Some(self.type_ref(body, 0, &path.join("type")));
                    for settled in settle(&self.tree[body]) {
                        if matches!(*settled.fact, Fact::ShapeName(_)) {
                            self.record(&path.join("type"), &settled);
                        }
                    }
                }
                None => error.members = self.members(body, &path.join("members")),
            }
        }
        error
    }

    fn element(&mut self, id: Id, step: Step, path: &FactPath, depth: usize) -> Member {
        match self.tree.get(id, &step) {
            Some(element) => self.member(element, path, depth + 1),
            None if step == Step::Key => Member::of(Scalar::String),
            None => Member::of(Scalar::Document),
        }
    }

    fn map(&mut self, id: Id, path: &FactPath, depth: usize) -> MapType {
        MapType {
            key: self.element(id, Step::Key, &path.join("key"), depth),
            value: self.element(id, Step::Value, &path.join("value"), depth),
        }
    }

    fn member(&mut self, id: Id, path: &FactPath, depth: usize) -> Member {
        let mut member = Member::default();
        for settled in self.settled(id, path) {
            let part = match &*settled.fact {
                Fact::Kind(_) => "type",
                Fact::ShapeName(_) => "type",
                Fact::Doc(doc) => set(&mut member.doc, doc, "doc"),
                Fact::Required(required) => {
                    member.required = *required;
                    "required"
                }
                Fact::Default(value) => set(&mut member.default, value, "default"),
                Fact::Length(bounds) => set(&mut member.length, bounds, "length"),
                Fact::Range(bounds) => set(&mut member.range, bounds, "range"),
                Fact::Items(bounds) => set(&mut member.items, bounds, "items"),
                Fact::Pattern(pattern) => set(&mut member.pattern, pattern, "pattern"),
                Fact::Format(format) => set(&mut member.format, format, "format"),
                Fact::Unit(unit) => set(&mut member.unit, unit, "unit"),
                Fact::WireName(name) => set(&mut member.name, name, "name"),
                Fact::Deprecated(deprecation) => set(&mut member.deprecated, deprecation, "deprecated"),
                Fact::In(location) => set(&mut member.r#in, location, "in"),
                Fact::Values { values, .. } if self.tree[id].shape.is_none() => {
                    member.values = values.clone();
                    "values"
                }
                Fact::Unique => on(&mut member.unique, "unique"),
                Fact::IdempotencyToken => on(&mut member.idempotency_token, "idempotency_token"),
                Fact::Sensitive => on(&mut member.sensitive, "sensitive"),
                Fact::Streaming => on(&mut member.streaming, "streaming"),
                Fact::JsonString => on(&mut member.json_string, "json_string"),
                _ => continue,
            };
            self.record(&path.join(part), &settled);
        }
        let tree = self.tree;
        for said in &tree[id].said {
            if let Fact::Sample(value) = &*said.fact
                && !member.examples.contains(value)
            {
                member.examples.push(value.clone());
                self.add_source(&path.join("examples"), said);
            }
        }
        member.r#type = match (self.type_ref(id, depth, &path.join("type")), member.r#in) {
            // What travels in a URI or a header without a stated type is text.
            (
                TypeRef::Scalar(Scalar::Document),
                Some(Location::Path | Location::Query | Location::Header),
            ) if tree.kind(id) == Kind::Any => Scalar::String.into(),
            (r#type, _) => r#type,
        };
        member
    }

    fn type_ref(&mut self, id: Id, depth: usize, path: &FactPath) -> TypeRef {
        if let Some(shape) = self.tree[id].shape {
            return self.reference(shape);
        }
        if depth > MAX_DEPTH {
            return Scalar::Document.into();
        }
        if let Some(r#type) = self.recursion(id, depth, path) {
            return r#type;
        }
        match self.tree.kind(id) {
            Kind::Scalar(scalar) => scalar.into(),
            Kind::List => TypeRef::List(Box::new(self.element(id, Step::Element, &path.join("0"), depth))),
            Kind::Map => TypeRef::Map(Box::new(self.map(id, &path.join("map"), depth))),
            Kind::Any if self.tree.values(id).is_some() => Scalar::String.into(),
            Kind::Any | Kind::Object | Kind::Struct | Kind::Union | Kind::Recursive => {
                Scalar::Document.into()
            }
        }
    }

    fn reference(&self, shape: Id) -> TypeRef {
        match &self.tree[shape].step {
            Step::Type(name) => TypeRef::Shape(name.clone()),
            _ => Scalar::Document.into(),
        }
    }

    /// Returns what is meant where a page breaks off a structure that contains itself.
    fn recursion(&mut self, id: Id, depth: usize, path: &FactPath) -> Option<TypeRef> {
        let (target, rule) = *self.recursions.get(&id)?;
        let tree = self.tree;
        if let Some(said) = tree[id].said.iter().find(|said| *said.fact == Fact::Kind(Kind::Recursive)) {
            self.add_source(path, &Said { basis: Basis::Inferred(rule), ..said.clone() });
        }
        Some(match tree[target].step {
            Step::Type(_) => self.reference(target),
            _ => self.type_ref(target, depth + 1, path),
        })
    }

    /// Settles what is said of a node, and reports contradictions.
    fn settled(&mut self, id: Id, path: &FactPath) -> Vec<Settled<'t>> {
        let tree = self.tree;
        let settled = settle(&tree[id]);
        for one in &settled {
            if let (Some(against), Some(support)) = (one.against, one.support.first()) {
                self.conflict(path, &one.fact, support, against);
            }
        }
        settled
    }

    fn conflict(&mut self, path: &FactPath, fact: &Fact, support: &Said, against: &Said) {
        let of_operation = matches!(path.parts(), [top, _] if top == "operations");
        let about = aspect(fact, of_operation).iter().fold(path.clone(), |path, part| path.join(*part));
        let finding =
            Diagnostic::new(Code::CONFLICT, format!("the pages contradict each other about `{about}`"))
                .at(self.snippet(support, format!("here it is {}", words(&support.fact))))
                .at(self.snippet(against, format!("here it is {}", words(&against.fact))))
                .help(format!(
                    "say in overlay.yaml what is right: `{{ target: {about}, expect: …, set: …, reason: … }}`"
                ));
        // Rules may be wrong where a page is plain.
        let outweighed = weakness(support.basis) < weakness(against.basis);
        let finding =
            Diagnostic { severity: if outweighed { Severity::Warning } else { finding.severity }, ..finding };
        self.conflicts.push((about, finding));
    }

    pub(super) fn snippet(&self, said: &Said, label: String) -> Snippet {
        snippet(self.pages, said, label)
    }

    fn record(&mut self, path: &FactPath, settled: &Settled<'_>) {
        for said in &settled.support {
            self.add_source(path, said);
        }
    }

    pub(super) fn add_source(&mut self, path: &FactPath, said: &Said) {
        let Some(page) = self.pages.get(said.page) else { return };
        let source = Source::of(said.basis, &page.name, said.lines);
        self.evidence.entry(path.to_string()).or_default().push(source);
    }
}

/// Returns the place of a claim.
pub(super) fn snippet(pages: &[&PageSource], said: &Said, label: String) -> Snippet {
    let page = pages.get(said.page);
    let (name, text) = page.map_or(("", ""), |page| (page.name.as_str(), page.text.as_str()));
    Snippet::of_lines(name, text, said.lines.first as usize, said.lines.last as usize, label)
}

fn set<T: Clone>(slot: &mut Option<T>, value: &T, part: &'static str) -> &'static str {
    *slot = Some(value.clone());
    part
}

fn on(flag: &mut bool, part: &'static str) -> &'static str {
    *flag = true;
    part
}

fn add_auth(auth: &mut Auth, fact: &AuthFact) -> &'static str {
    match fact {
        AuthFact::Bearer => on(&mut auth.bearer, "bearer"),
        AuthFact::Basic => on(&mut auth.basic, "basic"),
        AuthFact::ApiKey(name, key) => {
            auth.api_keys.insert(name.clone(), key.clone());
            "api_keys"
        }
        AuthFact::Grant(grant) => {
            let grants = &mut auth.oauth2.get_or_insert_default().grants;
            if !grants.contains(grant) {
                grants.push(grant.clone());
            }
            "oauth2"
        }
        AuthFact::AuthorizeUrl(url) => {
            auth.oauth2.get_or_insert_default().authorize_url = Some(url.clone());
            "oauth2"
        }
        AuthFact::TokenUrl(url) => {
            auth.oauth2.get_or_insert_default().token_url = Some(url.clone());
            "oauth2"
        }
        AuthFact::Scope(scope, doc) => {
            auth.oauth2.get_or_insert_default().scopes.entry(scope.clone()).or_insert_with(|| doc.clone());
            "oauth2"
        }
    }
}

/// Returns the part of an operation, shape, error or member that a fact is about.
fn aspect(fact: &Fact, of_operation: bool) -> &'static [&'static str] {
    match fact {
        Fact::Kind(_) | Fact::ShapeName(_) => &["type"],
        Fact::Route(..) => &["http"],
        Fact::Status(_) if of_operation => &["http", "status"],
        Fact::Status(_) => &["status"],
        Fact::Required(_) => &["required"],
        Fact::Values { .. } => &["enum"],
        Fact::Length(_) => &["length"],
        Fact::Range(_) => &["range"],
        Fact::Items(_) => &["items"],
        Fact::Pattern(_) => &["pattern"],
        Fact::Default(_) => &["default"],
        Fact::Format(_) => &["format"],
        Fact::In(_) => &["in"],
        Fact::WireName(_) => &["name"],
        Fact::Media(_) => &["media"],
        Fact::Code(_) => &["code"],
        Fact::Scopes(_) => &["scopes"],
        Fact::WaiterDelay(_) => &["delay"],
        Fact::WaiterAttempts(_) => &["max_attempts"],
        _ => &["doc"],
    }
}

/// Says a fact in a few words.
fn words(fact: &Fact) -> String {
    match fact {
        Fact::Kind(Kind::Scalar(scalar)) => format!("a {scalar}"),
        Fact::Kind(kind) => format!("a {}", format!("{kind:?}").to_lowercase()),
        Fact::ShapeName(name) => format!("a `{name}`"),
        Fact::Route(method, path) => format!("{} {path}", method.as_str()),
        Fact::Status(status) => status.to_string(),
        Fact::WaiterDelay(seconds) => format!("{seconds} seconds"),
        Fact::WaiterAttempts(attempts) => format!("{attempts} attempts"),
        Fact::Required(true) => "required".to_owned(),
        Fact::Required(false) => "optional".to_owned(),
        Fact::Values { values, .. } => format!("one of {} values", values.len()),
        Fact::Length(bounds) | Fact::Range(bounds) | Fact::Items(bounds) => bounds.to_string(),
        Fact::Default(value) => value.to_string(),
        Fact::Pattern(text)
        | Fact::Format(text)
        | Fact::WireName(text)
        | Fact::Media(text)
        | Fact::Code(text)
        | Fact::Title(text)
        | Fact::ClientId(text) => format!("`{text}`"),
        Fact::In(location) => format!("in the {location:?}").to_lowercase(),
        _ => "another".to_owned(),
    }
}
