//! What files are like, to tell whether they changed.
//!
//! What counts is the content. A file whose stamp is that of when it was read last is not read again, as git has it, unless
//! it was read so soon after it was written that a second writing might have left the same stamp.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use sha2::{Digest, Sha256};

use super::is_own;
use crate::clients;
use crate::workspace::{ServiceFolder, Workspace};

/// How long ago a file must have been written for its stamp to be told from a later one.
const SETTLED: Duration = Duration::from_secs(2);

/// The files of a folder, each with the hash of its content.
#[derive(Clone, Debug, Default)]
pub(super) struct Signature(BTreeMap<PathBuf, File>);

#[derive(Clone, Debug)]
struct File {
    hash: [u8; 32],
    /// What its system knew of it; `None` if that may not tell the next writing.
    stamp: Option<Stamp>,
}

/// What changes whenever a file is written: when its entry changed last, which no program can set; its number, and its size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    changed: (i64, i64),
    number: u64,
    size: u64,
}

impl Stamp {
    #[cfg(unix)]
    fn of(metadata: &Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;

        let changed = (metadata.ctime(), metadata.ctime_nsec());
        let at = Duration::new(u64::try_from(changed.0).ok()?, u32::try_from(changed.1).ok()?);
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).ok()?;
        let is_settled = now.checked_sub(at).is_some_and(|age| age > SETTLED);
        is_settled.then(|| Self { changed, number: metadata.ino(), size: metadata.len() })
    }

    #[cfg(not(unix))]
    fn of(_: &Metadata) -> Option<Self> {
        None
    }
}

impl PartialEq for Signature {
    fn eq(&self, other: &Self) -> bool {
        let files = |signature: &Self| signature.0.len();
        let same =
            |((a, of_a), (b, of_b)): ((&PathBuf, &File), (&PathBuf, &File))| a == b && of_a.hash == of_b.hash;
        files(self) == files(other) && self.0.iter().zip(&other.0).all(same)
    }
}

impl Signature {
    /// Returns the signature of a service's files; `None` if they cannot be told, which is unlike any other. `before` is
    /// what it was.
    pub(super) fn of(service: &ServiceFolder, before: Option<&Self>) -> Option<Self> {
        let mut signature = Self::default();
        signature.add(&service.path, before)?;
        Some(signature)
    }

    /// Returns the signature of what stands around the services: the clients and the files of the workspace's own folder.
    pub(super) fn around(workspace: &Workspace, before: Option<&Self>) -> Option<Self> {
        let mut signature = Self::default();
        let clients = workspace.path(clients::FOLDER);
        if clients.exists() {
            signature.add(&clients, before)?;
        }
        let manifest = workspace.path("Cargo.toml");
        if manifest.exists() {
            signature.add(&manifest, before)?;
        }
        Some(signature)
    }

    /// Takes over what another signature says of the given files. What else differs from it stays as it was: it changed while
    /// these were written, and is to be noticed.
    pub(super) fn take_over(&mut self, after: &Self, written: &[PathBuf]) {
        for path in written {
            match after.0.get(path) {
                Some(file) => _ = self.0.insert(path.clone(), file.clone()),
                None => _ = self.0.remove(path),
            }
        }
        for (path, file) in &mut self.0 {
            if let Some(now) = after.0.get(path).filter(|now| now.hash == file.hash) {
                file.stamp = now.stamp;
            }
        }
    }

    fn add(&mut self, path: &Path, before: Option<&Self>) -> Option<()> {
        if is_own(path) {
            return Some(());
        }
        let metadata = fs::metadata(path).ok()?;
        if metadata.is_dir() {
            // A link that leads in a circle ends here: its path is too long at last.
            for entry in fs::read_dir(path).ok()? {
                self.add(&entry.ok()?.path(), before)?;
            }
            return Some(());
        }
        // The stamp is taken before the content is read: what is written in between has another.
        let stamp = Stamp::of(&metadata);
        let known = before.and_then(|before| before.0.get(path));
        let known = known.filter(|known| stamp.is_some() && known.stamp == stamp);
        let hash = match known {
            Some(known) => known.hash,
            None => Sha256::digest(fs::read(path).ok()?).into(),
        };
        self.0.insert(path.to_owned(), File { hash, stamp });
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_was_written_again_is_told_whatever_its_times_say() {
        let folder = tempfile::tempdir().unwrap();
        let service = ServiceFolder { name: "clock".into(), path: folder.path().to_owned() };
        let page = folder.path().join("page.md");
        let mut before: Option<Signature> = None;
        for text in ["one", "two", "two", "six"] {
            fs::write(&page, text).unwrap();
            let file = fs::File::options().write(true).open(&page).unwrap();
            file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
            let now = Signature::of(&service, before.as_ref());
            assert_eq!(now, Signature::of(&service, None));
            before = now;
        }
    }
}
