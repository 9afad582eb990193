//! Brings one page: from a server, or from a folder of this machine.

use docwright_fetch::{Answer, Fetcher, Lock, Pin, Seen, name as names};
use docwright_idl::{Code, Diagnostic, file};

use super::plan::Wanted;
use super::verify::{differs, is_within};
use crate::workspace::ServiceFolder;

/// The folder that pages are brought to, relative to the service's folder.
pub(super) const FOLDER: &str = "pages";

/// What came of a page that a source names.
#[derive(Debug)]
pub(super) enum Brought {
    /// It is there.
    Page(Page),
    /// There is none any more where this was.
    Gone(Diagnostic),
}

/// A page that was brought.
#[derive(Debug)]
pub(super) struct Page {
    /// Where it comes from, as the lock says it.
    pub(super) from: String,
    /// The name that it would like to have below the folder of pages.
    wanted: String,
    pub(super) text: String,
    seen: Seen,
    pub(super) findings: Vec<Diagnostic>,
}

impl Page {
    /// Returns what the lock says of it.
    pub(super) fn pin(&self, sha256: String) -> Pin {
        let now = jiff::Timestamp::now();
        let fetched = jiff::Timestamp::from_second(now.as_second()).unwrap_or(now).to_string();
        let Seen { etag, last_modified } = self.seen.clone();
        Pin { from: self.from.clone(), sha256, fetched, etag, last_modified }
    }
}

/// Brings a page. What the lock knows of it is asked for only if it changed.
pub(super) fn bring(
    service: &ServiceFolder,
    lock: &Lock,
    wanted: &Wanted,
    fetcher: &Fetcher,
) -> Result<Brought, Diagnostic> {
    let from = wanted.from();
    let address = match wanted {
        Wanted::File { folder, below } => {
            let text = file::read(&service.file(folder).join(below))?;
            let page =
                Page { from, wanted: below.clone(), text, seen: Seen::default(), findings: Vec::new() };
            return Ok(Brought::Page(page));
        }
        Wanted::Url(address) => address,
    };
    // A page that is not as it was brought is asked for again.
    let known = lock.find(&from).filter(|(name, pin)| differs(service, name, pin).is_none());
    let seen = known.map_or_else(Seen::default, |(_, pin)| Seen {
        etag: pin.etag.clone(),
        last_modified: pin.last_modified.clone(),
    });
    match (fetcher.fetch(address, &seen)?, known) {
        (Answer::Gone(finding), _) => Ok(Brought::Gone(finding)),
        (Answer::Unchanged, Some((name, _))) => {
            let text = file::read(&service.file(name))?;
            let below = name.strip_prefix(FOLDER).unwrap_or(name).trim_start_matches('/').to_owned();
            Ok(Brought::Page(Page { from, wanted: below, text, seen, findings: Vec::new() }))
        }
        (Answer::Unchanged, None) => {
            let message =
                format!("`{address}` was asked for without a condition, and answers that it did not change");
            Err(Diagnostic::new(Code::FETCH_FAILED, message).help("look at it with a browser"))
        }
        (Answer::Page(page), _) => {
            let text = file::text(address.as_str(), page.bytes)?;
            let wanted = names::wanted(address, &page.media);
            Ok(Brought::Page(Page { from, wanted, text, seen: page.seen, findings: page.findings }))
        }
    }
}

/// Returns how the file of a page is called, relative to the service's folder: as before, if it is known and still of the
/// same format.
pub(super) fn name(page: &Page, known: Option<&str>, taken: &mut names::Taken) -> String {
    let wanted = format!("{FOLDER}/{}", page.wanted);
    let ending = |name: &str| name.rsplit_once('.').map(|(_, ending)| ending.to_owned());
    let fits =
        |known: &str| ending(known) == ending(&wanted) && is_within(known) && known.starts_with(FOLDER);
    if let Some(known) = known.filter(|known| fits(known)) {
        return known.to_owned();
    }
    let name = names::free(&wanted, &page.from, taken);
    taken.take(&name);
    name
}
