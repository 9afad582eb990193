//! The lowered model: everything that generated code needs, decided, as plain data.

use std::collections::HashMap;
use std::sync::Arc;

use docwright_idl::{ApiKeyLocation, FactPath, Method, Retry, WaiterOutcome};

use serde_json::Value;

use crate::docs::Docs;
use crate::names::Name;

/// The client of one service.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    pub(crate) docs: Docs,
    pub(crate) info: ServiceInfo,
    pub(crate) types: Vec<Arc<Item>>,
    /// Where the description says each of them.
    pub(crate) origins: Vec<FactPath>,
    pub(crate) operations: Vec<Arc<Operation>>,
    pub(crate) examples: Vec<Example>,
    /// The cargo features with any of which a type is compiled, by the type's name; all others always are.
    pub(crate) needed_by: Arc<HashMap<Name, Vec<String>>>,
    pub(crate) exchanges: Vec<Exchange>,
    /// Whether anything in the client is deprecated.
    pub(crate) deprecates: bool,
}

/// What the client states about its service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ServiceInfo {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) version: String,
    pub(crate) endpoint: String,
    pub(crate) protocol: Protocol,
    pub(crate) auth: Vec<Auth>,
}

/// A protocol that the runtime speaks.
#[allow(clippy::enum_variant_names, reason = "they are called so")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    RestJson,
    AwsJson {
        version: &'static str,
        target_prefix: String,
    },
    AwsQuery,
    Ec2Query,
    RestXml {
        namespace: String,
    },
    /// With the service's name in the path.
    RpcV2Cbor {
        service: String,
    },
    HttpJson,
}

impl Protocol {
    /// Whether operations have methods and paths of their own, and members travel outside the body.
    pub(crate) fn is_bound(&self) -> bool {
        matches!(self, Self::RestJson | Self::RestXml { .. } | Self::HttpJson)
    }

    /// Returns how bodies are written.
    pub(crate) fn body(&self) -> Body {
        match self {
            Self::RestJson | Self::AwsJson { .. } | Self::HttpJson => Body::Json,
            Self::AwsQuery => Body::Query,
            Self::Ec2Query => Body::Ec2,
            Self::RestXml { .. } => Body::Xml,
            Self::RpcV2Cbor { .. } => Body::Cbor,
        }
    }
}

/// How the bodies of requests are written and those of answers are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Body {
    #[default]
    Json,
    /// A form in, XML out.
    Query,
    /// The same, by the rules of EC2.
    Ec2,
    Xml,
    Cbor,
}

/// A way to sign in that the runtime knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Auth {
    SigV4 { service: String },
    OAuth2 { token_url: String },
    Bearer,
    Basic,
    ApiKey { place: ApiKeyLocation, name: String },
}

/// The Rust type of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    String,
    Bool,
    I64,
    I128,
    F32,
    F64,
    Number,
    Timestamp,
    /// Text of a form, or any other text.
    Text(Form),
    Blob,
    Document,
    /// A body that is not held.
    ByteStream,
    /// A body of events, each a value of the type.
    EventStream(Box<Type>),
    /// An item of the client's types.
    Named(Name),
    Vec(Box<Type>),
    Map(Box<Type>, Box<Type>),
    Box(Box<Type>),
}

impl Type {
    /// Returns the type of the values that lists, maps and boxes hold in the end.
    pub(crate) fn leaf(&self) -> &Self {
        match self {
            Self::Vec(inner) | Self::Box(inner) | Self::Map(_, inner) => inner.leaf(),
            scalar => scalar,
        }
    }

    /// Whether its values are `Copy`.
    pub(crate) fn is_copy(&self) -> bool {
        matches!(self, Self::Bool | Self::I64 | Self::I128 | Self::F32 | Self::F64)
    }

    /// Whether it is a body that is not held.
    pub(crate) fn is_stream(&self) -> bool {
        matches!(self, Self::ByteStream | Self::EventStream(_))
    }
}

