//! Who reads or writes a workspace at a time.
//!
//! Several may read, or one may write. The lock is advisory and ends with the process, however that ends. On Unix it is
//! the workspace's folder itself that is locked, so that nothing is left behind.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use docwright_idl::{Code, Diagnostic};

use super::{FileChange, journal};
use crate::workspace::Workspace;

/// The right to read a workspace, until it is dropped.
#[derive(Debug)]
pub struct Reader {
    _lock: Option<File>,
}

/// The right to change a workspace, until it is dropped.
#[derive(Debug)]
pub struct Writer<'a> {
    workspace: &'a Workspace,
    /// One journal is written at a time.
    turn: Mutex<()>,
    _lock: Option<File>,
}

impl Reader {
    /// Waits until nobody writes the workspace; `waiting` is called if that takes longer than a moment. Ends what a killed
    /// run began.
    ///
    /// # Errors
    ///
    /// A workspace that cannot be opened, or whose writing cannot be ended.
    pub fn of(workspace: &Workspace, waiting: impl FnOnce()) -> Result<Self, Diagnostic> {
        let lock = lock(workspace, Kind::Shared, waiting)?;
        if !journal::is_pending(workspace) {
            return Ok(Self { _lock: lock });
        }
        drop(lock);
        drop(Writer::of(workspace, || ())?);
        lock_again(workspace)
    }
}

fn lock_again(workspace: &Workspace) -> Result<Reader, Diagnostic> {
    Ok(Reader { _lock: lock(workspace, Kind::Shared, || ())? })
}

impl<'a> Writer<'a> {
    /// Waits until nobody else reads or writes the workspace; `waiting` is called if that takes longer than a moment. Ends
    /// what a killed run began. The workspace's folder is made if it is not there.
    ///
    /// # Errors
    ///
    /// A workspace that cannot be opened, or whose writing cannot be ended.
    pub fn of(workspace: &'a Workspace, waiting: impl FnOnce()) -> Result<Self, Diagnostic> {
        let root = workspace.path("");
        if !root.as_os_str().is_empty() {
            fs::create_dir_all(&root).map_err(|error| cannot_lock(&root, &error))?;
        }
        let lock = lock(workspace, Kind::Exclusive, waiting)?;
        if journal::is_pending(workspace) {
            journal::recover(workspace)?;
        }
        Ok(Self { workspace, turn: Mutex::new(()), _lock: lock })
    }

    /// Returns the workspace.
    pub fn workspace(&self) -> &'a Workspace {
        self.workspace
    }

    /// Makes the changes, all or none, whenever the process ends. Nothing is changed if it can be foreseen that one of
    /// them must fail.
    ///
    /// # Errors
    ///
    /// The files that cannot be written or removed, or are not what they were when the changes were computed (`DW0111`).
    pub fn apply(&self, changes: &[FileChange]) -> Result<(), Vec<Diagnostic>> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        journal::apply(self.workspace, changes)
    }
}

#[derive(Clone, Copy)]
enum Kind {
    Shared,
    Exclusive,
}

/// Locks a workspace; `None` where the file system has no locks.
fn lock(workspace: &Workspace, kind: Kind, waiting: impl FnOnce()) -> Result<Option<File>, Diagnostic> {
    let root = workspace.path("");
    let root = if root.as_os_str().is_empty() { Path::new(".") } else { &root };
    let file = open(root).map_err(|error| cannot_lock(root, &error))?;
    let tried = match kind {
        Kind::Shared => file.try_lock_shared(),
        Kind::Exclusive => file.try_lock(),
    };
    let locked = match tried {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => {
            waiting();
            match kind {
                Kind::Shared => file.lock_shared(),
                Kind::Exclusive => file.lock(),
            }
        }
        Err(TryLockError::Error(error)) => Err(error),
    };
    match locked {
        Ok(()) => Ok(Some(file)),
        Err(error) if error.kind() == io::ErrorKind::Unsupported => Ok(None),
        Err(error) => Err(cannot_lock(root, &error)),
    }
}

#[cfg(unix)]
fn open(root: &Path) -> io::Result<File> {
    File::open(root)
}

/// A folder cannot be opened everywhere.
#[cfg(not(unix))]
fn open(root: &Path) -> io::Result<File> {
    fs::OpenOptions::new().create(true).truncate(false).write(true).open(root.join(".docwright-lock"))
}

fn cannot_lock(root: &Path, error: &io::Error) -> Diagnostic {
    Diagnostic::new(Code::CANNOT_READ, format!("cannot open the workspace `{}`: {error}", root.display()))
        .help("check that the folder is there, and that you may read it")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::Duration;

    #[test]
    fn a_writer_is_alone_and_readers_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = Workspace::at(folder.path());
        let readers = [
            Reader::of(&workspace, || ()).unwrap(),
            Reader::of(&workspace, || panic!("nobody writes")).unwrap(),
        ];
        let (has_waited, is_writing) = (AtomicBool::new(false), AtomicBool::new(false));
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let writer = Writer::of(&workspace, || has_waited.store(true, Ordering::SeqCst)).unwrap();
                is_writing.store(true, Ordering::SeqCst);
                drop(writer);
            });
            while !has_waited.load(Ordering::SeqCst) {
                std::thread::sleep(Duration::from_millis(1));
            }
            assert!(!is_writing.load(Ordering::SeqCst));
            drop(readers);
        });
        assert!(is_writing.load(Ordering::SeqCst));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left behind");
    }
}
