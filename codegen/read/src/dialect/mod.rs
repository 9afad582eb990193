//! Dialects: each reads the documents of one documentation layout into claims.
//!
//! A dialect knows nothing of file formats; it reads [`Document`]s. It says how sure it is that a document is its
//! own, and the best bid wins.

use crate::claims::Claims;
use crate::document::Document;

mod acronis;
mod aws_api_reference;
mod boto3;
mod prose;
mod sentences;

pub(crate) use boto3::is_of_every_client;
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

/// The reader of one documentation layout.
pub trait Dialect: Sync {
    /// Returns the name that stands in `docwright.yaml`.
    fn name(&self) -> &'static str;

    /// Returns how sure the dialect is that the page is its own: 0 (not at all) to 100 (certain).
    fn bid(&self, page: &Page<'_>) -> u8;

    /// Reads the page. Never fails: what it cannot read stays unread or becomes a diagnostic.
    fn read(&self, page: &Page<'_>) -> Claims;
}

/// All dialects.
pub const ALL: &[&dyn Dialect] = &[&acronis::Acronis, &aws_api_reference::AwsApiReference, &boto3::Boto3];
