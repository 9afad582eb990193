//! Prose on its way to becoming documentation: paragraphs and lists as Markdown, with their lines.

use crate::claims::{Basis, Claims, Fact, NodeId};
use crate::document::{Block, BlockKind, Lines};
use crate::lines::lines;

/// The prose that stands about one thing.
#[derive(Default)]
pub(super) struct Prose {
    text: String,
    lines: Option<Lines>,
}

impl Prose {
    /// Adds a paragraph that stands on the given lines.
    pub(super) fn paragraph(&mut self, text: &str, lines: Lines) {
        self.text.reserve("\n\n".len() + text.len());
        self.separate("\n\n");
        let mut first = true;
        for line in crate::lines::lines(text).map(str::trim).filter(|line| !line.is_empty()) {
            if !std::mem::take(&mut first) {
                self.text.push('\n');
            }
            self.text.push_str(line);
        }
        self.extend(lines);
    }

    /// Adds a block of prose, with all that is within it.
    pub(super) fn block(&mut self, block: &Block<'_>) {
        match block.kind {
            BlockKind::Item => self.item(block, 0),
            BlockKind::Code => {
                self.separate("\n\n");
                self.text.push_str("```text\n");
                self.text.push_str(block.text.trim_matches('\n'));
                self.text.push_str("\n```");
                self.extend(block.lines);
            }
            _ => {
                self.paragraph(block.as_markdown(), block.lines);
                block.children.iter().for_each(|child| self.block(child));
            }
        }
    }

    fn item(&mut self, item: &Block<'_>, depth: usize) {
        let beside = lines(&self.text).next_back().is_some_and(|line| line.trim_start().starts_with("- "));
        self.separate(if beside { "\n" } else { "\n\n" });
        let indent = "  ".repeat(depth);
        self.text.push_str(&indent);
        self.text.push_str("- ");
        let begin = self.text.len();
        self.words(item.as_markdown());
        let is_empty = self.text.len() == begin;
        self.extend(item.lines);
        for child in &item.children {
            match child.kind {
                BlockKind::Item => self.item(child, depth + 1),
                _ => {
                    self.text.push(if is_empty { ' ' } else { '\n' });
                    if !is_empty {
                        self.text.push_str(&indent);
                        self.text.push_str("  ");
                    }
                    self.words(child.as_markdown());
                    self.extend(child.lines);
                }
            }
        }
    }

    /// Adds the words of a text, with a blank between each two.
    fn words(&mut self, text: &str) {
        let mut separator = "";
        for word in text.split_whitespace() {
            self.text.push_str(separator);
            self.text.push_str(word);
            separator = " ";
        }
    }

    fn separate(&mut self, separator: &str) {
        if !self.text.is_empty() {
            self.text.push_str(separator);
        }
    }

    fn extend(&mut self, lines: Lines) {
        self.lines = Some(self.lines.map_or(lines, |so_far| so_far.to(lines)));
    }

    /// Takes back the last paragraph if it is the given one.
    pub(super) fn retract(&mut self, paragraph: &str) {
        if let Some(rest) =
            self.text.strip_suffix(paragraph).filter(|rest| rest.is_empty() || rest.ends_with('\n'))
        {
            self.text.truncate(rest.trim_end().len());
        }
    }

    /// Claims the prose as the documentation of a node, if there is any.
    pub(super) fn claim(self, claims: &mut Claims, node: NodeId) {
        self.claim_on(claims, node, Basis::Stated);
    }

    /// Claims the prose on the given basis: a rule may have found what it is about.
    pub(super) fn claim_on(self, claims: &mut Claims, node: NodeId, basis: Basis) {
        if let Some(lines) = self.lines.filter(|_| !self.text.trim().is_empty()) {
            claims.claim(node, Fact::Doc(self.text.into()), lines, basis);
        }
    }
}
