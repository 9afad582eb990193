//! Inputs against what the documentation demands of them, before they are sent.
//!
//! Generated code states rules as data, with [`checks!`](crate::checks); this module walks a value along them. It finds
//! the first member that breaks a rule, and says which one, which rule, and with what value: a [`Violation`].
//!
//! Documentation errs, and services grow. Whoever knows better switches the check off, for a client
//! ([`ClientBuilder::skip_validation`](crate::ClientBuilder::skip_validation)) or for one call
//! ([`Call::skip_validation`](crate::Call::skip_validation)). What is never checked: the values
//! of enums, which are open, and patterns in a dialect that cannot be evaluated faithfully.
//!
//! ```
//! use std::collections::BTreeMap;
//!
//! #[derive(Clone, Debug, Default, PartialEq)]
//! struct Lamp {
//!     watts: Option<i64>,
//!     tags: Option<BTreeMap<String, String>>,
//!     dimmed: Option<bool>,
//! }
//! docwright_runtime::checks!(Lamp {
//!     watts: [Integer(1..=60)],
//!     tags: [Items(0..=50), Keys(&[Length(1..=128)])],
//!     dimmed: [],
//!     _: [Exclusive(&["watts", "dimmed"])],
//! });
//!
//! let lamp = Lamp { watts: Some(75), ..Lamp::default() };
//! assert_eq!(lamp.validate().unwrap_err().to_string(), "`watts` must be between 1 and 60, not 75");
//! let lamp = Lamp { watts: Some(7), dimmed: Some(true), ..Lamp::default() };
//! assert_eq!(lamp.validate().unwrap_err().to_string(), "`dimmed` cannot be given together with `watts`");
//! ```

mod pattern;
mod relation;
mod rule;
mod values;
mod violation;

pub use relation::Relation;
pub use rule::{Literal, Rule};
pub use violation::{Place, Violation};

/// A value that can be checked.
pub trait Check {
    /// Whether there is a value.
    fn is_given(&self) -> bool {
        true
    }

    /// Checks the value, and what it holds.
    ///
    /// # Errors
    /// The first rule that is broken.
    fn check(&self, _rules: &[Rule], _at: &Place<'_>) -> Result<(), Violation> {
        Ok(())
    }
}

/// A member of a structure: its name, its value and its rules.
pub type Member<'a> = (&'static str, &'a dyn Check, &'static [Rule]);

/// Checks a whole value.
///
/// # Errors
/// The first rule that is broken.
pub fn validate(value: &dyn Check) -> Result<(), Violation> {
    value.check(&[], &Place::ROOT)
}

/// Checks the members of a structure, and what must hold between them.
///
/// # Errors
/// The first rule that is broken.
pub fn check_members(
    members: &[Member<'_>],
    relations: &[Relation],
    at: &Place<'_>,
) -> Result<(), Violation> {
    for (name, value, rules) in members {
        if value.is_given() {
            value.check(rules, &at.member(name, rules))?;
        }
    }
    relations.iter().try_for_each(|relation| relation.check(members, at))
}

/// Implements [`Check`] for a structure, and gives it `validate`, from a table of the members that have rules.
///
/// The module's example shows its use. Each member has a list of [`Rule`]s; the relations between members stand after
/// `_`, as [`Relation`]s. A structure whose members have none is written `checks!(Name {})`.
#[macro_export]
macro_rules! checks {
    ($name:ident {}) => {
        impl $crate::validation::Check for $name {}
    };
    ($name:ident { $($member:ident: $rules:tt,)* _: $relations:tt $(,)? }) => {
        impl $crate::validation::Check for $name {
            #[inline]
            fn check(
                &self,
                _: &[$crate::validation::Rule],
                at: &$crate::validation::Place<'_>,
            ) -> ::core::result::Result<(), $crate::validation::Violation> {
                #[allow(unused_imports)]
                use $crate::validation::{Literal::*, Relation::*, Rule::*};
                $crate::validation::check_members(
                    &[$((
                        $crate::validation::name(::core::stringify!($member)),
                        &self.$member,
                        const { &$rules },
                    )),*],
                    const { &$relations },
                    at,
                )
            }
        }

        impl $name {
            /// Checks the value against what the documentation demands of it.
            ///
            /// # Errors
            ///
            /// The first rule that is broken: which member breaks it, and with what value.
            #[inline]
            pub fn validate(&self) -> ::core::result::Result<(), $crate::validation::Violation> {
                $crate::validation::validate(self)
            }
        }
    };
    ($name:ident { $($member:ident: $rules:tt),* $(,)? }) => {
        $crate::checks!($name { $($member: $rules,)* _: [] });
    };
}

/// Implements [`Check`] for a union, from a table of the rules of its variants.
#[macro_export]
macro_rules! union_checks {
    ($name:ident { $($variant:ident: $rules:tt),* $(,)? }) => {
        impl $crate::validation::Check for $name {
            #[inline]
            fn check(
                &self,
                _: &[$crate::validation::Rule],
                at: &$crate::validation::Place<'_>,
            ) -> ::core::result::Result<(), $crate::validation::Violation> {
                #[allow(unused_imports)]
                use $crate::validation::{Literal::*, Rule::*};
                match self {
                    $(Self::$variant(value) => {
                        let rules: &'static [$crate::validation::Rule] = const { &$rules };
                        let at = at.member(::core::stringify!($variant), rules);
                        $crate::validation::Check::check(value, rules, &at)
                    })*
                    #[allow(unreachable_patterns)]
                    _ => ::core::result::Result::Ok(()),
                }
            }
        }
    };
}

/// Returns a member's name without the mark of a raw identifier.
#[doc(hidden)]
pub fn name(member: &'static str) -> &'static str {
    member.strip_prefix("r#").unwrap_or(member)
}

#[cfg(test)]
#[allow(unreachable_pub)]
mod tests;
