//! References to shapes that come and go: a shape is shown at one more place, or at one less. It stays what it is where that place
//! shows of it what others do.

use std::collections::BTreeSet;
use std::mem::discriminant;

use super::Told;
use crate::claims::{Basis, Fact, Kind, Step};
use crate::reconcile::Whole;
use crate::reconcile::facets::may_be_several;
use crate::reconcile::tree::{Id, Layer, Node, Said, Tree, is_of_both, moves};

/// A place that refers to a shape.
pub(super) struct Reference {
    from: Id,
    shape: Id,
    /// What is said there of the shape and of what is within it, each with the node that holds it.
    claims: Vec<(Id, Said)>,
    /// The nodes there that are one with the shape's.
    merged: Vec<Id>,
}

impl Reference {
    /// Returns the one that a node of a layer is; `None` if what it shows was there first.
    pub(super) fn of(told: &Told, layer: &Layer, id: Id) -> Option<Self> {
        let tree = &told.whole.tree;
        let from = told.grown.id(id);
        let shape = tree[from].shape?;
        let mut reference = Self { from, shape, claims: Vec::new(), merged: Vec::new() };
        reference.claim_of_shape(&layer[id]);
        for child in layer.walk(id).into_iter().skip(1) {
            let node = told.grown.id(child);
            let known = tree.now(node);
            (known != node).then_some(())?;
            reference.claim_within(tree, &layer[child], known);
            reference.merged.push(node);
        }
        Some(reference)
    }

    /// Returns the one that a node becomes; `None` if it shows something else than is known of the shape, or tells its name first.
    fn to(told: &Told, from: Id, shape: Id) -> Option<Self> {
        let Whole { tree, origins, .. } = &told.whole;
        (origins.is_told(shape) || !tells_name(tree, from)).then_some(())?;
        let mut reference = Self { from, shape, claims: Vec::new(), merged: Vec::new() };
        reference.claim_of_shape(&tree[from]);
        // Where its name is told, what it holds need not be shown.
        let is_bare = origins.is_told(shape) && tree[from].children.is_empty();
        let mut open = if is_bare { Vec::new() } else { vec![(from, shape)] };
        while let Some((node, known)) = open.pop() {
            let known = tree.content(known);
            let steps = |id: Id| tree.children(id).map(|(step, _)| step);
            steps(node).eq(steps(known)).then_some(())?;
            for ((_, child), (_, known)) in tree.children(node).zip(tree.children(known)) {
                reference.claim_within(tree, &tree[child], known);
                reference.merged.push(child);
                open.push((child, known));
            }
        }
        Some(reference)
    }

    /// Adds what a node says of the shape to which it refers.
    fn claim_of_shape(&mut self, node: &Node) {
        self.claims.extend(node.said_of_shape().map(|said| (self.shape, said.clone())));
    }

    /// Adds what a node says that is one with another one.
    fn claim_within(&mut self, tree: &Tree, node: &Node, known: Id) {
        let shape = tree[known].shape;
        let is_given = |said: &Said| shape.is_some() && moves(said, node.is_element());
        let own = node.said.iter().filter(|said| !is_given(said)).map(|said| (known, said.clone()));
        self.claims.extend(own);
        let of_shape =
            shape.into_iter().flat_map(|shape| node.said_of_shape().map(move |said| (shape, said.clone())));
        self.claims.extend(of_shape);
    }

    /// Returns the nodes of the place.
    pub(super) fn nodes(&self) -> impl Iterator<Item = Id> {
        self.merged.iter().copied().chain([self.from])
    }

    /// Returns the shape, and those within it of which something is said.
    pub(super) fn shapes(&self, tree: &Tree) -> BTreeSet<Id> {
        let holders = self.claims.iter().flat_map(|(id, _)| [Some(*id), tree[*id].parent]).flatten();
        let is_shape = |id: &Id| matches!(tree[*id].step, Step::Type(_));
        holders.chain([self.shape]).filter(is_shape).collect()
    }

    /// Whether it shows nothing of what the shape holds.
    fn is_bare(&self) -> bool {
        self.claims.iter().all(|(_, said)| is_of_both(said))
    }

    /// Whether others say the same of the shape, so that it does not matter who says it first.
    fn is_said_by_others(&self, tree: &Tree) -> bool {
        self.claims.iter().all(|(holder, said)| {
            let node = &tree[*holder];
            let is_alike = |other: &&Said| discriminant(&other.fact) == discriminant(&said.fact);
            let mut others = node.said.iter().filter(is_alike).peekable();
            others.peek().is_some()
                && match &said.fact {
                    Fact::Kind(kind) => {
                        let known = node.kinds()[usize::from(said.basis != Basis::Stated)];
                        known.meet(*kind) == Some(known)
                    }
                    fact => {
                        !may_be_several(fact)
                            && others.all(|other| other.fact == *fact && other.basis == said.basis)
                    }
                }
        })
    }

