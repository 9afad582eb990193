//! Plain text: structure from indentation and bullets, as text extractions of HTML pages have it.
//!
//! A bullet begins an item; what stands deeper than the bullet belongs to it. Lines without a blank line between
//! them are one paragraph, whose text keeps its line ends and indentation, so that preformatted text survives.

use std::borrow::Cow;

use crate::document::{Block, BlockKind, Document, Lines};
use crate::lines::indent;

/// The characters that begin an item, if white space follows.
const BULLETS: &[char] = &['•', '◦', '▪', '‣', '⁃', '·', '●', '○', '■'];
/// The character that begins an item in pages that have no other bullets.
const ASCII_BULLET: char = '*';
/// How deep items are nested at most; deeper ones are put beside each other.
const MAX_DEPTH: usize = 96;

/// Reads plain text.
pub(super) fn read(text: &str) -> Document<'_> {
    let mut reader = Reader { text, open: Vec::new(), top: Vec::new(), run: None, has_bullets: false };
    let mut offset = 0;
    let mut line_starts = Vec::new();
    for end in memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1).chain([text.len()]) {
        if end > offset {
            line_starts.push(offset);
            let number = u32::try_from(line_starts.len()).unwrap_or(u32::MAX);
            let line = Line::new(&text[offset..end], offset, number, reader.has_bullets);
            reader.has_bullets |= line.item.is_some() && !line.content.trim_start().starts_with(ASCII_BULLET);
            reader.line(line);
            offset = end;
        }
    }
    reader.close_to(0);
    Document { blocks: reader.top, line_starts, ..Document::default() }
}

/// A line and what its beginning tells.
struct Line<'a> {
    /// The text without the line end.
    content: &'a str,
    /// Where it begins in the page.
    offset: usize,
    number: u32,
    /// How many characters of white space precede the text.
    indent: usize,
    /// What follows the bullet, if the line has one.
    item: Option<&'a str>,
}

impl<'a> Line<'a> {
    /// Reads a line of a page that `has_bullets` which are none of ASCII's.
    fn new(raw: &'a str, offset: usize, number: u32, has_bullets: bool) -> Self {
        let content = raw.trim_end();
        let text = content.trim_start();
        let indent = indent(content);
        let item = text
            .strip_prefix(BULLETS)
            .or_else(|| text.strip_prefix(ASCII_BULLET).filter(|_| !has_bullets))
            .filter(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
            .map(str::trim_start);
        Self { content, offset, number, indent, item }
    }
}

/// An item that further lines may still belong to.
struct OpenItem<'a> {
    indent: usize,
    block: Block<'a>,
}

/// The run of lines without a blank line that is being read: where its text began.
#[derive(Clone, Copy)]
struct Run {
    start: usize,
    depth: usize,
}

struct Reader<'a> {
    text: &'a str,
    open: Vec<OpenItem<'a>>,
    top: Vec<Block<'a>>,
    run: Option<Run>,
    /// Whether an item began with a bullet that is none of ASCII's.
    has_bullets: bool,
}

impl<'a> Reader<'a> {
    fn line(&mut self, line: Line<'a>) {
        if line.content.is_empty() {
            self.run = None;
            return;
        }
        // An item holds what is indented deeper than its bullet.
        let depth = self.open.iter().take_while(|item| item.indent < line.indent).count().min(MAX_DEPTH);
        match line.item {
            Some(text) => {
                self.close_to(depth);
                let block = Block::new(BlockKind::Item, text, Lines::at(line.number));
                self.open.push(OpenItem { indent: line.indent, block });
                let start = line.offset + (line.content.len() - text.len());
                self.run = Some(Run { start, depth: self.open.len() });
            }
            None if self.run.is_some_and(|run| run.depth == depth) => self.extend(&line),
            None => {
                self.close_to(depth);
                let block = Block::new(BlockKind::Paragraph, line.content, Lines::at(line.number));
                self.siblings().push(block);
                self.run = Some(Run { start: line.offset, depth });
            }
        }
    }

    /// Adds a line to the paragraph, or to the item's own text, that the run is in.
    fn extend(&mut self, line: &Line<'a>) {
        let Some(run) = self.run else { return };
        let end = line.offset + line.content.len();
        let text = &self.text[run.start..end];
        let own_text = self.open.last().is_some_and(|item| item.block.children.is_empty());
        let block = match self.open.last_mut() {
            Some(item) if own_text => Some(&mut item.block),
            _ => self.siblings().last_mut(),
        };
        if let Some(block) = block {
            block.text = Cow::Borrowed(text);
            block.lines.last = line.number;
        }
    }

    /// The blocks beside which the next block stands.
    fn siblings(&mut self) -> &mut Vec<Block<'a>> {
        self.open.last_mut().map_or(&mut self.top, |item| &mut item.block.children)
    }

    /// Closes items until `depth` are open.
    fn close_to(&mut self, depth: usize) {
        while self.open.len() > depth {
            if let Some(item) = self.open.pop() {
                self.siblings().push(item.block);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(blocks: &[Block<'_>], depth: usize, out: &mut String) {
        for block in blocks {
            let kind = if block.kind == BlockKind::Item { '*' } else { '=' };
            let lines = (block.lines.first, block.lines.last);
            out.push_str(&format!("{:depth$}{kind} {:?} {lines:?}\n", "", block.text, depth = depth * 2));
            outline(&block.children, depth + 1, out);
        }
    }

    fn read_outline(text: &str) -> String {
        let mut out = String::new();
        outline(&read(text).blocks, 0, &mut out);
        out
    }

    #[test]
    fn items_hold_what_is_indented_deeper() {
        let text = "Head\n\n  • a (dict) –\n\n    Doc of a.\n\n    • b (string) – Short\n      and on.\n\n  • c (list) –\n\nTail\n";
        insta::assert_snapshot!(read_outline(text), @r#"
        = "Head" (1, 1)
        * "a (dict) –" (3, 3)
          = "    Doc of a." (5, 5)
          * "b (string) – Short\n      and on." (7, 8)
        * "c (list) –" (10, 10)
        = "Tail" (12, 12)
        "#);
    }

    #[test]
    fn stars_are_bullets_where_there_are_no_others() {
        insta::assert_snapshot!(read_outline("* a\n  * b\n*c*\n"), @r#"
        * "a" (1, 1)
          * "b" (2, 2)
        = "*c*" (3, 3)
        "#);
        insta::assert_snapshot!(read_outline("• a\n  * b\n"), @r#"* "a\n  * b" (1, 2)"#);
    }

    #[test]
    fn preformatted_text_keeps_its_lines() {
        let text = "call(\n    a='x',\n    b={\n        'k': 1\n    }\n)\nParameters:\n  • a (string)\n";
        insta::assert_snapshot!(read_outline(text), @r#"
        = "call(\n    a='x',\n    b={\n        'k': 1\n    }\n)\nParameters:" (1, 7)
        * "a (string)" (8, 8)
        "#);
    }

    #[test]
    fn hostile_nesting_is_bounded() {
        let text: String = (0..5_000).map(|depth| format!("{}• x\n", " ".repeat(depth))).collect();
        let mut block = &read(&text).blocks[0];
        let mut depth = 1;
        while let Some(child) = block.children.first() {
            block = child;
            depth += 1;
        }
        assert!(depth <= MAX_DEPTH + 1);
    }
}
