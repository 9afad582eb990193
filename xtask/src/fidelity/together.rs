//! What several pages of an operation say together, in the forms that the scorer asks for: the description is walked
//! from the operation inwards, and the lines that its evidence names are looked up in the pages.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use docwright_idl::{
    Description, FactPath, Location, MapType, Member, Operation, Scalar, ShapeKind, TypeRef,
};
use docwright_read::evidence::{Evidence, Place, Source};
use docwright_read::manifest::Manifest;
use docwright_read::overlay::Overlay;
use docwright_read::{PageSource, normalize};
use serde_json::{Map, Value, json};

use super::reference_page::{PlainLines, add_lines, location};

/// How deep members are followed.
const MAX_DEPTH: usize = 40;

fn read(pages: &[PageSource]) -> (Description, Evidence) {
    let manifest = Manifest { name: "corpus".to_owned(), ..Manifest::default() };
    let normalized = normalize(&manifest, pages, &Overlay::default());
    let description = normalized.description.map(Arc::unwrap_or_clone).unwrap_or_default();
    (description, Arc::unwrap_or_clone(normalized.evidence))
}

/// Returns the prediction of members at all depths.
pub(super) fn predict_members(pages: &[PageSource]) -> Value {
    let (description, evidence) = read(pages);
    let Some((name, operation)) = description.operations.iter().next() else { return json!({}) };
    let mut prediction = Map::new();
    prediction.insert("operation".into(), name.clone().into());
    if let Some(doc) = &operation.doc {
        prediction.insert("doc".into(), doc.clone().into());
    }
    prediction.insert("deprecated".into(), operation.deprecated.is_some().into());
    let sides = [("request", "input", &operation.input), ("response", "output", &operation.output)];
    for (side, part, members) in sides {
        let mut walk = Walk {
            description: &description,
            evidence: &evidence,
            rows: Vec::new(),
            open: Vec::new(),
            is_request: side == "request",
        };
        walk.members("", &FactPath::new(["operations", name, part]), members);
        prediction.insert(side.into(), walk.rows.into());
    }
    prediction.insert("errors".into(), operation.errors.clone().into());
    Value::Object(prediction)
}

struct Walk<'d> {
    description: &'d Description,
    evidence: &'d Evidence,
    rows: Vec<Value>,
    /// The shapes within which the walk is.
    open: Vec<&'d str>,
    is_request: bool,
}

impl<'d> Walk<'d> {
    fn members(&mut self, path: &str, fact: &FactPath, members: &'d docwright_idl::Map<Member>) {
        for (name, member) in members {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            self.member(&path, &fact.join(name), member);
        }
    }

