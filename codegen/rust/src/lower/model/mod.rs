//! The lowered model: everything that generated code needs, decided, as plain data.

mod example;
mod item;
mod operation;
mod repeated;
mod value;

use std::sync::Arc;

use docwright_idl::{ApiKeyLocation, FactPath};
use foldhash::HashMap;

use crate::docs::Docs;
use crate::names::Name;

pub(crate) use example::{Example, ExampleOf, Exchange};
pub(crate) use item::{
    Enum, EnumVariant, Field, Item, Newtype, Place, RenameAll, Role, Struct, Union, UnionVariant,
};
pub(crate) use operation::{ErrorMatch, ErrorVariant, Operation};
pub(crate) use repeated::{Acceptor, Condition, Holder, PageToken, Pagination, Step, Waiter};
pub(crate) use value::{Check, Form, Format, Literal, Relation, Type};

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
