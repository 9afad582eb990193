//! The types that a client declares.

use super::{Check, Format, Relation, Type};
use crate::docs::Docs;
use crate::names::Name;

/// A type that the client declares.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Item {
    Struct(Struct),
    Enum(Enum),
    Union(Union),
    Newtype(Newtype),
}

impl Item {
    pub(crate) fn name(&self) -> &Name {
        match self {
            Self::Struct(item) => &item.name,
            Self::Enum(item) => &item.name,
            Self::Union(item) => &item.name,
            Self::Newtype(item) => &item.name,
        }
    }
}

/// A structure, an operation's input or its output.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Struct {
    pub(crate) name: Name,
    pub(crate) docs: Docs,
    pub(crate) deprecated: Option<String>,
    pub(crate) fields: Vec<Field>,
    /// What must hold between them, in what is sent.
    pub(crate) relations: Vec<Relation>,
    pub(crate) role: Role,
    pub(crate) rename_all: RenameAll,
    /// The case of the names under which it is sent.
    pub(crate) rename_sent: RenameAll,
}

/// How many members a table holds.
const TABLE: usize = 128;

impl Struct {
    pub(crate) fn required(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.required)
    }

    /// Whether a value can be made of nothing.
    pub(crate) fn has_default(&self) -> bool {
        match self.role {
            Role::Output => self
                .fields
                .iter()
                .all(|field| field.optional || field.place.defaults() || field.r#type.is_stream()),
            _ => self.required().next().is_none(),
        }
    }

    pub(crate) fn body(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.place == Place::Body)
    }

    /// Whether a table of names says how serde writes and reads it: each member is written as its type is, and what has to be
    /// there is of a type of which the runtime has a blank.
    pub(crate) fn is_tabular(&self) -> bool {
        let has_blank = |field: &Field| {
            let kinds =
                matches!(field.r#type, Type::Vec(_) | Type::Map(..) | Type::String | Type::Bool | Type::I64);
            field.optional || kinds
        };
        let is_plain = |field: &Field| {
            let is_named_once = field.place == Place::Body && field.wire == field.sent;
            is_named_once && field.format.is_none() && has_blank(field)
        };
        (1..=TABLE).contains(&self.fields.len()) && self.fields.iter().all(is_plain)
    }

    pub(crate) fn is_sensitive(&self) -> bool {
        self.fields.iter().any(|field| field.sensitive)
    }

    /// Returns the name by which serde reads a member that travels outside the body. Names on the wire are unique in one
    /// place alone; where another place has the same, the place tells them
    /// apart: `id (path)`.
    pub(crate) fn read_outside(&self, field: &Field) -> String {
        let is_taken = self.fields.iter().any(|other| other.place != field.place && other.wire == field.wire);
        if is_taken { format!("{} ({})", field.wire, field.place.word()) } else { field.wire.clone() }
    }
}

/// What a struct is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// A shape that callers make.
    Sent,
    /// A shape that only services make.
    Received,
    /// What an operation takes.
    Input,
    /// What an operation gives back.
    Output,
}

/// A member of a struct.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Field {
    pub(crate) name: Name,
    /// The name of the method that sets it.
    pub(crate) setter: Name,
    pub(crate) docs: Docs,
    pub(crate) deprecated: Option<String>,
    /// The name on the wire, in the runtime's notation where the protocol needs one.
    pub(crate) wire: String,
    /// The same in what is sent.
    pub(crate) sent: String,
    pub(crate) r#type: Type,
    /// Whether a caller has to give it.
    pub(crate) required: bool,
    /// Whether it may be absent: what a service need not send back is, even if a caller has to give it.
    pub(crate) optional: bool,
    pub(crate) format: Option<Format>,
    pub(crate) place: Place,
    pub(crate) sensitive: bool,
    /// What its value must keep, in what is sent.
    pub(crate) checks: Vec<Check>,
    /// Whether it has rules, or holds something that has.
    pub(crate) is_walked: bool,
    /// Whether it reads as empty when it is absent although it is required.
    pub(crate) lenient: bool,
}

impl Field {
    /// Whether the struct cannot be read without it.
    pub(crate) fn has_to_be_there(&self) -> bool {
        !self.optional && !self.lenient
    }
}

/// Where a member travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Body,
    Label,
    GreedyLabel,
    Query,
    QueryMap,
    Header,
    PrefixHeaders,
    Cookie,
    Payload,
    Status,
}

impl Place {
    /// Returns the word for it in the names that serde reads.
    fn word(self) -> &'static str {
        match self {
            Self::Body | Self::Payload => "body",
            Self::Label | Self::GreedyLabel => "path",
            Self::Query | Self::QueryMap => "query",
            Self::Header | Self::PrefixHeaders => "header",
            Self::Cookie => "cookie",
            Self::Status => "status",
        }
    }

    /// Whether an output's member there has an empty value when nothing was sent.
    fn defaults(self) -> bool {
        matches!(self, Self::Header | Self::PrefixHeaders | Self::Status)
    }
}

/// The case in which serde derives most wire names of a struct.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RenameAll {
    None,
    Camel,
    Pascal,
    Kebab,
    ScreamingSnake,
}

/// An enum of texts.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Enum {
    pub(crate) name: Name,
    pub(crate) docs: Docs,
    pub(crate) deprecated: Option<String>,
    pub(crate) variants: Vec<EnumVariant>,
}

/// A documented value of an [`Enum`].
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct EnumVariant {
    pub(crate) name: Name,
    pub(crate) docs: Docs,
    pub(crate) deprecated: Option<String>,
    pub(crate) value: String,
}

/// One of several members.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Union {
    pub(crate) name: Name,
    pub(crate) docs: Docs,
    pub(crate) deprecated: Option<String>,
    pub(crate) variants: Vec<UnionVariant>,
    /// Whether callers make values of it.
    pub(crate) sent: bool,
}

/// A member of a [`Union`].
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct UnionVariant {
    pub(crate) name: Name,
    pub(crate) docs: Docs,
    pub(crate) deprecated: Option<String>,
    pub(crate) wire: String,
    pub(crate) r#type: Type,
    pub(crate) format: Option<Format>,
    pub(crate) sensitive: bool,
    /// What its value must keep, in what is sent.
    pub(crate) checks: Vec<Check>,
    /// Whether it has rules, or holds something that has.
    pub(crate) is_walked: bool,
}

/// A list or map that contains itself, and so needs a name.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Newtype {
    pub(crate) name: Name,
    pub(crate) docs: Docs,
    pub(crate) deprecated: Option<String>,
    pub(crate) r#type: Type,
    pub(crate) format: Option<Format>,
    /// Whether callers make values of it.
    pub(crate) sent: bool,
}
