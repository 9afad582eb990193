//! What the file system says has happened.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use notify_debouncer_full::DebouncedEvent;
use notify_debouncer_full::notify::EventKind;
use notify_debouncer_full::notify::event::{AccessKind, AccessMode};

use super::is_own;
use super::signature::Signature;
use crate::workspace::Workspace;

/// Where something may have happened.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum News {
    /// Anywhere.
    Anything,
    /// At or below these paths, as a [`Workspace`] makes them.
    At(BTreeSet<PathBuf>),
}

impl News {
    /// Returns what events tell.
    pub(super) fn of(workspace: &Workspace, events: &[DebouncedEvent]) -> Self {
        if events.iter().any(|event| event.need_rescan()) {
            return Self::Anything;
        }
        let wrote = EventKind::Access(AccessKind::Close(AccessMode::Write));
        let events = events.iter().filter(|event| !event.kind.is_access() || event.kind == wrote);
        let paths = events.flat_map(|event| &event.paths).filter(|path| !is_own(path));
        let paths: Option<BTreeSet<PathBuf>> = paths.map(|path| within(workspace, path)).collect();
        paths.map_or(Self::Anything, Self::At)
    }

    /// Whether nothing has happened.
    pub(super) fn is_none(&self) -> bool {
        matches!(self, Self::At(paths) if paths.is_empty())
    }

    /// Returns where files at and below the given places differ from what was known of them, which is brought up to date.
    pub(super) fn differing(&self, places: &[PathBuf], known: &mut Option<Signature>) -> Self {
        if let (Some(signature), Self::At(paths)) = (known.as_mut(), self) {
            let below = paths.iter().filter(|path| places.iter().any(|place| path.starts_with(place)));
            let above = places.iter().filter(|place| paths.iter().any(|path| place.starts_with(path)));
            match signature.refresh(below.chain(above).map(PathBuf::as_path)) {
                Some(differ) => return Self::At(differ),
                None => *known = None,
            }
        }
        let places = places.iter().map(PathBuf::as_path);
        let now =
            known.as_ref().map_or_else(|| Signature::of(places.clone()), |known| known.again(places.clone()));
        let is_same = matches!((&now, &*known), (Some(now), Some(known)) if now.is_same(known));
        *known = now;
        if is_same { Self::At(BTreeSet::new()) } else { Self::Anything }
    }

    /// Returns both together.
    pub(super) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::At(mut paths), Self::At(more)) => {
                paths.extend(more);
                Self::At(paths)
            }
            _ => Self::Anything,
        }
    }
}

/// Returns a path that an event names as the workspace would; `None` if it leads elsewhere.
fn within(workspace: &Workspace, path: &Path) -> Option<PathBuf> {
    let path: PathBuf = path.components().filter(|part| *part != Component::CurDir).collect();
    let root = workspace.path("");
    if path.starts_with(&root) && (path.is_relative() || root.is_absolute()) {
        return Some(path);
    }
    // Some systems name files in their own way.
    let root = if root.as_os_str().is_empty() { Path::new(".") } else { &root };
    let below = path.strip_prefix(root.canonicalize().ok()?).ok()?;
    Some(workspace.path(below))
}
