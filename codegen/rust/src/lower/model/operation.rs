//! Operations and their errors.

use docwright_idl::{Method, Retry};

use super::{Body, Pagination, Struct, Type, Waiter};
use crate::docs::Docs;
use crate::names::Name;

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
    pub(crate) further_statuses: Vec<u16>,
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
    /// The documented name.
    pub(crate) documented: String,
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
