//! What the pages say of one thing, in the order in which it was found.

use std::iter::{Chain, Flatten};
use std::slice;

use super::tree::Said;

/// Claims about one thing. To join what is said of two things moves no claim: what many pages speak of is joined of as
/// many pieces.
#[derive(Clone, Debug, Default)]
pub(super) struct Sayings {
    first: Vec<Said>,
    /// What was joined to that. Of most things nothing was.
    others: Option<Box<Others>>,
}

#[derive(Clone, Debug, Default)]
struct Others(Vec<Vec<Said>>);

impl Sayings {
    /// Makes room for exactly so many claims.
    pub(super) fn expect(&mut self, count: usize) {
        self.first.reserve_exact(count);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.first().is_none()
    }

    /// Returns the claim that was found first.
    pub(super) fn first(&self) -> Option<&Said> {
        self.iter().next()
    }

    pub(super) fn iter(&self) -> Iter<'_> {
        let others = self.others.as_ref().map_or(&[][..], |others| &others.0);
        Iter { piece: self.first.iter(), others: others.iter() }
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Said> {
        self.first.iter_mut().chain(self.others.iter_mut().flat_map(|others| &mut others.0).flatten())
    }

    /// Adds a claim.
    pub(super) fn push(&mut self, said: Said) {
        let last = self.others.as_mut().and_then(|others| others.0.last_mut());
        last.unwrap_or(&mut self.first).push(said);
    }

    /// Takes the claim back that was found last.
    pub(super) fn pop(&mut self) -> Option<Said> {
        let mut pieces = self.others.iter_mut().flat_map(|others| &mut others.0).rev();
        pieces.find_map(Vec::pop).or_else(|| self.first.pop())
    }

    /// Adds what was said of something else.
    pub(super) fn join(&mut self, other: Self) {
        if self.is_empty() {
            *self = other;
            return;
        }
        let others = &mut self.others.get_or_insert_default().0;
        others.extend((!other.first.is_empty()).then_some(other.first));
        if let Some(more) = other.others {
            others.extend(more.0.into_iter().filter(|piece| !piece.is_empty()));
        }
    }

    /// Puts what `write` adds in the place of each claim.
    pub(super) fn rewrite(&mut self, mut write: impl FnMut(Said, &mut Vec<Said>)) {
        let others = self.others.iter_mut().flat_map(|others| &mut others.0);
        for piece in std::iter::once(&mut self.first).chain(others) {
            let before = std::mem::take(piece);
            piece.reserve_exact(before.len());
            before.into_iter().for_each(|said| write(said, piece));
        }
    }

    /// Takes the claims out that `which` applies to.
    pub(super) fn extract(&mut self, which: impl Fn(&Said) -> bool) -> Vec<Said> {
        let others = self.others.iter_mut().flat_map(|others| &mut others.0);
        let pieces = std::iter::once(&mut self.first).chain(others);
        pieces.flat_map(|piece| piece.extract_if(.., |said| which(said))).collect()
    }

    /// Drops the claims that `is_kept` does not apply to.
    pub(super) fn retain(&mut self, mut is_kept: impl FnMut(&Said) -> bool) {
        let others = self.others.iter_mut().flat_map(|others| &mut others.0);
        std::iter::once(&mut self.first).chain(others).for_each(|piece| piece.retain(&mut is_kept));
    }
}

/// What pages say of one thing. Most often it is of one piece.
#[derive(Clone)]
pub(super) struct Iter<'s> {
    piece: slice::Iter<'s, Said>,
    others: slice::Iter<'s, Vec<Said>>,
}

impl<'s> Iterator for Iter<'s> {
    type Item = &'s Said;

    fn next(&mut self) -> Option<&'s Said> {
        loop {
            if let Some(said) = self.piece.next() {
                return Some(said);
            }
            self.piece = self.others.next()?.iter();
        }
    }
}

impl IntoIterator for Sayings {
    type Item = Said;
    type IntoIter = Flatten<Chain<std::array::IntoIter<Vec<Said>, 1>, std::vec::IntoIter<Vec<Said>>>>;

    fn into_iter(self) -> Self::IntoIter {
        let others = self.others.map(|others| others.0).unwrap_or_default();
        [self.first].into_iter().chain(others).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::{Basis, Fact};
    use crate::document::Lines;

    fn sayings(statuses: &[u16]) -> Sayings {
        let mut sayings = Sayings::default();
        for status in statuses {
            let fact = Fact::Status(*status);
            sayings.push(Said { page: 0, fact, lines: Lines::at(1), basis: Basis::Stated });
        }
        sayings
    }

    fn statuses(sayings: &Sayings) -> Vec<u16> {
        let status = |said: &Said| if let Fact::Status(status) = said.fact { status } else { 0 };
        sayings.iter().map(status).collect()
    }

    #[test]
    fn what_is_joined_keeps_its_order() {
        let mut all = sayings(&[]);
        all.join(sayings(&[1, 2]));
        let mut other = sayings(&[3]);
        other.join(sayings(&[4, 5]));
        all.join(other);
        all.join(sayings(&[]));
        all.push(sayings(&[6]).into_iter().next().unwrap());
        assert_eq!(statuses(&all), [1, 2, 3, 4, 5, 6]);
        all.retain(|said| !matches!(said.fact, Fact::Status(1..4)));
        assert_eq!(statuses(&all), [4, 5, 6]);
        assert_eq!(all.clone().into_iter().count(), 3);
        assert_eq!(all.extract(|said| said.fact == Fact::Status(5)).len(), 1);
        all.retain(|_| false);
        assert!(all.is_empty() && all.first().is_none());
        all.join(sayings(&[7]));
        assert_eq!(statuses(&all), [7]);
    }
}
