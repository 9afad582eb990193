//! A text as it is shown, without its marks: a slice of the page as long as that is one.

use std::borrow::Cow;
use std::ops::Range;

use crate::lines::trim_end;

/// What is shown of a text.
pub(super) struct Shown<'a> {
    page: &'a str,
    text: Cow<'a, str>,
    /// Where a borrowed text begins.
    start: usize,
}

impl<'a> Shown<'a> {
    /// Returns nothing so far of a page.
    pub(super) fn of(page: &'a str) -> Self {
        Self { page, text: Cow::Borrowed(""), start: 0 }
    }

    /// Adds a slice of the page.
    pub(super) fn push(&mut self, span: Range<usize>) {
        if span.is_empty() {
            return;
        }
        match &mut self.text {
            Cow::Borrowed("") => {
                self.start = span.start;
                self.text = Cow::Borrowed(&self.page[span]);
            }
            Cow::Borrowed(text) if self.start + text.len() == span.start => {
                *text = &self.page[self.start..span.end];
            }
            _ => self.add(&self.page[span]),
        }
    }

    /// Adds text that the page does not have as it is, or behind which the page does not go on as it did.
    pub(super) fn add(&mut self, more: &str) {
        /// About as much as follows in a line.
        const ROOM: usize = 64;
        if let Cow::Borrowed(text) = self.text {
            let mut owned = String::with_capacity(text.len() + more.len() + ROOM);
            owned.push_str(text);
            self.text = Cow::Owned(owned);
        }
        self.text.to_mut().push_str(more);
    }

    /// Whether it is this slice of the page.
    pub(super) fn is(&self, span: &Range<usize>) -> bool {
        matches!(self.text, Cow::Borrowed(text) if text.len() == span.len() && self.start == span.start)
    }

    /// Returns the text without white space at its end.
    pub(super) fn trimmed(self) -> Cow<'a, str> {
        self.without_end(trim_end)
    }

    /// Returns the text without the end that `trim` takes off.
    pub(super) fn without_end(self, trim: impl Fn(&str) -> &str) -> Cow<'a, str> {
        match self.text {
            Cow::Borrowed(text) => Cow::Borrowed(trim(text)),
            Cow::Owned(mut text) => {
                text.truncate(trim(&text).len());
                Cow::Owned(text)
            }
        }
    }
}
