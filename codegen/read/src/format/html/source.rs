//! Where the tokenizer reads from: a page, in such a way that no tag exhausts the stack.
//!
//! The tokenizer goes some calls deeper with each `name="value"` that a blank parts from the next, and comes back where
//! it reads a `/`. Between attributes a `/` means what a blank does (HTML standard, 13.2.5.40, self-closing start tag
//! state), so now and then a blank is handed out as one.

use std::convert::Infallible;

use html5gum::{Readable, Reader, StringReader};

/// How many values in double quotes are read before the tokenizer is made to come back.
const MAX_VALUES: u8 = 16;

/// A page that the tokenizer reads.
pub(super) struct Source<'p> {
    reader: StringReader<'p>,
    /// What `reader` has not read.
    rest: &'p [u8],
    /// How many values have ended since the tokenizer came back.
    values: u8,
    /// Whether a value in double quotes has just ended.
    at_end_of_value: bool,
}

impl<'p> Source<'p> {
    pub(super) fn new(page: &'p str) -> Self {
        Self { reader: page.to_reader(), rest: page.as_bytes(), values: 0, at_end_of_value: false }
    }
}

impl Reader for Source<'_> {
    type Error = Infallible;

    #[inline]
    fn read_byte(&mut self) -> Result<Option<u8>, Infallible> {
        let byte = self.reader.read_byte()?;
        self.rest = self.rest.get(1..).unwrap_or_default();
        if std::mem::take(&mut self.at_end_of_value)
            && self.values >= MAX_VALUES
            && byte.is_some_and(|byte| byte.is_ascii_whitespace())
            // `/>` is more than a blank.
            && self.rest.first().is_some_and(|next| *next != b'>')
        {
            self.values = 0;
            return Ok(Some(b'/'));
        }
        Ok(byte)
    }

    #[inline]
    fn try_read_string(&mut self, text: &[u8], case_sensitive: bool) -> Result<bool, Infallible> {
        let is_read = self.reader.try_read_string(text, case_sensitive)?;
        if is_read {
            self.rest = &self.rest[text.len()..];
        }
        Ok(is_read)
    }

    #[inline]
    fn read_until<'b>(
        &'b mut self,
        needle: &[u8],
        char_buf: &'b mut [u8; 4],
    ) -> Result<Option<&'b [u8]>, Infallible> {
        let read = self.reader.read_until(needle, char_buf)?;
        self.rest = &self.rest[read.map_or(0, <[u8]>::len)..];
        // Only within such a value do both a quote and a `&` end what is read, and a `>` does not.
        self.at_end_of_value = read == Some(b"\"") && needle.contains(&b'&') && !needle.contains(&b'>');
        self.values = self.values.saturating_add(self.at_end_of_value.into());
        Ok(read)
    }
}
