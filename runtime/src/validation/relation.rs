//! Rules between the members of a structure.

use super::{Member, Place, Violation};

/// What must hold between members; they are called as their fields are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// At most one is given.
    Exclusive(&'static [&'static str]),
    /// At least one is given.
    AtLeastOne(&'static [&'static str]),
    /// One is given, and no other.
    ExactlyOne(&'static [&'static str]),
    /// All are given, or none.
    Together(&'static [&'static str]),
    /// When the first is given, the others are too.
    Requires(&'static str, &'static [&'static str]),
}

impl Relation {
    pub(super) fn check(self, members: &[Member<'_>], at: &Place<'_>) -> Result<(), Violation> {
        let is_given = |name: &str| {
            let mut values = members.iter().filter(|(member, ..)| *member == name);
            values.next().is_some_and(|(_, value, _)| value.is_given())
        };
        let given = |names: &'static [&'static str]| names.iter().copied().filter(move |name| is_given(name));
        let missing =
            |names: &'static [&'static str]| names.iter().copied().filter(move |name| !is_given(name));
        let broken = |member: &'static str, demand: String| {
            Err(Violation::new(at.member(member, &[]).path(), demand, None))
        };
        match self {
            Self::Exclusive(names) | Self::ExactlyOne(names) => {
                let mut given = given(names);
                match (given.next(), given.next()) {
                    (Some(one), Some(other)) => {
                        broken(other, format!("cannot be given together with `{one}`"))
                    }
                    (None, _) if matches!(self, Self::ExactlyOne(_)) => missing_one(names, at),
                    _ => Ok(()),
                }
            }
            Self::AtLeastOne(names) if given(names).next().is_none() => missing_one(names, at),
            Self::AtLeastOne(_) => Ok(()),
            Self::Together(names) => match (given(names).next(), missing(names).next()) {
                (Some(one), Some(other)) => broken(other, format!("must be given, because `{one}` is")),
                _ => Ok(()),
            },
            Self::Requires(one, names) if is_given(one) => match missing(names).next() {
                Some(other) => broken(other, format!("must be given, because `{one}` is")),
                None => Ok(()),
            },
            Self::Requires(..) => Ok(()),
        }
    }
}

/// Returns the violation that none of the members is given.
fn missing_one(names: &'static [&'static str], at: &Place<'_>) -> Result<(), Violation> {
    let Some((first, others)) = names.split_first() else { return Ok(()) };
    let others: Vec<String> = others.iter().map(|name| format!("`{name}`")).collect();
    let demand = match others.as_slice() {
        [] => "must be given".to_owned(),
        others => format!("must be given, or one of {}", others.join(", ")),
    };
    Err(Violation::new(at.member(first, &[]).path(), demand, None))
}
