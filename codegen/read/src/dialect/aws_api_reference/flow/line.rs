//! The lines of a paragraph: each with and without its mark-up.

use std::borrow::Cow;

use super::super::labels;
use super::super::markup::{without_anchors, without_links, without_relative_links, without_stray_marks};
use super::piece::{is_admonition, leads_to_syntax};
use crate::document::{Block, BlockKind, Lines};
use crate::lines::{is_blank, lines, trim};
use crate::search::split_once;

/// A line of a paragraph.
pub(super) struct Line<'a> {
    /// The line without mark-up.
    pub(super) text: Cow<'a, str>,
    /// The line as Markdown.
    pub(super) marked: &'a str,
    pub(super) number: u32,
}

impl<'a> Line<'a> {
    /// Returns the text without anchors and stray marks.
    pub(super) fn cleaned(&self) -> Cow<'a, str> {
        without_stray_marks(match &self.text {
            Cow::Borrowed(text) => without_anchors(text),
            Cow::Owned(text) => own(without_anchors(text)),
        })
    }

    pub(super) fn trimmed_end(&self) -> Cow<'a, str> {
        part(self.text.clone(), str::trim_end)
    }
}

/// Returns the lines of a paragraph. Mark-up that goes on over the end of a line makes one line of two; then it is
/// removed here line by line.
pub(super) fn lines_of<'a>(block: &'a Block<'_>) -> Vec<Line<'a>> {
    let numbers = block.lines.first..=u32::MAX;
    let marked = lines(block.as_markdown());
    if block.markdown.is_none() {
        let line = |(number, text)| Line { text: Cow::Borrowed(text), marked: text, number };
        return numbers.zip(marked).map(line).collect();
    }
    let mut texts = lines(&block.text);
    let line = |(number, marked)| Some(Line { text: texts.next()?.into(), marked, number });
    let found: Option<Vec<_>> = numbers.clone().zip(marked.clone()).map(line).collect();
    if let Some(found) = found.filter(|_| texts.next().is_none()) {
        return found;
    }
    let line = |(number, marked)| {
        let text = without_links(marked).replace(['`', '\\'], "").replace("**", "");
        Line { text: Cow::Owned(text), marked, number }
    };
    numbers.zip(marked).map(line).collect()
}

/// Returns the Markdown of a line of prose, without anchors and relative links.
pub(super) fn prose_markdown(mark: &str) -> Cow<'_, str> {
    match without_anchors(mark) {
        Cow::Borrowed(mark) => without_relative_links(mark),
        Cow::Owned(mark) => own(without_relative_links(&mark)),
    }
}

/// Lines of prose that stand together.
#[derive(Default)]
pub(super) struct Run<'a> {
    pub(super) text: Cow<'a, str>,
    markdown: Cow<'a, str>,
    lines: Option<Lines>,
}

impl<'a> Run<'a> {
    pub(super) fn add(&mut self, text: Cow<'a, str>, markdown: Cow<'a, str>, line: u32) {
        match &mut self.lines {
            None => {
                self.text = text;
                self.markdown = markdown;
                self.lines = Some(Lines::at(line));
            }
            Some(lines) => {
                for (so_far, line) in [(&mut self.text, text), (&mut self.markdown, markdown)] {
                    let so_far = so_far.to_mut();
                    so_far.push('\n');
                    so_far.push_str(&line);
                }
                *lines = lines.to(Lines::at(line));
            }
        }
    }

    /// Takes the lines so far as a block, if anything stands on them.
    pub(super) fn take(&mut self) -> Option<Block<'a>> {
        let run = std::mem::take(self);
        let lines = run.lines.filter(|_| !is_blank(&run.text))?;
        Some(line_block(trimmed(run.text), trimmed(run.markdown), lines))
    }
}

/// Returns the block of lines that are these, without and with mark-up.
pub(super) fn line_block<'a>(text: Cow<'a, str>, markdown: Cow<'a, str>, lines: Lines) -> Block<'a> {
    let markdown = (markdown != text).then_some(markdown);
    Block { markdown, ..Block::new(BlockKind::Paragraph, text, lines) }
}

/// Returns the part of a text that `take` takes.
pub(super) fn part<'a>(text: Cow<'a, str>, take: impl Fn(&str) -> &str) -> Cow<'a, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(take(text)),
        Cow::Owned(text) => Cow::Owned(take(&text).to_owned()),
    }
}

pub(super) fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    part(text, trim)
}

pub(super) fn own(text: Cow<'_, str>) -> Cow<'static, str> {
    Cow::Owned(text.into_owned())
}

/// Returns the name in bold that a line is, perhaps with what it is for: `**A** (request), **a** (response)`. Behind the
/// name of a map may stand how its entries are written: `**A**A.entry.N.key (key)`; that comes second.
pub(super) fn marked_label<'t>(text: &'t str, mark: &str) -> Option<(&'t str, &'t str)> {
    let mark = mark.trim_start();
    if !mark.starts_with(['*', '<']) {
        return None;
    }
    let original = mark;
    let mark = without_anchors(mark);
    let (bold, behind) = split_once(mark.strip_prefix("**")?, "**")?;
    let name = bare(text);
    let bold = bold.trim();
    if behind.trim_start().strip_prefix(bold).is_some_and(|rest| rest.starts_with('.')) {
        let rest = name.strip_prefix(bold).filter(|_| labels::read(bold).is_some())?;
        return Some((&name[..bold.len()], rest.trim_start_matches(['*', ' '])));
    }
    let is_whole = mark.ends_with("**") || mark.ends_with("(response)");
    let is_member = || !is_admonition(name) || leads_to_syntax(original);
    (is_whole && is_member() && labels::read(name).is_some()).then_some((name, ""))
}

/// Returns where a line leads that is the given name as a link, and nothing else.
pub(super) fn linked_name<'m>(name: &str, mark: &'m str) -> Option<&'m str> {
    let link = trim(mark).strip_prefix('[')?.strip_prefix(name)?.strip_prefix("](")?.strip_suffix(')')?;
    let target = link.split(' ').next().unwrap_or(link);
    (labels::read(name).is_some() && !target.contains([')', '['])).then_some(target)
}

/// Returns a name without the marks of bold type.
pub(super) fn bare(text: &str) -> &str {
    match text.as_bytes() {
        [b'*' | b' ', ..] | [.., b'*' | b' '] => text.trim_matches(['*', ' ']),
        _ => text,
    }
}
