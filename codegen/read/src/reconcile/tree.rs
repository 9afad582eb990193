//! The claims of all pages, laid over one another: one tree in which a node has what every page says of it.

use std::borrow::Cow;
use std::collections::HashMap;

use foldhash::fast::FixedState;
use indexmap::IndexMap;
use indexmap::map::Entry;
use rayon::prelude::*;

use crate::claims::{Basis, Claim, Claims, Fact, Kind, Step};
use crate::document::Lines;
use crate::examples::Shown;

/// A place in the tree: a part of it, and a place in that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Id {
    part: u32,
    place: u32,
}

impl Id {
    fn new(part: u32, place: usize) -> Self {
        Self { part, place: u32::try_from(place).unwrap_or(u32::MAX) }
    }
}

/// Marks of nodes.
pub(super) struct Marks(Vec<Vec<bool>>);

impl Marks {
    /// Whether a node is marked.
    pub(super) fn has(&self, id: Id) -> bool {
        self.0[id.part as usize][id.place as usize]
    }

    /// Marks a node. Returns whether it was not.
    pub(super) fn add(&mut self, id: Id) -> bool {
        !std::mem::replace(&mut self.0[id.part as usize][id.place as usize], true)
    }
}

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

    /// Takes back what examples show, each with its page.
    pub(super) fn take_shown(&mut self) -> Vec<(usize, Box<Shown>)> {
        let claims = self.retract(|said| matches!(said.fact, Fact::Shown(_)));
        let part = |said: Said| match said.fact {
            Fact::Shown(shown) => Some((said.page, shown)),
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
///
/// The nodes are held in parts, so that what different pages say of different operations can be laid over one another
/// in parallel. The first part holds the service and what is moved below it later.
#[derive(Debug)]
pub(super) struct Tree {
    parts: Vec<Vec<Node>>,
}

impl std::ops::Index<Id> for Tree {
    type Output = Node;

    fn index(&self, id: Id) -> &Node {
        &self.parts[id.part as usize][id.place as usize]
    }
}

impl std::ops::IndexMut<Id> for Tree {
    fn index_mut(&mut self, id: Id) -> &mut Node {
        &mut self.parts[id.part as usize][id.place as usize]
    }
}

impl Drop for Tree {
    fn drop(&mut self) {
        // This takes as long as a part of reading does.
        std::mem::take(&mut self.parts).into_par_iter().with_min_len(MIN_SHARE).for_each(drop);
    }
}

/// How many parts are worth a task of their own.
const MIN_SHARE: usize = 8;

impl Tree {
    /// The service.
    pub(super) const ROOT: Id = Id { part: 0, place: 0 };

    /// Lays the claims of the pages over one another, in the order of the pages.
    pub(super) fn of(pages: Vec<Claims>) -> Self {
        let groups = grouped(pages);
        let laid: Vec<Part> = (1..)
            .zip(groups)
            .collect::<Vec<_>>()
            .into_par_iter()
            .with_min_len(MIN_SHARE)
            .map(|(part, pages)| Part::of(part, pages))
            .collect();
        let mut root = Node::new(None, Step::Service);
        let mut of_service = Vec::new();
        let mut tops = Vec::new();
        let mut parts = vec![Vec::new()];
        for part in laid {
            of_service.extend(part.of_service);
            tops.extend(part.tops);
            parts.push(part.nodes);
        }
        of_service.sort_by_key(|said| said.page);
        of_service.into_iter().for_each(|said| root.say(said));
        tops.sort_by_key(|(page, _)| *page);
        let mut tree = Self { parts };
        root.children.extend(tops.into_iter().map(|(_, id)| (tree[id].step.clone(), id)));
        tree.parts[0].push(root);
        tree
    }

    /// Takes a claim back wherever it was made.
    pub(super) fn retract_all(&mut self, fact: &Fact) {
        for node in self.parts.iter_mut().flatten() {
            node.retract(|said| said.fact == *fact);
        }
    }

    /// Returns all nodes, in a stable order.
    pub(super) fn ids(&self) -> impl Iterator<Item = Id> {
        let ids = |(part, nodes): (u32, &Vec<Node>)| (0..nodes.len()).map(move |place| Id::new(part, place));
        (0..).zip(&self.parts).flat_map(ids)
    }

    /// Returns a mark for each node, which none has yet.
    pub(super) fn marks(&self) -> Marks {
        Marks(self.parts.iter().map(|nodes| vec![false; nodes.len()]).collect())
    }

    /// Returns the child that `step` leads to, which is made if there is none.
    pub(super) fn child(&mut self, parent: Id, step: Step) -> Id {
        child(&mut self.parts[parent.part as usize], parent, step)
    }

    /// Returns the child that `step` leads to.
    pub(super) fn get(&self, parent: Id, step: &Step) -> Option<Id> {
        self[parent].children.get(step).copied()
    }

    /// Returns the children in order, each with the step that leads to it.
    pub(super) fn children(&self, id: Id) -> impl Iterator<Item = (&Step, Id)> {
        self[id].children.iter().map(|(step, child)| (step, *child))
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
        self[id].shape.unwrap_or(id)
    }

    /// Moves the members, values and kind of `from` to the shape `to`, to which `from` then refers.
    pub(super) fn move_content(&mut self, from: Id, to: Id) {
        if from == to || self[from].shape == Some(to) {
            return;
        }
        self.move_children(from, to);
        // The element of a list says what its shape is; a member says what it is for.
        let is_element = matches!(self[from].step, Step::Element | Step::Value);
        for said in std::mem::take(&mut self[from].said) {
            match &said.fact {
                // The kind stays with both: it is what evidence of the reference shows.
                Fact::Kind(_) | Fact::Shown(_) => {
                    self[to].say(said.clone());
                    self[from].said.push(said);
                }
                Fact::Values { .. } => self[to].say(said),
                Fact::Doc(_) if is_element => self[to].say(said),
                _ => self[from].said.push(said),
            }
        }
        self[from].values = None;
        self[from].shape = Some(to);
    }

    /// Merges all that is said of `from` into `to`, which takes its place.
    pub(super) fn merge(&mut self, from: Id, to: Id) {
        if from == to {
            return;
        }
        let shape = self[to].shape;
        for said in std::mem::take(&mut self[from].said) {
            if let (Some(shape), Fact::Values { .. } | Fact::Shown(_)) = (shape, &said.fact)
                && self[from].shape != Some(shape)
            {
                self[shape].say(said.clone());
            }
            self[to].say(said);
        }
        if shape.is_none() {
            self[to].shape = self[from].shape;
        }
        self.move_children(from, self.content(to));
    }

    fn move_children(&mut self, from: Id, to: Id) {
        let children = std::mem::take(&mut self[from].children);
        self[to].children.reserve(children.len());
        for (step, child) in children {
            match self[to].children.entry(step) {
                Entry::Occupied(known) => {
                    let known = *known.get();
                    self.merge(child, known);
                }
                Entry::Vacant(new) => {
                    new.insert(child);
                    self[child].parent = Some(to);
                }
            }
        }
    }

    /// Gives a child another step, which no other child has.
    pub(super) fn rename(&mut self, id: Id, step: Step) {
        if let Some(parent) = self[id].parent {
            let old = std::mem::replace(&mut self[id].step, step.clone());
            self[parent].children.swap_remove(&old);
            self[parent].children.insert(step, id);
        }
    }

    /// Returns what all pages together say that a node is. What is stated outweighs what is inferred; contradictions
    /// are reported when the node is [settled](super::facets).
    pub(super) fn kind(&self, id: Id) -> Kind {
        let told = self.told_kind(id);
        let shown = self[id].shown.as_ref().and_then(|shown| shown.refine(told));
        shown.map_or(told, |found| found.kind)
    }

    /// Whether two nodes may be of one kind. What only examples show need but be of one JSON type.
    pub(super) fn are_kinds_alike(&self, a: Id, b: Id) -> bool {
        match (&self[a].shown, &self[b].shown) {
            (Some(shown), Some(other)) if [a, b].iter().all(|id| self.told_kind(*id) == Kind::Any) => {
                shown.is_like(other)
            }
            _ => self.kind(a).meet(self.kind(b)).is_some(),
        }
    }

    /// Returns what the pages say that a node is, without what examples show.
    pub(super) fn told_kind(&self, id: Id) -> Kind {
        let [stated, inferred] = self[id].kinds;
        stated.meet(inferred).unwrap_or(stated)
    }

    /// Returns the values that a node may have, if the pages list them.
    pub(super) fn values(&self, id: Id) -> Option<&Fact> {
        let node = &self[id];
        node.values.and_then(|place| node.said.get(place)).map(|said| &said.fact)
    }

    /// Returns the values that a node may have, if the pages list them or examples show them.
    pub(super) fn values_or_shown(&self, id: Id) -> Option<Cow<'_, Fact>> {
        if let Some(values) = self.values(id) {
            return Some(Cow::Borrowed(values));
        }
        let node = &self[id];
        let values = node.shown.as_ref()?.refine(self.told_kind(id))?.values;
        (!values.is_empty()).then_some(Cow::Owned(Fact::Values { values, open: true }))
    }

    /// Returns all nodes below `id`, itself first, in the order of the tree; content that was moved is not entered.
    pub(super) fn walk(&self, id: Id) -> Vec<Id> {
        let mut found = Vec::new();
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            found.push(id);
            open.extend(self[id].children.values().rev());
        }
        found
    }
}

