//! What the documentation demands of a value, in sentences.

use docwright_idl::{Bounds, Deprecation, Member, MemberRule, Scalar, TypeRef};
use serde_json::Value;

use super::code;
use crate::lower::pattern;
use crate::lower::view::{Container, View};

/// How many documented values or examples a sentence names at most.
const MAX_VALUES: usize = 12;
/// How long an example may be, in bytes.
const MAX_EXAMPLE: usize = 60;

/// How the members that a rule names are called in Rust.
pub(crate) type Names<'a> = &'a dyn Fn(&str) -> String;

/// Returns what is known of a member beside its type and text.
pub(crate) fn member_facts(member: &Member, view: &View<'_>) -> Vec<String> {
    let mut sentences: Vec<String> = own_facts(member, view).iter().map(|fact| sentence(fact)).collect();
    let mut part = |label: &str, member: &Member| {
        let facts = own_facts(member, view);
        if !facts.is_empty() {
            sentences.push(format!("{label}: {}.", facts.join(", ")));
        }
    };
    match view.container(&member.r#type) {
        Some(Container::List(element)) => part("Each item", element),
        Some(Container::Map(map)) => {
            part("Keys", &map.key);
            part("Values", &map.value);
        }
        None => {}
    }
    if unchecked(member, view) {
        sentences.push("The pattern is not checked before sending.".to_owned());
    }
    if let Some(default) = &member.default {
        sentences.push(format!("Default {}.", value(default)));
    }
    let examples: Vec<String> =
        member.examples.iter().filter(|example| is_short(example)).take(2).map(value).collect();
    if !examples.is_empty() {
        sentences.push(format!("For example {}.", examples.join(" or ")));
    }
    if member.idempotency_token {
        sentences.push("Equal tokens mark repetitions of one call.".to_owned());
    }
    if member.json_string {
        sentences.push("The text is JSON.".to_owned());
    }
    if member.sensitive {
        sentences.push("Not shown by `Debug`.".to_owned());
    }
    sentences
}

/// Whether the member or what it holds has a pattern that cannot be evaluated.
fn unchecked(member: &Member, view: &View<'_>) -> bool {
    let has_one = |member: &Member| {
        let documented = member.examples.iter().chain(&member.default).filter_map(Value::as_str);
        member.pattern.as_ref().is_some_and(|pattern| !pattern::is_checkable(pattern, documented))
    };
    has_one(member)
        || match view.container(&member.r#type) {
            Some(Container::List(element)) => has_one(element),
            Some(Container::Map(map)) => has_one(&map.key) || has_one(&map.value),
            None => false,
        }
}

