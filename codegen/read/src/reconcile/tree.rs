//! The claims of all pages, laid over one another: one tree in which a node has what every page says of it.

mod children;
mod id;
mod layer;
mod node;

use std::borrow::Cow;
use std::num::NonZeroU32;

use rayon::prelude::*;

pub(super) use self::children::Children;
pub(super) use self::id::{Id, Marks};
pub(crate) use self::layer::{Change, Groups, Laid, Layer};
pub(super) use self::node::{Node, Said, is_of_both, moves};
use super::sayings::Sayings;
use crate::claims::{Basis, Fact, Kind, Step};

/// What pages speak of at all. Where they do not, it is not looked for.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Topics {
    /// What examples show.
    pub(super) examples: bool,
    /// Where something that contains itself is broken off.
    pub(super) recursion: bool,
    /// The names of shapes.
    pub(super) shape_names: bool,
    /// Bodies in XML.
    pub(super) xml: bool,
}

impl Topics {
    fn add(&mut self, fact: &Fact) {
        match fact {
            Fact::Root(_) => self.xml = true,
            Fact::Shown(_) => self.examples = true,
            Fact::Kind(Kind::Recursive) => self.recursion = true,
            Fact::ShapeName(_) => self.shape_names = true,
            _ => {}
        }
    }

    fn join(&mut self, other: Self) {
        self.examples |= other.examples;
        self.recursion |= other.recursion;
        self.shape_names |= other.shape_names;
        self.xml |= other.xml;
    }
}

/// All that the pages say.
///
/// The nodes are held in parts, so that what different pages say of different operations can be laid over one another
/// in parallel. The first part holds the service and what is moved below it later.
#[derive(Debug)]
pub(super) struct Tree {
    parts: Vec<Vec<Node>>,
    topics: Topics,
    /// Whether contents of several shapes were merged.
    has_split: bool,
}

impl std::ops::Index<Id> for Tree {
    type Output = Node;

    fn index(&self, id: Id) -> &Node {
        &self.parts[id.part()][id.place()]
    }
}

impl std::ops::IndexMut<Id> for Tree {
    fn index_mut(&mut self, id: Id) -> &mut Node {
        &mut self.parts[id.part()][id.place()]
    }
}

impl Drop for Tree {
    fn drop(&mut self) {
        // This takes as long as a part of reading does. The first part may hold as much as all others.
        let mut parts = std::mem::take(&mut self.parts);
        let first = if parts.is_empty() { Vec::new() } else { parts.swap_remove(0) };
        let others = parts.into_par_iter().with_min_len(MIN_SHARE).map(drop);
        first.into_par_iter().with_min_len(MIN_SHARE).map(drop).chain(others).for_each(drop);
    }
}

/// How many parts are worth a task of their own.
const MIN_SHARE: usize = 8;

impl Tree {
    /// The service.
    pub(super) const ROOT: Id = Id { part: 0, place: NonZeroU32::MIN };

    /// Returns the tree of what all pages say.
    pub(super) fn of(Laid(laid): Laid) -> Self {
        let mut root = Node::new(None, Step::Service);
        let mut of_service = Vec::new();
        let mut tops = Vec::new();
        let mut parts = vec![Vec::new()];
        let mut topics = Topics::default();
        for layer in laid {
            parts.resize_with(layer.part() as usize, Vec::new);
            topics.join(layer.topics);
            of_service.extend(layer.of_service);
            tops.extend(layer.tops.into_values());
            parts.push(layer.nodes);
        }
        of_service.sort_by_key(|said| said.page);
        of_service.into_iter().for_each(|said| root.say(said));
        tops.sort_by_key(|(page, _)| *page);
        let mut tree = Self { parts, topics, has_split: false };
        for (_, id) in tops {
            let _ = root.children.add(tree[id].step.clone(), id);
        }
        tree.parts[0].push(root);
        tree
    }

    /// Takes a claim back wherever it was made.
    pub(super) fn retract_all(&mut self, fact: &Fact) {
        for node in self.parts.iter_mut().flatten() {
            node.retract(|said| said.fact == *fact);
        }
    }

    /// Returns what pages speak of at all.
    pub(super) fn topics(&self) -> Topics {
        self.topics
    }

    /// Returns all nodes, in a stable order.
    pub(super) fn ids(&self) -> impl Iterator<Item = Id> {
        let ids = |(part, nodes): (u32, &Vec<Node>)| (0..nodes.len()).map(move |place| Id::new(part, place));
        (0..).zip(&self.parts).flat_map(ids)
    }

    /// As [`Tree::ids`], in parallel.
    pub(super) fn par_ids(&self) -> impl ParallelIterator<Item = Id> {
        let ids = |(part, nodes): (usize, &Vec<Node>)| {
            let part = u32::try_from(part).unwrap_or(u32::MAX);
            (0..nodes.len()).map(move |place| Id::new(part, place))
        };
        self.parts.par_iter().enumerate().with_min_len(MIN_SHARE).flat_map_iter(ids)
    }

