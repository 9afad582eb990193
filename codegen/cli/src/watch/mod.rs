//! `docwright watch`: builds what a change touches, and says which findings come and go.
//!
//! ```text
//! file system ──events──▶ paths ──▶ services whose files differ ──describe──▶ findings that are new or gone
//!                                                   └──▶ [FileChange] ──▶ apply
//! ```
//!
//! Services that no change touched are not looked at again. Of those that are, the pages that did not change are not read
//! again, and a client is not generated again if its description and everything around it is as it was.

mod news;
mod signature;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use docwright_idl::{Code, Diagnostic};
use docwright_read::PageCache;
use notify_debouncer_full::notify::RecursiveMode;
use notify_debouncer_full::{DebounceEventResult, new_debouncer};

use self::news::News;
use self::signature::Signature;
use crate::args::Services;
use crate::change::{FileChange, KnownFiles, Writer};
use crate::clients::{self, Api, Caches};
use crate::describe::{Described, Parts, Texts, describe_with};
use crate::settings::Settings;
use crate::terminal::Terminal;
use crate::workspace::{ServiceFolder, Workspace};
use crate::{Failure, package, schemas};

/// For how long nothing may happen before what happened is looked at: editors save a file in several steps.
const CALM: Duration = Duration::from_millis(60);

/// Watches a workspace until the process ends.
///
/// # Errors
///
/// A file system that cannot be watched, and services that do not exist ([`Failure::Usage`]).
pub fn watch(workspace: &Workspace, services: &Services, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
    let (sender, events) = mpsc::channel::<DebounceEventResult>();
    let mut debouncer = new_debouncer(CALM, None, sender).map_err(|error| cannot_watch(&error))?;
    let root = workspace.path("");
    let root = if root.as_os_str().is_empty() { PathBuf::from(".") } else { root };
    let mut places = vec![
        ("specs", RecursiveMode::Recursive),
        (clients::FOLDER, RecursiveMode::Recursive),
        ("", RecursiveMode::NonRecursive),
    ];
    let mut watch = Watch {
        workspace,
        named: services.services.clone(),
        known: BTreeMap::new(),
        emitted: Caches::new(),
        files: KnownFiles::default(),
        around: None,
    };
    // The clients' folder is there when they were written first.
    for _ in 0..2 {
        for (place, mode) in places.extract_if(.., |(place, _)| root.join(place).exists()) {
            debouncer.watch(root.join(place), mode).map_err(|error| cannot_watch(&error))?;
        }
        watch.look(&News::Anything, terminal)?;
    }
    terminal.done("Watching", &format!("{}; end it with Ctrl-C", workspace.path("specs").display()));
    for event in events {
        match event {
            Ok(events) => {
                // What came in while the last change was built is one change.
                let news = News::of(workspace, &events);
                if !news.is_none()
                    && let Err(failure) = watch.look(&news, terminal)
                {
                    terminal.failure(failure);
                }
            }
            Err(errors) => terminal.findings(&errors.iter().map(cannot_watch).collect::<Vec<_>>()),
        }
    }
    Ok(())
}

/// What is known of a workspace from when it was looked at last.
struct Watch<'a> {
    workspace: &'a Workspace,
    named: Vec<String>,
    known: BTreeMap<String, Known>,
    /// What was emitted of their clients.
    emitted: Caches,
    /// What their files hold.
    files: KnownFiles,
    /// What stands around the services: the clients, and the package that they are in.
    around: Option<Signature>,
}

#[derive(Default)]
struct Known {
    /// The service's files.
    signature: Option<Signature>,
    /// What was read in its pages.
    pages: PageCache,
    /// What was written of its description.
    parts: Parts,
    /// What was found, as it is told apart, with how it is said shortly.
    findings: BTreeMap<String, String>,
    /// What the client was generated from: its settings, and the text of the description.
    client: Option<(Settings, Arc<String>)>,
}

