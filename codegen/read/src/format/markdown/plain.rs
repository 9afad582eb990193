//! Markdown that need not be parsed, because its marks mean the same whatever stands around them: headings, items, code
//! and paragraphs at the margin, the texts of which are [`inline`].
//!
//! A page is read from one place where nothing is open to the next. What stands between two such places and is not plain
//! is left to the parser. The blocks are those that the parser's events would give.

use std::ops::Range;

use super::builder::Builder;
use super::code::{self, Fence};
use super::disguise::is_opaque;
use super::inline;
use super::table::Table;
use crate::document::{BlockKind, Lines};

/// Reads a page, in which these tables stand; `parse` reads a part of it that is not plain. Returns `None` if what one part
/// means may depend on others, so that the page must be parsed as a whole.
pub(super) fn read<'p, 'a>(
    builder: &mut Builder<'p, 'a>,
    tables: &[Table],
    parse: impl Fn(&mut Builder<'p, 'a>, Range<usize>),
) -> Option<()> {
    let page = builder.page;
    // Links may refer to definitions that stand elsewhere.
    if page.has_returns || memchr::memmem::find(page.text.as_bytes(), b"]:").is_some() {
        return None;
    }
    let fences = code::fences(page.text, tables)?;
    let plain = Plain { text: page.text, starts: &page.starts, tables, fences: &fences };
    let mut next = 0;
    let mut tables = tables.iter().peekable();
    while let Some((line, begun)) = plain.begin(next) {
        let start = plain.start(line);
        while let Some(table) = tables.next_if(|table| table.span.start < start) {
            builder.push(page.table(table, 0));
        }
        let so_far = builder.blocks.len();
        next = match plain.block(builder, line, begun) {
            Some(next) => next,
            None => {
                builder.take_back(so_far);
                let next = plain.end_of_part(line)?;
                parse(builder, start..plain.start(next));
                next
            }
        };
    }
    tables.for_each(|table| builder.push(page.table(table, 0)));
    Some(())
}

/// A page of which the plain parts are read.
struct Plain<'p> {
    text: &'p str,
    /// Where its lines begin.
    starts: &'p [usize],
    tables: &'p [Table],
    fences: &'p [Fence],
}

/// What begins with a line.
enum Line {
    /// Nothing: it is blank, or part of a table, which is read elsewhere.
    Blank,
    /// A heading of a level, the text of which begins here.
    Heading(u8, usize),
    /// Code between fences.
    Code,
    /// An item, the text of which begins here.
    Item(usize),
    /// A paragraph if none is open, the text of which begins here.
    Text(usize),
    /// What the parser can tell.
    Other,
}

