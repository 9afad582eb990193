//! File formats: each reader turns the text of a page into a [`Document`].

use crate::document::Document;

mod markdown;
mod text;

pub(crate) use markdown::is_markup;

/// A file format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Plain text, structured by indentation and bullets.
    Text,
    /// Markdown (CommonMark with tables).
    Markdown,
}

impl Format {
    /// Returns the format that a file's name tells; plain text if it tells none.
    pub fn of_name(name: &str) -> Self {
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        if ["md", "markdown", "mdx"].iter().any(|known| extension.eq_ignore_ascii_case(known)) {
            Self::Markdown
        } else {
            Self::Text
        }
    }

    /// Reads a page.
    pub fn read(self, text: &str) -> Document<'_> {
        match self {
            Self::Text => text::read(text),
            Self::Markdown => markdown::read(text),
        }
    }
}
