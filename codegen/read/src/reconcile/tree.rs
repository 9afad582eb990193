//! The claims of all pages, laid over one another: one tree in which a node has what every page says of it.

use std::rc::Rc;

use indexmap::IndexMap;

use crate::claims::{Basis, Claims, Fact, Kind, Step};
use crate::document::Lines;

/// A place in the tree.
pub(super) type Id = usize;

/// A claim of one page.
#[derive(Clone, Debug)]
pub(super) struct Said {
    /// The page, by its place in the sorted list of pages.
    pub(super) page: usize,
    pub(super) fact: Rc<Fact>,
    pub(super) lines: Lines,
    pub(super) basis: Basis,
}

/// What the pages say of one thing.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) parent: Option<Id>,
    pub(super) step: Step,
    pub(super) children: IndexMap<Step, Id>,
    /// All that is said. Added to with [`Node::say`] alone.
    pub(super) said: Vec<Said>,
    /// What the claims so far say that the node is: those that are stated, and those that are inferred.
    kinds: [Kind; 2],
    /// The first claim of the values that the node may have.
    values: Option<Rc<Fact>>,
    /// The node of the named shape that this node's content was moved to.
    pub(super) shape: Option<Id>,
}

impl Node {
    fn new(parent: Option<Id>, step: Step) -> Self {
        let (children, said, values, shape) = Default::default();
        Self { parent, step, children, said, kinds: [Kind::Any; 2], values, shape }
    }

    /// Adds a claim.
    pub(super) fn say(&mut self, said: Said) {
        match &*said.fact {
            Fact::Kind(kind) => {
                let known = &mut self.kinds[usize::from(said.basis != Basis::Stated)];
                *known = known.meet(*kind).unwrap_or(*known);
            }
            Fact::Values { .. } if self.values.is_none() => self.values = Some(said.fact.clone()),
            _ => {}
        }
        self.said.push(said);
    }

    /// Takes claims back.
    pub(super) fn retract(&mut self, which: impl Fn(&Said) -> bool) {
        let said = std::mem::take(&mut self.said);
        (self.kinds, self.values) = ([Kind::Any; 2], None);
        said.into_iter().filter(|said| !which(said)).for_each(|said| self.say(said));
    }
}

/// All that the pages say.
#[derive(Clone, Debug)]
pub(super) struct Tree {
    nodes: Vec<Node>,
}

impl std::ops::Index<Id> for Tree {
    type Output = Node;

    fn index(&self, id: Id) -> &Node {
        &self.nodes[id]
    }
}

impl std::ops::IndexMut<Id> for Tree {
    fn index_mut(&mut self, id: Id) -> &mut Node {
        &mut self.nodes[id]
    }
}

impl Tree {
    /// The service.
    pub(super) const ROOT: Id = 0;