impl Plain<'_> {
    /// Returns where a line begins; behind the last one, where the text ends.
    fn start(&self, line: usize) -> usize {
        self.starts.get(line).copied().unwrap_or(self.text.len())
    }

    /// Returns the first line from this one on that is not blank, and what begins with it.
    fn begin(&self, line: usize) -> Option<(usize, Line)> {
        let mut lines = (line..self.starts.len()).map(|line| (line, self.line(line)));
        lines.find(|(_, begun)| !matches!(begun, Line::Blank))
    }

    /// Returns the first line from this one on that is not blank.
    fn skip_blank(&self, line: usize) -> usize {
        self.begin(line).map_or(self.starts.len(), |(line, _)| line)
    }

    /// Whether a line begins at the margin, or the text has ended.
    fn is_at_margin(&self, line: usize) -> bool {
        !self.text[self.start(line)..].starts_with([' ', '\t'])
    }

    fn is_in_table(&self, at: usize) -> bool {
        let before = self.tables.partition_point(|table| table.span.start <= at);
        before.checked_sub(1).is_some_and(|last| at < self.tables[last].span.end)
    }

    /// Whether a line begins with a tag behind which other lines may mean nothing.
    fn is_opaque(&self, line: usize) -> bool {
        let text = self.text[self.start(line)..].trim_ascii_start();
        text.starts_with('<') && is_opaque(text, 0)
    }

    /// Returns what begins with a line.
    fn line(&self, line: usize) -> Line {
        let start = self.start(line);
        let bytes = &self.text.as_bytes()[start..self.start(line + 1)];
        let indent = match bytes.first() {
            Some(b'\n') => return Line::Blank,
            Some(b' ' | b'\t') => bytes.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b'\n')),
            first => first.map(|_| 0),
        };
        let Some(indent) = indent else { return Line::Blank };
        if !self.tables.is_empty() && self.is_in_table(start) {
            return Line::Blank;
        }
        let text = &bytes[indent..];
        match (text[0], text.get(1)) {
            (b'#', _) if indent == 0 => match heading(text) {
                Some((level, at)) => Line::Heading(level, start + at),
                None => Line::Other,
            },
            (b'`', _) if indent == 0 && text.starts_with(b"```") => Line::Code,
            (b'-' | b'*' | b'+', Some(b' ')) if indent == 0 => match item(text) {
                Some(at) => Line::Item(start + at),
                None => Line::Other,
            },
            _ if begins_paragraph(text) => Line::Text(start + indent),
            _ => Line::Other,
        }
    }

    /// Reads what begins at the margin with a line. Returns the line behind it, where nothing is open; `None` if it is not
    /// plain.
    fn block(&self, builder: &mut Builder<'_, '_>, line: usize, begun: Line) -> Option<usize> {
        let start = self.start(line);
        match begun {
            _ if !self.is_at_margin(line) => None,
            Line::Heading(level, text) => {
                let text = self.trimmed(line, text);
                if self.text[text.clone()].ends_with('#') {
                    return None;
                }
                text_block(builder, BlockKind::Heading(level), text, line..line + 1)?;
                Some(line + 1)
            }
            Line::Code => {
                let fence = self.fences.binary_search_by_key(&start, |fence| fence.start).ok()?;
                let Fence { content, end, .. } = &self.fences[fence];
                builder.begin_run(BlockKind::Code, start);
                builder.source(content.clone());
                builder.finish_run();
                Some(self.starts.partition_point(|start| start < end))
            }
            Line::Item(_) | Line::Text(_) => self.paragraphs(builder, line, begun),
            Line::Blank | Line::Other => None,
        }
    }

    /// Reads a paragraph, or the items of a list, up to a blank line or to what else begins at the margin.
    fn paragraphs(&self, builder: &mut Builder<'_, '_>, first: usize, begun: Line) -> Option<usize> {
        let count = self.starts.len();
        let (mut line, mut begun) = (first, begun);
        let mut is_list = false;
        loop {
            let (text, kind) = match begun {
                Line::Text(text) => (text, BlockKind::Paragraph),
                Line::Item(text) => (text, BlockKind::Item),
                Line::Blank | Line::Heading(..) | Line::Code => break,
                Line::Other => return None,
            };
            is_list |= kind == BlockKind::Item;
            let start = line;
            let behind = (line + 1..count).map(|line| (line, self.line(line)));
            let next = { behind }.find(|(_, begun)| !matches!(begun, Line::Text(_)));
            (line, begun) = next.unwrap_or((count, Line::Blank));
            text_block(builder, kind, self.trimmed(line - 1, text), start..line)?;
        }
        // What is indented behind blank lines may be of the last item.
        (!is_list || self.is_at_margin(self.skip_blank(line))).then_some(line)
    }

    /// Returns a line's text from a place on, without the white space at its end.
    fn trimmed(&self, line: usize, from: usize) -> Range<usize> {
        from..from + self.text[from..self.start(line + 1)].trim_ascii_end().len()
    }

    /// Returns the line that follows a part of the page that is not plain, where nothing is open. `None` if that
    /// cannot be told.
    fn end_of_part(&self, first: usize) -> Option<usize> {
        let mut line = first;
        while line < self.starts.len() {
            line = match self.line(line) {
                Line::Heading(..) | Line::Code if line > first => return Some(line),
                Line::Blank => {
                    let next = self.skip_blank(line);
                    if self.is_at_margin(next) {
                        return Some(line);
                    }
                    let tables_before =
                        |end: usize| self.tables.partition_point(|table| table.span.start < end);
                    if tables_before(self.start(line)) < tables_before(self.start(next)) {
                        return None;
                    }
                    next
                }
                Line::Other if self.is_opaque(line) => return None,
                _ => line + 1,
            };
        }
        Some(line)
    }
}

/// Adds what stands on these lines. Returns `None` if it is not plain.
fn text_block(
    builder: &mut Builder<'_, '_>,
    kind: BlockKind,
    span: Range<usize>,
    lines: Range<usize>,
) -> Option<()> {
    let page = builder.page;
    let shown = inline::read(page.text, span.clone())?;
    let number = |line: usize| page.first.saturating_add(u32::try_from(line).unwrap_or(u32::MAX));
    let lines = Lines::new(number(lines.start), number(lines.end - 1));
    builder.blocks.push(page.text_block(kind, shown, span, lines, false));
    Some(())
}

/// Returns the level of a heading, and where its text begins.
fn heading(line: &[u8]) -> Option<(u8, usize)> {
    let level = line.iter().take_while(|byte| **byte == b'#').count();
    let blanks = line[level..].iter().take_while(|byte| **byte == b' ').count();
    let has_text = line.get(level + blanks).is_some_and(|byte| !matches!(byte, b'\n' | b'\t'));
    (level <= 6 && blanks > 0 && has_text).then_some((level as u8, level + blanks))
}

/// Returns where the text of an item begins that is a paragraph.
fn item(line: &[u8]) -> Option<usize> {
    /// What is indented more is code.
    const MAX_BLANKS: usize = 4;
    let blanks = line[1..].iter().take_while(|byte| **byte == b' ').count();
    let text = &line[1 + blanks..];
    (blanks <= MAX_BLANKS && begins_paragraph(text)).then_some(1 + blanks)
}

/// Whether a text is that of a paragraph, wherever it stands, as far as its beginning tells.
fn begins_paragraph(text: &[u8]) -> bool {
    let Some(first) = text.first() else { return false };
    match first {
        b'0'..=b'9' => {
            let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
            !matches!(text.get(digits), Some(b'.' | b')'))
        }
        b'`' => !text.starts_with(b"```"),
        b'*' => {
            let marks = if text.starts_with(b"**") { 2 } else { 1 };
            text.get(marks).is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'[' | b'`'))
        }
        b'_' => text.get(1).is_some_and(u8::is_ascii_alphanumeric),
        b'(' | b'[' | b'"' | b'\'' | b'/' | b'{' | b'}' | b'.' | b',' | b'$' | b'@' => true,
        byte => byte.is_ascii_alphabetic() || !byte.is_ascii(),
    }
}
