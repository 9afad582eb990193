//! Backslashes that change nothing: writers put them before any mark that could mean something somewhere else.

use std::borrow::Cow;
use std::collections::HashMap;

use foldhash::fast::FixedState;
use memchr::{memchr, memchr2};

/// Returns Markdown without the backslashes before marks that are plain text where they stand. What stands in code
/// keeps its backslashes, for there they are text.
pub(super) fn without_needless(markdown: Cow<'_, str>) -> Cow<'_, str> {
    let text: &str = &markdown;
    if memchr(b'\\', text.as_bytes()).is_none() {
        return markdown;
    }
    let last_fences = last_fences(text);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(found) = memchr2(b'\\', b'`', &text.as_bytes()[at..]) {
        let place = at + found;
        out.push_str(&text[at..place]);
        let rest = &text[place..];
        let length = if rest.starts_with('`') {
            let fence = fence(rest);
            let is_closed = last_fences.get(&fence).is_some_and(|last| *last > place);
            let length = if is_closed { fence + code(&rest[fence..], fence) } else { fence };
            out.push_str(&rest[..length]);
            length
        } else {
            let mark = rest[1..].chars().next().unwrap_or_default();
            let behind = &rest[(1 + mark.len_utf8()).min(rest.len())..];
            if !is_needless(mark, &out, behind) {
                out.push('\\');
            }
            if mark.is_ascii_punctuation() {
                out.push(mark);
                1 + mark.len_utf8()
            } else {
                1
            }
        };
        at = place + length;
    }
    out.push_str(&text[at..]);
    Cow::Owned(out)
}

/// Whether a mark is plain text without a backslash, behind and before these texts.
fn is_needless(mark: char, before: &str, behind: &str) -> bool {
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    match mark {
        '"' | '\'' | ',' | ';' | '/' | '$' | '%' | '@' | '^' | '?' | '{' | '}' | ':' => true,
        '-' | '+' | '=' | '>' => !begins_line(before),
        '.' => begins_line(before) || !is_number_of_item(before),
        '(' => !before.ends_with(']') && !is_in_target(before),
        ')' => !is_number_of_item(before) && !is_in_target(before),
        '!' => !behind.starts_with('['),
        '_' => is_word(before.chars().next_back()) && is_word(behind.chars().next()),
        _ => false,
    }
}

/// Whether a line begins behind a text, or nothing but white space stands there before.
fn begins_line(before: &str) -> bool {
    let rest = before.trim_end_matches(|c: char| c.is_whitespace() && c != '\n');
    rest.is_empty() || rest.ends_with('\n')
}

/// Whether digits, or none, are all that stands on the line so far.
fn is_number_of_item(before: &str) -> bool {
    begins_line(before.trim_end_matches(|c: char| c.is_ascii_digit()))
}

/// Whether the target of a link may still be open, in which brackets mean something.
fn is_in_target(before: &str) -> bool {
    /// No link is longer, or it is not worth while to know.
    const LONG: usize = 2_048;
    let near = &before[before.ceil_char_boundary(before.len().saturating_sub(LONG))..];
    let word = near.rsplit([' ', '\t', '\n']).next().unwrap_or_default();
    word.len() == near.len() && near.len() < before.len() || word.contains("](")
}

/// Returns how many backticks begin a text.
fn fence(text: &str) -> usize {
    text.bytes().take_while(|byte| *byte == b'`').count()
}

/// Returns the length of a text up to and with the fence that closes it; all of it if none does.
fn code(text: &str, length: usize) -> usize {
    let mut at = 0;
    while let Some(found) = memchr(b'`', &text.as_bytes()[at..]) {
        let run = fence(&text[at + found..]);
        at += found + run;
        if run == length {
            return at;
        }
    }
    text.len()
}

/// Returns where the last run of backticks of each length begins.
fn last_fences(text: &str) -> HashMap<usize, usize, FixedState> {
    let mut last = HashMap::default();
    let mut at = 0;
    while let Some(found) = memchr(b'`', &text.as_bytes()[at..]) {
        let run = fence(&text[at + found..]);
        last.insert(run, at + found);
        at += found + run;
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn backslashes_before_plain_text_vanish() {
        let cases = [
            (
                r"Ends\. A resource\-based one \(or two\)\, it\'s 50\% \_x",
                r"Ends. A resource-based one (or two), it's 50% \_x",
            ),
            (r"a\_b and \*c\* and \[d\]\(e\) and \<f\>", r"a_b and \*c\* and \[d\]\(e) and \<f>"),
            ("1\\. no list\n\\- nor here \\- but here", "1\\. no list\n\\- nor here - but here"),
            (r"`a\.b` \. ``c`\.`` \. `d\.", r"`a\.b` . ``c`\.`` . `d."),
            (r"[a\.b](http://c/d\(e\)f) \!\[", r"[a.b](http://c/d\(e\)f) !\["),
            ("ends \\", "ends \\"),
            ("hard\\\nbreak", "hard\\\nbreak"),
            (r"\é \\. ", r"\é \\. "),
        ];
        for (text, expected) in cases {
            assert_eq!(without_needless(text.into()), expected);
        }
        let long = "`\\.".repeat(200_000);
        assert_eq!(without_needless(long.as_str().into()).matches('`').count(), 200_000);
    }

    fn rendered(markdown: &str) -> String {
        let mut text = String::new();
        for event in pulldown_cmark::Parser::new(markdown) {
            text += &match event {
                pulldown_cmark::Event::Text(words) | pulldown_cmark::Event::Code(words) => words.to_string(),
                // Whether a text is borrowed is all one.
                other => ["Boxed", "Borrowed", "Inlined"]
                    .iter()
                    .fold(format!("{other:?}"), |shown, kind| shown.replace(kind, "")),
            };
        }
        text
    }

    proptest! {
        #[test]
        fn what_is_shown_stays_the_same(words in prop::collection::vec(r"[a-c1`]{0,2}(\\[-.(){}!_'`\[\]+>=:])?[ a\n]?", 0..12)) {
            // A paragraph has no blank lines, and what begins with a fence is none.
            let all = words.concat();
            let lines = all.lines().filter(|line| !line.trim().is_empty() && !line.trim().starts_with("```"));
            let markdown = lines.collect::<Vec<_>>().join("\n");
            prop_assert_eq!(rendered(&without_needless(markdown.as_str().into())), rendered(&markdown), "{}", markdown);
        }
    }
}
