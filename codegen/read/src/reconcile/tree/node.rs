//! One node of the tree, and the claims about it.

use std::sync::Arc;

use super::{Children, Id};
use crate::claims::{Basis, Fact, Kind, Step};
use crate::document::Lines;
use crate::examples::Shown;
use crate::reconcile::sayings::Sayings;

/// A claim of one page.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::reconcile) struct Said {
    /// The page, by its place in the sorted list of pages.
    pub(in crate::reconcile) page: usize,
    pub(in crate::reconcile) fact: Fact,
    pub(in crate::reconcile) lines: Lines,
    pub(in crate::reconcile) basis: Basis,
}

/// What the pages say of one thing.
#[derive(Clone, Debug)]
pub(in crate::reconcile) struct Node {
    pub(in crate::reconcile) parent: Option<Id>,
    pub(in crate::reconcile) step: Step,
    pub(in crate::reconcile) children: Children,
    /// All that is said. Added to with [`Node::say`] alone.
    pub(in crate::reconcile) said: Sayings,
    pub(super) gist: Gist,
    /// What examples show of it, of all places together.
    pub(in crate::reconcile) shown: Option<Arc<Shown>>,
    /// In how many of the examples of what holds it a member is, and how many these are.
    pub(in crate::reconcile) presence: Option<Box<(u32, u32)>>,
    /// The node of the named shape that this node's content was moved to.
    pub(in crate::reconcile) shape: Option<Id>,
    /// Whether this node is part of the tree no more, as it was merged into that one.
    pub(super) is_merged: bool,
}

/// What the claims so far say of what a node is, in short.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gist {
    /// What it is: by those that are stated, and by those that are inferred.
    kinds: [Kind; 2],
    /// Whether there is a claim of the values that the node may have.
    pub(super) has_values: bool,
    /// Whether there was a claim of the name of its shape.
    has_shape_name: bool,
    /// Whether sentences of its documentation tell something.
    pub(super) has_tellings: bool,
}

impl Gist {
    const NONE: Self =
        Self { kinds: [Kind::Any; 2], has_values: false, has_shape_name: false, has_tellings: false };

    /// Returns what these claims and others say; `None` if it depends on their order.
    fn with(self, others: Self) -> Option<Self> {
        let ([stated, inferred], [other_stated, other_inferred]) = (self.kinds, others.kinds);
        Some(Self {
            kinds: [stated.meet(other_stated)?, inferred.meet(other_inferred)?],
            has_values: self.has_values | others.has_values,
            has_shape_name: self.has_shape_name | others.has_shape_name,
            has_tellings: self.has_tellings | others.has_tellings,
        })
    }
}

impl Node {
    pub(in crate::reconcile) fn new(parent: Option<Id>, step: Step) -> Self {
        let (children, said, shape, shown, presence, is_merged) = Default::default();
        Self { parent, step, children, said, gist: Gist::NONE, shown, presence, shape, is_merged }
    }

    /// Adds a claim.
    pub(in crate::reconcile) fn say(&mut self, said: Said) {
        self.hear(&said);
        self.said.push(said);
    }

    /// Adds all that is said of something else, of which examples may show something.
    pub(super) fn say_all(&mut self, said: Sayings, gist: Gist, is_shown: bool) {
        match self.gist.with(gist) {
            Some(both) if !is_shown => self.gist = both,
            _ => {
                said.iter().for_each(|said| self.hear(said));
                self.gist.has_tellings |= gist.has_tellings;
            }
        }
        self.said.join(said);
    }

    /// Returns the texts that describe it, each with its claim.
    pub(in crate::reconcile) fn docs(&self) -> impl Iterator<Item = (&Said, &Arc<str>)> {
        self.said.iter().filter_map(|said| match &said.fact {
            Fact::Doc(doc) => Some((said, doc)),
            _ => None,
        })
    }

    /// Takes note of what a claim says.
    fn hear(&mut self, said: &Said) {
        match &said.fact {
            Fact::Kind(kind) => {
                let known = &mut self.gist.kinds[usize::from(said.basis != Basis::Stated)];
                *known = known.meet(*kind).unwrap_or(*known);
            }
            Fact::Values { .. } => self.gist.has_values = true,
            Fact::ShapeName(_) => self.gist.has_shape_name = true,
            Fact::Shown(shown) => match &mut self.shown {
                Some(known) => Arc::make_mut(known).join(shown),
                None => self.shown = Some(Arc::clone(shown)),
            },
            _ => {}
        }
    }