    /// Lays the claims of the pages over one another, in the order of the pages.
    pub(super) fn of<'a>(pages: impl IntoIterator<Item = &'a Claims>) -> Self {
        let mut tree = Self { nodes: vec![Node::new(None, Step::Service)] };
        for (page, claims) in pages.into_iter().enumerate() {
            let mut places = Vec::new();
            for (_, node) in claims.nodes() {
                places.push(match node.parent {
                    None => Self::ROOT,
                    Some(parent) => tree.child(places[parent.index()], node.step.clone()),
                });
            }
            for claim in claims.all() {
                let fact = Rc::new(claim.fact.clone());
                let said = Said { page, fact, lines: claim.lines, basis: claim.basis };
                tree.nodes[places[claim.node.index()]].say(said);
            }
        }
        tree
    }

    /// Returns the child that `step` leads to, which is made if there is none.
    pub(super) fn child(&mut self, parent: Id, step: Step) -> Id {
        if let Some(id) = self.nodes[parent].children.get(&step) {
            return *id;
        }
        let id = self.nodes.len();
        self.nodes.push(Node::new(Some(parent), step.clone()));
        self.nodes[parent].children.insert(step, id);
        id
    }

    /// Returns the child that `step` leads to.
    pub(super) fn get(&self, parent: Id, step: &Step) -> Option<Id> {
        self.nodes[parent].children.get(step).copied()
    }

    /// Returns the children in order, each with the step that leads to it.
    pub(super) fn children(&self, id: Id) -> impl Iterator<Item = (&Step, Id)> {
        self.nodes[id].children.iter().map(|(step, child)| (step, *child))
    }

    /// Returns the members below a node, looking through to the named shape that it refers to.
    pub(super) fn members(&self, id: Id) -> impl Iterator<Item = (&str, Id)> {
        self.children(self.content(id)).filter_map(|(step, child)| match step {
            Step::Member(name) => Some((name.as_str(), child)),
            _ => None,
        })
    }

    /// Returns the node that holds a node's content: that of its named shape, if it was moved there.
    pub(super) fn content(&self, id: Id) -> Id {
        self.nodes[id].shape.unwrap_or(id)
    }

    /// Moves the members, values and kind of `from` to the shape `to`, to which `from` then refers.
    pub(super) fn move_content(&mut self, from: Id, to: Id) {
        if from == to || self.nodes[from].shape == Some(to) {
            return;
        }
        let children = std::mem::take(&mut self.nodes[from].children);
        for (step, child) in children {
            let target = self.child(to, step);
            self.merge(child, target);
        }
        // The element of a list says what its shape is; a member says what it is for.
        let is_element = matches!(self.nodes[from].step, Step::Element | Step::Value);
        for said in std::mem::take(&mut self.nodes[from].said) {
            match &*said.fact {
                // The kind stays with both: it is what evidence of the reference shows.
                Fact::Kind(_) => {
                    self.nodes[to].say(said.clone());
                    self.nodes[from].said.push(said);
                }
                Fact::Values { .. } => self.nodes[to].say(said),
                Fact::Doc(_) if is_element => self.nodes[to].say(said),
                _ => self.nodes[from].said.push(said),
            }
        }
        self.nodes[from].shape = Some(to);
    }

    /// Merges all that is said of `from` into `to`, which takes its place.
    pub(super) fn merge(&mut self, from: Id, to: Id) {
        if from == to {
            return;
        }
        for said in std::mem::take(&mut self.nodes[from].said) {
            self.nodes[to].say(said);
        }
        if self.nodes[to].shape.is_none() {
            self.nodes[to].shape = self.nodes[from].shape;
        }
        let content = self.content(to);
        for (step, child) in std::mem::take(&mut self.nodes[from].children) {
            let target = self.child(content, step);
            self.merge(child, target);
        }
    }

    /// Gives a child another step, which no other child has.
    pub(super) fn rename(&mut self, id: Id, step: Step) {
        if let Some(parent) = self.nodes[id].parent {
            let old = std::mem::replace(&mut self.nodes[id].step, step.clone());
            self.nodes[parent].children.swap_remove(&old);
            self.nodes[parent].children.insert(step, id);
        }
    }

    /// Returns what all pages together say that a node is. What is stated outweighs what is inferred; contradictions
    /// are reported when the node is [settled](super::facets).
    pub(super) fn kind(&self, id: Id) -> Kind {
        let [stated, inferred] = self.nodes[id].kinds;
        stated.meet(inferred).unwrap_or(stated)
    }

    /// Returns the values that a node may have, if the pages list them.
    pub(super) fn values(&self, id: Id) -> Option<&Fact> {
        self.nodes[id].values.as_deref()
    }

    /// Returns all nodes below `id`, itself first, in the order of the tree; content that was moved is not entered.
    pub(super) fn walk(&self, id: Id) -> Vec<Id> {
        let mut found = Vec::new();
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            found.push(id);
            open.extend(self.nodes[id].children.values().rev());
        }
        found
    }
}
