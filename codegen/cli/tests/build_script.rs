//! The workspace's `build.rs`, in a copy of the checkout: it regenerates the clients after a description changed, does
//! nothing otherwise, and leaves a crate that depends on the clients in peace. See docs/adr/0003-build-script.md.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::SystemTime;

/// What is in a checkout and has no part in building.
const LEFT_OUT: [&str; 2] = [".git", "target"];

fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let name = entry.unwrap().file_name();
            copy(&from.join(&name), &to.join(&name));
        }
    } else {
        fs::copy(from, to).unwrap();
    }
}

/// A copy of the checkout, and a target folder that is kept between runs, so that only what changed is compiled.
struct Copy {
    folder: tempfile::TempDir,
    target: PathBuf,
}

impl Copy {
    fn new() -> Self {
        let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap();
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("checkout")).unwrap();
        for entry in fs::read_dir(&checkout).unwrap() {
            let name = entry.unwrap().file_name();
            if !LEFT_OUT.iter().any(|left_out| name == *left_out) {
                copy(&checkout.join(&name), &folder.path().join("checkout").join(&name));
            }
        }
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("build-script");
        Self { folder, target }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn cargo(&self, folder: &str, arguments: &[&str]) -> Output {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(arguments).current_dir(self.path(folder)).env("CARGO_TARGET_DIR", &self.target);
        for variable in
            ["CI", "CARGO_PKG_NAME", "DOCWRIGHT_CHECKOUT", "DOCWRIGHT_REGENERATE", "RUSTC_WORKSPACE_WRAPPER"]
        {
            cargo.env_remove(variable);
        }
        cargo.output().unwrap()
    }

    fn must(&self, folder: &str, arguments: &[&str]) -> String {
        let output = self.cargo(folder, arguments);
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "cargo {arguments:?}: {out}\n{err}");
        format!("{out}{err}")
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// When each file of the checkout was written last.
    fn times(&self) -> Vec<(PathBuf, SystemTime)> {
        let mut times = Vec::new();
        let mut folders = vec![self.path("checkout")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let time = fs::metadata(&path).unwrap().modified().unwrap();
                    times.push((path, time));
                }
            }
        }
        times.sort();
        times
    }
}

#[test]
#[ignore = "compiles the workspace twice; .ci/run runs it"]
fn a_changed_description_changes_its_client_and_nothing_else_is_ever_written() {
    let copy = Copy::new();
    let (api, client) =
        ("checkout/specs/aws-drs/api.yaml", "checkout/generated/aws_drs/operations/start_recovery.rs");

    // Nothing changed: nothing is written, and the second build has nothing to do.
    let before = copy.times();
    copy.must("checkout", &["build", "--features", "aws-drs"]);
    assert_eq!(copy.times(), before);
    let again = copy.must("checkout", &["build", "--features", "aws-drs", "--verbose"]);
    assert!(again.contains("Fresh docwright-clients"), "{again}");

    // A description changed: its client changes with it, and the stamp is what the script computes.
    let description = copy.read(api);
    assert!(description.contains("StartRecovery"), "{description}");
    fs::write(copy.path(api), description.replacen("StartRecovery:", "StartTheRecovery:", 1)).unwrap();
    // Its features change, too, and cargo has read those before the script ran: it says so.
    let output = copy.cargo("checkout", &["build", "--features", "aws-drs"]);
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && error.contains("build again"), "{error}");
    copy.must("checkout", &["build", "--features", "aws-drs"]);
    assert!(!copy.path(client).exists());
    let renamed = copy.read("checkout/generated/aws_drs/operations/start_the_recovery.rs");
    assert!(renamed.contains("StartTheRecovery"), "{renamed}");
    let after = copy.times();
    let again = copy.must("checkout", &["build", "--features", "aws-drs", "--verbose"]);
    assert!(again.contains("Fresh docwright-clients"), "{again}");
    assert_eq!(copy.times(), after);

    // A description that cannot be used stops the build, with the generator's own words.
    fs::write(copy.path(api), "idl: 1\nservice: { name: aws-drs, colour: red }\n").unwrap();
    let output = copy.cargo("checkout", &["build", "--features", "aws-drs"]);
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "{error}");
    assert!(error.contains("DW0201") && error.contains("unknown field `colour`"), "{error}");
    assert!(error.contains("DOCWRIGHT_REGENERATE=0"), "{error}");
}

#[test]
#[ignore = "compiles the clients; .ci/run runs it"]
fn a_dependent_neither_compiles_the_generator_nor_touches_the_clients() {
    let copy = Copy::new();
    // The client is stale: a checkout would regenerate it.
    let api = "checkout/specs/aws-drs/api.yaml";
    fs::write(copy.path(api), copy.read(api).replacen("StartRecovery:", "StartTheRecovery:", 1)).unwrap();
    let before = copy.times();
    fs::create_dir_all(copy.path("dependent/src")).unwrap();
    let manifest = "[package]\nname = \"dependent\"\nedition = \"2024\"\n\n[dependencies]\n\
                    docwright-clients = { path = \"../checkout\", features = [\"aws-drs\"] }\n\n[workspace]\n";
    fs::write(copy.path("dependent/Cargo.toml"), manifest).unwrap();
    fs::write(copy.path("dependent/src/lib.rs"), "pub use docwright_clients::aws_drs::Client;\n").unwrap();
    fs::copy(copy.path("checkout/Cargo.lock"), copy.path("dependent/Cargo.lock")).unwrap();
    copy.must("dependent", &["build"]);
    assert_eq!(copy.times(), before);
    let tree = copy.must("dependent", &["tree", "--edges", "normal,build", "--prefix", "none"]);
    let ours: std::collections::BTreeSet<_> = tree
        .lines()
        .filter_map(|line| line.split(' ').next())
        .filter(|name| name.starts_with("docwright"))
        .collect();
    assert_eq!(Vec::from_iter(ours), ["docwright-clients", "docwright-runtime"], "{tree}");
    for generator in ["prettyplease", "yaml_serde", "clap"] {
        assert!(!tree.lines().any(|line| line.starts_with(&format!("{generator} "))), "{tree}");
    }
}

#[test]
fn what_is_published_is_the_clients_and_not_what_they_are_made_from() {
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let output = Command::new(env!("CARGO"))
        .args(["package", "--list", "--allow-dirty", "--package", "docwright-clients"])
        .current_dir(checkout)
        .output()
        .unwrap();
    let list = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(
        list.lines().any(|file| file == "generated/lib.rs") && list.lines().any(|file| file == "build.rs"),
        "{list}"
    );
    for excluded in ["specs/", "codegen/", ".cargo/", "tests/"] {
        assert!(!list.lines().any(|file| file.starts_with(excluded)), "{list}");
    }
}
