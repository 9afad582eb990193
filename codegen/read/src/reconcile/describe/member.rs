//! Writes members, and what their types are.

use docwright_idl::*;

use super::{Describer, MAX_DEPTH, on, set};
use crate::claims::{Basis, Fact, Kind, Step};
use crate::evidence::Observation;
use crate::reconcile::facets::settle;
use crate::reconcile::tree::{Id, Said};

impl Describer<'_> {
    pub(super) fn element(&mut self, id: Id, step: Step, path: &Trail<'_>, depth: usize) -> Member {
        match self.tree.get(id, &step) {
            Some(element) => self.member(element, path, depth + 1),
            None if step == Step::Key => Member::of(Scalar::String),
            None => {
                self.report_untyped(path, id);
                Member::of(Scalar::Document)
            }
        }
    }

    pub(super) fn map(&mut self, id: Id, path: &Trail<'_>, depth: usize) -> MapType {
        MapType {
            key: self.element(id, Step::Key, &path.join("key"), depth),
            value: self.element(id, Step::Value, &path.join("value"), depth),
        }
    }

    pub(super) fn member(&mut self, id: Id, path: &Trail<'_>, depth: usize) -> Member {
        let mut member = Member::default();
        let text = path.as_text();
        let path = &path.written(&text);
        let tree = self.tree;
        for settled in settle(&tree[id]) {
            self.report_conflict(path, &settled);
            let part = match settled.fact.as_ref() {
                Fact::Kind(_) => "type",
                Fact::ShapeName(_) => "type",
                Fact::Doc(doc) => {
                    member.doc = Some(doc.as_ref().to_owned());
                    "doc"
                }
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
                Fact::TimeZone(zone) => set(&mut member.time_zone, &(*zone).to_owned(), "time_zone"),
                Fact::CaseSensitive => on(&mut member.case_sensitive, "case_sensitive"),
                Fact::WireName(name) => set(&mut member.name, name, "name"),
                Fact::Deprecated(deprecation) => set(&mut member.deprecated, deprecation, "deprecated"),
                Fact::In(location) => set(&mut member.r#in, location, "in"),
                Fact::Values { values, .. } if self.tree[id].shape.is_none() => {
                    member.values = values.to_vec();
                    "values"
                }
                Fact::Flattened => on(&mut member.flattened, "flattened"),
                Fact::Unique => on(&mut member.unique, "unique"),
                Fact::IdempotencyToken => on(&mut member.idempotency_token, "idempotency_token"),
                Fact::Sensitive => on(&mut member.sensitive, "sensitive"),
                Fact::Streaming => on(&mut member.streaming, "streaming"),
                Fact::Nullable => on(&mut member.nullable, "nullable"),
                Fact::JsonString => on(&mut member.json_string, "json_string"),
                _ => continue,
            };
            self.record_part(&text, part, &settled);
        }
        if let Some((present, of)) = tree[id].presence.as_deref().copied() {
            self.notes.observations.push((text.to_string(), Observation { present, of }));
        }
        for said in tree[id].said.iter() {
            if let Fact::Sample(value) = &said.fact
                && !member.examples.contains(value)
            {
                member.examples.push(*value.clone());
                self.add_source(&path.join("examples"), said);
            }
        }
        member.r#type = match (self.type_ref(id, depth, &path.join("type")), member.r#in) {
            // What travels in a host, a URI or a header without a stated type is text.
            (
                TypeRef::Scalar(Scalar::Document),
                Some(Location::Path | Location::Query | Location::Header | Location::Host),
            ) if tree.kind(id) == Kind::Any => Scalar::String.into(),
            (r#type, _) => r#type,
        };
        if member.r#type == TypeRef::Scalar(Scalar::Document) && self.is_untyped(id) {
            self.report_untyped(path, id);
        }
        member
    }

    pub(super) fn type_ref(&mut self, id: Id, depth: usize, path: &Trail<'_>) -> TypeRef {
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
            // An object of which no member is known has names all the same.
            Kind::Object if self.subject.is_plain_json => {
                let (key, value) = (Member::of(Scalar::String), Member::of(Scalar::Document));
                TypeRef::Map(Box::new(MapType { key, value }))
            }
            Kind::Any | Kind::Object | Kind::Struct | Kind::Union | Kind::Recursive => {
                Scalar::Document.into()
            }
        }
    }

    fn reference(&self, shape: Id) -> TypeRef {
        match &self.tree[shape].step {
            Step::Type(name) => TypeRef::Shape(name.as_str().to_owned()),
            _ => Scalar::Document.into(),
        }
    }

    /// Returns what is meant where a page breaks off a structure that contains itself.
    fn recursion(&mut self, id: Id, depth: usize, path: &Trail<'_>) -> Option<TypeRef> {
        let (target, rule) = *self.subject.recursions.get(&id)?;
        let tree = self.tree;
        if let Some(said) = tree[id].said.iter().find(|said| said.fact == Fact::Kind(Kind::Recursive)) {
            self.add_source(path, &Said { basis: Basis::Inferred(rule), ..said.clone() });
        }
        Some(match tree[target].step {
            Step::Type(_) => self.reference(target),
            _ => self.type_ref(target, depth + 1, path),
        })
    }
}
