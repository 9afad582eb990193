//! What an operation is called again and again for: pages, and states that are waited for.

use docwright_idl::WaiterOutcome;

use super::{Field, Type};
use crate::docs::Docs;
use crate::names::Name;

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
    /// The operation's error of this variant.
    Error(Name),
    /// An error that the operation does not document, of any of these codes.
    Codes(Vec<String>),
    Status(u16),
}
