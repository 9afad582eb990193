//! What was understood of the references that are one page each, in the layout of endpoints.
//!
//! The corpus's scorer does not count these. The truth holds what the source of a page says, also where the page does
//! not: which properties of a body are required, how many elements a list may have. The truth knows labels, and nothing
//! of words: a default, or that a parameter may be repeated, counts neither way where a description's text tells it.
//! What only examples show is no property; the member of a description that a page lists nowhere counts as wrong if
//! no example has it either.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

use docwright_idl::{
    Description, ErrorShape, ExamplePart, Location, Map, Member, Operation, Scalar, ShapeKind, TypeRef,
};
use docwright_read::normalize;
use docwright_read::overlay::Overlay;
use serde_json::Value;

use super::count::Score;
use crate::compile::corpus::{REFERENCES, Service, references};

/// The form's name.
pub(super) const NAME: &str = "endpoints";

/// Reads each reference, and prints how much of it was understood.
pub(super) fn run(corpus: &Path, verbose: bool) -> io::Result<()> {
    let mut score = Score::default();
    let references = references(corpus)?;
    println!("\n{NAME}: {} pages", references.len());
    for Service { manifest, pages } in references {
        let Some(page) = pages.first() else { continue };
        let truth = corpus.join(REFERENCES).join(page.name.replace(".md", ".truth.json"));
        let truth: Value = serde_json::from_str(&std::fs::read_to_string(truth)?)?;
        let normalized = normalize(&manifest, &pages, &Overlay::default());
        if normalized.description.is_none() {
            println!("{} has no description: {:?}", manifest.name, normalized.diagnostics);
        }
        Page { description: &normalized.description.unwrap_or_default(), name: &manifest.name }
            .count(&truth, &mut score);
    }
    score.print(verbose);
    Ok(())
}

/// A page, by what was made of it.
struct Page<'d> {
    description: &'d Description,
    name: &'d str,
}

