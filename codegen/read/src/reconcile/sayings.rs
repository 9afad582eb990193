//! What the pages say of one thing, in the order in which it was found.

use super::tree::Said;

/// Claims about one thing. To join what is said of two things moves no claim: what many pages speak of is joined of as
/// many pieces.
#[derive(Clone, Debug, Default)]
pub(super) struct Sayings {
    first: Vec<Said>,
    others: Vec<Vec<Said>>,
}

impl Sayings {
    /// Makes room for exactly so many claims.
    pub(super) fn expect(&mut self, count: usize) {
        self.first.reserve_exact(count);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.first.is_empty() && self.others.is_empty()
    }

    /// Returns the claim that was found first.
    pub(super) fn first(&self) -> Option<&Said> {
        self.iter().next()
    }

    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = &Said> + Clone {
        self.first.iter().chain(self.others.iter().flatten())
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Said> {
        self.first.iter_mut().chain(self.others.iter_mut().flatten())
    }

    /// Adds a claim.
    pub(super) fn push(&mut self, said: Said) {
        self.others.last_mut().unwrap_or(&mut self.first).push(said);
    }

    /// Adds what was said of something else.
    pub(super) fn join(&mut self, other: Self) {
        if self.is_empty() {
            *self = other;
            return;
        }
        let pieces = std::iter::once(other.first).chain(other.others);
        self.others.extend(pieces.filter(|piece| !piece.is_empty()));
    }

    /// Drops the claims that `is_kept` does not apply to.
    pub(super) fn retain(&mut self, is_kept: impl Fn(&Said) -> bool) {
        self.first.retain(&is_kept);
        self.others.iter_mut().for_each(|piece| piece.retain(&is_kept));
        self.others.retain(|piece| !piece.is_empty());
    }
}

impl IntoIterator for Sayings {
    type Item = Said;
    type IntoIter =
        std::iter::Chain<std::vec::IntoIter<Said>, std::iter::Flatten<std::vec::IntoIter<Vec<Said>>>>;

    fn into_iter(self) -> Self::IntoIter {
        self.first.into_iter().chain(self.others.into_iter().flatten())
    }
}
