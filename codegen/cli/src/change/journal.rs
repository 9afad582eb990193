//! Changes that are made together or not at all, whenever the process ends.
//!
//! ```text
//! .docwright-staging   names what is about to change         killed here: what was staged is thrown away, the tree is old
//!   .docwright-new-*     new content, beside its target
//! .docwright-journal   the same list, renamed: it holds      killed here: the next run ends the work, the tree is new
//!   rename, remove …     everything takes its place
//! (no list)            done
//! ```
//!
//! Renaming the list is the one step that decides. Whoever reads or writes the workspace holds its lock (see the
//! neighbouring module), and first ends what a killed run began. So docwright never sees a tree that is half old and half new;
//! a program that looks in the few milliseconds in which files are renamed, or before docwright runs again, may. The loss of
//! power is not guarded against: nothing is forced onto the disk.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use docwright_idl::{Code, Diagnostic, file};
use serde::{Deserialize, Serialize};

use super::{FileChange, present};
use crate::workspace::Workspace;

/// The list before it is decided, relative to the workspace.
const STAGING: &str = ".docwright-staging";
/// The list once it is decided.
const JOURNAL: &str = ".docwright-journal";
/// How the names of staged files begin.
const STAGED: &str = ".docwright-new-";

/// A file that changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    /// The file, relative to the workspace.
    path: PathBuf,
    /// Whether it is removed; else what is staged takes its place.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    is_removed: bool,
}

/// Makes changes. Nothing is changed if it can be foreseen that one of them must fail.
///
/// # Errors
///
/// The files that cannot be written or removed, or are not what they were when the changes were computed (`DW0111`).
pub(super) fn apply(workspace: &Workspace, changes: &[FileChange]) -> Result<(), Vec<Diagnostic>> {
    if changes.is_empty() {
        return Ok(());
    }
    let obstacles: Vec<_> =
        changes.iter().filter_map(|change| obstacle(&workspace.path(&change.path))).collect();
    if !obstacles.is_empty() {
        return Err(obstacles);
    }
    if let Some(finding) = changes.iter().find_map(|change| changed_meanwhile(workspace, change)) {
        return Err(vec![finding]);
    }
    let entries: Vec<_> = changes
        .iter()
        .map(|change| Entry { path: change.path.clone(), is_removed: change.new.is_none() })
        .collect();
    if let Err(finding) = stage(workspace, changes, &entries) {
        discard(workspace, &entries);
        return Err(vec![finding]);
    }
    let decided = fs::rename(workspace.path(STAGING), workspace.path(JOURNAL));
    if let Err(error) = decided {
        discard(workspace, &entries);
        return Err(vec![cannot("write", &workspace.path(JOURNAL), &error)]);
    }
    finish(workspace, &entries).map_err(|finding| vec![finding])
}

/// Whether a run was killed before it had ended its work.
pub(super) fn is_pending(workspace: &Workspace) -> bool {
    workspace.path(JOURNAL).exists() || workspace.path(STAGING).exists()
}

/// Ends what a killed run began: throws away what was not decided, and does what was.
///
/// # Errors
///
/// Files that cannot be written or removed (`DW0111`), and a list that docwright did not write (`DW0110`).
pub(super) fn recover(workspace: &Workspace) -> Result<(), Diagnostic> {
    let journal = workspace.path(JOURNAL);
    if journal.exists() {
        let entries = read(&journal)?;
        return finish(workspace, &entries).map_err(|finding| {
            finding.note("a run of docwright was killed while it wrote files; this one cannot end its work")
        });
    }
    let staging = workspace.path(STAGING);
    if staging.exists() {
        // A list of which only a part was written is older than everything that it names.
        discard(workspace, &read(&staging).unwrap_or_default());
    }
    Ok(())
}

fn stage(workspace: &Workspace, changes: &[FileChange], entries: &[Entry]) -> Result<(), Diagnostic> {
    let list = workspace.path(STAGING);
    let text = serde_json::to_string(entries).unwrap_or_default();
    fs::write(&list, text).map_err(|error| cannot("write", &list, &error))?;
    for change in changes {
        if let Some(content) = &change.new {
            let path = workspace.path(&change.path);
            file::write_like(&staged(&path), &path, content)?;
        }
    }
    Ok(())
}

/// Does what was decided, or what is left of it.
fn finish(workspace: &Workspace, entries: &[Entry]) -> Result<(), Diagnostic> {
    for Entry { path, is_removed } in entries {
        let path = workspace.path(path);
        let done = if *is_removed { fs::remove_file(&path) } else { fs::rename(staged(&path), &path) };
        match done {
            Ok(()) if *is_removed => remove_empty_folders(&path),
            Ok(()) => {}
            // It was done before the run was killed.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(cannot(if *is_removed { "remove" } else { "write" }, &path, &error)),
        }
    }
    let journal = workspace.path(JOURNAL);
    fs::remove_file(&journal).map_err(|error| cannot("remove", &journal, &error))
}

