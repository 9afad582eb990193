//! The nodes below one.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::Id;
use crate::claims::Step;

/// Up to how many nodes are found sooner by looking at each than by their hashes.
const FEW: usize = 8;

/// The nodes below one, each by the step that leads to it, in the order in which they were found. Most nodes have none:
/// that takes no room.
#[derive(Clone, Debug, Default)]
pub(in crate::reconcile) struct Children(Option<Box<Steps>>);

#[derive(Clone, Debug, Default)]
struct Steps {
    all: Vec<(Step, Id)>,
    /// The place of each, where they are many.
    places: Option<HashMap<Step, usize, FixedState>>,
}

impl Children {
    fn all(&self) -> &[(Step, Id)] {
        self.0.as_ref().map_or(&[], |steps| &steps.all)
    }

    pub(in crate::reconcile) fn len(&self) -> usize {
        self.all().len()
    }

    pub(in crate::reconcile) fn is_empty(&self) -> bool {
        self.all().is_empty()
    }

    /// Makes room for exactly so many more.
    pub(super) fn expect(&mut self, count: usize) {
        if count > 0 {
            self.0.get_or_insert_default().all.reserve_exact(count);
        }
    }

    pub(in crate::reconcile) fn get(&self, step: &Step) -> Option<Id> {
        let steps = self.0.as_ref()?;
        steps.place(step).map(|place| steps.all[place].1)
    }

    pub(in crate::reconcile) fn iter(&self) -> impl DoubleEndedIterator<Item = (&Step, Id)> {
        self.all().iter().map(|(step, id)| (step, *id))
    }

    pub(in crate::reconcile) fn ids(&self) -> impl DoubleEndedIterator<Item = Id> {
        self.all().iter().map(|(_, id)| *id)
    }

    pub(super) fn ids_mut(&mut self) -> impl Iterator<Item = &mut Id> {
        self.0.iter_mut().flat_map(|steps| &mut steps.all).map(|(_, id)| id)
    }

    /// Adds a node, unless the step leads to one already; then that is returned.
    pub(super) fn add(&mut self, step: Step, id: Id) -> Result<(), Id> {
        if let Some(known) = self.get(&step) {
            return Err(known);
        }
        let Steps { all, places } = &mut **self.0.get_or_insert_default();
        if let Some(places) = places {
            places.insert(step.clone(), all.len());
        }
        all.push((step, id));
        if places.is_none() && all.len() > FEW {
            *places = Some(places_of(all));
        }
        Ok(())
    }

    /// Takes a node away; the last one takes its place.
    pub(super) fn swap_remove(&mut self, step: &Step) {
        let Some(steps) = &mut self.0 else { return };
        let Some(place) = steps.place(step) else { return };
        steps.all.swap_remove(place);
        if let Some(places) = &mut steps.places {
            places.remove(step);
            if let Some((moved, _)) = steps.all.get(place) {
                places.insert(moved.clone(), place);
            }
        }
    }

    /// Takes a node away; the others keep their order.
    pub(in crate::reconcile) fn remove(&mut self, step: &Step) {
        let Some(steps) = &mut self.0 else { return };
        let Some(place) = steps.place(step) else { return };
        steps.all.remove(place);
        if let Some(places) = &mut steps.places {
            *places = places_of(&steps.all);
        }
    }
}

impl Steps {
    fn place(&self, step: &Step) -> Option<usize> {
        match &self.places {
            Some(places) => places.get(step).copied(),
            None => self.all.iter().position(|(known, _)| known == step),
        }
    }
}

fn places_of(all: &[(Step, Id)]) -> HashMap<Step, usize, FixedState> {
    all.iter().enumerate().map(|(place, (step, _))| (step.clone(), place)).collect()
}

impl IntoIterator for Children {
    type Item = (Step, Id);
    type IntoIter = std::vec::IntoIter<(Step, Id)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.map(|steps| steps.all).unwrap_or_default().into_iter()
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
            }
        }
    }
}
