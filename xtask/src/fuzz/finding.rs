//! What an input shows to be wrong.

use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use docwright_read::PageSource;

/// What is wrong: two findings of a kind have one cause.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    /// A panic, at a place in the source.
    Panic(String),
    /// No end in sight.
    Hang,
    /// More time than the size allows, in a stage.
    Slow(&'static str),
    /// More memory than the size allows.
    Memory,
    /// What must hold and does not.
    Broken(&'static str),
}

/// Something that is wrong, and what was seen.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    pub(super) kind: Kind,
    seen: String,
}

impl Finding {
    pub(super) fn new(kind: Kind, seen: impl Into<String>) -> Self {
        Self { kind, seen: seen.into() }
    }

    /// Writes the input that shows it into a folder, and returns the file.
    pub(super) fn save(&self, folder: &Path, page: &PageSource) -> io::Result<PathBuf> {
        std::fs::create_dir_all(folder)?;
        let ending = page.name.rsplit_once('.').map_or("txt", |(_, ending)| ending);
        let path = folder.join(format!("{:016x}.{ending}", self.hash(&page.text)));
        std::fs::write(&path, &*page.text)?;
        Ok(path)
    }

    /// As [`save`](Self::save), of pages that show it together: they get a folder, which is returned.
    pub(super) fn save_all(&self, folder: &Path, pages: &[PageSource]) -> io::Result<PathBuf> {
        let texts: Vec<_> = pages.iter().map(|page| &page.text).collect();
        let folder = folder.join(format!("{:016x}", self.hash(&texts)));
        std::fs::create_dir_all(&folder)?;
        for (place, page) in pages.iter().enumerate() {
            let name = page.name.rsplit('/').next().unwrap_or_default();
            std::fs::write(folder.join(format!("{place:02}.{name}")), &*page.text)?;
        }
        Ok(folder)
    }

    fn hash(&self, input: &impl Hash) -> u64 {
        let mut hasher = DefaultHasher::new();
        (&self.kind, input).hash(&mut hasher);
        hasher.finish()
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.kind, self.seen)
    }
}

/// Where the last panic was, and what it said: a page may be read on another thread than the one that asks for it.
static PANIC: Mutex<Option<(String, String)>> = Mutex::new(None);

/// Keeps panics from being printed; [`caught`] returns what they say.
pub(super) fn silence_panics() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(|at| format!("{}:{}", at.file(), at.line())).unwrap_or_default();
        if let Ok(mut panic) = PANIC.lock() {
            *panic = Some((place, info.to_string()));
        }
    }));
}

/// Returns what a function returns, or the panic in which it ended.
pub(super) fn caught<T>(run: impl FnOnce() -> T) -> Result<T, Finding> {
    catch_unwind(AssertUnwindSafe(run)).map_err(|_| {
        let (place, message) = PANIC.lock().ok().and_then(|mut panic| panic.take()).unwrap_or_default();
        Finding::new(Kind::Panic(place), message.lines().take(2).collect::<Vec<_>>().join(" "))
    })
}
