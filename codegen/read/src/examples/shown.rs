//! What examples show at one place, as counts that can be added up, and what follows from them.

use std::collections::BTreeMap;
use std::sync::Arc;

use docwright_idl::Scalar;
use serde_json::{Number, Value};

use super::json::{Json, JsonValue};
use super::text::{
    is_date, is_date_time, is_email, is_ipv4, is_ipv6, is_nearly_uuid, is_token, is_uri, is_uuid,
};
use crate::claims::{Fact, Kind};
use crate::document::Lines;

/// How many different words an enum may have that only examples show.
const MAX_TOKENS: usize = 64;

/// How many texts that are nearly UUIDs are remembered.
const MAX_NEARLY: usize = 16;

/// A form that all texts at a place may have: the rule that finds it, how it is told, and what the text is then.
struct Form {
    rule: &'static str,
    is: fn(&str) -> bool,
    scalar: Scalar,
    format: Option<&'static str>,
}

/// The forms, the narrower before the wider.
#[rustfmt::skip]
const FORMS: &[Form] = &[
    Form { rule: "example-date-time", is: is_date_time, scalar: Scalar::Timestamp, format: Some("date-time") },
    Form { rule: "example-date", is: is_date, scalar: Scalar::Date, format: None },
    Form { rule: "example-uuid", is: is_uuid, scalar: Scalar::Uuid, format: None },
    Form { rule: "example-uri", is: is_uri, scalar: Scalar::String, format: Some("uri") },
    Form { rule: "example-email", is: is_email, scalar: Scalar::String, format: Some("email") },
    Form { rule: "example-ipv4", is: is_ipv4, scalar: Scalar::String, format: Some("ipv4") },
    Form { rule: "example-ipv6", is: is_ipv6, scalar: Scalar::String, format: Some("ipv6") },
    Form { rule: "example-ip", is: is_ip, scalar: Scalar::String, format: Some("ip") },
];

/// The place of UUIDs among the forms.
const UUIDS: usize = 2;

fn is_ip(text: &str) -> bool {
    is_ipv4(text) || is_ipv6(text)
}

/// How often something was seen, and where first.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Seen {
    count: u32,
    first: Option<Lines>,
}

impl Seen {
    fn add(&mut self, lines: Lines) {
        self.count += 1;
        self.first.get_or_insert(lines);
    }

    fn join(&mut self, other: Self) {
        self.count += other.count;
        self.first = self.first.or(other.first);
    }

    fn is_any(self) -> bool {
        self.count > 0
    }
}

/// What examples show at one place: how many values of each type stand there, and which forms the texts have.
///
/// What is shown at several places of one shape is joined before anything follows from it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shown {
    nulls: Seen,
    booleans: Seen,
    integers: Seen,
    large: Seen,
    fractions: Seen,
    texts: Seen,
    forms: [Seen; FORMS.len()],
    tokens: BTreeMap<String, u32>,
    is_token: Seen,
    nearly: Vec<(String, Lines)>,
    lists: Seen,
    filled_lists: Seen,
    structs: Seen,
    maps: Seen,
    empty_objects: Seen,
}

/// What follows from what examples show.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Conclusion {
    /// What the values are.
    pub(crate) kind: Kind,
    /// The rule that found it; see the table of the [module](super).
    pub(crate) rule: &'static str,
    /// The form of the texts, where they have one.
    pub(crate) format: Option<&'static str>,
    /// Whether the texts that occur are [values](Shown::values) of an enum.
    pub(crate) is_enum: bool,
}

impl Shown {
    /// Adds a value. Of objects, `is_map` says whether those at this place are maps.
    pub(super) fn add(&mut self, json: &Json<'_>, is_map: bool) {
        let lines = json.lines;
        match &json.value {
            JsonValue::Null => self.nulls.add(lines),
            JsonValue::Bool(_) => self.booleans.add(lines),
            JsonValue::Number(number) => self.add_number(number, lines),
            JsonValue::String(text) => self.add_text(text, lines),
            JsonValue::Array(elements) => {
                self.lists.add(lines);
                if !elements.is_empty() {
                    self.filled_lists.add(lines);
                }
            }
            JsonValue::Object(members) if members.is_empty() => self.empty_objects.add(lines),
            JsonValue::Object(_) if is_map => self.maps.add(lines),
            JsonValue::Object(_) => self.structs.add(lines),
        }
    }

