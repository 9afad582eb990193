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
        words(&mut run, &text[plain..at], plain > 0);
        run.mark(inline, "");
        match inline {
            Inline::Code => drop(run.text(&text[content], 1)),
            Inline::Emphasis => words(&mut run, &text[content].replace("**", ""), false),
            _ => words(&mut run, &text[content], false),
        }
        run.unmark(inline);
        (plain, at) = (end, end);
    }
    words(&mut run, &text[plain..], plain > 0);
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

/// Adds a part of a text. Two hyphens that stand for themselves are a dash, and a blank stands between two sentences.
fn words(run: &mut Run, text: &str, is_behind_mark: bool) {
    let mut start = 0;
    for at in memchr::memchr2_iter(b'-', b'.', text.as_bytes()) {
        let (before, rest) = (&text[..at], &text[at..]);
        if at >= start && is_dash(before, rest) {
            run.text(&text[start..at], 1);
            run.text("–", 1);
            start = at + DASH.len();
        } else if rest.starts_with('.')
            && (is_behind_mark && at == 0 || ends_sentence(before))
            && begins_sentence(&rest[1..])
        {
            run.text(&text[start..=at], 1);
            run.text(" ", 1);
            start = at + 1;
        }
    }
    run.text(&text[start..], 1);
}

fn is_dash(before: &str, rest: &str) -> bool {
    let Some(after) = rest.strip_prefix(DASH) else { return false };
    before.chars().next_back().is_none_or(char::is_whitespace)
        && after.chars().next().is_none_or(char::is_whitespace)
}

/// Whether a sentence ends before a full stop. The builder leaves out the blank behind it where two paragraphs touch; names
/// with a full stop within look otherwise, mostly.
fn ends_sentence(before: &str) -> bool {
    let word = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    word.ends_with(')') || word.len() > 1 && is_lower(word)
}

/// Whether a sentence begins right behind a full stop: with a capitalised word, and with more behind it.
fn begins_sentence(after: &str) -> bool {
    let word = after.split(char::is_whitespace).next().unwrap_or_default();
    let word = word.trim_end_matches([',', ':']);
    word.starts_with(|c: char| c.is_ascii_uppercase()) && is_lower(&word[1..]) && after.len() > word.len()
}

fn is_lower(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_lowercase())
}
