//! Lists and maps of which a syntax in XML shows but one element within another: it writes a structure of one member alike.
//!
//! What else is said of the outer element tells which it is: an entry of its page, or another page.

use crate::claims::{Basis, Fact, Kind, Step};
use crate::reconcile::elements::{ELEMENT, KEY, VALUE};
use crate::reconcile::tree::{Id, STRUCTURE_OF_ONE, Said, Tree};

/// Whether a page shows an element that holds one other, which may be a structure, a list or a map.
pub(in crate::reconcile) fn is_guess(said: &Said) -> bool {
    said.fact == Fact::Kind(Kind::Struct) && said.basis == STRUCTURE_OF_ONE
}

/// Makes lists and maps of all such elements that are said to be some.
pub(in crate::reconcile) fn unwrap_all(tree: &mut Tree) {
    if tree.topics().guesses {
        let guessed: Vec<Id> = tree.ids().filter(|id| tree[*id].said.iter().any(is_guess)).collect();
        guessed.into_iter().for_each(|id| unwrap(tree, id));
    }
}

/// As [`unwrap_all`], within these shapes.
pub(in crate::reconcile) fn unwrap_within(tree: &mut Tree, shapes: &[Id]) {
    if tree.topics().guesses {
        for id in shapes.iter().flat_map(|shape| tree.walk(*shape)).collect::<Vec<Id>>() {
            unwrap(tree, id);
        }
    }
}

/// Makes a list or map of an element that is said to be one.
pub(super) fn unwrap(tree: &mut Tree, node: Id) {
    let is_said = |kind: Kind| tree[node].said.iter().any(|said| said.fact == Fact::Kind(kind));
    let (is_list, is_map) = (is_said(Kind::List), is_said(Kind::Map));
    if !(is_list || is_map) || !tree[node].said.iter().any(is_guess) {
        return;
    }
    let members: Vec<(Step, Id)> = tree
        .children(node)
        .filter(|(step, _)| matches!(step, Step::Member(_)))
        .map(|(step, id)| (step.clone(), id))
        .collect();
    tree[node].retract(is_guess);
    for (step, id) in members {
        match is_list {
            true => element(tree, node, &step, id),
            false => entry(tree, node, id),
        }
        tree[node].children.remove(&step);
    }
}

/// Makes the elements of a list of what it holds.
fn element(tree: &mut Tree, list: Id, step: &Step, id: Id) {
    let element = tree.child(list, Step::Element);
    if let (Step::Member(name), Some(said)) = (step, tree[id].said.first().cloned())
        && name != ELEMENT
    {
        let fact = Fact::WireName(name.to_string());
        tree[element].say(Said { fact, basis: Basis::Inferred("xml-list-by-entry"), ..said });
    }
    // What is repeated there are the elements.
    let repeated = tree[id].said.iter().any(|said| said.fact == Fact::Flattened);
    let shown = tree.get(id, &Step::Element).filter(|_| repeated).unwrap_or(id);
    tree.merge(shown, element);
}

/// Makes the keys and values of a map of what it holds: an entry.
fn entry(tree: &mut Tree, map: Id, id: Id) {
    for (name, part) in [(KEY, Step::Key), (VALUE, Step::Value)] {
        if let Some(shown) = tree.get(id, &Step::Member(name.into())) {
            let part = tree.child(map, part);
            tree.merge(shown, part);
        }
    }
}
