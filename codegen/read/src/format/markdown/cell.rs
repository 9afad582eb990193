//! The cells of tables.

use std::borrow::Cow;

use pulldown_cmark::Options;

use super::Page;
use crate::document::{Block, BlockKind, Lines};

/// Reads a cell. Tables within cells stay text.
pub(super) fn read_cell(text: &str, lines: Lines) -> Block<'_> {
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
pub(super) fn is_plain(text: &str) -> bool {
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
pub(super) fn lone_code(text: &str) -> Option<&str> {
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

pub(super) fn owned(block: Block<'_>) -> Block<'static> {
    Block {
        kind: block.kind,
        is_term: block.is_term,
        text: Cow::Owned(block.text.into_owned()),
        markdown: block.markdown.map(|markdown| Cow::Owned(markdown.into_owned())),
        lines: block.lines,
        children: block.children.into_iter().map(owned).collect(),
    }
}
