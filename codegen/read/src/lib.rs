//! Reads API reference documentation into a description.
//!
//! ```text
//! page ──format──▶ Document ──dialect──▶ Claims ──reconcile──▶ Description + Evidence
//! ```
//!
//! - [`mod@format`] turns the bytes of a page into a [`document::Document`]: blocks with the lines they stand on. One
//!   reader per file format.
//! - [`dialect`] turns a document into [`claims::Claims`]: facts with evidence. One reader per documentation
//!   layout, whatever the format.
//! - [`grouping`] finds out of which service the pages of a mixed folder are.
//! - `reconcile` merges the claims of all pages of a service and applies the [`overlay`].
//!
//! Each stage is a pure function of its input; [`normalize`] runs them all on the pages of one service.

mod cache;
pub mod claims;
pub mod dialect;
pub mod document;
pub mod evidence;
mod examples;
pub mod format;
pub mod grouping;
mod lines;
mod links;
pub mod manifest;
mod mention;
mod normalize;
pub mod overlay;
mod reconcile;
mod retryable;
pub mod rules;
mod salvage;
mod search;
mod words;

pub use cache::PageCache;
pub use normalize::{
    Normalized, PageCoverage, PageSource, bids, claims, claims_of, normalize, normalize_with,
};
pub use salvage::salvage;
