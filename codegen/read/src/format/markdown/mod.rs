//! Markdown: CommonMark with tables, mended where documentation pages depart from it.
//!
//! - Table cells may run over several lines ([`table`]).
//! - A line that begins with an HTML tag is text. CommonMark takes all that follows, up to a blank line, for HTML,
//!   and some pages have lost their blank lines.
//!
//! Most of a page is so [`plain`] that it need not be parsed. The parser sees the rest with tables and [`code`] blanked out
//! and such tags [`disguise`]d, byte for byte as long as the page, so that its offsets hold. The lines of a block's
//! [`as_markdown`](Block::as_markdown) are lines of the page, one for one, beginning with the first of
//! [`Block::lines`]; those of code are the lines between the fences.

mod builder;
mod cell;
mod code;
mod disguise;
mod escapes;
mod inline;
mod plain;
mod shown;
mod table;

use std::borrow::Cow;
use std::cell::Cell;
use std::ops::Range;

use pulldown_cmark::Options;

use self::builder::Builder;
use self::cell::{owned, read_cell};
use self::disguise::blank_out;
use self::shown::Shown;
use crate::document::{Block, BlockKind, Document, Lines};
use crate::lines::{lines, starts, trim_end};

/// Reads Markdown.
pub(super) fn read(text: &str) -> Document<'_> {
    let page = Page::new(text, 1);
    let tables = table::find(text, &page.starts);
    let blocks = page.blocks(&tables, Options::ENABLE_TABLES);
    Document { blocks, line_starts: page.starts, ..Document::default() }
}

/// Whether a line of a page holds nothing but mark-up: a fence, a rule, or what separates a table's titles from its
/// rows.
pub(crate) fn is_markup(line: &str) -> bool {
    if !line.trim_ascii_start().starts_with(['-', '*', '_', '`', '~', '|', ':']) {
        return false;
    }
    let trimmed = line.trim();
    let is_rule = ['-', '*', '_']
        .iter()
        .any(|mark| trimmed.matches(*mark).count() >= 3 && trimmed.chars().all(|c| c == *mark || c == ' '));
    let is_fence = table::fence_of(line).is_some_and(|(.., info)| !info.contains([' ', '`']));
    is_rule || is_fence || table::is_delimiter(line)
}

/// The text that is read, a page or a cell.
struct Page<'a> {
    text: &'a str,
    /// Where each line begins.
    starts: Vec<usize>,
    /// The number of the first line.
    first: u32,
    /// The line that was asked for last; the next is not far.
    near: Cell<usize>,
    /// Whether there are carriage returns, and backslashes: most pages have none.
    has_returns: bool,
    has_backslashes: bool,
}

impl<'a> Page<'a> {
    fn new(text: &'a str, first: u32) -> Self {
        let has = |byte| memchr::memchr(byte, text.as_bytes()).is_some();
        let (has_returns, has_backslashes) = (has(b'\r'), has(b'\\'));
        Self { text, starts: starts(text), first, near: Cell::new(0), has_returns, has_backslashes }
    }

    fn line_at(&self, offset: usize) -> u32 {
        /// How many lines are looked at one by one.
        const FEW: usize = 8;
        let is_before = |start: &usize| *start <= offset;
        let near = self.near.get();
        let next = self.starts.get(near..).unwrap_or_default();
        let passed = next.iter().take(FEW).take_while(|start| is_before(start)).count();
        let line = match passed {
            0 => self.starts.partition_point(is_before),
            FEW => near + next.partition_point(is_before),
            passed => near + passed,
        }
        .saturating_sub(1);
        self.near.set(line);
        self.first.saturating_add(u32::try_from(line).unwrap_or(u32::MAX))
    }

    fn lines(&self, span: &Range<usize>) -> Lines {
        Lines::new(self.line_at(span.start), self.line_at(span.end.max(span.start + 1) - 1))
    }

