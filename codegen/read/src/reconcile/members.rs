//! Finds out which members of different pages are the same.
//!
//! A client library's page knows the members by the names that the library gives them; a page of the API knows them
//! by those of the wire, or has lost the names. Three rules bring them together: names that differ in case or number
//! only (`member-by-name`); texts that say the same (`member-by-doc`); and a body that is the content of one member,
//! whose members the page lists in its place (`payload-by-members`).

use std::cell::Cell;
use std::collections::{HashMap, HashSet};

use docwright_idl::Location;
use rayon::prelude::*;

use super::alike::{SAME, Text, WHOLE, name_key};
use super::tree::{Id, Said, Tree};
use super::{MIN_SHARE, elements};
use crate::claims::{Basis, Fact, Kind, Step};

/// How deep structures are paired.
const MAX_DEPTH: usize = 32;

/// What came of pairing.
pub(super) struct Paired {
    /// The members that lost their names and did not get one.
    pub(super) nameless: Vec<Id>,
    /// The operations of which texts were compared.
    pub(super) by_text: HashSet<Id>,
}

/// Pairs the members of all operations.
pub(super) fn pair(tree: &mut Tree) -> Paired {
    let operations: Vec<Id> = tree
        .children(Tree::ROOT)
        .filter(|(step, _)| matches!(step, Step::Operation(_)))
        .map(|(_, id)| id)
        .collect();
    let mut paired = Paired { nameless: Vec::new(), by_text: HashSet::new() };
    let open: Vec<_> = {
        let tree = &*tree;
        let open = |operation: &Id| {
            let clients = client_pages(tree[*operation].said.iter());
            // Each page says something of the operation itself.
            let are_both =
                !clients.is_empty() && tree[*operation].said.iter().any(|said| !clients.contains(&said.page));
            let sides = [Step::Input, Step::Output];
            let lacks_names =
                |side: &Step| tree.get(*operation, side).is_some_and(|side| !nameless(tree, side).is_empty());
            (are_both || sides.iter().any(lacks_names)).then_some((*operation, clients, are_both))
        };
        operations.par_iter().with_min_len(MIN_SHARE).filter_map(open).collect()
    };
    for (operation, clients, are_both) in open {
        for step in [Step::Input, Step::Output] {
            let Some(side) = tree.get(operation, &step) else { continue };
            if are_both {
                let mut pairing = Pairing::new(tree, operation, &clients);
                pairing.side(side);
                if pairing.is_by_text.get() {
                    paired.by_text.insert(operation);
                }
            }
            let mut lost = nameless(tree, side);
            if step == Step::Output {
                lost = elements::name_entries(tree, side, lost);
            }
            paired.nameless.extend(lost);
        }
    }
    paired
}

/// Pairs the members of a shape, which pages of the API document by the names of the wire. Returns the other shapes that hold more
/// by that; `None` if there was nothing to be paired.
pub(super) fn pair_shape(tree: &mut Tree, shape: Id, clients: &HashSet<usize>) -> Option<Vec<Id>> {
    let mut pairing = Pairing::new(tree, Tree::ROOT, clients);
    let Known { client, wire, both } = pairing.known(shape);
    let may_be_paired =
        |(name, _): &(String, Id)| !client.is_empty() || pairing.called_on_wire(&both, name).is_some();
    if !wire.iter().any(may_be_paired) {
        return None;
    }
    pairing.named(shape, 0);
    Some(pairing.filled)
}

/// Returns the pages that speak of a client library, by what is said of operations.
pub(super) fn client_pages<'s>(said: impl Iterator<Item = &'s Said>) -> HashSet<usize> {
    said.filter(|said| matches!(said.fact, Fact::MethodName(_))).map(|said| said.page).collect()
}

/// Whether a page shows an element that holds one other, which may be a structure or a list.
pub(super) fn is_guess(said: &Said) -> bool {
    said.fact == Fact::Kind(Kind::Struct) && said.basis == Basis::Inferred("xml-structure-of-one")
}

fn nameless(tree: &Tree, side: Id) -> Vec<Id> {
    let mut found: Vec<(usize, Id)> = tree
        .children(side)
        .filter_map(|(step, id)| match step {
            Step::UnnamedMember(place) => Some((*place, id)),
            _ => None,
        })
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(_, id)| id).collect()
}

/// The members of one structure, by who knows them.
struct Known {
    /// Those that only a client library's page knows.
    client: Vec<(String, Id)>,
    /// Those that only other pages know.
    wire: Vec<(String, Id)>,
    /// Those that both know.
    both: Vec<(String, Id)>,
}

