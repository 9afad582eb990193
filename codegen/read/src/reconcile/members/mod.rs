//! Finds out which members of different pages are the same.
//!
//! A client library's page knows the members by the names that the library gives them, and so does the page of a shape;
//! other pages of the API know them by those of the wire, or have lost the names. Four rules bring them together: names
//! that differ in case or number only (`member-by-name`); texts that say the same (`member-by-doc`); what is left on
//! both pages, if that is one member of a structure (`member-by-rest`); and a body that is the content of one member,
//! whose members the page lists in its place (`payload-by-members`).

mod named;
mod nameless;
mod payload;
mod renamed;
mod wrapped;

pub(super) use self::renamed::pair_elements;
pub(super) use self::wrapped::{is_guess, unwrap_all, unwrap_within};

use std::cell::Cell;
use std::collections::HashSet;

use foldhash::fast::FixedState;
use rayon::prelude::*;

use super::alike::{SAME, Text};
use super::tree::{Id, Said, Tree};
use super::{MIN_SHARE, elements};
use crate::claims::{Fact, Step};

/// Pages, by their places in the sorted list of pages.
pub(super) type Pages = HashSet<usize, FixedState>;

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
pub(super) fn pair_shape(tree: &mut Tree, shape: Id, clients: &Pages) -> Option<Vec<Id>> {
    if clients.is_empty() {
        return None;
    }
    Pairing::new(tree, Tree::ROOT, clients).shape(shape)
}

/// Returns the pages that speak of a client library, by what is said of operations.
pub(super) fn client_pages<'s>(said: impl Iterator<Item = &'s Said>) -> Pages {
    said.filter(|said| matches!(said.fact, Fact::MethodName(_))).map(|said| said.page).collect()
}

fn nameless(tree: &Tree, side: Id) -> Vec<Id> {
    tree.by_place(side, |step| if let Step::UnnamedMember(place) = step { Some(*place) } else { None })
}

/// The members of one structure, by who knows them.
struct Known {
    /// Those that only pages know of which they keep the names.
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
    /// The pages of which members keep the names: those that speak of a client library, or a shape's own.
    clients: &'t Pages,
    /// Whether those pages list all members.
    lists_all: bool,
    /// Whether texts were compared.
    is_by_text: Cell<bool>,
    /// The shapes of which members that were merged hold more now.
    filled: Vec<Id>,
}

impl<'t> Pairing<'t> {
    fn new(tree: &'t mut Tree, operation: Id, clients: &'t Pages) -> Self {
        let is_by_text = Cell::new(false);
        Self { tree, operation, clients, lists_all: false, is_by_text, filled: Vec::new() }
    }

    fn side(&mut self, side: Id) {
        if !self.is_wire(side) {
            return;
        }
        self.named(side, 0);
        self.payload(side);
        self.nameless(side);
    }

    /// Pairs the members of a shape. Returns the other shapes that hold more by that; `None` if there was nothing to be paired.
    fn shape(mut self, shape: Id) -> Option<Vec<Id>> {
        let has_lists = self.repeated(shape);
        let Known { client, wire, both } = self.known(shape);
        let may_be_paired =
            |(name, _): &(String, Id)| !client.is_empty() || self.called_on_wire(&both, name).is_some();
        if !has_lists && !wire.iter().any(may_be_paired) {
            return None;
        }
        self.named(shape, 0);
        Some(self.filled)
    }

    /// Whether a page of which members keep the names says anything of a node or of what is within it.
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

    /// Whether what is said of two members may be said of one.
    fn fits(&self, a: Id, b: Id) -> bool {
        let (a, b) = (self.tree.kind(a), self.tree.kind(b));
        a.meet(b).is_some()
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
}
