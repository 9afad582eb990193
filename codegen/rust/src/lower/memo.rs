//! What was lowered before, so that what sees nothing new is not lowered again.

use std::hash::Hash;
use std::sync::Arc;

use docwright_idl::{Description, Diagnostic, Known, Revisions};

use super::Lowering;
use super::error::LoweredError;
use super::model::{Item, Operation};
use super::outline::{KnownOutlines, Outlines};
use super::plan::Plan;
use super::view::{Items, Seen};
use crate::Layout;
use crate::cache::number_of;

/// What was lowered last of a service.
#[derive(Debug, Default)]
pub(crate) struct Memo {
    /// The service's revision, and the layout.
    of: Option<(u64, Layout)>,
    outlines: KnownOutlines,
    plan: Option<(Outlines, Arc<Plan>)>,
    /// The number that was given last.
    pub(super) last: u64,
    pub(super) errors: Known<Lowered<Arc<LoweredError>>>,
    pub(super) operations: Known<Lowered<Arc<Operation>>>,
    pub(super) types: Known<Lowered<Option<Arc<Item>>>>,
    /// What the view showed of types.
    pub(super) items: Arc<Items>,
    pub(super) settled_operations: Known<Lowered<Arc<Operation>>>,
    pub(super) settled_types: Known<Lowered<Arc<Item>>>,
}

/// What became of a part.
#[derive(Debug)]
pub(super) struct Lowered<T> {
    /// What tells the part itself from others.
    own: u64,
    /// What was seen of others.
    seen: Vec<Seen>,
    became: Numbered<T>,
    findings: Vec<Diagnostic>,
}

/// What became of a part, with a number that nothing else of the memo has.
#[derive(Clone, Debug)]
pub(super) struct Numbered<T> {
    pub(super) number: u64,
    pub(super) it: T,
}

impl Memo {
    /// Begins another run, and returns the plan for it. With it goes whether the plan and all shapes are those of the run before.
    pub(super) fn begin(
        &mut self,
        description: &Description,
        layout: Layout,
        revisions: Option<&Revisions>,
    ) -> (Arc<Plan>, bool) {
        let of = revisions.map(|revisions| (revisions.service, layout));
        if self.of != of {
            *self = Self { of, ..Self::default() };
        }
        self.errors.turn();
        self.operations.turn();
        self.types.turn();
        self.settled_operations.turn();
        self.settled_types.turn();
        let (outlines, all_known) = Outlines::of(description, &mut self.outlines, revisions);
        if let Some((known, plan)) = &self.plan
            && *known == outlines
        {
            return (plan.clone(), all_known);
        }
        let plan = Arc::new(Plan::of(&outlines, &description.service.name, layout, self.plan.as_ref()));
        self.plan = Some((outlines, plan.clone()));
        (plan, false)
    }
}

impl Lowering<'_> {
    /// Returns what became of a part, which `own` tells from others, if nothing of what was seen for it differs; else lowers it.
    pub(super) fn once<T: Clone>(
        &mut self,
        known: fn(&mut Memo) -> &mut Known<Lowered<T>>,
        name: &str,
        own: Option<impl Hash>,
        lower: impl FnOnce(&mut Self) -> T,
    ) -> Numbered<T> {
        let Some(own) = own else { return Numbered { number: 0, it: lower(self) } };
        let own = number_of(&own);
        let holds = |lowered: &Lowered<T>| {
            lowered.own == own
                && (self.view.is_as_before || lowered.seen.iter().all(|seen| self.view.is_as_seen(seen)))
        };
        let (name, lowered) = match known(self.memo).take(name) {
            Some((name, lowered)) if holds(&lowered) => {
                self.findings.extend(lowered.findings.iter().cloned());
                (name, lowered)
            }
            _ => {
                self.view.take_seen();
                let before = self.findings.len();
                let it = lower(self);
                self.memo.last += 1;
                let became = Numbered { number: self.memo.last, it };
                let (seen, findings) = (self.view.take_seen(), self.findings[before..].to_vec());
                (name.to_owned(), Lowered { own, seen, became, findings })
            }
        };
        let became = lowered.became.clone();
        known(self.memo).keep(name, lowered);
        became
    }
}
