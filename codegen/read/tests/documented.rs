//! All that the examples of endpoints show is described, and nothing is that they do not show: on the bundled page, on
//! our own, and on the real one where it lies beside the checkout.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::collections::BTreeSet;

use docwright_idl::{Description, ExamplePart, Location, Map, Member, Scalar, ShapeKind, TypeRef};
use docwright_read::evidence::{Evidence, Source};
use docwright_read::overlay::Overlay;
use docwright_read::{PageSource, normalize};
use serde_json::Value;
use support::{bundled_pages, fixture, manifest, seeds};

/// What is described, and which of its members examples show.
struct Check<'d> {
    description: &'d Description,
    shown: BTreeSet<String>,
    missing: Vec<String>,
}

impl Check<'_> {
    fn members(&mut self, holder: &str, members: &Map<Member>, value: &Value) {
        for (name, value) in value.as_object().into_iter().flatten() {
            let found = members.iter().find(|(known, member)| member.name.as_ref().unwrap_or(known) == name);
            let Some((known, member)) = found else {
                self.missing.push(format!("{holder}.{name}"));
                continue;
            };
            let path = format!("{holder}.{known}");
            self.shown.insert(path.clone());
            if !value.is_null() {
                self.value(&path, &member.r#type, value);
            } else if !member.nullable {
                self.missing.push(format!("{path} may be null"));
            }
        }
    }

    fn value(&mut self, path: &str, r#type: &TypeRef, value: &Value) {
        let fits = match r#type {
            TypeRef::Scalar(Scalar::Document) => true,
            TypeRef::Scalar(Scalar::Boolean) => value.is_boolean(),
            TypeRef::Scalar(Scalar::Integer | Scalar::Long | Scalar::BigInteger) => {
                value.is_i64() || value.is_u64()
            }
            TypeRef::Scalar(Scalar::Double | Scalar::Float | Scalar::Number) => value.is_number(),
            TypeRef::Scalar(_) => value.is_string(),
            TypeRef::List(element) => {
                for value in value.as_array().into_iter().flatten().filter(|value| !value.is_null()) {
                    self.value(path, &element.r#type, value);
                }
                value.is_array()
            }
            TypeRef::Map(map) => {
                for value in value.as_object().into_iter().flat_map(serde_json::Map::values) {
                    self.value(path, &map.value.r#type, value);
                }
                value.is_object()
            }
            TypeRef::Shape(name) => match &self.description.types[name].kind {
                ShapeKind::Struct { members, .. } => {
                    self.members(&format!("types.{name}.members"), members, value);
                    value.is_object()
                }
                ShapeKind::Enum { values, open } => {
                    let is_listed = |text: &str| *open || values.iter().any(|known| known.value == text);
                    value.as_str().is_some_and(is_listed)
                }
                _ => true,
            },
        };
        if !fits {
            self.missing.push(format!("{path}: {type} is {value}"));
        }
    }

    fn examples(&mut self) {
        let description = self.description;
        for (name, operation) in &description.operations {
            for example in &operation.examples {
                let status = example.status.unwrap_or(200);
                let (side, members) = match example.of {
                    ExamplePart::Request => ("input", &operation.input),
                    ExamplePart::Response => ("output", &operation.output),
                };
                if status < 300 {
                    self.body(&format!("operations.{name}.{side}"), members, &example.body);
                    continue;
                }
                let errors = operation.errors.iter().map(|name| (name, &description.errors[name]));
                let of_status: Vec<_> = errors.filter(|(_, error)| error.status == Some(status)).collect();
                let text = example.body.to_string();
                let has_code =
                    |error: &Option<String>| error.as_ref().is_some_and(|code| text.contains(code));
                let error = of_status.iter().find(|(_, error)| has_code(&error.code)).or(of_status.first());
                let (name, error) = error.unwrap_or_else(|| panic!("{name} has no error {status}"));
                match &error.r#type {
                    Some(r#type) => self.value(&format!("errors.{name}"), r#type, &example.body),
                    None => self.body(&format!("errors.{name}.members"), &error.members, &example.body),
                }
            }
        }
    }

    fn body(&mut self, holder: &str, members: &Map<Member>, body: &Value) {
        match members.iter().find(|(_, member)| member.r#in == Some(Location::Payload)) {
            Some((name, member)) => self.value(&format!("{holder}.{name}"), &member.r#type, body),
            None => self.members(holder, members, body),
        }
    }

    /// Returns the members of which only examples tell, and that no example shows.
    fn invented(&self, evidence: &Evidence) -> Vec<String> {
        let of_example = |sources: &[Source]| {
            let is_example = |source: &Source| source.rule().is_some_and(|rule| rule.starts_with("example-"));
            sources.iter().all(is_example)
        };
        let members = evidence.facts.iter().filter(|(_, sources)| of_example(sources));
        let members = members.filter_map(|(path, _)| path.strip_suffix(".type"));
        let is_member = |path: &&str| path.contains(".members.") || path.contains("put.");
        let whole = |path: &str| path.replace(".type.0", "");
        members.filter(is_member).map(whole).filter(|path| !self.shown.contains(path)).collect()
    }
}

fn check(pages: &[PageSource]) {
    let normalized = normalize(&manifest("acronis-dr"), pages, &Overlay::default());
    let description = normalized.description.unwrap_or_else(|| panic!("{:#?}", normalized.diagnostics));
    let mut check = Check { description: &description, shown: BTreeSet::new(), missing: Vec::new() };
    check.examples();
    assert!(check.shown.len() > 10, "{:?}", check.shown);
    assert_eq!(check.missing, [""; 0]);
    assert_eq!(check.invented(&normalized.evidence), [""; 0]);
    let is_required = |members: &Map<Member>| members.values().any(|member| member.required);
    assert!(!description.operations.values().any(|operation| is_required(&operation.output)));
}

#[test]
fn the_bundled_page() {
    check(&bundled_pages("acronis-dr"));
}

#[test]
fn a_page_of_our_own() {
    check(&[fixture("acronis-clean.md")]);
}

#[test]
fn the_real_page() {
    seeds(&["003"]).iter().for_each(|pages| check(pages));
}
