//! What files are like, to tell whether they changed.
//!
//! What counts is the content. All files are looked at once; from then on those alone of which the file system says that
//! something happened to them, and links, for it does not tell of what happens where they lead.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::ops::Bound;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::is_own;

/// The files at and below some places, each with the hash of its content.
#[derive(Clone, Debug, Default)]
pub(super) struct Signature {
    files: BTreeMap<PathBuf, Hash>,
    /// The links among them, and among the folders.
    links: BTreeSet<PathBuf>,
}

type Hash = [u8; 32];

impl PartialEq for Signature {
    fn eq(&self, other: &Self) -> bool {
        self.files == other.files
    }
}

impl Signature {
    /// Returns the signature of what is at and below the given places, of which any need not be there; `None` if it cannot be
    /// told.
    pub(super) fn of<'p>(places: impl IntoIterator<Item = &'p Path>) -> Option<Self> {
        let mut signature = Self::default();
        places.into_iter().try_for_each(|place| signature.add(place))?;
        Some(signature)
    }

    /// Looks again at the given paths, of files and folders at and below the signature's places, and at links. Returns whether
    /// anything differs; `None` if that cannot be told.
    pub(super) fn refresh<'p>(&mut self, paths: impl IntoIterator<Item = &'p Path>) -> Option<bool> {
        let mut differs = false;
        let mut paths: Vec<PathBuf> = paths.into_iter().map(Path::to_owned).collect();
        paths.extend(self.links.iter().cloned());
        for path in &paths {
            let now = Self::of([path.as_path()])?;
            differs |= !self.files_below(path).eq(&now.files);
            let gone: Vec<PathBuf> = self.files_below(path).map(|(path, _)| path.clone()).collect();
            gone.iter().for_each(|path| _ = self.files.remove(path));
            self.links.retain(|link| !link.starts_with(path));
            self.files.extend(now.files);
            self.links.extend(now.links);
        }
        Some(differs)
    }

    /// Whether any of the files may lie elsewhere.
    pub(super) fn has_links(&self) -> bool {
        !self.links.is_empty()
    }

    /// Takes note of what was written into a file; of one that was removed there is nothing.
    pub(super) fn wrote(&mut self, path: PathBuf, content: Option<&str>) {
        match content {
            Some(content) => _ = self.files.insert(path, Sha256::digest(content).into()),
            None => _ = self.files.remove(&path),
        }
    }

    fn files_below(&self, path: &Path) -> impl Iterator<Item = (&PathBuf, &Hash)> {
        // Paths are ordered by their parts, so what is below a folder stands behind it.
        self.files
            .range::<Path, _>((Bound::Included(path), Bound::Unbounded))
            .take_while(move |(file, _)| file.starts_with(path))
    }

    fn add(&mut self, path: &Path) -> Option<()> {
        if is_own(path) {
            return Some(());
        }
        if path.is_symlink() {
            self.links.insert(path.to_owned());
        }
        let metadata = match fs::metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Some(()),
            metadata => metadata.ok()?,
        };
        if metadata.is_dir() {
            // A link that leads in a circle ends here: its path is too long at last.
            for entry in fs::read_dir(path).ok()? {
                self.add(&entry.ok()?.path())?;
            }
            return Some(());
        }
        self.files.insert(path.to_owned(), Sha256::digest(fs::read(path).ok()?).into());
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_looked_at_again_is_as_if_all_were() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let write = |name: &str, text: &str| {
            fs::create_dir_all(path(name).parent().unwrap()).unwrap();
            fs::write(path(name), text).unwrap();
        };
        write("a.md", "one");
        write("a/b.md", "two");
        let mut signature = Signature::of([folder.path()]).unwrap();
        let mut again = |names: &[&str]| {
            let paths: Vec<_> = names.iter().map(|name| path(name)).collect();
            let differs = signature.refresh(paths.iter().map(PathBuf::as_path)).unwrap();
            assert_eq!(signature, Signature::of([folder.path()]).unwrap(), "{names:?}");
            differs
        };
        assert!(!again(&["a.md", "a", "gone"]));
        write("a.md", "six");
        assert!(again(&["a.md"]));
        write("a/c/d.md", "three");
        assert!(again(&["a"]));
        fs::remove_dir_all(path("a")).unwrap();
        assert!(again(&["a/c", "a"]));
        assert!(!again(&["a/c/d.md"]));
    }

    #[test]
    fn what_was_written_is_no_news() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("api.yaml");
        let mut signature = Signature::of([folder.path()]).unwrap();
        fs::write(&path, "one").unwrap();
        signature.wrote(path.clone(), Some("one"));
        assert_eq!(signature.refresh([&*path]), Some(false));
        fs::write(&path, "two").unwrap();
        assert_eq!(signature.refresh([&*path]), Some(true));
        fs::remove_file(&path).unwrap();
        signature.wrote(path.clone(), None);
        assert_eq!(signature.refresh([&*path]), Some(false));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_looked_at_whatever_happened() {
        let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        std::os::unix::fs::symlink(other.path(), folder.path().join("link")).unwrap();
        let mut signature = Signature::of([folder.path()]).unwrap();
        fs::write(other.path().join("page.md"), "one").unwrap();
        assert_eq!(signature.refresh([]), Some(true));
        assert_eq!(signature.refresh([]), Some(false));
    }
}
