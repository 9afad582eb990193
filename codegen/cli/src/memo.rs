//! What `check` and `build` said when they found nothing to do, for the next time that everything is as it was.
//!
//! Both are functions of files: the workspace's sources and outputs, and the program. If all of these are as they were in a
//! run that changed nothing, this run would say the same and change nothing; so it is not made. Nothing in between is
//! remembered, and so nothing can be stale. Where docwright reads beyond what is hashed (links, pages outside of `specs/`),
//! nothing is remembered at all.
//!
//! Entries lie below `target/docwright/memo`, each written beside its place and renamed; one that is damaged or missing is
//! as good as none.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use docwright_idl::file;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::args::Cli;
use crate::terminal::Exit;
use crate::workspace::Workspace;
use crate::{change, command_name};

/// Where entries lie, relative to the workspace.
const FOLDER: &str = "target/docwright/memo";
/// The folders whose files count, relative to the workspace; of the workspace's own folder its files do.
const READ: &[&str] = &["specs", "generated", "docs/schema"];
/// A file of the workspace's own folder that docwright does not read, and that changes often.
const UNREAD: &str = "Cargo.lock";
/// How many files are hashed at most, and how many bytes of one.
const MAX_FILES: usize = 100_000;
/// How many entries are kept.
const MAX_ENTRIES: usize = 32;

/// What a run said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    out: String,
    err: String,
    /// Whether all was fine; else there were findings.
    is_fine: bool,
}

/// The state of everything that a run depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State(String);

impl State {
    /// Returns the state of a workspace for a command line; `None` if it cannot be told.
    pub fn of(workspace: &Workspace, cli: &Cli) -> Option<Self> {
        if change::is_pending(workspace) {
            return None;
        }
        let mut files = Vec::new();
        let root = workspace.path("");
        let root = if root.as_os_str().is_empty() { PathBuf::from(".") } else { root };
        for entry in fs::read_dir(&root).ok()?.flatten() {
            let name = entry.file_name();
            if entry.file_type().ok()?.is_file() && name != UNREAD && !name.to_string_lossy().starts_with('.')
            {
                files.push(entry.path());
            }
        }
        for folder in READ {
            let folder = workspace.path(folder);
            if folder.exists() {
                walk(&folder, &mut files)?;
            }
        }
        files.sort();
        let hashes: Option<Vec<_>> = files.par_iter().map(|path| hash_file(path)).collect();
        let mut hash = Sha256::new();
        hash.update(program()?);
        hash.update(format!("{:?} {} {} {}", cli, command_name(), root.display(), env!("CARGO_PKG_VERSION")));
        for file in hashes? {
            hash.update(file);
        }
        Some(Self(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()))
    }

    /// Returns what a run said in this state.
    pub fn recall(&self, workspace: &Workspace) -> Option<Said> {
        serde_json::from_str(&file::read(&self.path(workspace)).ok()?).ok()
    }

    /// Remembers what a run said that changed nothing. Whether that succeeds makes no difference but to the time that the
    /// next run takes.
    pub fn remember(&self, workspace: &Workspace, said: &Said) {
        let text = serde_json::to_string(said).unwrap_or_default();
        if file::write_if_changed(&self.path(workspace), &text).is_ok() {
            forget_old(&workspace.path(FOLDER));
        }
    }

    fn path(&self, workspace: &Workspace) -> PathBuf {
        workspace.path(FOLDER).join(format!("{}.json", self.0))
    }
}

/// Collects the files below a folder; `None` if there are links, or too many.
fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Option<()> {
    for entry in fs::read_dir(folder).ok()? {
        let entry = entry.ok()?;
        let kind = entry.file_type().ok()?;
        if kind.is_dir() {
            walk(&entry.path(), files)?;
        } else if kind.is_file() {
            files.push(entry.path());
        } else {
            return None;
        }
    }
    (files.len() <= MAX_FILES).then_some(())
}

/// Returns the hash of a file, its name included; `None` if it cannot be read, or leads docwright beyond `specs/`.
fn hash_file(path: &Path) -> Option<[u8; 32]> {
    let content = fs::read(path).ok()?;
    let leads_out = path.ends_with("docwright.yaml") && content.windows(2).any(|pair| pair == b"..");
    if leads_out {
        return None;
    }
    let mut hash = Sha256::new();
    let name = path.to_str()?;
    hash.update((name.len() as u64).to_le_bytes());
    hash.update(name);
    hash.update(content);
    // A file that may not be written is an obstacle.
    hash.update([u8::from(fs::metadata(path).ok()?.permissions().readonly())]);
    Some(hash.finalize().into())
}

/// Returns what tells this program from others: which file it is, how large, how old.
fn program() -> Option<String> {
    let path = std::env::current_exe().ok()?;
    let metadata = fs::metadata(&path).ok()?;
    let modified = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(format!("{} {} {}", path.display(), metadata.len(), modified.as_nanos()))
}

/// Removes all entries but the newest.
fn forget_old(folder: &Path) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut entries: Vec<_> =
        entries.filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path()))).collect();
    entries.sort();
    let old = entries.len().saturating_sub(MAX_ENTRIES);
    for (_, path) in entries.drain(..old) {
        // Another run may have removed it.
        let _ = fs::remove_file(path);
    }
}

/// Passes on what is written, and keeps a copy.
pub struct Tee<'a> {
    inner: &'a mut dyn Write,
    copy: Vec<u8>,
}

impl<'a> Tee<'a> {
    /// Returns a writer that passes on to `inner`.
    pub fn new(inner: &'a mut dyn Write) -> Self {
        Self { inner, copy: Vec::new() }
    }
}

impl Write for Tee<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.copy.extend_from_slice(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// Runs `work`, unless it was run before when everything was as it is, and changed nothing: then what it said is said again.
pub fn remembered(
    workspace: &Workspace,
    cli: &Cli,
    out: &mut dyn Write,
    err: &mut dyn Write,
    work: impl FnOnce(&mut dyn Write, &mut dyn Write) -> Exit,
) -> Exit {
    let before = State::of(workspace, cli);
    if let Some(said) = before.as_ref().and_then(|state| state.recall(workspace)) {
        let written = out.write_all(said.out.as_bytes()).and_then(|()| err.write_all(said.err.as_bytes()));
        return match written {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Exit::Files,
            _ if said.is_fine => Exit::Fine,
            _ => Exit::Findings,
        };
    }
    let (mut out, mut err) = (Tee::new(out), Tee::new(err));
    let exit = work(&mut out, &mut err);
    let is_clear = matches!(exit, Exit::Fine | Exit::Findings);
    if let Some(before) = before.filter(|_| is_clear)
        // Whatever changed in the meantime, by this run or another, is not what was read.
        && State::of(workspace, cli).as_ref() == Some(&before)
        && let (Ok(out), Ok(err)) = (String::from_utf8(out.copy), String::from_utf8(err.copy))
    {
        before.remember(workspace, &Said { out, err, is_fine: exit == Exit::Fine });
    }
    exit
}
