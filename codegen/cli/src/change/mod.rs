//! What should stand in a workspace and does not: computed first, then applied or shown.
//!
//! ```text
//! sources ──▶ [FileChange] ──▶ diff                            (check)
//!                    └──────▶ Writer::apply, through a journal   (build, sync, init, watch)
//! ```

mod journal;
mod known;
mod lock;

pub use known::KnownFiles;
pub use lock::{Reader, Writer};

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use docwright_idl::{Code, Diagnostic, file};
use similar::TextDiff;

use crate::workspace::Workspace;

/// A file that is not what it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    /// The file, relative to the workspace.
    pub path: PathBuf,
    /// What stands there; `None` if nothing does.
    pub old: Option<Arc<String>>,
    /// What should stand there; `None` if nothing should.
    pub new: Option<Arc<String>>,
}

/// Whether a run was killed while it wrote files, and no other has ended its work yet.
pub fn is_pending(workspace: &Workspace) -> bool {
    journal::is_pending(workspace)
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
        new: impl Into<Arc<String>>,
    ) -> Result<Option<Self>, Diagnostic> {
        let (path, new) = (path.into(), new.into());
        let old = present(&workspace.path(&path))?;
        Ok((old.as_deref() != Some(&*new)).then(|| Self { path, old: old.map(Into::into), new: Some(new) }))
    }

    /// Returns the change after which the file `path` is gone.
    pub fn remove(path: impl Into<PathBuf>, old: impl Into<Arc<String>>) -> Self {
        Self { path: path.into(), old: Some(old.into()), new: None }
    }

    /// Returns the change as a unified diff, cut after some lines, with a count of those that were left out.
    pub fn diff(&self) -> String {
        let name = self.path.display().to_string();
        let [old, new] =
            [&self.old, &self.new].map(|text| text.as_ref().map(|text| text.as_str()).unwrap_or_default());
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn workspace() -> (tempfile::TempDir, Workspace) {
        let folder = tempfile::tempdir().unwrap();
        let workspace = Workspace::at(folder.path());
        (folder, workspace)
    }

    #[test]
    fn only_what_differs_is_a_change() {
        let (folder, workspace) = workspace();
        fs::write(folder.path().join("a"), "one\n").unwrap();
        assert_eq!(FileChange::write(&workspace, "a", "one\n".to_owned()).unwrap(), None);
        let change = FileChange::write(&workspace, "a", "two\n".to_owned()).unwrap().unwrap();
        assert_eq!(change.diff(), "--- a/a\n+++ b/a\n@@ -1 +1 @@\n-one\n+two\n");
        let new = FileChange::write(&workspace, "b/c", "x\n".to_owned()).unwrap().unwrap();
        assert_eq!(new.diff(), "--- /dev/null\n+++ b/b/c\n@@ -0,0 +1 @@\n+x\n");
    }

    #[test]
    fn a_long_diff_is_cut_and_counted() {
        let lines: String = (0..500).map(|number| format!("{number}\n")).collect();
        let diff = FileChange { path: "a".into(), old: None, new: Some(lines.into()) }.diff();
        assert_eq!(diff.lines().count(), MAX_DIFF_LINES + 1);
        assert!(diff.ends_with("(443 more lines)\n"), "{diff}");
    }
}
