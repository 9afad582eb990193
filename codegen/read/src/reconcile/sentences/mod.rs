//! Turns what sentences of the documentation demand into facts: limits, defaults, forms, and which members exclude each
//! other.
//!
//! The sentences stay in the documentation. What a pattern ([`patterns`]) finds in one is an inference that names its
//! rule and its line; a sentence that demands something and matches no pattern is listed, so that the table can grow.

mod cut;
mod matching;
mod patterns;
mod reader;

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

use foldhash::fast::FixedState;
use rayon::prelude::*;

pub(crate) use self::cut::each_sentence;
use self::matching::Sentence;
use self::patterns::Told;
use self::reader::{Found, Reader};
use super::tree::{Id, Marks, Said, Tree};
use crate::claims::{Fact, Step};
use crate::document::Lines;
use crate::lines::Places;
use crate::normalize::PageSource;

/// How long a text may be in which sentences are looked for, in bytes.
pub(super) const MAX_TEXT: usize = 64 * 1024;

/// How many members are worth a task of their own.
const MIN_SHARE: usize = 16;

/// A sentence that demands something and that no pattern matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unmatched {
    /// The page, by its place in the sorted list of pages.
    pub(crate) page: usize,
    pub(crate) lines: Lines,
}

/// The sentences of a text that tell something.
pub(super) type Tellings = Arc<[Telling]>;

/// A text, with its sentences that tell something.
pub(super) type TellingText = (Arc<str>, Tellings);

/// A sentence that tells something, or demands it.
#[derive(Clone, Debug)]
pub(super) struct Telling {
    sentence: String,
    /// What it tells, each with the rule that found it.
    told: Vec<(&'static str, Told)>,
    demands: bool,
}

/// All texts of which sentences tell something. What pages share is one text, so that it is found by where it is held.
#[derive(Debug, Default)]
pub(super) struct Heard(HashMap<usize, TellingText, FixedState>);

/// How many texts are kept that no page may hold any more.
const MAX_HEARD: usize = 100_000;

impl FromIterator<TellingText> for Heard {
    fn from_iter<I: IntoIterator<Item = TellingText>>(texts: I) -> Self {
        let mut heard = Self::default();
        heard.add(texts.into_iter());
        heard
    }
}

impl Heard {
    fn add(&mut self, texts: impl Iterator<Item = TellingText>) {
        let Self(heard) = self;
        if heard.len() > MAX_HEARD {
            heard.retain(|_, (text, _)| Arc::strong_count(text) > 1);
        }
        heard.extend(texts.map(|(text, tellings)| (place_of(&text), (text, tellings))));
    }

    /// Returns what the sentences of a text tell.
    fn of(&self, text: &Arc<str>) -> &[Telling] {
        self.0.get(&place_of(text)).map_or(&[], |(_, tellings)| tellings)
    }
}

fn place_of(text: &Arc<str>) -> usize {
    Arc::as_ptr(text).addr()
}

/// Returns the texts about a node that are searched, each with the claim of it.
fn texts(tree: &Tree, id: Id) -> impl Iterator<Item = (&Arc<str>, &Said)> {
    tree[id].said.iter().filter_map(|said| match &said.fact {
        Fact::Doc(text) if text.len() <= MAX_TEXT => Some((text, said)),
        _ => None,
    })
}

/// Claims what sentences say of members and of structures.
pub(super) fn infer(tree: &mut Tree, pages: &[&PageSource], heard: Heard) -> Inferred {
    let (requested, members): (Marks, Vec<Id>) = {
        let tree = &*tree;
        rayon::join(|| requested(tree), || tree.par_ids().filter(|id| has_sentences(tree, *id)).collect())
    };
    let mut inferred = Inferred { heard, requested, told: HashMap::default(), unmatched: Vec::new() };
    inferred.read(tree, pages, &members);
    inferred
}

/// What was inferred from sentences.
pub(super) struct Inferred {
    /// What sentences tell.
    heard: Heard,
    /// The nodes that a request may hold.
    requested: Marks,
    /// Of how many claims about a node that is so. They are the last ones about it.
    told: HashMap<Id, usize, FixedState>,
    /// Sentences that no pattern matches, each with the member whose text it is of.
    pub(super) unmatched: Vec<(Id, Unmatched)>,
}

impl Inferred {
    /// Takes note of a new node, which a request may hold if it may hold another one.
    pub(super) fn take_in(&mut self, id: Id, like: Id) {
        self.requested.take_in(id, like);
    }