/// Returns the facts of the value itself, as phrases.
fn own_facts(member: &Member, view: &View<'_>) -> Vec<String> {
    let mut facts = Vec::new();
    if let Some(length) = member.length.as_ref().filter(|length| says_something(length)) {
        facts.push(format!("length {}", span(length)));
    }
    if let Some(range) = &member.range {
        facts.push(match (&range.min, &range.max) {
            (Some(min), Some(max)) if min == max => format!("exactly {min}"),
            (Some(min), Some(max)) => format!("between {min} and {max}"),
            _ => span(range),
        });
    }
    if let Some(items) = member.items.as_ref().filter(|items| says_something(items)) {
        let is_map = matches!(view.container(&member.r#type), Some(Container::Map(_)));
        let last = items.max.as_ref().or(items.min.as_ref()).and_then(serde_json::Number::as_u64);
        let noun = match (is_map, last == Some(1)) {
            (false, false) => "items",
            (false, true) => "item",
            (true, false) => "entries",
            (true, true) => "entry",
        };
        facts.push(format!("{} {noun}", span(items)));
    }
    if member.unique {
        facts.push("no two items are equal".to_owned());
    }
    if let Some(pattern) = &member.pattern {
        facts.push(format!("matches {}", code(pattern)));
    }
    match member.values.as_slice() {
        [] => {}
        [only] => facts.push(format!("always {}", value(only))),
        values => {
            let named: Vec<String> = values.iter().take(MAX_VALUES).map(value).collect();
            let more = if values.len() > MAX_VALUES { ", …" } else { "" };
            facts.push(format!("one of {}{more}", named.join(", ")));
        }
    }
    if let (Some(format), false) = (&member.format, member.r#type == TypeRef::Scalar(Scalar::Timestamp)) {
        facts.push(format!("format {}", code(format)));
    }
    if let Some(zone) = &member.time_zone {
        facts.push(format!("in the time zone {}", code(zone)));
    }
    if member.case_sensitive {
        facts.push("case-sensitive".to_owned());
    }
    if let Some(unit) = &member.unit {
        facts.push(format!("in {}", unit.trim()).chars().filter(|c| !"\\`*_[]<>|~&".contains(*c)).collect());
    }
    facts
}

/// Whether a range of counts leaves any out: none is negative.
fn says_something(bounds: &Bounds) -> bool {
    bounds.max.is_some() || bounds.min.as_ref().is_some_and(|min| min.as_f64() != Some(0.0))
}

/// Returns a range as one reads it: `20–2048`, `at least 1`, `at most 64`.
fn span(bounds: &Bounds) -> String {
    match (&bounds.min, &bounds.max) {
        (Some(min), Some(max)) if min == max => min.to_string(),
        (Some(min), Some(max)) => format!("{min}–{max}"),
        (Some(min), None) => format!("at least {min}"),
        (None, Some(max)) => format!("at most {max}"),
        (None, None) => "unbounded".to_owned(),
    }
}

fn value(value: &Value) -> String {
    match value {
        Value::String(text) => code(text),
        other => code(&other.to_string()),
    }
}

fn is_short(example: &Value) -> bool {
    match example {
        Value::String(text) => !text.trim().is_empty() && text.len() <= MAX_EXAMPLE,
        Value::Bool(_) | Value::Number(_) => true,
        _ => false,
    }
}

/// Returns a phrase as a sentence.
fn sentence(phrase: &str) -> String {
    let mut chars = phrase.chars();
    let first = chars.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(chars).chain(['.']).collect()
}

/// Returns what the rules between members mean for one of them.
pub(crate) fn rule_facts(member: &str, rules: &[MemberRule], names: Names<'_>) -> Vec<String> {
    rules.iter().filter_map(|rule| rule_fact(member, rule, names)).collect()
}

fn rule_fact(member: &str, rule: &MemberRule, names: Names<'_>) -> Option<String> {
    let listed = |members: &[String]| {
        let named: Vec<String> = members.iter().map(|name| code(&names(name))).collect();
        named.join(", ")
    };
    let others = |members: &[String]| {
        let others: Vec<String> = members.iter().filter(|name| *name != member).cloned().collect();
        (members.len() > others.len() && !others.is_empty()).then(|| listed(&others))
    };
    match rule {
        MemberRule::Exclusive(members) => Some(format!("Cannot be combined with {}.", others(members)?)),
        MemberRule::AtLeastOne(members) => {
            Some(format!("Needed unless one of these is given: {}.", others(members)?))
        }
        MemberRule::ExactlyOne(members) => {
            Some(format!("Exactly one is given of this and {}.", others(members)?))
        }
        MemberRule::Together(members) => {
            Some(format!("Given together with {}, or not at all.", others(members)?))
        }
        MemberRule::IgnoredWhen { members, given } if given == member => {
            Some(format!("When given, these are ignored: {}.", listed(members)))
        }
        MemberRule::IgnoredWhen { members, given } => members
            .iter()
            .any(|name| name == member)
            .then(|| format!("Ignored when {} is given.", code(&names(given)))),
        MemberRule::Requires { member: needy, members } if needy == member => {
            Some(format!("Needs {} to be given too.", listed(members)))
        }
        MemberRule::Requires { .. } => None,
    }
}

/// Returns the note of a `#[deprecated]` attribute.
pub(crate) fn deprecation(deprecation: &Deprecation) -> String {
    let replaced = deprecation.replaced_by.as_ref().map(|name| format!("use `{name}` instead"));
    let parts: Vec<String> = deprecation
        .doc
        .iter()
        .map(|doc| doc.split_whitespace().collect::<Vec<_>>().join(" "))
        .chain(replaced)
        .filter(|part| !part.is_empty())
        .collect();
    parts.join("; ")
}

#[cfg(test)]
mod tests {
    use docwright_idl::yaml;

    use super::*;

    fn facts(member: &str) -> String {
        let description = "idl: 1\nservice: { name: a }\ntypes:\n  Tags: { map: { key: { type: string, length: 0..256 }, value: string } }\n";
        let description = yaml::read(description).unwrap();
        let view = crate::lower::view::View::of(&description);
        member_facts(&yaml::read(member).unwrap(), &view).join(" ").replace('\u{1}', " ")
    }

    #[test]
    fn members_in_sentences() {
        for (member, expected) in [
            ("string", ""),
            (
                "{ type: string, length: 20..2048, pattern: '^a b`$' }",
                "Length 20–2048. Matches `` ^a b`$ ``.".replace("`` ^a b`$ ``", "``^a b`$``").as_str(),
            ),
            ("{ type: string, length: 36..36 }", "Length 36."),
            ("{ type: integer, range: 1..50, default: 10 }", "Between 1 and 50. Default `10`."),
            ("{ type: integer, range: 1.., unit: seconds }", "At least 1. In seconds."),
            (
                "{ type: [{ type: string, length: ..64 }], items: 1..200, unique: true }",
                "1–200 items. No two items are equal. Each item: length at most 64.",
            ),
            ("{ type: [string], items: ..1 }", "At most 1 item."),
            ("{ type: [{ type: string, length: 0.. }], items: 0.. }", ""),
            ("{ type: Tags, items: 0..50 }", "0–50 entries. Keys: length 0–256."),
            ("{ type: string, values: [a, b], format: email }", "One of `a`, `b`. Format `email`."),
            ("{ type: number, values: [2] }", "Always `2`."),
            (
                "{ type: string, examples: [x, { a: 1 }, '', y, z], sensitive: true }",
                "For example `x` or `y`. Not shown by `Debug`.",
            ),
            ("{ type: timestamp, format: date-time }", ""),
        ] {
            assert_eq!(facts(member), expected, "{member}");
        }
    }

    #[test]
    fn rules_from_the_view_of_a_member() {
        let members = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let ab = || members(&["a", "b"]);
        let ignored = MemberRule::IgnoredWhen { members: members(&["b"]), given: "a".into() };
        let requires = MemberRule::Requires { member: "a".into(), members: members(&["b"]) };
        for (rule, a, b, c) in [
            (MemberRule::Exclusive(ab()), "Cannot be combined with `B`.", "Cannot be combined with `A`.", ""),
            (
                MemberRule::ExactlyOne(ab()),
                "Exactly one is given of this and `B`.",
                "Exactly one is given of this and `A`.",
                "",
            ),
            (
                MemberRule::Together(ab()),
                "Given together with `B`, or not at all.",
                "Given together with `A`, or not at all.",
                "",
            ),
            (
                MemberRule::AtLeastOne(ab()),
                "Needed unless one of these is given: `B`.",
                "Needed unless one of these is given: `A`.",
                "",
            ),
            (ignored, "When given, these are ignored: `B`.", "Ignored when `A` is given.", ""),
            (requires, "Needs `B` to be given too.", "", ""),
        ] {
            let fact = |member| {
                rule_facts(member, std::slice::from_ref(&rule), &|name| name.to_uppercase()).join(" ")
            };
            assert_eq!((fact("a").as_str(), fact("b").as_str(), fact("c").as_str()), (a, b, c));
        }
    }
}