    /// Returns a mark for each node, which none has yet.
    pub(super) fn marks(&self) -> Marks {
        Marks(self.parts.iter().map(|nodes| vec![false; nodes.len()]).collect())
    }

    /// Returns the child that `step` leads to, which is made if there is none.
    pub(super) fn child(&mut self, parent: Id, step: Step) -> Id {
        child(&mut self.parts[parent.part()], parent, step, 0)
    }

    /// Takes in what a layer says of something that `holder` holds, to which nothing leads yet. Returns its node.
    pub(super) fn take_in(&mut self, holder: Id, new: &Node) -> Id {
        let nodes = &mut self.parts[holder.part()];
        let id = Id::new(holder.part, nodes.len());
        nodes.push(Node { children: Children::default(), parent: Some(holder), ..new.clone() });
        id
    }

    /// Returns the child that `step` leads to.
    pub(super) fn get(&self, parent: Id, step: &Step) -> Option<Id> {
        self[parent].children.get(step)
    }

    /// Returns the children in order, each with the step that leads to it.
    pub(super) fn children(&self, id: Id) -> impl Iterator<Item = (&Step, Id)> {
        self[id].children.iter()
    }

    /// Returns the children that steps give a place, in the order of their places.
    pub(super) fn by_place(&self, id: Id, place_of: impl Fn(&Step) -> Option<usize>) -> Vec<Id> {
        let mut found: Vec<(usize, Id)> =
            self.children(id).filter_map(|(step, child)| Some((place_of(step)?, child))).collect();
        found.sort_unstable();
        found.into_iter().map(|(_, child)| child).collect()
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
        let node = &mut self[from];
        let told: Vec<Said> = node.said_of_shape().cloned().collect();
        let is_element = node.is_element();
        node.said.retain(|said| !moves(said, is_element));
        told.into_iter().for_each(|said| self[to].say(said));
        self[from].gist.has_values = false;
        self[from].shape = Some(to);
    }

    /// Merges all that is said of `from` into `to`, which takes its place.
    pub(super) fn merge(&mut self, from: Id, to: Id) {
        if from == to {
            return;
        }
        let shape = self[to].shape;
        let node = &mut self[from];
        let (said, gist, is_shown) = (std::mem::take(&mut node.said), node.gist, node.shown.is_some());
        if let Some(shape) = shape.filter(|shape| self[from].shape != Some(*shape)) {
            let is_of_shape = |said: &&Said| matches!(said.fact, Fact::Values { .. } | Fact::Shown(_));
            said.iter().filter(is_of_shape).for_each(|said| self[shape].say(said.clone()));
        }
        self[to].say_all(said, gist, is_shown);
        if let (None, Some(of)) = (shape, self[from].shape) {
            match self[to].children.is_empty() {
                true => self[to].shape = Some(of),
                false => self.move_content(to, of),
            }
        }
        self.move_children(from, self.content(to));
        self.has_split |= self[from].shape.is_some_and(|shape| self[to].shape != Some(shape));
        (self[from].shape, self[from].is_merged) = (Some(to), true);
    }

    /// Merges what is said of `from` into `to`, which leads to the same, and of which the content is moved.
    pub(super) fn join(&mut self, from: Id, to: Id) {
        for (step, child) in std::mem::take(&mut self[from].children).into_all() {
            match self.get(self.content(to), &step) {
                Some(known) => self.join(child, known),
                None => drop(self[from].children.add(step, child)),
            }
        }
        if let Some(shape) = self[to].shape {
            self.move_content(from, shape);
        }
        match self[to].step {
            // What refers to it stays where it is.
            Step::Type(_) => self.move_content(from, to),
            _ => self.merge(from, to),
        }
    }

    /// Whether what was said of one thing is held by several shapes.
    pub(super) fn has_split(&self) -> bool {
        self.has_split
    }

    /// Returns how many nodes a part has.
    pub(super) fn count_of(&self, part: usize) -> usize {
        self.parts[part].len()
    }

    /// Returns the node that another one is now: itself, or what it was merged into.
    pub(super) fn now(&self, mut id: Id) -> Id {
        while let (true, Some(into)) = (self[id].is_merged, self[id].shape) {
            id = into;
        }
        id
    }

    /// Merges what is said of something that lost its name into what has one; the rule stands for it from now on.
    pub(super) fn adopt(&mut self, unnamed: Id, named: Id, rule: &'static str) {
        for id in self.walk(unnamed) {
            self[id].said.iter_mut().for_each(|said| said.basis = Basis::Inferred(rule));
            self[id].hear_again();
        }
        self.merge(unnamed, named);
        let (parent, step) = (self[unnamed].parent, self[unnamed].step.clone());
        if let Some(parent) = parent {
            self[parent].children.remove(&step);
        }
    }

