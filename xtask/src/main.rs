//! Tasks for those who work on docwright: `cargo xtask fidelity`, `cargo xtask compile`, `cargo xtask fuzz`,
//! `cargo xtask guide`, `cargo xtask protocols`.

mod compile;
mod fidelity;
mod fuzz;
mod guide;
mod protocols;

use std::process::ExitCode;

use clap::Parser;

/// Tasks for those who work on docwright.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Task {
    /// Reads the corpus of documentation pages with known answers, and scores what was understood.
    Fidelity(fidelity::Options),
    /// Generates the client of every service of the corpus, and compiles them with warnings denied.
    Compile(compile::Options),
    /// Feeds mangled pages to a reader and all that follows it, and saves those that something is wrong with.
    Fuzz(fuzz::Options),
    /// Writes the reference pages of the guide.
    Guide,
    /// Runs the public protocol suites against generated clients.
    Protocols(protocols::Options),
}

fn main() -> ExitCode {
    let done = match Task::parse() {
        Task::Fidelity(options) => fidelity::run(&options).map(|()| ExitCode::SUCCESS),
        Task::Compile(options) => compile::run(&options),
        Task::Fuzz(options) => fuzz::run(&options).map(|()| ExitCode::SUCCESS),
        Task::Guide => guide::run().map(|()| ExitCode::SUCCESS),
        Task::Protocols(options) => protocols::run(&options),
    };
    done.unwrap_or_else(|error| {
        eprintln!("error: {error}");
        ExitCode::from(3)
    })
}
