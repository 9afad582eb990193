//! Tasks for those who work on docwright: `cargo xtask fidelity`, `cargo xtask fuzz`.

mod fidelity;
mod fuzz;

use clap::Parser;

/// Tasks for those who work on docwright.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Task {
    /// Reads the corpus of documentation pages with known answers, and scores what was understood.
    Fidelity(fidelity::Options),
    /// Feeds mangled pages to a reader and all that follows it, and saves those that something is wrong with.
    Fuzz(fuzz::Options),
}

fn main() -> std::process::ExitCode {
    let result = match Task::parse() {
        Task::Fidelity(options) => fidelity::run(&options),
        Task::Fuzz(options) => fuzz::run(&options),
    };
    match result {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            std::process::ExitCode::from(3)
        }
    }
}
