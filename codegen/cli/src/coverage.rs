//! What became of the lines of pages.

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

/// A line of a page that was not understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UnreadLine {
    /// Its number, counted from 1.
    pub line: usize,
    /// What stands there.
    pub text: String,
}

/// Returns the lines of a page that were not understood.
pub fn unread_lines(described: &Described, coverage: &PageCoverage) -> Vec<UnreadLine> {
    let text = described.pages.iter().find(|page| page.name == coverage.page).map_or("", |page| &page.text);
    let lines = text.lines().zip(&coverage.lines).enumerate();
    lines
        .filter(|(_, (_, class))| **class == LineClass::Unread)
        .map(|(index, (text, _))| UnreadLine { line: index + 1, text: text.to_owned() })
        .collect()
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
