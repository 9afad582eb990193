//! Brings documentation pages from where they are published.
//!
//! ```text
//! sources ──sitemap, index──▶ URLs ──Fetcher──▶ pages ──name──▶ files below pages/, pinned by docwright.lock
//! ```
//!
//! [`Fetcher`] asks politely: it obeys robots.txt, keeps its pace with each host, tries again where that helps, follows
//! redirects only to hosts that are allowed, and reads no more than it must. [`sitemap`] and [`index`] list the pages of a
//! site. [`name`] says how the file of a page is called, whatever its URL holds. [`Lock`] records what was brought, so that a
//! checkout holds the same pages everywhere.
//!
//! Whether a page is documentation, and whether it may take the place of the one before, is not decided here.

mod address;
mod fetcher;
pub mod index;
mod lock;
pub mod name;
mod pace;
mod policy;
mod robots;
pub mod sitemap;

pub use address::{Address, Filter};
pub use fetcher::{Answer, Fetcher, Page, Seen};
pub use lock::{LOCK, Lock, Pin, hash};
pub use policy::Policy;
