//! What may be said about a node.

use std::sync::Arc;

use docwright_idl::{Bounds, Deprecation, Example, Location, MemberRule, Method, Pagination};
use serde_json::Value;

use super::Kind;
use crate::examples::{Element, Shown};

/// What is said about a node.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact {
    /// How the thing's name is spelt: of an operation; of a member as the page prints it, where an entry describes
    /// it.
    Name(String),
    /// The name of the method that calls an operation, as a client library spells it; of the service, that of a method that
    /// calls none.
    MethodName(String),
    /// The name that documentation gives the service.
    Title(String),
    /// The name by which client libraries know the service.
    ClientId(String),
    /// The API's version.
    Version(String),
    /// The base URL.
    Endpoint(String),
    /// A way to sign in to the service.
    Auth(Box<AuthFact>),
    /// A prose description, as Markdown.
    Doc(Arc<str>),
    /// Where the vendor documents it.
    DocUrl(String),
    /// The HTTP method and path of an operation.
    Route(Method, String),
    /// A status code: of an operation's success, or of an error.
    Status(u16),
    /// The media type of a request (on the input), of a response (on the output) or of an error.
    Media(String),
    /// The media type that an error has at an operation, if it is not the error's; `None` if it has no body there.
    MediaHere(Option<String>),
    /// What precedes the host name.
    HostPrefix(String),
    /// The scopes of which a caller of the operation needs one.
    Scopes(Vec<String>),
    /// What the thing is.
    Kind(Kind),
    /// The name of the shape that a member or element has.
    ShapeName(String),
    /// Whether a member must be (input) or is always (output) there.
    Required(bool),
    /// The value assumed when a member is absent.
    Default(Box<Value>),
    /// How many characters or bytes.
    Length(Box<Bounds>),
    /// Between which numbers.
    Range(Box<Bounds>),
    /// How many elements or entries.
    Items(Box<Bounds>),
    /// The regular expression that a text matches.
    Pattern(String),
    /// Whether a list's elements differ.
    Unique,
    /// The values that a text or number may have; `open` if the page shows that there are more.
    Values {
        /// The values, in the page's order.
        values: Arc<[Value]>,
        /// Whether the list is known to be incomplete.
        open: bool,
    },
    /// The form of a text or timestamp (`date-time`, `uri`, …).
    Format(String),
    /// The unit of a number.
    Unit(String),
    /// Where a member travels.
    In(Location),
    /// The name of a member on the wire; of an element, key or value: within the list or map in a form or XML.
    WireName(String),
    /// That the elements of a list or the entries of a map stand in a form or XML without an element around them.
    Flattened,
    /// The name of the root element of an XML body, of a side that has the body's members or one that is the body.
    Root(String),
    /// The XML namespace of the service's requests.
    XmlNamespace(String),
    /// That the client fills the member if the caller does not.
    IdempotencyToken,
    /// That the value is or must be kept secret.
    Sensitive,
    /// That a body is a stream.
    Streaming,
    /// The time zone of a time.
    TimeZone(&'static str),
    /// That upper and lower case differ.
    CaseSensitive,
    /// What must hold between the members of the node.
    Rule(Box<MemberRule>),
    /// That the value is JSON inside a string.
    JsonString,
    /// That the thing is deprecated.
    Deprecated(Box<Deprecation>),
    /// Another HTTP status code of success beside that of [`Fact::Status`].
    FurtherStatus(u16),
    /// The code by which an error is told.
    Code(String),
    /// That trying again may help against an error.
    Retryable,
    /// A documented value of a member.
    Sample(Box<Value>),
    /// A documented request or response of an operation.
    Example(Box<Example>),
    /// What examples show of a value. Nothing follows before what is shown elsewhere of the same is known.
    Shown(Arc<Shown>),
    /// What an example of a response in XML shows: the elements that stand for the members of the output.
    Elements(Box<Element>),
    /// That null may stand in a value's place.
    Nullable,
    /// That an operation takes or gives back something that the page does not show.
    NotShown,
    /// How an operation is paged through.
    Pagination(Box<Pagination>),
    /// That an operation is paged through. The page leaves out the members that do it.
    Paginated {
        /// Whether one of them limits the items of a page.
        page_size: bool,
    },
    /// How many seconds a waiter lets pass between two calls.
    WaiterDelay(u32),
    /// After how many calls a waiter gives up.
    WaiterAttempts(u32),
    /// Where the seconds stand that a caller is asked to wait: a header's name.
    RetryAfterHeader(String),
    /// Where the seconds stand that a caller is asked to wait: a path in the error's body.
    RetryAfterMember(String),
}

/// A way to sign in, or a part of what is said about one.
#[derive(Clone, Debug, PartialEq)]
pub enum AuthFact {
    /// OAuth 2.0: a grant type.
    Grant(String),
    /// OAuth 2.0: where users authorise.
    AuthorizeUrl(String),
    /// OAuth 2.0: where tokens are issued.
    TokenUrl(String),
    /// OAuth 2.0: a scope and what is said of it.
    Scope(String, Option<String>),
    /// A bearer token.
    Bearer,
    /// User name and password.
    Basic,
    /// A key: the scheme's name and the key.
    ApiKey(String, docwright_idl::ApiKey),
}
