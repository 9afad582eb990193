//! What stands in files and folders, known without looking at them again.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use docwright_idl::{Diagnostic, file};

use super::FileChange;
use crate::workspace::{MAX_FILES, Workspace, files_below};

/// The texts of files that were read or computed before, and the files below folders. Whoever holds it says when they may have
/// [changed](Self::forget).
#[derive(Debug, Default)]
pub struct KnownFiles {
    /// By where they lie, what was read.
    read: HashMap<PathBuf, Arc<str>>,
    /// By where they lie, what was to be written.
    written: HashMap<PathBuf, Arc<String>>,
    /// By the folders, the files below them, where nothing was wrong with any of them.
    below: HashMap<PathBuf, Vec<PathBuf>>,
}

impl KnownFiles {
    /// Forgets what is at and below a path.
    pub fn forget(&mut self, path: &Path) {
        forget(&mut self.read, path);
        forget(&mut self.written, path);
        // A file that is there as before is the same news as none.
        let is_file = path.symlink_metadata().is_ok_and(|metadata| metadata.is_file());
        self.below.retain(|start, files| match path.strip_prefix(start) {
            Ok(below) => is_file && files.binary_search_by(|file| file.as_path().cmp(below)).is_ok(),
            Err(_) => !start.starts_with(path),
        });
    }

    /// As [`file::read`].
    ///
    /// # Errors
    ///
    /// As [`file::read`].
    pub fn read(&mut self, path: &Path) -> Result<Arc<str>, Diagnostic> {
        if let Some(text) = self.read.get(path) {
            return Ok(text.clone());
        }
        let text: Arc<str> = file::read(path)?.into();
        if leads_down(path) {
            self.read.insert(path.to_owned(), text.clone());
        }
        Ok(text)
    }

    /// As [`files_below`], of at most [`MAX_FILES`].
    pub fn files_below(&mut self, start: &Path) -> (Vec<PathBuf>, Vec<Diagnostic>) {
        if let Some(files) = self.below.get(start) {
            return (files.clone(), Vec::new());
        }
        let (files, findings) = files_below(start, MAX_FILES);
        if findings.is_empty() && leads_down(start) {
            self.below.insert(start.to_owned(), files.clone());
        }
        (files, findings)
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
        new: impl Into<Arc<String>>,
    ) -> Result<Option<FileChange>, Diagnostic> {
        let (path, new) = (path.into(), new.into());
        let place = workspace.path(&path);
        let Some(known) = self.written.get_mut(&place) else {
            let change = FileChange::write(workspace, path, new.clone())?;
            self.written.insert(place, new);
            return Ok(change);
        };
        if Arc::ptr_eq(known, &new) || *known == new {
            return Ok(None);
        }
        let old = Some(std::mem::replace(known, new.clone()));
        Ok(Some(FileChange { path, old, new: Some(new) }))
    }
}

fn forget<T>(files: &mut HashMap<PathBuf, T>, path: &Path) {
    // It is a file, most often.
    if files.remove(path).is_none() {
        files.retain(|file, _| !file.starts_with(path));
    }
}

/// Whether a path is the one by which the file system names what lies there: not one that leads up again.
fn leads_down(path: &Path) -> bool {
    let mut parts = path.components().skip_while(|part| !matches!(part, Component::Normal(_)));
    parts.all(|part| part != Component::ParentDir)
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
            change.map(|change| (change.old.unwrap_or_default().to_string(), change.new.unwrap().to_string()))
        };
        assert_eq!(write(&mut known, "one"), Some((String::new(), "one".into())));
        assert_eq!(write(&mut known, "one"), None);
        assert_eq!(write(&mut known, "two"), Some(("one".into(), "two".into())));
        std::fs::create_dir(folder.path().join("a")).unwrap();
        let path = folder.path().join("a/b");
        std::fs::write(&path, "three").unwrap();
        assert_eq!(*known.read(&path).unwrap(), *"three");
        std::fs::write(&path, "four").unwrap();
        assert_eq!(*known.read(&path).unwrap(), *"three");
        known.forget(&folder.path().join("a"));
        assert_eq!(*known.read(&path).unwrap(), *"four");
        assert_eq!(write(&mut known, "four"), None);
    }

    #[test]
    fn the_files_of_a_folder_are_known_as_long_as_none_comes_or_goes() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let write = |name: &str| {
            std::fs::create_dir_all(path(name).parent().unwrap()).unwrap();
            std::fs::write(path(name), name).unwrap();
        };
        write("a/b.md");
        write("a/c/d.md");
        let mut known = KnownFiles::default();
        let mut files = |told: &[&str]| {
            told.iter().for_each(|name| known.forget(&path(name)));
            let (files, findings) = known.files_below(&path("a"));
            assert_eq!(findings, []);
            Vec::from_iter(files.iter().map(|file| file.display().to_string()))
        };
        assert_eq!(files(&[]), ["b.md", "c/d.md"]);
        write("a/e.md");
        assert_eq!(files(&["a/b.md", "f"]), ["b.md", "c/d.md"]);
        assert_eq!(files(&["a/e.md"]), ["b.md", "c/d.md", "e.md"]);
        std::fs::remove_file(path("a/b.md")).unwrap();
        assert_eq!(files(&["a/b.md"]), ["c/d.md", "e.md"]);
        std::fs::remove_file(path("a/c/d.md")).unwrap();
        assert_eq!(files(&["a/c"]), ["e.md"]);
        std::fs::rename(path("a"), path("b")).unwrap();
        write("a/g.md");
        assert_eq!(files(&["a"]), ["g.md"]);
    }

    #[test]
    fn what_is_read_by_a_path_that_leads_up_is_read_each_time() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("a")).unwrap();
        let mut known = KnownFiles::default();
        for text in ["one", "two"] {
            std::fs::write(folder.path().join("b"), text).unwrap();
            assert_eq!(*known.read(&folder.path().join("a/../b")).unwrap(), *text);
        }
        assert!(leads_down(Path::new("../../specs/a")) && leads_down(Path::new("/specs/a")));
    }
}
