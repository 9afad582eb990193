//! Writes the tree of claims down as a description, and for each fact where it comes from.
//!
//! Operations, shapes and errors are written independently of one another, and so in parallel.

mod body;
mod conflict;
mod member;
mod rules;

use std::collections::HashSet;
use std::sync::Arc;

use docwright_idl::*;
use indexmap::map::Entry;
use rayon::prelude::*;
use serde_json::Value;

pub(super) use self::conflict::{snippet, snippet_at};
use super::OperationNode;
use super::errors::OperationError;
use super::facets::{Settled, settle};
use super::recursion::Targets;
use super::tree::{Id, Node, Said, Tree};
use crate::claims::{AuthFact, Fact, Kind, Name, Step};
use crate::evidence::{Evidence, Observation, Source, Sources};
use crate::normalize::PageSource;

/// Where the facts of a part of a description come from, and the contradictions between pages.
#[derive(Default)]
struct Notes {
    evidence: Vec<(String, Sources)>,
    observations: Vec<(String, Observation)>,
    conflicts: Vec<(FactPath, Diagnostic)>,
}

/// What was noted about all parts of a description, in their order.
#[derive(Default)]
pub(super) struct Noted {
    pub(super) evidence: Evidence,
    /// The contradictions between pages, with the facts that they are about.
    pub(super) conflicts: Vec<(FactPath, Diagnostic)>,
    /// How much of that is about each part: the service, then the operations, shapes and errors.
    pub(super) extents: Vec<Extent>,
}

/// How much was noted about a part of a description.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Extent {
    pub(super) facts: usize,
    pub(super) observations: usize,
    pub(super) conflicts: usize,
}

impl std::iter::Sum for Extent {
    fn sum<I: Iterator<Item = Self>>(extents: I) -> Self {
        extents.fold(Self::default(), |sum, extent| Self {
            facts: sum.facts + extent.facts,
            observations: sum.observations + extent.observations,
            conflicts: sum.conflicts + extent.conflicts,
        })
    }
}

/// What of a service is described, and among what.
pub(super) struct Subject<'p> {
    pub(super) pages: &'p [&'p PageSource],
    pub(super) page_names: &'p [Arc<str>],
    pub(super) recursions: &'p Targets,
    /// Whether what a page calls an object is one of JSON.
    pub(super) is_plain_json: bool,
}

/// What becomes of the tree of claims where a part of it was described.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Afterwards {
    /// It is forgotten, to make room.
    Forgotten,
    /// It is looked at again.
    Kept,
}

/// Describes the service, of which the operations are in the order of their names. What `service` says already takes precedence over the pages.
pub(super) fn describe(
    tree: &mut Tree,
    subject: &Subject<'_>,
    service: Service,
    operations: &[OperationNode],
    afterwards: Afterwards,
) -> (Description, Noted) {
    let (service, mut noted) = describe_part(tree, subject, |to| to.service(service));
    let mut description = Description { service, ..Description::default() };
    let listed: Vec<_> =
        operations.iter().map(|operation| (&*operation.name, operation.id, operation)).collect();
    let needed = (afterwards == Afterwards::Forgotten).then(|| Needed::of(tree, subject));
    let mut to = Batches { tree, subject, needed, noted: &mut noted };
    description.operations =
        to.write(&listed, |to, name, id, operation| to.operation(id, name, &operation.errors));
    let types = types(to.tree);
    description.types = to.write(&types, |to, name, id, ()| to.shape(id, name));
    let errors = errors(to.tree);
    description.errors = to.write(&errors, |to, name, id, ()| to.error(id, name));
    (description, noted)
}

/// What is looked at again once the operations are described.
struct Needed {
    /// For each part of the tree whether it holds more than what pages say of one operation: others, or what a shape or an error
    /// took over.
    parts: Vec<bool>,
    /// What recursions point to, which is looked at wherever one stands.
    targets: HashSet<Id>,
}