/// Throws away what was staged.
fn discard(workspace: &Workspace, entries: &[Entry]) {
    for entry in entries.iter().filter(|entry| !entry.is_removed) {
        let staged = staged(&workspace.path(&entry.path));
        // What was not staged cannot be removed, and need not be.
        if fs::remove_file(&staged).is_ok() {
            remove_empty_folders(&staged);
        }
    }
    // If the list stays, the next run does all this again.
    let _ = fs::remove_file(workspace.path(STAGING));
}

/// Reads a list. It leads nowhere but down: a list that somebody else put there must not do harm elsewhere.
fn read(list: &Path) -> Result<Vec<Entry>, Diagnostic> {
    let malformed = || {
        Diagnostic::new(Code::CANNOT_READ, format!("`{}` is no list of docwright's", list.display()))
            .help("delete it, and run `docwright build`")
    };
    let entries: Vec<Entry> = serde_json::from_str(&file::read(list)?).map_err(|_| malformed())?;
    let leads_down = |path: &Path| path.components().all(|part| matches!(part, Component::Normal(_)));
    if entries.iter().all(|entry| entry.path.file_name().is_some() && leads_down(&entry.path)) {
        Ok(entries)
    } else {
        Err(malformed())
    }
}

/// Returns where the new content of a file is staged: beside it, so that it can be renamed.
fn staged(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!("{STAGED}{name}"))
}

/// Says that a file is not what it was when its change was computed.
fn changed_meanwhile(workspace: &Workspace, change: &FileChange) -> Option<Diagnostic> {
    let path = workspace.path(&change.path);
    match present(&path) {
        Ok(present) if present.as_ref() == change.old.as_deref() => None,
        Ok(_) => Some(
            Diagnostic::new(
                Code::CANNOT_WRITE,
                format!("`{}` changed while docwright worked", path.display()),
            )
            .help("run it again; nothing was changed"),
        ),
        Err(finding) => Some(finding),
    }
}

fn cannot(what: &str, path: &Path, error: &io::Error) -> Diagnostic {
    Diagnostic::new(Code::CANNOT_WRITE, format!("cannot {what} `{}`: {error}", path.display()))
        .help("check that the folder is writable, and run it again")
}

/// Returns why a file cannot be written or removed, as far as its permissions and those of its folder tell.
fn obstacle(path: &Path) -> Option<Diagnostic> {
    let refuse = |what: &Path, why: &str| {
        let message = format!("cannot write `{}`: `{}` {why}", path.display(), what.display());
        Some(
            Diagnostic::new(Code::CANNOT_WRITE, message)
                .help("make it writable, or move it away; nothing was changed"),
        )
    };
    match fs::metadata(path) {
        Ok(file) if file.is_dir() => return refuse(path, "is a folder"),
        Ok(file) if file.permissions().readonly() => return refuse(path, "is read-only"),
        _ => {}
    }
    // The nearest folder that is there decides whether the others can be made.
    let folders = path.ancestors().skip(1);
    let nearest = folders.map(|folder| if folder.as_os_str().is_empty() { Path::new(".") } else { folder });
    for folder in nearest {
        match fs::metadata(folder) {
            Ok(found) if !found.is_dir() => return refuse(folder, "is not a folder"),
            Ok(found) if found.permissions().readonly() => return refuse(folder, "is read-only"),
            Ok(_) => return None,
            Err(_) => {}
        }
    }
    None
}

