//! Places in the tree, and marks of them.

use std::num::NonZeroU32;

/// A place in the tree: a part of it, and a place in that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::reconcile) struct Id {
    pub(super) part: u32,
    /// The place and one: so an id that may be missing takes no more room.
    pub(super) place: NonZeroU32,
}

impl Id {
    pub(super) fn new(part: u32, place: usize) -> Self {
        let place = u32::try_from(place).unwrap_or(u32::MAX).saturating_add(1);
        Self { part, place: NonZeroU32::new(place).unwrap_or(NonZeroU32::MAX) }
    }

    /// Returns the number of its part.
    pub(in crate::reconcile) fn part(self) -> usize {
        self.part as usize
    }

    /// Returns its place in its part.
    pub(in crate::reconcile) fn place(self) -> usize {
        self.place.get() as usize - 1
    }
}

/// Marks of nodes.
pub(in crate::reconcile) struct Marks(pub(super) Vec<Vec<bool>>);

impl Marks {
    /// Whether a node is marked.
    pub(in crate::reconcile) fn has(&self, id: Id) -> bool {
        self.0[id.part()][id.place()]
    }

    /// Marks a new node if another one is marked.
    pub(in crate::reconcile) fn take_in(&mut self, id: Id, like: Id) {
        let is_marked = self.has(like);
        let marks = &mut self.0[id.part()];
        marks.resize(marks.len().max(id.place() + 1), false);
        marks[id.place()] = is_marked;
    }

    /// Marks a node. Returns whether it was not.
    pub(in crate::reconcile) fn add(&mut self, id: Id) -> bool {
        !std::mem::replace(&mut self.0[id.part()][id.place()], true)
    }
}
