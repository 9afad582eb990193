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
    let mut marks = Marks { text, closing: [0; MARKS.len()], blank: 0 };
    let mut plain = 0;
    let mut at = 0;
    while let Some(found) = memchr::memchr2(b'*', b'"', &text.as_bytes()[at..]) {
        at += found;
        let Some((inline, content, end)) = marks.at(at) else {
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

/// What is marked in a text, looked for from its beginning to its end: whatever stands there, no part is looked at more than once for
/// each mark.
struct Marks<'t> {
    text: &'t str,
    /// Where each mark stands next that may close something, as far as that is known.
    closing: [usize; MARKS.len()],
    /// Where the next blank stands, as far as that is known.
    blank: usize,
}

impl Marks<'_> {
    /// Returns what is marked at a place: how, where its content stands, and where the mark ends. Places ascend.
    fn at(&mut self, at: usize) -> Option<(Inline, std::ops::Range<usize>, usize)> {
        let text = self.text;
        let which = MARKS.iter().position(|(mark, _)| text[at..].starts_with(mark))?;
        let (mark, inline) = MARKS[which];
        let start = at + mark.len();
        if is_part_of_word(text[..at].chars().next_back()) || text[start..].starts_with(char::is_whitespace) {
            return None;
        }
        if self.closing[which] <= start {
            let after = &text.as_bytes()[text.len().min(start + 1)..];
            let mut found = memchr::memmem::find_iter(after, mark).map(|end| start + 1 + end);
            self.closing[which] = found.find(|end| self.closes(which, *end)).unwrap_or(text.len());
        }
        let end = self.closing[which];
        if inline == Inline::Code && self.blank < start {
            let blank = memchr::memchr(b' ', &text.as_bytes()[start..]);
            self.blank = blank.map_or(text.len(), |blank| start + blank);
        }
        let is_whole = end < text.len() && (inline != Inline::Code || end < self.blank);
        is_whole.then(|| (inline, start..end, end + mark.len()))
    }

    /// Whether a mark closes what it stands behind.
    fn closes(&self, which: usize, end: usize) -> bool {
        let (mark, inline) = MARKS[which];
        let (before, behind) = (&self.text[..end], &self.text[end + mark.len()..]);
        (inline == Inline::Code || !before.ends_with([' ', '*']))
            && (inline == Inline::Strong || !is_part_of_word(behind.chars().next()))
    }
}

fn is_part_of_word(c: Option<char>) -> bool {
    c.is_some_and(|c| c.is_alphanumeric() || c == '*')
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
    let rest = before.trim_end_matches(|c: char| c.is_ascii_lowercase());
    before.ends_with(')')
        || before.len() - rest.len() > 1 && rest.chars().next_back().is_none_or(char::is_whitespace)
}

/// Whether a sentence begins right behind a full stop: with a capitalised word, and with more behind it.
fn begins_sentence(after: &str) -> bool {
    let Some(word) = after.strip_prefix(|c: char| c.is_ascii_uppercase()) else { return false };
    let rest = word.trim_start_matches(|c: char| c.is_ascii_lowercase());
    let behind = rest.trim_start_matches([',', ':']);
    !rest.is_empty() && (behind.is_empty() || behind.starts_with(char::is_whitespace))
}