/// Returns the child of a node of the part that `step` leads to, which is made if there is none.
fn child(nodes: &mut Vec<Node>, parent: Id, step: Step) -> Id {
    if let Some(id) = nodes[parent.place as usize].children.get(&step) {
        return *id;
    }
    let id = Id::new(parent.part, nodes.len());
    nodes.push(Node::new(Some(parent), step.clone()));
    nodes[parent.place as usize].children.insert(step, id);
    id
}

/// Returns the pages in groups, so that what is below the service is spoken of in one group alone. The groups are in the
/// order of their first pages, and so are the pages of each.
fn grouped(pages: Vec<Claims>) -> Vec<Vec<(usize, Claims)>> {
    fn find(first: &mut [usize], mut page: usize) -> usize {
        while first[page] != page {
            first[page] = first[first[page]];
            page = first[page];
        }
        page
    }
    // For each page one of its group before it, or itself.
    let mut first: Vec<usize> = (0..pages.len()).collect();
    let mut known: HashMap<&Step, usize, FixedState> = HashMap::default();
    for (page, claims) in pages.iter().enumerate() {
        let tops = claims.nodes().filter(|(_, node)| node.parent == Some(Claims::ROOT));
        for (_, node) in tops {
            let other = *known.entry(&node.step).or_insert(page);
            let (a, b) = (find(&mut first, page), find(&mut first, other));
            first[a.max(b)] = a.min(b);
        }
    }
    let mut groups: IndexMap<usize, Vec<(usize, Claims)>, FixedState> = IndexMap::default();
    for (page, claims) in pages.into_iter().enumerate() {
        groups.entry(find(&mut first, page)).or_default().push((page, claims));
    }
    groups.into_values().collect()
}