    /// Whether the pages break off a recursion here.
    fn is_recursion(&self, r#type: &FactPath) -> bool {
        let sources = self.evidence.facts.get(&r#type.to_string()).into_iter().flatten();
        sources.into_iter().filter_map(Source::rule).any(|rule| rule.starts_with("recursion-"))
    }

    /// Adds the row of a member that is the fact at `fact`, and those of what it holds.
    fn member(&mut self, path: &str, fact: &FactPath, member: &'d Member) {
        if self.open.len() > MAX_DEPTH {
            return;
        }
        let row = self.rows.len();
        self.rows.push(json!({ "path": path, "required": member.required && self.is_request }));
        if member.idempotency_token {
            self.rows[row]["idempotency_token"] = true.into();
        }
        if !member.values.is_empty() && !path.ends_with("{key}") {
            self.rows[row]["enum"] = member.values.clone().into();
        }
        let mut doc = member.doc.as_ref();
        let fact = fact.join("type");
        let is_recursion = self.is_recursion(&fact);
        if is_recursion {
            self.rows[row]["recursive"] = true.into();
        }
        let word = match &member.r#type {
            _ if member.json_string => "jsonvalue",
            TypeRef::Scalar(Scalar::Blob) if member.streaming => "stream",
            TypeRef::Scalar(scalar) => scalar_word(*scalar),
            TypeRef::List(_) if is_recursion => "list",
            TypeRef::List(element) => {
                self.member(&format!("{path}[]"), &fact.join("0"), element);
                "list"
            }
            TypeRef::Map(_) if is_recursion => "map",
            TypeRef::Map(map) => {
                self.map(path, &fact.join("map"), map);
                "map"
            }
            TypeRef::Shape(_) if is_recursion => "struct",
            TypeRef::Shape(name) if self.open.contains(&name.as_str()) => {
                self.rows[row]["recursive"] = true.into();
                "struct"
            }
            TypeRef::Shape(name) => {
                let shape = self.description.types.get(name);
                // What an element is, its shape says.
                if path.ends_with(['}', ']']) {
                    doc = doc.or(shape.and_then(|shape| shape.doc.as_ref()));
                }
                self.open.push(name);
                let fact = FactPath::new(["types", name]);
                let word = shape.map_or("struct", |shape| self.shape(row, path, &fact, &shape.kind));
                self.open.pop();
                if member.streaming && word == "struct" { "eventstream" } else { word }
            }
        };
        // Whether a number is whole, not every page says.
        if member.r#type != TypeRef::Scalar(Scalar::Number) {
            self.rows[row]["type"] = word.into();
        }
        if let Some(doc) = doc {
            self.rows[row]["doc"] = doc.clone().into();
        }
    }

    fn map(&mut self, path: &str, fact: &FactPath, map: &'d MapType) {
        self.member(&format!("{path}{{key}}"), &fact.join("key"), &map.key);
        self.member(&format!("{path}{{}}"), &fact.join("value"), &map.value);
    }

    fn shape(&mut self, row: usize, path: &str, fact: &FactPath, kind: &'d ShapeKind) -> &'static str {
        match kind {
            ShapeKind::Struct { members, .. } => {
                self.members(path, &fact.join("members"), members);
                "struct"
            }
            ShapeKind::Union(members) => {
                self.rows[row]["union"] = true.into();
                self.members(path, &fact.join("union"), members);
                "struct"
            }
            ShapeKind::Enum { values, open } => {
                // No method page shows the values of keys.
                if !open && !path.ends_with("{key}") {
                    self.rows[row]["enum"] = values.iter().map(|value| value.value.clone()).collect();
                }
                "string"
            }
            ShapeKind::List(element) => {
                self.member(&format!("{path}[]"), &fact.join("list"), element);
                "list"
            }
            ShapeKind::Map(map) => {
                self.map(path, &fact.join("map"), map);
                "map"
            }
        }
    }
}

fn scalar_word(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::Integer | Scalar::Long | Scalar::BigInteger => "integer",
        Scalar::Float | Scalar::Double | Scalar::Number => "float",
        Scalar::Boolean => "boolean",
        Scalar::Timestamp => "datetime",
        Scalar::Blob => "bytes",
        Scalar::Document => "document",
        _ => "string",
    }
}

/// Returns the prediction of what the reference page still shows of the top level.
pub(super) fn predict_reference(pages: &[PageSource]) -> Value {
    let (description, evidence) = read(pages);
    let Some((name, operation)) = description.operations.iter().next() else { return json!({}) };
    let Some(reference) = pages.iter().find(|page| page.name.starts_with("aws")) else { return json!({}) };
    let is_part = |c: char| c.is_ascii_alphanumeric() || "_.:-".contains(c);
    let words = reference.text.split(|c| !is_part(c)).map(|word| word.trim_end_matches(['.', ':', '-']));
    let reader = Reference {
        name,
        words: words.collect(),
        description: &description,
        evidence: &evidence,
        page: &reference.name,
        plain: PlainLines::of(&reference.name, &reference.text),
        has_wire_labels: reference.text.contains("<?xml") || reference.text.contains(" Host: "),
        is_query: reference.text.contains("?Action="),
    };
    let errors: Vec<Value> = operation
        .errors
        .iter()
        .map(|error| {
            let status = description.errors.get(error).and_then(|error| error.status);
            json!({ "name": error, "http_status": status })
        })
        .collect();
    let http = operation
        .http
        .as_ref()
        .map(|http| json!({ "method": http.method.as_str(), "uri": http.path, "status": http.status }));
    json!({
        "operation": name,
        "http": http,
        "request": reader.side(operation, "input"),
        "response": reader.side(operation, "output"),
        "errors": errors,
    })
}

