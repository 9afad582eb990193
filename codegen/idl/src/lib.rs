//! The description (IDL) of a service: the ground on which docwright's other crates stand.
//!
//! A description is what the documentation of a service says, written as YAML that a person can review. This
//! crate knows its types ([`model`]), reads and writes it ([`yaml`]), checks it ([`validate`]), publishes its
//! JSON Schema ([`schema`]), compares it with another ([`diff`]; both behind features of their names) and has the vocabulary that every stage shares:
//! [`FactPath`] names a fact of a description, [`Diagnostic`] reports a finding, [`mod@file`] reads and writes
//! files safely. It knows no documentation format and no Rust syntax.
//!
//! ```
//! use docwright_idl::{Description, yaml};
//!
//! let text = "idl: 1\nservice: { name: clock }\noperations: { Now: { output: { time: { type: timestamp } } } }\n";
//! let description: Description = yaml::read_named("api.yaml", text)?;
//! assert!(docwright_idl::validate(&description).is_empty());
//! # Ok::<(), docwright_idl::Diagnostic>(())
//! ```

pub mod diagnostic;
#[cfg(feature = "diff")]
pub mod diff;
pub mod file;
mod hash;
mod known;
pub mod model;
pub mod path;
#[cfg(feature = "schema")]
pub mod schema;
mod validate;
mod written;
pub mod yaml;

pub use diagnostic::{Code, Diagnostic, Severity, Snippet};
pub use hash::hash;
pub use known::Known;
pub use model::*;
pub use path::{FactPath, Trail};
pub use validate::{Problem, is_service_name, labels_of, read_valid, validate};
pub use written::{Part, Revisions, Written};