impl Needed {
    fn of(tree: &Tree, subject: &Subject<'_>) -> Self {
        let (operations, others): (Vec<_>, Vec<_>) =
            tree.children(Tree::ROOT).partition(|(step, _)| matches!(step, Step::Operation(_)));
        let targets: HashSet<Id> =
            subject.recursions.values().flat_map(|(target, _)| tree.walk(*target)).collect();
        let mut parts = tree.parts_with(others.into_iter().map(|(_, id)| id));
        targets.iter().for_each(|id| parts[id.part()] = true);
        let mut has_operation = vec![false; parts.len()];
        for (_, id) in operations {
            parts[id.part()] |= std::mem::replace(&mut has_operation[id.part()], true);
        }
        Self { parts, targets }
    }
}

/// Returns the shapes of the service, in the order in which they are described.
pub(super) fn types(tree: &Tree) -> Vec<(Name, Id, ())> {
    named(tree, |step| if let Step::Type(name) = step { Some(name) } else { None })
}

/// Returns the errors of the service, in the order in which they are described.
pub(super) fn errors(tree: &Tree) -> Vec<(Name, Id, ())> {
    named(tree, |step| if let Step::Error(name) = step { Some(name) } else { None })
}

fn named(tree: &Tree, name_of: fn(&Step) -> Option<&Name>) -> Vec<(Name, Id, ())> {
    let named = tree.children(Tree::ROOT).filter_map(|(step, id)| Some((name_of(step)?.clone(), id, ())));
    let mut named: Vec<_> = named.collect();
    named.sort_by(|(a, ..), (b, ..)| a.cmp(b));
    named
}

/// Describes one part of a service, and returns what was noted about it.
pub(super) fn describe_part<T>(
    tree: &Tree,
    subject: &Subject<'_>,
    write: impl FnOnce(&mut Describer<'_>) -> T,
) -> (T, Noted) {
    let mut describer = Describer::new(tree, subject);
    let one = write(&mut describer);
    let mut noted = Noted::default();
    noted.add(describer.notes);
    (one, noted)
}

/// How many operations or shapes are described before what the pages say of them is forgotten. Services that have fewer
/// are none that memory is short for.
const BATCH: usize = 64;

/// Describes operations, shapes or errors in parallel.
struct Batches<'t> {
    tree: &'t mut Tree,
    subject: &'t Subject<'t>,
    /// What must not be forgotten, if what was described is.
    needed: Option<Needed>,
    noted: &'t mut Noted,
}

impl Batches<'_> {
    fn write<N: AsRef<str> + Sync, O: Sync, T: Send>(
        &mut self,
        named: &[(N, Id, O)],
        write: impl Fn(&mut Describer<'_>, &str, Id, &O) -> T + Sync,
    ) -> Map<T> {
        let Self { tree, subject, needed, noted } = self;
        let mut written = Map::new();
        written.reserve(named.len());
        let mut keep = |batch: Vec<Written<T>>| {
            noted.evidence.facts.reserve(batch.iter().map(|written| written.notes.evidence.len()).sum());
            for Written { name, one, notes, .. } in batch {
                written.insert(name, one);
                noted.add(notes);
            }
        };
        // One batch is written while the one before is put with the others, and what is known of it is dropped.
        let mut before = Vec::new();
        let (mut said, mut parts): (Vec<_>, Vec<Vec<Node>>) = Default::default();
        for batch in named.chunks(BATCH) {
            let shared = &**tree;
            let needed = needed.as_ref().filter(|_| batch.len() == BATCH);
            let write = |(name, id, of): &(N, Id, O)| {
                let mut describer = Describer::new(shared, subject);
                let one = write(&mut describer, name.as_ref(), *id, of);
                let nodes = match needed {
                    Some(needed) if needed.parts[id.part()] => shared.walk(*id),
                    _ => Vec::new(),
                };
                Written { name: name.as_ref().to_owned(), one, notes: describer.notes, nodes }
            };
            let write =
                || batch.par_iter().with_min_len(MIN_SHARE).with_max_len(MIN_SHARE).map(write).collect();
            let finish = || {
                drop((said, parts));
                keep(before);
            };
            (before, ()) = rayon::join(write, finish);
            let is_target = |id: &Id| needed.is_some_and(|needed| needed.targets.contains(id));
            let nodes = before.iter().flat_map(|written| &written.nodes).filter(|id| !is_target(id));
            said = nodes.map(|id| tree.forget(*id)).collect();
            let is_unneeded = |id: &Id| needed.is_some_and(|needed| !needed.parts[id.part()]);
            let unneeded = batch.iter().map(|(_, id, _)| *id).filter(is_unneeded);
            parts = unneeded.map(|id| tree.forget_part(id)).collect();
        }
        keep(before);
        written
    }
}

