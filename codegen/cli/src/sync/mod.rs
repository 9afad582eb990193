//! `docwright sync`: brings the pages of services from where they are published.
//!
//! ```text
//! docwright.yaml ──plan──▶ URLs and files ──bring──▶ pages ──judge──▶ [FileChange]: pages and docwright.lock
//! ```
//!
//! A service's pages change together or not at all: if one cannot be fetched, or may not take the place of what is there,
//! nothing of the service is written. [`verify`] says whether the pages are those of the lock, for `check` and `--offline`.

mod bring;
mod judge;
mod plan;
mod verify;

pub use verify::verify;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use docwright_fetch::name::Taken;
use docwright_fetch::{Fetcher, LOCK, Lock, Pin, Policy};
use docwright_idl::{Code, Diagnostic, Map, Severity, file};
use docwright_read::PageSource;
use docwright_read::manifest::{Fetch, Manifest};

use self::bring::{Brought, bring};
use self::judge::Content;
use crate::args;
use crate::change::{FileChange, Reader, Writer};
use crate::terminal::Terminal;
use crate::workspace::{ServiceFolder, Workspace, read_manifest};
use crate::{Failure, command_name};

/// The version of docwright, which the lock names.
const READER: &str = env!("CARGO_PKG_VERSION");

/// What there is to do for a service, and what was found.
#[derive(Debug, Default)]
pub(crate) struct Synced {
    /// What must change so that the pages are those of the sources. None if there are errors.
    pub(crate) changes: Vec<FileChange>,
    /// What was found.
    pub(crate) findings: Vec<Diagnostic>,
    tally: Tally,
}

#[derive(Debug, Default)]
struct Tally {
    pages: usize,
    new: usize,
    changed: usize,
    gone: usize,
}

/// Carries out the command.
///
/// # Errors
///
/// Services that do not exist, none that has sources ([`Failure::Usage`]), files that cannot be read or written.
pub fn sync(
    workspace: &Workspace,
    arguments: &args::Sync,
    terminal: &mut Terminal<'_>,
) -> Result<(), Failure> {
    // Fetching takes long; others may work meanwhile.
    drop(Reader::of(workspace, || terminal.waits())?);
    let services = workspace.select(&arguments.services.services)?;
    let is_named = !arguments.services.services.is_empty();
    let mut any = false;
    for service in &services {
        let manifest = read_manifest(service)?;
        if manifest.sources.is_empty() && !service.file(LOCK).exists() {
            if is_named {
                return Err(Failure::Usage(format!(
                    "`{}` names no sources; add some, such as `sources: [{{ url: https://docs.example.com/page.html }}]`",
                    service.file("docwright.yaml").display()
                )));
            }
            continue;
        }
        any = true;
        if arguments.offline {
            offline(service, &manifest, terminal);
        } else {
            online(workspace, service, &manifest, arguments, terminal)?;
        }
    }
    if !any {
        terminal.done("Unchanged", "no service names sources in its docwright.yaml");
    }
    Ok(())
}

fn offline(service: &ServiceFolder, manifest: &Manifest, terminal: &mut Terminal<'_>) {
    let mut findings = verify(service, manifest);
    terminal.judge(&mut findings);
    terminal.findings(&findings);
    if findings.is_empty() {
        terminal.done("Verified", &format!("{}: its pages are those of its lock", service.name));
    }
}

fn online(
    workspace: &Workspace,
    service: &ServiceFolder,
    manifest: &Manifest,
    arguments: &args::Sync,
    terminal: &mut Terminal<'_>,
) -> Result<(), Failure> {
    let Synced { changes, mut findings, tally } =
        synced(workspace, service, manifest, arguments.accept, terminal)?;
    terminal.judge(&mut findings);
    terminal.findings(&findings);
    if findings.iter().any(Diagnostic::is_error) {
        terminal
            .done("Stopped", &format!("because of errors in {}; its pages are as they were", service.name));
        return Ok(());
    }
    let Tally { pages, new, changed, gone } = tally;
    let summary =
        format!("{}: {pages} pages, of which {new} new and {changed} changed; {gone} gone", service.name);
    if arguments.locked && !changes.is_empty() {
        for change in &changes {
            terminal.diff(&change.path.display().to_string(), &change.diff());
        }
        let message = format!("the pages of `{}` are not what its sources give", service.name);
        terminal.findings(&[Diagnostic::new(Code::LOCK_MISMATCH, message).help(format!(
            "run `{} sync {}`, and commit the difference",
            command_name(),
            service.name
        ))]);
        return Ok(());
    }
    // What somebody else changed in the meantime is noticed.
    Writer::of(workspace, || terminal.waits())?.apply(&changes)?;
    terminal.done(if changes.is_empty() { "Unchanged" } else { "Brought" }, &summary);
    Ok(())
}

