//! Members of structs, inputs and outputs.

use std::collections::HashSet;

use docwright_idl::{Location, Map, Member, MemberRule};

use super::Lowering;
use super::model::{Field, Format, Place, Protocol, RenameAll, Role, Type};
use crate::docs::{Docs, code, deprecation, member_facts, rule_facts};
use crate::names::{Kind, Name, Scope};

/// The members of one struct, and what stands around them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Members<'d> {
    /// The path to them in the description.
    pub(super) place: &'d str,
    /// The shape that they belong to, if it is one.
    pub(super) owner: Option<&'d str>,
    pub(super) members: &'d Map<Member>,
    pub(super) rules: &'d [MemberRule],
    pub(super) role: Role,
    /// The path template of an input.
    pub(super) path: &'d str,
    /// Whether the service makes such values.
    pub(super) received: bool,
}

impl<'d> Lowering<'d> {
    /// Lowers the members of a struct.
    pub(super) fn fields(&mut self, of: Members<'_>) -> Vec<Field> {
        let names = Scope::new(&Kind::FIELD, of.place, &mut self.findings)
            .settle(of.members.keys().map(String::as_str));
        let setter_kind = if of.role == Role::Input { &Kind::REQUEST_SETTER } else { &Kind::SETTER };
        let setters =
            Scope::new(setter_kind, of.place, &mut self.findings).settle(names.iter().map(Name::text));
        let named = |member: &str| {
            let index = of.members.get_index_of(member).and_then(|index| names.get(index));
            index.map_or_else(|| member.to_owned(), |name| name.text().to_owned())
        };
        let mut in_body = HashSet::new();
        let mut fields: Vec<Field> = Vec::new();
        for (((documented, member), name), setter) in of.members.iter().zip(&names).zip(setters) {
            let wire = member.name.clone().unwrap_or_else(|| documented.clone());
            let place = self.place(of, documented, &wire, member);
            let r#type = self.member_type(of, documented, member);
            if let Some(reason) = self.misfit(place, of.role, member, &r#type) {
                self.unbindable(&format!("{}.{documented}", of.place), reason);
            }
            let is_list = matches!(r#type, Type::Vec(_) | Type::Map(..));
            let optional = match (of.role, place) {
                (_, Place::Label | Place::GreedyLabel) => false,
                (Role::Output, Place::Header) => !is_list,
                (Role::Output, Place::PrefixHeaders | Place::Status) => false,
                _ => !member.required,
            };
            let required = !optional;
            // The documentation demands it of callers; that is no promise that the service sends it.
            let optional = optional || (of.role == Role::Sent && of.received && !is_list);
            let mut docs = Docs::new(member.doc.as_deref(), || format!("The member {}.", code(&wire)));
            let mut facts = member_facts(member, self.description);
            facts.extend(rule_facts(documented, of.rules, &named));
            docs.sentences(&facts);
            if place == Place::Body && !in_body.insert(wire.clone()) {
                let message = format!("another member is called {wire:?} in the body");
                self.unbindable(&format!("{}.{documented}", of.place), message);
            }
            fields.push(Field {
                name: name.clone(),
                setter,
                docs,
                deprecated: member.deprecated.as_ref().map(deprecation),
                format: self.format(member, &r#type, place),
                lenient: of.received && is_list && !optional && place == Place::Body,
                sensitive: self.is_sensitive(member),
                required,
                optional,
                place,
                r#type,
                wire,
            });
        }
        let payloads = fields.iter().filter(|field| field.place == Place::Payload).count();
        if payloads > 1 || payloads == 1 && !in_body.is_empty() {
            self.unbindable(of.place, "one member is the whole body, so no other can be in it");
        }
        fields
    }

    /// Whether a value, or what it holds, must not be shown.
    pub(super) fn is_sensitive(&self, member: &Member) -> bool {
        member.sensitive || self.shapes.leaf(member).sensitive
    }

    /// Returns the Rust type of a member; reports one that has none.
    pub(super) fn member_type(&mut self, of: Members<'_>, documented: &str, member: &Member) -> Type {
        if member.json_string {
            return Type::String;
        }
        self.shapes.type_of(&member.r#type, of.owner).unwrap_or_else(|reason| {
            self.unsupported(&format!("{}.{documented}", of.place), reason);
            Type::Document
        })
    }

    /// Returns where a member travels.
    fn place(&mut self, of: Members<'_>, documented: &str, wire: &str, member: &Member) -> Place {
        let bound = !matches!(self.protocol, Some(Protocol::AwsJson { .. }));
        let Some(location) = member.r#in.filter(|_| bound) else { return Place::Body };
        match (of.role, location) {
            (Role::Input, Location::Path) if of.path.contains(&format!("{{{wire}+}}")) => Place::GreedyLabel,
            (Role::Input, Location::Path) => Place::Label,
            (Role::Input, Location::Query) => Place::Query,
            (Role::Input, Location::QueryMap) => Place::QueryMap,
            (Role::Input | Role::Output, Location::Header) => Place::Header,
            (Role::Input | Role::Output, Location::PrefixHeaders) => Place::PrefixHeaders,
            (Role::Input | Role::Output, Location::Payload) => Place::Payload,
            (Role::Output, Location::Status) => Place::Status,
            (Role::Input, Location::Cookie | Location::Host) => {
                let message = "a member cannot travel in a cookie or in the host name yet";
                self.unbindable(&format!("{}.{documented}", of.place), message);
                Place::Header
            }
            _ => Place::Body,
        }
    }

    /// Returns why a value of the type cannot travel there, if it cannot.
    fn misfit(&self, place: Place, role: Role, member: &Member, r#type: &Type) -> Option<&'static str> {
        let is_text = |r#type: &Type| match r#type {
            Type::Named(_) => self.shapes.is_enum(&self.shapes.leaf(member).r#type),
            Type::Document | Type::Vec(_) | Type::Map(..) | Type::Box(_) => false,
            Type::Blob => role == Role::Input,
            _ => true,
        };
        let fits = match (place, r#type) {
            (Place::Body, _) => true,
            (Place::Query, Type::Vec(element)) => is_text(element),
            (Place::Header, Type::Vec(element)) => is_text(element) && **element != Type::Timestamp,
            (Place::QueryMap, Type::Map(_, value)) => match &**value {
                Type::Vec(element) => is_text(element) && !needs_text(element),
                value => is_text(value) && !needs_text(value),
            },
            (Place::PrefixHeaders, Type::Map(key, value)) => **key == Type::String && **value == Type::String,
            (Place::QueryMap | Place::PrefixHeaders, _) => false,
            (Place::Status, r#type) => *r#type == Type::I64,
            (Place::Payload, r#type) => {
                matches!(r#type, Type::Blob | Type::String) || r#type.leaf() != &Type::Timestamp
            }
            (_, r#type) => is_text(r#type),
        };
        (!fits).then_some("a value of this type cannot travel there")
    }

    /// Returns how a value is written, where its type does not say it.
    pub(super) fn format(&self, member: &Member, r#type: &Type, place: Place) -> Option<Format> {
        match r#type.leaf() {
            Type::F32 | Type::F64 if self.protocol != Some(Protocol::HttpJson) && place == Place::Body => {
                Some(Format::Float)
            }
            Type::Timestamp => Some(match (self.shapes.leaf(member).format.as_deref(), place) {
                (Some("epoch-seconds"), _) => Format::EpochSeconds,
                (Some("date-time"), _) => Format::DateTime,
                (Some("http-date"), _) | (_, Place::Header) => Format::HttpDate,
                (_, Place::Body) if self.protocol != Some(Protocol::HttpJson) => Format::EpochSeconds,
                _ => Format::DateTime,
            }),
            _ => None,
        }
    }
}

/// Whether a value is given to the request as text because the runtime takes no value of its type.
fn needs_text(r#type: &Type) -> bool {
    matches!(r#type, Type::Timestamp | Type::Number)
}

impl RenameAll {
    const ALL: [Self; 5] = [Self::None, Self::Camel, Self::Pascal, Self::Kebab, Self::ScreamingSnake];

    /// Returns the case from which the fewest fields differ.
    pub(super) fn of(fields: &[Field]) -> Self {
        let body = || fields.iter().filter(|field| field.place == Place::Body);
        let differing =
            |case: Self| body().filter(|field| case.apply(field.name.text()) != field.wire).count();
        Self::ALL.into_iter().min_by_key(|case| differing(*case)).unwrap_or(Self::None)
    }

    /// Returns the name that serde derives from a field's.
    pub(crate) fn apply(self, field: &str) -> String {
        let pascal = || {
            let words = field.split('_').map(|word| {
                let (first, rest) = word.split_at(word.len().min(1));
                first.to_ascii_uppercase() + rest
            });
            words.collect::<String>()
        };
        match self {
            Self::None => field.to_owned(),
            Self::Pascal => pascal(),
            Self::Camel => {
                let pascal = pascal();
                let (first, rest) = pascal.split_at(pascal.len().min(1));
                first.to_ascii_lowercase() + rest
            }
            Self::Kebab => field.replace('_', "-"),
            Self::ScreamingSnake => field.to_ascii_uppercase(),
        }
    }

    /// Returns the name that serde has for the case, if one has to be given.
    pub(crate) fn serde_name(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Camel => Some("camelCase"),
            Self::Pascal => Some("PascalCase"),
            Self::Kebab => Some("kebab-case"),
            Self::ScreamingSnake => Some("SCREAMING_SNAKE_CASE"),
        }
    }
}
