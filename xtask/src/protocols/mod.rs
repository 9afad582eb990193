//! Whether clients speak the protocols: the public suites of botocore, which hold Smithy's, against generated code.
//!
//! ```text
//! suite ──▶ description ──docwright-rust──▶ clients ──▶ one program, run ──▶ requests and outputs, compared
//! ```
//!
//! Each group of cases becomes a description, and that a client, as any other. All clients make one program with the
//! cases' values written as Rust, which is compiled with warnings denied. A transport in memory keeps the requests and
//! gives the answers. The suites lie outside the repository: in botocore's source distribution
//! (`pip download --no-binary :all: --no-deps botocore`), below `tests/unit/protocols`.

mod cbor;
mod compare;
mod describe;
mod not_applicable;
mod program;
mod suite;
mod value;
mod xml;

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use program::Program;

/// What to run.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The folder of the suites, with `input`, `output` and `legacy` in it.
    #[arg(long)]
    suite: PathBuf,
    /// The cases to run, by their names or a part of them; all if none is named.
    cases: Vec<String>,
    /// Where the program of cases is written, with each group's description.
    #[arg(long, default_value = "target/protocols")]
    out: PathBuf,
    /// Shows why cases do not apply.
    #[arg(long, short)]
    verbose: bool,
}

/// What became of a case.
enum Outcome {
    Passed,
    Failed(String),
    NotApplicable(&'static str),
}

/// Runs the suites.
pub(crate) fn run(options: &Options) -> io::Result<ExitCode> {
    let groups = suite::load(&options.suite)?;
    if groups.is_empty() {
        return Err(io::Error::other(format!("no suite in {}", options.suite.display())));
    }
    let is_wanted =
        |id: &str| options.cases.is_empty() || options.cases.iter().any(|part| id.contains(part.as_str()));
    let mut program = Program::default();
    let mut outcomes: Vec<(&str, &str, Outcome)> = Vec::new();
    let mut pending = Vec::new();
    for group in &groups {
        let mut client = None;
        for case in group.cases.iter().filter(|case| is_wanted(&case.id)) {
            if let Some(reason) = not_applicable::reason(&group.file, &case.id) {
                outcomes.push((&group.file, &case.id, Outcome::NotApplicable(reason)));
                continue;
            }
            let client = client.get_or_insert_with(|| {
                let description = describe::describe(group)?;
                program.module(&description)
            });
            let written = match client {
                Ok(client) => program.case(client, group, case),
                Err(reason) => Err(reason.clone()),
            };
            match written {
                Ok(number) => pending.push((number, group, case)),
                Err(reason) => outcomes.push((&group.file, &case.id, Outcome::Failed(reason))),
            }
        }
    }
    let made = program.run(&options.out)?;
    for (number, group, case) in pending {
        let made = made.get(number).unwrap_or(&serde_json::Value::Null);
        let compared = match (group.is_input(), made) {
            (true, made) => compare::request(group, &case.content["serialized"], made),
            (false, serde_json::Value::Null) => Ok(()),
            (false, other) => Err(other["error"].as_str().map_or_else(|| other.to_string(), str::to_owned)),
        };
        let outcome = compared.map_or_else(Outcome::Failed, |()| Outcome::Passed);
        outcomes.push((&group.file, &case.id, outcome));
    }
    Ok(report(&outcomes, options.verbose))
}

/// Prints what failed, and a row per file.
fn report(outcomes: &[(&str, &str, Outcome)], verbose: bool) -> ExitCode {
    let mut rows: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for (file, id, outcome) in outcomes {
        let row = rows.entry(file).or_default();
        match outcome {
            Outcome::Passed => row[0] += 1,
            Outcome::Failed(reason) => {
                row[1] += 1;
                println!("FAILED {id} ({file})\n  {}", reason.trim_end());
            }
            Outcome::NotApplicable(reason) => {
                row[2] += 1;
                if verbose {
                    println!("n/a {id} ({file}): {reason}");
                }
            }
        }
    }
    println!("{:<52}{:>8}{:>8}{:>16}", "file", "passed", "failed", "not applicable");
    let mut all = [0; 3];
    for (file, row) in rows {
        println!("{file:<52}{:>8}{:>8}{:>16}", row[0], row[1], row[2]);
        for (sum, count) in all.iter_mut().zip(row) {
            *sum += count;
        }
    }
    println!("{:<52}{:>8}{:>8}{:>16}", "all", all[0], all[1], all[2]);
    if all[1] == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
