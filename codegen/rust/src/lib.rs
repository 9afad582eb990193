//! Generates Rust models and clients from a docwright description.
//!
//! ```text
//! Description ──lower──▶ model: names settled, types chosen ──emit──▶ modules ──prettyplease──▶ files
//! ```
//!
//! [`generate`] returns a client's files, for whoever writes them. [`build::compile`] is for build scripts: it reads a
//! description and writes the client into `OUT_DIR`. [`crate_root()`] is the root of a crate that holds several clients.
//!
//! Generated code knows `docwright-runtime` alone, and of itself nothing but `super::`, so it works wherever it stands.

pub mod build;
mod cache;
mod crate_root;
mod docs;
mod emit;
mod features;
mod layout;
mod lower;
mod module;
mod names;
mod trace;

use std::collections::BTreeMap;
use std::sync::Arc;

use docwright_idl::{Description, Diagnostic, Protocol, Revisions};

pub use cache::Cache;
pub use crate_root::{crate_root, module_name};
pub use features::Layout;
use lower::Memo;
pub use trace::{Trace, trace};

/// What a caller decides about the generated code.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Options {
    /// The file that the code says it was generated from; `specs/<service>/api.yaml` if there is none.
    pub source: Option<String>,
    /// The path at which callers find the client's module, such as `docwright_clients::aws_drs`. With it the module's
    /// documentation has an example, which is compiled with the documentation's tests.
    pub path: Option<String>,
    /// Where the client stands.
    pub layout: Layout,
}

/// The source of a client.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Generated {
    /// The content of each file, by its path below the module's folder: `mod.rs`, `types.rs`,
    /// `operations/start_recovery.rs`. A crate of its own begins with `lib.rs` instead of `mod.rs`.
    pub files: BTreeMap<String, Arc<String>>,
    /// The cargo features that the code asks for, each with what it enables; a module has none.
    pub features: BTreeMap<String, Vec<String>>,
    /// A program that calls an operation, if [`Options::path`] says how it finds the client. It needs tokio.
    pub example: Option<String>,
    /// What is worth knowing about it; none of them is an error.
    pub notes: Vec<Diagnostic>,
}

/// Returns the files of a description's client.
///
/// # Errors
///
/// What is wrong in the description (`DW02…`, as [`docwright_idl::validate`] finds it), what it lacks for a client
/// (`DW0401`), and what it asks for that cannot be generated (`DW0402`).
pub fn generate(description: &Description, options: &Options) -> Result<Generated, Vec<Diagnostic>> {
    validate(description)?;
    generate_cached(description, options, &mut Cache::none(), None)
}

/// As [`generate`], of a description in which [`docwright_idl::validate`] finds no error, without lowering and emitting again
/// what the cache knows; it knows what this client consists of from then on. `revisions` tell what of the description is new.
///
/// # Errors
///
/// What the description lacks for a client (`DW0401`), and what it asks for that cannot be generated (`DW0402`).
pub fn generate_with(
    description: &Description,
    options: &Options,
    cache: &mut Cache,
    revisions: &Revisions,
) -> Result<Generated, Vec<Diagnostic>> {
    generate_cached(description, options, cache, Some(revisions))
}

fn generate_cached(
    description: &Description,
    options: &Options,
    cache: &mut Cache,
    revisions: Option<&Revisions>,
) -> Result<Generated, Vec<Diagnostic>> {
    let (client, notes) = lower::lower(description, options.layout, &mut cache.memo, revisions)?;
    let head = head(description, options);
    let features: Vec<&str> =
        client.operations.iter().filter_map(|operation| operation.feature.as_deref()).collect();
    let features = options.layout.declared(description, &features);
    let path = options.path.as_deref();
    let example = path.and_then(|path| emit::program(&client, path)).map(|text| format!("{head}\n{text}"));
    cache.turn();
    let module = emit::module(&client, path, options.layout, cache);
    let mut files = module.into_files(&head, cache).map_err(|defect| vec![defect])?;
    if options.layout == Layout::Crate {
        files = files
            .into_iter()
            .map(|(path, text)| (if path == "mod.rs" { "lib.rs".to_owned() } else { path }, text))
            .collect();
    }
    Ok(Generated { files, features, example, notes })
}

/// Returns the features of docwright-runtime, beside those that are on by default, that a description's client needs.
pub fn runtime_features(description: &Description) -> Vec<&'static str> {
    let body = description.service.protocol.and_then(|protocol| match protocol {
        Protocol::AwsQuery | Protocol::Ec2Query | Protocol::RestXml => Some("xml"),
        Protocol::RpcV2Cbor => Some("cbor"),
        Protocol::RestJson | Protocol::AwsJson10 | Protocol::AwsJson11 | Protocol::HttpJson => None,
    });
    let mut outputs = description.operations.values().flat_map(|operation| operation.output.values());
    let events = outputs.any(|member| member.streaming && member.r#type.shape().is_some());
    body.into_iter().chain(events.then_some("event-stream")).collect()
}

/// Returns what a description's client is made of, and notes.
fn lowered(
    description: &Description,
    options: &Options,
) -> Result<(lower::model::Client, Vec<Diagnostic>), Vec<Diagnostic>> {
    validate(description)?;
    lower::lower(description, options.layout, &mut Memo::default(), None)
}

/// Refuses a description in which something is wrong.
fn validate(description: &Description) -> Result<(), Vec<Diagnostic>> {
    let problems = docwright_idl::validate(description);
    if !problems.iter().any(|problem| problem.diagnostic.is_error()) {
        return Ok(());
    }
    let located = problems.into_iter().map(|problem| {
        let place = format!("found at {}", problem.path);
        problem.diagnostic.note(place)
    });
    Err(located.collect())
}

/// Returns the line with which each file begins.
fn head(description: &Description, options: &Options) -> String {
    let name = &description.service.name;
    let source = options.source.clone().unwrap_or_else(|| format!("specs/{name}/api.yaml"));
    let source: String = source.chars().filter(|c| !c.is_control()).collect();
    format!("// @generated by docwright from {source}; not edited by hand.\n")
}
