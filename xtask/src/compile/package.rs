//! The crate of all clients, thrown away afterwards, and what rustc says of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

use docwright_rust::{crate_root, module_name};
use serde_json::Value;

use super::Outcome;

/// How many messages of rustc are shown.
const MAX_SHOWN: usize = 20;

/// Writes the clients below `out` as one crate, compiles it with warnings denied, and marks those without a complaint.
pub(super) fn compile(out: &Path, outcomes: &mut [Outcome]) -> io::Result<()> {
    let source = out.join("src");
    if source.exists() {
        fs::remove_dir_all(&source)?;
    }
    fs::create_dir_all(&source)?;
    let names: Vec<&str> =
        outcomes.iter().filter(|outcome| outcome.parsed).map(|outcome| outcome.name.as_str()).collect();
    fs::write(out.join("Cargo.toml"), manifest(outcomes)?)?;
    fs::write(source.join("lib.rs"), crate_root(&names))?;
    // The workspace's own versions: nothing but them was measured.
    fs::copy("Cargo.lock", out.join("Cargo.lock"))?;
    let mut modules = BTreeMap::new();
    for outcome in outcomes.iter_mut().filter(|outcome| outcome.parsed) {
        let module = module_name(&outcome.name);
        for (name, content) in &outcome.files {
            let path = source.join(&module).join(name);
            path.parent().map(fs::create_dir_all).transpose()?;
            fs::write(path, content.as_bytes())?;
        }
        modules.insert(module, outcome);
    }
    let complaints = check(out)?;
    for (module, outcome) in modules {
        outcome.compiled = !complaints.contains(&module) && !complaints.contains("");
    }
    Ok(())
}

fn manifest(outcomes: &[Outcome]) -> io::Result<String> {
    let runtime = fs::canonicalize("runtime")?;
    let features = outcomes.iter().flat_map(|outcome| &outcome.features);
    let features: String = features.map(|(feature, enables)| format!("{feature} = {enables:?}\n")).collect();
    Ok(format!(
        "[package]\nname = \"corpus-clients\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
         [features]\ntesting = [\"docwright-runtime/testing\"]\n{features}\n\
         [dependencies]\ndocwright-runtime = {{ path = {runtime:?} }}\n\n\
         [lints.rust]\nwarnings = \"deny\"\n\n[workspace]\n"
    ))
}

/// Compiles the crate, shows what rustc complains of, and returns the modules that it complains of; the empty name
/// stands for the crate as a whole.
fn check(out: &Path) -> io::Result<BTreeSet<String>> {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(["check", "--quiet", "--all-features", "--lib", "--tests", "--message-format=json"]);
    command.arg("--manifest-path").arg(out.join("Cargo.toml")).stdout(Stdio::piped());
    if std::env::var_os("CARGO_TARGET_DIR").is_none() {
        command.arg("--target-dir").arg(out.join("target"));
    }
    let output = command.spawn()?.wait_with_output()?;
    let mut complaints = BTreeSet::new();
    let messages = String::from_utf8_lossy(&output.stdout);
    let mut shown = 0;
    for line in messages.lines() {
        let Ok(message) = serde_json::from_str::<Value>(line) else { continue };
        let message = &message["message"];
        if !matches!(message["level"].as_str(), Some("error" | "warning")) {
            continue;
        }
        let file = message["spans"][0]["file_name"].as_str().unwrap_or_default();
        let module = file.strip_prefix("src/").and_then(|file| file.split_once('/'));
        // What is not about one client is about them all; that something failed is said at the end again.
        if module.is_some() || message["spans"][0].is_object() {
            complaints.insert(module.map_or("", |(module, _)| module).to_owned());
        }
        if shown < MAX_SHOWN {
            println!("{}", message["rendered"].as_str().unwrap_or_default());
        }
        shown += 1;
    }
    if shown > MAX_SHOWN {
        println!("… and {} more of rustc's complaints\n", shown - MAX_SHOWN);
    }
    if !output.status.success() && complaints.is_empty() {
        complaints.insert(String::new());
    }
    Ok(complaints)
}
