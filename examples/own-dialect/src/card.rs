//! Cuts a page into cards: a heading, and the blocks up to the next one.

use docwright_read::document::{Block, BlockKind, Document, Lines};

// ANCHOR: card
/// What stands under one heading.
pub(crate) struct Card<'d> {
    /// How deep it stands: 1 for the page's own title.
    pub(crate) level: u8,
    pub(crate) title: &'d str,
    /// Where the title stands.
    pub(crate) lines: Lines,
    pub(crate) blocks: &'d [Block<'d>],
}

/// Cuts a document at its headings. What stands before the first one is in no card, and so stays unread.
pub(crate) fn cut<'d>(document: &'d Document<'d>) -> Vec<Card<'d>> {
    let mut cards: Vec<Card<'d>> = Vec::new();
    let mut rest = document.blocks.as_slice();
    while let Some((block, after)) = rest.split_first() {
        if let BlockKind::Heading(level) = block.kind {
            let end = after.iter().position(|block| matches!(block.kind, BlockKind::Heading(_)));
            let (blocks, _) = after.split_at(end.unwrap_or(after.len()));
            cards.push(Card { level, title: block.text.trim(), lines: block.lines, blocks });
        }
        rest = after;
    }
    cards
}
// ANCHOR_END: card
