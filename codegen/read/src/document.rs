//! What a format reader makes of a page: a tree of blocks, each with the lines on which it stands.
//!
//! A document says nothing about APIs. Dialects read it without knowing from which file format it came.

use std::borrow::Cow;

/// The lines on which something stands: the first and the last, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Lines {
    /// The first line.
    pub first: u32,
    /// The last line; never before the first.
    pub last: u32,
}

impl Lines {
    /// Returns the lines from `first` to `last`.
    pub fn new(first: u32, last: u32) -> Self {
        Self { first, last: last.max(first) }
    }

    /// Returns the single line `line`.
    pub fn at(line: u32) -> Self {
        Self { first: line, last: line }
    }

    /// Returns the smallest run of lines that holds both.
    pub fn to(self, other: Self) -> Self {
        Self { first: self.first.min(other.first), last: self.last.max(other.last) }
    }
}

/// A page as a tree of blocks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document<'a> {
    /// The blocks at the top, in the page's order.
    pub blocks: Vec<Block<'a>>,
    /// What the file calls itself, beside its content, and where.
    pub title: Option<(String, Lines)>,
    /// At which byte of the page's text each of its lines begins.
    pub line_starts: Vec<usize>,
    /// The lines that hold mark-up alone, or what is around the page's content; they say nothing. Formats whose
    /// mark-up stands beside the text have none.
    pub markup: Vec<Lines>,
}

impl Document<'_> {
    /// Returns how many lines the page has.
    pub fn line_count(&self) -> u32 {
        u32::try_from(self.line_starts.len()).unwrap_or(u32::MAX)
    }
}

/// A part of a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Block<'a> {
    /// What it is.
    pub kind: BlockKind,
    /// Whether it is an item of which the text is a term, and the children are what is said of that.
    pub is_term: bool,
    /// Its own text without mark-up: a heading's title, a paragraph, an item's first line, a code block's
    /// content, a table cell. Line ends within are kept.
    pub text: Cow<'a, str>,
    /// Its own text as Markdown, where that differs from `text`.
    pub markdown: Option<Cow<'a, str>>,
    /// Where its own text stands; its children's lines follow.
    pub lines: Lines,
    /// The blocks within it: an item's paragraphs and lists, a table's rows, a row's cells. A heading's section is
    /// not within the heading but follows it.
    pub children: Vec<Block<'a>>,
}

/// What a [`Block`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// A heading of the given level (1 is the highest). Formats without mark-up have none.
    Heading(u8),
    /// A run of text lines.
    Paragraph,
    /// An entry of a list.
    Item,
    /// Preformatted text.
    Code,
    /// A table; its children are rows.
    Table,
    /// A row of a table; its children are cells. The first row of a table holds the column titles.
    Row,
    /// A cell of a row; its children are the blocks within.
    Cell,
}

impl<'a> Block<'a> {
    /// Returns a block without children.
    pub fn new(kind: BlockKind, text: impl Into<Cow<'a, str>>, lines: Lines) -> Self {
        Self { kind, is_term: false, text: text.into(), markdown: None, lines, children: Vec::new() }
    }

    /// Returns the targets of the links in the text.
    pub fn links(&self) -> impl Iterator<Item = &str> {
        self.as_markdown().split("](").skip(1).filter_map(|rest| match rest.strip_prefix('<') {
            Some(rest) => rest.split_once('>').map(|(target, _)| target),
            None => rest.split_once(')').map(|(target, _)| target),
        })
    }

    /// Returns the text as Markdown.
    pub fn as_markdown(&self) -> &str {
        self.markdown.as_deref().unwrap_or(&self.text)
    }

    /// Returns the lines of the block and of all that is within it.
    pub fn extent(&self) -> Lines {
        self.children.iter().fold(self.lines, |lines, child| lines.to(child.extent()))
    }
}

/// Returns blocks as text: a line for each, those within it beneath.
#[cfg(test)]
pub(crate) fn outline(blocks: &[Block<'_>]) -> String {
    fn add(blocks: &[Block<'_>], depth: usize, outline: &mut String) {
        for block in blocks {
            let markdown = block.markdown.as_ref().map(|text| format!(" ~ {text:?}")).unwrap_or_default();
            let (kind, Lines { first, last }) = (format!("{:?}", block.kind), block.lines);
            let indent = "  ".repeat(depth);
            outline.push_str(&format!("{indent}{kind} {:?}{markdown} {first}-{last}\n", block.text));
            add(&block.children, depth + 1, outline);
        }
    }
    let mut outline = String::new();
    add(blocks, 0, &mut outline);
    outline
}