struct Pairing<'t> {
    tree: &'t mut Tree,
    /// The operation whose members are paired; for those of shapes the service.
    operation: Id,
    /// The pages that speak of a client library.
    clients: &'t HashSet<usize>,
    /// Whether texts were compared.
    is_by_text: Cell<bool>,
    /// The shapes of which members that were merged hold more now.
    filled: Vec<Id>,
}

impl<'t> Pairing<'t> {
    fn new(tree: &'t mut Tree, operation: Id, clients: &'t HashSet<usize>) -> Self {
        Self { tree, operation, clients, is_by_text: Cell::new(false), filled: Vec::new() }
    }

    fn side(&mut self, side: Id) {
        if !self.is_wire(side) {
            return;
        }
        self.named(side, 0);
        self.payload(side);
        self.nameless(side);
    }

    /// Whether a client library's page says anything of a node or of what is within it.
    fn is_client(&self, id: Id) -> bool {
        self.says(id, |page| self.clients.contains(&page))
    }

    fn is_wire(&self, id: Id) -> bool {
        self.says(id, |page| !self.clients.contains(&page))
    }

    fn says(&self, id: Id, is_meant: impl Fn(usize) -> bool) -> bool {
        let is_said = |id: Id| self.tree[id].said.iter().any(|said| is_meant(said.page));
        is_said(id) || self.tree.walk(id).into_iter().any(is_said)
    }

    fn known(&self, node: Id) -> Known {
        let members = self.tree.members(node).map(|(name, id)| (name.to_owned(), id));
        let (mut client, mut wire, mut both) = (Vec::new(), Vec::new(), Vec::new());
        for (name, id) in members {
            match (self.is_client(id), self.is_wire(id)) {
                (true, false) => client.push((name, id)),
                (false, true) => wire.push((name, id)),
                (true, true) => both.push((name, id)),
                (false, false) => {}
            }
        }
        Known { client, wire, both }
    }

    /// Pairs members that have names, here and in all structures within.
    fn named(&mut self, node: Id, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        self.unwrap_list(node);
        self.constrain_elements(node);
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
        for (name, id) in left {
            if let Some(best) = self.by_doc(id, &texts) {
                texts.retain(|(candidate, _)| *candidate != best);
                self.merge(node, (&name, id), best, "member-by-doc");
            }
        }
        let within: Vec<Id> = self.tree.children(node).map(|(_, id)| id).collect();
        for id in within {
            if self.tree[id].shape.is_none() && self.is_client(id) && self.is_wire(id) {
                self.named(id, depth + 1);
            }
        }
    }

    /// A list of which one page shows but the element, as the only member: XML writes both alike.
    fn unwrap_list(&mut self, node: Id) {
        let said = &self.tree[node].said;
        let is_list =
            said.iter().any(|said| said.fact == Fact::Kind(Kind::List) && self.clients.contains(&said.page));
        if !is_list || !said.iter().any(is_guess) {
            return;
        }
        let members: Vec<(Step, Id)> = self
            .tree
            .children(node)
            .filter(|(step, _)| matches!(step, Step::Member(_)))
            .map(|(step, id)| (step.clone(), id))
            .collect();
        self.tree[node].retract(is_guess);
        for (step, id) in members {
            let element = self.tree.child(node, Step::Element);
            if let (Step::Member(name), Some(said)) = (&step, self.tree[id].said.first().cloned()) {
                let fact = Fact::WireName(name.to_string());
                self.tree[element].say(Said {
                    fact,
                    basis: Basis::Inferred("xml-list-by-other-page"),
                    ..said
                });
            }
            // What is repeated there are the elements.
            let repeated = self.tree[id].said.iter().any(|said| said.fact == Fact::Flattened);
            let shown = self.tree.get(id, &Step::Element).filter(|_| repeated).unwrap_or(id);
            self.tree.merge(shown, element);
            self.tree[node].children.remove(&step);
        }
    }

