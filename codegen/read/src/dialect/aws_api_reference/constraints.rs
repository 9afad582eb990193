//! The lines of an entry that state constraints.

use std::borrow::Cow;

use docwright_idl::Bounds;
use serde_json::Value;

use crate::claims::{Fact, Kind};
use crate::dialect::sentences::bounds;
use crate::lines::{may_begin, trim};
use crate::search::split_once;

/// What a constraint is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Constraint {
    /// The member itself.
    Whole,
    /// The innermost list.
    List,
    /// The value, or the elements if it is a list.
    Value,
    /// The keys of the map, or of the next map within it.
    Key,
    /// The values of the map.
    MapValue,
}

/// How the rest of a line is read.
#[derive(Clone, Copy)]
enum Read {
    /// Whatever stands there, something.
    Any(fn(&str) -> Fact),
    /// A line that begins so and cannot be read is prose, if prose may begin so too.
    Some(fn(&str) -> Option<Fact>),
}

impl Read {
    fn read(self, text: &str) -> Option<Fact> {
        match self {
            Self::Any(read) => (!text.is_empty()).then(|| read(text)),
            Self::Some(read) => read(text),
        }
    }

    fn can_read(self, text: &str) -> bool {
        match self {
            Self::Any(_) => !text.is_empty(),
            Self::Some(read) => read(text).is_some(),
        }
    }
}

/// What lines begin with, what they are about, and how the rest is read.
const LINES: &[(&str, Constraint, Read)] = &[
    ("Required:", Constraint::Whole, Read::Some(required)),
    ("Length Constraints:", Constraint::Value, Read::Some(|text| bounds_of(text).map(Fact::Length))),
    ("Pattern:", Constraint::Value, Read::Any(pattern)),
    ("Valid Values:", Constraint::Value, Read::Any(values)),
    ("Valid Range:", Constraint::Value, Read::Some(|text| bounds_of(text).map(Fact::Range))),
    ("Array Members:", Constraint::List, Read::Some(|text| bounds_of(text).map(Fact::Items))),
    ("Map Entries:", Constraint::Whole, Read::Some(|text| bounds_of(text).map(Fact::Items))),
    ("Key Length Constraints:", Constraint::Key, Read::Some(|text| bounds_of(text).map(Fact::Length))),
    ("Key Pattern:", Constraint::Key, Read::Any(pattern)),
    ("Valid Keys:", Constraint::Key, Read::Any(values)),
    ("Value Length Constraints:", Constraint::MapValue, Read::Some(|text| bounds_of(text).map(Fact::Length))),
    ("Value Pattern:", Constraint::MapValue, Read::Any(pattern)),
    ("Value Valid Range:", Constraint::MapValue, Read::Some(|text| bounds_of(text).map(Fact::Range))),
    ("Note:", Constraint::Value, Read::Some(union)),
];

/// What the line with an error's status begins with.
pub(super) const STATUS: &[&str] = &["HTTP Status Code:", "HTTP Status Code returned:"];

/// What lines of facts begin with; types are read elsewhere.
pub(super) const PREFIXES: &[&str] = &[
    "Type:",
    "Required:",
    "Length Constraints:",
    "Pattern:",
    "Valid Values:",
    "Valid Range:",
    "Array Members:",
    "Map Entries:",
    "Key Length Constraints:",
    "Key Pattern:",
    "Valid Keys:",
    "Value Length Constraints:",
    "Value Pattern:",
    "HTTP Status Code:",
];

/// Whether a line states a constraint or a status, or should: what is promised and cannot be read is not prose.
pub(super) fn is_fact(text: &str) -> bool {
    if !may_begin(text, begins_fact) {
        return false;
    }
    let text = trim(text);
    if !may_state(text) {
        return false;
    }
    match line(text) {
        Some((_, read, rest)) => rest.is_empty() || read.can_read(rest),
        None => status(text).is_some() || STATUS.contains(&text),
    }
}

/// Returns what a line is about that begins like one that states something, how it is read, and what is to be read.
fn line(text: &str) -> Option<(Constraint, Read, &str)> {
    let first = text.as_bytes().first();
    let begins = |prefix: &str| prefix.as_bytes().first() == first && text.starts_with(prefix);
    let (prefix, constraint, read) = LINES.iter().find(|(prefix, ..)| begins(prefix))?;
    Some((*constraint, *read, trim(&text[prefix.len()..])))
}

/// Whether a text may begin like a line that states something.
fn may_state(text: &str) -> bool {
    /// The end of the longest beginning.
    const COLON: usize = "HTTP Status Code returned:".len();
    let begin = &text.as_bytes()[..text.len().min(COLON)];
    text.bytes().next().is_some_and(begins_fact) && memchr::memchr(b':', begin).is_some()
}

