//! What copies of a page add that means nothing: a mark of the byte order, characters without width, blanks that do
//! not break, tabs, and an indentation of the whole page. A cleaned text has the same lines.

use std::borrow::Cow;

/// Characters that are not seen.
const UNSEEN: &[char] = &['\u{feff}', '\u{200b}', '\u{200c}', '\u{200d}', '\u{2060}', '\u{ad}'];

/// Blanks that are none of ASCII's.
const BLANKS: &[char] = &['\u{a0}', '\u{202f}', '\u{2007}', '\u{2009}'];

/// How many columns a tab at the beginning of a line stands for.
const TAB: &str = "    ";

/// Returns a page's text without what copies add to it.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    let text = match memchr::memchr(b'\t', text.as_bytes()) {
        Some(_) => without_tabs(text),
        None => Cow::Borrowed(text),
    };
    let text = if marks(&text).next().is_some() { Cow::Owned(without_marks(&text)) } else { text };
    match common_indent(&text) {
        0 => text,
        indent => Cow::Owned(text.split_inclusive('\n').map(|line| dedent(line, indent)).collect()),
    }
}

/// Returns a text with blanks for the tabs with which lines begin.
fn without_tabs(text: &str) -> Cow<'_, str> {
    let indented = memchr::memmem::find_iter(text.as_bytes(), b"\n\t").map(|end| end + 1);
    let mut cleaned = String::new();
    let mut kept = 0;
    for start in text.starts_with('\t').then_some(0).into_iter().chain(indented) {
        let tabs = text[start..].bytes().take_while(|byte| *byte == b'\t').count();
        cleaned.reserve(text.len() - kept + tabs * TAB.len());
        cleaned.push_str(&text[kept..start]);
        (0..tabs).for_each(|_| cleaned.push_str(TAB));
        kept = start + tabs;
    }
    if kept == 0 {
        return Cow::Borrowed(text);
    }
    cleaned.push_str(&text[kept..]);
    Cow::Owned(cleaned)
}

/// Returns the characters of a text that mean nothing, each with where it stands.
fn marks(text: &str) -> impl Iterator<Item = (usize, char)> {
    // The bytes with which the characters begin.
    let places = memchr::memchr3_iter(0xC2, 0xE2, 0xEF, text.as_bytes());
    let characters = places.filter_map(|at| Some((at, text.get(at..)?.chars().next()?)));
    characters.filter(|(_, c)| UNSEEN.contains(c) || BLANKS.contains(c))
}

fn without_marks(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    let mut kept = 0;
    for (at, mark) in marks(text) {
        cleaned.push_str(&text[kept..at]);
        if BLANKS.contains(&mark) {
            cleaned.push(' ');
        }
        kept = at + mark.len_utf8();
    }
    cleaned.push_str(&text[kept..]);
    cleaned
}

/// Returns by how many spaces every line is indented.
fn common_indent(text: &str) -> usize {
    let lines = crate::lines::lines(text).filter(|line| !crate::lines::is_blank(line));
    let mut least = usize::MAX;
    for line in lines {
        least = least.min(line.bytes().take_while(|byte| *byte == b' ').count());
        if least == 0 {
            return 0;
        }
    }
    if least == usize::MAX { 0 } else { least }
}

fn dedent(line: &str, indent: usize) -> &str {
    line.get(indent..)
        .filter(|_| line.as_bytes().iter().take(indent).all(|byte| *byte == b' '))
        .unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_clean_is_not_copied() {
        for text in ["", "a\n  b\n", "a “b” – c\r\n", "  \n\na\n"] {
            assert!(matches!(clean(text), Cow::Borrowed(_)), "{text:?}");
        }
    }

    #[test]
    fn what_copies_add_is_taken_away_and_lines_stay() {
        let cases = [
            ("\u{feff}a\n", "a\n"),
            ("a\u{a0}b\u{200b}\n", "a b\n"),
            ("a\n\t\tb\tc\n", "a\n        b\tc\n"),
            ("  a\n\n    b\n  c", "a\n\n  b\nc"),
            ("  a\n \n  b\n", "a\n \nb\n"),
        ];
        for (text, cleaned) in cases {
            assert_eq!(clean(text), cleaned, "{text:?}");
            assert_eq!(clean(text).lines().count(), text.lines().count());
        }
    }
}
