//! The page of a data type: what it is, and an entry for each member.

use super::constraints;
use super::entries::entries;
use super::flow::{Piece, PieceKind};
use super::layout::{self, Scope, Told};
use super::sections::{Section, SectionKind};
use super::title::Title;
use crate::claims::{Basis, Claims, Fact, Kind, LineClass, NodeId, Step};
use crate::dialect::prose::Prose;
use crate::document::Lines;

/// Reads the sections of a data type's page.
pub(super) fn read(
    mut claims: Claims,
    (title, lines): (Title<'_>, Lines),
    sections: &[Section<'_, '_>],
) -> Claims {
    let head = sections.iter().filter(|section| section.kind == SectionKind::Head);
    let status = head
        .flat_map(|section| section.pieces)
        .find_map(|piece| Some((constraints::status(piece.text())?, piece.lines())));
    let shape = match status {
        Some((status, status_lines)) => {
            let error = claims.node(Claims::ROOT, Step::Error(title.name.into()));
            claims.state(error, Fact::Code(title.name.to_owned()), lines);
            claims.state(error, Fact::Status(status), status_lines);
            let body = claims.node(error, Step::Output);
            Shape { about: error, members: body }
        }
        None => {
            let node = claims.node(Claims::ROOT, Step::Type(title.name.into()));
            let kind = if says_union(sections) { Kind::Union } else { Kind::Struct };
            claims.state(node, Fact::Kind(kind), lines);
            Shape { about: node, members: node }
        }
    };
    for section in sections {
        if let Some(lines) = section.heading {
            claims.classify(lines, LineClass::Boilerplate);
        }
        match section.kind {
            SectionKind::Head => shape.head(&mut claims, section.pieces, title.name),
            SectionKind::Contents => shape.contents(&mut claims, section.pieces),
            _ => {
                section.pieces.iter().for_each(|piece| claims.classify(piece.lines(), LineClass::Boilerplate))
            }
        }
    }
    claims
}

fn says_union(sections: &[Section<'_, '_>]) -> bool {
    let pieces = sections.iter().flat_map(|section| section.pieces);
    pieces.into_iter().any(|piece| layout::read(piece.text()) == Some(Told::Union))
}

/// The nodes that a page fills.
struct Shape {
    /// What the prose is about.
    about: NodeId,
    /// Where the members are.
    members: NodeId,
}

impl Shape {
    fn head(&self, claims: &mut Claims, pieces: &[Piece<'_>], name: &str) {
        let mut doc = Prose::default();
        for piece in pieces {
            let is_title = Title::read(piece.text()).is_some_and(|title| title.name == name);
            if is_title || piece.kind == PieceKind::Markup || constraints::status(piece.text()).is_some() {
                claims.classify(piece.lines(), LineClass::Boilerplate);
            } else if layout::says_deprecated(piece.text()) {
                claims.state(self.about, Fact::Deprecated(Box::default()), piece.lines());
            } else {
                piece.add_to(&mut doc);
            }
        }
        doc.claim(claims, self.about);
    }

    fn contents(&self, claims: &mut Claims, pieces: &[Piece<'_>]) {
        let found = entries(claims, None, pieces, Scope::Body, &|_| false);
        for (index, entry) in found.list.iter().enumerate() {
            let Some((label, lines)) = &entry.label else {
                let node = claims.node(self.members, Step::UnnamedMember(index));
                entry.claim(claims, node, Some("member-without-name"));
                continue;
            };
            let node = claims.node(self.members, Step::Member(label.member.into()));
            claims.claim(node, Fact::Name(label.text.to_owned()), *lines, Basis::Stated);
            if let Some(wire) = label.in_response.filter(|name| *name != label.member) {
                claims.state(node, Fact::WireName(wire.to_owned()), *lines);
            }
            entry.claim(claims, node, None);
        }
    }
}
