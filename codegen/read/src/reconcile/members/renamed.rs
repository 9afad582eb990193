//! Pairs the members that a shape's own page lists with the elements that syntaxes in XML show of it.
//!
//! The page of a shape lists all members, by the names that clients give them; a syntax shows elements, by the names of
//! the wire.

use super::{Known, Pages, Pairing};
use crate::claims::{Basis, Fact, Kind, Step};
use crate::reconcile::alike::name_key;
use crate::reconcile::tree::{Id, Said, Tree};

/// Pairs the members of a shape that has a page of its own. Returns the other shapes that hold more by that; `None` if there was
/// nothing to be paired.
pub(in crate::reconcile) fn pair_elements(tree: &mut Tree, shape: Id) -> Option<Vec<Id>> {
    if !tree.topics().xml {
        return None;
    }
    let labels = tree.members(shape).flat_map(|(_, id)| tree[id].said.iter());
    let own: Pages = labels.filter(|said| matches!(said.fact, Fact::Name(_))).map(|said| said.page).collect();
    if own.is_empty() {
        return None;
    }
    Pairing { lists_all: true, ..Pairing::new(tree, Tree::ROOT, &own) }.shape(shape)
}

impl Pairing<'_> {
    /// An element that is repeated is the list that the page lists beside a single value of that name: both are written alike, and
    /// a syntax may show both. Returns whether there was one.
    pub(super) fn repeated(&mut self, shape: Id) -> bool {
        if !self.tree.topics().xml {
            return false;
        }
        let Known { client, both, .. } = self.known(shape);
        let mut found = false;
        for (name, id) in &both {
            if !self.is_list(*id, false) || self.is_list(*id, true) {
                continue;
            }
            let list = client.iter().chain(&both).find(|(other, list)| {
                list != id && name_key(other) == name_key(name) && self.is_list(*list, true)
            });
            let Some((_, list)) = list else { continue };
            let is_of_list = |said: &Said| {
                matches!(said.fact, Fact::Kind(Kind::List) | Fact::Flattened | Fact::WireName(_))
            };
            let shown: Vec<Said> = self.tree[*id].retract(is_of_list);
            let basis = Basis::Inferred("member-by-name");
            let named =
                shown.first().map(|said| Said { fact: Fact::WireName(name.clone()), basis, ..said.clone() });
            for said in shown.into_iter().chain(named) {
                self.tree[*list].say(said);
            }
            if let Some(shown) = self.tree.get(*id, &Step::Element) {
                let element = self.tree.child(*list, Step::Element);
                self.tree.merge(shown, element);
                self.tree[*id].children.remove(&Step::Element);
                self.fills(element);
            }
            found = true;
        }
        found
    }

    /// Whether pages say that a member is a list: those of the client, or the others.
    fn is_list(&self, id: Id, is_client: bool) -> bool {
        let mut said =
            self.tree[id].said.iter().filter(|said| self.clients.contains(&said.page) == is_client);
        said.any(|said| said.fact == Fact::Kind(Kind::List))
    }
}
