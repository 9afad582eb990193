//! Markdown: CommonMark with tables, mended where documentation pages depart from it.
//!
//! - Table cells may run over several lines ([`table`]).
//! - A line that begins with an HTML tag is text. CommonMark takes all that follows, up to a blank line, for HTML,
//!   and some pages have lost their blank lines.
//!
//! Most of a page is so [`plain`] that it need not be parsed. The parser sees the rest with tables and [`code`] blanked out
//! and such tags disguised, byte for byte as long as the page, so that its offsets hold. The lines of a block's [`as_markdown`](Block::as_markdown) are lines of the page, one for
//! one, beginning with the first of [`Block::lines`]; those of code are the lines between the fences.

mod code;
mod escapes;
mod inline;
mod plain;
mod shown;
mod table;

use std::borrow::Cow;
use std::cell::Cell;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use self::shown::Shown;
use crate::document::{Block, BlockKind, Document, Lines};
use crate::lines::{lines, starts, trim_end};

/// How deep list items and quotes may be nested; what is deeper is attached to the deepest.
const MAX_DEPTH: usize = 32;

/// Stands for the `<` of a tag at the beginning of a line, while the page is parsed.
const DISGUISE: char = '\u{1}';

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

/// Reads a cell. Tables within cells stay text.
fn read_cell(text: &str, lines: Lines) -> Block<'_> {
    if is_plain(text) {
        let children = vec![Block::new(BlockKind::Paragraph, text, lines)];
        return Block { children, ..Block::new(BlockKind::Cell, text, lines) };
    }
    if let Some(code) = lone_code(text) {
        let block = |kind| Block { markdown: Some(text.into()), ..Block::new(kind, code, lines) };
        return Block { children: vec![block(BlockKind::Paragraph)], ..block(BlockKind::Cell) };
    }
    let page = Page::new(text, lines.first);
    let children = page.blocks(&[], Options::empty());
    let plain = match children.as_slice() {
        [only] if only.children.is_empty() => only.text.clone(),
        _ => plain_text(&children).into(),
    };
    let markdown = (plain != text).then_some(text.into());
    Block { markdown, children, ..Block::new(BlockKind::Cell, plain, lines) }
}

/// Whether a text is one line in which nothing can be mark-up, so that it need not be parsed.
fn is_plain(text: &str) -> bool {
    let is_harmless = |byte: u8| {
        byte.is_ascii_alphanumeric()
            || !byte.is_ascii()
            || matches!(
                byte,
                b' ' | b','
                    | b'.'
                    | b';'
                    | b':'
                    | b'\''
                    | b'"'
                    | b'/'
                    | b'('
                    | b')'
                    | b'?'
                    | b'%'
                    | b'@'
                    | b'$'
            )
    };
    text.starts_with(char::is_alphabetic) && text.bytes().all(is_harmless)
}

/// Returns the code if a text is nothing but one word of it, so that it need not be parsed.
fn lone_code(text: &str) -> Option<&str> {
    let code = text.strip_prefix('`')?.strip_suffix('`')?;
    let is_word = !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'`');
    is_word.then_some(code)
}