    fn move_children(&mut self, from: Id, to: Id) {
        let children = std::mem::take(&mut self[from].children);
        if children.is_empty() {
            return;
        }
        if self[to].children.is_empty() {
            for child in children.ids() {
                self[child].parent = Some(to);
            }
            self[to].children = children;
            return;
        }
        for (place, (step, child)) in children.into_all().enumerate() {
            let known = self[to].children.at(place, &step);
            match known.map_or_else(|| self[to].children.add(step, child), Err) {
                Ok(()) => self[child].parent = Some(to),
                Err(known) => self.merge(child, known),
            }
        }
    }

    /// Gives a child another step, which no other child has.
    pub(super) fn rename(&mut self, id: Id, step: Step) {
        if let Some(parent) = self[id].parent {
            let old = std::mem::replace(&mut self[id].step, step.clone());
            self[parent].children.swap_remove(&old);
            let _ = self[parent].children.add(step, id);
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
        let [stated, inferred] = self[id].kinds();
        stated.meet(inferred).unwrap_or(stated)
    }

    /// Returns the values that a node may have, if the pages list them.
    pub(super) fn values(&self, id: Id) -> Option<&Fact> {
        let node = &self[id];
        let mut facts = node.said.iter().map(|said| &said.fact);
        node.gist.has_values.then(|| facts.find(|fact| matches!(fact, Fact::Values { .. })))?
    }

    /// Returns the values that a node may have, if the pages list them or examples show them.
    pub(super) fn values_or_shown(&self, id: Id) -> Option<Cow<'_, Fact>> {
        if let Some(values) = self.values(id) {
            return Some(Cow::Borrowed(values));
        }
        let node = &self[id];
        let shown = node.shown.as_ref()?;
        let is_enum = shown.refine(self.told_kind(id))?.is_enum;
        is_enum.then(|| Cow::Owned(Fact::Values { values: shown.values(), open: true }))
    }

    /// Forgets what is said of a node and what is below it. Returns that, as to drop it takes long.
    pub(super) fn forget(&mut self, id: Id) -> (Sayings, Children) {
        let Node { said, children, .. } = &mut self[id];
        (std::mem::take(said), std::mem::take(children))
    }

    /// Takes something away that stands below the service, and to which nothing refers.
    pub(super) fn remove_top(&mut self, top: Id) {
        let step = self[top].step.clone();
        self[Self::ROOT].children.remove(&step);
    }

    /// Leaves nothing of a node to which nothing leads.
    pub(super) fn clear(&mut self, id: Id) {
        let step = self[id].step.clone();
        self[id] = Node::new(None, step);
    }

    /// Forgets the part that a node is in, of which nothing may be asked any more. Returns it, as to drop it takes long.
    pub(super) fn forget_part(&mut self, id: Id) -> Vec<Node> {
        std::mem::take(&mut self.parts[id.part()])
    }

    /// Returns for each part whether it holds any of these nodes or of those below them.
    pub(super) fn parts_with(&self, ids: impl Iterator<Item = Id>) -> Vec<bool> {
        let mut has = vec![false; self.parts.len()];
        let mut open: Vec<Id> = ids.collect();
        while let Some(id) = open.pop() {
            has[id.part()] = true;
            open.extend(self[id].children.ids());
        }
        has
    }

    /// Returns the shapes to which the content of `id` and of all nodes below was moved.
    pub(super) fn shapes_within(&self, id: Id) -> impl Iterator<Item = Id> {
        self.walk(id).into_iter().filter_map(|id| self[id].shape)
    }

    /// Returns all nodes below `id`, itself first, in the order of the tree; content that was moved is not entered.
    pub(super) fn walk(&self, id: Id) -> Vec<Id> {
        /// More than most things hold.
        const ROOM: usize = 16;
        let (mut found, mut open) = (Vec::with_capacity(ROOM), Vec::with_capacity(ROOM));
        open.push(id);
        while let Some(id) = open.pop() {
            found.push(id);
            open.extend(self[id].children.ids().rev());
        }
        found
    }
}

/// Returns the child of a node of the part that `step` leads to, which is likely to have this rank, and is made if there is none.
fn child(nodes: &mut Vec<Node>, parent: Id, step: Step, rank: usize) -> Id {
    let id = Id::new(parent.part, nodes.len());
    let children = &mut nodes[parent.place()].children;
    if let Some(known) = children.at(rank, &step) {
        return known;
    }
    match children.add(step.clone(), id) {
        Ok(()) => {
            nodes.push(Node::new(Some(parent), step));
            id
        }
        Err(known) => known,
    }
}
