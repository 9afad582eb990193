//! The service as a whole: what it is, where it is and how one signs in.

use serde::{Deserialize, Serialize};

use super::{Map, is_false};

/// The service as a whole.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// The service's short name in kebab case; names the generated module.
    pub name: String,
    /// The name that the documentation gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The version of the API.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// How requests and responses are written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protocol: Option<Protocol>,
    /// The prefix of the `X-Amz-Target` header (AWS JSON protocols), or the service's name in the path (Smithy RPC v2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_prefix: Option<String>,
    /// The XML namespace of requests (XML protocols).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub xml_namespace: Option<String>,
    /// The base URL; `{name}` stands for a variable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// What is known of the variables of the endpoint, by name.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub variables: Map<Variable>,
    /// The ways to sign in; each may be enough.
    #[serde(default, skip_serializing_if = "Auth::is_none")]
    pub auth: Auth,
    /// Where the vendor documents the service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc_url: Option<String>,
    /// What the documentation says of the service, as Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
}

/// How requests and responses are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Protocol {
    /// AWS REST-JSON 1: HTTP bindings, JSON bodies.
    #[serde(rename = "rest-json")]
    RestJson,
    /// AWS JSON 1.0: `POST /` with `X-Amz-Target`.
    #[serde(rename = "aws-json-1.0")]
    AwsJson10,
    /// AWS JSON 1.1: `POST /` with `X-Amz-Target`.
    #[serde(rename = "aws-json-1.1")]
    AwsJson11,
    /// AWS query: a form in, XML out.
    #[serde(rename = "aws-query")]
    AwsQuery,
    /// EC2 query: a form in, XML out.
    #[serde(rename = "ec2-query")]
    Ec2Query,
    /// AWS REST-XML: HTTP bindings, XML bodies.
    #[serde(rename = "rest-xml")]
    RestXml,
    /// Smithy RPC v2 over CBOR.
    #[serde(rename = "rpc-v2-cbor")]
    RpcV2Cbor,
    /// Plain HTTP with JSON bodies.
    #[serde(rename = "http-json")]
    HttpJson,
}

/// A variable of an endpoint.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Variable {
    /// The value when none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// The values it may have; empty means any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
    /// What the documentation says of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
}

/// The ways to sign in to a service.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Auth {
    /// AWS Signature Version 4.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sigv4: Option<SigV4>,
    /// OAuth 2.0 (RFC 6749).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oauth2: Option<OAuth2>,
    /// A bearer token that the caller has (RFC 6750).
    #[serde(default, skip_serializing_if = "super::is_false")]
    pub bearer: bool,
    /// User name and password (RFC 7617).
    #[serde(default, skip_serializing_if = "super::is_false")]
    pub basic: bool,
    /// Keys that travel in a header, the query or a cookie, by the scheme's name.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub api_keys: Map<ApiKey>,
}

impl Auth {
    /// Whether no way to sign in is known.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// AWS Signature Version 4.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SigV4 {
    /// The service name in the credential scope.
    pub service: String,
}

/// OAuth 2.0 (RFC 6749).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OAuth2 {
    /// The grant types, as the documentation names them (`client_credentials`, …).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grants: Vec<String>,
    /// Where a user authorises a client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorize_url: Option<String>,
    /// Where tokens are issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_url: Option<String>,
    /// The scopes by name, with what the documentation says of each.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub scopes: Map<Option<String>>,
}

/// A key that travels with each request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ApiKey {
    /// Where it travels.
    pub r#in: ApiKeyLocation,
    /// The name of the header, query parameter or cookie.
    pub name: String,
    /// What the documentation says of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
}

/// Where an [`ApiKey`] travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ApiKeyLocation {
    /// In a header.
    Header,
    /// In the query string.
    Query,
    /// In a cookie.
    Cookie,
}

/// How one waits until a resource has reached a state, by calling an operation again and again.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Waiter {
    /// The seconds between two calls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay: Option<u32>,
    /// The calls after which the waiter gives up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_attempts: Option<u32>,
    /// What answers mean, in the order in which it is tried. Where nothing means success, callers say it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub states: Vec<WaiterState>,
}

impl Waiter {
    /// Whether it is described by what one knows that the state is reached.
    pub fn is_told(&self) -> bool {
        self.states.iter().any(|state| state.then == WaiterOutcome::Success)
    }
}

/// What an answer means to who waits: a value of the output, an error or a status, one of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct WaiterState {
    /// What the answer means.
    pub then: WaiterOutcome,
    /// The output member that is looked at, by its path, parts joined by dots. It leads through lists and the values of maps,
    /// with or without `[]` after their names; all that is found there counts, and something must be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
    /// The value that it has, as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub equals: Option<String>,
    /// Whether one value is enough, of all that are found.
    #[serde(default, skip_serializing_if = "is_false")]
    pub any: bool,
    /// The error that the call answers with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The status code that the call answers with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
}

/// What an answer means to who waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum WaiterOutcome {
    /// The state is reached.
    #[default]
    Success,
    /// The state cannot be reached any more.
    Failure,
    /// The state is not reached yet.
    Retry,
}