/// An operation, shape or error as it is described.
struct Written<T> {
    name: String,
    one: T,
    notes: Notes,
    /// The nodes that nothing needs any more.
    nodes: Vec<Id>,
}

impl Noted {
    /// Adds what was noted about a part of the description.
    fn add(&mut self, notes: Notes) {
        let before = self.evidence.facts.len();
        for (path, sources) in notes.evidence {
            match self.evidence.facts.entry(path) {
                Entry::Vacant(new) => {
                    new.insert(sources);
                }
                Entry::Occupied(known) => {
                    let known = known.into_mut();
                    known.extend(sources);
                    known.put_in_order();
                }
            }
        }
        let facts = self.evidence.facts.len() - before;
        let (observations, conflicts) = (notes.observations.len(), notes.conflicts.len());
        self.extents.push(Extent { facts, observations, conflicts });
        self.evidence.observations.extend(notes.observations);
        self.conflicts.extend(notes.conflicts);
    }
}

/// How many operations or shapes are worth a task of their own.
const MIN_SHARE: usize = 2;

/// How deep lists and maps nest at most.
const MAX_DEPTH: usize = 32;

/// Writes a part of a description.
pub(super) struct Describer<'t> {
    tree: &'t Tree,
    subject: &'t Subject<'t>,
    notes: Notes,
}

impl<'t> Describer<'t> {
    fn new(tree: &'t Tree, subject: &'t Subject<'_>) -> Self {
        /// About as many as have to be noted of an operation.
        const FACTS: usize = 32;
        let notes = Notes { evidence: Vec::with_capacity(FACTS), ..Notes::default() };
        Self { tree, subject, notes }
    }

    fn record(&mut self, path: &Trail<'_>, settled: &Settled<'_>) {
        self.note(path.text(), &settled.support);
    }

    /// Records where a part of the fact with the path `of` comes from; the part has a plain name.
    fn record_part(&mut self, of: &str, part: &str, settled: &Settled<'_>) {
        let mut path = String::with_capacity(of.len() + 1 + part.len());
        path.push_str(of);
        path.push('.');
        path.push_str(part);
        self.note(path, &settled.support);
    }

