//! The nodes below one.

use std::slice;

use foldhash::fast::FixedState;
use indexmap::IndexMap;
use indexmap::map::Entry;

use super::Id;
use crate::claims::Step;

/// Up to how many nodes are found sooner by looking at each than by their hashes.
const FEW: usize = 8;

/// The nodes below one, each by the step that leads to it, in the order in which they were found. Most nodes have none:
/// that takes no room.
#[derive(Clone, Debug, Default)]
pub(in crate::reconcile) struct Children(Option<Box<Steps>>);

#[derive(Clone, Debug)]
enum Steps {
    Few(Vec<(Step, Id)>),
    Many(IndexMap<Step, Id, FixedState>),
}

impl FromIterator<(Step, Id)> for Children {
    fn from_iter<I: IntoIterator<Item = (Step, Id)>>(all: I) -> Self {
        let mut children = Self::default();
        for (step, id) in all {
            let _ = children.add(step, id);
        }
        children
    }
}

impl Children {
    pub(in crate::reconcile) fn len(&self) -> usize {
        match self.0.as_deref() {
            None => 0,
            Some(Steps::Few(few)) => few.len(),
            Some(Steps::Many(many)) => many.len(),
        }
    }

    pub(in crate::reconcile) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Makes room for exactly so many, where there are none yet.
    pub(super) fn expect(&mut self, count: usize) {
        if count > 0 {
            self.0 = Some(Box::new(match count {
                ..=FEW => Steps::Few(Vec::with_capacity(count)),
                _ => Steps::Many(IndexMap::with_capacity_and_hasher(count, FixedState::default())),
            }));
        }
    }

    pub(in crate::reconcile) fn get(&self, step: &Step) -> Option<Id> {
        match self.0.as_deref()? {
            Steps::Few(few) => few.iter().find(|(known, _)| known == step).map(|(_, id)| *id),
            Steps::Many(many) => many.get(step).copied(),
        }
    }

    pub(in crate::reconcile) fn iter(&self) -> Iter<'_> {
        match self.0.as_deref() {
            None => Iter::Few([].iter()),
            Some(Steps::Few(few)) => Iter::Few(few.iter()),
            Some(Steps::Many(many)) => Iter::Many(many.iter()),
        }
    }

    pub(in crate::reconcile) fn ids(&self) -> impl DoubleEndedIterator<Item = Id> {
        self.iter().map(|(_, id)| id)
    }

    pub(super) fn ids_mut(&mut self) -> impl Iterator<Item = &mut Id> {
        let (few, many) = match self.0.as_deref_mut() {
            None => (None, None),
            Some(Steps::Few(few)) => (Some(few), None),
            Some(Steps::Many(many)) => (None, Some(many)),
        };
        let few = few.into_iter().flatten().map(|(_, id)| id);
        few.chain(many.into_iter().flat_map(IndexMap::values_mut))
    }

    /// Adds a node, unless the step leads to one already; then that is returned.
    pub(super) fn add(&mut self, step: Step, id: Id) -> Result<(), Id> {
        let steps = &mut **self.0.get_or_insert_with(|| Box::new(Steps::Few(Vec::new())));
        match steps {
            Steps::Few(few) => {
                if let Some((_, known)) = few.iter().find(|(known, _)| *known == step) {
                    return Err(*known);
                }
                if few.len() < FEW {
                    few.push((step, id));
                } else {
                    *steps = Steps::Many(few.drain(..).chain([(step, id)]).collect());
                }
            }
            Steps::Many(many) => match many.entry(step) {
                Entry::Occupied(known) => return Err(*known.get()),
                Entry::Vacant(new) => drop(new.insert(id)),
            },
        }
        Ok(())
    }

    /// Returns the node at a place, if the step leads to it: what pages say of the same they say in one order.
    pub(super) fn at(&self, place: usize, step: &Step) -> Option<Id> {
        let (known, id) = match self.0.as_deref()? {
            Steps::Few(few) => few.get(place).map(|(step, id)| (step, *id))?,
            Steps::Many(many) => many.get_index(place).map(|(step, id)| (step, *id))?,
        };
        (known == step).then_some(id)
    }

    /// Takes a node away; the last one takes its place.
    pub(super) fn swap_remove(&mut self, step: &Step) {
        match self.0.as_deref_mut() {
            None => {}
            Some(Steps::Few(few)) => {
                if let Some(place) = few.iter().position(|(known, _)| known == step) {
                    few.swap_remove(place);
                }
            }
            Some(Steps::Many(many)) => drop(many.swap_remove(step)),
        }
    }

    /// Takes a node away; the others keep their order.
    pub(in crate::reconcile) fn remove(&mut self, step: &Step) {
        match self.0.as_deref_mut() {
            None => {}
            Some(Steps::Few(few)) => few.retain(|(known, _)| known != step),
            Some(Steps::Many(many)) => drop(many.shift_remove(step)),
        }
    }

    /// Takes all nodes out.
    pub(super) fn into_all(self) -> impl Iterator<Item = (Step, Id)> {
        let (few, many) = match self.0.map(|steps| *steps) {
            None => (Vec::new(), None),
            Some(Steps::Few(few)) => (few, None),
            Some(Steps::Many(many)) => (Vec::new(), Some(many)),
        };
        few.into_iter().chain(many.into_iter().flatten())
    }
}

/// The nodes below one, in order.
pub(in crate::reconcile) enum Iter<'c> {
    Few(slice::Iter<'c, (Step, Id)>),
    Many(indexmap::map::Iter<'c, Step, Id>),
}

impl<'c> Iterator for Iter<'c> {
    type Item = (&'c Step, Id);

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Few(few) => few.next().map(|(step, id)| (step, *id)),
            Self::Many(many) => many.next().map(|(step, id)| (step, *id)),
        }
    }
}

impl DoubleEndedIterator for Iter<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        match self {
            Self::Few(few) => few.next_back().map(|(step, id)| (step, *id)),
            Self::Many(many) => many.next_back().map(|(step, id)| (step, *id)),
        }
    }
}

#[cfg(test)]
mod tests {
    use indexmap::IndexMap;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn few_and_many_are_kept_alike(changes in prop::collection::vec((0..3, 0..2 * FEW), 0..64)) {
            let mut children = Children::default();
            let mut expected: IndexMap<Step, Id> = IndexMap::new();
            for (index, (change, step)) in changes.into_iter().enumerate() {
                let (step, id) = (Step::UnnamedMember(step), Id::new(0, index));
                match change {
                    0 => {
                        children.remove(&step);
                        expected.shift_remove(&step);
                    }
                    1 => {
                        children.swap_remove(&step);
                        expected.swap_remove(&step);
                    }
                    _ => {
                        let known = expected.get(&step).copied();
                        prop_assert_eq!(children.add(step.clone(), id), known.map_or(Ok(()), Err));
                        expected.entry(step).or_insert(id);
                    }
                }
                prop_assert!(children.iter().eq(expected.iter().map(|(step, id)| (step, *id))));
                prop_assert!(expected.iter().all(|(step, id)| children.get(step) == Some(*id)));
                prop_assert!(expected.iter().enumerate().all(|(at, (step, id))| children.at(at, step) == Some(*id)));
            }
        }
    }
}
