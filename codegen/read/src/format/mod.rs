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
    /// Returns the format of a page: what its name tells, else what its beginning tells. Text extractions of Markdown
    /// pages are often called `.txt`.
    pub fn of(name: &str, text: &str) -> Self {
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        let named = ["md", "markdown", "mdx"].iter().any(|known| extension.eq_ignore_ascii_case(known));
        let first_line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
        if named || first_line.starts_with("# ") { Self::Markdown } else { Self::Text }
    }

    /// Reads a page.
    pub fn read(self, text: &str) -> Document<'_> {
        match self {
            Self::Text => text::read(text),
            Self::Markdown => markdown::read(text),
        }
    }
}
