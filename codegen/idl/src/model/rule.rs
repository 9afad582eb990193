//! Constraints that hold between members of one input or structure.

use serde::{Deserialize, Serialize};

/// A constraint across members; members are named as in the input or structure that holds the rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum MemberRule {
    /// At most one of the members may be given.
    Exclusive(Vec<String>),
    /// At least one of the members must be given.
    AtLeastOne(Vec<String>),
    /// Exactly one of the members must be given.
    ExactlyOne(Vec<String>),
    /// The members are given all together or not at all.
    Together(Vec<String>),
    /// The members are ignored when another is given.
    IgnoredWhen {
        /// The members that are ignored.
        members: Vec<String>,
        /// The member whose presence makes the service ignore them.
        given: String,
    },
    /// A member needs others to be given.
    Requires {
        /// The member that needs them.
        member: String,
        /// The members that it needs.
        members: Vec<String>,
    },
}

impl MemberRule {
    /// Returns every member that the rule names.
    pub fn members(&self) -> Vec<&str> {
        let (list, single) = match self {
            Self::Exclusive(members)
            | Self::AtLeastOne(members)
            | Self::ExactlyOne(members)
            | Self::Together(members) => (members, None),
            Self::IgnoredWhen { members, given } => (members, Some(given)),
            Self::Requires { member, members } => (members, Some(member)),
        };
        list.iter().chain(single).map(String::as_str).collect()
    }
}