    fn add_number(&mut self, number: &Number, lines: Lines) {
        if number.is_f64() {
            self.fractions.add(lines);
        } else if number.is_i64() {
            self.integers.add(lines);
        } else {
            self.large.add(lines);
        }
    }

    fn add_text(&mut self, text: &str, lines: Lines) {
        self.texts.add(lines);
        if is_token(text) {
            self.is_token.add(lines);
            self.add_token(text, 1);
        }
        // There is none of these in plain words.
        if !text.bytes().any(|byte| matches!(byte, b'-' | b'.' | b':' | b'@')) {
            return;
        }
        for (form, seen) in FORMS.iter().zip(&mut self.forms) {
            if (form.is)(text) {
                seen.add(lines);
            }
        }
        if is_nearly_uuid(text) && self.nearly.len() < MAX_NEARLY {
            self.nearly.push((text.to_owned(), lines));
        }
    }

    fn add_token(&mut self, text: &str, count: u32) {
        if self.tokens.len() <= MAX_TOKENS {
            *self.tokens.entry(text.to_owned()).or_default() += count;
        }
    }

    /// Adds what is shown at another place.
    pub(crate) fn join(&mut self, other: &Self) {
        let pairs = [
            (&mut self.nulls, other.nulls),
            (&mut self.booleans, other.booleans),
            (&mut self.integers, other.integers),
            (&mut self.large, other.large),
            (&mut self.fractions, other.fractions),
            (&mut self.texts, other.texts),
            (&mut self.is_token, other.is_token),
            (&mut self.lists, other.lists),
            (&mut self.filled_lists, other.filled_lists),
            (&mut self.structs, other.structs),
            (&mut self.maps, other.maps),
            (&mut self.empty_objects, other.empty_objects),
        ];
        for (seen, other) in pairs.into_iter().chain(self.forms.iter_mut().zip(other.forms)) {
            seen.join(other);
        }
        for (text, count) in &other.tokens {
            self.add_token(text, *count);
        }
        let room = MAX_NEARLY.saturating_sub(self.nearly.len());
        self.nearly.extend(other.nearly.iter().take(room).cloned());
    }

    /// Returns how many values are there, null among them.
    pub(crate) fn count(&self) -> u32 {
        let counts = [self.nulls, self.booleans, self.numbers(), self.texts, self.lists];
        counts.iter().map(|seen| seen.count).sum::<u32>() + self.objects()
    }

    /// Returns how many objects are there.
    pub(crate) fn objects(&self) -> u32 {
        self.structs.count + self.maps.count + self.empty_objects.count
    }

    fn numbers(&self) -> Seen {
        let mut numbers = self.integers;
        numbers.join(self.large);
        numbers.join(self.fractions);
        numbers
    }

    /// Returns where null stands, if it does.
    pub(crate) fn null(&self) -> Option<Lines> {
        self.nulls.first
    }

    /// Returns the texts that are a digit away from a UUID, where most others are one.
    pub(crate) fn slips(&self) -> &[(String, Lines)] {
        let whole = self.forms[UUIDS].count;
        let nearly = self.nearly.len() as u32;
        let is_slip = nearly > 0 && whole >= nearly && whole + nearly == self.texts.count;
        if is_slip { &self.nearly } else { &[] }
    }

    /// Returns the texts that are nearly UUIDs, and where they stand.
    pub(crate) fn nearly(&self) -> &[(String, Lines)] {
        &self.nearly
    }

