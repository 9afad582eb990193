//! Finds the member that is the whole body.

use std::collections::HashSet;

use docwright_idl::Location;

use super::{Known, Pairing, nameless};
use crate::claims::{Basis, Fact, Kind, Step};
use crate::reconcile::alike::name_key;
use crate::reconcile::tree::{Id, Said};

impl Pairing<'_> {
    /// Finds the member that is the whole body, where a page lists what it holds in its place.
    pub(super) fn payload(&mut self, side: Id) {
        let Known { client, wire, .. } = self.known(side);
        let wire: Vec<(String, Id)> = wire.into_iter().filter(|(_, id)| !self.is_outside(*id)).collect();
        // Pages state the types of all members but of those that travel outside of the body.
        let may_be_held = |id: &Id| !self.is_outside(*id) && self.tree.kind(*id) != Kind::Any;
        let unnamed: Vec<Id> = nameless(self.tree, side).into_iter().filter(may_be_held).collect();
        if wire.is_empty() && unnamed.is_empty() {
            return;
        }
        let holders: Vec<(Id, usize)> = client
            .iter()
            .filter(|(_, id)| self.fits_struct(*id))
            .map(|(_, id)| (*id, self.held(*id, &wire, &unnamed)))
            .filter(|(_, held)| *held * 2 > wire.len() + unnamed.len())
            .collect();
        let [(holder, _)] = holders.as_slice() else { return };
        let holder = *holder;
        for (name, id) in wire {
            let target = self.tree.child(holder, Step::Member(name.clone().into()));
            self.tree.merge(id, target);
            self.tree[side].children.remove(&Step::Member(name.into()));
        }
        let evidence = self.tree.walk(holder).into_iter().find_map(|id| {
            self.tree[id].said.iter().find(|said| !self.clients.contains(&said.page)).cloned()
        });
        for id in unnamed {
            let step = self.tree[id].step.clone();
            let target = self.tree.child(holder, step.clone());
            self.tree.merge(id, target);
            self.tree[side].children.remove(&step);
        }
        if let Some(said) = evidence {
            let fact = Fact::In(Location::Payload);
            self.tree[holder].say(Said { fact, basis: Basis::Inferred("payload-by-members"), ..said });
        }
        self.named(holder, 0);
        self.nameless(holder);
    }

    /// Whether a member travels outside of the body.
    pub(super) fn is_outside(&self, id: Id) -> bool {
        self.tree[id].said.iter().any(|said| matches!(said.fact, Fact::In(_)))
    }

    fn fits_struct(&self, id: Id) -> bool {
        self.tree.kind(id).meet(Kind::Struct).is_some() && self.tree.members(id).next().is_some()
    }

    /// Returns how many of the members a structure of the client library holds.
    fn held(&self, holder: Id, wire: &[(String, Id)], unnamed: &[Id]) -> usize {
        let names: HashSet<String> = self.tree.members(holder).map(|(name, _)| name_key(name)).collect();
        let ids = self.tree.members(holder).map(|(_, id)| id);
        let texts = self.texts(ids, wire.len() + unnamed.len());
        let is_held = |id: Id| self.by_doc(id, &texts).is_some();
        let is_named = |name: &str| names.contains(&name_key(name));
        let named = wire.iter().filter(|(name, id)| {
            is_named(name) || self.only_guess(*id).is_some_and(|name| is_named(&name)) || is_held(*id)
        });
        named.count() + unnamed.iter().filter(|id| is_held(**id)).count()
    }
}