/// Returns the texts of blocks and of all that is within them, each on lines of its own.
fn plain_text(blocks: &[Block<'_>]) -> String {
    fn add(blocks: &[Block<'_>], text: &mut String) {
        for block in blocks {
            text.push_str(&block.text);
            text.push('\n');
            add(&block.children, text);
        }
    }
    let mut text = String::new();
    add(blocks, &mut text);
    text.pop();
    text
}

fn owned(block: Block<'_>) -> Block<'static> {
    Block {
        kind: block.kind,
        text: Cow::Owned(block.text.into_owned()),
        markdown: block.markdown.map(|markdown| Cow::Owned(markdown.into_owned())),
        lines: block.lines,
        children: block.children.into_iter().map(owned).collect(),
    }
}

/// Returns the text with blanks for the tables and for the lines of code, and with the tags at the beginning of lines
/// disguised.
fn blank_out<'a>(text: &'a str, tables: &[table::Table]) -> Cow<'a, str> {
    let fences = code::fences(text, tables).unwrap_or_default();
    let mut code: Vec<_> =
        fences.into_iter().map(|fence| fence.content).filter(|code| !code.is_empty()).collect();
    let tags = || memchr::memchr_iter(b'<', text.as_bytes()).filter(|at| begins_line(text, *at));
    // What an opaque element holds is no code.
    let is_in_code = |at: usize| code.iter().any(|code| code.contains(&at));
    if !code.is_empty() && tags().any(|at| is_opaque(text, at) && !is_in_code(at)) {
        code.clear();
    }
    let tags: Vec<usize> = tags().filter(|at| is_tag(text, *at)).collect();
    if tables.is_empty() && tags.is_empty() && code.is_empty() {
        return Cow::Borrowed(text);
    }
    let tables = tables.iter().map(|table| (table.span.clone(), Hidden::Table));
    let code = code.into_iter().map(|span| (span, Hidden::Code));
    let tags = tags.into_iter().map(|at| (at..at + 1, Hidden::Tag));
    let mut hidden: Vec<(Range<usize>, Hidden)> = tables.chain(code).chain(tags).collect();
    hidden.sort_unstable_by_key(|(span, _)| span.start);
    let mut copy = String::with_capacity(text.len());
    for (span, what) in hidden {
        // A tag may stand within a table or code.
        let Some(before) = text.get(copy.len()..span.start) else { continue };
        copy.push_str(before);
        match what {
            Hidden::Table => {
                let lines = text[span].split('\n').map(str::len);
                for (index, length) in lines.enumerate() {
                    copy.extend((index > 0).then_some('\n'));
                    push_blanks(&mut copy, length);
                }
            }
            // One long line; its end stays.
            Hidden::Code => push_blanks(&mut copy, span.len() - 1),
            Hidden::Tag => copy.push(DISGUISE),
        }
    }
    copy.push_str(&text[copy.len()..]);
    Cow::Owned(copy)
}

fn push_blanks(text: &mut String, count: usize) {
    const BLANKS: &str = "                                                                ";
    for _ in 0..count / BLANKS.len() {
        text.push_str(BLANKS);
    }
    text.push_str(&BLANKS[..count % BLANKS.len()]);
}

/// What the parser does not see.
enum Hidden {
    Table,
    Code,
    Tag,
}

/// Whether nothing but blanks precedes a place in its line.
fn begins_line(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches([' ', '\t']);
    before.is_empty() || before.ends_with('\n')
}

/// Whether the `<` at `at` begins a tag. Comments, declarations and elements whose content is no Markdown stay what they
/// are: they do not end at a blank line.
fn is_tag(text: &str, at: usize) -> bool {
    let (name, rest) = name_of(&text[at + 1..]);
    let is_tag = rest.chars().next().is_none_or(|c| matches!(c, ' ' | '\t' | '\r' | '\n' | '>' | '/' | '-'));
    !name.is_empty() && is_tag && !holds_no_markdown(name)
}

/// Whether the `<` at `at` begins what does not end at a blank line.
fn is_opaque(text: &str, at: usize) -> bool {
    let tag = &text[at + 1..];
    tag.starts_with(['!', '?']) || holds_no_markdown(name_of(tag).0)
}

/// Returns the name of a tag that begins or ends an element, and what follows it.
fn name_of(tag: &str) -> (&str, &str) {
    let tag = tag.strip_prefix('/').unwrap_or(tag);
    tag.split_at(tag.bytes().take_while(u8::is_ascii_alphanumeric).count())
}

fn holds_no_markdown(name: &str) -> bool {
    ["pre", "script", "style", "textarea"].iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// The tree as far as the parser's events have told it.
struct Builder<'p, 'a> {
    page: &'p Page<'a>,
    blocks: Vec<Block<'a>>,
    /// The items that have not ended, the outermost first.
    open: Vec<Block<'a>>,
    run: Option<Run<'a>>,
    /// How many items have not ended that are nested too deep.
    too_deep: usize,
    /// How many quotes have not ended.
    quotes: usize,
}

/// The text of a block that has not ended.
struct Run<'a> {
    kind: BlockKind,
    shown: Shown<'a>,
    /// The bytes of what the block holds; `None` if nothing yet.
    span: Option<Range<usize>>,
    /// Where the block begins.
    start: usize,
}

impl<'p, 'a> Builder<'p, 'a> {
    fn new(page: &'p Page<'a>) -> Self {
        // About as many as pages of references have at most.
        let blocks = Vec::with_capacity(page.starts.len() * 4 / 5 + 1);
        Self { page, blocks, open: Vec::new(), run: None, too_deep: 0, quotes: 0 }
    }

    /// Parses a part of the page that begins at `start`, of which `disguised` is a copy of the same length.
    fn parse(&mut self, disguised: &str, start: usize, options: Options) {
        let page = self.page;
        let events = Parser::new_ext(disguised, options).into_offset_iter();
        let mut events = events.map(|(event, span)| (event, span.start + start..span.end + start));
        while let Some((event, span)) = events.next() {
            if matches!(event, Event::Start(Tag::Table(_))) {
                self.finish_run();
                let inner = span.start..span.start + page.text[span.clone()].trim_end().len();
                if let Some(table) = table::read_one(&page.text[inner.clone()]) {
                    self.push(page.table(&table, inner.start));
                }
                let within = |event: &Event<'_>| !matches!(event, Event::End(TagEnd::Table));
                while events.next().is_some_and(|(event, _)| within(&event)) {}
            } else {
                self.event(event, span);
            }
        }
        self.finish_run();
    }

    /// Takes back what was read behind so many blocks.
    fn take_back(&mut self, blocks: usize) {
        self.blocks.truncate(blocks);
        self.open.clear();
        self.run = None;
    }

    fn event(&mut self, event: Event<'_>, span: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(&tag, span),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => {
                if text.len() == span.len() {
                    self.source(span)
                } else {
                    self.text(&text, span)
                }
            }
            Event::SoftBreak | Event::HardBreak if self.page.text[span.clone()] == *"\n" => self.source(span),
            Event::SoftBreak | Event::HardBreak => self.text("\n", span),
            Event::Rule => self.finish_run(),
            Event::Code(text)
            | Event::Html(text)
            | Event::InlineHtml(text)
            | Event::FootnoteReference(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text) => {
                if text.contains(DISGUISE) {
                    self.text(&text.replace(DISGUISE, "<"), span);
                } else {
                    self.text(&text, span);
                }
            }
            Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, span: Range<usize>) {
        match tag {
            Tag::Heading { level, .. } => self.begin_run(BlockKind::Heading(*level as u8), span.start),
            Tag::Paragraph | Tag::HtmlBlock => self.begin_run(BlockKind::Paragraph, span.start),
            Tag::CodeBlock(_) => self.begin_run(BlockKind::Code, span.start),
            Tag::Item => self.begin_item(span.start),
            Tag::BlockQuote(_) => {
                self.finish_run();
                self.quotes += 1;
            }
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. } => {
                self.text("", span);
            }
            _ => self.finish_run(),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image => {}
            TagEnd::Item => self.end_item(),
            TagEnd::BlockQuote(_) => {
                self.finish_run();
                self.quotes = self.quotes.saturating_sub(1);
            }
            _ => self.finish_run(),
        }
    }

    fn begin_run(&mut self, kind: BlockKind, start: usize) {
        self.finish_run();
        self.run = Some(Run::new(self.page.text, kind, start));
    }

    fn begin_item(&mut self, start: usize) {
        self.finish_run();
        if self.open.len() < MAX_DEPTH {
            let lines = Lines::at(self.page.line_at(start));
            self.open.push(Block::new(BlockKind::Item, "", lines));
        } else {
            self.too_deep += 1;
        }
    }

    fn end_item(&mut self) {
        self.finish_run();
        if self.too_deep > 0 {
            self.too_deep -= 1;
        } else if let Some(item) = self.open.pop() {
            self.push(item);
        }
    }

    /// Adds text that the page does not have as it is.
    fn text(&mut self, text: &str, span: Range<usize>) {
        let run = self.run_at(span.start);
        if !text.is_empty() {
            run.shown.add(text);
        }
        run.extend(span);
    }

    /// Adds a slice of the page.
    fn source(&mut self, span: Range<usize>) {
        if span.is_empty() {
            return;
        }
        let is_escaped = self.page.text.as_bytes()[..span.start].ends_with(b"\\");
        let run = self.run_at(span.start);
        // The parser tells a mark without the backslash before it.
        let start = span.start - usize::from(is_escaped && run.span.is_none());
        run.shown.push(span.clone());
        run.extend(start..span.end);
    }

    /// Returns the block that has not ended; a paragraph that begins here if there is none.
    fn run_at(&mut self, start: usize) -> &mut Run<'a> {
        let page = self.page.text;
        self.run.get_or_insert_with(|| Run::new(page, BlockKind::Paragraph, start))
    }

    fn finish_run(&mut self) {
        let Some(run) = self.run.take() else { return };
        let is_quote = self.quotes > 0;
        let block = run.into_block(self.page, is_quote);
        match self.open.last_mut() {
            Some(item)
                if block.kind == BlockKind::Paragraph
                    && item.text.is_empty()
                    && item.children.is_empty()
                    && !is_quote =>
            {
                *item = Block { kind: BlockKind::Item, ..block };
            }
            _ => self.push(block),
        }
    }

    fn push(&mut self, block: Block<'a>) {
        match self.open.last_mut() {
            Some(item) => item.children.push(block),
            None => self.blocks.push(block),
        }
    }

    fn finish(mut self) -> Vec<Block<'a>> {
        self.finish_run();
        while let Some(item) = self.open.pop() {
            self.push(item);
        }
        self.blocks
    }
}

impl<'a> Run<'a> {
    fn new(page: &'a str, kind: BlockKind, start: usize) -> Self {
        Self { kind, shown: Shown::of(page), span: None, start }
    }

    fn extend(&mut self, span: Range<usize>) {
        self.span = Some(match self.span.take() {
            Some(before) => before.start.min(span.start)..before.end.max(span.end),
            None => span,
        });
    }

    fn into_block(self, page: &Page<'a>, is_quote: bool) -> Block<'a> {
        let Some(mut span) = self.span else {
            return Block::new(self.kind, "", Lines::at(page.line_at(self.start)));
        };
        // An indented first line of code begins before its text.
        while span.end > span.start && matches!(page.text.as_bytes()[span.end - 1], b'\n' | b'\r') {
            span.end -= 1;
        }
        let lines = page.lines(&span);
        if self.kind == BlockKind::Code {
            let text = self.shown.without_end(|text| text.trim_end_matches(['\n', '\r']));
            let source = &page.text[span];
            let text = if text == source { Cow::Borrowed(source) } else { text };
            return Block::new(self.kind, text, lines);
        }
        page.text_block(self.kind, self.shown, span, lines, is_quote)
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
