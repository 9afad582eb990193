//! Files as they were in an earlier revision, through the command `git`.

use std::process::{Command, Stdio};

use crate::Failure;
use crate::workspace::Workspace;

/// A commit of the repository that the workspace lies in.
pub(super) struct Revision<'w> {
    workspace: &'w Workspace,
    commit: String,
}

impl<'w> Revision<'w> {
    /// Returns the commit that a revision such as `HEAD~1` names.
    ///
    /// # Errors
    ///
    /// [`Failure::Usage`] if there is no such commit, no repository, or no `git`.
    pub(super) fn find(workspace: &'w Workspace, name: &str) -> Result<Self, Failure> {
        let found = git(
            workspace,
            &["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{name}^{{commit}}")],
        );
        match found {
            Ok(Some(commit)) => Ok(Self { workspace, commit: commit.trim().to_owned() }),
            Ok(None) => Err(Failure::Usage(format!(
                "`{name}` is no file, and no revision of a git repository that the workspace lies in"
            ))),
            Err(error) => {
                Err(Failure::Usage(format!("`{name}` is no file, and git cannot be asked for it: {error}")))
            }
        }
    }

    /// Returns the names of the services that `specs/` held.
    pub(super) fn services(&self) -> Vec<String> {
        let listed = git(self.workspace, &["ls-tree", "-d", "-z", "--name-only", &self.commit, "specs/"]);
        let listed = listed.ok().flatten().unwrap_or_default();
        let names = listed.split('\0').filter_map(|path| path.strip_prefix("specs/"));
        names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
    }

    /// Returns the content that a file of the workspace had; `None` if it was not there, or was no text.
    pub(super) fn read(&self, path: &str) -> Option<String> {
        git(self.workspace, &["cat-file", "blob", &format!("{}:./{path}", self.commit)]).ok().flatten()
    }
}

/// Runs git in the workspace, and returns what it prints; `None` if it refuses.
fn git(workspace: &Workspace, arguments: &[&str]) -> std::io::Result<Option<String>> {
    let root = workspace.path("");
    let root = if root.as_os_str().is_empty() { ".".into() } else { root };
    let output = Command::new("git").arg("-C").arg(root).args(arguments).stdin(Stdio::null()).output()?;
    Ok(output.status.success().then(|| String::from_utf8(output.stdout).ok()).flatten())
}
