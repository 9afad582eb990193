//! Tasks for those who work on docwright: `cargo xtask fidelity`.

mod fidelity;

use clap::Parser;

/// Tasks for those who work on docwright.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Task {
    /// Reads the corpus of documentation pages with known answers, and scores what was understood.
    Fidelity(fidelity::Options),
}

fn main() -> std::process::ExitCode {
    let Task::Fidelity(options) = Task::parse();
    match fidelity::run(&options) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            std::process::ExitCode::from(3)
        }
    }
}
