//! Bodies in other formats than JSON: forms, XML and CBOR, each a serde format.
//!
//! The models are the same for all protocols: what a body looks like is told by the names that serde knows the members by.
//! Where a form or XML needs more than a name, the name says it in the [notation](self#notation) of this module, which
//! generated code writes.
//!
//! # Notation
//!
//! | name | a value | a list | a map |
//! |---|---|---|---|
//! | `Tags` | `<Tags>…</Tags>` | `<Tags><member/>…</Tags>` | `<Tags><entry><key/><value/></entry>…</Tags>` |
//! | `Tags>Tag` | | `<Tags><Tag/>…</Tags>` | `<Tags><Tag><key/><value/></Tag>…</Tags>` |
//! | `Tag[]` | | `<Tag/>…` | `<Tag><key/><value/></Tag>…` |
//! | `Tags(K,V)` | | | `<Tags><entry><K/><V/></entry>…</Tags>` |
//! | `@type` | the attribute `type` | | |
//!
//! In a form the parts are joined by dots, and elements are numbered from 1: `Tags.member.1`, `Tags.Tag.1`, `Tag.1`,
//! `Tags.entry.1.key`.

#[cfg(feature = "cbor")]
pub(crate) mod cbor;
#[cfg(feature = "xml")]
pub(crate) mod form;
#[cfg(feature = "xml")]
mod notation;
#[cfg(feature = "xml")]
pub(crate) mod xml;

use std::fmt;

/// How deep the values of a body may be nested: no API's are, and the stack ends somewhere.
const MAX_DEPTH: usize = 128;

/// Why a body could not be written or read, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FormatError {
    message: String,
    /// The way to the offending value, the innermost part first.
    way: Vec<String>,
}

impl FormatError {
    fn new(message: impl fmt::Display) -> Self {
        Self { message: message.to_string(), way: Vec::new() }
    }

    fn too_deep() -> Self {
        Self::new(format_args!("values are nested deeper than {MAX_DEPTH} levels"))
    }

    /// Returns the error as one within a member.
    fn within(mut self, member: &str) -> Self {
        self.way.push(format!(".{member}"));
        self
    }

    /// Returns the error as one within an element of a list.
    fn at(mut self, index: usize) -> Self {
        self.way.push(format!("[{index}]"));
        self
    }

    /// Returns where the offending value is, such as `$.items[3].name`.
    pub(crate) fn path(&self) -> String {
        std::iter::once("$").chain(self.way.iter().rev().map(String::as_str)).collect()
    }
}

impl fmt::Display for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for FormatError {}

impl serde::ser::Error for FormatError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(message)
    }
}

impl serde::de::Error for FormatError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(message)
    }
}
