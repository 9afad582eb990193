//! The lines of an entry that state constraints.

use docwright_idl::Bounds;
use serde_json::Value;

use crate::claims::Fact;
use crate::dialect::sentences::bounds;

/// What a constraint is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Constraint {
    /// The member itself.
    Whole,
    /// The innermost list.
    List,
    /// The value, or the elements if it is a list.
    Value,
    /// The keys of the map.
    Key,
    /// The values of the map.
    MapValue,
}

type Read = fn(&str) -> Option<Fact>;

/// What lines begin with, what they are about, and how the rest is read.
const LINES: &[(&str, Constraint, Read)] = &[
    ("Required:", Constraint::Whole, required),
    ("Default:", Constraint::Whole, default),
    ("Length Constraints:", Constraint::Value, |text| bounds_of(text).map(Fact::Length)),
    ("Pattern:", Constraint::Value, pattern),
    ("Valid Values:", Constraint::Value, values),
    ("Valid Range:", Constraint::Value, |text| bounds_of(text).map(Fact::Range)),
    ("Array Members:", Constraint::List, |text| bounds_of(text).map(Fact::Items)),
    ("Map Entries:", Constraint::Whole, |text| bounds_of(text).map(Fact::Items)),
    ("Key Length Constraints:", Constraint::Key, |text| bounds_of(text).map(Fact::Length)),
    ("Key Pattern:", Constraint::Key, pattern),
    ("Valid Keys:", Constraint::Key, values),
    ("Value Length Constraints:", Constraint::MapValue, |text| bounds_of(text).map(Fact::Length)),
    ("Value Pattern:", Constraint::MapValue, pattern),
    ("HTTP Status Code:", Constraint::Whole, |_| None),
];

/// Whether a line states a constraint.
pub(super) fn is_constraint(text: &str) -> bool {
    LINES.iter().any(|(prefix, ..)| text.trim_start().starts_with(prefix))
}

/// Reads the constraints that a paragraph states; pages put each in a paragraph of its own.
pub(super) fn read(text: &str) -> impl Iterator<Item = (Constraint, Fact)> {
    text.lines().filter_map(|line| {
        let line = line.trim();
        let (prefix, constraint, read) = LINES.iter().find(|(prefix, ..)| line.starts_with(prefix))?;
        Some((*constraint, read(line[prefix.len()..].trim())?))
    })
}

fn required(text: &str) -> Option<Fact> {
    match text {
        "Yes" => Some(Fact::Required(true)),
        "No" => Some(Fact::Required(false)),
        _ => None,
    }
}

fn default(text: &str) -> Option<Fact> {
    Some(Fact::Default(serde_json::from_str(text).unwrap_or_else(|_| text.into())))
}

fn pattern(text: &str) -> Option<Fact> {
    (!text.is_empty()).then(|| Fact::Pattern(text.to_owned()))
}

fn values(text: &str) -> Option<Fact> {
    let values: Vec<Value> =
        text.split(" | ").map(str::trim).filter(|value| !value.is_empty()).map(Value::from).collect();
    (!values.is_empty()).then_some(Fact::Values { values, open: false })
}

/// Reads `Minimum length of 20. Maximum length of 2048.` and `Fixed length of 12.`; units vary.
fn bounds_of(text: &str) -> Option<Bounds> {
    let after = |word: &str| {
        let (_, rest) = text.split_once(word)?;
        let (_, number) = rest.split_once(" of ")?;
        number.split_whitespace().next()
    };
    match after("Fixed") {
        Some(fixed) => bounds(Some(fixed), Some(fixed)),
        None => bounds(after("Minimum"), after("Maximum")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_states_its_constraint() {
        let range = |text: &str| text.parse::<Bounds>().unwrap();
        let cases = [
            (
                "Length Constraints: Minimum length of 20. Maximum length of 2048.",
                Constraint::Value,
                Fact::Length(range("20..2048")),
            ),
            ("Length Constraints: Fixed length of 12.", Constraint::Value, Fact::Length(range("12..12"))),
            (
                "Length Constraints: Maximum length of 1,024.",
                Constraint::Value,
                Fact::Length(range("..1024")),
            ),
            (
                "Array Members: Minimum number of 1 item. Maximum number of 200 items.",
                Constraint::List,
                Fact::Items(range("1..200")),
            ),
            ("Valid Range: Minimum value of -1.5.", Constraint::Value, Fact::Range(range("-1.5.."))),
            (
                "Key Length Constraints: Minimum length of 0. Maximum length of 256.",
                Constraint::Key,
                Fact::Length(range("0..256")),
            ),
            ("Map Entries: Fixed number of 1 item.", Constraint::Whole, Fact::Items(range("1..1"))),
            ("Pattern: ^a(b|c)$", Constraint::Value, Fact::Pattern("^a(b|c)$".into())),
            (
                "Valid Values: ON | OFF",
                Constraint::Value,
                Fact::Values { values: vec!["ON".into(), "OFF".into()], open: false },
            ),
            ("Required: Yes", Constraint::Whole, Fact::Required(true)),
        ];
        for (line, constraint, fact) in cases {
            assert_eq!(read(line).collect::<Vec<_>>(), [(constraint, fact)], "{line}");
        }
        assert_eq!(read("Length Constraints: as agreed.").count(), 0);
        assert!(!is_constraint("The pattern: none."));
    }
}
