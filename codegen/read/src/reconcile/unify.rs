//! Structures that examples show at several places, and that are one shape.
//!
//! Only examples show what these hold, so that one place may show a member that the other lacks. They are one if they
//! stand behind members of one word (`_issues` and `issue`), if no member that both have is of another JSON type, and if
//! they have enough in common: all members of one that has no more than one, else at least two, and two thirds of those
//! of the smaller one. The shape is called by that word. Words that name something only together with what they belong
//! to join nothing. The outermost are joined first: what they hold becomes one by that.

use std::collections::{BTreeMap, HashSet};

use super::names::{Holder, Through, is_vague, own_word};
use super::roots::roots;
use super::tree::{Id, Said, Tree};
use crate::claims::{Basis, Fact, Kind, Step};

/// The rule by which structures are one.
const RULE: &str = "example-shape-shared";

/// How deep structures are compared and looked for.
const MAX_DEPTH: usize = 48;

/// How many different structures one word may name before others stay apart.
const MAX_GROUPS: usize = 32;

/// With how many of a group another structure is compared.
const MAX_COMPARED: usize = 16;

/// A structure of which only examples tell what it holds.
struct Candidate {
    id: Id,
    /// The structures around it, the outermost first.
    within: Vec<Id>,
}

/// Names structures that are one; `move_named` then makes them one.
pub(super) fn examples(tree: &mut Tree, operations: &[(Id, String)], mut move_named: impl FnMut(&mut Tree)) {
    if !tree.topics().examples {
        return;
    }
    for _ in 0..MAX_DEPTH {
        let groups = groups(tree, operations);
        let all: HashSet<Id> = groups.values().flatten().map(|candidate| candidate.id).collect();
        let mut joined: Vec<Id> = Vec::new();
        for (word, group) in &groups {
            // What lies within others that are joined now is looked at again when they are one.
            let is_outermost =
                group.iter().all(|candidate| !candidate.within.iter().any(|outer| all.contains(outer)));
            if !is_outermost {
                continue;
            }
            for candidate in group {
                let Some(said) = first_said(tree, candidate.id) else { continue };
                let (fact, basis) = (Fact::ShapeName(word.clone()), Basis::Inferred(RULE));
                tree[candidate.id].say(Said { fact, basis, ..said });
                joined.push(candidate.id);
            }
        }
        if joined.is_empty() {
            return;
        }
        move_named(tree);
    }
}

fn first_said(tree: &Tree, id: Id) -> Option<Said> {
    tree.walk(id).into_iter().find_map(|id| tree[id].said.first().cloned())
}

/// Returns the structures that are to become one, by the name of the shape.
fn groups(tree: &Tree, operations: &[(Id, String)]) -> BTreeMap<String, Vec<Candidate>> {
    let mut by_word: BTreeMap<String, Vec<Vec<Candidate>>> = BTreeMap::new();
    for (word, candidate) in candidates(tree, operations) {
        let groups = by_word.entry(word).or_default();
        let fits = |group: &Vec<Candidate>| {
            group.iter().take(MAX_COMPARED).all(|known| are_one(tree, known.id, candidate.id))
        };
        match groups.iter().position(fits) {
            Some(place) => groups[place].push(candidate),
            None if groups.len() < MAX_GROUPS => groups.push(vec![candidate]),
            None => {}
        }
    }
    let largest = |(word, groups): (String, Vec<Vec<Candidate>>)| {
        let taken = tree.get(Tree::ROOT, &Step::Type(word.clone().into()));
        let fits = |group: &Vec<Candidate>| match taken {
            Some(shape) => group.iter().all(|candidate| are_one(tree, shape, candidate.id)),
            None => group.len() > 1,
        };
        // Of groups of one size the first counts.
        let group = groups.into_iter().filter(fits).rev().max_by_key(Vec::len)?;
        Some((word, group))
    };
    by_word.into_iter().filter_map(largest).collect()
}

/// Returns all structures of which only examples tell what they hold, each with its word.
fn candidates(tree: &Tree, operations: &[(Id, String)]) -> Vec<(String, Candidate)> {
    let mut found = Vec::new();
    for root in roots(tree, operations).iter().filter(|root| tree[root.id].shape.is_none()) {
        for (member, id) in tree.members(root.id) {
            collect(tree, (member, Through::Own, root.holder()), id, &mut Vec::new(), &mut found);
        }
    }
    found
}

fn collect(
    tree: &Tree,
    (member, through, holder): (&str, Through, Holder<'_>),
    id: Id,
    within: &mut Vec<Id>,
    found: &mut Vec<(String, Candidate)>,
) {
    if tree[id].shape.is_some() || within.len() > MAX_DEPTH {
        return;
    }
    let structure = is_shown_structure(tree, id).then(|| own_word(member, through, holder));
    if let Some(word) = &structure {
        let is_telling = !is_vague(member) || matches!(holder, Holder::Operation(_)) && !is_vague(word);
        if is_telling && !word.is_empty() {
            found.push((word.clone(), Candidate { id, within: within.clone() }));
        }
        within.push(id);
    }
    for (step, child) in tree.children(id) {
        match step {
            Step::Member(name) => {
                if let Some(word) = &structure {
                    collect(tree, (name, Through::Own, Holder::Shape(word)), child, within, found);
                }
            }
            Step::Element | Step::Value => {
                collect(tree, (member, Through::Elements, holder), child, within, found);
            }
            _ => {}
        }
    }
    if structure.is_some() {
        within.pop();
    }
}

/// Whether a node is a structure, and only examples tell what it holds.
fn is_shown_structure(tree: &Tree, id: Id) -> bool {
    let is_shown = |id: Id| tree[id].said.iter().all(|said| matches!(said.fact, Fact::Shown(_)));
    tree[id].shown.is_some()
        && tree.members(id).next().is_some()
        && tree.members(id).all(|(_, member)| is_shown(member))
        && tree.kind(id) == Kind::Struct
}

/// Whether two structures are one.
fn are_one(tree: &Tree, a: Id, b: Id) -> bool {
    let (a, b) = (tree.content(a), tree.content(b));
    let is_shared = |(step, _): &(&Step, Id)| matches!(step, Step::Member(_)) && tree.get(b, step).is_some();
    let shared = tree.children(a).filter(is_shared).count();
    let (a_count, b_count) = (tree.members(a).count(), tree.members(b).count());
    let smaller = a_count.min(b_count);
    let has_enough = match smaller {
        0 | 1 => a_count == b_count && shared == smaller,
        _ => shared >= 2 && 3 * shared >= 2 * smaller,
    };
    has_enough && may_be_one(tree, a, b, 0)
}

/// Whether no value of one is of another JSON type than the other's.
fn may_be_one(tree: &Tree, a: Id, b: Id, depth: usize) -> bool {
    let (a, b) = (tree.content(a), tree.content(b));
    if a == b || depth > MAX_DEPTH {
        return true;
    }
    if !tree.are_kinds_alike(a, b) {
        return false;
    }
    tree.children(a).all(|(step, child)| match (step, tree.get(b, step)) {
        (Step::Member(_) | Step::Element | Step::Value, Some(other)) => {
            may_be_one(tree, child, other, depth + 1)
        }
        _ => true,
    })
}