/// The form of a text for which the runtime has a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Date,
    Time,
    HourMinute,
    DateTime,
    Duration,
    Uuid,
}

/// How a value is written where its type alone does not say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    EpochSeconds,
    DateTime,
    HttpDate,
    /// Numbers that may be `"NaN"` or infinite.
    Float,
    /// Text that travels as base64.
    Base64,
    /// An enum that is the whole body, as its text.
    Plain,
}

/// A rule that the runtime checks before a value is sent. Ranges hold both ends; where there is none, the type's.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Check {
    Length((u64, u64)),
    Items((u64, u64)),
    Integer(i64, i64),
    Float(f64, f64),
    Pattern(String),
    OneOf(Vec<Literal>),
    /// The text is of its type's form.
    Form,
    /// The time of day has no minutes.
    FullHour,
    /// No two items are equal.
    Distinct,
    /// What each item of a list, or value of a map, must keep.
    Each(Vec<Check>),
    /// What the keys of a map must keep.
    Keys(Vec<Check>),
    /// An error must not show the value.
    Sensitive,
}

/// A documented value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Literal {
    Text(String),
    Number(f64),
}

/// A rule between the members of a struct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    Exclusive(Vec<Name>),
    AtLeastOne(Vec<Name>),
    ExactlyOne(Vec<Name>),
    Together(Vec<Name>),
    /// When the first is given, the others are too.
    Requires(Name, Vec<Name>),
}

impl Relation {
    /// Returns the members between which it stands.
    pub(crate) fn members(&self) -> impl Iterator<Item = &Name> {
        let (one, all) = match self {
            Self::Exclusive(all) | Self::AtLeastOne(all) | Self::ExactlyOne(all) | Self::Together(all) => {
                (None, all)
            }
            Self::Requires(one, all) => (Some(one), all),
        };
        one.into_iter().chain(all)
    }
}

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

/// A documented example.
#[derive(Clone, Debug)]
pub(crate) struct Example {
    /// The method of its operation.
    pub(crate) operation: Name,
    pub(crate) feature: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) status: Option<u16>,
    pub(crate) of: ExampleOf,
    pub(crate) body: Value,
}

/// What an example is of.
#[derive(Clone, Debug)]
pub(crate) enum ExampleOf {
    /// An input, with some values for the members that travel outside the body.
    Input {
        input: Name,
        elsewhere: Value,
    },
    Output(Name),
    Shape(Type),
}

/// How an operation is paged through.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Pagination {
    /// What says together which page is wanted; at least one.
    pub(crate) tokens: Vec<PageToken>,
    /// The members of the input that cannot be given together with a token.
    pub(crate) cleared: Vec<Name>,
    /// The way to what says whether there are more pages.
    pub(crate) more: Option<Vec<Step>>,
    /// The way to the items, and their list or map.
    pub(crate) items: Option<(Vec<Step>, Type)>,
}

/// A part of what says which page is wanted.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PageToken {
    /// The member of the input that takes it.
    pub(crate) given: Step,
    pub(crate) r#type: Type,
    /// The way to that of the next page in the output.
    pub(crate) next: Vec<Step>,
}

/// A field on the way to another.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Step {
    pub(crate) name: Name,
    pub(crate) optional: bool,
    /// The lists and maps in it that hold what is next on the way, the outermost first.
    pub(crate) held_in: Vec<Holder>,
}

impl Step {
    pub(crate) fn of(field: &Field) -> Self {
        let mut held_in = Vec::new();
        let mut within = &field.r#type;
        loop {
            within = match within {
                Type::Vec(element) => {
                    held_in.push(Holder::List);
                    element
                }
                Type::Map(_, value) => {
                    held_in.push(Holder::Map);
                    value
                }
                Type::Box(inner) => inner,
                _ => break,
            };
        }
        Self { name: field.name.clone(), optional: field.optional, held_in }
    }
}

