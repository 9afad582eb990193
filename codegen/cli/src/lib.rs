//! The command `docwright`: reads the pages of a workspace's services, writes their descriptions and clients, and
//! says what it found.
//!
//! ```text
//! Workspace ──▶ describe ──▶ clients ──▶ [FileChange] ──▶ apply (build) or diff (check)
//! ```
//!
//! Files are read at the beginning: [`workspace`] finds the services and reads what a service's client is made from.
//! [`mod@describe`] and [`clients`] compute what should stand in the workspace, as [`change::FileChange`]s; nothing
//! is written before all of it is known. `build` applies the changes, `check` prints them as a diff. [`folder`]
//! describes all services of a folder of pages that is no workspace. [`compare`] says what differs between two descriptions. [`render`] and [`terminal`] say what was found, to people or to machines. [`run()`] ties a parsed command line to all that.

pub mod args;
pub mod change;
pub mod clients;
pub mod compare;
pub mod coverage;
pub mod crate_folder;
pub mod describe;
pub mod explain;
pub mod folder;
pub mod init;
pub mod lint;
pub mod manual;
pub mod memo;
pub mod overlay;
pub mod package;
pub mod render;
pub mod report;
mod run;
pub mod schemas;
pub mod settings;
pub mod stamp;
pub mod sync;
pub mod terminal;
mod usage;
pub mod watch;
pub mod workspace;

pub use run::run;
pub use usage::refuse;

use std::process::ExitCode;

use clap::Parser;
use docwright_idl::Diagnostic;

/// Carries out the command line of the process. A program that [adds dialects](docwright_read::dialect::add) calls this
/// after it did.
pub fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    let cli = match args::Cli::try_parse_from(&arguments) {
        Ok(cli) => cli,
        Err(error) => return refuse(&error, &arguments, &mut anstream::stdout().lock()).into(),
    };
    cli.color.write_global();
    let (mut out, mut err) = (anstream::stdout().lock(), anstream::stderr().lock());
    run(&cli, &mut out, &mut err).into()
}

/// Why a command could not do its work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The command line asks for something that does not exist; the text says what does.
    Usage(String),
    /// What is wrong with the files.
    Findings(Vec<Diagnostic>),
}

impl From<Diagnostic> for Failure {
    fn from(diagnostic: Diagnostic) -> Self {
        Self::Findings(vec![diagnostic])
    }
}

impl From<Vec<Diagnostic>> for Failure {
    fn from(diagnostics: Vec<Diagnostic>) -> Self {
        Self::Findings(diagnostics)
    }
}

/// Returns `docwright`, as the user has to type it: behind `cargo` if cargo ran it.
pub fn command_name() -> &'static str {
    match std::env::var("CARGO_PKG_NAME") {
        Ok(package) if package == env!("CARGO_PKG_NAME") => "cargo docwright",
        _ => "docwright",
    }
}

/// Returns how many things there are: `1 page`, `2 pages`.
pub(crate) fn plural(count: usize, thing: &str) -> String {
    format!("{count} {thing}{}", if count == 1 { "" } else { "s" })
}

/// Returns those of `known` that are close to `wanted`, the closest first, at most three.
pub(crate) fn closest<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let mut ranked: Vec<(f64, &str)> = known
        .into_iter()
        .map(|name| (strsim::jaro_winkler(&wanted.to_lowercase(), &name.to_lowercase()), name))
        .filter(|(likeness, _)| *likeness > 0.75)
        .collect();
    ranked.sort_by(|(a, first), (b, second)| b.total_cmp(a).then(first.cmp(second)));
    ranked.into_iter().take(3).map(|(_, name)| name).collect()
}
