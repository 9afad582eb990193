//! Facts that stand in sentences, whatever the layout.
//!
//! Each rule is small, has a name, and is tested with sentences that match and sentences that do not. What a rule
//! finds is an inference: the sentence stays in the documentation.

use docwright_idl::Bounds;
use serde_json::Value;

use crate::claims::{Claims, Fact, NodeId};
use crate::document::Lines;

/// A rule: its name, and what it finds in a paragraph.
type Rule = (&'static str, fn(&str) -> Option<Fact>);

const RULES: &[Rule] = &[("values-from-prose", enumerated_values)];

/// Claims what the sentences of a paragraph say about a node.
pub(super) fn read(claims: &mut Claims, node: NodeId, paragraph: &str, lines: Lines) {
    for (rule, find) in RULES {
        if let Some(fact) = find(paragraph) {
            claims.infer(node, fact, lines, rule);
        }
    }
}

/// Finds `Possible values: (a) ONE - … (b) TWO - …`. Prose need not name them all, so the values are open.
fn enumerated_values(paragraph: &str) -> Option<Fact> {
    const BEFORE: usize = "possible ".len();
    // The first letter of the second word is the rarest.
    let is_there = |at: &usize| {
        let words = at.checked_sub(BEFORE).and_then(|start| paragraph.get(start..at + "values".len()));
        words.is_some_and(|words| words.eq_ignore_ascii_case("possible values"))
    };
    let at = memchr::memchr2_iter(b'v', b'V', paragraph.as_bytes()).find(is_there)? - BEFORE;
    let mut values: Vec<Value> = Vec::new();
    let mut rest = paragraph.get(at..)?;
    for letter in 'a'..='z' {
        let Some((_, after)) = rest.split_once(&format!("({letter}) ")) else { break };
        let end = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(after.len());
        let token = &after[..end];
        if token.len() < 2 || token.chars().any(|c| c.is_ascii_lowercase()) {
            break;
        }
        values.push(token.into());
        rest = &after[end..];
    }
    (values.len() >= 2).then_some(Fact::Values { values: values.into(), open: true })
}

/// Reads a number such as `1`, `-5`, `0.5` or `1,024`.
pub(crate) fn number(text: &str) -> Option<serde_json::Number> {
    let text = text.trim().trim_end_matches('.');
    let is_whole = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    if let (true, Ok(number)) = (is_whole, text.parse::<u64>()) {
        return Some(number.into());
    }
    if text.contains(',') { text.replace(',', "").parse().ok() } else { text.parse().ok() }
}

/// Returns the range between two numbers as a sentence gives them.
pub(super) fn bounds(min: Option<&str>, max: Option<&str>) -> Option<Bounds> {
    Bounds::new(min.and_then(number), max.and_then(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enumerated_values_are_found_in_prose() {
        let found = enumerated_values(
            "How it went. Possible values: (a) DONE - all is well. (b) NOT_DONE - it is not.",
        );
        assert_eq!(
            found,
            Some(Fact::Values { values: ["DONE".into(), "NOT_DONE".into()].into(), open: true })
        );
        for text in [
            "Possible values: see the guide.",
            "(a) ONE (b) TWO",
            "Possible values: (a) The first (b) the second",
        ] {
            assert_eq!(enumerated_values(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_are_read_as_sentences_write_them() {
        assert_eq!(number("1,024."), Some(1024.into()));
        assert_eq!(number("-5"), Some((-5).into()));
        assert_eq!(number("ten"), None);
    }
}
