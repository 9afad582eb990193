//! Cuts an AWS API Reference page into its sections.

use super::flow::{Piece, PieceKind};
use crate::document::Lines;

/// A part of a page.
pub(super) struct Section<'p, 'a> {
    pub(super) kind: SectionKind,
    /// Where the heading stands, if it is there.
    pub(super) heading: Option<Lines>,
    pub(super) pieces: &'p [Piece<'a>],
}

/// What a part of a page says, in the order in which pages have them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum SectionKind {
    Head,
    /// The members of a data type.
    Contents,
    RequestSyntax,
    UriParameters,
    RequestBody,
    ResponseSyntax,
    ResponseElements,
    Errors,
    /// Requests and responses as they may be.
    Examples,
    /// Links, and what a crawler left at the end of the page.
    SeeAlso,
}

/// The headings, and the section that each begins.
const HEADINGS: &[(&str, SectionKind)] = &[
    ("Contents", SectionKind::Contents),
    ("Request Syntax", SectionKind::RequestSyntax),
    ("URI Request Parameters", SectionKind::UriParameters),
    ("Request Body", SectionKind::RequestBody),
    ("Request Parameters", SectionKind::RequestBody),
    ("Response Syntax", SectionKind::ResponseSyntax),
    ("Response Elements", SectionKind::ResponseElements),
    ("Errors", SectionKind::Errors),
    ("Examples", SectionKind::Examples),
    ("Example", SectionKind::Examples),
    ("Sample Request", SectionKind::Examples),
    ("Sample Response", SectionKind::Examples),
    ("See Also", SectionKind::SeeAlso),
    ("See also", SectionKind::SeeAlso),
];

/// The sentence with which the errors begin, whether or not their heading is left.
const ERRORS_BEGIN: &str = "For information about the errors that are common to all actions";

/// Whether a line is the heading of a section.
pub(super) fn is_heading(text: &str) -> bool {
    HEADINGS.iter().any(|(title, _)| *title == text.trim())
}

/// Cuts the pieces of a page into sections. A section never begins before one that stands later in every page, so
/// that a paragraph that happens to be a heading's word does not begin one.
pub(super) fn sections<'p, 'a>(pieces: &'p [Piece<'a>]) -> Vec<Section<'p, 'a>> {
    let mut sections = Vec::new();
    let (mut kind, mut heading, mut start) = (SectionKind::Head, None, 0);
    for (index, piece) in pieces.iter().enumerate() {
        let text = piece.text();
        let next = match piece.kind {
            PieceKind::Heading(_) | PieceKind::Text => {
                HEADINGS.iter().find(|(title, next)| *title == text && *next > kind).map(|(_, next)| *next)
            }
            _ => None,
        };
        let (next, is_heading) = match next {
            Some(next) => (next, true),
            None if kind < SectionKind::Errors && text.starts_with(ERRORS_BEGIN) => {
                (SectionKind::Errors, false)
            }
            None => continue,
        };
        sections.push(Section { kind, heading, pieces: &pieces[start..index] });
        (kind, heading) = (next, is_heading.then(|| piece.lines()));
        start = if is_heading { index + 1 } else { index };
    }
    sections.push(Section { kind, heading, pieces: &pieces[start..] });
    sections
}
