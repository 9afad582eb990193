//! Members of structs, inputs and outputs.

use std::collections::HashSet;

use docwright_idl::{Location, Map, Member, MemberRule};

use super::Lowering;
use super::check::relations;
use super::model::{Body, Field, Format, Place, Protocol, Relation, RenameAll, Role, Struct, Type};
use super::view::Container;
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

impl Lowering<'_> {
    /// Lowers the members of a struct.
    pub(super) fn fields(&mut self, of: Members<'_>) -> (Vec<Field>, Vec<Relation>) {
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
            let r#type = self.member_type(of, documented, member);
            let place = self.place(of, &wire, member, &r#type);
            let r#type = self.readable(r#type);
            if let Some(reason) = self.misfit(place, of.role, member, &r#type) {
                self.unbindable(&format!("{}.{documented}", of.place), reason);
            }
            let is_list = matches!(r#type, Type::Vec(_) | Type::Map(..));
            let optional = match (of.role, place) {
                (_, Place::Label | Place::GreedyLabel) => false,
                (Role::Output, Place::Header) => !is_list,
                (Role::Output, Place::PrefixHeaders | Place::Status) => false,
                (Role::Output, _) if r#type.is_stream() => false,
                // What is filled in need not be given.
                (Role::Input, _) if member.idempotency_token => true,
                _ => !member.required,
            };
            let required = !optional;
            // The documentation demands it of callers; that is no promise that the service sends it.
            let optional = optional || (of.role == Role::Sent && of.received && !is_list);
            let mut docs = Docs::new(member.doc.as_deref(), || format!("The member {}.", code(&wire)));
            let mut facts = member_facts(member, &self.view);
            if of.role == Role::Input && member.idempotency_token && optional {
                facts.push("A fresh one is sent if none is given.".to_owned());
            }
            facts.extend(rule_facts(documented, of.rules, &named));
            let is_sent = matches!(of.role, Role::Sent | Role::Input);
            let checks = if is_sent { self.checks(member, &r#type) } else { Vec::new() };
            docs.sentences(&facts);
            if place == Place::Body && !in_body.insert(wire.clone()) {
                let message = format!("another member is called {wire:?} in the body");
                self.unbindable(&format!("{}.{documented}", of.place), message);
            }
            let format = self.format(member, &r#type, place);
            let (wire, sent) = match place {
                Place::Body => self.body_names(of, wire, member),
                _ => (wire.clone(), wire),
            };
            fields.push(Field {
                name: name.clone(),
                setter,
                docs,
                deprecated: member.deprecated.as_deref().map(deprecation),
                format,
                lenient: of.received && is_list && !optional && place == Place::Body,
                sensitive: self.is_sensitive(member),
                checks,
                is_walked: false,
                required,
                optional,
                place,
                r#type,
                wire,
                sent,
            });
        }
        let payloads = fields.iter().filter(|field| field.place == Place::Payload).count();
        if payloads > 1 || payloads == 1 && !in_body.is_empty() {
            self.unbindable(of.place, "one member is the whole body, so no other can be in it");
        }
        (fields, relations(of.rules, of.members, &names))
    }

    /// Whether a value, or what it holds, must not be shown.
    pub(super) fn is_sensitive(&self, member: &Member) -> bool {
        member.sensitive || self.view.leaf(member).sensitive
    }

    /// Returns the Rust type of a member; reports one that has none.
    pub(super) fn member_type(&mut self, of: Members<'_>, documented: &str, member: &Member) -> Type {
        if member.json_string {
            return Type::String;
        }
        let r#type = self.view.type_of(member, of.owner).unwrap_or_else(|reason| {
            self.unsupported(&format!("{}.{documented}", of.place), reason);
            Type::Document
        });
        match (of.role, r#type) {
            (Role::Input | Role::Output, Type::Blob) if member.streaming => Type::ByteStream,
            (Role::Output, named @ Type::Named(_)) if member.streaming => Type::EventStream(Box::new(named)),
            (Role::Input, Type::Named(_)) if member.streaming => {
                self.unsupported(&format!("{}.{documented}", of.place), "events cannot be sent yet");
                Type::Document
            }
            (_, r#type) => r#type,
        }
    }

    /// Returns the names of a member in the body: in answers, and in what is sent.
    ///
    /// The names of EC2's answers begin in lower case and are what pages show; a request has them with a capital.
    fn body_names(&self, of: Members<'_>, wire: String, member: &Member) -> (String, String) {
        let wire = self.notation(wire, member);
        let sent = match self.body {
            Body::Ec2 => capitalised(&wire),
            _ => wire.clone(),
        };
        match of.role {
            Role::Input => (sent.clone(), sent),
            Role::Sent if !of.received => (sent.clone(), sent),
            Role::Sent => (wire, sent),
            Role::Received | Role::Output => (wire.clone(), wire),
        }
    }

    /// Returns a name in the body, in the runtime's notation where lists, maps or attributes ask for it.
    pub(super) fn notation(&self, wire: String, member: &Member) -> String {
        let container = self.view.container(&member.r#type);
        match (self.body, &container) {
            // EC2 writes lists in one way alone.
            (Body::Ec2, Some(Container::List(_))) => return wire,
            (Body::Query | Body::Xml | Body::Ec2, _) => {}
            _ => return wire,
        }
        let attribute = if member.r#in == Some(Location::Attribute) { "@" } else { "" };
        let within = |default: &str, member: &Member| {
            let name = member.name.clone().unwrap_or_else(|| default.to_owned());
            // What contains itself has a type of its own, whose names nothing tells here.
            let ends = member.r#type.shape().is_some_and(|shape| self.view.name(shape).is_some());
            if ends { name } else { self.notation(name, member) }
        };
        let flattened = if member.flattened && container.is_some() { "[]" } else { "" };
        let told = match container {
            None => String::new(),
            Some(Container::List(element)) => match within("member", element) {
                element if element == "member" => String::new(),
                element if member.flattened && !element.contains(['>', '[', '(']) => String::new(),
                element => format!(">{element}"),
            },
            Some(Container::Map(map)) => {
                let key = map.key.name.as_deref().unwrap_or("key");
                match (key, within("value", &map.value)) {
                    ("key", value) if value == "value" => String::new(),
                    (key, value) => format!("({key},{value})"),
                }
            }
        };
        format!("{attribute}{wire}{flattened}{told}")
    }

    /// Returns the type with which the body's format can be read: where numbers are text, nothing tells whether one is whole.
    pub(super) fn readable(&self, r#type: Type) -> Type {
        match r#type {
            Type::Number if self.body != Body::Json => Type::F64,
            Type::Vec(inner) => Type::Vec(Box::new(self.readable(*inner))),
            Type::Box(inner) => Type::Box(Box::new(self.readable(*inner))),
            Type::Map(key, value) => Type::Map(key, Box::new(self.readable(*value))),
            other => other,
        }
    }

    /// Returns where a member travels. What names several query parameters or headers is a map.
    fn place(&self, of: Members<'_>, wire: &str, member: &Member, r#type: &Type) -> Place {
        let bound = self.protocol.as_ref().is_none_or(Protocol::is_bound);
        if r#type.is_stream() {
            return Place::Payload;
        }
        // Beside a body that is a stream there are headers alone, whether the documentation says so or not.
        let in_body = member.r#in.is_none_or(|location| location == Location::Body);
        let is_beside_stream = || of.members.values().any(|member| member.streaming);
        if bound && in_body && matches!(of.role, Role::Input | Role::Output) && is_beside_stream() {
            return Place::Header;
        }
        let Some(location) = member.r#in.filter(|_| bound) else { return Place::Body };
        let is_map = matches!(r#type, Type::Map(..));
        match (of.role, location) {
            (Role::Input, Location::Path) if of.path.contains(&format!("{{{wire}+}}")) => Place::GreedyLabel,
            (Role::Input, Location::Path) => Place::Label,
            (Role::Input, Location::Query) if is_map => Place::QueryMap,
            (Role::Input, Location::Query) => Place::Query,
            (Role::Input, Location::QueryMap) => Place::QueryMap,
            (Role::Input | Role::Output, Location::Header) if is_map => Place::PrefixHeaders,
            (Role::Input | Role::Output, Location::Header) => Place::Header,
            (Role::Input | Role::Output, Location::PrefixHeaders) => Place::PrefixHeaders,
            (Role::Input | Role::Output, Location::Payload) => Place::Payload,
            (Role::Output, Location::Status) => Place::Status,
            (Role::Input, Location::Cookie) => Place::Cookie,
            // Smithy's JSON protocols write what stands in the host name into the body too.
            (Role::Input, Location::Host) if self.protocol != Some(Protocol::RestJson) => Place::Label,
            _ => Place::Body,
        }
    }

    /// Returns why a value of the type cannot travel there, if it cannot.
    fn misfit(&self, place: Place, role: Role, member: &Member, r#type: &Type) -> Option<&'static str> {
        let is_text = |r#type: &Type| match r#type {
            Type::Named(_) => self.view.is_enum(&self.view.leaf(member).r#type),
            Type::Document | Type::Vec(_) | Type::Map(..) | Type::Box(_) => false,
            Type::ByteStream | Type::EventStream(_) => false,
            Type::Blob => role == Role::Input,
            _ => true,
        };
        let fits = match (place, r#type) {
            (Place::Body, _) => true,
            (Place::Query, Type::Vec(element)) => is_text(element),
            (Place::Header, Type::Vec(element)) => is_text(element),
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
            Type::F32 | Type::F64
                if self.protocol != Some(Protocol::HttpJson)
                    && self.body == Body::Json
                    && place == Place::Body =>
            {
                Some(Format::Float)
            }
            // JSON in a header could hold what no header can; AWS writes it as base64.
            Type::String
                if member.json_string
                    && place == Place::Header
                    && self.protocol != Some(Protocol::HttpJson) =>
            {
                Some(Format::Base64)
            }
            Type::Named(_) if place == Place::Payload && self.view.is_enum(&member.r#type) => {
                Some(Format::Plain)
            }
            Type::Timestamp => Some(match (self.view.leaf(member).format.as_deref(), place) {
                (Some("epoch-seconds"), _) => Format::EpochSeconds,
                (Some("date-time"), _) => Format::DateTime,
                (Some("http-date"), _) | (_, Place::Header) => Format::HttpDate,
                (_, Place::Body) if self.body == Body::Cbor => Format::EpochSeconds,
                (_, Place::Body) if self.body == Body::Json && self.protocol != Some(Protocol::HttpJson) => {
                    Format::EpochSeconds
                }
                _ => Format::DateTime,
            }),
            _ => None,
        }
    }
}

/// Returns a name with a capital at its beginning.
fn capitalised(name: &str) -> String {
    let (first, rest) = name.split_at_checked(1).unwrap_or((name, ""));
    first.to_ascii_uppercase() + rest
}

impl Struct {
    /// Returns a struct; the case of its names is that of most of them.
    pub(super) fn new(
        name: Name,
        docs: Docs,
        deprecated: Option<String>,
        (fields, relations): (Vec<Field>, Vec<Relation>),
        role: Role,
    ) -> Self {
        let rename_all = RenameAll::of(&fields, |field| &field.wire);
        let rename_sent = RenameAll::of(&fields, |field| &field.sent);
        Self { name, docs, deprecated, fields, relations, role, rename_all, rename_sent }
    }
}

/// Whether a value is given to the request as text because the runtime takes no value of its type.
fn needs_text(r#type: &Type) -> bool {
    matches!(r#type, Type::Timestamp | Type::Number)
}

impl RenameAll {
    const ALL: [Self; 5] = [Self::None, Self::Camel, Self::Pascal, Self::Kebab, Self::ScreamingSnake];

    /// Returns the case from which the fewest fields differ.
    fn of(fields: &[Field], name: fn(&Field) -> &String) -> Self {
        let body = || fields.iter().filter(|field| field.place == Place::Body);
        let differing =
            |case: Self| body().filter(|field| case.apply(field.name.text()) != *name(field)).count();
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
