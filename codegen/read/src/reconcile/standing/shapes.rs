//! Shapes that come and go with members: those that stand in one place there, and [references](super::references) to others.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use super::Told;
use super::references::Reference;
use crate::claims::{Basis, Step};
use crate::reconcile::Whole;
use crate::reconcile::roots::Root;
use crate::reconcile::shapes::{Unnamed, named_within, unnamed_within};
use crate::reconcile::tree::{Id, Layer, Tree};

/// What goes with members.
#[derive(Default)]
pub(super) struct Gone {
    nodes: HashSet<Id>,
    /// The shapes that stood there alone.
    shapes: Vec<Id>,
    /// What referred to shapes that stay.
    references: Vec<Reference>,
}

impl Gone {
    /// Adds what was at a node of a layer and within it; `None` if more than its description depends on it.
    pub(super) fn add(&mut self, told: &Told, layer: &Layer, id: Id) -> Option<()> {
        let tree = &told.whole.tree;
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            let node = told.grown.id(id);
            let content = tree.content(node);
            (tree.now(node) == node && !told.recursions.contains_key(&content)).then_some(())?;
            match tree[node].shape {
                Some(shape) if !told.lone_shapes().contains(&shape) => {
                    let reference = Reference::of(told, layer, id)?;
                    self.nodes.extend(reference.nodes());
                    self.references.push(reference);
                }
                shape => {
                    let is_uncontested =
                        shape.is_none_or(|shape| told.whole.origins.is_uncontested(tree, shape));
                    let tells_of_others = tree[node].shape_names().any(|(name, _)| {
                        tree.get(Tree::ROOT, &Step::Type(name.into())).is_some_and(|of| shape != Some(of))
                    });
                    (is_uncontested && !tells_of_others && told.is_as_in(layer, id, content)).then_some(())?;
                    self.shapes.extend(shape);
                    self.nodes.insert(node);
                    open.extend(layer[id].children.ids());
                }
            }
        }
        Some(())
    }

    /// Returns the shapes that are no more.
    pub(super) fn shapes(&self) -> impl Iterator<Item = Id> {
        self.shapes.iter().copied()
    }

    /// Returns the shapes that stay, of which something else is said.
    pub(super) fn referred(&self, tree: &Tree) -> BTreeSet<Id> {
        self.references.iter().flat_map(|reference| reference.shapes(tree)).collect()
    }

    /// Forgets all that; `None` if more than what is described depends on it.
    pub(super) fn forget(self, told: &mut Told) -> Option<()> {
        let Self { nodes, shapes, references } = self;
        let contents: HashSet<Id> = nodes.iter().chain(&shapes).copied().collect();
        let Whole { tree, stated_shapes, origins, .. } = &mut told.whole;
        for shape in shapes.iter().filter(|shape| origins.is_told(**shape)) {
            if let Step::Type(name) = &tree[*shape].step {
                stated_shapes.remove(name.as_str());
            }
        }
        origins.forget(&contents);
        references.into_iter().try_for_each(|reference| reference.forget(told))?;
        let Whole { tree, .. } = &mut told.whole;
        for shape in shapes {
            tree.remove_top(shape);
            told.lone_shapes.get_mut().map(|lone| Arc::make_mut(lone).remove(&shape));
        }
        contents.into_iter().for_each(|id| tree.clear(id));
        Some(())
    }
}

/// What comes with members.
#[derive(Default)]
pub(super) struct Come {
    /// The new shapes, each of which stands in one place.
    pub(super) shapes: Vec<Id>,
    /// Those of which more is said.
    pub(super) referred: BTreeSet<Id>,
}

impl Come {
    pub(super) fn add(&mut self, other: Self) {
        self.shapes.extend(other.shapes);
        self.referred.extend(other.referred);
    }
}

impl Told {
    /// Finds the shapes within members that are new in what an operation takes or gives back, or in a shape that stands in one
    /// place there; `None` if more than their names may be others by them.
    pub(super) fn name_new(&mut self, content: Id, members: Vec<Id>) -> Option<Come> {
        let mut come = Come::default();
        let mut roots = vec![self.root(content)?];
        let tree = &self.whole.tree;
        let within: Vec<Id> = members.iter().flat_map(|member| tree.walk(*member)).collect();
        let names: HashSet<String> =
            within.iter().flat_map(|id| tree[*id].shape_names()).map(|(name, _)| name.to_owned()).collect();
        let mut tops = members;
        loop {
            let tree = &self.whole.tree;
            let named: Vec<_> = tops.iter().flat_map(|top| named_within(tree, *top)).collect();
            if named.is_empty() {
                break;
            }
            for (id, name) in named {
                if let Some(shape) = self.whole.tree.get(Tree::ROOT, &Step::Type(name.as_str().into())) {
                    come.referred.extend(self.refer(id, shape)?);
                } else {
                    let shape = self.add(id, &name, None)?;
                    roots.push(Root::shape(shape, &name, &name));
                    come.shapes.push(shape);
                    tops.push(shape);
                }
            }
        }
        while let Some(root) = roots.pop() {
            for Unnamed { id, name, word, .. } in unnamed_within(&self.whole.tree, &root) {
                let known = self.whole.tree.get(Tree::ROOT, &Step::Type(name.as_str().into()));
                // A shape that was new here is not yet what others would refer to.
                if let Some(shape) = known.filter(|shape| !come.shapes.contains(shape)) {
                    (self.whole.origins.word(shape) == Some(&word)).then_some(())?;
                    come.referred.extend(self.refer(id, shape)?);
                    continue;
                }
                let shape = self.add(id, &name, Some(&word))?;
                roots.push(Root::shape(shape, &name, &word));
                come.shapes.push(shape);
            }
        }
        // Others of which nothing but the name is told, too, become shapes with those that have a content.
        self.whole.stated_shapes.extend(names);
        Some(come)
    }

    /// Returns where contents without a name are looked for.
    fn root(&self, content: Id) -> Option<Root> {
        let Whole { tree, operations, origins, .. } = &self.whole;
        if let Step::Type(name) = &tree[content].step {
            return Some(Root::shape(content, name, origins.word(content).unwrap_or(name)));
        }
        let operation = operations.iter().find(|operation| tree[content].parent == Some(operation.id))?;
        Some(Root::side(content, &operation.name))
    }

    /// Makes a shape of a content, of which a page tells the name if there is no `word`; `None` if others may have that name.
    fn add(&mut self, from: Id, name: &str, word: Option<&str>) -> Option<Id> {
        let Whole { tree, origins, sentences, stated_shapes, .. } = &mut self.whole;
        let is_known =
            stated_shapes.contains(name) || tree.get(Tree::ROOT, &Step::Type(name.into())).is_some();
        let is_fit = !is_known && tree[from].shape_names().all(|(_, basis)| basis == Basis::Stated);
        is_fit.then(|| {
            stated_shapes.extend(word.is_none().then(|| name.to_owned()));
            let shape = origins.add(tree, from, name, word);
            sentences.take_in(shape, from);
            self.lone_shapes.get_mut().map(|lone| Arc::make_mut(lone).insert(shape));
            shape
        })
    }
}
