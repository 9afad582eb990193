//! The marks within a paragraph: `**strong**`, `*emphasised*`, and `"literal"`.

use super::fold::Folded;
use crate::document::{Block, BlockKind};
use crate::format::run::{Inline, Run};

/// The marks, and what they mean; the longer ones come first.
const MARKS: &[(&str, Inline)] = &[("**", Inline::Strong), ("*", Inline::Emphasis), ("\"", Inline::Code)];

/// How a page without other characters writes a dash.
const DASH: &str = "--";

/// Reads a paragraph as a block of the given kind.
pub(super) fn block(kind: BlockKind, folded: &Folded<'_>) -> Block<'static> {
    let mut run = Run::new();
    run.begin(kind);
    let text: &str = &folded.text;
    let mut plain = 0;
    let mut at = 0;
    while let Some(found) = memchr::memchr2(b'*', b'"', &text.as_bytes()[at..]) {
        at += found;
        let Some((inline, content, end)) = marked(text, at) else {
            at += 1;
            continue;
        };
        words(&mut run, &text[plain..at]);
        run.mark(inline, "");
        match inline {
            Inline::Code => drop(run.text(&text[content], 1)),
            Inline::Emphasis => words(&mut run, &text[content].replace("**", "")),
            _ => words(&mut run, &text[content]),
        }
        run.unmark(inline);
        (plain, at) = (end, end);
    }
    words(&mut run, &text[plain..]);
    let block = run.finish().unwrap_or_else(|| Block::new(kind, "", folded.lines));
    Block { lines: folded.lines, ..block }
}

/// Returns what is marked at a place: how, where its content stands, and where the mark ends.
fn marked(text: &str, at: usize) -> Option<(Inline, std::ops::Range<usize>, usize)> {
    let (mark, inline) = MARKS.iter().find(|(mark, _)| text[at..].starts_with(mark))?;
    let is_part_of_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '*');
    let start = at + mark.len();
    let content = &text[start..];
    if is_part_of_word(text[..at].chars().next_back()) || content.starts_with(char::is_whitespace) {
        return None;
    }
    let ends = memchr::memmem::find_iter(content.as_bytes(), mark);
    for end in ends.take_while(|end| *inline != Inline::Code || !content[..*end].contains(' ')) {
        let (inner, behind) = (&content[..end], &content[end + mark.len()..]);
        let closes = !inner.is_empty() && (*inline == Inline::Code || !inner.ends_with([' ', '*']));
        let touches = *inline != Inline::Strong && is_part_of_word(behind.chars().next());
        if closes && !touches {
            let end = start + end;
            return Some((*inline, start..end, end + mark.len()));
        }
    }
    None
}

/// Adds a part of a text. Two hyphens that stand for themselves are a dash.
fn words(run: &mut Run, text: &str) {
    let mut start = 0;
    for at in memchr::memmem::find_iter(text.as_bytes(), DASH) {
        let stands_alone = text[..at].chars().next_back().is_none_or(char::is_whitespace)
            && text[at + DASH.len()..].chars().next().is_none_or(char::is_whitespace);
        if stands_alone {
            run.text(&text[start..at], 1);
            run.text("–", 1);
            start = at + DASH.len();
        }
    }
    run.text(&text[start..], 1);
}
