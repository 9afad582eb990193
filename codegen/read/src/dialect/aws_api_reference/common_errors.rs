//! The page of the errors that all operations of a service may answer with: an entry for each error.
//!
//! What it says of an error holds for the error of that name of any operation (`error-common-to-all`). The page of an operation
//! knows its errors better: what that states outweighs what this one says.

use super::constraints;
use super::entries::entries;
use super::flow::{Piece, PieceKind};
use super::layout::Scope;
use crate::claims::{Basis, Claims, Fact, LineClass, Step};
use crate::dialect::Page;
use crate::dialect::prose::Prose;
use crate::document::{Block, BlockKind, Lines};
use crate::lines::{lines, may_begin, trim};

/// What such pages are called.
const TITLES: &[&str] = &["Common Errors", "Common Error Types"];

/// The rule by which an operation's error is the one of this page.
const RULE: &str = "error-common-to-all";

/// The title of such a page: the service, if it names one, where it stands, and which piece it is.
type Title<'p> = (Option<&'p str>, Lines, usize);

/// Returns of which service a title says that its page is about the errors common to its operations, if it says so.
fn service(text: &str) -> Option<Option<&str>> {
    let text = may_begin(text, |first| first == b'C').then(|| trim(text))?;
    let (title, service) = match text.split_once(" - ") {
        Some((title, service)) => (title, Some(service.trim())),
        None => (text, None),
    };
    TITLES.contains(&title).then_some(service)
}

/// Whether a page is one: it bears the title, and tells the status of errors.
pub(super) fn is_page(page: &Page<'_>) -> bool {
    let mut titles = page.document.blocks.iter().filter(|block| matches!(block.kind, BlockKind::Heading(1)));
    let first = page.document.blocks.first();
    let is_title = |block: &Block<'_>| lines(&block.text).next().is_some_and(|line| service(line).is_some());
    (first.is_some_and(is_title) || titles.any(is_title))
        && constraints::STATUS.iter().any(|status| page.text.contains(status))
}

/// Finds the title: the first heading of the first level, else the first paragraph.
pub(super) fn find<'p>(pieces: &'p [Piece<'_>]) -> Option<Title<'p>> {
    let heading = pieces.iter().position(|piece| piece.kind == PieceKind::Heading(1)).unwrap_or(0);
    let piece = pieces.get(heading)?;
    Some((service(piece.text())?, piece.lines(), heading))
}

/// Reads such a page.
pub(super) fn read(mut claims: Claims, (service, lines, title): Title<'_>, pieces: &[Piece<'_>]) -> Claims {
    for piece in &pieces[..=title] {
        claims.classify(piece.lines(), LineClass::Boilerplate);
    }
    if let Some(service) = service {
        claims.state(Claims::ROOT, Fact::Title(service.to_owned()), lines);
    }
    let pieces = &pieces[title + 1..];
    let found = entries(&mut claims, None, pieces, Scope::Errors, &|_| false);
    for entry in &found.list {
        let status =
            entry.pieces.iter().find_map(|piece| Some((constraints::status(piece.text())?, piece.lines())));
        let (Some((label, lines)), Some((status, status_lines))) = (&entry.label, status) else {
            // What introduces the errors, and what follows them.
            claims.classify(entry.lines, LineClass::Boilerplate);
            continue;
        };
        let error = claims.node(Claims::ROOT, Step::Error(label.text.into()));
        claims.infer(error, Fact::Code(label.text.to_owned()), *lines, RULE);
        claims.infer(error, Fact::Status(status), status_lines, RULE);
        let mut doc = Prose::default();
        for piece in entry.pieces.iter().filter(|piece| constraints::status(piece.text()).is_none()) {
            piece.add_to(&mut doc);
        }
        doc.claim_on(&mut claims, error, Basis::Inferred(RULE));
    }
    claims
}
