//! What is noted while a description is written: where its facts come from, what was observed, where pages contradict
//! each other, and what none tells.

use docwright_idl::{Diagnostic, FactPath};
use indexmap::map::Entry;

use crate::evidence::{Evidence, Observation, Sources};

/// Where the facts of a part of a description come from, and what there is to report of them.
#[derive(Default)]
pub(super) struct Notes {
    pub(super) evidence: Vec<(String, Sources)>,
    pub(super) observations: Vec<(String, Observation)>,
    pub(super) findings: Vec<(FactPath, Diagnostic)>,
}

/// What was noted about all parts of a description, in their order.
#[derive(Default)]
pub(in crate::reconcile) struct Noted {
    pub(in crate::reconcile) evidence: Evidence,
    /// What there is to report, with the facts that it is about.
    pub(in crate::reconcile) findings: Vec<(FactPath, Diagnostic)>,
    /// How much of that is about each part: the service, then the operations, shapes and errors.
    pub(in crate::reconcile) extents: Vec<Extent>,
}

/// How much was noted about a part of a description.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::reconcile) struct Extent {
    pub(in crate::reconcile) facts: usize,
    pub(in crate::reconcile) observations: usize,
    pub(in crate::reconcile) findings: usize,
}

impl std::iter::Sum for Extent {
    fn sum<I: Iterator<Item = Self>>(extents: I) -> Self {
        extents.fold(Self::default(), |sum, extent| Self {
            facts: sum.facts + extent.facts,
            observations: sum.observations + extent.observations,
            findings: sum.findings + extent.findings,
        })
    }
}

impl Noted {
    /// Adds what was noted about a part of the description.
    pub(super) fn add(&mut self, notes: Notes) {
        let before = self.evidence.facts.len();
        for (path, sources) in notes.evidence {
            match self.evidence.facts.entry(path) {
                Entry::Vacant(new) => {
                    new.insert(sources);
                }
                Entry::Occupied(known) => {
                    let known = known.into_mut();
                    known.extend(sources);
                    known.put_in_order();
                }
            }
        }
        let facts = self.evidence.facts.len() - before;
        let (observations, findings) = (notes.observations.len(), notes.findings.len());
        self.extents.push(Extent { facts, observations, findings });
        self.evidence.observations.extend(notes.observations);
        self.findings.extend(notes.findings);
    }
}
