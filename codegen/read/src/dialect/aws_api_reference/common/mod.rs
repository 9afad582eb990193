//! The pages of what all operations of a service have in common: an entry for each error ([`errors`]) or parameter ([`parameters`]).

mod errors;
mod parameters;

use super::constraints;
use super::flow::{Piece, PieceKind};
use super::markup::without_anchors;
use super::title::claim_service;
use crate::claims::{Claims, LineClass};
use crate::dialect::Page;
use crate::document::{Block, BlockKind};
use crate::lines::{lines, may_begin, trim};

/// What such a page is about.
#[derive(Clone, Copy, Debug)]
enum About {
    Errors,
    Parameters,
}

/// What such pages are called.
const TITLES: &[(&str, About)] = &[
    ("Common Errors", About::Errors),
    ("Common Error Types", About::Errors),
    ("Common Parameters", About::Parameters),
    ("Common Query Parameters", About::Parameters),
];

/// Returns what a title says that its page is about, and of which service, if it names one.
fn title(text: &str) -> Option<(About, Option<&str>)> {
    let text = may_begin(text, |first| first == b'C').then(|| trim(text))?;
    let (title, service) = match text.split_once(" - ") {
        Some((title, service)) => (title, Some(service.trim())),
        None => (text, None),
    };
    let (_, about) = TITLES.iter().find(|(known, _)| title.eq_ignore_ascii_case(known))?;
    Some((*about, service))
}

/// Whether a page is one: it bears the title, and has what each entry has.
pub(super) fn is_page(page: &Page<'_>) -> bool {
    let first = page.document.blocks.first();
    let headings = page.document.blocks.iter().filter(|block| matches!(block.kind, BlockKind::Heading(1)));
    let about = |block: &Block<'_>| Some(title(&without_anchors(lines(&block.text).next()?))?.0);
    let is_in_text = |mark: &&str| page.text.contains(*mark);
    first.into_iter().chain(headings).find_map(about).is_some_and(|about| match about {
        About::Errors => constraints::STATUS.iter().any(is_in_text),
        About::Parameters => is_in_text(&parameters::LAST),
    })
}

/// Reads such a page, below its title: the first heading of the first level, else the first paragraph. Returns whether it has one.
pub(super) fn read(page: &Page<'_>, claims: &mut Claims, pieces: &[Piece<'_>]) -> bool {
    let heading = pieces.iter().position(|piece| piece.kind == PieceKind::Heading(1)).unwrap_or(0);
    let found = pieces.get(heading).and_then(|piece| Some((piece.lines(), title(piece.text())?)));
    let Some((lines, (about, service))) = found else { return false };
    for piece in &pieces[..=heading] {
        claims.classify(piece.lines(), LineClass::Boilerplate);
    }
    claim_service(claims, page, (service, lines), |text| title(text)?.1);
    let pieces = &pieces[heading + 1..];
    match about {
        About::Errors => errors::read(claims, pieces),
        About::Parameters => parameters::read(claims, pieces),
    }
    true
}