/// Brings the pages of a service, and returns what must change for them.
pub(crate) fn synced(
    workspace: &Workspace,
    service: &ServiceFolder,
    manifest: &Manifest,
    accept: bool,
    terminal: &Terminal<'_>,
) -> Result<Synced, Failure> {
    let old = verify::read_lock(service)?.unwrap_or_default();
    let fetcher = match policy(&manifest.fetch) {
        Ok(policy) => Fetcher::new(policy),
        Err(finding) => {
            let place = service.file("docwright.yaml").display().to_string();
            return Ok(Synced {
                findings: vec![finding.note(format!("it is `fetch` of `{place}`"))],
                ..Synced::default()
            });
        }
    };
    if !manifest.pages.is_empty()
        && manifest.pages.iter().all(|entry| entry.trim_end_matches('/') != bring::FOLDER)
    {
        let message = format!(
            "`{}` is not among the `pages` of `{}`, and there they would be brought",
            bring::FOLDER,
            service.name
        );
        let finding =
            Diagnostic::new(Code::BAD_SOURCE, message).help(format!("add `{}` to `pages`", bring::FOLDER));
        return Ok(Synced { findings: vec![finding], ..Synced::default() });
    }
    let plan = plan::plan(service, manifest, &fetcher);
    let mut synced = Synced { findings: plan.findings, ..Synced::default() };
    if synced.findings.iter().any(Diagnostic::is_error) {
        return Ok(synced);
    }
    let wanted: Vec<_> = plan.wanted.into_iter().collect();
    let progress = terminal.progress("Fetching", wanted.len());
    let brought = fetcher.each(&wanted, |wanted| {
        let brought = bring(service, &old, wanted, &fetcher);
        progress.inc(1);
        brought
    });
    progress.finish_and_clear();
    let lock = synced.take(service, manifest, &old, brought);
    synced.forgive(accept);
    if !synced.findings.iter().any(Diagnostic::is_error) {
        synced.changes = changes(workspace, service, &old, &lock)?;
    }
    Ok(synced)
}

/// The pages that the lock is to name, each with its text.
type Pinned = BTreeMap<String, (Pin, String)>;

impl Synced {
    /// Takes what was brought, as far as it may be taken, and says what may not.
    fn take(
        &mut self,
        service: &ServiceFolder,
        manifest: &Manifest,
        old: &Lock,
        brought: Vec<Result<Brought, Diagnostic>>,
    ) -> (Lock, Pinned) {
        let mut pages = Pinned::new();
        let (mut before, mut after) = (Vec::new(), Vec::new());
        let mut taken = Taken::default();
        old.pages.keys().for_each(|name| taken.take(name));
        let (mut found, mut gone) = (Vec::new(), Vec::new());
        for brought in brought {
            match brought {
                Ok(Brought::Page(page)) => found.push(page),
                Ok(Brought::Gone(finding)) => gone.push(finding),
                Err(finding) => self.findings.push(finding),
            }
        }
        for mut page in found {
            self.findings.append(&mut page.findings);
            let known = old.find(&page.from);
            let name = bring::name(&page, known.map(|(name, _)| name), &mut taken);
            let content = |name: &str, text: &str| {
                Content::of(manifest, &PageSource { name: name.to_owned(), text: text.into() })
            };
            let present = known.and_then(|(name, _)| present(service, name));
            let sha256 = verify::hash_of(&page.text);
            let same = present.as_ref().filter(|text| verify::hash_of(text) == sha256);
            let is_same = same.is_some();
            if let Some(same) = same {
                // A checkout may have other line ends.
                page.text.clone_from(same);
            }
            let new = content(&name, &page.text);
            match (known, is_same) {
                (Some((_, pin)), false) if pin.sha256 != sha256 => self.tally.changed += 1,
                (None, _) => self.tally.new += 1,
                _ => {}
            }
            if !is_same {
                let former = known.zip(present.as_deref()).map(|((name, _), text)| content(name, text));
                let source = PageSource { name: name.clone(), text: page.text.as_str().into() };
                self.findings.extend(judge::refuse(&page.from, &source, &new, former.as_ref()));
                before.extend(former);
                self.findings.extend(edited(service, known));
                self.findings.extend(in_the_way(service, &name, known, &page.text));
            } else {
                before.push(new.clone());
            }
            after.push(new);
            let pin = match known {
                // When it was seen first, and by what the server tells: neither may make a difference of its own.
                Some((_, pin)) if pin.sha256 == sha256 => pin.clone(),
                _ => page.pin(sha256),
            };
            pages.insert(name, (pin, page.text));
        }
        for finding in gone {
            let message = format!("the page is gone: {}", finding.message);
            self.findings.push(
                Diagnostic { code: Code::NOT_DOCUMENTATION, message, ..finding }
                    .help("or remove it with `--accept`"),
            );
        }
        for (name, _) in old.pages.iter().filter(|(name, _)| !pages.contains_key(*name)) {
            let moved =
                pages.values().any(|(pin, _)| old.find(&pin.from).is_some_and(|(old, _)| old == name));
            if !moved {
                self.tally.gone += 1;
                let text = present(service, name);
                before.extend(text.map(|text| {
                    Content::of(manifest, &PageSource { name: name.clone(), text: text.into() })
                }));
            }
        }
        self.tally.pages = pages.len();
        if self.findings.iter().all(|finding| finding.code != Code::PAGE_SHRANK) {
            self.findings.extend(judge::refuse_all(&service.name, &before, &after));
        }
        let pins: Map<Pin> = pages.iter().map(|(name, (pin, _))| (name.as_str(), pin.clone())).collect();
        let sources = verify::sources_hash(manifest);
        (Lock { reader: READER.to_owned(), sources, pages: pins, ..Lock::default() }, pages)
    }

