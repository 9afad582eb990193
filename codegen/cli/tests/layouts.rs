//! Clients in each layout, compiled with warnings denied: a crate of its own, with each of its features alone, and a
//! module of somebody's crate.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const CLOCK: &str = "idl: 1
service:
  name: clock
  title: A clock
  protocol: rest-json
  endpoint: https://clock.{region}.example.com
  auth: { sigv4: { service: clock } }
operations:
  GetTime:
    http: { method: GET, path: '/time/{zone}' }
    input: { zone: { type: string, required: true, in: path } }
    output: { time: { type: Time }, at: { type: timestamp } }
    errors: [Stopped]
  Rustls:
    http: { method: POST, path: /rustls }
    output: { time: { type: Time } }
  SetTime:
    http: { method: POST, path: /time }
    input: { time: { type: Time, required: true }, mode: { type: Mode } }
    errors: [Stopped, Locked]
types:
  Mode: { enum: [FAST, SLOW] }
  Time: { members: { hour: { type: integer }, zone: { type: Zone } } }
  Zone: { members: { name: { type: string } } }
errors:
  Locked: { status: 409, members: { until: { type: timestamp }, mode: { type: Mode } } }
  Stopped: { status: 410 }
";

/// A workspace with the crate of a client and a crate that takes in another client as a module.
struct Workspace {
    folder: tempfile::TempDir,
}

impl Workspace {
    fn new() -> Self {
        let workspace = Self { folder: tempfile::tempdir().unwrap() };
        let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap();
        let runtime = checkout.join("runtime");
        let manifest = format!(
            "[workspace]\nmembers = [\"app\", \"generated/clock\"]\nresolver = \"3\"\n\n\
             [workspace.package]\nedition = \"2024\"\nlicense = \"MIT\"\n\n\
             [workspace.dependencies]\ndocwright-runtime = {{ path = {runtime:?} }}\n"
        );
        let app = "[package]\nname = \"app\"\nedition.workspace = true\n\n\
                   [dependencies]\ndocwright-runtime.workspace = true\n";
        let main = "#[path = \"../../generated/alarm/mod.rs\"]\nmod alarm;\n\n\
                    fn main() {\n    let built = alarm::Client::builder().build();\n    assert!(built.is_err());\n}\n";
        let alarm = CLOCK.replace("clock", "alarm");
        for (path, text) in [
            ("Cargo.toml", manifest.as_str()),
            ("LICENSE", "The licence.\n"),
            ("app/Cargo.toml", app),
            ("app/src/main.rs", main),
            ("specs/alarm/api.yaml", &alarm),
            ("specs/alarm/docwright.yaml", "docwright: 1\nname: alarm\n"),
            ("specs/clock/api.yaml", CLOCK),
            ("specs/clock/docwright.yaml", "# What it is.\ndocwright: 1\nname: clock\n"),
        ] {
            fs::create_dir_all(workspace.path(path).parent().unwrap()).unwrap();
            fs::write(workspace.path(path), text).unwrap();
        }
        fs::copy(checkout.join("Cargo.lock"), workspace.path("Cargo.lock")).unwrap();
        workspace
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    fn docwright(&self, arguments: &[&str]) -> Output {
        let mut docwright = Command::new(env!("CARGO_BIN_EXE_docwright"));
        docwright.args(arguments).current_dir(&self.folder).output().unwrap()
    }

    fn generate(&self, arguments: &[&str]) {
        let output = self.docwright(&[&["generate"], arguments].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    fn cargo(&self, arguments: &[&str]) {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(arguments).current_dir(&self.folder).env("RUSTFLAGS", "-D warnings");
        cargo.env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("layouts"));
        for variable in ["CARGO_PKG_NAME", "DOCWRIGHT_CHECKOUT", "RUSTC_WORKSPACE_WRAPPER"] {
            cargo.env_remove(variable);
        }
        let output = cargo.output().unwrap();
        assert!(output.status.success(), "cargo {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn options_of_generate_are_kept_and_what_people_wrote_stays() {
    let workspace = Workspace::new();
    workspace.generate(&["clock", "--layout", "crate", "--operations", "GetTime,Rustls"]);
    assert_eq!(
        workspace.read("specs/clock/docwright.yaml"),
        "# What it is.\ndocwright: 1\nname: clock\noperations: [GetTime, Rustls]\nlayout: crate\n"
    );
    let manifest = workspace.read("generated/clock/Cargo.toml");
    assert!(
        manifest.contains("license = \"MIT\"")
            && manifest.contains("_client = [\"docwright-runtime/sigv4\"]")
    );
    assert!(manifest.contains("full = [\"get-time\", \"rustls-operation\"]"), "{manifest}");
    assert!(!manifest.contains("set-time"), "{manifest}");
    assert_eq!(workspace.read("generated/clock/LICENSE"), "The licence.\n");
    let types = workspace.read("generated/clock/src/types.rs");
    assert!(types.contains("Time") && !types.contains("Mode") && !types.contains("Locked"), "{types}");
    assert!(!workspace.read("generated/lib.rs").contains("pub mod clock"));

    // The manifest is a person's, but for the features.
    fs::write(
        workspace.path("generated/clock/Cargo.toml"),
        manifest.replace("0.1.0\"\nedition", "0.7.0\"\nedition"),
    )
    .unwrap();
    workspace.generate(&["clock", "--operations", "SetTime"]);
    let manifest = workspace.read("generated/clock/Cargo.toml");
    assert!(
        manifest.contains("version = \"0.7.0\"") && manifest.contains("full = [\"set-time\"]"),
        "{manifest}"
    );
    assert!(!workspace.path("generated/clock/src/operations/get_time.rs").exists());
    let before = workspace.read("generated/clock/src/types.rs");
    workspace.generate(&["clock"]);
    assert_eq!(workspace.read("generated/clock/src/types.rs"), before);

    workspace.generate(&["clock", "--layout", "module"]);
    assert!(
        workspace.path("generated/clock/mod.rs").exists() && !workspace.path("generated/clock/src").exists()
    );
}

#[test]
fn an_operation_that_is_not_described_is_refused_with_a_guess() {
    let workspace = Workspace::new();
    let output = workspace.docwright(&["generate", "clock", "--operations", "GetTme"]);
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{error}");
    assert!(error.contains("DW0208") && error.contains("did you mean `GetTime`?"), "{error}");
    assert!(!workspace.read("specs/clock/docwright.yaml").contains("operations"));
    let output = workspace.docwright(&["generate", "clock", "alarm", "--operations", "GetTime"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
#[ignore = "compiles clients; .ci/run runs it"]
fn a_crate_and_a_module_compile() {
    let workspace = Workspace::new();
    workspace.generate(&["clock", "--layout", "crate"]);
    workspace.generate(&["alarm", "--layout", "module"]);
    workspace.cargo(&["check", "--workspace", "--all-targets", "--all-features"]);
    workspace.cargo(&["test", "--package", "clock", "--doc"]);
    for feature in ["get-time", "rustls-operation", "set-time", "_client"] {
        workspace.cargo(&["check", "--package", "clock", "--no-default-features", "--features", feature]);
    }
    workspace.cargo(&["package", "--package", "clock", "--list", "--allow-dirty"]);
}