    /// Puts the claims in order; those of one key stay in theirs.
    pub(in crate::reconcile) fn sort<K: Ord>(&mut self, key: impl Fn(&Said) -> K) {
        let mut all: Vec<Said> = std::mem::take(&mut self.said).into_iter().collect();
        all.sort_by_key(key);
        all.into_iter().for_each(|said| self.said.push(said));
        self.hear_again();
    }

    /// Takes note of what all claims say, and of nothing else.
    pub(super) fn hear_again(&mut self) {
        self.shown = None;
        (self.gist.kinds, self.gist.has_values) = (Gist::NONE.kinds, false);
        let said = std::mem::take(&mut self.said);
        said.iter().for_each(|said| self.hear(said));
        self.said = said;
    }

    /// Puts other claims in the place of each, which say the same of what the node is.
    pub(in crate::reconcile) fn rewrite(&mut self, write: impl FnMut(Said, &mut Vec<Said>)) {
        self.said.rewrite(write);
        self.gist.has_tellings |= self.said.iter().any(|said| matches!(said.fact, Fact::Doc(_)));
    }

    /// Forgets the claim that was added last, which says nothing of what the node is.
    pub(in crate::reconcile) fn forget_last(&mut self) {
        self.said.pop();
    }

    /// Whether sentences of its documentation may tell something.
    pub(in crate::reconcile) fn may_have_tellings(&self) -> bool {
        self.gist.has_tellings
    }

    /// Whether pages or rules may name its shape.
    pub(in crate::reconcile) fn may_have_shape_name(&self) -> bool {
        self.gist.has_shape_name
    }

    /// Returns what claims say that it is: those that are stated, and those that are inferred.
    pub(in crate::reconcile) fn kinds(&self) -> [Kind; 2] {
        self.gist.kinds
    }

    /// Returns the claims that become those of a shape to which its content is moved.
    pub(in crate::reconcile) fn said_of_shape(&self) -> impl Iterator<Item = &Said> {
        let is_element = self.is_element();
        self.said.iter().filter(move |said| moves(said, is_element) || is_of_both(said))
    }

    /// Whether it is what a list or a map holds.
    pub(in crate::reconcile) fn is_element(&self) -> bool {
        matches!(self.step, Step::Element | Step::Value)
    }

    /// Returns the names that are told of its shape, each with what it rests on.
    pub(in crate::reconcile) fn shape_names(&self) -> impl Iterator<Item = (&str, Basis)> {
        self.said.iter().filter_map(|said| match &said.fact {
            Fact::ShapeName(name) => Some((name.as_str(), said.basis)),
            _ => None,
        })
    }

    /// Whether claims say the same of what it is.
    pub(in crate::reconcile) fn says_same_kind(&self, other: &Self) -> bool {
        self.gist.kinds == other.gist.kinds
    }

    /// Takes back what examples show, each with its page.
    pub(in crate::reconcile) fn take_shown(&mut self) -> Vec<(usize, Arc<Shown>)> {
        let mut parts = Vec::with_capacity(1);
        self.said.retain(|said| match &said.fact {
            Fact::Shown(shown) => {
                parts.push((said.page, Arc::clone(shown)));
                false
            }
            _ => true,
        });
        self.hear_again();
        parts
    }

    /// Takes claims back, and returns them.
    pub(in crate::reconcile) fn retract(&mut self, which: impl Fn(&Said) -> bool) -> Vec<Said> {
        let retracted = self.said.extract(which);
        if !retracted.is_empty() {
            self.hear_again();
        }
        retracted
    }
}

/// Whether a claim is made of a shape and no more of the place that refers to it. The element of a list says what its shape is; a
/// member says what it is for.
pub(in crate::reconcile) fn moves(said: &Said, is_element: bool) -> bool {
    match said.fact {
        Fact::Values { .. } => true,
        Fact::Doc(_) => is_element,
        _ => false,
    }
}

/// Whether a claim is made of a shape and of the place that refers to it, too: evidence of the reference shows what it is.
pub(in crate::reconcile) fn is_of_both(said: &Said) -> bool {
    matches!(said.fact, Fact::Kind(_) | Fact::Shown(_))
}
