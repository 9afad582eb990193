//! An operation: its binding, input, output, errors and behaviour.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Deprecation, Map, Member, MemberRule, is_false};

/// One call that a service answers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Operation {
    /// What the documentation says of it, as Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
    /// Where the vendor documents it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc_url: Option<String>,
    /// Whether, and how, the documentation calls it deprecated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deprecated: Option<Deprecation>,
    /// How it is called over HTTP; absent where the protocol fixes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub http: Option<Http>,
    /// The OAuth 2.0 scopes of which a caller needs one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<String>,
    /// Whether it needs no signing in.
    #[serde(default, skip_serializing_if = "is_false")]
    pub anonymous: bool,
    /// Whether it may be repeated without a further effect.
    #[serde(default, skip_serializing_if = "is_false")]
    pub idempotent: bool,
    /// What it takes.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub input: Map<Member>,
    /// What must hold between members of the input.
    #[serde(
        default,
        skip_serializing_if = "Vec::is_empty",
        with = "serde_yaml::with::singleton_map_recursive"
    )]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<MemberRule>"))]
    pub rules: Vec<MemberRule>,
    /// What it gives back on success.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub output: Map<Member>,
    /// The errors that it documents, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<String>,
    /// What the documentation says of errors here, by their names, where it says something else than elsewhere.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub error_docs: Map<String>,
    /// The media types of errors' bodies here, by the errors' names, where they are others than elsewhere; null for an
    /// error that has no body here.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub error_media: Map<Option<String>>,
    /// How a long result is fetched page by page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pagination: Option<Pagination>,
    /// How long to wait before a call is tried again. That it may help is said of errors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry: Option<Retry>,
    /// How one waits for what it reports to reach a state, by the waiter's name.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub waiters: Map<super::Waiter>,
    /// The documented bodies of requests, of responses and of errors, all that the pages have, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<Example>,
}

/// How an operation is called over HTTP.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Http {
    /// The method.
    pub method: Method,
    /// The path below the endpoint, with `{label}`s and `{greedy+}` labels; may hold a fixed query.
    pub path: String,
    /// The status code of success.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The other status codes of success.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub further_statuses: Vec<u16>,
    /// The name of the root element of an XML request body that holds the members of the input; absent where it is
    /// the operation's with `Request` after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub root: Option<String>,
    /// What is put before the host name, with `{label}`s.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host_prefix: Option<String>,
    /// The media type of the request body, where it is not the protocol's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consumes: Option<String>,
    /// The media type of the response body, where it is documented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub produces: Option<String>,
}

/// An HTTP method (RFC 9110, section 9; PATCH: RFC 5789).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "UPPERCASE")]
#[allow(missing_docs, reason = "the names are the standard's")]
pub enum Method {
    Get,
    Head,
    #[default]
    Post,
    Put,
    Patch,
    Delete,
    Options,
}

impl Method {
    /// All methods.
    pub const ALL: [Self; 7] =
        [Self::Get, Self::Head, Self::Post, Self::Put, Self::Patch, Self::Delete, Self::Options];

    /// Returns the method's name in upper case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
        }
    }

    /// Returns the method of the given upper-case name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.as_str() == name)
    }
}

/// How a long result is fetched page by page. Members are named by their path, parts joined by dots.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Pagination {
    /// The input member that takes the token of the page wanted.
    pub input_token: String,
    /// The output member that holds the token of the next page.
    pub output_token: String,
    /// What else says together with the token which page is wanted: the output members that hold it, by the input
    /// members that take it.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub further_tokens: Map<String>,
    /// The output member that holds the items.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub items: Option<String>,
    /// The input member that limits the items of a page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_size: Option<String>,
    /// The output member that says whether there are more pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub more_results: Option<String>,
}

impl Pagination {
    /// Returns all tokens: the input members that take them, each with the output member that holds the next one.
    pub fn tokens(&self) -> impl Iterator<Item = (&str, &str)> {
        let further = self.further_tokens.iter().map(|(input, output)| (input.as_str(), output.as_str()));
        std::iter::once((self.input_token.as_str(), self.output_token.as_str())).chain(further)
    }
}

/// What says how long to wait before a call is tried again.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Retry {
    /// The response header that says how long to wait (seconds or an HTTP date).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_header: Option<String>,
    /// The path in an error's body to the seconds to wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_member: Option<String>,
}

/// A documented body of a request or response, as the page has it: values, order and names are the page's.
///
/// An example of a request is what the members of the input that travel in the body make together, or the one that
/// is the whole body. An example of a response is the same of the output if its status is one of success or absent,
/// and else the body of an error: of the operation's `errors`, of the one with this status and, where several have it,
/// with the `code` that the body holds. What a page marks as JSON and is none is reported, and not kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// The name that the documentation gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it shows.
    pub of: ExamplePart,
    /// The status code of the response that it shows; absent for requests, and for responses to any status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The body: a value of JSON, or the text of a body in another media type.
    pub body: Value,
}

/// What an [`Example`] shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ExamplePart {
    /// A request body.
    Request,
    /// A response body.
    Response,
}
