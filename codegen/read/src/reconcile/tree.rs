//! The claims of all pages, laid over one another: one tree in which a node has what every page says of it.

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
    pub(super) fact: Fact,
    pub(super) lines: Lines,
    pub(super) basis: Basis,
}

/// What the pages say of one thing.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) parent: Option<Id>,
    pub(super) step: Step,
    pub(super) children: IndexMap<Step, Id>,
    pub(super) said: Vec<Said>,
    /// The node of the named shape that this node's content was moved to.
    pub(super) shape: Option<Id>,
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
        let root =
            Node { parent: None, step: Step::Service, children: IndexMap::new(), said: vec![], shape: None };
        let mut tree = Self { nodes: vec![root] };
        for (page, claims) in pages.into_iter().enumerate() {
            let mut places = Vec::new();
            for (_, node) in claims.nodes() {
                places.push(match node.parent {
                    None => Self::ROOT,
                    Some(parent) => tree.child(places[parent.index()], node.step.clone()),
                });
            }
            for claim in claims.all() {
                let said = Said { page, fact: claim.fact.clone(), lines: claim.lines, basis: claim.basis };
                tree.nodes[places[claim.node.index()]].said.push(said);
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
        let node = Node {
            parent: Some(parent),
            step: step.clone(),
            children: IndexMap::new(),
            said: vec![],
            shape: None,
        };
        self.nodes.push(node);
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
        let moves = |fact: &Fact| match fact {
            Fact::Kind(_) | Fact::Values { .. } => true,
            Fact::Doc(_) => is_element,
            _ => false,
        };
        let (moved, kept): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.nodes[from].said).into_iter().partition(|said| moves(&said.fact));
        self.nodes[from].said = kept;
        // The kind stays with both: it is what evidence of the reference shows.
        let kinds =
            moved.iter().filter(|said| matches!(said.fact, Fact::Kind(_))).cloned().collect::<Vec<_>>();
        self.nodes[from].said.extend(kinds);
        self.nodes[to].said.extend(moved);
        self.nodes[from].shape = Some(to);
    }

    /// Merges all that is said of `from` into `to`, which takes its place.
    pub(super) fn merge(&mut self, from: Id, to: Id) {
        if from == to {
            return;
        }
        let said = std::mem::take(&mut self.nodes[from].said);
        self.nodes[to].said.extend(said);
        if self.nodes[to].shape.is_none() {
            self.nodes[to].shape = self.nodes[from].shape;
        }
        let content = self.content(to);
        for (step, child) in std::mem::take(&mut self.nodes[from].children) {
            let target = self.child(content, step);
            self.merge(child, target);
        }
    }

    /// Returns what all pages together say that a node is; contradictions are left to [`settle`](super::facets).
    pub(super) fn kind(&self, id: Id) -> Kind {
        let mut kind = Kind::Any;
        for stated_first in [true, false] {
            for said in &self.nodes[id].said {
                if let Fact::Kind(said_kind) = said.fact
                    && (said.basis == Basis::Stated) == stated_first
                {
                    kind = kind.meet(said_kind).unwrap_or(kind);
                }
            }
        }
        kind
    }

    /// Whether a node has one of several given texts as its value.
    pub(super) fn values(&self, id: Id) -> Option<&Fact> {
        self.nodes[id].said.iter().map(|said| &said.fact).find(|fact| matches!(fact, Fact::Values { .. }))
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
