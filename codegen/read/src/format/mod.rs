//! File formats: each reader turns the text of a page into a [`Document`].

use crate::document::Document;
use crate::lines::lines;

mod clean;
mod html;
mod markdown;
mod run;
mod sphinx;
mod text;

pub(crate) use clean::clean;
pub(crate) use markdown::is_markup;

/// A file format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Plain text, structured by indentation and bullets.
    Text,
    /// Markdown (CommonMark with tables).
    Markdown,
    /// HTML.
    Html,
    /// Plain text as Sphinx's text builder lays pages out.
    Sphinx,
}

/// The endings of names that tell the format. Text extractions of other formats are often called `.txt`.
const EXTENSIONS: &[(&str, Format)] = &[
    ("html", Format::Html),
    ("htm", Format::Html),
    ("xhtml", Format::Html),
    ("md", Format::Markdown),
    ("markdown", Format::Markdown),
    ("mdx", Format::Markdown),
];

impl Format {
    /// Returns the format of a page: what its name tells, else what its beginning tells.
    pub fn of(name: &str, text: &str) -> Self {
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        let named = EXTENSIONS.iter().find(|(known, _)| extension.eq_ignore_ascii_case(known));
        if let Some((_, format)) = named {
            return *format;
        }
        let first_line = lines(text).map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
        match first_line {
            _ if html::is_html(text) => Self::Html,
            _ if first_line.starts_with("# ") => Self::Markdown,
            _ if sphinx::is_sphinx(text) => Self::Sphinx,
            _ => Self::Text,
        }
    }

    /// Reads a page.
    pub fn read(self, text: &str) -> Document<'_> {
        match self {
            Self::Text => text::read(text),
            Self::Markdown => markdown::read(text),
            Self::Html => html::read(text),
            Self::Sphinx => sphinx::read(text),
        }
    }
}
