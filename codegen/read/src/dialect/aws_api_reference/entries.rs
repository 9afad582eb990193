//! The entries of a section: a label, prose, and lines such as `Type: String` and `Required: Yes`.
//!
//! A page with its labels is cut at them. A damaged page has lost them; it is cut after the facts of each entry, and
//! at the holes that the lost lines have left.

use super::constraints;
use super::flow::{Piece, PieceKind, is_admonition};
use super::labels::Label;
use super::layout::{self, ROOT_ELEMENT, Scope, Told};
use super::types::TypeText;
use crate::claims::{Claims, Fact, LineClass, NodeId};
use crate::document::Lines;

/// What the page says of one member or error.
#[derive(Clone, Debug)]
pub(super) struct Entry<'p, 'a> {
    /// The label and where it stands, unless the page lost it.
    pub(super) label: Option<(Label<'p>, Lines)>,
    /// What the entry describes.
    pub(super) scope: Scope,
    /// Where the entry stands.
    pub(super) lines: Lines,
    pub(super) pieces: Vec<&'p Piece<'a>>,
    /// Whether one of them says of what type the member is.
    pub(super) has_type: bool,
}

/// The entries of a section, and what its sentences tell.
#[derive(Debug, Default)]
pub(super) struct Entries<'p, 'a> {
    pub(super) list: Vec<Entry<'p, 'a>>,
    /// Whether the required entries stand before the others.
    pub(super) required_first: bool,
    /// Whether the whole body is bytes.
    pub(super) is_binary: bool,
}

/// Cuts the pieces of a section into entries, and reads the sentences of the layout. `is_known` tells whether a label
/// is one that the syntax names.
pub(super) fn entries<'p, 'a>(
    claims: &mut Claims,
    operation: Option<NodeId>,
    pieces: &'p [Piece<'a>],
    scope: Scope,
    is_known: &dyn Fn(&Label<'_>) -> bool,
) -> Entries<'p, 'a> {
    /// As many pieces as most entries have.
    const FEW: usize = 6;
    let mut found = Entries::default();
    let mut scope = scope;
    let labels = pieces.iter().filter(|piece| piece.kind == PieceKind::Label).count();
    let has_labels = labels > 0;
    found.list.reserve(labels);
    for (index, piece) in pieces.iter().enumerate() {
        if piece.kind == PieceKind::Markup {
            claims.classify(piece.lines(), LineClass::Boilerplate);
            continue;
        }
        let announces = is_admonition(piece.text())
            && pieces.get(index + 1).is_some_and(|next| layout::read(next.text()).is_some());
        if let Some(told) = layout::read(piece.text()).or(announces.then_some(Told::Nothing)) {
            claims.classify(piece.lines(), LineClass::Boilerplate);
            match (told, operation) {
                (Told::Status(status), Some(operation)) => {
                    claims.state(operation, Fact::Status(status), piece.lines());
                }
                (Told::Scope(next), _) => scope = next,
                (Told::Binary, _) => (scope, found.is_binary) = (Scope::WholeBody, true),
                (Told::RequiredFirst, _) => found.required_first = true,
                _ => {}
            }
            continue;
        }
        let last = found.list.last().filter(|last| last.scope == scope);
        // A member may be called like what announces a note.
        let is_meant = |label: &Label<'_>| {
            piece.kind == PieceKind::Label || !is_admonition(piece.text()) || is_known(label)
        };
        let label = piece.label().filter(is_meant).filter(|label| match last {
            None => true,
            Some(_) if piece.is_certain_label() => true,
            Some(last) if last.is_complete() => {
                !has_labels || piece.kind == PieceKind::Label || is_known(label)
            }
            Some(_) => match scope {
                Scope::Uri | Scope::Headers | Scope::WholeBody => is_known(label),
                Scope::Body => piece.kind == PieceKind::Label && is_known(label),
                Scope::Errors => false,
            },
        });
        match (label, last) {
            (None, Some(last)) if !last.ends_before(piece) => {
                if let Some(open) = found.list.last_mut() {
                    open.push(piece);
                }
            }
            (label, _) => {
                let label = label.map(|label| (label, piece.lines()));
                let pieces = Vec::with_capacity(FEW);
                let mut entry = Entry { label, scope, lines: piece.lines(), pieces, has_type: false };
                if piece.kind == PieceKind::LostLabel {
                    claims.classify(piece.lines(), LineClass::Boilerplate);
                } else if entry.label.is_none() {
                    entry.push(piece);
                }
                found.list.push(entry);
            }
        }
    }
    found
}

