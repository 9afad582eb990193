//! Counts of facts that the corpus's own scorer does not count.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

/// How many facts of a kind there are, were predicted, and are right.
#[derive(Default)]
struct Count {
    truth: usize,
    predicted: usize,
    right: usize,
}

/// The counts by kind of fact, and what differs from the truth.
#[derive(Default)]
pub(super) struct Score {
    counts: BTreeMap<&'static str, Count>,
    wrong: Vec<String>,
}

impl Score {
    /// Counts a fact that may be absent on either side.
    pub(super) fn one<T: Debug + PartialEq>(
        &mut self,
        kind: &'static str,
        of: &str,
        truth: Option<T>,
        predicted: Option<T>,
    ) {
        let count = self.counts.entry(kind).or_default();
        count.truth += usize::from(truth.is_some());
        count.predicted += usize::from(predicted.is_some());
        if truth == predicted {
            count.right += usize::from(truth.is_some());
        } else {
            self.wrong.push(format!("{kind} {of}: {truth:?} is {predicted:?}"));
        }
    }

    /// Counts a set of names.
    pub(super) fn set(
        &mut self,
        kind: &'static str,
        of: &str,
        truth: &BTreeSet<String>,
        predicted: &BTreeSet<String>,
    ) {
        for name in truth.union(predicted) {
            let is_in = |names: &BTreeSet<String>| names.contains(name).then_some(name);
            self.one(kind, of, is_in(truth), is_in(predicted));
        }
    }

    /// Prints the counts as a table, and what is wrong if it is asked for.
    pub(super) fn print(&self, verbose: bool) {
        println!(
            "{:<28} {:>8} {:>8} {:>8}  {:>9} {:>7}",
            "fact", "truth", "pred", "right", "precision", "recall"
        );
        for (kind, Count { truth, predicted, right }) in &self.counts {
            let share = |of: usize| if of == 0 { 1.0 } else { *right as f64 / of as f64 };
            let (precision, recall) = (share(*predicted), share(*truth));
            println!("{kind:<28} {truth:>8} {predicted:>8} {right:>8}  {precision:>9.4} {recall:>7.4}");
        }
        if verbose {
            self.wrong.iter().for_each(|wrong| println!("{wrong}"));
        }
    }
}
