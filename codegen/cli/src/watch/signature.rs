//! What files are like, to tell whether they changed.
//!
//! What counts is the content. All files are looked at once; from then on those alone of which the file system says that
//! something happened to them, and links, for it does not tell of what happens where they lead.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::is_own;

/// The files at and below some places, each with what it holds.
#[derive(Clone, Debug, Default)]
pub(super) struct Signature {
    files: BTreeMap<PathBuf, Content>,
    /// The links among them, and among the folders.
    links: BTreeSet<PathBuf>,
}

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Content {
    /// A text that was written.
    Text(Arc<String>),
    /// Something of this hash.
    Hash([u8; 32]),
}

impl Content {
    /// Returns what a file holds that has these bytes now; the same as before, if that is so.
    fn of(bytes: &[u8], before: Option<&Self>) -> Self {
        match before {
            Some(Self::Text(text)) if text.as_bytes() == bytes => Self::Text(text.clone()),
            _ => Self::Hash(Sha256::digest(bytes).into()),
        }
    }
}

impl Signature {
    /// Returns the signature of what is at and below the given places, of which any need not be there; `None` if it cannot be
    /// told.
    pub(super) fn of<'p>(places: impl IntoIterator<Item = &'p Path>) -> Option<Self> {
        Self::default().again(places)
    }

    /// As [`of`](Self::of), of places whose signature was this before.
    pub(super) fn again<'p>(&self, places: impl IntoIterator<Item = &'p Path>) -> Option<Self> {
        let mut now = Self::default();
        places.into_iter().try_for_each(|place| now.add(place, self))?;
        Some(now)
    }

    /// Whether there are the same files in both, which hold the same.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.files == other.files
    }

    /// Looks again at the given paths, of files and folders at and below the signature's places, and at links. Returns those of
    /// them where anything differs; `None` if that cannot be told.
    pub(super) fn refresh<'p>(
        &mut self,
        paths: impl IntoIterator<Item = &'p Path>,
    ) -> Option<BTreeSet<PathBuf>> {
        let mut differ = BTreeSet::new();
        let mut paths: Vec<PathBuf> = paths.into_iter().map(Path::to_owned).collect();
        paths.extend(self.links.iter().cloned());
        for path in paths {
            let now = self.again([path.as_path()])?;
            let is_same = self.files_below(&path).eq(&now.files);
            let gone: Vec<PathBuf> = self.files_below(&path).map(|(path, _)| path.clone()).collect();
            gone.iter().for_each(|path| _ = self.files.remove(path));
            self.links.retain(|link| !link.starts_with(&path));
            self.files.extend(now.files);
            self.links.extend(now.links);
            differ.extend((!is_same).then_some(path));
        }
        Some(differ)
    }

    /// Whether any of the files may lie elsewhere.
    pub(super) fn has_links(&self) -> bool {
        !self.links.is_empty()
    }

    /// Takes note of what was written into a file; of one that was removed there is nothing.
    pub(super) fn wrote(&mut self, path: PathBuf, content: Option<Arc<String>>) {
        match content {
            Some(content) => _ = self.files.insert(path, Content::Text(content)),
            None => _ = self.files.remove(&path),
        }
    }

    fn files_below(&self, path: &Path) -> impl Iterator<Item = (&PathBuf, &Content)> {
        // Paths are ordered by their parts, so what is below a folder stands behind it.
        self.files
            .range::<Path, _>((Bound::Included(path), Bound::Unbounded))
            .take_while(move |(file, _)| file.starts_with(path))
    }

    fn add(&mut self, path: &Path, before: &Self) -> Option<()> {
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
                self.add(&entry.ok()?.path(), before)?;
            }
            return Some(());
        }
        let content = Content::of(&fs::read(path).ok()?, before.files.get(path));
        self.files.insert(path.to_owned(), content);
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
            let differ = signature.refresh(paths.iter().map(PathBuf::as_path)).unwrap();
            assert!(signature.is_same(&Signature::of([folder.path()]).unwrap()), "{names:?}");
            let differ = differ.iter().map(|path| path.strip_prefix(folder.path()).unwrap());
            Vec::from_iter(differ.map(|path| path.display().to_string()))
        };
        assert_eq!(again(&["a.md", "a", "gone"]), [""; 0]);
        write("a.md", "six");
        assert_eq!(again(&["a.md", "a"]), ["a.md"]);
        write("a/c/d.md", "three");
        assert_eq!(again(&["a"]), ["a"]);
        fs::remove_dir_all(path("a")).unwrap();
        assert_eq!(again(&["a/c", "a"]), ["a", "a/c"]);
        assert_eq!(again(&["a/c/d.md"]), [""; 0]);
    }

    #[test]
    fn what_was_written_is_no_news() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("api.yaml");
        let mut signature = Signature::of([folder.path()]).unwrap();
        fs::write(&path, "one").unwrap();
        signature.wrote(path.clone(), Some("one".to_owned().into()));
        let differs = |signature: &mut Signature| !signature.refresh([&*path]).unwrap().is_empty();
        assert!(!differs(&mut signature) && !differs(&mut signature));
        assert!(signature.is_same(&signature.again([&*path]).unwrap()));
        fs::write(&path, "two").unwrap();
        assert!(differs(&mut signature) && !differs(&mut signature));
        fs::remove_file(&path).unwrap();
        signature.wrote(path.clone(), None);
        assert!(!differs(&mut signature));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_looked_at_whatever_happened() {
        let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        std::os::unix::fs::symlink(other.path(), folder.path().join("link")).unwrap();
        let mut signature = Signature::of([folder.path()]).unwrap();
        fs::write(other.path().join("page.md"), "one").unwrap();
        assert_eq!(signature.refresh([]), Some([folder.path().join("link")].into()));
        assert_eq!(signature.refresh([]), Some([].into()));
    }
}
