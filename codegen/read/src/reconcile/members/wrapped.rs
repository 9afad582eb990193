//! Lists and maps of which a syntax in XML shows but one element within another: it writes a structure of one member alike.
//!
//! What else is said of the outer element tells which it is: an entry of its page, or another page.

use crate::claims::{Basis, Fact, Kind, Step};
use crate::reconcile::elements::{ELEMENT, KEY, VALUE};
use crate::reconcile::tree::{Id, Said, Tree};

/// Whether a page shows an element that holds one other, which may be a structure, a list or a map.
pub(in crate::reconcile) fn is_guess(said: &Said) -> bool {
    said.fact == Fact::Kind(Kind::Struct) && said.basis == Basis::Inferred("xml-structure-of-one")
}

/// Makes lists and maps of all such elements that are said to be some.
pub(in crate::reconcile) fn unwrap_all(tree: &mut Tree) {
    if tree.topics().xml {
        let guessed: Vec<Id> = tree.ids().filter(|id| tree[*id].said.iter().any(is_guess)).collect();
        // There are no shapes yet that may hold more.
        for id in guessed {
            unwrap(tree, id);
        }
    }
}

/// As [`unwrap_all`], within these shapes. Returns the shapes that hold more by that.
pub(in crate::reconcile) fn unwrap_within(tree: &mut Tree, shapes: &[Id]) -> Vec<Id> {
    if !tree.topics().xml {
        return Vec::new();
    }
    let within: Vec<Id> = shapes.iter().flat_map(|shape| tree.walk(*shape)).collect();
    within.into_iter().flat_map(|id| unwrap(tree, id)).collect()
}

/// Makes a list or map of an element that is said to be one, and of its elements. Returns the shapes that hold more by that.
pub(super) fn unwrap(tree: &mut Tree, node: Id) -> Vec<Id> {
    let is_said = |kind: Kind| tree[node].said.iter().any(|said| said.fact == Fact::Kind(kind));
    let (is_list, is_map) = (is_said(Kind::List), is_said(Kind::Map));
    if !(is_list || is_map) || !tree[node].said.iter().any(is_guess) {
        return Vec::new();
    }
    let members: Vec<(Step, Id)> = tree
        .children(node)
        .filter(|(step, _)| matches!(step, Step::Member(_)))
        .map(|(step, id)| (step.clone(), id))
        .collect();
    let parts = |(_, id): &(Step, Id)| if is_list { Some(Vec::new()) } else { entry(tree, *id) };
    // What has other parts than a map's entry contradicts who calls it a map.
    let Some(entries) = members.iter().map(parts).collect::<Option<Vec<_>>>() else { return Vec::new() };
    tree[node].retract(is_guess);
    let mut filled = Vec::new();
    for ((step, id), parts) in members.into_iter().zip(entries) {
        let merged = match is_list {
            true => vec![element(tree, node, &step, id)],
            false => parts.into_iter().map(|part| merge_part(tree, node, part)).collect(),
        };
        tree[node].children.remove(&step);
        for part in merged {
            filled.extend(tree.shapes_within(part));
            filled.extend(unwrap(tree, part));
        }
    }
    filled
}

/// Makes the elements of a list of what it holds, and returns them.
fn element(tree: &mut Tree, list: Id, step: &Step, id: Id) -> Id {
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
    element
}

/// A part of a map's entry: what it is, its name, and where it is.
type Part = (Step, String, Id);

/// Returns the key and the value of a map's entry: what is called so, or else the only two parts, in order.
fn entry(tree: &Tree, id: Id) -> Option<Vec<Part>> {
    let members: Vec<(String, Id)> = tree.members(id).map(|(name, id)| (name.to_owned(), id)).collect();
    let called = |wanted: &str| members.iter().find(|(name, _)| name == wanted).cloned();
    let ((key, key_id), (value, value_id)) = match (called(KEY), called(VALUE), members.as_slice()) {
        (Some(key), Some(value), _) => (key, value),
        (_, _, [key, value]) => (key.clone(), value.clone()),
        _ => return None,
    };
    Some(vec![(Step::Key, key, key_id), (Step::Value, value, value_id)])
}

/// Makes the keys or values of a map of what its entry holds, and returns them.
fn merge_part(tree: &mut Tree, map: Id, (step, name, id): Part) -> Id {
    let usual = if step == Step::Key { KEY } else { VALUE };
    let part = tree.child(map, step);
    if let Some(said) = tree[id].said.first().cloned().filter(|_| name != usual) {
        let fact = Fact::WireName(name);
        tree[part].say(Said { fact, basis: Basis::Inferred("xml-list-by-entry"), ..said });
    }
    tree.merge(id, part);
    part
}
