//! The verdicts of the rules of comparison agree with the compiler.
//!
//! Each rule has a witness: two descriptions, and code that calls the client of the old one. The code compiles against the
//! old client; against the new one it compiles if, and only if, the rule does not say that the change is breaking. All
//! clients and all code are one package, so that a few runs of the compiler are enough.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

#[path = "../../../idl/tests/witnesses/mod.rs"]
mod witnesses;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use docwright_idl::diff::Impact;
use docwright_idl::{Description, yaml};
use docwright_rust::{Options, generate, module_name};
use serde_json::Value;
use witnesses::Witness;

/// A package of clients, and of code that calls them.
struct Package {
    folder: tempfile::TempDir,
    /// The clients' modules, by the text of their descriptions; `None` where there can be no client.
    clients: BTreeMap<String, Option<String>>,
    /// What each piece of code is a witness of, by its module.
    code: BTreeMap<String, String>,
}

impl Package {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), clients: BTreeMap::new(), code: BTreeMap::new() }
    }

    fn write(&self, path: &str, content: &str) {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Adds a client, and returns the path to its module; `None` if there can be none.
    fn client(&mut self, description: Option<&Description>) -> Option<String> {
        let description = description?;
        let text = yaml::write(description).unwrap();
        if let Some(known) = self.clients.get(&text) {
            return known.clone();
        }
        let outer = format!("c{}", self.clients.len());
        let module = module_name(&description.service.name);
        let client = generate(description, &Options::default()).ok().map(|generated| {
            for (path, content) in &generated.files {
                self.write(&format!("src/{outer}/{module}/{path}"), content);
            }
            self.write(&format!("src/{outer}/mod.rs"), &format!("pub mod {module};\n"));
            format!("{outer}::{module}")
        });
        self.clients.insert(text, client.clone());
        client
    }

    /// Adds code that calls the client of a description; false if there is none.
    fn call(&mut self, witness: &Witness, description: Option<&Description>, side: &str) -> bool {
        let Some(client) = self.client(description) else { return false };
        let module = format!("w{}", self.code.len());
        let outer = client.split("::").next().unwrap_or_default();
        let code = witness.code.replace("API", outer);
        self.write(
            &format!("src/{module}.rs"),
            &format!(
                "use crate::{client}::*;\npub async fn witness(client: Client, output: operations::ActOutput) {{\n    {code}\n}}\n"
            ),
        );
        self.code.insert(module, format!("{} ({side}): {}", witness.rule, witness.code));
        true
    }

    /// Compiles the package without some of the code, and returns the modules that the compiler complains of.
    fn complaints(&self, without: &BTreeSet<String>) -> BTreeMap<String, String> {
        let workspace = fs::canonicalize(Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")).unwrap();
        let mut root = "#![allow(warnings)]\n".to_owned();
        for client in self.clients.values().flatten() {
            let outer = client.split("::").next().unwrap_or_default();
            writeln!(root, "pub mod {outer};").unwrap();
        }
        for module in self.code.keys().filter(|module| !without.contains(*module)) {
            writeln!(root, "mod {module};").unwrap();
        }
        self.write("src/lib.rs", &root);
        let runtime = workspace.join("runtime");
        self.write(
            "Cargo.toml",
            &format!(
                "[package]\nname = \"witnesses\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
                 docwright-runtime = {{ path = {runtime:?}, features = [\"cbor\", \"event-stream\", \"xml\"] }}\n\n[workspace]\n"
            ),
        );
        // The workspace's own versions, and what of them is compiled already.
        fs::copy(workspace.join("Cargo.lock"), self.folder.path().join("Cargo.lock")).unwrap();
        let target =
            std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace.join("target"), PathBuf::from);
        let output = Command::new(env!("CARGO"))
            .args(["check", "--quiet", "--message-format=json", "--manifest-path"])
            .arg(self.folder.path().join("Cargo.toml"))
            .arg("--target-dir")
            .arg(target)
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        let mut complaints = BTreeMap::new();
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            let Ok(message) = serde_json::from_str::<Value>(line) else { continue };
            let message = &message["message"];
            if message["level"] != "error" {
                continue;
            }
            if let Some(file) = message["spans"][0]["file_name"].as_str() {
                let module = file.trim_start_matches("src/").trim_end_matches(".rs").to_owned();
                complaints
                    .entry(module)
                    .or_insert_with(|| message["rendered"].as_str().unwrap_or_default().to_owned());
            }
        }
        let failed = !output.status.success();
        assert_eq!(failed, !complaints.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
        complaints
    }
}

#[test]
#[ignore = "compiles some hundred clients; .ci/run does"]
fn each_verdict_is_the_compilers() {
    let (mut sound, mut broken, mut wrong) = (Package::new(), Package::new(), Vec::new());
    for witness in &witnesses::all() {
        let is_breaking = witness.rule.impact() == Impact::Breaking;
        let had_client = sound.call(witness, witness.old.as_ref(), "before");
        if is_breaking {
            // Where there can be no client any more, nothing compiles.
            broken.call(witness, witness.new.as_ref(), "after");
            if !had_client {
                wrong.push(format!("{}: there was nothing to break", witness.rule));
            }
        } else if !sound.call(witness, witness.new.as_ref(), "after") {
            wrong.push(format!("{}: there is no client any more", witness.rule));
        }
    }
    assert!(sound.code.len() > 400 && broken.code.len() > 50, "each rule has its code");
    for (module, complaint) in sound.complaints(&BTreeSet::new()) {
        wrong.push(format!("{}\n{complaint}", sound.code.get(&module).unwrap_or(&module)));
    }
    // The compiler stops after the first kind of error; what it said nothing about is tried again by itself.
    let mut refused = BTreeSet::new();
    while refused.len() < broken.code.len() {
        let complaints = broken.complaints(&refused);
        if let Some((module, complaint)) =
            complaints.iter().find(|(module, _)| !broken.code.contains_key(*module))
        {
            panic!("a client does not compile: {module}\n{complaint}");
        }
        if complaints.is_empty() {
            break;
        }
        refused.extend(complaints.into_keys());
    }
    let accepted = broken.code.iter().filter(|(module, _)| !refused.contains(*module));
    wrong.extend(accepted.map(|(_, what)| format!("{what}\nis called breaking, and compiles")));
    assert!(wrong.is_empty(), "{} verdicts are wrong:\n{}", wrong.len(), wrong.join("\n\n"));
}