/// What a group of pages says.
struct Part {
    nodes: Vec<Node>,
    /// What is said of the service itself.
    of_service: Vec<Said>,
    /// What is below the service, with the first page that names it.
    tops: Vec<(usize, Id)>,
}

impl Part {
    fn of(part: u32, pages: Vec<(usize, Claims)>) -> Self {
        let mut known: IndexMap<Step, (usize, Id), FixedState> = IndexMap::default();
        let mut nodes: Vec<Node> = Vec::new();
        let mut of_service = Vec::new();
        let mut places: Vec<Id> = Vec::new();
        let mut counts: Vec<usize> = Vec::new();
        for (page, claims) in pages {
            let (page_nodes, claims) = claims.into_parts();
            places.clear();
            nodes.reserve(page_nodes.len());
            for node in page_nodes {
                places.push(match node.parent {
                    None => Tree::ROOT,
                    Some(Claims::ROOT) => {
                        let new = Id::new(part, nodes.len());
                        let (_, id) = *known.entry(node.step).or_insert_with_key(|step| {
                            nodes.push(Node::new(Some(Tree::ROOT), step.clone()));
                            (page, new)
                        });
                        id
                    }
                    Some(parent) => child(&mut nodes, places[parent.index()], node.step),
                });
            }
            // Most nodes are of one page: what is said of each fits exactly.
            counts.clear();
            counts.resize(places.len(), 0);
            claims.iter().for_each(|claim| counts[claim.node.index()] += 1);
            for (id, count) in places.iter().zip(&counts).filter(|(id, _)| **id != Tree::ROOT) {
                let said = &mut nodes[id.place as usize].said;
                if said.is_empty() {
                    said.reserve_exact(*count);
                }
            }
            for Claim { node, fact, lines, basis } in claims {
                let said = Said { page, fact, lines, basis };
                match places[node.index()] {
                    Tree::ROOT => of_service.push(said),
                    id => nodes[id.place as usize].say(said),
                }
            }
        }
        Self { nodes, of_service, tops: known.into_values().collect() }
    }
}
