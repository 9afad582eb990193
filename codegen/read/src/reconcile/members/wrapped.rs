//! Lists of which a syntax in XML shows but one element within another: it writes a structure of one member alike.
//!
//! What else is said of the outer element tells which it is: an entry of its page, or another page.

use crate::claims::{Basis, Fact, Kind, Step};
use crate::reconcile::elements::ELEMENT;
use crate::reconcile::tree::{Id, STRUCTURE_OF_ONE, Said, Tree};

/// Whether a page shows an element that holds one other, which may be a structure or a list.
pub(in crate::reconcile) fn is_guess(said: &Said) -> bool {
    said.fact == Fact::Kind(Kind::Struct) && said.basis == STRUCTURE_OF_ONE
}

/// Makes lists of all such elements that are said to be some.
pub(in crate::reconcile) fn unwrap_lists(tree: &mut Tree) {
    if tree.topics().guesses {
        let lists: Vec<Id> = tree.ids().filter(|id| is_wrapped_list(tree, *id)).collect();
        lists.into_iter().for_each(|id| unwrap_list(tree, id));
    }
}

/// As [`unwrap_lists`], within these shapes.
pub(in crate::reconcile) fn unwrap_lists_within(tree: &mut Tree, shapes: &[Id]) {
    if tree.topics().guesses {
        for id in shapes.iter().flat_map(|shape| tree.walk(*shape)).collect::<Vec<Id>>() {
            unwrap_list(tree, id);
        }
    }
}

fn is_wrapped_list(tree: &Tree, id: Id) -> bool {
    let said = &tree[id].said;
    said.iter().any(is_guess) && said.iter().any(|said| said.fact == Fact::Kind(Kind::List))
}

/// Makes a list of an element that is said to be one.
pub(super) fn unwrap_list(tree: &mut Tree, node: Id) {
    if !is_wrapped_list(tree, node) {
        return;
    }
    let members: Vec<(Step, Id)> = tree
        .children(node)
        .filter(|(step, _)| matches!(step, Step::Member(_)))
        .map(|(step, id)| (step.clone(), id))
        .collect();
    tree[node].retract(is_guess);
    for (step, id) in members {
        let element = tree.child(node, Step::Element);
        if let (Step::Member(name), Some(said)) = (&step, tree[id].said.first().cloned())
            && name != ELEMENT
        {
            let fact = Fact::WireName(name.to_string());
            tree[element].say(Said { fact, basis: Basis::Inferred("xml-list-by-entry"), ..said });
        }
        // What is repeated there are the elements.
        let repeated = tree[id].said.iter().any(|said| said.fact == Fact::Flattened);
        let shown = tree.get(id, &Step::Element).filter(|_| repeated).unwrap_or(id);
        tree.merge(shown, element);
        tree[node].children.remove(&step);
    }
}