    /// Whether a request may hold a node.
    pub(super) fn is_requested(&self, id: Id) -> bool {
        self.requested.has(id)
    }

    /// Takes in texts that pages say now.
    pub(super) fn hear(&mut self, texts: impl Iterator<Item = TellingText>) {
        self.heard.add(texts);
    }

    /// Takes back what was inferred from the texts of these holders' members.
    pub(super) fn take_back(&mut self, tree: &mut Tree, holders: &BTreeSet<Id>) {
        let is_within =
            |id: Id| holders.contains(&id) || tree[id].parent.is_some_and(|parent| holders.contains(&parent));
        self.unmatched.retain(|(member, _)| !is_within(*member));
        let taken: Vec<(Id, usize)> = self.told.extract_if(|id, _| is_within(*id)).collect();
        for (id, count) in taken {
            (0..count).for_each(|_| tree[id].forget_last());
        }
    }

    /// Infers again from the texts of these holders' members, in the order of the nodes that `rank` gives for them.
    pub(super) fn read_again(
        &mut self,
        tree: &mut Tree,
        pages: &[&PageSource],
        holders: &BTreeSet<Id>,
        rank: impl Fn(Id) -> Id,
    ) {
        let members = holders.iter().flat_map(|holder| tree.children(*holder).map(|(_, id)| id));
        let mut members: Vec<Id> = members.filter(|id| has_sentences(tree, *id)).collect();
        members.sort_by_key(|id| rank(*id));
        self.read(tree, pages, &members);
    }

    /// Whether anything may be known from the texts of a member.
    pub(super) fn is_told_by(&self, tree: &Tree, member: Id) -> bool {
        let holder = tree[member].parent;
        self.told_of(member) > 0
            || holder.is_some_and(|holder| self.told_of(holder) > 0)
            || self.unmatched.iter().any(|(of, _)| *of == member)
    }

    /// Returns how many of the claims about a node were inferred here.
    pub(super) fn told_of(&self, id: Id) -> usize {
        self.told.get(&id).copied().unwrap_or_default()
    }

    /// Claims what sentences say of these members, and of what holds them.
    fn read(&mut self, tree: &mut Tree, pages: &[&PageSource], members: &[Id]) {
        let Self { heard, requested, told, unmatched } = self;
        let found: Vec<Found> = {
            let (tree, requested, heard) = (&*tree, &*requested, &*heard);
            let places: Vec<OnceLock<Places<'_>>> = pages.iter().map(|_| OnceLock::new()).collect();
            let read = |id: &Id| {
                let is_requested = requested.has(*id);
                Reader { tree, pages, places: &places, heard, member: *id, is_requested }.read()
            };
            members.par_iter().with_min_len(MIN_SHARE).with_max_len(MIN_SHARE).map(read).collect()
        };
        for (member, Found { facts, unmatched: rest }) in members.iter().zip(found) {
            for (id, said) in facts {
                tree[id].say(said);
                *told.entry(id).or_default() += 1;
            }
            unmatched.extend(rest.into_iter().map(|rest| (*member, rest)));
        }
    }
}

/// Whether a node is a member of which pages may say something in sentences.
fn has_sentences(tree: &Tree, id: Id) -> bool {
    tree[id].may_have_tellings() && matches!(tree[id].step, Step::Member(_))
}

/// Returns for each node whether a request may hold it.
fn requested(tree: &Tree) -> Marks {
    let inputs = tree
        .children(Tree::ROOT)
        .filter(|(step, _)| matches!(step, Step::Operation(_)))
        .filter_map(|(_, operation)| tree.get(operation, &Step::Input));
    let mut open: Vec<Id> = inputs.collect();
    let mut requested = tree.marks();
    for id in &open {
        requested.add(*id);
    }
    while let Some(id) = open.pop() {
        let next = tree.children(id).map(|(_, child)| child).chain(tree[id].shape);
        open.extend(next.filter(|next| requested.add(*next)));
    }
    requested
}

/// Returns the sentences of a text that tell or demand something, if any do.
pub(super) fn tellings(text: &str) -> Option<Tellings> {
    let mut tellings = Vec::new();
    each_sentence(text, |text| {
        let Some(sentence) = Sentence::new(text) else { return };
        let told: Vec<_> = sentence.told().collect();
        let demands = sentence.demands();
        if !told.is_empty() || demands {
            tellings.push(Telling { sentence: text.to_owned(), told, demands });
        }
    });
    (!tellings.is_empty()).then(|| tellings.into())
}

#[cfg(test)]
mod tests;
