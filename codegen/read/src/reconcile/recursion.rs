//! What a page means where it breaks off a structure that contains itself.
//!
//! What recurs is not named, but it is one of the contents around it. A member that is called like one around it is
//! that one again (`steps` within a step); failing that, so is one whose name contains that of a structure around it
//! (`previousVolume` within a `volume`); failing that, the nearest structure is meant, or the nearest union, list or map where
//! the page says that it is one.

use std::collections::{HashMap, HashSet, VecDeque};

use foldhash::fast::FixedState;
use rayon::prelude::*;

use super::MIN_SHARE;
use super::tree::{Id, Tree};
use crate::claims::{Fact, Kind, Step};
use crate::mention::{are_within, parts};

/// For each node at which a recursion breaks off: the node or shape that is meant, and the rule that found it.
pub(super) type Targets = HashMap<Id, (Id, &'static str), FixedState>;

/// Finds what recursions point to, once all shapes have their names.
pub(super) fn targets(tree: &Tree) -> Targets {
    if !tree.topics().recursion {
        return Targets::default();
    }
    let tops: Vec<Id> = tree.children(Tree::ROOT).map(|(_, id)| id).collect();
    let ends_within =
        |top: &Id| tree.walk(*top).into_iter().filter(|id| tree[*id].shape.is_none() && is_end(tree, *id));
    let ends: Vec<Id> = tops.par_iter().with_min_len(MIN_SHARE).flat_map_iter(ends_within).collect();
    if ends.is_empty() {
        return Targets::default();
    }
    let mut references: HashMap<Id, Vec<Id>, FixedState> = HashMap::default();
    for id in tree.walk(Tree::ROOT) {
        if let Some(shape) = tree[id].shape {
            references.entry(shape).or_default().push(id);
        }
    }
    ends.into_iter().filter_map(|end| Some((end, target(tree, &references, end)?))).collect()
}

/// Whether a page breaks off here, and no other one goes on.
pub(super) fn is_end(tree: &Tree, id: Id) -> bool {
    tree[id].children.is_empty()
        && matches!(tree.kind(id), Kind::Recursive | Kind::Union | Kind::List | Kind::Map)
        && tree[id].said.iter().any(|said| said.fact == Fact::Kind(Kind::Recursive))
}

fn target(tree: &Tree, references: &HashMap<Id, Vec<Id>, FixedState>, end: Id) -> Option<(Id, &'static str)> {
    let nearest = around(tree, end)?;
    let (name, way) = tail(tree, end)?;
    let words = parts(name);
    let is_union = tree.kind(end) == Kind::Union;
    let may_be = |shape: Id| !is_union || tree.kind(shape) == Kind::Union;
    // A list or map is none of the structures.
    let kind = Some(tree.kind(end)).filter(|kind| matches!(kind, Kind::List | Kind::Map));
    let (mut contained, mut alike) = (None, None);
    let mut structure = None;
    let mut seen = HashSet::from([nearest]);
    let mut open = VecDeque::from([nearest]);
    while let Some(shape) = open.pop_front() {
        structure = structure.or_else(|| Some(shape).filter(|shape| may_be(*shape)));
        for reference in references.get(&shape).into_iter().flatten() {
            let mut at = Some(*reference);
            while let Some(id) = at.filter(|id| !is_holder(tree, *id)) {
                if let Some((other, other_way)) = tail(tree, id) {
                    if other == name && other_way == way {
                        return Some((id, "recursion-by-name"));
                    }
                    let other = parts(other);
                    let is_part = || are_within(&other, &words);
                    if kind.is_none()
                        && contained.is_none()
                        && other_way.is_empty()
                        && way.is_empty()
                        && is_part()
                    {
                        contained = Some(id).filter(|id| tree[*id].shape.is_some_and(may_be));
                    }
                }
                alike = alike.or_else(|| Some(id).filter(|id| kind == Some(tree.kind(*id))));
                at = tree[id].parent;
            }
            if let Some(holder) = around(tree, *reference).filter(|holder| seen.insert(*holder)) {
                open.push_back(holder);
            }
        }
    }
    match kind {
        Some(_) => alike.map(|id| (id, "recursion-to-nearest")),
        None => {
            let nearest = structure.unwrap_or(nearest);
            Some(contained.map_or((nearest, "recursion-to-nearest"), |id| (id, "recursion-by-name")))
        }
    }
}

/// Whether members are known by a node: a shape, or what an operation takes or gives back.
fn is_holder(tree: &Tree, id: Id) -> bool {
    matches!(tree[id].step, Step::Type(_) | Step::Input | Step::Output)
}

/// Returns the shape that a node stands in, if it is one.
fn around(tree: &Tree, id: Id) -> Option<Id> {
    let mut at = tree[id].parent?;
    while !is_holder(tree, at) {
        at = tree[at].parent?;
    }
    matches!(tree[at].step, Step::Type(_)).then_some(at)
}

/// Returns the nearest member around a node or itself, and how the node is reached from there.
fn tail(tree: &Tree, id: Id) -> Option<(&str, Vec<&Step>)> {
    let mut way = Vec::new();
    let mut at = id;
    loop {
        match &tree[at].step {
            Step::Member(name) => return Some((name, way)),
            step @ (Step::Element | Step::Key | Step::Value) => way.push(step),
            _ => return None,
        }
        at = tree[at].parent?;
    }
}