    /// Whether values of both may be of one type: whatever else they are, JSON has one type for them.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        let (a, b) = (self.types(), other.types());
        a == b || [a, b].contains(&[false; 5])
    }

    /// Whether there are objects, lists, numbers, texts, booleans.
    fn types(&self) -> [bool; 5] {
        [
            self.objects() > 0,
            self.lists.is_any(),
            self.integers.is_any() || self.large.is_any() || self.fractions.is_any(),
            self.texts.is_any(),
            self.booleans.is_any(),
        ]
    }

    /// Returns what follows.
    pub(crate) fn conclude(&self) -> Conclusion {
        let plain = |kind, rule| Conclusion { kind, rule, format: None, is_enum: false };
        match self.types() {
            [false, false, false, false, false] => plain(Kind::Any, "example-empty"),
            [true, false, false, false, false] => {
                if self.structs.is_any() {
                    plain(Kind::Struct, "example-struct")
                } else if self.maps.is_any() {
                    plain(Kind::Map, "example-map")
                } else {
                    plain(Kind::Object, "example-empty")
                }
            }
            [false, true, false, false, false] => plain(Kind::List, "example-list"),
            [false, false, true, false, false] => {
                let (scalar, rule) = if self.fractions.is_any() {
                    (Scalar::Double, "example-number")
                } else if self.large.is_any() {
                    (Scalar::BigInteger, "example-integer")
                } else {
                    (Scalar::Integer, "example-integer")
                };
                plain(Kind::Scalar(scalar), rule)
            }
            [false, false, false, true, false] => self.conclude_text(),
            [false, false, false, false, true] => plain(Kind::Scalar(Scalar::Boolean), "example-boolean"),
            _ => plain(Kind::Any, "example-mixed"),
        }
    }

    fn conclude_text(&self) -> Conclusion {
        let text =
            |scalar, rule, format| Conclusion { kind: Kind::Scalar(scalar), rule, format, is_enum: false };
        let all = FORMS.iter().zip(self.forms).find(|(_, seen)| seen.count == self.texts.count);
        if let Some((form, _)) = all {
            return text(form.scalar, form.rule, form.format);
        }
        if !self.slips().is_empty() {
            let form = &FORMS[UUIDS];
            return text(form.scalar, form.rule, form.format);
        }
        match self.is_enum() {
            true => Conclusion { is_enum: true, ..text(Scalar::String, "example-values", None) },
            false => text(Scalar::String, "example-string", None),
        }
    }

    /// Whether the texts are those of an enum.
    fn is_enum(&self) -> bool {
        let is_enum = self.texts.count >= 2
            && self.is_token.count == self.texts.count
            && self.tokens.len() <= MAX_TOKENS;
        let has_digits = || self.tokens.keys().any(|text| text.contains(|c: char| c.is_ascii_digit()));
        let repeats = (self.tokens.len() as u32) < self.texts.count;
        is_enum && (repeats || !has_digits())
    }

    /// Returns the distinct texts of an enum.
    pub(crate) fn values(&self) -> Arc<[Value]> {
        self.tokens.keys().map(|text| text.as_str().into()).collect()
    }

    /// Returns the facts that were concluded.
    pub(crate) fn facts(&self, found: Conclusion) -> impl Iterator<Item = Fact> {
        let format = found.format.map(|format| Fact::Format(format.to_owned()));
        let values = found.is_enum.then(|| Fact::Values { values: self.values(), open: true });
        std::iter::once(Fact::Kind(found.kind)).chain(format).chain(values)
    }

    /// Returns the lines of the first value that shows what follows by a rule.
    pub(crate) fn witness(&self, rule: &str) -> Option<Lines> {
        let form = FORMS.iter().zip(self.forms).filter(|(form, _)| form.rule == rule);
        if let Some(lines) = form.filter_map(|(_, seen)| seen.first).next() {
            return Some(lines);
        }
        match rule {
            "example-struct" => self.structs.first,
            "example-map" => self.maps.first,
            "example-list" => self.filled_lists.first.or(self.lists.first),
            "example-boolean" => self.booleans.first,
            "example-integer" => self.large.first.or(self.integers.first),
            "example-number" => self.fractions.first,
            "example-values" => self.is_token.first,
            "example-string" => self.texts.first,
            "example-empty" => self.empty_objects.first.or(self.nulls.first),
            _ => [self.booleans, self.numbers(), self.texts, self.lists, self.structs, self.empty_objects]
                .iter()
                .find_map(|seen| seen.first),
        }
    }

    /// Returns what follows for a value of which pages state the kind; `None` if it says nothing more. That all
    /// numbers are whole says nothing, and what contradicts the page counts less.
    pub(crate) fn refine(&self, stated: Kind) -> Option<Conclusion> {
        let found = self.conclude();
        let is_number = matches!(stated, Kind::Scalar(Scalar::Number | Scalar::Float | Scalar::Double));
        let says_more = found.kind != stated || found.format.is_some() || found.is_enum;
        let is_finer = stated.meet(found.kind) == Some(found.kind) && found.kind != Kind::Any;
        (says_more && !is_number && is_finer).then_some(found)
    }
}
