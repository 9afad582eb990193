//! The parts into which a page is cut.

use std::borrow::Cow;

use super::super::labels::{self, Label};
use super::super::types::TypeText;
use super::item::cleaned;
use super::line::{linked_name, prose_markdown};
use crate::dialect::prose::Prose;
use crate::document::{Block, BlockKind, Lines};
use crate::search::find;

/// What a [`Piece`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum PieceKind {
    /// A heading: what the format marks as one, or a line that reads like one.
    Heading(u8),
    /// A name that the page marks as the beginning of an entry.
    Label,
    /// The mark of an entry of which the name is lost.
    LostLabel,
    /// A line that states a fact, such as `Type: String`.
    Fact,
    /// Prose.
    Text,
    /// Preformatted text.
    Code,
    /// A list item or a table.
    Block,
    /// Nothing but mark-up.
    Markup,
}

/// A part of a page, in the order of the page.
#[derive(Clone, Debug)]
pub(in super::super) struct Piece<'a> {
    pub(in super::super) kind: PieceKind,
    /// The block, of which the text is trimmed and without anchors. Items are as the page has them, as long as no facts are cut
    /// off: most are boilerplate.
    pub(super) block: Cow<'a, Block<'a>>,
}

impl<'a> Piece<'a> {
    pub(super) fn of(kind: PieceKind, block: Block<'a>) -> Self {
        Self { kind, block: Cow::Owned(block) }
    }

    /// Whether the format marks it as a heading; others are lines that read like one.
    pub(in super::super) fn is_marked_heading(&self) -> bool {
        matches!(self.block.kind, BlockKind::Heading(_))
    }

    /// Returns the text.
    pub(in super::super) fn text(&self) -> &str {
        &self.block.text
    }

    /// Returns the text as Markdown, without anchors and relative links.
    pub(in super::super) fn markdown(&self) -> Cow<'_, str> {
        match (&self.block, &self.block.markdown) {
            (Cow::Borrowed(item), Some(markdown)) if item.kind == BlockKind::Item => prose_markdown(markdown),
            _ => Cow::Borrowed(self.linked()),
        }
    }

    /// Returns its own text as the page has it, links and all.
    pub(in super::super) fn linked(&self) -> &str {
        self.block.as_markdown()
    }

    /// Adds it to prose.
    pub(in super::super) fn add_to<'p>(&'p self, prose: &mut Prose<'p>) {
        match &self.block {
            Cow::Borrowed(item) if item.kind == BlockKind::Item => prose.item(&cleaned(item)),
            block => prose.block(block),
        }
    }

    /// Returns the lines on which it stands.
    pub(in super::super) fn lines(&self) -> Lines {
        self.block.extent()
    }

    /// Returns the label, if it may be one: marked as such, or a single word that looks like a name.
    pub(in super::super) fn label(&self) -> Option<Label<'_>> {
        match self.kind {
            PieceKind::Label | PieceKind::Text => labels::read(self.text()),
            _ => None,
        }
    }

    /// Returns the type that it states.
    pub(in super::super) fn r#type(&self) -> Option<TypeText<'_>> {
        TypeText::read(TypeText::line(self.text())?, self.linked())
    }

    /// Whether it is nothing but a link to another page.
    pub(in super::super) fn leads_to_page(&self) -> bool {
        linked_name(self.text(), self.linked()).is_some_and(|target| !target.starts_with('#'))
    }

    /// Whether the page itself says that this begins an entry: by a link to the syntax, or by its place in a list.
    pub(in super::super) fn is_certain_label(&self) -> bool {
        self.kind == PieceKind::Label && leads_to_syntax(self.linked())
    }
}

/// Whether a label has what those of members have: a link to the syntax, or an anchor.
pub(super) fn leads_to_syntax(label: &str) -> bool {
    find(label, "](#").is_some() || find(label, "<a name=").is_some()
}

/// Whether a line only announces a note.
pub(in super::super) fn is_admonition(text: &str) -> bool {
    const WORDS: [&str; 6] = ["Note", "Important", "Warning", "Tip", "Caution", "Topics"];
    WORDS.contains(&text)
}
