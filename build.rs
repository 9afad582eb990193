//! Keeps `generated/` in step with the descriptions below `specs/`.
//!
//! In a checkout of docwright it compares the descriptions with `generated/descriptions.stamp`, and runs the
//! workspace's own `docwright generate` if they differ. Everywhere else, and if nothing changed, it does nothing: a
//! crate that depends on the clients neither compiles the generator nor has its sources written to. The reasons are
//! in docs/adr/0003-build-script.md.

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, exit};

/// Set by `.cargo/config.toml` to the checkout in which cargo runs.
const CHECKOUT: &str = "DOCWRIGHT_CHECKOUT";
/// `0` keeps the script from regenerating.
const REGENERATE: &str = "DOCWRIGHT_REGENERATE";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    for variable in [CHECKOUT, REGENERATE, "CI"] {
        println!("cargo::rerun-if-env-changed={variable}");
    }
    let Some(root) = checkout() else { return };
    let descriptions = descriptions(&root);
    let written = fs::read_to_string(root.join("generated/descriptions.stamp"));
    if descriptions.is_empty() || written.is_ok_and(|written| written == stamp(&descriptions)) {
        return;
    }
    if env::var_os("CI").is_some_and(|ci| ci != "false")
        || env::var_os(REGENERATE).is_some_and(|value| value == "0")
    {
        println!("cargo::warning=generated/ is stale; run `cargo docwright generate`");
        return;
    }
    let manifest = || fs::read(root.join("Cargo.toml")).ok();
    let before = manifest();
    if let Err(problem) = regenerate(&root, descriptions.keys()) {
        println!("cargo::error=generated/ is stale and could not be regenerated: {problem}");
        println!("cargo::error=run `cargo docwright generate`, or set {REGENERATE}=0 to build what is there");
        exit(1);
    }
    // Cargo settled what to compile before this script ran.
    if manifest() != before {
        println!("cargo::error=the clients have other features now, see Cargo.toml; build again");
        exit(1);
    }
}

/// Returns the folder of this package if cargo runs in it.
fn checkout() -> Option<PathBuf> {
    let package = fs::canonicalize(env::var_os("CARGO_MANIFEST_DIR")?).ok()?;
    let checkout = fs::canonicalize(env::var_os(CHECKOUT)?).ok()?;
    (package == checkout && package.join("specs").is_dir()).then_some(package)
}

/// Returns the hash of each service's description, and has cargo run this script again when one of them changes, or
/// when a service is added to `Cargo.toml`.
fn descriptions(root: &Path) -> BTreeMap<String, u64> {
    println!("cargo::rerun-if-changed=Cargo.toml");
    let mut descriptions = BTreeMap::new();
    for service in fs::read_dir(root.join("specs")).into_iter().flatten().flatten() {
        let description = service.path().join("api.yaml");
        if let (Ok(text), Ok(name)) = (fs::read(&description), service.file_name().into_string()) {
            println!("cargo::rerun-if-changed={}", description.display());
            descriptions.insert(name, hash(&text));
        }
    }
    descriptions
}

/// Returns the hash of a text, as `codegen/cli/src/stamp.rs` does.
fn hash(text: &[u8]) -> u64 {
    let text: Vec<u8> = text.iter().copied().filter(|byte| *byte != b'\r').collect();
    let (words, rest) = text.as_chunks::<8>();
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    let words = words.iter().chain([&last]).map(|word| u64::from_le_bytes(*word));
    words.fold(text.len() as u64, |hash, word| {
        (hash.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    })
}

/// Returns the stamp of the descriptions, in the form of `codegen/cli/src/stamp.rs`.
fn stamp(descriptions: &BTreeMap<String, u64>) -> String {
    let heading = "# Written by `docwright generate`: the descriptions that the clients were made from, for build.rs.\n";
    let lines = descriptions.iter().map(|(name, hash)| format!("{name} {hash:016x}\n"));
    heading.to_owned() + &lines.collect::<String>()
}

/// Runs `docwright generate` of this workspace. The generator has a target folder of its own, because the one in use
/// is locked until this script ends.
fn regenerate<'a>(root: &Path, services: impl Iterator<Item = &'a String>) -> Result<(), String> {
    let target =
        env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |folder| root.join(folder));
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")));
    cargo.current_dir(root).args(["run", "--quiet", "--package", "docwright"]);
    cargo.arg("--target-dir").arg(target.join("generator"));
    // The generator runs here, whatever the clients are compiled for.
    if let (Some(host), Some(target)) = (env::var_os("HOST"), env::var_os("TARGET"))
        && host != target
    {
        cargo.arg("--target").arg(host);
    }
    cargo.args(["--", "--quiet", "generate"]).args(services);
    // What cargo and clippy set for the compilation in progress is not meant for that of the generator.
    for variable in ["CARGO_ENCODED_RUSTFLAGS", "RUSTC_WORKSPACE_WRAPPER", "CLIPPY_ARGS"] {
        cargo.env_remove(variable);
    }
    let status = cargo.status().map_err(|error| format!("cargo cannot be run: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("`docwright generate` ended with {status}")) }
}
