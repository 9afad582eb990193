//! Writes shapes, errors and their members down.

use docwright_idl::*;
use serde_json::Value;

use super::{Describer, on};
use crate::claims::{Fact, Kind, Step};
use crate::reconcile::facets::settle;
use crate::reconcile::tree::Id;

impl Describer<'_> {
    pub(super) fn members(&mut self, id: Id, path: &Trail<'_>) -> Map<Member> {
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

    pub(in crate::reconcile) fn shape(&mut self, id: Id, name: &str) -> Shape {
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
                // Else the members tell.
                Fact::Kind(Kind::Struct) if tree.members(id).next().is_none() => "members",
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

    pub(in crate::reconcile) fn error(&mut self, id: Id, name: &str) -> ErrorShape {
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
}
