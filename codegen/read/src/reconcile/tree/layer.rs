//! What one page says, as a part of the tree that is yet without the rest of it: made where the page is read, so that
//! its claims need not be held until all pages are.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::FixedState;
use indexmap::IndexMap;
use rayon::prelude::*;

use super::{Id, MIN_SHARE, Node, Said, Topics, Tree, child};
use crate::claims::{Claim, Claims, Fact, Step};
use crate::reconcile::sentences::{MAX_TEXT, TellingText};
use crate::reconcile::shared::Shared;

/// What one page says, or several that speak of the same.
#[derive(Clone, Debug)]
pub(crate) struct Layer {
    /// The page, or the first of them, by its place in the sorted list of pages.
    page: usize,
    pub(super) nodes: Vec<Node>,
    /// What is said of the service itself.
    pub(super) of_service: Vec<Said>,
    /// What is below the service, with the first page that names it.
    pub(super) tops: IndexMap<Step, (usize, Id), FixedState>,
    /// Those texts about members of which sentences tell something.
    telling_texts: Vec<TellingText>,
    pub(super) topics: Topics,
}

impl std::ops::Index<Id> for Layer {
    type Output = Node;

    fn index(&self, id: Id) -> &Node {
        &self.nodes[id.place()]
    }
}

impl Layer {
    /// Returns what the page says that has this place in the sorted list of pages. What others said before is held once.
    pub(crate) fn of(page: usize, claims: Claims, shared: &Shared) -> Self {
        let (page_nodes, claims) = claims.into_parts();
        let nodes = Vec::with_capacity(page_nodes.len());
        let mut layer = Self {
            page,
            nodes,
            of_service: Vec::new(),
            tops: IndexMap::default(),
            telling_texts: Vec::new(),
            topics: Topics::default(),
        };
        let mut places: Vec<Id> = Vec::with_capacity(page_nodes.len());
        // The rank of each node among those of its parent, and where the next one is likely to stand: a page names members
        // several times, and always in one order.
        let (mut ranks, mut next) = (vec![0; page_nodes.len()], vec![0; page_nodes.len()]);
        // What a page says fits exactly.
        let mut children = vec![0; page_nodes.len()];
        page_nodes.iter().filter_map(|node| node.parent).for_each(|parent| children[parent.index()] += 1);
        for (node, children) in page_nodes.into_iter().zip(children) {
            let known = layer.nodes.len();
            let parent = node.parent.map(|parent| places[parent.index()]);
            let holder = parent.filter(|parent| *parent != Tree::ROOT);
            let id = layer.place(page, node.step, parent, holder.map_or(0, |holder| next[holder.place()]));
            if let Some(new) = layer.nodes.get_mut(known) {
                new.children.expect(children);
                ranks[known] = holder.map_or(0, |holder| layer[holder].children.len() - 1);
            }
            if let Some(holder) = holder {
                next[holder.place()] = ranks[id.place()] + 1;
            }
            places.push(id);
        }
        let mut counts = vec![0; layer.nodes.len()];
        let places_of_claims = claims.iter().map(|claim| places[claim.node.index()]);
        places_of_claims.filter(|id| *id != Tree::ROOT).for_each(|id| counts[id.place()] += 1);
        for (node, count) in layer.nodes.iter_mut().zip(counts) {
            node.said.expect(count);
        }
        for Claim { node, mut fact, lines, basis } in claims {
            let id = places[node.index()];
            layer.topics.add(&fact);
            match &mut fact {
                Fact::Doc(text) if layer.has_sentences(id) && text.len() <= MAX_TEXT => {
                    if let Some(told) = shared.told(text) {
                        layer.telling_texts.push((Arc::clone(text), told));
                        layer.nodes[id.place()].gist.has_tellings = true;
                    }
                }
                Fact::Doc(text) => shared.text(text),
                Fact::Values { values, .. } => shared.values(values),
                _ => {}
            }
            layer.say(id, Said { page, fact, lines, basis });
        }
        // To move the nodes pays where many have merged.
        if layer.nodes.len() < layer.nodes.capacity() / 2 {
            layer.nodes.shrink_to_fit();
        }
        layer
    }

    /// Gives the page another place in the sorted list of pages; the layer is of that page alone.
    pub(crate) fn place_at(&mut self, page: usize) {
        self.page = page;
        let part = self.part();
        for node in &mut self.nodes {
            let parent = node.parent.as_mut().filter(|parent| **parent != Tree::ROOT);
            let ids = parent.into_iter().chain(node.children.ids_mut());
            ids.for_each(|id| id.part = part);
            node.said.iter_mut().for_each(|said| said.page = page);
        }
        self.of_service.iter_mut().for_each(|said| said.page = page);
        self.tops.values_mut().for_each(|(first, id)| (*first, id.part) = (page, part));
    }

