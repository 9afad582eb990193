//! Pairs members that have names: by those, by their texts, and as the only ones that are left.

use std::collections::{HashMap, HashSet};

use super::wrapped::{is_guess, unwrap};
use super::{Known, Pairing};
use crate::claims::{Basis, Fact, Kind, Step};
use crate::mention::{are_within, parts};
use crate::reconcile::alike::name_key;
use crate::reconcile::tree::{Id, Said};

/// How deep structures are paired.
const MAX_DEPTH: usize = 32;

impl Pairing<'_> {
    /// Pairs members that have names, here and in all structures within.
    pub(super) fn named(&mut self, node: Id, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        let filled = unwrap(self.tree, node);
        self.filled.extend(filled);
        self.constrain_elements(node);
        self.repeated(node);
        let Known { client, wire, both } = self.known(node);
        // A list that both know may stand in the syntax under another name still.
        let is_list = |(_, id): &&(String, Id)| self.tree.kind(*id) == Kind::List;
        let lists: HashMap<String, Id> =
            both.iter().filter(is_list).map(|(name, id)| (name_key(name), *id)).collect();
        let mut free: HashMap<String, Vec<Id>> = HashMap::new();
        for (name, id) in &client {
            free.entry(name_key(name)).or_default().push(*id);
        }
        let mut taken: HashSet<Id> = HashSet::new();
        let mut left = Vec::new();
        for (name, id) in wire {
            let keys = self.names_of(&name, id).into_iter().map(|name| (name_key(&name), false));
            let elements = self.only_guess(id).map(|element| (name_key(&element), true));
            let found = keys.chain(elements).find_map(|(key, is_element)| {
                let mut candidates = free.get(&key)?.iter().filter(|candidate| !taken.contains(*candidate));
                candidates.find(|candidate| self.may_be_one(id, **candidate, is_element)).copied()
            });
            if let Some(candidate) = found {
                taken.insert(candidate);
                self.merge(node, (&name, id), candidate, "member-by-name");
                continue;
            }
            let list = self.only_guess(id).and_then(|element| lists.get(&name_key(&element)).copied());
            match list.or_else(|| self.called_on_wire(&both, &name)) {
                Some(known) => self.merge(node, (&name, id), known, "member-by-name"),
                None => left.push((name, id)),
            }
        }
        let candidates = client.iter().map(|(_, id)| *id).filter(|id| !taken.contains(id));
        let mut texts = self.texts(candidates, left.len());
        left.retain(|(name, id)| {
            let Some(best) = self.by_doc(*id, &texts) else { return true };
            texts.retain(|(candidate, _)| *candidate != best);
            taken.insert(best);
            self.merge(node, (name, *id), best, "member-by-doc");
            false
        });
        let mut rest = client.iter().filter(|(_, id)| !taken.contains(id));
        if let ([(name, id)], Some((other, candidate)), None) = (left.as_slice(), rest.next(), rest.next())
            && self.fits(*id, *candidate)
            && (is_part_of_other(name, other) || (self.lists_all && share_a_word(name, other)))
        {
            self.merge(node, (name, *id), *candidate, "member-by-rest");
        }
        let within: Vec<Id> = self.tree.children(node).map(|(_, id)| id).collect();
        for id in within {
            if self.tree[id].shape.is_none() && self.is_client(id) && self.is_wire(id) {
                self.named(id, depth + 1);
            }
        }
    }

    /// What pages say of a value of which they do not know that it is a list is about the list's elements.
    pub(super) fn constrain_elements(&mut self, node: Id) {
        if self.tree.kind(node) != Kind::List {
            return;
        }
        let is_of_element = |said: &Said| {
            matches!(said.fact, Fact::Values { .. } | Fact::Pattern(_) | Fact::Length(_) | Fact::Range(_))
        };
        let moved: Vec<Said> = self.tree[node].retract(is_of_element);
        if !moved.is_empty() {
            let element = self.tree.child(node, Step::Element);
            moved.into_iter().for_each(|said| self.tree[element].say(said));
        }
    }

    /// Returns the one of these members that has a name on the wire.
    pub(super) fn called_on_wire(&self, members: &[(String, Id)], name: &str) -> Option<Id> {
        let is_it = |said: &Said| matches!(&said.fact, Fact::WireName(wire) if wire == name);
        members.iter().map(|(_, id)| *id).find(|id| self.tree[*id].said.iter().any(is_it))
    }

    /// Returns the names under which a member may be known: its own, and that of the wire.
    fn names_of(&self, name: &str, id: Id) -> Vec<String> {
        let wire = self.tree[id].said.iter().filter_map(|said| match &said.fact {
            Fact::WireName(name) => Some(name.clone()),
            _ => None,
        });
        std::iter::once(name.to_owned()).chain(wire).collect()
    }

    /// Returns the name of the one element that a guessed structure holds: it may be a list of those.
    pub(super) fn only_guess(&self, id: Id) -> Option<String> {
        self.tree[id].said.iter().any(is_guess).then_some(())?;
        let mut members = self.tree.members(id);
        members.next().filter(|_| members.next().is_none()).map(|(name, _)| name.to_owned())
    }

    /// Whether two members may be one. What looks like a structure of one element may be a list of it.
    fn may_be_one(&self, wire: Id, client: Id, is_element: bool) -> bool {
        let is_list = self.tree.kind(client) == Kind::List;
        if is_element {
            is_list
        } else {
            self.fits(wire, client) || (is_list && self.only_guess(wire).is_some())
        }
    }

    /// Moves what pages of the API say of a member to the one that the client library knows.
    fn merge(&mut self, parent: Id, (name, id): (&str, Id), target: Id, rule: &'static str) {
        let has_wire_name = [id, target]
            .iter()
            .any(|id| self.tree[*id].said.iter().any(|said| matches!(said.fact, Fact::WireName(_))));
        let same = matches!(&self.tree[target].step, Step::Member(other) if other == name);
        let evidence = self.tree.walk(id).into_iter().find_map(|id| self.tree[id].said.first().cloned());
        self.tree.merge(id, target);
        self.tree[parent].children.remove(&Step::Member(name.into()));
        if let Some(said) = evidence.filter(|_| !same && !has_wire_name) {
            let fact = Fact::WireName(name.to_owned());
            self.tree[target].say(Said { fact, basis: Basis::Inferred(rule), ..said });
        }
        self.fills(target);
    }

    /// Takes note of the shapes that hold more, as a member or what is within it does.
    pub(super) fn fills(&mut self, target: Id) {
        self.filled.extend(self.tree.shapes_within(target));
    }
}

/// Whether the words of one name stand in the other one.
fn is_part_of_other(a: &str, b: &str) -> bool {
    let (a, b) = (parts(a), parts(b));
    are_within(&a, &b) || are_within(&b, &a)
}

fn share_a_word(a: &str, b: &str) -> bool {
    let b = parts(b);
    parts(a).iter().any(|word| b.contains(word))
}