/// Whether some line that states something begins with the byte.
fn begins_fact(first: u8) -> bool {
    matches!(first, b'A' | b'H' | b'K' | b'L' | b'M' | b'N' | b'P' | b'R' | b'V')
}

/// Whether a line states that the member must be there.
pub(super) fn is_required(text: &str) -> bool {
    may_begin(text, |first| first == b'R')
        && trim(text).strip_prefix("Required:").is_some_and(|rest| rest.trim() == "Yes")
}

/// Reads the constraint that a line states.
pub(super) fn read(text: &str) -> Option<(Constraint, Fact)> {
    if !may_begin(text, begins_fact) {
        return None;
    }
    let text = trim(text);
    if !may_state(text) {
        return None;
    }
    let (constraint, read, rest) = line(text)?;
    Some((constraint, read.read(rest)?))
}

/// Reads the status code that a line states.
pub(super) fn status(text: &str) -> Option<u16> {
    if !may_begin(text, |first| first == b'H') {
        return None;
    }
    let text = trim(text);
    let rest = STATUS.iter().find_map(|prefix| text.strip_prefix(prefix))?;
    leading_status(rest.trim_start())
}

/// Reads a status code at the beginning of a text.
pub(super) fn leading_status(text: &str) -> Option<u16> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).map_or(text, |end| &text[..end]);
    digits.parse().ok().filter(|status| (100..600).contains(status))
}

/// Reads the note with which pages tell a union from other structures.
fn union(text: &str) -> Option<Fact> {
    text.starts_with("This object is a Union.").then_some(Fact::Kind(Kind::Union))
}

fn required(text: &str) -> Option<Fact> {
    match text {
        "Yes" => Some(Fact::Required(true)),
        "No" => Some(Fact::Required(false)),
        _ => None,
    }
}

fn pattern(text: &str) -> Fact {
    Fact::Pattern(if is_escaped(text) { without_escapes(text) } else { text.to_owned() })
}

/// Whether a pattern bears the escapes of Markdown, which some copies write within code as well: of two backslashes
/// before the letter of a class, the pattern has but one.
fn is_escaped(pattern: &str) -> bool {
    let behind = |at: usize| pattern.as_bytes().get(at + 2);
    pattern.match_indices(r"\\").any(|(at, _)| behind(at).is_some_and(|letter| b"dDpPsSwW".contains(letter)))
}

fn without_escapes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let escaped = rest.clone().next().filter(|next| c == '\\' && next.is_ascii_punctuation());
        out.push(escaped.unwrap_or(c));
        if escaped.is_some() {
            rest.next();
        }
    }
    out
}

fn values(text: &str) -> Fact {
    // No value has a backslash before an underscore: so Markdown escapes it.
    let text = if text.contains(r"\_") { Cow::from(without_escapes(text)) } else { text.into() };
    let values = text.split(" | ").map(str::trim).filter(|value| !value.is_empty()).map(Value::from);
    Fact::Values { values: values.collect(), open: false }
}

/// Reads `Minimum length of 20. Maximum length of 2048.` and `Fixed length of 12.`; units vary.
fn bounds_of(text: &str) -> Option<Box<Bounds>> {
    let after = |word: &str| {
        let (_, rest) = split_once(text, word)?;
        let (_, number) = split_once(rest, " of ")?;
        number.split_whitespace().next()
    };
    let bounds = match after("Fixed") {
        Some(fixed) => bounds(Some(fixed), Some(fixed)),
        None => bounds(after("Minimum"), after("Maximum")),
    };
    bounds.map(Box::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_states_its_constraint() {
        let range = |text: &str| Box::new(text.parse::<Bounds>().unwrap());
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
                Fact::Values { values: ["ON".into(), "OFF".into()].into(), open: false },
            ),
            (r"Pattern: \\p{L}\*\_x", Constraint::Value, Fact::Pattern(r"\p{L}*_x".into())),
            (r"Pattern: \p{L}\*\\", Constraint::Value, Fact::Pattern(r"\p{L}\*\\".into())),
            (
                r"Valid Values: ON\_AIR | OFF",
                Constraint::Value,
                Fact::Values { values: ["ON_AIR".into(), "OFF".into()].into(), open: false },
            ),
            ("Required: Yes", Constraint::Whole, Fact::Required(true)),
            ("Note: This object is a Union. So it is.", Constraint::Value, Fact::Kind(Kind::Union)),
        ];
        for (line, constraint, fact) in cases {
            assert_eq!(read(line), Some((constraint, fact)), "{line}");
            assert!(is_fact(line), "{line}");
        }
        for line in [
            "Length Constraints: as agreed.",
            "The pattern: none.",
            "Required: Maybe",
            "Note: Handle with care.",
        ] {
            assert_eq!((read(line), is_fact(line)), (None, false), "{line}");
        }
        assert_eq!(status("HTTP Status Code: 409"), Some(409));
        assert_eq!(status("HTTP Status Code: none"), None);
    }
}
