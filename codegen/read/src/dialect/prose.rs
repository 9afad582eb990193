//! Prose on its way to becoming documentation: paragraphs and lists as Markdown, with their lines.

use std::borrow::Cow;

use crate::claims::{Basis, Claims, Fact, NodeId};
use crate::document::{Block, BlockKind, Lines};
use crate::lines::{holds, is_blank, lines, trim};

/// The prose that stands about one thing.
#[derive(Default)]
pub(super) struct Prose<'a> {
    /// The text; borrowed as long as it is one line of one paragraph, as most are.
    text: Cow<'a, str>,
    lines: Option<Lines>,
}

/// Whether a text is words of ASCII with one blank between each two.
fn is_single_spaced(text: &str) -> bool {
    let mut was_blank = true;
    for byte in text.bytes() {
        let is_blank = byte == b' ';
        if is_blank && was_blank || !(is_blank || byte.is_ascii_graphic()) {
            return false;
        }
        was_blank = is_blank;
    }
    !was_blank
}

impl<'a> Prose<'a> {
    /// Adds a paragraph that stands on the given lines.
    pub(super) fn paragraph(&mut self, text: &'a str, lines: Lines) {
        self.extend(lines);
        if let ([false], true) = (holds(text, [b'\n']), self.text.is_empty()) {
            self.text = Cow::Borrowed(trim(text));
            return;
        }
        let so_far = self.separated("\n\n");
        so_far.reserve(text.len());
        let mut first = true;
        for line in crate::lines::lines(text).map(str::trim).filter(|line| !line.is_empty()) {
            if !std::mem::take(&mut first) {
                so_far.push('\n');
            }
            so_far.push_str(line);
        }
    }

    /// Adds a block of prose, with all that is within it.
    pub(super) fn block(&mut self, block: &'a Block<'_>) {
        match block.kind {
            BlockKind::Item => self.item(block),
            BlockKind::Code => {
                let text = self.separated("\n\n");
                text.push_str("```text\n");
                text.push_str(block.text.trim_matches('\n'));
                text.push_str("\n```");
                self.extend(block.lines);
            }
            _ => {
                self.paragraph(block.as_markdown(), block.lines);
                block.children.iter().for_each(|child| self.block(child));
            }
        }
    }

    /// Adds an item, with all that is within it.
    pub(super) fn item(&mut self, item: &Block<'_>) {
        self.item_at(item, 0);
    }

    fn item_at(&mut self, item: &Block<'_>, depth: usize) {
        let beside = lines(&self.text).next_back().is_some_and(|line| line.trim_start().starts_with("- "));
        let text = self.separated(if beside { "\n" } else { "\n\n" });
        let indent = "  ".repeat(depth);
        text.push_str(&indent);
        text.push_str("- ");
        let begin = text.len();
        self.words(item.as_markdown());
        let is_empty = self.text.len() == begin;
        self.extend(item.lines);
        for child in &item.children {
            match child.kind {
                BlockKind::Item => self.item_at(child, depth + 1),
                _ => {
                    let text = self.text.to_mut();
                    text.push(if is_empty { ' ' } else { '\n' });
                    if !is_empty {
                        text.push_str(&indent);
                        text.push_str("  ");
                    }
                    self.words(child.as_markdown());
                    self.extend(child.lines);
                }
            }
        }
    }

    /// Adds the words of a text, with a blank between each two.
    fn words(&mut self, text: &str) {
        let so_far = self.text.to_mut();
        so_far.reserve(text.len());
        if is_single_spaced(text) {
            return so_far.push_str(text);
        }
        let mut separator = "";
        for word in text.split_whitespace() {
            so_far.push_str(separator);
            so_far.push_str(word);
            separator = " ";
        }
    }

    /// Returns the text so far, with what separates from it what comes next.
    fn separated(&mut self, separator: &str) -> &mut String {
        let text = self.text.to_mut();
        if !text.is_empty() {
            text.push_str(separator);
        }
        text
    }

    fn extend(&mut self, lines: Lines) {
        self.lines = Some(self.lines.map_or(lines, |so_far| so_far.to(lines)));
    }

    /// Takes back the last paragraph if it is the given one.
    pub(super) fn retract(&mut self, paragraph: &str) {
        if let Some(rest) =
            self.text.strip_suffix(paragraph).filter(|rest| rest.is_empty() || rest.ends_with('\n'))
        {
            let kept = rest.trim_end().len();
            self.text.to_mut().truncate(kept);
        }
    }

    /// Claims the prose as the documentation of a node, if there is any.
    pub(super) fn claim(self, claims: &mut Claims, node: NodeId) {
        self.claim_on(claims, node, Basis::Stated);
    }

    /// Claims the prose on the given basis: a rule may have found what it is about.
    pub(super) fn claim_on(self, claims: &mut Claims, node: NodeId, basis: Basis) {
        if let Some(lines) = self.lines.filter(|_| !is_blank(&self.text)) {
            claims.claim(node, Fact::Doc(self.text.into()), lines, basis);
        }
    }
}
