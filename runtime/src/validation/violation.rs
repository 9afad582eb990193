//! What is wrong with a value, and where.

use std::{error::Error, fmt, fmt::Write as _};

use super::Rule;
use crate::ToParam;

/// How many characters of a value an error shows.
const MAX_SHOWN: usize = 64;

/// Where a value stands.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    parent: Option<&'a Place<'a>>,
    step: Step<'a>,
    /// Whether what stands there must not be shown.
    is_hidden: bool,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Root,
    Member(&'static str),
    Index(usize),
    Key(&'a dyn ToParam),
}

impl Place<'_> {
    /// The place of the input itself.
    pub const ROOT: Self = Self { parent: None, step: Step::Root, is_hidden: false };

    /// Returns the place of a member.
    pub fn member<'a>(&'a self, name: &'static str, rules: &[Rule]) -> Place<'a> {
        let is_hidden = self.is_hidden || rules.contains(&Rule::Sensitive);
        Place { parent: Some(self), step: Step::Member(name), is_hidden }
    }

    pub(super) fn index(&self, index: usize, rules: &[Rule]) -> Place<'_> {
        let is_hidden = self.is_hidden || rules.contains(&Rule::Sensitive);
        Place { parent: Some(self), step: Step::Index(index), is_hidden }
    }

    pub(super) fn key<'a>(&'a self, key: &'a dyn ToParam, rules: &[Rule]) -> Place<'a> {
        let is_hidden = self.is_hidden || rules.contains(&Rule::Sensitive);
        Place { parent: Some(self), step: Step::Key(key), is_hidden }
    }

    /// Returns the violation of a rule; `value` is what the error shows.
    pub(super) fn broken(&self, rule: &Rule, value: impl fmt::Display) -> Violation {
        self.demanded(rule.demand(), value)
    }

    pub(super) fn demanded(&self, demand: String, value: impl fmt::Display) -> Violation {
        Violation::new(self.path(), demand, Some(value.to_string()).filter(|_| !self.is_hidden))
    }

    /// Returns the path, such as `source_servers[3].tags["name"]`. Keys of what must not be shown are left out.
    pub(super) fn path(&self) -> String {
        let mut path = self.parent.map(Self::path).unwrap_or_default();
        let dot = if path.is_empty() { "" } else { "." };
        // Writing to a String cannot fail.
        let _ = match self.step {
            Step::Root => Ok(()),
            Step::Member(name) => write!(path, "{dot}{name}"),
            Step::Index(index) => write!(path, "[{index}]"),
            Step::Key(_) if self.parent.is_some_and(|parent| parent.is_hidden) => write!(path, "[…]"),
            Step::Key(key) => write!(path, "[{}]", shown(&key.to_param())),
        };
        path
    }
}

impl fmt::Debug for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path())
    }
}

/// Returns a text as an error shows it: quoted, and its beginning alone if it is long.
pub(super) fn shown(text: &str) -> String {
    match text.char_indices().nth(MAX_SHOWN) {
        Some((end, _)) => format!("{:?}…", text.get(..end).unwrap_or_default()),
        None => format!("{text:?}"),
    }
}

/// A rule of the documentation that an input breaks.
///
/// ```text
/// `source_servers[3].tags["name"]` must have at most 256 characters, not "xxx…" (300)
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Violation(Box<Parts>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Parts {
    path: String,
    demand: String,
    value: Option<String>,
}

impl Violation {
    pub(super) fn new(path: String, demand: String, value: Option<String>) -> Self {
        Self(Box::new(Parts { path, demand, value }))
    }

    /// Returns the member's path, in the names of the fields: `source_servers[3].tags["name"]`.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// Returns the rule: `must have at most 256 characters`.
    pub fn rule(&self) -> &str {
        &self.0.demand
    }

    /// Returns the value as the error shows it; none where a member is missing, and where the documentation calls the
    /// value sensitive.
    pub fn value(&self) -> Option<&str> {
        self.0.value.as_deref()
    }
}

impl fmt::Debug for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Parts { path, demand, value } = &*self.0;
        f.debug_struct("Violation").field("path", path).field("rule", demand).field("value", value).finish()
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Parts { path, demand, value } = &*self.0;
        match path.as_str() {
            "" => write!(f, "the input {demand}")?,
            path => write!(f, "`{path}` {demand}")?,
        }
        match value {
            Some(value) => write!(f, ", not {value}"),
            None => Ok(()),
        }
    }
}

impl Error for Violation {}
