//! What was found in a folder, service by service and altogether.

use std::fmt;

use serde::Serialize;

use super::describe::Outcome;
use crate::coverage::Count;

/// What was found of a service.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Service {
    /// Its name, which is that of its folder.
    pub name: String,
    /// How its pages call it.
    pub known_as: Vec<String>,
    /// Whether its description was written.
    pub is_written: bool,
    /// How many pages it has.
    pub pages: usize,
    /// How many operations are described.
    pub operations: usize,
    /// How many shapes are described.
    pub shapes: usize,
    /// How many errors are described.
    pub errors: usize,
    /// How many facts there is evidence of.
    pub facts: usize,
    /// In how many points pages contradict each other.
    pub conflicts: usize,
    /// How many operations are named that have no page.
    pub missing_operations: usize,
    /// How many shapes are named that nothing describes.
    pub missing_shapes: usize,
    /// How many members have lost their name.
    pub nameless: usize,
    /// How often no page shows what an operation takes or gives back.
    pub not_shown: usize,
    /// What became of the lines of its pages.
    pub lines: Count,
}

impl Service {
    /// Returns how many gaps there are.
    pub fn gaps(&self) -> usize {
        self.missing_operations + self.missing_shapes + self.nameless + self.not_shown
    }
}

/// What was found in a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// How many files there are.
    pub files: usize,
    /// How many services have pages.
    pub services: usize,
    /// How many of them were written.
    pub written: usize,
    /// How many pages services have.
    pub pages: usize,
    /// How many pages only list operations.
    pub indexes: usize,
    /// Of how many pages nothing tells to which service they belong.
    pub unplaced: usize,
    /// How many files are no documentation, or broken.
    pub others: usize,
    /// How many operations are described.
    pub operations: usize,
    /// How many shapes are described.
    pub shapes: usize,
    /// How many errors are described.
    pub errors: usize,
    /// In how many points pages contradict each other.
    pub conflicts: usize,
    /// How many things are named and not described, or described and not named.
    pub gaps: usize,
    /// What became of the lines of all pages.
    pub lines: Count,
}

impl Tally {
    pub(super) fn add(&mut self, outcome: &Outcome) {
        let service = &outcome.service;
        self.services += 1;
        self.written += usize::from(service.is_written);
        self.pages += service.pages;
        self.operations += service.operations;
        self.shapes += service.shapes;
        self.errors += service.errors;
        self.conflicts += service.conflicts;
        self.gaps += service.gaps();
        self.lines += service.lines;
    }
}

/// Returns a number and what it counts.
fn count(number: usize, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}

/// Returns which share of the lines was read, rounded down.
fn read(lines: Count) -> String {
    let (read, total) = (lines.total() - lines.unread, lines.total());
    let share = (read * 10_000).checked_div(total).unwrap_or(10_000);
    format!("{}.{:02} % of {} read", share / 100, share % 100, count(total, "line"))
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [
            count(self.operations, "operation"),
            count(self.shapes, "shape"),
            count(self.errors, "error"),
            count(self.conflicts, "conflict"),
            count(self.gaps(), "gap"),
            format!("{} of {}", read(self.lines), count(self.pages, "page")),
        ];
        let known_as =
            if self.known_as.is_empty() { String::new() } else { format!(" ({})", self.known_as.join("; ")) };
        write!(f, "{}{known_as}: {}", self.name, parts.join(", "))
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = vec![
            count(self.services, "service"),
            count(self.operations, "operation"),
            count(self.shapes, "shape"),
            count(self.errors, "error"),
            count(self.conflicts, "conflict"),
            count(self.gaps, "gap"),
            format!("{} on {}", read(self.lines), count(self.pages, "page")),
        ];
        let rest = [
            (self.services - self.written, "service", " not written"),
            (self.indexes, "index page", ""),
            (self.unplaced, "page", " of unknown service"),
            (self.others, "file", " without documentation"),
        ];
        let rest = rest.into_iter().filter(|(number, ..)| *number > 0);
        parts.extend(rest.map(|(number, thing, what)| format!("{}{what}", count(number, thing))));
        f.write_str(&parts.join(", "))
    }
}
