//! Which parts of a description would be described as before, where all was reconciled anew.

use std::collections::HashMap;

use docwright_idl::Part;

use super::Told;
use crate::claims::Step;
use crate::reconcile::tree::{Id, Said};

/// What an operation tells of an error: how it is reached, and what is said of it there, text and media type.
type OfError<'t> = (&'t Step, Option<&'t Said>, Option<&'t (Option<String>, Said)>);

/// What was told before, and what is told now.
pub(super) struct Comparison<'t> {
    before: &'t Told,
    now: &'t Told,
    /// The places of the pages now, by those that they had.
    pages: Vec<Option<usize>>,
}

impl<'t> Comparison<'t> {
    /// Compares what pages of these names told and tell.
    pub(super) fn of((before, pages_before): (&'t Told, &[&str]), (now, pages): (&'t Told, &[&str])) -> Self {
        let places: HashMap<&str, usize> =
            pages.iter().enumerate().map(|(place, name)| (*name, place)).collect();
        let pages = pages_before.iter().map(|name| places.get(name).copied()).collect();
        Self { before, now, pages }
    }

    /// Whether the same is told of the part at a place now as was of the one at another place, which is called the same.
    pub(super) fn is_same(&self, place: usize, place_before: usize) -> bool {
        let ((part, id), (_, id_before)) = (&self.now.parts[place], &self.before.parts[place_before]);
        match part {
            Part::Service => self.is_said_same(*id, *id_before),
            Part::Operation(_) => {
                self.are_errors_same(place, place_before) && self.is_within_same(*id, *id_before)
            }
            Part::Type(name) => {
                let is_stated = |told: &Told| told.whole.stated_shapes.contains(name);
                is_stated(self.now) == is_stated(self.before) && self.is_within_same(*id, *id_before)
            }
            Part::Error(_) => self.is_within_same(*id, *id_before),
        }
    }

    fn is_claim_same(&self, now: &Said, before: &Said) -> bool {
        self.pages[before.page] == Some(now.page)
            && now.lines == before.lines
            && now.basis == before.basis
            && now.fact == before.fact
    }

    fn is_said_same(&self, id: Id, id_before: Id) -> bool {
        let (now, before) = (&self.now.whole.tree[id].said, &self.before.whole.tree[id_before].said);
        are_same(now.iter(), before.iter(), |now, before| self.is_claim_same(now, before))
    }

    /// Whether the same is said of two nodes and of all within them. Of shapes that they refer to the name counts, but those of a
    /// side of an operation are described in their place.
    fn is_within_same(&self, id: Id, id_before: Id) -> bool {
        let (tree, tree_before) = (&self.now.whole.tree, &self.before.whole.tree);
        let (node, before) = (&tree[id], &tree_before[id_before]);
        let shapes = match (node.shape, before.shape) {
            (None, None) => true,
            (Some(shape), Some(shape_before)) => {
                let is_side = matches!(node.step, Step::Input | Step::Output);
                tree[shape].step == tree_before[shape_before].step
                    && (!is_side || self.is_within_same(shape, shape_before))
            }
            _ => false,
        };
        let recursion = |told: &Told, id: Id| {
            told.recursions.get(&id).map(|(target, rule)| (told.whole.tree[*target].step.clone(), *rule))
        };
        shapes
            && node.step == before.step
            && node.says_same_kind(before)
            && node.shown == before.shown
            && node.presence == before.presence
            && self.is_said_same(id, id_before)
            && recursion(self.now, id) == recursion(self.before, id_before)
            && node.children.len() == before.children.len()
            && tree
                .children(id)
                .zip(tree_before.children(id_before))
                .all(|((_, child), (_, before))| self.is_within_same(child, before))
    }

    fn are_errors_same(&self, place: usize, place_before: usize) -> bool {
        let is_same = |now: &Said, before: &Said| self.is_claim_same(now, before);
        let (now, before) = (self.now.errors_of(place), self.before.errors_of(place_before));
        are_same(now, before, |(step, doc, media), (step_before, doc_before, media_before)| {
            step == step_before
                && are_same(doc.into_iter(), doc_before.into_iter(), is_same)
                && are_same(
                    media.into_iter(),
                    media_before.into_iter(),
                    |(media, now), (media_before, before)| media == media_before && is_same(now, before),
                )
        })
    }
}

/// Whether things are as many as others, and each the same.
fn are_same<T>(
    mut now: impl Iterator<Item = T>,
    mut before: impl Iterator<Item = T>,
    is_same: impl Fn(T, T) -> bool,
) -> bool {
    loop {
        match (now.next(), before.next()) {
            (None, None) => return true,
            (Some(now), Some(before)) => {
                if !is_same(now, before) {
                    return false;
                }
            }
            _ => return false,
        }
    }
}

impl Told {
    fn errors_of(&self, place: usize) -> impl Iterator<Item = OfError<'_>> {
        self.operation(place).into_iter().flat_map(|operation| &operation.errors).map(|error| {
            let doc = error.doc.as_deref().map(|(_, said)| said);
            (&self.whole.tree[error.id].step, doc, error.media.as_deref())
        })
    }
}
