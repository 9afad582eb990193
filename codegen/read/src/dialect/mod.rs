//! Dialects: each reads the documents of one documentation layout into claims.
//!
//! A dialect knows nothing of file formats; it reads [`Document`]s. It says how sure it is that a document is its
//! own, and the best bid wins.
//!
//! [`ALL`] are those that docwright brings. A program of one's own [adds](add) others, once and before it reads pages; the
//! guide's chapter on dialects has one in full.

use std::sync::OnceLock;

use crate::claims::Claims;
use crate::document::Document;

mod acronis;
mod aws_api_reference;
mod boto3;
mod prose;
mod sentences;

pub(crate) use boto3::{is_of_every_client, is_source};
pub(crate) use sentences::number;

/// A page on its way through a dialect.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// The page's path, relative to the service's folder.
    pub name: &'a str,
    /// Its text.
    pub text: &'a str,
    /// Its blocks.
    pub document: &'a Document<'a>,
}

impl Page<'_> {
    /// Returns the claims of the page, of which nothing has been read yet.
    pub fn claims(&self) -> Claims {
        Claims::of_lines(self.text, &self.document.line_starts)
    }
}

/// The reader of one documentation layout.
pub trait Dialect: Sync {
    /// Returns the name that stands in `docwright.yaml`.
    fn name(&self) -> &'static str;

    /// Returns how sure the dialect is that the page is its own: 0 (not at all) to 100 (certain).
    fn bid(&self, page: &Page<'_>) -> u8;

    /// Reads the page. Never fails: what it cannot read stays unread or becomes a diagnostic.
    fn read(&self, page: &Page<'_>) -> Claims;

    /// Returns the names of the rules by which the dialect infers, each with what it infers and from what.
    fn rules(&self) -> &'static [(&'static str, &'static str)] {
        &[]
    }
}

/// The dialects that docwright brings.
pub const ALL: &[&dyn Dialect] = &[&acronis::Acronis, &aws_api_reference::AwsApiReference, &boto3::Boto3];

/// The dialects that a program brings.
static ADDED: OnceLock<&'static [&'static dyn Dialect]> = OnceLock::new();

/// Adds dialects to those that docwright brings, for all pages that the process reads.
///
/// # Errors
///
/// That some were added before, or that dialects would have one name; the text says which.
pub fn add(dialects: &'static [&'static dyn Dialect]) -> Result<(), String> {
    let mut names: Vec<_> = ALL.iter().chain(dialects).map(|dialect| dialect.name()).collect();
    names.sort_unstable();
    if let Some(pair) = names.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(format!("two dialects are called `{}`", pair[0]));
    }
    ADDED.set(dialects).map_err(|_| "dialects are added once".to_owned())
}

/// Returns all dialects: those that docwright brings, and those that were [added](add).
pub fn all() -> impl Iterator<Item = &'static dyn Dialect> + Clone {
    ALL.iter().chain(ADDED.get().copied().unwrap_or_default()).copied()
}
