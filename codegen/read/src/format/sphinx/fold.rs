//! Undoes the folding of paragraphs: lines end between words, behind hyphens, and within words that no line can hold.

use std::borrow::Cow;

use super::Line;
use crate::document::Lines;

/// At which column lines are folded.
const WIDTH: usize = 70;

/// A paragraph on one line.
pub(super) struct Folded<'a> {
    pub(super) text: Cow<'a, str>,
    /// The lines on which it stood.
    pub(super) lines: Lines,
}

impl<'a> Folded<'a> {
    /// Joins the lines of a paragraph.
    pub(super) fn of(written: &[Line<'a>]) -> Self {
        let [first, rest @ ..] = written else {
            return Self { text: Cow::Borrowed(""), lines: Lines::at(1) };
        };
        let mut text = Cow::Borrowed(first.text);
        let mut line = first;
        for next in rest {
            if !is_within_word(line, next.text) {
                text.to_mut().push(' ');
            }
            text.to_mut().push_str(next.text);
            line = next;
        }
        Self { text, lines: Lines::new(first.number, line.number) }
    }
}

/// Whether a line was ended because it has no room for the next word.
pub(super) fn is_full(line: &Line<'_>, next: &str) -> bool {
    let word = next.split([' ', '-']).next().unwrap_or_default();
    line.indent + line.text.chars().count() + " ".len() + word.chars().count() > WIDTH
}

/// Whether a line ends within a word, which goes on with `next`.
fn is_within_word(line: &Line<'_>, next: &str) -> bool {
    is_hyphenated(line.text, next)
        || is_dashed(line.text, next)
        || is_behind_word(next)
        || is_broken(line, next)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Whether a hyphen between two words ends the line; words are two letters and more.
fn is_hyphenated(line: &str, next: &str) -> bool {
    let Some(word) = line.strip_suffix('-') else { return false };
    let mut before = word.chars().rev();
    let mut after = next.chars();
    before.next().is_some_and(|c| c.is_ascii_alphabetic())
        && before.next().is_some_and(is_word)
        && after.next().is_some_and(is_word)
        && after.take_while(|c| is_word(*c)).any(|c| c.is_ascii_alphabetic())
}

/// Whether a dash that stands right between two words ends the line.
fn is_dashed(line: &str, next: &str) -> bool {
    let word = line.trim_end_matches('-');
    line.len() - word.len() > 1
        && word.ends_with(|c: char| is_word(c) || "!\"'&.,?".contains(c))
        && next.starts_with(is_word)
}

/// Whether `next` begins with what joins a hyphenated word to what precedes it, such as the colon in `group:my-group`:
/// lines may end before it.
fn is_behind_word(next: &str) -> bool {
    const JOINS: [char; 12] = [':', '/', '.', ',', ';', '-', '>', ')', ']', '}', '=', '?'];
    let word = next.trim_start_matches(|c: char| !is_word(c) && !c.is_whitespace());
    let joins = &next[..next.len() - word.len()];
    let hyphen = word.find(|c| !is_word(c)).unwrap_or(word.len());
    joins.starts_with(JOINS)
        && !joins.starts_with("--")
        && word[hyphen..].starts_with('-')
        && is_hyphenated(&word[..=hyphen], &word[hyphen + 1..])
}

/// Whether a word was cut at the line's end because no line can hold it.
fn is_broken(line: &Line<'_>, next: &str) -> bool {
    let count = |text: &str| text.chars().count();
    if line.indent + count(line.text) != WIDTH {
        return false;
    }
    let begun = line.text.rsplit(char::is_whitespace).next().unwrap_or_default();
    // What ends with the mark with which it begins is whole.
    let mark = ["**", "*", "\""].iter().find(|mark| begun.starts_with(**mark));
    if mark.is_some_and(|mark| begun[mark.len()..].ends_with(mark)) {
        return false;
    }
    let ended = next.split(char::is_whitespace).next().unwrap_or_default();
    let word = format!("{begun}{ended}");
    // Words are cut behind hyphens first.
    let hyphens = word.match_indices('-').map(|(at, _)| at + 1);
    let parts = hyphens.filter(|at| is_hyphenated(&word[..*at], &word[*at..]));
    let (before, after): (Vec<_>, Vec<_>) = parts.partition(|at| *at <= begun.len());
    let (start, end) = (before.last().copied().unwrap_or(0), after.first().copied().unwrap_or(word.len()));
    start < begun.len() && line.indent + count(&word[start..end]) > WIDTH
}
