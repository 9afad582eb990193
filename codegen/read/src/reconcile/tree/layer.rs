//! What one page says, as a part of the tree that is yet without the rest of it: made where the page is read, so that
//! its claims need not be held until all pages are.

use std::collections::HashMap;

use foldhash::fast::FixedState;
use indexmap::IndexMap;

use super::{Id, Node, Said, Tree, child};
use crate::claims::{Claim, Claims, Step};

/// What one page says, or several that speak of the same.
#[derive(Debug)]
pub(crate) struct Layer {
    /// The page, or the first of them, by its place in the sorted list of pages.
    page: usize,
    pub(super) nodes: Vec<Node>,
    /// What is said of the service itself.
    pub(super) of_service: Vec<Said>,
    /// What is below the service, with the first page that names it.
    pub(super) tops: IndexMap<Step, (usize, Id), FixedState>,
}

impl Layer {
    /// Returns what the page says that has this place in the sorted list of pages.
    pub(crate) fn of(page: usize, claims: Claims) -> Self {
        let (page_nodes, claims) = claims.into_parts();
        let nodes = Vec::with_capacity(page_nodes.len());
        let mut layer = Self { page, nodes, of_service: Vec::new(), tops: IndexMap::default() };
        let mut places: Vec<Id> = Vec::with_capacity(page_nodes.len());
        for node in page_nodes {
            places.push(layer.place(page, node.step, node.parent.map(|parent| places[parent.index()])));
        }
        // What a page says fits exactly.
        let mut counts = vec![0; layer.nodes.len()];
        let places_of_claims = claims.iter().map(|claim| places[claim.node.index()]);
        places_of_claims.filter(|id| *id != Tree::ROOT).for_each(|id| counts[id.place()] += 1);
        for (node, count) in layer.nodes.iter_mut().zip(counts) {
            node.said.expect(count);
            node.children.shrink();
        }
        for Claim { node, fact, lines, basis } in claims {
            layer.say(places[node.index()], Said { page, fact, lines, basis });
        }
        layer.nodes.shrink_to_fit();
        layer
    }

    /// Returns which part of the tree it becomes. The first is the service.
    pub(super) fn part(&self) -> u32 {
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
            let id = self.place(other.page, node.step, Some(parent));
            places.push(id);
            node.said.into_iter().for_each(|said| self.say(id, said));
        }
        self.of_service.extend(other.of_service);
    }

    /// Returns the place of what `step` leads to; the service has no parent.
    fn place(&mut self, page: usize, step: Step, parent: Option<Id>) -> Id {
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
            Some(parent) => child(&mut self.nodes, parent, step),
        }
    }

    fn say(&mut self, id: Id, said: Said) {
        match id {
            Tree::ROOT => self.of_service.push(said),
            id => self.nodes[id.place()].say(said),
        }
    }
}

/// Returns the layers in groups, so that what is below the service is spoken of in one group alone. The groups are in
/// the order of their first pages, and so are the layers of each.
pub(super) fn grouped(layers: Vec<Layer>) -> Vec<Vec<Layer>> {
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
    let mut groups: IndexMap<usize, Vec<Layer>, FixedState> = IndexMap::default();
    for (place, layer) in layers.into_iter().enumerate() {
        groups.entry(find(&mut first, place)).or_default().push(layer);
    }
    groups.into_values().collect()
}