    /// What pages say of a value of which they do not know that it is a list is about the list's elements.
    fn constrain_elements(&mut self, node: Id) {
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
    fn called_on_wire(&self, members: &[(String, Id)], name: &str) -> Option<Id> {
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
    fn only_guess(&self, id: Id) -> Option<String> {
        self.tree[id].said.iter().any(is_guess).then_some(())?;
        let mut members = self.tree.members(id);
        members.next().filter(|_| members.next().is_none()).map(|(name, _)| name.to_owned())
    }

    /// Whether what is said of two members may be said of one.
    fn fits(&self, a: Id, b: Id) -> bool {
        let (a, b) = (self.tree.kind(a), self.tree.kind(b));
        a.meet(b).is_some()
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

    /// Returns the texts of members with which `count` others are compared; none if that would be too many.
    fn texts(&self, members: impl Iterator<Item = Id>, count: usize) -> Vec<(Id, Text)> {
        const MAX_COMPARED: usize = 100_000;
        let members: Vec<Id> = members.collect();
        if count == 0 || members.is_empty() || members.len().saturating_mul(count) > MAX_COMPARED {
            return Vec::new();
        }
        self.is_by_text.set(true);
        members.into_iter().filter_map(|id| Some((id, Text::of(self.tree, id)?))).collect()
    }

    /// Returns the member whose text says what that of another says, unless several do.
    fn by_doc(&self, id: Id, candidates: &[(Id, Text)]) -> Option<Id> {
        let text = Text::of(self.tree, id)?;
        let mut scored: Vec<(f64, Id)> = candidates
            .iter()
            .filter(|(candidate, _)| self.fits(id, *candidate))
            .map(|(candidate, other)| (text.share_in(other), text.likeness(other), *candidate))
            .filter(|(share, ..)| *share >= SAME)
            .map(|(share, likeness, id)| (share + likeness, id))
            .collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0));
        match scored.as_slice() {
            [(_, only)] => Some(*only),
            [(best, id), (next, _), ..] if best - next > f64::EPSILON => Some(*id),
            _ => None,
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
        let shapes = self.tree.walk(target).into_iter().filter_map(|id| self.tree[id].shape);
        self.filled.extend(shapes);
    }

    /// Finds the member that is the whole body, where a page lists what it holds in its place.
    fn payload(&mut self, side: Id) {
        let Known { client, wire, .. } = self.known(side);
        let wire: Vec<(String, Id)> = wire.into_iter().filter(|(_, id)| !self.is_outside(*id)).collect();
        let unnamed: Vec<Id> =
            nameless(self.tree, side).into_iter().filter(|id| !self.is_outside(*id)).collect();
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
    fn is_outside(&self, id: Id) -> bool {
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

    /// Gives members that lost their names those of the client library's.
    fn nameless(&mut self, side: Id) {
        let lost = nameless(self.tree, side);
        if lost.is_empty() {
            return;
        }
        let members: Vec<(String, Id)> =
            self.tree.members(side).map(|(name, id)| (name.to_owned(), id)).collect();
        let mut ids: Vec<Id> = members.iter().map(|(_, id)| *id).filter(|id| self.is_client(*id)).collect();
        // Pages list members in the order of the alphabet; equal texts are told apart by that.
        let name_of = |tree: &Tree, id: Id| match &tree[id].step {
            Step::Member(name) => name.to_lowercase(),
            _ => String::new(),
        };
        ids.sort_by_key(|id| name_of(self.tree, *id));
        let texts = self.texts(ids.into_iter(), lost.len());
        let alike: Vec<Alike> = lost.iter().map(|id| self.alike(*id, &texts)).collect();
        // Of two entries with a type each one is another member: that which says the whole is meant first.
        let is_typed = |id: &Id| self.tree.kind(*id) != Kind::Any;
        let mut typed: HashSet<Id> = HashSet::new();
        let whole: Vec<Option<Id>> = lost
            .iter()
            .zip(&alike)
            .map(|(id, alike)| alike.whole().filter(|target| !is_typed(id) || typed.insert(*target)))
            .collect();
        let mut last: Option<Id> = None;
        let mut taken: HashSet<Id> = HashSet::new();
        let mut pairs: Vec<(Id, Id)> = Vec::new();
        for ((id, alike), whole) in lost.into_iter().zip(alike).zip(whole) {
            let is_free = |target: &Id| !is_typed(&id) || !typed.contains(target);
            if let Some(target) = whole.or_else(|| alike.meant(&texts, last, &taken, is_free)) {
                pairs.push((id, target));
                taken.insert(target);
                last = Some(target);
                if is_typed(&id) {
                    typed.insert(target);
                }
            }
        }
        for (id, target) in pairs {
            self.adopt(id, target);
            self.constrain_elements(target);
        }
    }

    /// Returns the members of whose texts one holds what another says.
    fn alike(&self, id: Id, candidates: &[(Id, Text)]) -> Alike {
        const NEARLY: f64 = 0.02;
        let Some(text) = Text::of(self.tree, id) else { return Alike(Vec::new()) };
        let mut alike: Vec<(f64, f64, Id)> = candidates
            .iter()
            .filter(|(candidate, _)| self.fits(id, *candidate))
            .map(|(candidate, other)| (text.share_in(other), text.likeness(other), *candidate))
            .filter(|(share, ..)| *share >= SAME)
            .collect();
        let best = alike.iter().map(|(share, ..)| *share).fold(0.0, f64::max);
        alike.retain(|(share, ..)| best - share <= NEARLY);
        Alike(alike.into_iter().map(|(_, likeness, id)| (likeness, id)).collect())
    }

    /// Moves what is said of a member without name to one with a name; the rule stands for it from now on.
    fn adopt(&mut self, unnamed: Id, target: Id) {
        const RULE: &str = "member-by-doc";
        let in_path = self.tree[unnamed].retract(|said| said.fact == Fact::In(Location::Path));
        self.tree.adopt(unnamed, target, RULE);
        if let Some(said) = in_path.into_iter().next().filter(|_| !self.is_outside(target)) {
            self.bind(target, Said { basis: Basis::Inferred(RULE), ..said });
        }
    }

    /// Binds a member to the segment of the path that bears its name.
    fn bind(&mut self, member: Id, said: Said) {
        let Step::Member(name) = self.tree[member].step.clone() else { return };
        let route = self.tree[self.operation].said.iter().find_map(|said| match &said.fact {
            Fact::Route(method, path) => Some((*method, path.clone())),
            _ => None,
        });
        let Some((method, path)) = route else { return };
        let Some((label, path)) = with_label(&path, &name) else { return };
        let mut say = |id: Id, fact: Fact| self.tree[id].say(Said { fact, ..said.clone() });
        say(self.operation, Fact::Route(method, path));
        say(member, Fact::In(Location::Path));
        if label != name {
            say(member, Fact::WireName(label));
        }
    }
}

/// The members of which a text may be, each with how much of both texts is the same.
struct Alike(Vec<(f64, Id)>);

impl Alike {
    /// Returns the only member of which a text says all.
    fn whole(&self) -> Option<Id> {
        let mut whole = self.0.iter().filter(|(likeness, _)| *likeness >= WHOLE).map(|(_, id)| *id);
        whole.next().filter(|_| whole.next().is_none())
    }

    /// Returns the member that a text is about. A text that several have, such as a note, is about the member of the
    /// text before it, or about the next one that has no text yet.
    fn meant(
        &self,
        candidates: &[(Id, Text)],
        last: Option<Id>,
        taken: &HashSet<Id>,
        is_free: impl Fn(&Id) -> bool,
    ) -> Option<Id> {
        let has_whole = self.0.iter().any(|(likeness, _)| *likeness >= WHOLE);
        let counts = |likeness: f64| !has_whole || likeness >= WHOLE;
        let alike: Vec<Id> = self
            .0
            .iter()
            .filter(|(likeness, id)| counts(*likeness) && is_free(id))
            .map(|(_, id)| *id)
            .collect();
        if let [only] = alike.as_slice() {
            return Some(*only);
        }
        let from = last.and_then(|last| candidates.iter().position(|(id, _)| *id == last));
        let is_later =
            |id: &Id| from.is_none_or(|from| candidates.iter().skip(from).any(|(later, _)| later == id));
        last.filter(|last| alike.contains(last))
            .or_else(|| alike.iter().copied().find(|id| !taken.contains(id) && is_later(id)))
    }
}

/// Returns the segment that bears a member's name, and the path in which it is marked as a label, if there is one.
fn with_label(path: &str, name: &str) -> Option<(String, String)> {
    fn bare(segment: &str) -> &str {
        segment.trim_matches(['{', '}']).trim_end_matches('+')
    }
    let (path, query) = path.split_at(path.find('?').unwrap_or(path.len()));
    let same = |exact: bool| {
        path.split('/').map(bare).find(|segment| {
            if exact { *segment == name } else { !segment.is_empty() && segment.eq_ignore_ascii_case(name) }
        })
    };
    let label = same(true).or_else(|| same(false))?;
    let mark = |segment: &str| match bare(segment) == label {
        true if segment.trim_end_matches('}').ends_with('+') => format!("{{{label}+}}"),
        true => format!("{{{label}}}"),
        false => segment.to_owned(),
    };
    let template: Vec<_> = path.split('/').map(mark).collect();
    Some((label.to_owned(), format!("{}{query}", template.join("/"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_becomes_a_label_by_its_name() {
        let found = |label: &str, path: &str| Some((label.to_owned(), path.to_owned()));
        assert_eq!(with_label("/walls/wallId?all", "wallId"), found("wallId", "/walls/{wallId}?all"));
        assert_eq!(with_label("/walls/wallId", "WallId"), found("wallId", "/walls/{wallId}"));
        assert_eq!(with_label("/{Key+}", "Key"), found("Key", "/{Key+}"));
        assert_eq!(with_label("/walls", "wallId"), None);
    }
}
