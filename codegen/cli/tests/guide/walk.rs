//! Follows the chapter of ten minutes: types what it says to type, writes what it says to write, and compares what is said
//! with what it says will be said.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::commands::words;
use crate::server::{Reply, Server};
use crate::{Chapter, Part, checkout};

/// Where the chapter has its vendor.
const VENDOR: &str = "127.0.0.1:8000";

struct Walk {
    folder: tempfile::TempDir,
    /// Where commands are run, below it.
    here: PathBuf,
    vendor: Option<Server>,
    /// What the last command said.
    said: String,
    /// Whether what has to be compiled is.
    compiles: bool,
    commands: usize,
}

impl Walk {
    /// A folder that holds the checkout.
    fn new(compiles: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(checkout(), folder.path().join("docwright")).unwrap();
        let here = folder.path().to_owned();
        Self { folder, here, vendor: None, said: String::new(), compiles, commands: 0 }
    }

    /// Follows a chapter.
    fn follow(&mut self, chapter: &Chapter) {
        let mut instruction = None;
        for part in chapter.parts() {
            match part {
                Part::Comment(comment) => instruction = Some(comment),
                Part::Code(language, text) => {
                    let text = self.at_vendor(&text);
                    match (language.as_str(), instruction.take().as_deref()) {
                        ("sh", None) => text.lines().for_each(|line| self.command(line)),
                        (_, Some("says")) => self.says(&text),
                        (_, Some(instruction)) => self.write(instruction, &text),
                        other => panic!("what is {other:?}?\n{text}"),
                    }
                }
                _ => {}
            }
        }
    }

    /// The vendor of a test is at another address than the chapter's.
    fn at_vendor(&self, text: &str) -> String {
        match &self.vendor {
            Some(vendor) => text.replace(VENDOR, vendor.address()),
            None => text.to_owned(),
        }
    }

    fn command(&mut self, line: &str) {
        self.commands += 1;
        let words = words(line);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words.as_slice() {
            ["cargo", "install", "--path", path] => {
                assert!(self.here.join(path).join("src/main.rs").exists())
            }
            ["python3", "-m", "http.server", .., "--directory", folder] => {
                self.serve(&self.here.join(folder))
            }
            ["cd", folder] => self.here.push(folder),
            ["cargo", "new", name] => {
                self.run(Command::new(env!("CARGO")).args(["new", "--vcs", "none", name]), line);
                let lock = checkout().join("Cargo.lock");
                fs::copy(lock, self.here.join(name).join("Cargo.lock")).unwrap();
            }
            ["cargo", arguments @ ..] => {
                if self.compiles {
                    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("guide");
                    let mut cargo = Command::new(env!("CARGO"));
                    cargo.args(arguments).env("CARGO_NET_OFFLINE", "true").env("CARGO_TARGET_DIR", target);
                    self.run(&mut cargo, line);
                }
            }
            ["docwright", arguments @ ..] => {
                let mut docwright = Command::new(env!("CARGO_BIN_EXE_docwright"));
                self.run(docwright.args(arguments), line);
            }
            _ => panic!("what does `{line}` do?"),
        }
    }

    fn run(&mut self, command: &mut Command, line: &str) {
        for variable in ["CARGO_PKG_NAME", "DOCWRIGHT_CHECKOUT", "ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY"] {
            command.env_remove(variable).env_remove(variable.to_lowercase());
        }
        let output = command.current_dir(&self.here).output().unwrap();
        self.said =
            String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{line}: {}", self.said);
    }

    /// Serves the files of a folder, with its own address in place of the chapter's.
    fn serve(&mut self, folder: &Path) {
        let mut files = Vec::new();
        let mut folders = vec![folder.to_owned()];
        while let Some(next) = folders.pop() {
            for entry in fs::read_dir(next).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = format!("/{}", path.strip_prefix(folder).unwrap().display());
                    files.push((name, fs::read_to_string(path).unwrap()));
                }
            }
        }
        self.vendor = Some(Server::start(move |request| {
            let path = request.target.split('?').next().unwrap_or_default();
            let file = files.iter().find(|(name, _)| name == path);
            let host = request.headers.get("host").map_or(VENDOR, String::as_str);
            file.map_or(Reply::new(404, ""), |(_, text)| Reply::text(text.replace(VENDOR, host)))
        }));
    }

    /// Each line of an answer was said.
    fn says(&self, answer: &str) {
        // What is compiled says nothing if it was not run.
        let is_run = self.compiles || !answer.starts_with("DUB");
        for line in answer.lines().filter(|_| is_run) {
            let is_said = self.said.lines().any(|said| said.trim() == line.trim());
            assert!(is_said, "`{line}` was not said, but:\n{}", self.said);
        }
    }

    fn write(&self, instruction: &str, text: &str) {
        let (verb, path) = instruction.split_once(' ').unwrap();
        let path = self.here.join(path);
        assert!(path.exists(), "{} is not there yet", path.display());
        let before = if verb == "append" { fs::read_to_string(&path).unwrap() } else { String::new() };
        fs::write(path, before + text).unwrap();
    }
}

fn ten_minutes(compiles: bool) {
    let mut walk = Walk::new(compiles);
    walk.follow(&Chapter::read("ten-minutes.md"));
    assert!(walk.commands >= 14, "{}", walk.commands);
    assert!(walk.folder.path().join("tide-watch/generated/tides/operations/get_high_water.rs").exists());
}

#[cfg(unix)]
#[test]
fn ten_minutes_can_be_followed() {
    ten_minutes(false);
}

/// Compiles the runtime: minutes, so not among the others.
#[cfg(unix)]
#[test]
#[ignore = "slow"]
fn ten_minutes_end_in_a_call() {
    ten_minutes(true);
}
