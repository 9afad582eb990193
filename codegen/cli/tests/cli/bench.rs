//! A workspace in a temporary folder, and the command run in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

pub(crate) const PAGE: &str = include_str!("pages/get-time.aws.txt");

pub(crate) const MANIFEST: &str = "docwright: 1
name: clock
protocol: rest-json
endpoint: https://clock.{region}.example.com
auth: { sigv4: { service: clock } }
";

/// A workspace in a temporary folder.
pub(crate) struct Bench {
    folder: tempfile::TempDir,
}

/// What a run of the command gave.
#[derive(Debug, PartialEq)]
pub(crate) struct Outcome {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Bench {
    /// A folder with nothing in it.
    pub(crate) fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// A workspace with the service `clock`, which has one good page.
    pub(crate) fn clock() -> Self {
        let bench = Self::empty();
        bench.write("specs/clock/docwright.yaml", MANIFEST);
        bench.write("specs/clock/pages/get-time.aws.txt", PAGE);
        bench
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub(crate) fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Replaces a text in a file, which must hold it.
    pub(crate) fn edit(&self, path: &str, old: &str, new: &str) {
        let text = self.read(path);
        assert!(text.contains(old), "`{path}` does not hold `{old}`:\n{text}");
        self.write(path, text.replace(old, new));
    }

    /// The same workspace with a text of the clock's manifest replaced.
    pub(crate) fn also(self, old: &str, new: &str) -> Self {
        self.edit("specs/clock/docwright.yaml", old, new);
        self
    }

    /// A copy of the workspace in which nothing is remembered.
    pub(crate) fn fresh_copy(&self) -> Self {
        let copy = Self::empty();
        for (path, content) in self.files() {
            copy.write(&path, content);
        }
        copy
    }

    /// The content of all files but those below `target/`, by path. What goes while it is looked at is not there.
    pub(crate) fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.folder.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten() {
                let path = entry.unwrap().path();
                if path == self.folder.path().join("target") {
                    continue;
                }
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(self.folder.path()).unwrap().display().to_string();
                    match fs::read(path) {
                        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                        content => _ = files.insert(name, content.unwrap()),
                    }
                }
            }
        }
        files
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Outcome {
        self.run_in(Path::new(""), arguments)
    }

    /// Runs the command in a folder of the workspace.
    pub(crate) fn run_in(&self, folder: &Path, arguments: &[&str]) -> Outcome {
        Self::outcome(self.command().current_dir(self.folder.path().join(folder)).args(arguments))
    }

    /// Runs the command with variables of the environment.
    pub(crate) fn run_with(&self, variables: &[(&str, &str)], arguments: &[&str]) -> Outcome {
        Self::outcome(self.command().envs(variables.iter().copied()).args(arguments))
    }

    /// The command in the workspace. Cargo's variables would tell it that cargo runs it, and servers on loopback need no
    /// proxy.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_docwright"));
        command.current_dir(self.folder.path()).env_remove("CARGO_PKG_NAME");
        for name in ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"] {
            command.env_remove(name).env_remove(name.to_lowercase());
        }
        command
    }

    fn outcome(command: &mut Command) -> Outcome {
        let output = command.output().unwrap();
        Outcome {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Runs the command, which must end well.
    pub(crate) fn must(&self, arguments: &[&str]) -> Outcome {
        let outcome = self.run(arguments);
        assert_eq!(outcome.code, Some(0), "{arguments:?}: {}\n{}", outcome.out, outcome.err);
        outcome
    }
}
