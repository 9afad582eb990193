//! Findings as text for people and as JSON for machines.

mod human;
mod json;
mod safe;

pub use human::human;
pub use json::{PageRecord, Record};
pub use safe::safe;
