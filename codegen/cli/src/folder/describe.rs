//! Describes one service of a folder, and writes its description.

use std::collections::BTreeSet;
use std::path::Path;

use docwright_idl::{Code, Diagnostic, file};
use docwright_read::grouping::{Group, Identity, Mark};
use docwright_read::manifest::Manifest;
use docwright_read::{Normalized, PageSource, salvage};

use super::tally::Service;
use crate::change::{FileChange, Writer};
use crate::coverage::Count;
use crate::describe::{api_text_with, evidence_text};

/// Where the JSON Schema lies, relative to the folder that is written to.
pub(super) const SCHEMA: &str = "api.schema.json";

/// What came of a service.
pub(super) struct Outcome {
    pub(super) service: Service,
    pub(super) findings: Vec<Diagnostic>,
}

/// Reads the pages of a service, and writes its description and the evidence, both or none.
pub(super) fn describe(
    group: &Group,
    pages: &[(usize, Identity)],
    files: &[String],
    writer: &Writer<'_>,
) -> Outcome {
    let mut findings = Vec::new();
    let mut sources = Vec::new();
    for placed in &group.pages {
        let name = &files[pages[placed.page].0];
        match file::read(Path::new(name)) {
            Ok(text) => sources.push(PageSource { name: name.clone(), text: text.into() }),
            Err(finding) => findings.push(finding),
        }
    }
    let manifest = Manifest { name: group.name.clone(), ..Manifest::default() };
    let Normalized { description, evidence, coverage, diagnostics, .. } = salvage(&manifest, &sources);
    drop(sources);
    let count_of = |code: Code| diagnostics.iter().filter(|finding| finding.code == code).count();
    let mut service = Service {
        name: group.name.clone(),
        known_as: known_as(&group.marks),
        pages: group.pages.len(),
        conflicts: count_of(Code::CONFLICT),
        nameless: count_of(Code::NAME_COUNT),
        not_shown: count_of(Code::NOT_SHOWN),
        ..Service::default()
    };
    for page in &coverage {
        service.lines += Count::of(&page.lines);
    }
    findings.extend(diagnostics);
    let mentioned: BTreeSet<&str> =
        group.pages.iter().flat_map(|placed| pages[placed.page].1.mentions()).collect();
    if let Some(description) = &description {
        service.operations = description.operations.len();
        service.shapes = description.types.len();
        service.errors = description.errors.len();
        service.facts = evidence.facts.len();
        let missing: Vec<&str> =
            mentioned.into_iter().filter(|name| !description.types.contains_key(*name)).collect();
        service.missing_shapes = missing.len();
        findings.extend(missing_pages(&group.name, "shape", &missing));
        let files = [
            ("evidence.yaml", evidence_text(&evidence)),
            ("api.yaml", api_text_with(description, &format!("../{SCHEMA}"))),
        ];
        drop(evidence);
        let written = files.into_iter().try_fold(Vec::new(), |mut changes, (name, text)| {
            changes.extend(FileChange::write(writer.workspace(), Path::new(&group.name).join(name), text?)?);
            Ok(changes)
        });
        match written.map_err(|finding| vec![finding]).and_then(|changes| writer.apply(&changes)) {
            Ok(()) => service.is_written = true,
            Err(problems) => findings.extend(problems),
        }
    }
    let missing: Vec<&str> = group.missing.values().map(String::as_str).collect();
    service.missing_operations = missing.len();
    findings.extend(missing_pages(&group.name, "operation", &missing));
    Outcome { service, findings }
}

fn known_as(marks: &BTreeSet<Mark>) -> Vec<String> {
    let names = marks.iter().map(|mark| match mark {
        Mark::Client(name) => format!("class {name}"),
        Mark::Code(name) => format!("code {name}"),
        Mark::Title(name) | Mark::Endpoint(name) => name.clone(),
    });
    names.collect()
}

/// Reports what pages name and no page documents.
fn missing_pages(service: &str, what: &str, names: &[&str]) -> Option<Diagnostic> {
    const SHOWN: usize = 20;
    if names.is_empty() {
        return None;
    }
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    let rest = names.len().saturating_sub(SHOWN);
    let more = if rest > 0 { format!(", and {rest} more") } else { String::new() };
    let message = format!("pages of `{service}` name {} {what}(s) that no page documents", names.len());
    Some(
        Diagnostic::new(Code::MISSING_PAGE, message)
            .note(format!("they are {}{more}", shown.join(", ")))
            .help("fetch the pages, and run this again"),
    )
}
