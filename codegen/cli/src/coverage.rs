//! What became of the lines of pages.

use std::collections::BTreeSet;

use docwright_read::PageCoverage;
use docwright_read::claims::LineClass;
use serde::Serialize;

use crate::describe::Described;

/// How many lines of a page became what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Count {
    /// Lines that gave facts.
    pub facts: usize,
    /// Lines that became documentation.
    pub doc: usize,
    /// Lines that belong to the layout.
    pub boilerplate: usize,
    /// Lines that were not understood.
    pub unread: usize,
}

impl Count {
    /// Counts lines.
    pub fn of(lines: &[LineClass]) -> Self {
        let mut count = Self::default();
        for line in lines {
            match line {
                LineClass::Blank => {}
                LineClass::Unread => count.unread += 1,
                LineClass::Boilerplate => count.boilerplate += 1,
                LineClass::Doc => count.doc += 1,
                LineClass::Fact => count.facts += 1,
            }
        }
        count
    }

    /// Returns how many lines were counted.
    pub fn total(self) -> usize {
        self.facts + self.doc + self.boilerplate + self.unread
    }
}

impl std::ops::AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.facts += other.facts;
        self.doc += other.doc;
        self.boilerplate += other.boilerplate;
        self.unread += other.unread;
    }
}

/// A line of a page, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ShownLine {
    /// Its number, counted from 1.
    pub line: usize,
    /// What stands there.
    pub text: String,
}

/// Returns the lines of a page that were not understood.
pub fn unread_lines(described: &Described, coverage: &PageCoverage) -> Vec<ShownLine> {
    let is_unread = |line: usize| coverage.lines.get(line - 1) == Some(&LineClass::Unread);
    shown(described, coverage, is_unread)
}

/// Returns the lines of a page's sentences that demand something of a value, and that nothing was made of.
pub fn unmatched_lines(described: &Described, coverage: &PageCoverage) -> Vec<ShownLine> {
    let begins: BTreeSet<usize> = coverage.unmatched.iter().map(|lines| lines.first as usize).collect();
    shown(described, coverage, |line| begins.contains(&line))
}

fn shown(described: &Described, coverage: &PageCoverage, is_meant: impl Fn(usize) -> bool) -> Vec<ShownLine> {
    let text = described.pages.iter().find(|page| page.name == coverage.page).map_or("", |page| &page.text);
    let lines = (1..).zip(text.lines()).filter(|(line, _)| is_meant(*line));
    lines.map(|(line, text)| ShownLine { line, text: text.to_owned() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_that_is_not_blank_is_counted_once() {
        use LineClass::{Blank, Boilerplate, Doc, Fact, Unread};
        let count = Count::of(&[Fact, Blank, Doc, Fact, Unread, Boilerplate, Blank]);
        assert_eq!(count, Count { facts: 2, doc: 1, boilerplate: 1, unread: 1 });
        assert_eq!(count.total(), 5);
    }
}