/// What holds values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holder {
    List,
    Map,
}

/// How one waits for a state that an operation reports.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Waiter {
    /// The documented name.
    pub(crate) documented: String,
    pub(crate) docs: Docs,
    /// The request's method.
    pub(crate) method: Name,
    /// The seconds between two calls.
    pub(crate) delay: u32,
    pub(crate) max_attempts: u32,
    pub(crate) acceptors: Vec<Acceptor>,
    /// Whether it is documented when the state is reached; else callers say it.
    pub(crate) is_told: bool,
}

/// What an answer means to who waits.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Acceptor {
    pub(crate) on: Condition,
    pub(crate) then: WaiterOutcome,
}

/// What an answer is like.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Condition {
    /// All values, or any of them, that stand at the end of the way are this text.
    Values {
        path: Vec<Step>,
        expected: String,
        any: bool,
    },
    Error(String),
    Status(u16),
}

/// An operation.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Operation {
    /// The documented name.
    pub(crate) documented: String,
    pub(crate) docs: Docs,
    pub(crate) deprecated: Option<String>,
    /// The client's method, and the file.
    pub(crate) method: Name,
    /// The cargo feature that switches it on; without one it is always there.
    pub(crate) feature: Option<String>,
    /// The request that the method returns.
    pub(crate) request: Name,
    pub(crate) http_method: Method,
    pub(crate) path: String,
    pub(crate) status: Option<u16>,
    /// Whether calling it twice has the effect of calling it once, whatever the method.
    pub(crate) repeatable: bool,
    /// The input's field that marks repetitions, and is filled if the caller does not.
    pub(crate) token: Option<Name>,
    pub(crate) anonymous: bool,
    pub(crate) scopes: Vec<String>,
    pub(crate) retry: Retry,
    /// What precedes the host name.
    pub(crate) host_prefix: Option<String>,
    /// The labels of the host name that are filled by members which travel elsewhere, too.
    pub(crate) host_labels: Vec<(String, Name)>,
    pub(crate) body: Body,
    /// The root element of an XML request.
    pub(crate) root: String,
    pub(crate) consumes: Option<String>,
    pub(crate) produces: Option<String>,
    /// Whether the body is `{}`: one is documented, and no member is in it.
    pub(crate) sends_empty_object: bool,
    /// Whether the body is `{}` where the member that is the whole body is not given.
    pub(crate) sends_empty_payload: bool,
    pub(crate) input: Struct,
    pub(crate) output: Struct,
    pub(crate) pagination: Option<Pagination>,
    pub(crate) waiters: Vec<Waiter>,
    pub(crate) error: Name,
    pub(crate) errors: Vec<ErrorVariant>,
    /// How an error is told from others, in the order in which it is tried.
    pub(crate) matches: Vec<ErrorMatch>,
}

/// An error that an operation documents.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ErrorVariant {
    pub(crate) name: Name,
    pub(crate) docs: Docs,
    pub(crate) body: Option<Type>,
    /// The members of the body, where some of them travel beside it.
    pub(crate) outside: Option<Struct>,
    /// Whether trying again may help.
    pub(crate) is_retryable: bool,
}

/// What tells an error: its code, its status, or both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ErrorMatch {
    pub(crate) code: Option<String>,
    pub(crate) status: Option<u16>,
    /// The index of the error among those of its operation.
    pub(crate) variant: usize,
}

/// A documented request with its answer, for tests.
#[derive(Clone, Debug)]
pub(crate) struct Exchange {
    pub(crate) name: Name,
    /// The index of the operation.
    pub(crate) operation: usize,
    /// The name of the example.
    pub(crate) documented: Option<String>,
    /// The body of the request; without one, the request may be any of the operation.
    pub(crate) request: Option<String>,
    pub(crate) status: u16,
    pub(crate) answer: Option<String>,
    pub(crate) is_json: bool,
}