impl Page<'_> {
    fn count(&self, truth: &Value, score: &mut Score) {
        score.one("title", self.name, text(&truth["title"]), self.description.service.title.clone());
        let mut found: BTreeMap<String, &Operation> = BTreeMap::new();
        for operation in self.description.operations.values() {
            if let Some(http) = &operation.http {
                found.insert(format!("{} {}", http.method.as_str(), http.path), operation);
            }
        }
        let route =
            |endpoint: &Value| Some(format!("{} {}", text(&endpoint["method"])?, text(&endpoint["path"])?));
        let endpoints: BTreeMap<String, &Value> =
            list(&truth["endpoints"]).filter_map(|endpoint| Some((route(endpoint)?, endpoint))).collect();
        let routes = endpoints.keys().cloned().collect();
        score.set("endpoints", self.name, &routes, &found.keys().cloned().collect());
        for (route, endpoint) in endpoints {
            let Some(operation) = found.get(&route) else { continue };
            self.endpoint(&format!("{} {route}", self.name), endpoint, operation, score);
        }
    }

    fn endpoint(&self, of: &str, truth: &Value, operation: &Operation, score: &mut Score) {
        let doc = [text(&truth["name"]), text(&truth["doc"])];
        for part in doc.into_iter().flatten().filter(|part| !part.is_empty()) {
            let doc = words(operation.doc.as_deref().unwrap_or_default());
            let is_there = doc.contains(&words(&part));
            score.one("docs", of, Some(part.clone()), is_there.then_some(part));
        }
        let is_deprecated = |is: bool| is.then_some(true);
        score.one(
            "deprecated",
            of,
            is_deprecated(truth["deprecated"] == true),
            is_deprecated(operation.deprecated.is_some()),
        );
        let scopes = list(&truth["scopes"]).filter_map(text).collect();
        score.set("scopes", of, &scopes, &operation.scopes.iter().cloned().collect());
        let labels = list(&truth["path_params"]).filter_map(text).collect();
        let at = |location: Location| {
            operation
                .input
                .iter()
                .filter(move |(_, member)| member.r#in.unwrap_or(Location::Body) == location)
        };
        score.set("path parameters", of, &labels, &at(Location::Path).map(wire_name).collect());
        for (name, location) in [("query", Location::Query), ("headers", Location::Header)] {
            let members: BTreeMap<_, _> = at(location).map(|entry| (wire_name(entry), entry.1)).collect();
            self.properties(&format!("{of} {name}"), &truth[name], &members, true, None, score);
        }
        let body = &truth["body"];
        let consumes = operation.http.as_ref().and_then(|http| http.consumes.clone());
        score.one("media types", of, text(&body["media_type"]), consumes);
        let members = at(Location::Body).map(|entry| (wire_name(entry), entry.1)).collect();
        let shown = shown(operation, ExamplePart::Request, None);
        self.properties(&format!("{of} body"), &body["props"], &members, false, Some(&shown), score);
        self.responses(of, truth, operation, score);
    }

    fn responses(&self, of: &str, truth: &Value, operation: &Operation, score: &mut Score) {
        let success = operation.http.as_ref().and_then(|http| http.status);
        let is_success = |code: &str| code.starts_with('2');
        let mut codes: BTreeSet<String> = success.iter().map(u16::to_string).collect();
        let names = operation.errors.iter();
        let errors: Vec<_> =
            names.filter_map(|name| Some((name, self.description.errors.get(name)?))).collect();
        codes.extend(errors.iter().map(|(_, error)| {
            error.status.map_or_else(|| "default".to_owned(), |status| status.to_string())
        }));
        let responses: Vec<_> = list(&truth["responses"]).collect();
        let has_success = responses.iter().filter_map(|one| text(&one["code"])).any(|code| is_success(&code));
        let known: BTreeSet<_> = responses.iter().filter_map(|response| text(&response["code"])).collect();
        // Where no status tells of success, the response to any other does.
        if !has_success && success.is_none() && known.contains("default") {
            codes.insert("default".to_owned());
        }
        score.set("statuses", of, &known, &codes);
        for response in responses {
            let Some(code) = text(&response["code"]) else { continue };
            let of = format!("{of} {code}");
            let status = code.parse().ok();
            let mut members = BTreeMap::new();
            let (media, doc);
            if is_success(&code) || code == "default" && !has_success {
                if status != success {
                    continue;
                }
                members = in_body(&operation.output);
                media = operation.http.as_ref().and_then(|http| http.produces.clone());
                // A description has no place for what is said of a success.
                doc = None;
            } else {
                let of_status: Vec<_> = errors.iter().filter(|(_, error)| error.status == status).collect();
                for (_, error) in &of_status {
                    members.extend(in_body(&error.members));
                    if let Some(TypeRef::Shape(name)) = &error.r#type
                        && let Some(ShapeKind::Struct { members: shape, .. }) =
                            self.description.types.get(name).map(|shape| &shape.kind)
                    {
                        members.extend(in_body(shape));
                    }
                }
                media = of_status.iter().find_map(|(name, error)| {
                    operation.error_media.get(*name).unwrap_or(&error.media).clone()
                });
                let doc_of = |(name, error): &&(&String, &ErrorShape)| {
                    operation.error_docs.get(*name).or(error.doc.as_ref()).cloned()
                };
                doc = Some(of_status.iter().find_map(doc_of).unwrap_or_default());
            }
            score.one("media types", &of, text(&response["media_type"]), media);
            if let (Some(truth), Some(doc)) = (text(&response["doc"]).filter(|doc| !doc.is_empty()), doc) {
                let is_it = words(&doc) == words(&truth);
                score.one("docs of errors", &of, Some(truth.clone()), Some(if is_it { truth } else { doc }));
            }
            let shown = shown(operation, ExamplePart::Response, status);
            self.properties(&of, &response["props"], &members, false, Some(&shown), score);
        }
    }

    /// Counts parameters or properties. `shown` are the names that examples have, where they may have more.
    fn properties(
        &self,
        of: &str,
        truth: &Value,
        members: &BTreeMap<String, &Member>,
        is_required_shown: bool,
        shown: Option<&BTreeSet<String>>,
        score: &mut Score,
    ) {
        let known: BTreeMap<String, &Value> =
            list(truth).filter_map(|property| Some((text(&property["name"])?, property))).collect();
        let names = known.keys().cloned().collect();
        let is_counted =
            |name: &&String| known.contains_key(*name) || !shown.is_some_and(|shown| shown.contains(*name));
        let predicted = members.keys().filter(is_counted).cloned().collect();
        score.set("members", of, &names, &predicted);
        for (name, property) in known {
            let Some(member) = members.get(&name) else { continue };
            self.property(&format!("{of} {name}"), property, member, is_required_shown, score);
        }
    }

    fn property(&self, of: &str, truth: &Value, member: &Member, is_required_shown: bool, score: &mut Score) {
        let label = text(&truth["type"]).unwrap_or_default();
        let doc = text(&truth["doc"]).unwrap_or_default();
        let member = match &member.r#type {
            TypeRef::List(element) if !label.starts_with("Array") && doc.contains("multiple") => {
                &Member { doc: member.doc.clone(), default: member.default.clone(), ..*element.clone() }
            }
            _ => member,
        };
        let format = text(&truth["format"]).map(|format| plain_format(&format));
        let found = self.label(&member.r#type);
        let is_date_time = found == "DateTime" && label == "String" && format.as_deref() == Some("datetime");
        let fits = label == found || label == "any" || is_date_time;
        score.one("types", of, Some(label.clone()), Some(if fits { label.clone() } else { found }));
        let required = |is: bool| is.then_some(true);
        if is_required_shown {
            score.one("required", of, required(truth["required"] == true), required(member.required));
        } else {
            score.one("required", of, None, required(member.required));
        }
        let default = |value: &Value| (!value.is_null()).then(|| plain(value));
        let is_in_words = truth["default"].is_null() && doc.to_lowercase().contains("default");
        let found = member.default.as_ref().and_then(default).filter(|_| !is_in_words);
        score.one("defaults", of, default(&truth["default"]), found);
        let values = |value: &Value| -> Option<BTreeSet<String>> {
            Some(value.as_array()?.iter().map(plain).collect())
        };
        // Examples show values of which the page does not say that they are all.
        let is_open = |name: &str| {
            let shape = self.description.types.get(name).map(|shape| &shape.kind);
            matches!(shape, Some(ShapeKind::Enum { open: true, .. }))
        };
        let listed = self.values(member).filter(|_| !member.r#type.shapes().into_iter().any(is_open));
        score.one("values", of, values(&truth["enum"]), listed);
        let number = |value: &Value| value.as_f64().map(|number| number.to_string());
        let bounds = [("min", "max", &member.range), ("min_length", "max_length", &member.length)];
        for (min, max, found) in bounds.into_iter().filter(|_| !label.starts_with("Array")) {
            let (least, greatest) = found.as_ref().map(|bounds| bounds.ends_as_f64()).unwrap_or_default();
            score.one("constraints", of, number(&truth[min]), least.map(|number| number.to_string()));
            score.one("constraints", of, number(&truth[max]), greatest.map(|number| number.to_string()));
        }
        score.one("constraints", of, text(&truth["pattern"]), member.pattern.clone());
        if let Some(format) = format {
            let found = self.format(member, &format).map(|format| plain_format(&format));
            score.one("formats", of, Some(format), found);
        }
        if !doc.is_empty() {
            let found = member.doc.clone().unwrap_or_default();
            let is_it = words(&found) == words(&doc);
            score.one("docs", of, Some(doc.clone()), Some(if is_it { doc } else { found }));
        }
    }

    /// Returns the layout's name of a type.
    fn label(&self, r#type: &TypeRef) -> String {
        match r#type {
            TypeRef::List(element) => format!("Array of {}", self.label(&element.r#type)),
            TypeRef::Map(_) => "Object".to_owned(),
            TypeRef::Shape(name) => match self.description.types.get(name).map(|shape| &shape.kind) {
                Some(ShapeKind::Enum { .. }) => "String".to_owned(),
                _ => "Object".to_owned(),
            },
            TypeRef::Scalar(scalar) => match scalar {
                Scalar::Boolean => "Boolean",
                Scalar::Integer | Scalar::Long | Scalar::BigInteger => "Integer",
                Scalar::Float | Scalar::Double | Scalar::Number => "Number",
                Scalar::Timestamp => "DateTime",
                Scalar::Document => "any",
                _ => "String",
            }
            .to_owned(),
        }
    }

    fn values(&self, member: &Member) -> Option<BTreeSet<String>> {
        let shape = member.r#type.shape().and_then(|name| self.description.types.get(name));
        match shape.map(|shape| &shape.kind) {
            Some(ShapeKind::Enum { values, .. }) => {
                Some(values.iter().map(|value| value.value.clone()).collect())
            }
            _ => (!member.values.is_empty()).then(|| member.values.iter().map(plain).collect()),
        }
    }

    /// Returns the format, which the type may say.
    fn format(&self, member: &Member, wanted: &str) -> Option<String> {
        let scalar = match member.r#type {
            TypeRef::Scalar(scalar) => Some(scalar),
            _ => None,
        };
        let is_said = match wanted {
            "uuid" => scalar == Some(Scalar::Uuid),
            "date" => scalar == Some(Scalar::Date),
            "byte" | "binary" => scalar == Some(Scalar::Blob),
            "int64" => scalar == Some(Scalar::Long),
            "int32" => scalar == Some(Scalar::Integer),
            "float" => scalar == Some(Scalar::Float),
            "double" => scalar == Some(Scalar::Double),
            _ => false,
        };
        member.format.clone().or_else(|| is_said.then(|| wanted.to_owned()))
    }
}

/// Returns the members that travel in the body, by their names there.
fn in_body(members: &Map<Member>) -> BTreeMap<String, &Member> {
    let is_in_body = |entry: &(&String, &Member)| matches!(entry.1.r#in, None | Some(Location::Body));
    members.iter().filter(is_in_body).map(|entry| (wire_name(entry), entry.1)).collect()
}

fn wire_name((name, member): (&String, &Member)) -> String {
    member.name.as_ref().unwrap_or(name).clone()
}

/// Returns the names that examples have at the top.
fn shown(operation: &Operation, of: ExamplePart, status: Option<u16>) -> BTreeSet<String> {
    let examples = operation.examples.iter().filter(|example| example.of == of && example.status == status);
    examples.filter_map(|example| example.body.as_object()).flat_map(|body| body.keys().cloned()).collect()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Returns a format without what its spellings differ in.
fn plain_format(format: &str) -> String {
    format.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

/// Returns the words of a text, without the white space between them.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
