//! Whether the same is told of a part of a description as before, so that it would be described as before.

use docwright_idl::Part;

use super::Told;
use crate::claims::Step;
use crate::reconcile::tree::{Id, Said};

/// What an operation tells of an error: how it is reached, and what is said of it there, text and media type.
type OfError<'t> = (&'t Step, Option<&'t Said>, Option<&'t (Option<String>, Said)>);

impl Told {
    /// Whether the same is told of the part at a place, which is called the same. Its pages have the same places.
    pub(super) fn is_same(&self, other: &Self, place: usize) -> bool {
        let ((part, id), (_, other_id)) = (&self.parts[place], &other.parts[place]);
        match part {
            Part::Service => self.is_said_same(other, *id, *other_id),
            Part::Operation(_) => {
                self.errors_of(place).eq(other.errors_of(place)) && self.is_within_same(other, *id, *other_id)
            }
            Part::Type(name) => {
                let is_stated = |told: &Self| told.whole.stated_shapes.contains(name);
                is_stated(self) == is_stated(other) && self.is_within_same(other, *id, *other_id)
            }
            Part::Error(_) => self.is_within_same(other, *id, *other_id),
        }
    }

    fn is_said_same(&self, other: &Self, id: Id, other_id: Id) -> bool {
        self.whole.tree[id].said.iter().eq(other.whole.tree[other_id].said.iter())
    }

    /// Whether the same is said of two nodes and of all within them. Of shapes that they refer to the name counts, but those of a
    /// side of an operation are described in their place.
    fn is_within_same(&self, other: &Self, id: Id, other_id: Id) -> bool {
        let (tree, other_tree) = (&self.whole.tree, &other.whole.tree);
        let (node, other_node) = (&tree[id], &other_tree[other_id]);
        let shapes = match (node.shape, other_node.shape) {
            (None, None) => true,
            (Some(shape), Some(other_shape)) => {
                let is_side = matches!(node.step, Step::Input | Step::Output);
                tree[shape].step == other_tree[other_shape].step
                    && (!is_side || self.is_within_same(other, shape, other_shape))
            }
            _ => false,
        };
        let recursion = |told: &Self, id: Id| {
            told.recursions.get(&id).map(|(target, rule)| (told.whole.tree[*target].step.clone(), *rule))
        };
        shapes
            && node.step == other_node.step
            && node.says_same_kind(other_node)
            && self.is_said_same(other, id, other_id)
            && recursion(self, id) == recursion(other, other_id)
            && node.children.len() == other_node.children.len()
            && tree
                .children(id)
                .zip(other_tree.children(other_id))
                .all(|((_, child), (_, other_child))| self.is_within_same(other, child, other_child))
    }

    fn errors_of(&self, place: usize) -> impl Iterator<Item = OfError<'_>> {
        self.operation(place).into_iter().flat_map(|operation| &operation.errors).map(|error| {
            let doc = error.doc.as_deref().map(|(_, said)| said);
            (&self.whole.tree[error.id].step, doc, error.media.as_deref())
        })
    }
}