/// Cuts entries that lost their labels further, where two blank lines are left of a deleted line.
pub(super) fn split_at_holes<'p, 'a>(entries: Vec<Entry<'p, 'a>>) -> Vec<Entry<'p, 'a>> {
    let mut split: Vec<Entry<'p, 'a>> = Vec::new();
    for entry in entries {
        if entry.label.is_some() {
            split.push(entry);
            continue;
        }
        let mut last: Option<Lines> = None;
        for piece in entry.pieces {
            let hole = last.is_none_or(|last| is_hole(last, piece.lines()));
            last = Some(piece.lines());
            match split.last_mut() {
                Some(open) if !hole => open.push(piece),
                _ => {
                    let (scope, lines) = (entry.scope, piece.lines());
                    let mut open = Entry { label: None, scope, lines, pieces: Vec::new(), has_type: false };
                    open.push(piece);
                    split.push(open);
                }
            }
        }
    }
    split
}

/// Whether a deleted line has left two blank lines between these.
fn is_hole(before: Lines, after: Lines) -> bool {
    after.first >= before.last.saturating_add(3)
}

impl<'p, 'a> Entry<'p, 'a> {
    fn push(&mut self, piece: &'p Piece<'a>) {
        self.lines = self.lines.to(piece.lines());
        self.has_type |= TypeText::line(piece.text()).is_some();
        self.pieces.push(piece);
    }

    /// Whether the entry is the root element of an XML body.
    pub(super) fn is_root_element(&self) -> bool {
        self.pieces.first().is_some_and(|piece| piece.text().starts_with(ROOT_ELEMENT))
    }

    /// Whether the entry has all that one of its scope must have, so that what follows may be another.
    fn is_complete(&self) -> bool {
        let Some(last) = self.pieces.last() else { return false };
        let ends_with_fact = last.kind == PieceKind::Fact;
        match self.scope {
            Scope::Uri | Scope::Headers | Scope::WholeBody => ends_with_fact,
            Scope::Body => ends_with_fact && (self.has_type || self.is_root_element()),
            Scope::Errors => constraints::status(last.text()).is_some(),
        }
    }

    /// Whether the page says that the member must be there.
    pub(super) fn is_required(&self) -> bool {
        self.pieces.iter().any(|piece| constraints::is_required(piece.text()))
    }

    /// Whether the entry ends before a piece that is no label. Where labels stand, prose behind the facts belongs to
    /// the entry.
    fn ends_before(&self, piece: &Piece<'_>) -> bool {
        match piece.kind {
            PieceKind::LostLabel => true,
            // A second type or status belongs to an entry that lost its name and has no prose, but for a status that
            // the text of the error has said already.
            PieceKind::Fact if self.scope == Scope::Errors => {
                let is_repeated = self.pieces.last().is_some_and(|last| last.text() == piece.text())
                    && !is_hole(self.lines, piece.lines());
                self.is_complete() && constraints::status(piece.text()).is_some() && !is_repeated
            }
            PieceKind::Fact => {
                TypeText::line(piece.text()).is_some()
                    && self.is_complete()
                    && self.has_type
                    && (self.label.is_none() || is_hole(self.lines, piece.lines()))
            }
            _ => self.is_complete() && (self.label.is_none() || is_hole(self.lines, piece.lines())),
        }
    }

    /// Returns the pieces of prose and those that state facts. Facts end an entry; what looks like one before the
    /// type, or before more prose, is prose.
    pub(super) fn parts(
        &self,
    ) -> (impl Iterator<Item = &'p Piece<'a>>, impl Iterator<Item = &'p Piece<'a>> + Clone) {
        let is_fact = |piece: &&&Piece<'_>| piece.kind == PieceKind::Fact;
        let trailing = self.pieces.iter().rev().take_while(is_fact).count();
        let mut first = self.pieces.len() - trailing;
        let type_at = self.pieces.iter().rposition(|piece| TypeText::line(piece.text()).is_some());
        if let Some(type_at) = type_at.filter(|_| self.scope != Scope::Errors) {
            first = type_at;
        }
        let (prose, rest) = self.pieces.split_at(first);
        let behind = rest.iter().filter(move |piece| !is_fact(piece));
        (prose.iter().chain(behind).copied(), rest.iter().filter(is_fact).copied())
    }
}
