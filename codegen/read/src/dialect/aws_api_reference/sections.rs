//! Cuts an AWS API Reference page into its sections.

use crate::document::{Block, BlockKind, Lines};

/// A part of a page.
pub(super) struct Section<'p, 'a> {
    pub(super) kind: SectionKind,
    /// Where the heading stands, if it is there.
    pub(super) heading: Option<Lines>,
    pub(super) blocks: &'p [Block<'a>],
}

/// What a part of a page says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SectionKind {
    Head,
    RequestSyntax,
    UriParameters,
    RequestBody,
    ResponseSyntax,
    ResponseElements,
    Errors,
    /// What says nothing about the API: links, examples.
    Layout,
}

/// The headings, and the section that each begins.
const HEADINGS: &[(&str, SectionKind)] = &[
    ("Request Syntax", SectionKind::RequestSyntax),
    ("URI Request Parameters", SectionKind::UriParameters),
    ("Request Body", SectionKind::RequestBody),
    ("Request Parameters", SectionKind::RequestBody),
    ("Response Syntax", SectionKind::ResponseSyntax),
    ("Response Elements", SectionKind::ResponseElements),
    ("Errors", SectionKind::Errors),
    ("Examples", SectionKind::Layout),
    ("See Also", SectionKind::Layout),
];

/// The sentence with which the errors begin, whether or not their heading is left.
const ERRORS_BEGIN: &str = "For information about the errors that are common to all actions";

/// Cuts the blocks of a page into sections.
pub(super) fn sections<'p, 'a>(blocks: &'p [Block<'a>]) -> Vec<Section<'p, 'a>> {
    let mut sections = Vec::new();
    let (mut kind, mut heading, mut start) = (SectionKind::Head, None, 0);
    for (index, block) in blocks.iter().enumerate() {
        let text = block.text.trim();
        let titled = HEADINGS.iter().find(|(title, _)| *title == text && block.kind != BlockKind::Item);
        let (next, is_heading) = match titled {
            Some((_, next)) => (*next, true),
            None if kind != SectionKind::Errors && text.starts_with(ERRORS_BEGIN) => {
                (SectionKind::Errors, false)
            }
            None => continue,
        };
        sections.push(Section { kind, heading, blocks: &blocks[start..index] });
        (kind, heading) = (next, is_heading.then_some(block.lines));
        start = if is_heading { index + 1 } else { index };
    }
    sections.push(Section { kind, heading, blocks: &blocks[start..] });
    sections
}
