//! Puts blocks together from the parser's events.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::disguise::DISGUISE;
use super::shown::Shown;
use super::{Page, table};
use crate::document::{Block, BlockKind, Lines};

/// How deep list items and quotes may be nested; what is deeper is attached to the deepest.
pub(super) const MAX_DEPTH: usize = 32;

/// The tree as far as the parser's events have told it.
pub(super) struct Builder<'p, 'a> {
    pub(super) page: &'p Page<'a>,
    pub(super) blocks: Vec<Block<'a>>,
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
    pub(super) fn new(page: &'p Page<'a>) -> Self {
        // About as many as pages of references have at most.
        let blocks = Vec::with_capacity(page.starts.len() * 4 / 5 + 1);
        Self { page, blocks, open: Vec::new(), run: None, too_deep: 0, quotes: 0 }
    }

    /// Parses a part of the page that begins at `start`, of which `disguised` is a copy of the same length.
    pub(super) fn parse(&mut self, disguised: &str, start: usize, options: Options) {
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
    pub(super) fn take_back(&mut self, blocks: usize) {
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

    pub(super) fn begin_run(&mut self, kind: BlockKind, start: usize) {
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
    pub(super) fn source(&mut self, span: Range<usize>) {
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

    pub(super) fn finish_run(&mut self) {
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

    pub(super) fn push(&mut self, block: Block<'a>) {
        match self.open.last_mut() {
            Some(item) => item.children.push(block),
            None => self.blocks.push(block),
        }
    }

    pub(super) fn finish(mut self) -> Vec<Block<'a>> {
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
