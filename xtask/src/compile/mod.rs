//! Whether what docwright reads becomes clients that compile: every service of the corpus, from its pages to rustc.
//!
//! Each service's pages become a description, and that a client, whose files are parsed with syn. All clients
//! together make a crate below the target folder, which is compiled with warnings denied; nothing of it is kept in
//! the checkout.

pub(crate) mod corpus;
mod package;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use docwright_idl::{Code, Description, Diagnostic, FactPath, Http, Protocol, Severity, yaml};
use docwright_read::normalize;
use docwright_read::overlay::{Change, Overlay};
use serde_json::json;

use corpus::Service;

/// What to compile.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The services to compile; all if none is named.
    services: Vec<String>,
    /// The corpus.
    #[arg(long, env = "DOCWRIGHT_CORPUS", default_value = "../shared/corpus")]
    corpus: PathBuf,
    /// Where the crate of all clients is written, with each service's description.
    #[arg(long, default_value = "target/compile")]
    out: PathBuf,
    /// Writes the descriptions, and compiles nothing.
    #[arg(long)]
    describe_only: bool,
    /// Shows all that was found, and not only what is an error.
    #[arg(long, short)]
    verbose: bool,
}

/// How far a service came.
struct Outcome {
    name: String,
    protocol: Option<Protocol>,
    operations: usize,
    shapes: usize,
    parsed: bool,
    compiled: bool,
    /// The features of its crate.
    features: BTreeMap<String, Vec<String>>,
    files: BTreeMap<String, Arc<String>>,
    /// The contradictions between pages that were settled for it.
    settled: usize,
    findings: Vec<Diagnostic>,
}

/// Runs the check.
pub(crate) fn run(options: &Options) -> io::Result<ExitCode> {
    if !options.corpus.join("MANIFEST.json").exists() {
        println!("no corpus at {}; set DOCWRIGHT_CORPUS", options.corpus.display());
        return Ok(ExitCode::SUCCESS);
    }
    let is_wanted =
        |service: &Service| options.services.is_empty() || options.services.contains(&service.manifest.name);
    let mut outcomes = Vec::new();
    for service in corpus::services(&options.corpus)?.into_iter().filter(is_wanted) {
        outcomes.push(generate(&service, options)?);
    }
    if options.describe_only {
        return Ok(ExitCode::SUCCESS);
    }
    package::compile(&options.out, &mut outcomes)?;
    report(&outcomes, options.verbose);
    let fine = outcomes.iter().all(|outcome| outcome.parsed && outcome.compiled);
    Ok(if fine { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Takes a service from its pages to a client's files.
fn generate(service: &Service, options: &Options) -> io::Result<Outcome> {
    let mut normalized = normalize(&service.manifest, &service.pages, &Overlay::default());
    let settled = settle(&normalized.diagnostics);
    if !settled.changes.is_empty() {
        normalized = normalize(&service.manifest, &service.pages, &settled);
    }
    let mut outcome = Outcome {
        name: service.manifest.name.clone(),
        protocol: service.manifest.protocol,
        operations: 0,
        shapes: 0,
        parsed: false,
        compiled: false,
        features: BTreeMap::new(),
        files: BTreeMap::new(),
        settled: settled.changes.len(),
        findings: normalized.diagnostics,
    };
    let Some(mut description) = normalized.description.map(Arc::unwrap_or_clone) else { return Ok(outcome) };
    complete(&mut description);
    outcome.operations = description.operations.len();
    outcome.shapes = description.types.len();
    let text = yaml::write(&description).map_err(|finding| io::Error::other(finding.to_string()))?;
    let folder = options.out.join("descriptions");
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join(format!("{}.yaml", outcome.name)), text)?;
    let mut generating = docwright_rust::Options::default();
    generating.layout = docwright_rust::Layout::Shared;
    match docwright_rust::generate(&description, &generating) {
        Ok(generated) => {
            outcome.features = generated.features;
            outcome.findings.extend(generated.notes);
            outcome.parsed = generated.files.values().all(|source| syn::parse_file(source).is_ok());
            outcome.files = generated.files;
        }
        Err(findings) => outcome.findings.extend(findings),
    }
    Ok(outcome)
}

/// Returns corrections that leave everything as it stands, of all about which the pages contradict each other: pages of
/// different dates do, and a person would have to say which is right.
fn settle(findings: &[Diagnostic]) -> Overlay {
    let contradicted = findings.iter().filter(|finding| finding.code == Code::CONFLICT);
    let paths =
        contradicted.filter_map(|finding| finding.message.split('`').nth(1)?.parse::<FactPath>().ok());
    let holder = |path: FactPath| Some(FactPath::new(path.parts().split_last()?.1.iter().cloned()));
    let holders: BTreeSet<FactPath> = paths.filter_map(holder).collect();
    let changes = holders.into_iter().map(|target| Change {
        target,
        expect: Some(json!({})),
        set: Some(json!({})),
        reason: "compiling needs one answer, whichever it is".to_owned(),
        ..Change::default()
    });
    let mut overlay = Overlay::default();
    overlay.changes = changes.collect();
    overlay
}

/// Adds what the corpus has no page for, and what no client can do without: where the service is, and how operations are
/// bound of which it has but the Python SDK's page.
fn complete(description: &mut Description) {
    description.service.endpoint.get_or_insert_with(|| "https://{host}".to_owned());
    if matches!(description.service.protocol, Some(Protocol::RestJson | Protocol::RestXml)) {
        for (name, operation) in description.operations.iter_mut() {
            operation.http.get_or_insert_with(|| Http { path: format!("/{name}"), ..Http::default() });
        }
    }
}

/// Prints a row per service, after what was found.
fn report(outcomes: &[Outcome], verbose: bool) {
    for outcome in outcomes {
        let shown = |finding: &&Diagnostic| verbose || finding.severity == Severity::Error;
        for finding in outcome.findings.iter().filter(shown) {
            println!("{}: {finding}", outcome.name);
        }
    }
    println!(
        "{:<28}{:<15}{:>10}{:>8}  {:<8}compiled",
        "service", "protocol", "operations", "shapes", "parsed"
    );
    let word = |fine| if fine { "yes" } else { "NO" };
    for outcome in outcomes {
        let Outcome { name, operations, shapes, parsed, compiled, .. } = outcome;
        let protocol = outcome.protocol.map(|protocol| format!("{protocol:?}")).unwrap_or_default();
        let settled = match outcome.settled {
            0 => String::new(),
            count => format!("  with {count} contradictions settled"),
        };
        println!(
            "{name:<28}{protocol:<15}{operations:>10}{shapes:>8}  {:<8}{}{settled}",
            word(*parsed),
            word(*compiled)
        );
    }
    let count = |fine: fn(&Outcome) -> bool| outcomes.iter().filter(|outcome| fine(outcome)).count();
    println!(
        "{} services, {} parsed, {} compiled with warnings denied",
        outcomes.len(),
        count(|outcome| outcome.parsed),
        count(|outcome| outcome.compiled)
    );
}
