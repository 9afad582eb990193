//! What files are like, to tell whether they changed.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::is_own;
use crate::clients;
use crate::workspace::{ServiceFolder, Workspace};

/// The files of a folder, each with the hash of its content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Signature(BTreeMap<PathBuf, [u8; 32]>);

impl Signature {
    /// Returns the signature of a service's files; `None` if they cannot be told, which is unlike any other.
    pub(super) fn of(service: &ServiceFolder) -> Option<Self> {
        let mut signature = Self::default();
        signature.add(&service.path)?;
        Some(signature)
    }

    /// Returns the signature of what stands around the services: the clients and the files of the workspace's own folder.
    pub(super) fn around(workspace: &Workspace) -> Option<Self> {
        let mut signature = Self::default();
        let clients = workspace.path(clients::FOLDER);
        if clients.exists() {
            signature.add(&clients)?;
        }
        let manifest = workspace.path("Cargo.toml");
        if manifest.exists() {
            signature.add(&manifest)?;
        }
        Some(signature)
    }

    fn add(&mut self, path: &Path) -> Option<()> {
        if is_own(path) {
            return Some(());
        }
        if fs::metadata(path).ok()?.is_dir() {
            // A link that leads in a circle ends here: its path is too long at last.
            for entry in fs::read_dir(path).ok()? {
                self.add(&entry.ok()?.path())?;
            }
            return Some(());
        }
        self.0.insert(path.to_owned(), Sha256::digest(fs::read(path).ok()?).into());
        Some(())
    }
}
