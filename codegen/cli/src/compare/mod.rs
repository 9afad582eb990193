//! `docwright diff` and `docwright changelog`: what differs between two descriptions of each service.
//!
//! The sides of a comparison are files, revisions of the repository (through the command `git`, see ADR 10), what stands in
//! the workspace, or what the pages give. The comparison itself is [`docwright_idl::diff`]; here it gets its lines, what
//! is ignored, and a suggestion for the next version.

mod changelog;
mod command;
mod git;
mod ignore;
mod report;
mod side;
mod text;

pub use command::{changelog, diff};
pub use ignore::IgnoreFile;
pub use report::{Change, Comparison, Counts, Report};
pub use side::{PageLines, Places};

use std::collections::BTreeSet;
use std::path::PathBuf;

use docwright_idl::Diagnostic;
use docwright_idl::diff::compare;
use jiff::civil::Date;

use crate::args::Sides;
use crate::describe::describe;
use crate::workspace::{ServiceFolder, Workspace};
use crate::{Failure, command_name};
use ignore::Ignores;
use side::{Origin, Side};

/// Returns what differs, service by service, and what was found on the way.
///
/// # Errors
///
/// Sides that do not exist ([`Failure::Usage`]), and descriptions that cannot be read or are not sound.
pub fn reports(
    workspace: Option<&Workspace>,
    sides: &Sides,
    today: Date,
) -> Result<(Report, Vec<Diagnostic>), Failure> {
    let origin =
        |argument: &Option<String>| argument.as_deref().map(|argument| Origin::of(argument, workspace));
    let (old, new) = (origin(&sides.old).transpose()?, origin(&sides.new).transpose()?);
    let labels = (
        sides.old.clone().unwrap_or_else(|| "what is written".to_owned()),
        sides.new.clone().unwrap_or_else(|| "what the pages give".to_owned()),
    );
    let (old, new) = (old.unwrap_or(Origin::Written), new.unwrap_or(Origin::Pages));
    let mut findings = Vec::new();
    let mut comparisons = Vec::new();
    for (service, old, new) in paired(workspace, sides, &old, &new)? {
        let place = sides.ignore.clone().or_else(|| Some(service.as_ref()?.file("ignore.yaml")));
        let mut ignores = place.map(|path: PathBuf| Ignores::read(&path)).transpose()?.unwrap_or_default();
        let description = |side: &Option<Side>| side.as_ref().map(|side| side.description.clone());
        let (before, after) = (description(&old), description(&new));
        let Some(name) = before.iter().chain(&after).next().map(|known| known.service.name.clone()) else {
            continue;
        };
        let changes = compare(before.as_ref(), after.as_ref()).into_iter().map(|finding| {
            let fingerprint = finding.fingerprint(&name);
            let places = |side: &Option<Side>, path: &Option<docwright_idl::FactPath>| {
                Some(side.as_ref()?.places(path.as_ref()?))
            };
            Change {
                ignored: ignores.reason(&finding, &fingerprint, today),
                old_places: places(&old, &finding.old_path),
                new_places: places(&new, &finding.new_path),
                fingerprint,
                finding,
            }
        });
        let changes: Vec<Change> = changes.collect();
        findings.extend(ignores.findings(today));
        comparisons.push(Comparison { service: name, changes });
    }
    let version = workspace.and_then(report::package_version);
    Ok((Report { old: labels.0, new: labels.1, comparisons, version }, findings))
}

type Paired = (Option<ServiceFolder>, Option<Side>, Option<Side>);

/// Returns the sides of each service that is compared.
fn paired(
    workspace: Option<&Workspace>,
    sides: &Sides,
    old: &Origin<'_>,
    new: &Origin<'_>,
) -> Result<Vec<Paired>, Failure> {
    if let (Origin::File(old), Origin::File(new)) = (old, new) {
        return Ok(vec![(None, Some(Side::of_file(old)?), Some(Side::of_file(new)?))]);
    }
    let workspace = workspace.ok_or_else(|| {
        Failure::Usage(format!(
            "there is no workspace here; name two files, or run `{} init`",
            command_name()
        ))
    })?;
    // A file is about one service, and so is what it is compared with.
    let alone = match (old, new) {
        (Origin::File(path), _) | (_, Origin::File(path)) => {
            Some(Side::of_file(path)?.description.service.name)
        }
        _ => None,
    };
    let names: BTreeSet<String> = match alone {
        Some(name) => BTreeSet::from([name]),
        None => named(workspace, sides, [old, new])?,
    };
    let mut paired = Vec::new();
    for name in names {
        let service = workspace.service(&name);
        let old = side(old, &service)?;
        let new = side(new, &service)?;
        paired.push((Some(service), old, new));
    }
    Ok(paired)
}

/// Returns the services that are compared: those that are asked for, or all that either side has.
fn named(
    workspace: &Workspace,
    sides: &Sides,
    origins: [&Origin<'_>; 2],
) -> Result<BTreeSet<String>, Failure> {
    let mut known: BTreeSet<String> = workspace.services()?.into_iter().map(|service| service.name).collect();
    for origin in origins {
        if let Origin::Revision(revision) = origin {
            known.extend(revision.services());
        }
    }
    if sides.services.is_empty() {
        return Ok(known);
    }
    if let Some(unknown) = sides.services.iter().find(|name| !known.contains(*name)) {
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        return Err(Failure::Usage(format!(
            "there is no service `{unknown}`; there are: {}",
            known.join(", ")
        )));
    }
    Ok(sides.services.iter().cloned().collect())
}

/// Returns a service as one side has it; `None` if it has not.
fn side(origin: &Origin<'_>, service: &ServiceFolder) -> Result<Option<Side>, Failure> {
    match origin {
        Origin::File(path) => Side::of_file(path).map(Some),
        Origin::Revision(revision) => Ok(Side::of_revision(revision, service)?),
        Origin::Written => {
            let path = service.file("api.yaml");
            if path.exists() { Side::of_file(&path).map(Some) } else { Ok(None) }
        }
        Origin::Pages if !service.path.exists() => Ok(None),
        Origin::Pages => {
            let described = describe(service);
            if !described.is_sound() {
                return Err(described.findings.into());
            }
            Ok(Side::of_pages(described)?)
        }
    }
}
