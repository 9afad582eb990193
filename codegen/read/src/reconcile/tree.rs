//! The claims of all pages, laid over one another: one tree in which a node has what every page says of it.

use std::borrow::Cow;

use foldhash::fast::FixedState;
use indexmap::IndexMap;
use indexmap::map::Entry;

use crate::claims::{Basis, Claim, Claims, Fact, Kind, Step};
use crate::document::Lines;
use crate::examples::Shown;

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
    pub(super) children: IndexMap<Step, Id, FixedState>,
    /// All that is said. Added to with [`Node::say`] alone.
    pub(super) said: Vec<Said>,
    /// What the claims so far say that the node is: those that are stated, and those that are inferred.
    kinds: [Kind; 2],
    /// What examples show of it, of all places together.
    pub(super) shown: Option<Box<Shown>>,
    /// The place of the first claim of the values that the node may have.
    values: Option<usize>,
    /// In how many of the examples of what holds it a member is, and how many these are.
    pub(super) presence: Option<(u32, u32)>,
    /// The node of the named shape that this node's content was moved to.
    pub(super) shape: Option<Id>,
}

impl Node {
    pub(super) fn new(parent: Option<Id>, step: Step) -> Self {
        let (children, said, values, shape, shown, presence) = Default::default();
        Self { parent, step, children, said, kinds: [Kind::Any; 2], values, shape, shown, presence }
    }

    /// Adds a claim.
    pub(super) fn say(&mut self, said: Said) {
        match &said.fact {
            Fact::Kind(kind) => {
                let known = &mut self.kinds[usize::from(said.basis != Basis::Stated)];
                *known = known.meet(*kind).unwrap_or(*known);
            }
            Fact::Values { .. } if self.values.is_none() => self.values = Some(self.said.len()),
            Fact::Shown(shown) => match &mut self.shown {
                Some(known) => known.join(shown),
                None => self.shown = Some(shown.clone()),
            },
            _ => {}
        }
        self.said.push(said);
    }

    /// Takes back what examples show, each with its claim.
    pub(super) fn take_shown(&mut self) -> Vec<(Said, Shown)> {
        let claims = self.retract(|said| matches!(said.fact, Fact::Shown(_)));
        let part = |said: Said| match &said.fact {
            Fact::Shown(shown) => Some((said.clone(), (**shown).clone())),
            _ => None,
        };
        claims.into_iter().filter_map(part).collect()
    }

    /// Takes claims back, and returns them.
    pub(super) fn retract(&mut self, which: impl Fn(&Said) -> bool) -> Vec<Said> {
        if !self.said.iter().any(&which) {
            return Vec::new();
        }
        let (retracted, kept): (Vec<_>, Vec<_>) = std::mem::take(&mut self.said).into_iter().partition(which);
        (self.kinds, self.values, self.shown) = ([Kind::Any; 2], None, None);
        kept.into_iter().for_each(|said| self.say(said));
        retracted
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
    pub(super) fn of(pages: impl IntoIterator<Item = Claims>) -> Self {
        let mut tree = Self { nodes: vec![Node::new(None, Step::Service)] };
        let mut places = Vec::new();
        for (page, claims) in pages.into_iter().enumerate() {
            let (nodes, claims) = claims.into_parts();
            places.clear();
            for node in nodes {
                places.push(match node.parent {
                    None => Self::ROOT,
                    Some(parent) => tree.child(places[parent.index()], node.step),
                });
            }
            for Claim { node, fact, lines, basis } in claims {
                tree.nodes[places[node.index()]].say(Said { page, fact, lines, basis });
            }
        }
        tree
    }

    /// Takes a claim back wherever it was made.
    pub(super) fn retract_all(&mut self, fact: &Fact) {
        for node in &mut self.nodes {
            node.retract(|said| said.fact == *fact);
        }
    }

    /// Returns how many nodes there are; each is below this number.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
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
        self.move_children(from, to);
        // The element of a list says what its shape is; a member says what it is for.
        let is_element = matches!(self.nodes[from].step, Step::Element | Step::Value);
        for said in std::mem::take(&mut self.nodes[from].said) {
            match &said.fact {
                // The kind stays with both: it is what evidence of the reference shows.
                Fact::Kind(_) | Fact::Shown(_) => {
                    self.nodes[to].say(said.clone());
                    self.nodes[from].said.push(said);
                }
                Fact::Values { .. } => self.nodes[to].say(said),
                Fact::Doc(_) if is_element => self.nodes[to].say(said),
                _ => self.nodes[from].said.push(said),
            }
        }
        self.nodes[from].values = None;
        self.nodes[from].shape = Some(to);
    }

    /// Merges all that is said of `from` into `to`, which takes its place.
    pub(super) fn merge(&mut self, from: Id, to: Id) {
        if from == to {
            return;
        }
        let shape = self.nodes[to].shape;
        for said in std::mem::take(&mut self.nodes[from].said) {
            if let (Some(shape), Fact::Values { .. } | Fact::Shown(_)) = (shape, &said.fact)
                && self.nodes[from].shape != Some(shape)
            {
                self.nodes[shape].say(said.clone());
            }
            self.nodes[to].say(said);
        }
        if shape.is_none() {
            self.nodes[to].shape = self.nodes[from].shape;
        }
        self.move_children(from, self.content(to));
    }

    fn move_children(&mut self, from: Id, to: Id) {
        let children = std::mem::take(&mut self.nodes[from].children);
        self.nodes[to].children.reserve(children.len());
        for (step, child) in children {
            match self.nodes[to].children.entry(step) {
                Entry::Occupied(known) => {
                    let known = *known.get();
                    self.merge(child, known);
                }
                Entry::Vacant(new) => {
                    new.insert(child);
                    self.nodes[child].parent = Some(to);
                }
            }
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
        let told = self.told_kind(id);
        let shown = self.nodes[id].shown.as_ref().and_then(|shown| shown.refine(told));
        shown.map_or(told, |found| found.kind)
    }

    /// Whether two nodes may be of one kind. What only examples show need but be of one JSON type.
    pub(super) fn are_kinds_alike(&self, a: Id, b: Id) -> bool {
        match (&self.nodes[a].shown, &self.nodes[b].shown) {
            (Some(shown), Some(other)) if [a, b].iter().all(|id| self.told_kind(*id) == Kind::Any) => {
                shown.is_like(other)
            }
            _ => self.kind(a).meet(self.kind(b)).is_some(),
        }
    }

    /// Returns what the pages say that a node is, without what examples show.
    pub(super) fn told_kind(&self, id: Id) -> Kind {
        let [stated, inferred] = self.nodes[id].kinds;
        stated.meet(inferred).unwrap_or(stated)
    }

    /// Returns the values that a node may have, if the pages list them.
    pub(super) fn values(&self, id: Id) -> Option<&Fact> {
        let node = &self.nodes[id];
        node.values.and_then(|place| node.said.get(place)).map(|said| &said.fact)
    }

    /// Returns the values that a node may have, if the pages list them or examples show them.
    pub(super) fn values_or_shown(&self, id: Id) -> Option<Cow<'_, Fact>> {
        if let Some(values) = self.values(id) {
            return Some(Cow::Borrowed(values));
        }
        let node = &self.nodes[id];
        let values = node.shown.as_ref()?.refine(self.told_kind(id))?.values;
        (!values.is_empty()).then_some(Cow::Owned(Fact::Values { values, open: true }))
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
