//! Cuts texts into sentences.

use crate::lines::{lines, trim};

/// Calls `read` with each sentence of a text, without mark-up, list marks and full stops.
pub(crate) fn each_sentence(text: &str, mut read: impl FnMut(&str)) {
    let mut read = |sentence: &str| {
        let sentence = trim(sentence);
        if !sentence.is_empty() {
            read(sentence);
        }
    };
    each_paragraph(text, |paragraph, is_item| {
        let mut start = 0;
        for at in memchr::memchr3_iter(b'.', b'!', b'?', paragraph.as_bytes()) {
            let after = &paragraph[at + 1..];
            let ends = after.is_empty()
                || after.strip_prefix(' ').is_some_and(|next| next.starts_with(|c: char| !c.is_lowercase()));
            // What stands in parentheses behind an item is about what the item is about.
            let is_remark = is_item && after.starts_with(" (");
            if ends && !is_remark {
                read(&paragraph[start..at]);
                start = at + 1;
            }
        }
        read(&paragraph[start..]);
    });
}

/// Calls `read` with the paragraphs and list items of a text, each in one line and without mark-up, and whether it is an
/// item.
fn each_paragraph(text: &str, mut read: impl FnMut(&str, bool)) {
    /// What announces a sentence and is none.
    const LABELS: &[&str] = &["Constraints:", "Constraint:", "Note:", "Important:"];
    let mut paragraph = Paragraph::default();
    let mut finish = |paragraph: &mut Paragraph<'_>| {
        if let Some(text) = paragraph.text() {
            read(text, paragraph.is_item);
        }
        paragraph.clear();
    };
    for line in lines(text) {
        let line = trim(line);
        if line.is_empty() {
            finish(&mut paragraph);
            continue;
        }
        let item = ["- ", "* ", "+ ", "• "].iter().find_map(|mark| line.strip_prefix(mark));
        if item.is_some() {
            finish(&mut paragraph);
            paragraph.is_item = true;
        }
        let content = item.unwrap_or(line);
        let content = LABELS.iter().find_map(|label| content.strip_prefix(label)).unwrap_or(content);
        match emphasised(content) {
            Some((sentence, rest)) => [sentence, trim(rest)].into_iter().for_each(|part| paragraph.add(part)),
            None => paragraph.add(trim(content)),
        }
    }
    finish(&mut paragraph);
}

/// Returns a sentence in italics that a line begins with, and what follows it. Names begin with the same mark.
fn emphasised(line: &str) -> Option<(&str, &str)> {
    let (sentence, rest) = line.strip_prefix('_')?.split_once('_')?;
    (sentence.ends_with('.') && (rest.is_empty() || rest.starts_with(' '))).then_some((sentence, rest))
}

/// A paragraph in one line and without mark-up. One line that has none stays where it is.
#[derive(Default)]
struct Paragraph<'t> {
    line: &'t str,
    lines: String,
    is_item: bool,
}

impl<'t> Paragraph<'t> {
    fn add(&mut self, line: &'t str) {
        if line.is_empty() {
            return;
        }
        if self.line.is_empty() && self.lines.is_empty() && !has_markup(line) {
            self.line = line;
            return;
        }
        if self.lines.is_empty() {
            self.lines.push_str(self.line);
        }
        if !self.lines.is_empty() {
            self.lines.push(' ');
        }
        push_without_markup(line, &mut self.lines);
    }

    fn text(&self) -> Option<&str> {
        let text = if self.lines.is_empty() { self.line } else { &self.lines };
        (!text.is_empty()).then_some(text)
    }

    fn clear(&mut self) {
        self.line = "";
        self.lines.clear();
        self.is_item = false;
    }
}

fn is_mark(byte: u8) -> bool {
    matches!(byte, b'`' | b'*' | b'[' | 0xE2)
}

/// Whether a line has mark-up. Most have none: to look at all bytes takes less than to look for the first.
fn has_markup(line: &str) -> bool {
    line.bytes().fold(false, |found, byte| found | is_mark(byte))
}

/// Adds a text without the marks of code and emphasis, and links as what they show.
fn push_without_markup(text: &str, plain: &mut String) {
    const APOSTROPHE: &str = "\u{2019}";
    let mut rest = text;
    if !has_markup(text) {
        return plain.push_str(text);
    }
    while let Some(at) = rest.bytes().position(is_mark) {
        plain.push_str(&rest[..at]);
        let mark = &rest[at..];
        let mut width = mark.chars().next().map_or(1, char::len_utf8);
        if mark.starts_with(APOSTROPHE) {
            plain.push('\'');
        } else if let Some((shown, whole)) = mark.strip_prefix('[').and_then(link) {
            plain.push_str(shown.trim_matches('`'));
            width = 1 + whole;
        } else if !mark.starts_with(['`', '*']) {
            plain.push_str(&mark[..width]);
        }
        rest = &mark[width..];
    }
    plain.push_str(rest);
}

/// Reads `text](target)`: returns the text and how long the whole is.
fn link(text: &str) -> Option<(&str, usize)> {
    /// Longer targets are none.
    const MAX: usize = 2_000;
    // Looking no further than the next bracket keeps many of them cheap.
    let end = text.find(['[', '\n']).unwrap_or(text.len());
    let shown = text[..end].split_once("](").map(|(shown, _)| shown)?;
    let target = &text[shown.len() + 2..];
    let target = &target[..target.floor_char_boundary(MAX)];
    Some((shown, shown.len() + 2 + target.find(')')? + 1))
}
