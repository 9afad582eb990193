//! Rules for one value.

use std::{fmt, ops::RangeInclusive};

/// What the documentation demands of a value. Where a range has no end, it ends at the type's.
#[derive(Clone, Debug, PartialEq)]
pub enum Rule {
    /// How many characters a text, or bytes a blob, may have.
    Length(RangeInclusive<u64>),
    /// How many items a list, or entries a map, may have.
    Items(RangeInclusive<u64>),
    /// Between which whole numbers the value lies.
    Integer(RangeInclusive<i64>),
    /// Between which numbers the value lies.
    Float(RangeInclusive<f64>),
    /// The regular expression that the text matches somewhere.
    Pattern(&'static str),
    /// The values that it may have.
    OneOf(&'static [Literal]),
    /// The text is of its type's form.
    Form,
    /// The time of day has no minutes.
    FullHour,
    /// No two items of the list are equal.
    Distinct,
    /// The rules for each item of a list, or value of a map.
    Each(&'static [Rule]),
    /// The rules for the keys of a map.
    Keys(&'static [Rule]),
    /// The value must not be shown.
    Sensitive,
}

/// A value that a member may have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Literal {
    /// A text.
    Text(&'static str),
    /// A number.
    Number(f64),
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "{text:?}"),
            Self::Number(number) => number.fmt(f),
        }
    }
}

impl Rule {
    /// Returns the rule as what follows a member's name.
    pub(super) fn demand(&self) -> String {
        match self {
            Self::Length(length) => format!("must have {}", count(length, "character", "characters")),
            Self::Items(items) => format!("must have {}", count(items, "item", "items")),
            Self::Integer(range) => {
                between(range.start(), range.end(), *range.start() == i64::MIN, *range.end() == i64::MAX)
            }
            Self::Float(range) => {
                between(range.start(), range.end(), *range.start() == f64::MIN, *range.end() == f64::MAX)
            }
            Self::Pattern(pattern) => format!("must match `{pattern}`"),
            Self::OneOf([only]) => format!("must be {only}"),
            Self::OneOf(values) => {
                let values: Vec<String> = values.iter().map(ToString::to_string).collect();
                format!("must be one of {}", values.join(", "))
            }
            Self::FullHour => "must be a full hour, HH:00".to_owned(),
            Self::Distinct => "must hold no two equal items".to_owned(),
            Self::Form | Self::Each(_) | Self::Keys(_) | Self::Sensitive => "must be well formed".to_owned(),
        }
    }
}

fn count(range: &RangeInclusive<u64>, one: &str, many: &str) -> String {
    let noun = |last| if last == 1 { one } else { many };
    match (*range.start(), *range.end()) {
        (min, max) if min == max => format!("{min} {}", noun(min)),
        (0, max) => format!("at most {max} {}", noun(max)),
        (min, u64::MAX) => format!("at least {min} {}", noun(min)),
        (min, max) => format!("{min} to {max} {}", noun(max)),
    }
}

fn between<T: PartialEq + fmt::Display>(min: T, max: T, is_open_below: bool, is_open_above: bool) -> String {
    match (is_open_below, is_open_above) {
        _ if min == max => format!("must be {min}"),
        (true, _) => format!("must be at most {max}"),
        (_, true) => format!("must be at least {min}"),
        _ => format!("must be between {min} and {max}"),
    }
}