struct Reference<'d> {
    name: &'d str,
    description: &'d Description,
    evidence: &'d Evidence,
    page: &'d str,
    plain: PlainLines,
    /// All words of the page: how it calls a member of which it lost the name is unknown.
    words: HashSet<&'d str>,
    /// Whether the page labels its entries with the names of the wire.
    has_wire_labels: bool,
    /// Whether requests are queries, in which lists are numbered.
    is_query: bool,
}

impl Reference<'_> {
    fn side(&self, operation: &Operation, side: &str) -> Vec<Value> {
        let members = if side == "input" { &operation.input } else { &operation.output };
        let path = ["operations", self.name, side];
        self.rows(members, &path, operation.http.is_some())
    }

    fn rows(&self, members: &docwright_idl::Map<Member>, path: &[&str], has_route: bool) -> Vec<Value> {
        let mut rows = Vec::new();
        let lines = self.lines_by_member(path);
        for (name, member) in members {
            // Of a body that is one member the page lists the members.
            if member.r#in == Some(Location::Payload)
                && let Some(shape) = member.r#type.shape()
                && let Some(ShapeKind::Struct { members, .. } | ShapeKind::Union(members)) =
                    self.description.types.get(shape).map(|shape| &shape.kind)
            {
                rows.extend(self.rows(members, &["types", shape, "members"], has_route));
                continue;
            }
            // In the query and in headers a page of JSON prints the member's name.
            let is_carried =
                matches!(member.r#in, Some(Location::Query | Location::Header | Location::PrefixHeaders));
            let label = member.name.as_ref().filter(|_| self.has_wire_labels || !is_carried).unwrap_or(name);
            let is_numbered = self.is_query && path.ends_with(&["input"]);
            let label = match &member.r#type {
                TypeRef::List(_) if is_numbered && member.flattened => format!("{label}.N"),
                TypeRef::List(_) if is_numbered => format!("{label}.member.N"),
                _ => label.clone(),
            };
            if !self.words.contains(label.as_str()) {
                continue;
            }
            let mut json = json!({
                "name": label,
                "required": member.required,
                "location": location(member.r#in, has_route),
            });
            let own = lines.get(name.as_str()).into_iter().flatten().copied();
            let shared = self.lines_of_shapes(&member.r#type);
            add_lines(&mut json, own.chain(shared).map(|line| self.plain.get(line)));
            rows.push(json);
        }
        rows
    }

    /// Returns the lines of the reference page that tell the values of the shapes that a type mentions.
    fn lines_of_shapes(&self, r#type: &TypeRef) -> Vec<u32> {
        let paths = r#type.shapes().into_iter().map(|shape| format!("types.{shape}.enum"));
        paths
            .filter_map(|path| self.evidence.facts.get(&path))
            .flatten()
            .filter_map(Source::place)
            .filter(|place| *place.page == *self.page)
            .map(|place| place.lines.first)
            .collect()
    }

    /// Returns the lines of the reference page on which what is known of the members at a path rests.
    fn lines_by_member(&self, path: &[&str]) -> BTreeMap<String, Vec<u32>> {
        let mut lines: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for (fact, sources) in &self.evidence.facts {
            let Ok(fact) = fact.parse::<docwright_idl::FactPath>() else { continue };
            let parts: Vec<String> = fact.parts().iter().map(ToString::to_string).collect();
            let Some((above, rest)) = parts.split_at_checked(path.len()) else { continue };
            let [member, rest @ ..] = rest else { continue };
            if above != path || rest.first().is_some_and(|part| part == "doc") {
                continue;
            }
            for place in sources.iter().filter_map(Source::place).filter(|place| *place.page == *self.page) {
                let Place { lines: span, .. } = place;
                lines.entry(member.clone()).or_default().push(span.first);
            }
        }
        lines
    }
}