    pub(super) fn service(&mut self, mut service: Service) -> Service {
        let path = Trail::new("service");
        self.manifest_evidence(&service);
        for settled in settle(&self.tree[Tree::ROOT]) {
            let (field, slot, text): (_, _, &str) = match settled.fact.as_ref() {
                Fact::Title(text) => ("title", &mut service.title, text),
                Fact::Version(text) => ("version", &mut service.version, text),
                Fact::Endpoint(text) => ("endpoint", &mut service.endpoint, text),
                Fact::Doc(text) => ("doc", &mut service.doc, text),
                Fact::DocUrl(text) => ("doc_url", &mut service.doc_url, text),
                Fact::XmlNamespace(text) => ("xml_namespace", &mut service.xml_namespace, text),
                _ => continue,
            };
            if slot.is_none() {
                *slot = Some(text.to_owned());
                self.record(&path.join(field), &settled);
            }
        }
        if service.auth.is_none() {
            let tree = self.tree;
            for said in tree[Tree::ROOT].said.iter() {
                if let Fact::Auth(fact) = &said.fact {
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
                self.notes
                    .evidence
                    .push((Trail::new("service").join(field).text(), Sources::One(Source::Manifest)));
            }
        }
    }

    pub(super) fn operation(&mut self, id: Id, name: &str, errors: &[OperationError]) -> Operation {
        let outer = Trail::new("operations");
        let path = outer.join(name);
        let text = path.text();
        let path = path.written(&text);
        let (http_path, retry_path) = (path.join("http"), path.join("retry"));
        let mut operation = Operation::default();
        let mut http = Http::default();
        let mut has_route = false;
        let tree = self.tree;
        for settled in settle(&tree[id]) {
            self.report_conflict(&path, &settled);
            let part = match settled.fact.as_ref() {
                Fact::Name(_) => Some(path),
                Fact::Doc(doc) => {
                    operation.doc = Some(doc.as_ref().to_owned());
                    Some(path.join("doc"))
                }
                Fact::DocUrl(url) => {
                    operation.doc_url = Some(url.clone());
                    Some(path.join("doc_url"))
                }
                Fact::Route(method, route) => {
                    (http.method, http.path, has_route) = (*method, route.clone(), true);
                    self.record(&http_path.join("method"), &settled);
                    Some(http_path.join("path"))
                }
                Fact::Status(status) => {
                    http.status = Some(*status);
                    Some(http_path.join("status"))
                }
                Fact::HostPrefix(prefix) => {
                    http.host_prefix = Some(prefix.clone());
                    Some(http_path.join("host_prefix"))
                }
                Fact::Scopes(scopes) => {
                    operation.scopes = scopes.clone();
                    Some(path.join("scopes"))
                }
                Fact::Deprecated(deprecated) => {
                    operation.deprecated = Some((**deprecated).clone());
                    Some(path.join("deprecated"))
                }
                Fact::Pagination(pagination) => {
                    operation.pagination = Some(*pagination.clone());
                    Some(path.join("pagination"))
                }
                Fact::RetryAfterHeader(header) => {
                    operation.retry.get_or_insert_default().after_header = Some(header.clone());
                    Some(retry_path.join("after_header"))
                }
                Fact::RetryAfterMember(member) => {
                    operation.retry.get_or_insert_default().after_member = Some(member.clone());
                    Some(retry_path.join("after_member"))
                }
                _ => None,
            };
            if let Some(part) = part {
                self.record(&part, &settled);
            }
        }
        for said in tree[id].said.iter() {
            if let Fact::FurtherStatus(status) = &said.fact
                && http.status != Some(*status)
            {
                http.further_statuses.push(*status);
                self.add_source(&http_path.join("further_statuses"), said);
            }
        }
        http.further_statuses.sort_unstable();
        http.further_statuses.dedup();
        for (step, member) in [(Step::Input, &mut http.consumes), (Step::Output, &mut http.produces)] {
            let side = if step == Step::Input { "consumes" } else { "produces" };
            let Some(id) = tree.get(id, &step) else { continue };
            for settled in settle(&tree[id]) {
                if let Fact::Media(media) = settled.fact.as_ref() {
                    *member = Some(media.clone());
                    self.record(&http_path.join(side), &settled);
                }
            }
        }
        operation.waiters = self.waiters(id, &path.join("waiters"));
        operation.input = self.side(id, Step::Input, &path.join("input"));
        if let Some(input) = tree.get(id, &Step::Input).filter(|_| has_route) {
            self.root(input, (name, &path), &mut operation.input, &mut http);
        }
        operation.http = has_route.then_some(http);
        operation.output = self.side(id, Step::Output, &path.join("output"));
        if let Some(input) = tree.get(id, &Step::Input) {
            operation.rules = self.rules(input, &path.join("rules"));
        }
        for said in tree[id].said.iter() {
            if let Fact::Example(example) = &said.fact
                && !operation.examples.contains(example)
            {
                self.add_source(&path.join("examples").join(&operation.examples.len().to_string()), said);
                operation.examples.push(*example.clone());
            }
        }
        for error in errors {
            let Step::Error(name) = &tree[error.id].step else { continue };
            operation.errors.push(name.as_str().to_owned());
            if let Some((doc, said)) = error.doc.as_deref() {
                operation.error_docs.insert(name.as_str().to_owned(), doc.as_ref().to_owned());
                self.add_source(&path.join("error_docs").join(name), said);
            }
            if let Some((media, said)) = error.media.as_deref() {
                operation.error_media.insert(name.as_str().to_owned(), media.clone());
                self.add_source(&path.join("error_media").join(name), said);
            }
        }
        operation.error_docs.sort_keys();
        operation.error_media.sort_keys();
        operation.errors.sort();
        operation.errors.dedup();
        operation
    }

    fn waiters(&mut self, operation: Id, path: &Trail<'_>) -> Map<Waiter> {
        let tree = self.tree;
        let mut waiters = Map::new();
        for (step, id) in tree.children(operation) {
            let Step::Waiter(name) = step else { continue };
            let path = path.join(name);
            let mut waiter = Waiter::default();
            for settled in settle(&tree[id]) {
                self.report_conflict(&path, &settled);
                let part = match settled.fact.as_ref() {
                    Fact::WaiterDelay(seconds) => set(&mut waiter.delay, seconds, "delay"),
                    Fact::WaiterAttempts(attempts) => set(&mut waiter.max_attempts, attempts, "max_attempts"),
                    _ => continue,
                };
                self.record(&path.join(part), &settled);
            }
            waiters.insert(name.as_str().to_owned(), waiter);
        }
        waiters.sort_keys();
        waiters
    }

    fn side(&mut self, operation: Id, step: Step, path: &Trail<'_>) -> Map<Member> {
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

    fn members(&mut self, id: Id, path: &Trail<'_>) -> Map<Member> {
        /// About as many as have to be noted of a member.
        const FACTS: usize = 3;
        let tree = self.tree;
        let mut members = Map::new();
        let text = path.as_text();
        let path = path.written(&text);
        let count = tree.members(id).count();
        members.reserve_exact(count);
        self.notes.evidence.reserve(count * FACTS);
        let mut text = String::new();
        for (name, id) in tree.members(id) {
            let path = path.join(name);
            path.write_to(&mut text);
            members.insert(name.to_owned(), self.member(id, &path.written(&text), 0));
        }
        members
    }

    pub(super) fn shape(&mut self, id: Id, name: &str) -> Shape {
        let outer = Trail::new("types");
        let path = &outer.join(name);
        let mut values = None;
        let text = path.text();
        let path = &path.written(&text);
        let (mut doc, mut doc_url, mut deprecated) = (None, None, None);
        let tree = self.tree;
        for settled in settle(&tree[id]) {
            self.report_conflict(path, &settled);
            let part = match settled.fact.as_ref() {
                Fact::Doc(text) => {
                    doc = Some(text.as_ref().to_owned());
                    "doc"
                }
                Fact::DocUrl(url) => {
                    doc_url = Some(url.clone());
                    "doc_url"
                }
                Fact::Deprecated(deprecation) => {
                    deprecated = Some((**deprecation).clone());
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
            _ => ShapeKind::Struct {
                members: self.members(id, &path.join("members")),
                rules: self.rules(id, &path.join("rules")),
            },
        };
        Shape { doc, doc_url, deprecated, kind }
    }

    pub(super) fn error(&mut self, id: Id, name: &str) -> ErrorShape {
        let outer = Trail::new("errors");
        let path = &outer.join(name);
        let mut error = ErrorShape::default();
        let text = path.text();
        let path = &path.written(&text);
        let tree = self.tree;
        for settled in settle(&tree[id]) {
            self.report_conflict(path, &settled);
            let part = match settled.fact.as_ref() {
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
                Fact::Retryable => on(&mut error.retryable, "retryable"),
                Fact::Doc(doc) => {
                    error.doc = Some(doc.as_ref().to_owned());
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
                        if matches!(settled.fact.as_ref(), Fact::ShapeName(_)) {
                            self.record(&path.join("type"), &settled);
                        }
                    }
                }
                None => error.members = self.members(body, &path.join("members")),
            }
        }
        error
    }

    fn add_source(&mut self, path: &Trail<'_>, said: &Said) {
        self.note(path.text(), &[said]);
    }

    /// Adds the places of claims to the sources of a fact, which rests on them.
    fn note(&mut self, path: String, support: &[&Said]) {
        let source = |said: &&Said| {
            let page = self.subject.page_names.get(said.page)?;
            Some(Source::of(said.basis, Arc::clone(page), said.lines))
        };
        let mut sources = match support {
            [one] => source(one).map(Sources::One).unwrap_or_default(),
            several => {
                let mut sources = Vec::with_capacity(several.len());
                sources.extend(several.iter().filter_map(source));
                sources.into()
            }
        };
        sources.put_in_order();
        self.notes.evidence.push((path, sources));
    }
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
