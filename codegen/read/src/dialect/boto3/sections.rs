//! Cuts a boto3 page into its sections.
//!
//! Sections are told by their headings; where a damaged page lost one, by what stands in it.

use super::bullets::Label;
use super::subject::without_anchor;
use crate::document::{Block, BlockKind, Lines};
use crate::lines::lines;

/// A part of a page.
pub(super) struct Section<'p, 'a> {
    pub(super) kind: Kind,
    /// Where the heading stands, if it is there.
    pub(super) heading: Option<Lines>,
    pub(super) blocks: &'p [Block<'a>],
}

impl Section<'_, '_> {
    /// Whether a block ends with a heading, which has no room of its own.
    pub(super) fn has_at_end(&self, heading: &str) -> bool {
        let last =
            |block: &Block<'_>| lines(&block.text).next_back().is_some_and(|line| line.trim() == heading);
        self.blocks.iter().any(last)
    }
}

/// What a part of a page says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Head,
    RequestSyntax,
    Parameters,
    /// Headings between which nothing of interest stands.
    Layout,
    /// The name of the type, before the response's syntax.
    Returns,
    ResponseSyntax,
    ResponseStructure,
    Exceptions,
}

impl Kind {
    pub(super) fn is_syntax(self) -> bool {
        matches!(self, Self::RequestSyntax | Self::ResponseSyntax)
    }
}

/// The heading of what a method returns.
pub(super) const RETURNS: &str = "Returns:";

/// The headings, and the section that each begins.
const HEADINGS: &[(&str, Kind)] = &[
    ("Request Syntax", Kind::RequestSyntax),
    ("Request Syntax:", Kind::RequestSyntax),
    ("Parameters:", Kind::Parameters),
    ("Parameters", Kind::Parameters),
    ("**Parameters**", Kind::Parameters),
    ("Return type:", Kind::Returns),
    (RETURNS, Kind::Returns),
    ("rtype:", Kind::Returns),
    ("returns:", Kind::Returns),
    ("Response Syntax", Kind::ResponseSyntax),
    ("Response Syntax:", Kind::ResponseSyntax),
    ("Response Structure", Kind::ResponseStructure),
    ("Response Structure:", Kind::ResponseStructure),
    ("Exceptions", Kind::Exceptions),
    ("Exceptions:", Kind::Exceptions),
    ("Examples", Kind::Layout),
    ("Example", Kind::Layout),
];

/// Whether a text says that a section is left out.
pub(super) fn is_left_out(text: &str) -> bool {
    text.trim_start().starts_with("# This section is too large to render.")
}

/// Whether a text is the heading of a field of a method's description; the field may stand beneath it.
pub(super) fn is_field(text: &str) -> bool {
    let text = text.trim();
    text.ends_with(':') && HEADINGS.iter().any(|(heading, _)| *heading == text)
}

/// Whether a text is the heading of what a method gives back.
pub(super) fn is_of_response(text: &str) -> bool {
    let begins = |(heading, kind): &(&str, Kind)| {
        *heading == text.trim()
            && matches!(
                kind,
                Kind::Returns | Kind::ResponseSyntax | Kind::ResponseStructure | Kind::Exceptions
            )
    };
    HEADINGS.iter().any(begins)
}

/// Cuts the blocks of a page into sections.
pub(super) fn sections<'p, 'a>(blocks: &'p [Block<'a>]) -> Vec<Section<'p, 'a>> {
    let mut sections = Vec::new();
    let (mut kind, mut heading, mut start) = (Kind::Head, None, 0);
    for (index, block) in blocks.iter().enumerate() {
        let Some((next, is_heading)) = begins(block, kind, index > start) else { continue };
        sections.push(Section { kind, heading, blocks: &blocks[start..index] });
        (kind, heading) = (next, is_heading.then_some(block.lines));
        start = if is_heading { index + 1 } else { index };
    }
    sections.push(Section { kind, heading, blocks: &blocks[start..] });
    sections
}

/// Tells whether a block begins another section than the one that it would belong to, and whether it is its heading.
fn begins(block: &Block<'_>, current: Kind, has_blocks: bool) -> Option<(Kind, bool)> {
    let text = block.text.trim();
    let is_item = block.kind == BlockKind::Item;
    let title = without_anchor(text);
    if !is_item && let Some((_, kind)) = HEADINGS.iter().find(|(heading, _)| *heading == title) {
        return Some((*kind, true));
    }
    // A lost heading: what stands below tells what it was.
    match current {
        Kind::Head if super::is_call(text) => Some((Kind::RequestSyntax, false)),
        // The call of an example.
        Kind::Parameters | Kind::Returns if super::is_call(text) => Some((Kind::Layout, false)),
        Kind::RequestSyntax if has_blocks && Label::read(text).is_some() => Some((Kind::Parameters, false)),
        // What follows the exceptions, or else the response, are examples.
        Kind::Exceptions | Kind::ResponseStructure if has_blocks && !is_item => Some((Kind::Layout, false)),
        Kind::Exceptions => None,
        _ if is_item && super::exception_name(text).is_some() => Some((Kind::Exceptions, false)),
        _ => None,
    }
}
