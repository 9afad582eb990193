//! The title of a page: what it documents, and of which service.

use super::flow::{Piece, PieceKind};
use crate::claims::{Claims, Fact};
use crate::dialect::Page;
use crate::document::Lines;
use crate::lines::{lines as lines_of, trim};

/// The title of a page: `StartRecovery - AWS Elastic Disaster Recovery`, or the name alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Title<'a> {
    pub(super) name: &'a str,
    pub(super) service: Option<&'a str>,
}

impl<'a> Title<'a> {
    /// Reads a title.
    pub(super) fn read(text: &'a str) -> Option<Self> {
        let text = trim(text);
        // Prose is none: something else follows its first word.
        let word = text.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
        if word < text.len() && !text[word..].trim_start().starts_with("- ") {
            return None;
        }
        let (name, service) = match text.split_once(" - ") {
            Some((name, service)) => (name.trim(), Some(service.trim())),
            None => (text, None),
        };
        let fine = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            && service.is_none_or(|service| !service.is_empty() && !service.contains('\n'));
        fine.then_some(Self { name, service })
    }

    /// Finds the title of a page, and which piece it is: the first heading of the first level, else the first
    /// paragraph. What precedes the heading is not of the page.
    pub(super) fn find(pieces: &'a [Piece<'_>]) -> Option<(Self, Lines, usize)> {
        const FIRST_FEW: usize = 3;
        let heading = pieces.iter().position(|piece| piece.kind == PieceKind::Heading(1));
        let at = |index: usize| {
            let piece = pieces.get(index)?;
            Some((Self::read(piece.text())?, piece.lines(), index))
        };
        match heading {
            // What precedes the heading may be the title of the document.
            Some(index) => at(index).map(|(title, lines, index)| {
                let before = pieces.iter().take(index).flat_map(|piece| lines_of(piece.text()));
                let service = before.filter_map(Self::read).find(|other| other.name == title.name);
                (Self { service: title.service.or_else(|| service?.service), ..title }, lines, index)
            }),
            None => (0..FIRST_FEW).find_map(|index| {
                at(index).filter(|(title, ..)| title.name.starts_with(|c: char| c.is_ascii_uppercase()))
            }),
        }
    }

    /// Returns which piece is the title again, soon behind the given one.
    pub(super) fn again(&self, pieces: &[Piece<'_>], index: usize) -> Option<usize> {
        const SOON: usize = 4;
        let is_it =
            |piece: &Piece<'_>| Title::read(piece.text()).is_some_and(|other| other.name == self.name);
        let found = pieces.iter().skip(index + 1).take(SOON).position(is_it)?;
        Some(index + 1 + found)
    }
}

/// Claims the service that the title of a page names, else the one that the title of the file does, as `read` finds it there.
pub(super) fn claim_service(
    claims: &mut Claims,
    page: &Page<'_>,
    (named, lines): (Option<&str>, Lines),
    read: impl Fn(&str) -> Option<&str>,
) {
    let of_file = || {
        let (text, lines) = page.document.title.as_ref()?;
        Some((read(text)?, *lines))
    };
    if let Some((service, lines)) = named.map(|service| (service, lines)).or_else(of_file) {
        claims.state(Claims::ROOT, Fact::Title(service.to_owned()), lines);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_a_name_and_perhaps_a_service() {
        assert_eq!(
            Title::read("PaintWall - Wall Service"),
            Some(Title { name: "PaintWall", service: Some("Wall Service") })
        );
        assert_eq!(Title::read("PaintWall"), Some(Title { name: "PaintWall", service: None }));
        for text in ["", "Paint the wall", "Paint wall - Wall Service", "PaintWall - a\nb"] {
            assert_eq!(Title::read(text), None, "{text}");
        }
    }
}