    /// Returns how many nodes it has, without the service.
    pub(in crate::reconcile) fn count(&self) -> usize {
        self.nodes.len()
    }

    /// Returns all nodes, without the service; what holds others comes before them.
    pub(in crate::reconcile) fn nodes(&self) -> impl Iterator<Item = (Id, &Node)> {
        let part = self.part();
        self.nodes.iter().enumerate().map(move |(place, node)| (Id::new(part, place), node))
    }

    /// Returns a node and those around it, without the service.
    pub(in crate::reconcile) fn around(&self, id: Id) -> impl Iterator<Item = Id> {
        let is_own = |id: &Id| *id != Tree::ROOT;
        std::iter::successors(Some(id).filter(is_own), move |id| self[*id].parent.filter(is_own))
    }

    /// Returns a node and those within it.
    pub(in crate::reconcile) fn walk(&self, id: Id) -> Vec<Id> {
        let mut found = vec![id];
        let mut next = 0;
        while let Some(id) = found.get(next) {
            found.extend(self[*id].children.ids());
            next += 1;
        }
        found
    }

    /// Returns what is said of the service.
    pub(in crate::reconcile) fn of_service(&self) -> Vec<&Said> {
        self.of_service.iter().collect()
    }

    /// Returns the texts of which sentences tell something.
    pub(in crate::reconcile) fn telling_texts(&self) -> impl Iterator<Item = TellingText> {
        self.telling_texts.iter().cloned()
    }

    /// Whether the same is below the service as in another layer.
    pub(in crate::reconcile) fn has_tops_of(&self, other: &Self) -> bool {
        fn tops(layer: &Layer) -> impl Iterator<Item = (&Step, usize)> {
            layer.tops.iter().map(|(step, (page, _))| (step, *page))
        }
        self.page == other.page && tops(self).eq(tops(other))
    }

    /// Returns for each node, in their order, the one of another layer to which the same steps lead.
    pub(in crate::reconcile) fn same_in(&self, other: &Self) -> Vec<Option<Id>> {
        let mut same: Vec<Option<Id>> = Vec::with_capacity(self.nodes.len());
        for node in &self.nodes {
            let holder = node.parent.filter(|parent| *parent != Tree::ROOT);
            same.push(match holder {
                None => other.tops.get(&node.step).map(|(_, id)| *id),
                Some(holder) => {
                    same[holder.place()].and_then(|holder| other[holder].children.get(&node.step))
                }
            });
        }
        same
    }

    /// Returns the nodes of what is below the service.
    pub(in crate::reconcile) fn tops(&self) -> impl Iterator<Item = Id> {
        self.tops.values().map(|(_, id)| *id)
    }

    /// Returns which part of the tree it becomes. The first is the service.
    pub(in crate::reconcile) fn part(&self) -> u32 {
        u32::try_from(self.page + 1).unwrap_or(u32::MAX)
    }

    /// Lays the layer of a later page over this one.
    pub(super) fn lay(&mut self, other: Self) {
        let mut places: Vec<Id> = Vec::with_capacity(other.nodes.len());
        for node in other.nodes {
            let parent = match node.parent {
                Some(parent) if parent != Tree::ROOT => places[parent.place()],
                top => top.unwrap_or(Tree::ROOT),
            };
            let id = self.place(other.page, node.step, Some(parent), 0);
            places.push(id);
            let is_shown = node.shown.is_some();
            self.nodes[id.place()].say_all(node.said, node.gist, is_shown);
        }
        self.of_service.extend(other.of_service);
        self.telling_texts.extend(other.telling_texts);
        self.topics.join(other.topics);
    }

    /// Returns the place of what `step` leads to, which is likely to have this rank; the service has no parent.
    fn place(&mut self, page: usize, step: Step, parent: Option<Id>, rank: usize) -> Id {
        match parent {
            None => Tree::ROOT,
            Some(Tree::ROOT) => {
                let part = self.part();
                let Self { nodes, tops, .. } = self;
                let (_, id) = *tops.entry(step).or_insert_with_key(|step| {
                    let new = Id::new(part, nodes.len());
                    nodes.push(Node::new(Some(Tree::ROOT), step.clone()));
                    (page, new)
                });
                id
            }
            Some(parent) => child(&mut self.nodes, parent, step, rank),
        }
    }

    /// Whether pages may say something in sentences about a node: a member, or what may turn out to be one.
    fn has_sentences(&self, id: Id) -> bool {
        id != Tree::ROOT && matches!(self[id].step, Step::Member(_) | Step::UnnamedMember(_))
    }