    /// Takes back what was said there; `None` if more than how the shape is described depends on that.
    pub(super) fn forget(self, told: &mut Told) -> Option<()> {
        let tree = &mut told.whole.tree;
        for (holder, said) in &self.claims {
            let kinds = tree[*holder].kinds();
            let taken = tree[*holder].retract(|other| other == said);
            (taken.len() == 1 && tree[*holder].kinds() == kinds).then_some(())?;
        }
        let Self { from, shape, .. } = self;
        let is_fit = told.is_open(shape)
            && self.is_said_by_others(&told.whole.tree)
            && (self.is_bare() || told.are_others_met_with(&self))
            && told
                .others(shape)
                .any(|other| told.is_known_by(shape, other) && told.is_asked_like(other, from));
        is_fit.then_some(())
    }
}

impl Told {
    /// Refers to a shape from one more place, and returns the shape and those within it of which something else is said now; `None` if
    /// more than how they are described depends on that.
    pub(super) fn refer(&mut self, from: Id, shape: Id) -> Option<BTreeSet<Id>> {
        let reference = Reference::to(self, from, shape)?;
        let order = if reference.is_bare() { None } else { Some(self.order_of(&reference)?) };
        let is_fit = self.is_open(shape) && self.is_asked_like(shape, from);
        let Whole { tree, sentences, origins, .. } = &mut self.whole;
        let shapes = reference.shapes(tree);
        sentences.take_back(tree, &shapes);
        (is_fit && reference.is_said_by_others(tree)).then_some(())?;
        tree.join(from, shape);
        origins.refer(from, shape);
        if let Some(order) = order {
            let holders: BTreeSet<Id> = reference.claims.iter().map(|(holder, _)| *holder).collect();
            for holder in holders {
                tree[holder].sort(|said| order.get(said.page).copied().flatten());
            }
        }
        // What stands in it does not stand in one place any more.
        self.lone_shapes.take();
        self.worded.take();
        Some(shapes)
    }

    /// Returns for each page the place that it has among those that speak of what is referred to; `None` if that is not known.
    fn order_of(&self, reference: &Reference) -> Option<Vec<Option<usize>>> {
        let Reference { from, shape, .. } = reference;
        let Whole { tree, origins, operations, .. } = &self.whole;
        let operation = self.operation_of(*from)?;
        let is_fit = self.are_others_met_with(reference)
            && self.others(*shape).all(|other| self.operation_of(other) != Some(operation));
        let mut places = self.pages().filter(|_| is_fit)?;
        if origins.is_told(*shape) {
            let tops: Vec<Id> = tree.children(Tree::ROOT).map(|(_, id)| id).collect();
            for place in places.iter_mut().flatten() {
                let operation = operations[*place].id;
                *place = tops.iter().position(|top| *top == operation)?;
            }
        }
        Some(places)
    }

    /// Whether all that refers to a shape is met before it is known what it holds: what is said later of that makes no shapes.
    fn are_others_met_with(&self, reference: &Reference) -> bool {
        let Reference { shape, .. } = reference;
        let Whole { tree, origins, .. } = &self.whole;
        let is_told = origins.is_told(*shape);
        let is_met = |other: Id| self.operation_of(other).is_some() && tells_name(tree, other) == is_told;
        let is_in_one_place = |within: Id| within == *shape || self.others(within).count() == 1;
        self.others(*shape).all(is_met) && reference.shapes(tree).into_iter().all(is_in_one_place)
    }

    /// Returns the operation that holds a node, if no shape does.
    fn operation_of(&self, id: Id) -> Option<Id> {
        let tree = &self.whole.tree;
        let mut around = std::iter::successors(Some(tree.now(id)), |id| tree[*id].parent);
        let top = around.find(|id| matches!(tree[*id].step, Step::Operation(_) | Step::Type(_)))?;
        matches!(tree[top].step, Step::Operation(_)).then_some(top)
    }

    /// Whether others may refer to a shape, or no more: no recursion is found by that, and others that are called so are none.
    fn is_open(&self, shape: Id) -> bool {
        let Whole { tree, origins, .. } = &self.whole;
        self.recursions.is_empty() && (origins.is_told(shape) || origins.is_uncontested(tree, shape))
    }

    /// Returns what refers to a shape.
    fn others(&self, shape: Id) -> impl Iterator<Item = Id> {
        let refers = move |(from, to): &(Id, Id)| (*to == shape).then_some(*from);
        self.whole.origins.moved.iter().filter_map(refers)
    }

    /// Whether a shape is what it is by what refers to it.
    fn is_known_by(&self, shape: Id, other: Id) -> bool {
        let Whole { tree, origins, .. } = &self.whole;
        !origins.is_told(shape)
            || tells_name(tree, other) && matches!(tree.kind(other), Kind::Struct | Kind::Union)
    }

    /// Whether a request may hold a node if it may hold another one.
    fn is_asked_like(&self, id: Id, other: Id) -> bool {
        let sentences = &self.whole.sentences;
        sentences.is_requested(id) || !sentences.is_requested(other)
    }
}

/// Whether a page tells the name of a shape at a node.
fn tells_name(tree: &Tree, id: Id) -> bool {
    tree[id].shape_names().any(|(_, basis)| basis == Basis::Stated)
}
