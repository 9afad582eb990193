//! `docwright normalize --from`: describes all services whose pages lie in a folder, whatever else lies there.
//!
//! ```text
//! files ──survey──▶ what each is ──group──▶ services ──describe──▶ <into>/<service>/{api,evidence}.yaml
//! ```
//!
//! The `survey` reads every file once and keeps little of it. Then the services are described one after the other, a
//! few at a time (`describe`): each is read again, written, and dropped. What was found is said in the order of names,
//! whichever was ready first.

mod describe;
mod survey;
mod tally;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::mpsc;

use docwright_idl::{Code, Diagnostic, schema};
use docwright_read::grouping::{Grouping, Identity, Subject, group};
use rayon::prelude::*;

use self::describe::{Outcome, SCHEMA};
use self::survey::{NO_DOCUMENTATION, Survey, survey};
pub use self::tally::{Service, Tally};
use crate::Failure;
use crate::change::{FileChange, Writer};
use crate::render::Record;
use crate::terminal::Terminal;
use crate::workspace::Workspace;

/// How many files that are no documentation are shown one by one.
const MAX_SHOWN: usize = 20;

/// Describes all services whose pages are among the files at and below `from`, and writes the descriptions below `into`.
///
/// # Errors
///
/// Paths that do not exist ([`Failure::Usage`]), and a folder that cannot be written.
pub fn normalize(
    from: &[PathBuf],
    into: &std::path::Path,
    terminal: &mut Terminal<'_>,
) -> Result<(), Failure> {
    let Survey { files, pages, indexes, others, mut findings } = survey(from, into, terminal)?;
    let mut tally =
        Tally { files: files.len(), indexes: indexes.len(), others: others.len(), ..Tally::default() };
    let identities: Vec<Identity> = pages.iter().map(|(_, identity)| identity.clone()).collect();
    let Grouping { services, unplaced } = group(&identities, &indexes);
    findings.extend(not_documentation(others));
    for page in &unplaced {
        let Some((file, identity)) = pages.get(page.page) else { continue };
        findings.extend(identity.findings.iter().cloned());
        findings.push(unknown_service(&files[*file], identity, &page.candidates));
    }
    tally.unplaced = unplaced.len();
    terminal.judge(&mut findings);
    terminal.findings(&findings);
    drop(findings);

    let target = Workspace::at(into);
    let writer = Writer::of(&target, || terminal.waits())?;
    writer.apply(&Vec::from_iter(FileChange::write(&target, SCHEMA, schema::description_schema())?))?;
    let progress = terminal.progress("Describing", services.len());
    let (sender, receiver) = mpsc::channel::<(usize, Outcome)>();
    std::thread::scope(|scope| {
        let (services, pages, files, writer) = (&services, &pages, &files, &writer);
        let progress = &progress;
        scope.spawn(move || {
            // One service after the other, in their order: what is said of the first need not wait for the last.
            let numbered = services.iter().enumerate().par_bridge();
            numbered.for_each_with(sender, |sender, (number, group)| {
                let outcome = describe::describe(group, pages, files, writer);
                progress.set_message(group.name.clone());
                progress.inc(1);
                // Who receives is there as long as anybody sends.
                drop(sender.send((number, outcome)));
            });
        });
        let mut waiting = BTreeMap::new();
        let mut next = 0;
        for (number, outcome) in receiver {
            waiting.insert(number, outcome);
            while let Some(mut outcome) = waiting.remove(&next) {
                terminal.judge(&mut outcome.findings);
                progress.suspend(|| {
                    terminal.findings(&outcome.findings);
                    say(&outcome, terminal);
                });
                tally.add(&outcome);
                next += 1;
            }
        }
    });
    progress.finish_and_clear();
    terminal.record_done(&Record::Found(&tally), "Found", &tally.to_string());
    Ok(())
}

/// Says what came of a service.
fn say(outcome: &Outcome, terminal: &mut Terminal<'_>) {
    let service = &outcome.service;
    terminal.record_done(
        &Record::Service(service),
        if service.is_written { "Described" } else { "Left" },
        &service.to_string(),
    );
}

/// Reports the files that no reader recognises: the first ones each, the others together.
fn not_documentation(others: Vec<Vec<Diagnostic>>) -> Vec<Diagnostic> {
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for finding in others.into_iter().flatten() {
        if NO_DOCUMENTATION.contains(&finding.code) { unknown.push(finding) } else { known.push(finding) }
    }
    let rest = unknown.len().saturating_sub(MAX_SHOWN);
    unknown.truncate(MAX_SHOWN);
    if let (Some(last), 1..) = (unknown.last_mut(), rest) {
        last.notes.push(format!("and {rest} more files are no documentation either"));
    }
    unknown.extend(known);
    unknown
}

/// Says that nothing tells of which service a page is.
fn unknown_service(file: &str, identity: &Identity, candidates: &[String]) -> Diagnostic {
    let what = match identity.subjects.first() {
        Some(Subject::Operation(name)) => format!("the operation `{name}`"),
        Some(Subject::Type(name) | Subject::Error(name)) => format!("the shape `{name}`"),
        None => "nothing that could be made out".to_owned(),
    };
    let message = format!("nothing tells of which service `{file}` is, which documents {what}");
    let finding = Diagnostic::new(Code::UNKNOWN_SERVICE, message)
        .help("keep the page's links or its title, or add the pages that mention what it documents; in a workspace, pages belong to the service that they are added to: `docwright init <service> --from <folder>`");
    if candidates.is_empty() {
        return finding;
    }
    let names: Vec<String> = candidates.iter().map(|name| format!("`{name}`")).collect();
    finding.note(format!("it may be of {}", names.join(" or ")))
}