    fn say(&mut self, id: Id, said: Said) {
        match id {
            Tree::ROOT => self.of_service.push(said),
            id => self.nodes[id.place()].say(said),
        }
    }
}

/// The layers of all pages, those that speak of the same laid over one another: what is below the service is spoken of in one
/// layer alone. They are in the order of their first pages.
#[derive(Debug)]
pub(crate) struct Laid(pub(super) Vec<Layer>);

impl Laid {
    /// Lays layers over one another, which are in the order of their pages.
    pub(crate) fn of(layers: Vec<Layer>) -> Self {
        let groups = groups(&layers.iter().collect::<Vec<_>>());
        let mut layers: Vec<_> = layers.into_iter().map(Some).collect();
        let groups: Vec<Vec<Layer>> = groups
            .into_iter()
            .map(|pages| pages.into_iter().filter_map(|page| layers[page].take()).collect())
            .collect();
        Self(groups.into_par_iter().with_min_len(MIN_SHARE).filter_map(over_one_another).collect())
    }

    /// Returns the texts of which sentences tell something.
    pub(in crate::reconcile) fn telling_texts(&self) -> impl Iterator<Item = TellingText> {
        self.0.iter().flat_map(Layer::telling_texts)
    }
}

/// Groups of layers that were laid over one another, with the places of their pages.
#[derive(Clone, Debug, Default)]
pub(crate) struct Groups(Vec<(Vec<usize>, Layer)>);

/// What the pages of a group say, before and now.
#[derive(Debug)]
pub(crate) struct Change {
    /// The pages, by their places in the sorted list of pages.
    pub(in crate::reconcile) pages: Vec<usize>,
    pub(in crate::reconcile) before: Layer,
    pub(in crate::reconcile) now: Layer,
}

impl Groups {
    /// Takes in the layers of all pages, and lays those over one another again of which one `is_new`. Returns what changed, if
    /// the groups are those that they were.
    pub(crate) fn take(&mut self, layers: &[&Layer], is_new: &[bool]) -> Option<Vec<Change>> {
        let groups = groups(layers);
        let are_same = self.0.iter().map(|(pages, _)| pages).eq(&groups);
        let lay =
            |pages: &[usize]| over_one_another(pages.iter().map(|page| layers[*page].clone()).collect());
        let known = std::mem::take(&mut self.0).into_iter();
        let mut known: HashMap<Vec<usize>, Layer, FixedState> = known.collect();
        let laid: Vec<_> = groups
            .into_iter()
            .map(|pages| (known.remove(&pages), pages))
            .collect::<Vec<_>>()
            .into_par_iter()
            .with_min_len(MIN_SHARE)
            .filter_map(|(before, pages)| {
                let is_new = pages.iter().any(|page| is_new[*page]);
                match before {
                    Some(before) if !is_new => Some((None, (pages, before))),
                    before => {
                        let now = lay(&pages)?;
                        let change = |before| Change { pages: pages.clone(), before, now: now.clone() };
                        Some((before.map(change), (pages, now)))
                    }
                }
            })
            .collect();
        let (changes, groups): (Vec<_>, Vec<_>) = laid.into_iter().unzip();
        self.0 = groups;
        are_same.then(|| changes.into_iter().flatten().collect())
    }

    /// Returns all groups.
    pub(crate) fn laid(&self) -> Laid {
        Laid(self.0.par_iter().with_min_len(MIN_SHARE).map(|(_, layer)| layer.clone()).collect())
    }
}

fn over_one_another(layers: Vec<Layer>) -> Option<Layer> {
    layers.into_iter().reduce(|mut first, other| {
        first.lay(other);
        first
    })
}

/// Returns the places of layers in groups, so that what is below the service is spoken of in one group alone. The groups are in
/// the order of their first pages, and so are the layers of each.
fn groups(layers: &[&Layer]) -> Vec<Vec<usize>> {
    fn find(first: &mut [usize], mut page: usize) -> usize {
        while first[page] != page {
            first[page] = first[first[page]];
            page = first[page];
        }
        page
    }
    // For each layer one of its group before it, or itself.
    let mut first: Vec<usize> = (0..layers.len()).collect();
    let mut known: HashMap<&Step, usize, FixedState> = HashMap::default();
    for (place, layer) in layers.iter().enumerate() {
        for step in layer.tops.keys() {
            let other = *known.entry(step).or_insert(place);
            let (a, b) = (find(&mut first, place), find(&mut first, other));
            first[a.max(b)] = a.min(b);
        }
    }
    let mut groups: IndexMap<usize, Vec<usize>, FixedState> = IndexMap::default();
    for place in 0..layers.len() {
        groups.entry(find(&mut first, place)).or_default().push(place);
    }
    groups.into_values().collect()
}
