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

/// The headings of a page, and what they tell of each other.
struct Headings {
    /// The section that each piece begins, if it stands where that may.
    begun: Vec<Option<SectionKind>>,
    /// Whether the page marks them.
    are_marked: bool,
    /// Where the last heading of errors stands.
    errors: Option<usize>,
    /// Where the last heading of what stands before examples is.
    before_examples: Option<usize>,
}

impl Headings {
    fn of(pieces: &[Piece<'_>]) -> Self {
        let are_marked =
            pieces.iter().any(|piece| piece.is_marked_heading() && begun_by(piece.text()).is_some());
        let begins = |piece: &Piece<'_>| match piece.kind {
            PieceKind::Heading(_) => begun_by(piece.text()),
            PieceKind::Text if !are_marked => begun_by(piece.text()),
            _ => None,
        };
        let begun: Vec<_> = pieces.iter().map(begins).collect();
        let is_content = |kind: &Option<SectionKind>| kind.is_some_and(|kind| kind < SectionKind::SeeAlso);
        // A crawler may have left the page's contents at its end.
        let first = begun.iter().position(is_content).unwrap_or(begun.len());
        let links = begun[first..].iter().position(|kind| *kind == Some(SectionKind::SeeAlso));
        let body = &begun[..links.map_or(begun.len(), |links| first + links)];
        let errors = body.iter().rposition(|kind| *kind == Some(SectionKind::Errors));
        let before = SectionKind::ResponseSyntax..=SectionKind::Errors;
        let before_examples = body.iter().rposition(|kind| kind.is_some_and(|kind| before.contains(&kind)));
        Self { begun, are_marked, errors, before_examples }
    }

    /// Returns the section that begins at a piece within another. The errors begin with the last such word, as a member may be
    /// called so; the examples stand behind them, as prose may announce some of a member, too.
    fn begins(&self, index: usize, within: SectionKind) -> Option<SectionKind> {
        let next = self.begun[index].filter(|next| may_follow(within, *next))?;
        let is_meant = match next {
            SectionKind::Errors => self.are_marked || self.errors == Some(index),
            SectionKind::Examples => self.before_examples.is_none_or(|before| before < index),
            _ => true,
        };
        is_meant.then_some(next)
    }
}

/// Cuts the pieces of a page into sections. A section never begins before one that stands later in every page, so
/// that a paragraph that happens to be a heading's word does not begin one; where the page marks its headings, none does.
pub(super) fn sections<'p, 'a>(pieces: &'p [Piece<'a>]) -> Vec<Section<'p, 'a>> {
    let headings = Headings::of(pieces);
    let mut sections = Vec::new();
    let (mut kind, mut heading, mut start) = (SectionKind::Head, None, 0);
    for (index, piece) in pieces.iter().enumerate() {
        let text = piece.text();
        let titled = headings.begins(index, kind);
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
