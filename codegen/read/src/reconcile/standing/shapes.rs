//! Shapes that come and go with members: those that stand in one place, and references to those whose names pages tell.

use std::collections::HashSet;
use std::sync::Arc;

use super::Told;
use crate::claims::{Basis, Fact, Kind, Step};
use crate::reconcile::Whole;
use crate::reconcile::roots::Root;
use crate::reconcile::shapes::{Unnamed, named_within, unnamed_within};
use crate::reconcile::tree::{Id, Layer, Node, Said, Tree};

/// What goes with members.
#[derive(Default)]
pub(super) struct Gone {
    nodes: HashSet<Id>,
    /// The shapes that stood there alone.
    shapes: Vec<Id>,
    /// What referred to shapes that stay, each with its shape.
    references: Vec<(Id, Id)>,
}

impl Gone {
    /// Adds what was at a node of a layer and within it; `None` if more than its description depends on it.
    pub(super) fn add(&mut self, told: &Told, layer: &Layer, id: Id) -> Option<()> {
        let tree = &told.whole.tree;
        for id in layer.walk(id) {
            let node = told.grown.id(id);
            let content = tree.content(node);
            let is_of_layer = tree.now(node) == node && !told.recursions.contains_key(&content);
            let is_fit = match tree[node].shape {
                Some(shape) if !told.lone_shapes().contains(&shape) => {
                    self.references.push((node, shape));
                    layer[id].children.is_empty() && is_but_named(&layer[id])
                }
                shape => {
                    self.shapes.extend(shape);
                    told.is_as_in(layer, id, content)
                }
            };
            (is_of_layer && is_fit).then_some(())?;
            self.nodes.insert(node);
        }
        Some(())
    }

    /// Returns the shapes that are no more.
    pub(super) fn shapes(&self) -> impl Iterator<Item = Id> {
        self.shapes.iter().copied()
    }

    /// Forgets all that. Returns the shapes of which something else is said now; `None` if more than that depends on it.
    pub(super) fn forget(self, told: &mut Told) -> Option<Vec<Id>> {
        let Self { nodes, shapes, references } = self;
        let contents: HashSet<Id> = nodes.iter().chain(&shapes).copied().collect();
        told.whole.origins.forget(&contents);
        let referred = references.iter().map(|(_, shape)| *shape).collect();
        for (from, shape) in references {
            told.unrefer(from, shape)?;
        }
        let Whole { tree, stated_shapes, .. } = &mut told.whole;
        for shape in shapes {
            if let Step::Type(name) = &tree[shape].step {
                stated_shapes.remove(name.as_str());
            }
            tree.remove_shape(shape);
            told.lone_shapes.get_mut().map(|lone| Arc::make_mut(lone).remove(&shape));
        }
        contents.into_iter().for_each(|id| tree.clear(id));
        Some(referred)
    }
}

/// What comes with members.
#[derive(Default)]
pub(super) struct Come {
    /// The new shapes, each of which stands in one place.
    pub(super) shapes: Vec<Id>,
    /// Those that others refer to, too.
    pub(super) referred: Vec<Id>,
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
        let mut tops = members;
        loop {
            let tree = &self.whole.tree;
            let named: Vec<_> = tops.iter().flat_map(|top| named_within(tree, *top)).collect();
            if named.is_empty() {
                break;
            }
            for (id, name) in named {
                if let Some(shape) = self.whole.tree.get(Tree::ROOT, &Step::Type(name.as_str().into())) {
                    self.refer(id, shape)?;
                    come.referred.push(shape);
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
                let shape = self.add(id, &name, Some(&word))?;
                roots.push(Root::shape(shape, &name, &word));
                come.shapes.push(shape);
            }
        }
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
        let is_stated = |said: &Said| !matches!(said.fact, Fact::ShapeName(_)) || said.basis == Basis::Stated;
        let is_fit = !is_known && tree[from].said.iter().all(is_stated);
        is_fit.then(|| {
            stated_shapes.extend(word.is_none().then(|| name.to_owned()));
            let shape = origins.add(tree, from, name, word);
            sentences.take_in(shape, from);
            self.lone_shapes.get_mut().map(|lone| Arc::make_mut(lone).insert(shape));
            shape
        })
    }

    /// Refers to a shape from one more place; `None` if more than its description depends on that.
    fn refer(&mut self, from: Id, shape: Id) -> Option<()> {
        let Whole { tree, origins, sentences, .. } = &mut self.whole;
        let is_fit = self.recursions.is_empty()
            && origins.is_told(shape)
            && tree[from].children.is_empty()
            && is_but_named(&tree[from])
            && sentences.told_of(shape) == 0
            && (sentences.is_requested(shape) || !sentences.is_requested(from));
        is_fit.then(|| origins.refer(tree, from, shape));
        // What stands in it does not stand in one place any more.
        self.lone_shapes.take();
        (is_fit && have_one_kind(&self.whole.tree, shape)).then_some(())
    }

    /// Takes back what was said of a shape where something referred to it; `None` if more than its description depends on that.
    fn unrefer(&mut self, from: Id, shape: Id) -> Option<()> {
        let Whole { tree, origins, sentences, .. } = &mut self.whole;
        let is_known_by = |other: Id| {
            let is_name =
                |said: &Said| matches!(said.fact, Fact::ShapeName(_)) && said.basis == Basis::Stated;
            matches!(tree.kind(other), Kind::Struct | Kind::Union)
                && tree[other].said.iter().any(is_name)
                && (sentences.is_requested(other) || !sentences.is_requested(from))
        };
        let is_fit = self.recursions.is_empty()
            && origins.is_told(shape)
            && have_one_kind(tree, shape)
            && sentences.told_of(shape) == 0
            && origins.moved.iter().any(|(other, to)| *to == shape && is_known_by(*other));
        let kinds: Vec<Said> = kinds(&tree[from]).cloned().collect();
        let taken = tree[shape].retract(|said| kinds.contains(said));
        (is_fit && taken.len() == kinds.len()).then_some(())
    }
}

/// Whether nothing that becomes a shape's is said where something refers to it, but what it is.
fn is_but_named(node: &Node) -> bool {
    let is_element = matches!(node.step, Step::Element | Step::Value);
    let moves = |said: &Said| match said.fact {
        Fact::Values { .. } => true,
        Fact::Doc(_) => is_element,
        _ => false,
    };
    !node.said.iter().any(moves)
}

fn kinds(node: &Node) -> impl Iterator<Item = &Said> {
    node.said.iter().filter(|said| matches!(said.fact, Fact::Kind(_)))
}

/// Whether all say the same of what a shape is, so that their order does not matter.
fn have_one_kind(tree: &Tree, shape: Id) -> bool {
    let mut kinds = kinds(&tree[shape]);
    let first = kinds.next();
    kinds.all(|said| first.is_some_and(|first| said.fact == first.fact && said.basis == first.basis))
}