/// Removes the folders above a file that are empty.
fn remove_empty_folders(path: &Path) {
    for folder in path.ancestors().skip(1) {
        // A folder that is not empty cannot be removed, and stays.
        if fs::remove_dir(folder).is_err() {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn workspace() -> (tempfile::TempDir, Workspace) {
        let folder = tempfile::tempdir().unwrap();
        let workspace = Workspace::at(folder.path());
        (folder, workspace)
    }

    fn change(path: &str, old: Option<&str>, new: Option<&str>) -> FileChange {
        let text = |text: &str| text.to_owned().into();
        FileChange { path: path.into(), old: old.map(text), new: new.map(text) }
    }

    /// The content of all files and folders.
    fn tree(folder: &Path) -> BTreeMap<PathBuf, String> {
        let mut tree = BTreeMap::new();
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                tree.extend(self::tree(&path));
                tree.insert(path, String::new());
            } else {
                tree.insert(path.clone(), fs::read_to_string(path).unwrap());
            }
        }
        tree
    }

    fn old_tree() -> (tempfile::TempDir, Workspace, Vec<FileChange>) {
        let (folder, workspace) = workspace();
        for (path, text) in [("a", "old"), ("gone/b", "old"), ("kept", "kept")] {
            fs::create_dir_all(workspace.path(path).parent().unwrap()).unwrap();
            fs::write(workspace.path(path), text).unwrap();
        }
        let changes = vec![
            change("a", Some("old"), Some("new")),
            change("new/deep/c", None, Some("new")),
            change("gone/b", Some("old"), None),
        ];
        (folder, workspace, changes)
    }

    #[test]
    fn changes_are_made_and_leave_no_trace() {
        let (folder, workspace, changes) = old_tree();
        apply(&workspace, &changes).unwrap();
        let names: Vec<_> = tree(folder.path())
            .into_keys()
            .map(|path| path.strip_prefix(folder.path()).unwrap().display().to_string())
            .collect();
        assert_eq!(names, ["a", "kept", "new", "new/deep", "new/deep/c"]);
        assert_eq!(fs::read_to_string(workspace.path("a")).unwrap(), "new");
        assert!(!is_pending(&workspace));
    }

    #[test]
    fn wherever_a_run_is_killed_the_tree_is_old_or_new() {
        let (folder, _, _) = old_tree();
        let old = tree(folder.path()).into_values().collect::<Vec<_>>();
        let (folder, workspace, changes) = old_tree();
        apply(&workspace, &changes).unwrap();
        let new = tree(folder.path()).into_values().collect::<Vec<_>>();
        let entries = |changes: &[FileChange]| -> Vec<Entry> {
            changes
                .iter()
                .map(|change| Entry { path: change.path.clone(), is_removed: change.new.is_none() })
                .collect()
        };
        // Killed after some files were staged.
        for staged in 0..=changes.len() {
            let (folder, workspace, changes) = old_tree();
            stage(&workspace, &changes[..staged], &entries(&changes)).unwrap();
            recover(&workspace).unwrap();
            assert_eq!(tree(folder.path()).into_values().collect::<Vec<_>>(), old, "{staged} staged");
        }
        // Killed while the list was written.
        let (folder, workspace, _) = old_tree();
        fs::write(workspace.path(STAGING), "[{\"path\":\"a").unwrap();
        recover(&workspace).unwrap();
        assert_eq!(tree(folder.path()).into_values().collect::<Vec<_>>(), old);
        // Killed after some files took their place.
        for placed in 0..=changes.len() {
            let (folder, workspace, changes) = old_tree();
            let entries = entries(&changes);
            stage(&workspace, &changes, &entries).unwrap();
            fs::rename(workspace.path(STAGING), workspace.path(JOURNAL)).unwrap();
            let list = fs::read(workspace.path(JOURNAL)).unwrap();
            finish(&workspace, &entries[..placed]).unwrap();
            fs::write(workspace.path(JOURNAL), list).unwrap();
            recover(&workspace).unwrap();
            assert_eq!(tree(folder.path()).into_values().collect::<Vec<_>>(), new, "{placed} placed");
            assert!(!is_pending(&workspace));
        }
    }

    #[test]
    fn a_list_that_leads_elsewhere_does_nothing() {
        let (folder, workspace, _) = old_tree();
        for path in ["../kept", "/etc/passwd", "", "a/../../b"] {
            let list = format!("[{{\"path\":\"{path}\",\"is_removed\":true}}]");
            fs::write(workspace.path(JOURNAL), list).unwrap();
            assert_eq!(recover(&workspace).unwrap_err().code, Code::CANNOT_READ, "{path}");
        }
        assert!(folder.path().join("kept").exists());
    }

    #[test]
    fn what_changed_meanwhile_is_not_overwritten() {
        let (_folder, workspace, changes) = old_tree();
        fs::write(workspace.path("a"), "edited").unwrap();
        let findings = apply(&workspace, &changes).unwrap_err();
        assert!(findings[0].message.contains("changed while docwright worked"), "{findings:?}");
        assert!(workspace.path("gone/b").exists() && !is_pending(&workspace));
    }

    #[test]
    fn a_removed_file_takes_its_empty_folders_along() {
        let (folder, workspace) = workspace();
        fs::create_dir_all(folder.path().join("generated/gone")).unwrap();
        fs::write(folder.path().join("generated/gone/mod.rs"), "x").unwrap();
        fs::write(folder.path().join("generated/lib.rs"), "x").unwrap();
        apply(&workspace, &[FileChange::remove("generated/gone/mod.rs", "x".to_owned())]).unwrap();
        assert!(!folder.path().join("generated/gone").exists());
        assert!(folder.path().join("generated/lib.rs").exists());
    }

    #[test]
    fn one_obstacle_keeps_all_files_as_they_were() {
        let (folder, workspace) = workspace();
        fs::write(folder.path().join("file"), "kept").unwrap();
        let changes = ["first", "file/below"].map(|path| FileChange {
            path: path.into(),
            old: None,
            new: Some("x".to_owned().into()),
        });
        let findings = apply(&workspace, &changes).unwrap_err();
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].code, Code::CANNOT_WRITE);
        assert!(!folder.path().join("first").exists());
    }
}