    /// Makes warnings of what `--accept` takes.
    fn forgive(&mut self, accept: bool) {
        for finding in self.findings.iter_mut().filter(|_| accept) {
            if matches!(finding.code, Code::NOT_DOCUMENTATION | Code::PAGE_SHRANK | Code::PAGE_IN_THE_WAY) {
                finding.severity = Severity::Warning;
                finding.notes.push("it was taken because of `--accept`".to_owned());
            }
        }
    }
}

fn present(service: &ServiceFolder, name: &str) -> Option<String> {
    if verify::is_within(name) { file::read(&service.file(name)).ok() } else { None }
}

/// Says that a page was edited by hand, which is lost now.
fn edited(service: &ServiceFolder, known: Option<(&str, &Pin)>) -> Option<Diagnostic> {
    let (name, pin) = known?;
    let is_edited = present(service, name).is_some_and(|text| verify::hash_of(&text) != pin.sha256);
    is_edited.then(|| {
        let message = format!(
            "`{}` was changed by hand; what its source gives takes its place",
            service.file(name).display()
        );
        let finding =
            Diagnostic::new(Code::LOCK_MISMATCH, message).help("write corrections into overlay.yaml");
        Diagnostic { severity: Severity::Warning, ..finding }
    })
}

/// Says that a file that the lock does not know stands where a page is to be.
fn in_the_way(
    service: &ServiceFolder,
    name: &str,
    known: Option<(&str, &Pin)>,
    text: &str,
) -> Option<Diagnostic> {
    let is_own = known.is_some_and(|(known, _)| known == name);
    let present = if is_own { None } else { present(service, name) };
    present.filter(|present| verify::hash_of(present) != verify::hash_of(text)).map(|_| {
        let path = service.file(name).display().to_string();
        Diagnostic::new(
            Code::PAGE_IN_THE_WAY,
            format!("`{path}` was put there by hand, and is not what its source gives"),
        )
        .help("move it away if it is yours, or take what the source gives with `--accept`")
    })
}

fn changes(
    workspace: &Workspace,
    service: &ServiceFolder,
    old: &Lock,
    (lock, pages): &(Lock, Pinned),
) -> Result<Vec<FileChange>, Failure> {
    let folder = Path::new("specs").join(&service.name);
    let mut changes = Vec::new();
    for (name, (_, text)) in pages {
        changes.extend(FileChange::write(workspace, folder.join(name), text.clone())?);
    }
    for name in old.pages.keys().filter(|name| !pages.contains_key(*name) && verify::is_within(name)) {
        changes.extend(present(service, name).map(|text| FileChange::remove(folder.join(name), text)));
    }
    changes.extend(FileChange::write(workspace, folder.join(LOCK), lock.write()?)?);
    Ok(changes)
}

/// Returns how pages are fetched, as `docwright.yaml` says.
fn policy(fetch: &Fetch) -> Result<Policy, Diagnostic> {
    let seconds = |value: Option<f64>, default: Duration, name: &str| match value {
        None => Ok(default),
        Some(value) => {
            Duration::try_from_secs_f64(value).ok().filter(|_| value <= 86_400.0).ok_or_else(|| {
                Diagnostic::new(Code::BAD_SOURCE, format!("`{name}: {value}` is no number of seconds"))
                    .help("write a number from 0 to 86400")
            })
        }
    };
    let usual = Policy::default();
    let user_agent = fetch.user_agent.clone().unwrap_or(usual.user_agent);
    if user_agent.is_empty() || !user_agent.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Err(Diagnostic::new(
            Code::BAD_SOURCE,
            "`user_agent` is no text of printable ASCII characters",
        )
        .help("write a name, a version and whom to ask, such as `acme-docs/1.0 (docs@acme.example)`"));
    }
    Ok(Policy {
        user_agent,
        pause: seconds(fetch.pause, usual.pause, "pause")?,
        at_once: fetch.at_once.unwrap_or(usual.at_once).clamp(1, 32),
        timeout: seconds(fetch.timeout, usual.timeout, "timeout")?,
        max_bytes: fetch.max_bytes.unwrap_or(usual.max_bytes).min(file::MAX_BYTES),
        attempts: fetch.attempts.unwrap_or(usual.attempts).clamp(1, 20),
        max_wait: seconds(fetch.max_wait, usual.max_wait, "max_wait")?,
        hosts: fetch.hosts.clone(),
        robots: fetch.robots.unwrap_or(usual.robots),
    })
}
