//! Declared types: structs, enums, unions, and the lists and maps that need a name.

use docwright_idl::{EnumValue, Map, Member, Shape, ShapeKind};

use super::Lowering;
use super::member::Members;
use super::model::{
    Enum, EnumVariant, Format, Item, Newtype, Place, Role, Struct, Type, Union, UnionVariant,
};
use crate::docs::{Docs, code, deprecation, member_facts};
use crate::names::{Kind, Scope};

impl Lowering<'_> {
    /// Lowers a shape, if it is declared.
    pub(super) fn item(&mut self, documented: &str, shape: &Shape) -> Option<Item> {
        let planned = self.view.shape(documented)?;
        let name = planned.name.clone()?;
        let (sent, received, is_stream) = (planned.is_sent, planned.is_received, planned.is_stream);
        let mut docs = Docs::new(shape.doc.as_deref(), || format!("The type {}.", code(documented)));
        docs.link(shape.doc_url.as_deref());
        let deprecated = shape.deprecated.as_ref().map(deprecation);
        Some(match &shape.kind {
            // Each member is an event, and comes alone.
            ShapeKind::Struct { members, .. } if is_stream => {
                let variants = self.union_variants(documented, members, sent);
                Item::Union(Union { name, docs, deprecated, variants, sent: false })
            }
            ShapeKind::Struct { members, rules } => {
                let role = if sent { Role::Sent } else { Role::Received };
                let fields = self.fields(Members {
                    place: &format!("types.{documented}.members"),
                    owner: Some(documented),
                    members,
                    rules,
                    role,
                    path: "",
                    received,
                });
                Item::Struct(Struct::new(name, docs, deprecated, fields, role))
            }
            ShapeKind::Enum { values, open } => {
                if *open {
                    docs.paragraph("The documentation does not list all values.");
                }
                let variants = self.enum_variants(documented, values);
                Item::Enum(Enum { name, docs, deprecated, variants })
            }
            ShapeKind::Union(members) => {
                let variants = self.union_variants(documented, members, sent);
                Item::Union(Union { name, docs, deprecated, variants, sent })
            }
            // Lists and maps that contain themselves.
            ShapeKind::List(element) => {
                let (r#type, format) = self.held(documented, self.view.list(element, 0), element);
                Item::Newtype(Newtype { name, docs, deprecated, r#type, format, sent })
            }
            ShapeKind::Map(map) => {
                let (r#type, format) = self.held(documented, self.view.map(map, 0), &map.value);
                Item::Newtype(Newtype { name, docs, deprecated, r#type, format, sent })
            }
        })
    }

    fn enum_variants(&mut self, documented: &str, values: &[EnumValue]) -> Vec<EnumVariant> {
        let place = format!("types.{documented}.enum");
        let names = Scope::new(&Kind::VARIANT, place, &mut self.findings)
            .settle(values.iter().map(|value| value.value.as_str()));
        let variants = values.iter().zip(names).map(|(value, name)| EnumVariant {
            name,
            docs: Docs::new(value.doc.as_deref(), || match value.value.as_str() {
                "" => "The empty value.".to_owned(),
                value => format!("The value {}.", code(value)),
            }),
            deprecated: value.deprecated.as_ref().map(deprecation),
            value: value.value.clone(),
        });
        variants.collect()
    }

    fn union_variants(&mut self, documented: &str, members: &Map<Member>, sent: bool) -> Vec<UnionVariant> {
        let place = format!("types.{documented}.union");
        let of = Members {
            place: &place,
            owner: Some(documented),
            members,
            rules: &[],
            role: Role::Received,
            path: "",
            received: true,
        };
        let names =
            Scope::new(&Kind::VARIANT, &place, &mut self.findings).settle(members.keys().map(String::as_str));
        let mut variants = Vec::new();
        for ((member_name, member), name) in members.iter().zip(names) {
            let r#type = self.member_type(of, member_name, member);
            let wire = member.name.clone().unwrap_or_else(|| member_name.clone());
            let mut docs = Docs::new(member.doc.as_deref(), || format!("The member {}.", code(&wire)));
            let wire = self.notation(wire, member);
            docs.sentences(&member_facts(member, &self.view));
            let format = self.format(member, &r#type, Place::Body);
            let deprecated = member.deprecated.as_deref().map(deprecation);
            let sensitive = self.is_sensitive(member);
            let r#type = self.readable(r#type);
            let checks = if sent { self.checks(member, &r#type) } else { Vec::new() };
            let is_walked = false;
            variants.push(UnionVariant {
                name,
                docs,
                deprecated,
                wire,
                r#type,
                format,
                sensitive,
                checks,
                is_walked,
            });
        }
        variants
    }

    /// Returns the type that a list or map with a name holds, and how that is written; `element` is what stands in it.
    fn held(
        &mut self,
        documented: &str,
        inner: Result<Type, &'static str>,
        element: &Member,
    ) -> (Type, Option<Format>) {
        let r#type = inner.unwrap_or_else(|reason| {
            self.unsupported(&format!("types.{documented}"), reason);
            Type::Document
        });
        let r#type = self.readable(r#type);
        let format = self.format(element, &r#type, Place::Body);
        (r#type, format)
    }
}