    /// Whether a line but the first of these begins with white space.
    fn has_indented(&self, lines: Lines) -> bool {
        let place = |line: u32| (line - self.first) as usize;
        let starts = self.starts.get(place(lines.first) + 1..=place(lines.last)).unwrap_or_default();
        starts.iter().any(|start| matches!(self.text.as_bytes().get(*start), Some(b' ' | b'\t')))
    }

    /// Returns the block of what stands here, and how that is shown.
    fn text_block(
        &self,
        kind: BlockKind,
        shown: Shown<'a>,
        span: Range<usize>,
        lines: Lines,
        is_quote: bool,
    ) -> Block<'a> {
        let source = trim_end(&self.text[span.clone()]);
        let is_flush = !is_quote && !self.has_returns && !self.has_indented(lines);
        if is_flush && shown.is(&span) {
            return Block::new(kind, source, lines);
        }
        let text = shown.trimmed();
        let markdown =
            if is_flush { Cow::Borrowed(source) } else { Cow::Owned(flush_left(source, is_quote)) };
        let markdown = if self.has_backslashes { escapes::without_needless(markdown) } else { markdown };
        if text == markdown {
            Block::new(kind, markdown, lines)
        } else {
            Block { markdown: Some(markdown), ..Block::new(kind, text, lines) }
        }
    }

    /// Reads the text, in which these tables stand.
    fn blocks(&self, tables: &[table::Table], options: Options) -> Vec<Block<'a>> {
        let mut builder = Builder::new(self);
        let parse = |builder: &mut Builder<'_, 'a>, part: Range<usize>| {
            builder.parse(&blank_out(&self.text[part.clone()], &[]), part.start, options);
        };
        match plain::read(&mut builder, tables, parse) {
            Some(()) => builder.finish(),
            None => self.parsed(tables, options),
        }
    }

    /// As [`blocks`](Self::blocks), with all that is outside of tables left to the parser.
    fn parsed(&self, tables: &[table::Table], options: Options) -> Vec<Block<'a>> {
        let mut builder = Builder::new(self);
        builder.parse(&blank_out(self.text, tables), 0, options);
        let mut blocks = builder.finish();
        if !tables.is_empty() {
            blocks.extend(tables.iter().map(|table| self.table(table, 0)));
            blocks.sort_by_key(|block| block.lines.first);
        }
        blocks
    }

    /// Returns the block of a table that was found in the text from `offset` on.
    fn table(&self, table: &table::Table, offset: usize) -> Block<'a> {
        let shift = |span: &Range<usize>| span.start + offset..span.end + offset;
        let mut block = Block::new(BlockKind::Table, "", self.lines(&shift(&table.span)));
        for row in table.rows.iter().map(shift) {
            let cells = table::cells(&self.text[row.clone()], table.columns);
            let cell = |cell: Range<usize>| self.cell(cell.start + row.start..cell.end + row.start);
            let children = cells.into_iter().map(cell).collect();
            block.children.push(Block { children, ..Block::new(BlockKind::Row, "", self.lines(&row)) });
        }
        block
    }

    fn cell(&self, span: Range<usize>) -> Block<'a> {
        let lines = self.lines(&span);
        match table::unescape(&self.text[span]) {
            Cow::Borrowed(text) => read_cell(text, lines),
            Cow::Owned(text) => owned(read_cell(&text, lines)),
        }
    }
}

/// Returns the lines of a paragraph without the indentation of the list that it is in, those of a quote each with one
/// mark if the page marks it.
fn flush_left(source: &str, is_quote: bool) -> String {
    const MARKS: &[char] = &[' ', '\t', '>'];
    let line = |(index, line): (usize, &str)| {
        let text = line.trim_start_matches([' ', '\t']);
        if is_quote && (index == 0 || text.starts_with('>')) {
            format!("> {}", text.trim_start_matches(MARKS))
        } else {
            text.to_owned()
        }
    };
    lines(source).enumerate().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests;
