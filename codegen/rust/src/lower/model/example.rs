//! Documented examples, and what is sent and answered in them.

use serde_json::Value;

use super::Type;
use crate::names::Name;

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
