//! Declared types: structs, enums, unions, and the lists and maps that need a name.

use docwright_idl::{EnumValue, ErrorShape, Location, Map, Member, Shape, ShapeKind};

use super::Lowering;
use super::member::Members;
use super::model::{
    Enum, EnumVariant, Item, Newtype, Place, Protocol, Role, Struct, Type, Union, UnionVariant,
};
use crate::docs::{Docs, code, deprecation, member_facts};
use crate::names::{Kind, Name, Scope};

impl<'d> Lowering<'d> {
    /// Lowers a shape, if it is declared.
    pub(super) fn item(&mut self, documented: &'d str, shape: &'d Shape) -> Option<Item> {
        let name = self.shapes.name(documented)?.clone();
        let mut docs = Docs::new(shape.doc.as_deref(), || format!("The type {}.", code(documented)));
        docs.link(shape.doc_url.as_deref());
        let deprecated = shape.deprecated.as_ref().map(deprecation);
        Some(match &shape.kind {
            // Each member is an event, and comes alone.
            ShapeKind::Struct { members, .. } if self.shapes.is_stream(documented) => {
                let variants = self.union_variants(documented, members);
                Item::Union(Union { name, docs, deprecated, variants, sent: false })
            }
            ShapeKind::Struct { members, rules } => {
                let sent = self.shapes.is_sent(documented);
                let fields = self.fields(Members {
                    place: &format!("types.{documented}.members"),
                    owner: Some(documented),
                    members,
                    rules,
                    role: if sent { Role::Sent } else { Role::Received },
                    path: "",
                    received: self.shapes.is_received(documented),
                });
                let role = if sent { Role::Sent } else { Role::Received };
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
                let variants = self.union_variants(documented, members);
                let sent = self.shapes.is_sent(documented);
                Item::Union(Union { name, docs, deprecated, variants, sent })
            }
            ShapeKind::List(element) => self.newtype(documented, name, docs, deprecated, element),
            ShapeKind::Map(map) => self.newtype(documented, name, docs, deprecated, &map.value),
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

    fn union_variants(&mut self, documented: &'d str, members: &'d Map<Member>) -> Vec<UnionVariant> {
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
            docs.sentences(&member_facts(member, self.description));
            let format = self.format(member, &r#type, Place::Body);
            let deprecated = member.deprecated.as_deref().map(deprecation);
            let sensitive = self.is_sensitive(member);
            let r#type = self.readable(r#type);
            let checks =
                if self.shapes.is_sent(documented) { self.checks(member, &r#type) } else { Vec::new() };
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

    /// Lowers a list or map that contains itself; `element` is what it holds.
    fn newtype(
        &mut self,
        documented: &str,
        name: Name,
        docs: Docs,
        deprecated: Option<String>,
        element: &Member,
    ) -> Item {
        let inner = match self.description.types.get(documented).map(|shape| &shape.kind) {
            Some(ShapeKind::List(element)) => self.shapes.list(element, 0),
            Some(ShapeKind::Map(map)) => self.shapes.map(map, 0),
            _ => Err("the type is not described"),
        };
        let r#type = inner.unwrap_or_else(|reason| {
            self.unsupported(&format!("types.{documented}"), reason);
            Type::Document
        });
        let r#type = self.readable(r#type);
        let format = self.format(element, &r#type, Place::Body);
        let sent = self.shapes.is_sent(documented);
        Item::Newtype(Newtype { name, docs, deprecated, r#type, format, sent })
    }

    /// Lowers the members of an error, if it has some of its own.
    pub(super) fn error_struct(&mut self, documented: &'d str, error: &'d ErrorShape) -> Option<Struct> {
        let name = self.error_bodies.get(documented)?.clone();
        let is_bound = self.protocol.as_ref().is_some_and(Protocol::is_bound);
        let is_outside = |member: &Member| {
            matches!(member.r#in, Some(Location::Header | Location::PrefixHeaders | Location::Status))
        };
        // What travels beside the body is read as an output's is.
        let outside = is_bound && error.members.values().any(is_outside);
        let role = if outside { Role::Output } else { Role::Received };
        let fields = self.fields(Members {
            place: &format!("errors.{documented}.members"),
            owner: None,
            members: &error.members,
            rules: &[],
            role,
            path: "",
            received: true,
        });
        let mut docs = Docs::default();
        docs.paragraph(&format!("What the service says with the error {}.", code(documented)));
        docs.link(error.doc_url.as_deref());
        Some(Struct::new(name, docs, None, fields, role))
    }
}