impl Watch<'_> {
    /// Builds the services whose files differ from when they were looked at last.
    fn look(&mut self, news: &News, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
        let start = Instant::now();
        let writer = Writer::of(self.workspace, || terminal.waits())?;
        let services = self.workspace.select(&self.named)?;
        // What is there before anything is read: what changes from now on is noticed when it is looked at again.
        let mut differing = news.differing(&self.places_around(), &mut self.around);
        let all = !differing.is_none()
            || self.known.keys().any(|name| services.iter().all(|service| service.name != *name));
        let is_there = |name: &String| services.iter().any(|service| service.name == *name);
        self.known.retain(|name, _| is_there(name));
        self.emitted.retain(|name, _| is_there(name));
        let mut touched: Vec<ServiceFolder> = Vec::new();
        for service in services {
            let known = self.known.entry(service.name.clone()).or_default();
            let of_service = news.differing(std::slice::from_ref(&service.path), &mut known.signature);
            if all || !of_service.is_none() {
                touched.push(service);
            }
            differing = differing.and(of_service);
        }
        self.forget(&differing);
        if touched.is_empty() {
            return Ok(());
        }
        let described: Vec<Described> = touched
            .iter()
            .map(|service| {
                let known = self.known.entry(service.name.clone()).or_default();
                describe_with(service, &mut known.pages, &mut self.files)
            })
            .collect();
        let mut is_news = false;
        for described in &described {
            let mut findings = described.findings.clone();
            terminal.judge(&mut findings);
            if let Some(known) = self.known.get_mut(&described.service.name) {
                known.parts.note(described);
            }
            is_news |= self.tell(&described.service.name, &findings, terminal);
        }
        let built = self.build(&writer, &described, all, terminal);
        if built.is_err() {
            // Who knows what stands there now.
            self.around = None;
            self.files = KnownFiles::default();
            touched.iter().for_each(|service| _ = self.known.remove(&service.name));
        }
        let written = built?;
        let names: Vec<String> = touched.into_iter().map(|service| service.name).collect();
        if written > 0 || is_news {
            let unsound = described.iter().any(|described| !described.is_sound());
            let outcome = if unsound {
                "errors; nothing was written".to_owned()
            } else {
                format!("{written} files written")
            };
            let time = start.elapsed().as_millis();
            terminal.done("Built", &format!("{}: {outcome}, in {time} ms", names.join(", ")));
        }
        Ok(())
    }

    /// Forgets the content of files that differ.
    fn forget(&mut self, differing: &News) {
        let signatures = self.known.values().map(|known| &known.signature).chain([&self.around]);
        let has_links = signatures.flatten().any(Signature::has_links);
        match differing {
            News::At(paths) if !has_links => paths.iter().for_each(|path| self.files.forget(path)),
            _ => self.files = KnownFiles::default(),
        }
    }

    /// Says which findings of a service came and which went, and whether there are any.
    fn tell(&mut self, service: &str, found: &[Diagnostic], terminal: &mut Terminal<'_>) -> bool {
        let known = self.known.entry(service.to_owned()).or_default();
        let mut findings = BTreeMap::new();
        let mut came = Vec::new();
        for finding in found {
            let id = finding.to_string();
            if !known.findings.contains_key(&id) {
                came.push(finding.clone());
            }
            findings.insert(id, short(finding));
        }
        let went: BTreeSet<&String> = known
            .findings
            .iter()
            .filter(|(id, _)| !findings.contains_key(*id))
            .map(|(_, short)| short)
            .collect();
        for short in &went {
            terminal.done("Gone", short);
        }
        terminal.findings(&came);
        let is_news = !came.is_empty() || !went.is_empty();
        known.findings = findings;
        is_news
    }

    /// Writes what the services give, and returns how many files that took. As with `build`, nothing is written if anything is
    /// wrong.
    fn build(
        &mut self,
        writer: &Writer<'_>,
        described: &[Described],
        all: bool,
        terminal: &mut Terminal<'_>,
    ) -> Result<usize, Failure> {
        if described.iter().any(|described| !described.is_sound()) {
            return Ok(0);
        }
        let mut changes: Vec<FileChange> = Vec::new();
        let mut apis = Vec::new();
        for described in described {
            let service = &described.service;
            let parts = &mut self.known.entry(service.name.clone()).or_default().parts;
            if let (Some(texts), Some(description)) = (Texts::with(described, parts)?, described.sound()) {
                let (text, revisions) = (texts.api.clone(), parts.revisions().clone());
                changes.extend(texts.changes(self.workspace, &service.name, &mut self.files)?);
                apis.push(Api::written(service, description, text, revisions)?);
            }
        }
        changes.extend(schemas::changes(self.workspace)?);
        // The settings of the client stand in docwright.yaml, which is a part of what is compared.
        let fresh = |api: &Api| {
            let known = self.known.get(&api.service.name).and_then(|known| known.client.as_ref());
            all || known.is_none_or(|(settings, text)| *settings != api.settings || *text != api.text)
        };
        apis.retain(fresh);
        if !apis.is_empty() || all {
            let (clients, mut findings) =
                clients::changes_with(self.workspace, &apis, Some(&mut self.emitted), &mut self.files)?;
            terminal.judge(&mut findings);
            terminal.findings(&findings);
            if findings.iter().any(Diagnostic::is_error) {
                self.files = KnownFiles::default();
                return Ok(0);
            }
            changes.extend(clients);
        }
        writer.apply(&changes)?;
        for change in &changes {
            terminal.done(
                if change.new.is_some() { "Wrote" } else { "Removed" },
                &change.path.display().to_string(),
            );
        }
        for api in apis {
            self.known.entry(api.service.name).or_default().client = Some((api.settings, api.text));
        }
        changes.iter().for_each(|change| self.wrote(change));
        Ok(changes.len())
    }

    /// Returns where what stands around the services lies.
    fn places_around(&self) -> [PathBuf; 2] {
        [self.workspace.path(clients::FOLDER), self.workspace.path(package::MANIFEST)]
    }

    /// Takes note of a file that was written, which is no news then.
    fn wrote(&mut self, change: &FileChange) {
        let path = self.workspace.path(&change.path);
        // Which files there are is known as long as none comes or goes.
        if change.old.is_none() || change.new.is_none() {
            self.files.forget(&path);
        }
        let around = self.places_around();
        let is_of = |name: &str| path.starts_with(self.workspace.service(name).path);
        let service = self.known.iter_mut().find(|(name, _)| is_of(name));
        let signature = match service {
            Some((_, known)) => known.signature.as_mut(),
            None => self.around.as_mut().filter(|_| around.iter().any(|place| path.starts_with(place))),
        };
        if let Some(signature) = signature {
            signature.wrote(path, change.new.clone());
        }
    }
}

fn short(finding: &Diagnostic) -> String {
    let place = finding.snippets.first().map(|snippet| format!(" {snippet}:")).unwrap_or_default();
    format!("{}[{}]{place} {}", finding.severity, finding.code, finding.message)
}

fn cannot_watch(error: &notify_debouncer_full::notify::Error) -> Diagnostic {
    Diagnostic::new(Code::CANNOT_READ, format!("cannot watch the workspace: {error}"))
        .help("run `docwright build` after each change instead")
}

/// Whether a path is one that docwright uses while it writes.
fn is_own(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(".docwright-"))
}
