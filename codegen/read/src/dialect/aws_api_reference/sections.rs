//! Cuts an AWS API Reference page into its sections.

use super::constraints;
use super::flow::{Piece, PieceKind};
use super::layout;
use crate::document::Lines;
use crate::lines::may_begin;

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
    ("Document Conventions", SectionKind::SeeAlso),
];

/// The sentence with which the errors begin, whether or not their heading is left.
const ERRORS_BEGIN: &str = "For information about the errors that are common to all actions";

/// Returns the section that a heading begins. Copies leave the marks of headings, and signs that link to them.
fn begun_by(text: &str) -> Option<SectionKind> {
    if !may_begin(text, |first| matches!(first, b'#' | b'C' | b'D' | b'E' | b'R' | b'S' | b'U')) {
        return None;
    }
    let title = text.trim().trim_start_matches('#').trim_end_matches(['#', '¶', ':']).trim();
    HEADINGS.iter().find(|(heading, _)| *heading == title).map(|(_, kind)| *kind)
}

/// Returns the section that a piece begins by what it is in itself, wherever it stands.
pub(super) fn begun_at(piece: &Piece<'_>) -> Option<SectionKind> {
    match piece.kind {
        PieceKind::Heading(_) => begun_by(piece.text()),
        PieceKind::Text => piece.text().starts_with(ERRORS_BEGIN).then_some(SectionKind::Errors),
        _ => None,
    }
}

/// Whether a line is the heading of a section.
pub(super) fn is_heading(text: &str) -> bool {
    begun_by(text).is_some()
}

/// Whether a section may begin within another. What may as well be a word in the prose at the top begins none there.
fn may_follow(kind: SectionKind, next: SectionKind) -> bool {
    use SectionKind::{Errors, Examples, Head, RequestBody, SeeAlso};
    next > kind
        && match next {
            Errors | Examples => kind >= RequestBody || kind == SectionKind::UriParameters,
            SeeAlso => kind != Head,
            _ => true,
        }
}

/// Returns where the prose begins with which a section ends: that of the first error, if the section's heading is lost.
/// The deleted heading and name leave a larger hole than notes do.
fn first_of_error(pieces: &[Piece<'_>]) -> usize {
    let is_prose = |piece: &Piece<'_>| piece.kind != PieceKind::Fact && layout::read(piece.text()).is_none();
    let first = pieces.iter().rposition(|piece| !is_prose(piece)).map_or(0, |last| last + 1);
    let hole = |index: usize| {
        let before =
            index.checked_sub(1).and_then(|before| pieces.get(before)).map_or(0, |piece| piece.lines().last);
        pieces.get(index).map_or(0, |piece| piece.lines().first.saturating_sub(before))
    };
    // Of equal holes the last is the nearest to the status.
    (first..pieces.len()).max_by_key(|index| hole(*index)).unwrap_or(pieces.len())
}

/// Whether the errors begin, by what follows: they do with the last such word, and a member may be called so.
fn are_errors(behind: &[Piece<'_>]) -> bool {
    !behind
        .iter()
        .any(|piece| piece.kind == PieceKind::Text && begun_by(piece.text()) == Some(SectionKind::Errors))
}

/// Whether the examples begin, by what follows: they stand behind the errors, and prose may announce some of a member, too.
fn are_examples(behind: &[Piece<'_>]) -> bool {
    let is_before = |piece: &Piece<'_>| {
        matches!(piece.kind, PieceKind::Heading(_) | PieceKind::Text)
            && begun_by(piece.text())
                .is_some_and(|later| (SectionKind::ResponseSyntax..=SectionKind::Errors).contains(&later))
    };
    !behind.iter().any(is_before)
}

/// Cuts the pieces of a page into sections. A section never begins before one that stands later in every page, so
/// that a paragraph that happens to be a heading's word does not begin one; where the page marks its headings, none does.
pub(super) fn sections<'p, 'a>(pieces: &'p [Piece<'a>]) -> Vec<Section<'p, 'a>> {
    let is_marked = |piece: &Piece<'_>| matches!(piece.kind, PieceKind::Heading(_));
    let has_marks = pieces.iter().any(|piece| is_marked(piece) && begun_by(piece.text()).is_some());
    let mut sections = Vec::new();
    let (mut kind, mut heading, mut start) = (SectionKind::Head, None, 0);
    for (index, piece) in pieces.iter().enumerate() {
        let text = piece.text();
        let may_begin = is_marked(piece) || piece.kind == PieceKind::Text && !has_marks;
        let begun = if may_begin { begun_by(text) } else { None };
        let titled = begun.filter(|next| {
            may_follow(kind, *next)
                && match next {
                    SectionKind::Errors => are_errors(&pieces[index + 1..]),
                    SectionKind::Examples => are_examples(&pieces[index + 1..]),
                    _ => true,
                }
        });
        let (next, end) = match titled {
            Some(next) => (next, index),
            None if kind < SectionKind::Errors && text.starts_with(ERRORS_BEGIN) => {
                (SectionKind::Errors, index)
            }
            None if kind == SectionKind::ResponseElements && constraints::status(text).is_some() => {
                (SectionKind::Errors, start + first_of_error(&pieces[start..index]))
            }
            None => continue,
        };
        sections.push(Section { kind, heading, pieces: &pieces[start..end] });
        (kind, heading) = (next, titled.map(|_| piece.lines()));
        start = if titled.is_some() { index + 1 } else { end };
    }
    sections.push(Section { kind, heading, pieces: &pieces[start..] });
    sections
}
