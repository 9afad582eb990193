//! Findings as text for people, as JSON for machines, and in the formats of other people's tools.

mod alert;
mod github;
mod human;
mod json;
mod junit;
mod safe;
mod sarif;

pub use alert::{Alert, Level, Spot};
pub use github::annotation;
pub use human::human;
pub use json::{ChangeRecord, ComparisonRecord, PageRecord, Record, diff_schema};
pub use junit::junit;
pub use safe::safe;
pub use sarif::sarif;
