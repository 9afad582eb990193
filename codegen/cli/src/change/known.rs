//! What stands in files, known without reading them again.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use docwright_idl::{Diagnostic, file};

use super::FileChange;
use crate::workspace::Workspace;

/// The texts of files that were read or computed before. Whoever holds it says when they may have [changed](Self::forget).
#[derive(Debug, Default)]
pub struct KnownFiles {
    /// By where they lie, what was read.
    read: HashMap<PathBuf, String>,
    /// By where they lie, what was to be written.
    written: HashMap<PathBuf, String>,
}

impl KnownFiles {
    /// Forgets what is at and below a path.
    pub fn forget(&mut self, path: &Path) {
        for files in [&mut self.read, &mut self.written] {
            // It is a file, most often.
            if files.remove(path).is_none() {
                files.retain(|file, _| !file.starts_with(path));
            }
        }
    }

    /// As [`file::read`].
    ///
    /// # Errors
    ///
    /// As [`file::read`].
    pub fn read(&mut self, path: &Path) -> Result<String, Diagnostic> {
        if let Some(text) = self.read.get(path) {
            return Ok(text.clone());
        }
        let text = file::read(path)?;
        self.read.insert(path.to_owned(), text.clone());
        Ok(text)
    }

    /// As [`FileChange::write`]; the change has to be made, or all be forgotten.
    ///
    /// # Errors
    ///
    /// As [`FileChange::write`].
    pub fn write(
        &mut self,
        workspace: &Workspace,
        path: impl Into<PathBuf>,
        new: String,
    ) -> Result<Option<FileChange>, Diagnostic> {
        let path = path.into();
        let place = workspace.path(&path);
        let Some(known) = self.written.get_mut(&place) else {
            let change = FileChange::write(workspace, path, new.clone())?;
            self.written.insert(place, new);
            return Ok(change);
        };
        if *known == new {
            return Ok(None);
        }
        let old = Some(std::mem::replace(known, new.clone()));
        Ok(Some(FileChange { path, old, new: Some(new) }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_not_read_and_what_is_forgotten_is() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = Workspace::at(folder.path());
        let mut known = KnownFiles::default();
        let write = |known: &mut KnownFiles, text: &str| {
            let change = known.write(&workspace, "a/b", text.to_owned()).unwrap();
            change.map(|change| (change.old, change.new.unwrap()))
        };
        assert_eq!(write(&mut known, "one"), Some((None, "one".to_owned())));
        assert_eq!(write(&mut known, "one"), None);
        assert_eq!(write(&mut known, "two"), Some((Some("one".to_owned()), "two".to_owned())));
        std::fs::create_dir(folder.path().join("a")).unwrap();
        let path = folder.path().join("a/b");
        std::fs::write(&path, "three").unwrap();
        assert_eq!(known.read(&path).unwrap(), "three");
        std::fs::write(&path, "four").unwrap();
        assert_eq!(known.read(&path).unwrap(), "three");
        known.forget(&folder.path().join("a"));
        assert_eq!(known.read(&path).unwrap(), "four");
        assert_eq!(write(&mut known, "four"), None);
    }
}
