//! What should stand in a workspace and does not: computed first, then applied or shown.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use docwright_idl::{Code, Diagnostic, file};
use similar::TextDiff;

use crate::workspace::Workspace;

/// A file that is not what it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    /// The file, relative to the workspace.
    pub path: PathBuf,
    /// What stands there; `None` if nothing does.
    pub old: Option<String>,
    /// What should stand there; `None` if nothing should.
    pub new: Option<String>,
}

/// How many lines of a diff are shown at most.
const MAX_DIFF_LINES: usize = 60;
/// How many bytes of an old and new text together are compared line by line.
const MAX_DIFF_BYTES: usize = 8 << 20;

impl FileChange {
    /// Returns the change after which `new` stands in the file `path`; `None` if it stands there already.
    ///
    /// # Errors
    ///
    /// That the present content cannot be read (`DW0110`). Content that is no text counts as no content.
    pub fn write(
        workspace: &Workspace,
        path: impl Into<PathBuf>,
        new: String,
    ) -> Result<Option<Self>, Diagnostic> {
        let path = path.into();
        let old = present(&workspace.path(&path))?;
        Ok((old.as_ref() != Some(&new)).then_some(Self { path, old, new: Some(new) }))
    }

    /// Returns the change after which the file `path` is gone.
    pub fn remove(path: impl Into<PathBuf>, old: String) -> Self {
        Self { path: path.into(), old: Some(old), new: None }
    }

    /// Returns the change as a unified diff, cut after some lines, with a count of those that were left out.
    pub fn diff(&self) -> String {
        let name = self.path.display().to_string();
        let (old, new) = (self.old.as_deref().unwrap_or_default(), self.new.as_deref().unwrap_or_default());
        let header =
            |there: bool, side: &str| if there { format!("{side}/{name}") } else { "/dev/null".to_owned() };
        let (before, after) = (header(self.old.is_some(), "a"), header(self.new.is_some(), "b"));
        if old.len() + new.len() > MAX_DIFF_BYTES {
            return format!("--- {before}\n+++ {after}\n({} bytes become {} bytes)\n", old.len(), new.len());
        }
        let diff = TextDiff::from_lines(old, new).unified_diff().header(&before, &after).to_string();
        let mut lines = diff.lines();
        let mut text = String::new();
        for line in lines.by_ref().take(MAX_DIFF_LINES) {
            text.push_str(line);
            text.push('\n');
        }
        let rest = lines.count();
        if rest > 0 {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "({rest} more lines)");
        }
        text
    }
}

fn present(path: &Path) -> Result<Option<String>, Diagnostic> {
    match file::read(path) {
        Ok(text) => Ok(Some(text)),
        Err(_) if !path.exists() => Ok(None),
        Err(finding) if finding.code == Code::CANNOT_READ => Err(finding),
        Err(_) => Ok(Some(String::new())),
    }
}

/// Makes the changes, in their order. Nothing is changed if it can be foreseen that one of them must fail.
///
/// # Errors
///
/// The files that cannot be written or removed (`DW0111`).
pub fn apply(workspace: &Workspace, changes: &[FileChange]) -> Result<(), Vec<Diagnostic>> {
    let obstacles: Vec<_> =
        changes.iter().filter_map(|change| obstacle(&workspace.path(&change.path))).collect();
    if !obstacles.is_empty() {
        return Err(obstacles);
    }
    // All new content is on the disk before the first file takes its place.
    let staged: Result<Vec<_>, _> = changes
        .iter()
        .filter_map(|change| {
            change.new.as_ref().map(|content| file::stage(&workspace.path(&change.path), content))
        })
        .collect();
    let gone = changes.iter().filter(|change| change.new.is_none());
    staged
        .and_then(|staged| staged.into_iter().try_for_each(file::Staged::place))
        .and_then(|()| gone.map(|change| workspace.path(&change.path)).try_for_each(|path| remove(&path)))
        .map_err(|finding| vec![finding])
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

/// Removes a file, and the folders above it that are empty then.
fn remove(path: &Path) -> Result<(), Diagnostic> {
    fs::remove_file(path).map_err(|error| {
        Diagnostic::new(Code::CANNOT_WRITE, format!("cannot remove `{}`: {error}", path.display()))
            .help("check that the folder is writable")
    })?;
    for folder in path.ancestors().skip(1) {
        // A folder that is not empty cannot be removed, and stays.
        if fs::remove_dir(folder).is_err() {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workspace() -> (tempfile::TempDir, Workspace) {
        let folder = tempfile::tempdir().unwrap();
        let workspace = Workspace::at(folder.path());
        (folder, workspace)
    }

    #[test]
    fn only_what_differs_is_a_change() {
        let (folder, workspace) = workspace();
        fs::write(folder.path().join("a"), "one\n").unwrap();
        assert_eq!(FileChange::write(&workspace, "a", "one\n".into()).unwrap(), None);
        let change = FileChange::write(&workspace, "a", "two\n".into()).unwrap().unwrap();
        assert_eq!(change.diff(), "--- a/a\n+++ b/a\n@@ -1 +1 @@\n-one\n+two\n");
        let new = FileChange::write(&workspace, "b/c", "x\n".into()).unwrap().unwrap();
        assert_eq!(new.diff(), "--- /dev/null\n+++ b/b/c\n@@ -0,0 +1 @@\n+x\n");
        apply(&workspace, &[change, new]).unwrap();
        assert_eq!(fs::read_to_string(folder.path().join("b/c")).unwrap(), "x\n");
    }

    #[test]
    fn a_long_diff_is_cut_and_counted() {
        let lines: String = (0..500).map(|number| format!("{number}\n")).collect();
        let diff = FileChange { path: "a".into(), old: None, new: Some(lines) }.diff();
        assert_eq!(diff.lines().count(), MAX_DIFF_LINES + 1);
        assert!(diff.ends_with("(443 more lines)\n"), "{diff}");
    }

    #[test]
    fn a_removed_file_takes_its_empty_folders_along() {
        let (folder, workspace) = workspace();
        fs::create_dir_all(folder.path().join("generated/gone")).unwrap();
        fs::write(folder.path().join("generated/gone/mod.rs"), "x").unwrap();
        fs::write(folder.path().join("generated/lib.rs"), "x").unwrap();
        apply(&workspace, &[FileChange::remove("generated/gone/mod.rs", "x".into())]).unwrap();
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
            new: Some("x".into()),
        });
        let findings = apply(&workspace, &changes).unwrap_err();
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].code, Code::CANNOT_WRITE);
        assert!(!folder.path().join("first").exists());
    }
}
