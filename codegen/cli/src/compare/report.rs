//! What a comparison found, for all formats.

use docwright_idl::diff::{Bump, Finding, Impact};
use docwright_idl::file;
use serde::Serialize;

use super::side::Places;
use crate::render::{Alert, Level, Spot};
use crate::workspace::Workspace;

/// What differs in all services.
#[derive(Debug)]
pub struct Report {
    /// What the old side is.
    pub old: String,
    /// What the new side is.
    pub new: String,
    /// What differs, by service.
    pub comparisons: Vec<Comparison>,
    /// The version of the package that the clients are in.
    pub version: Option<String>,
}

/// What differs in one service.
#[derive(Debug)]
pub struct Comparison {
    /// The service.
    pub service: String,
    /// What differs, the heaviest first.
    pub changes: Vec<Change>,
}

/// A difference with its lines.
#[derive(Debug)]
pub struct Change {
    /// What it is.
    pub finding: Finding,
    /// What names it.
    pub fingerprint: String,
    /// Where it stands in the old description.
    pub old_places: Option<Places>,
    /// Where it stands in the new one.
    pub new_places: Option<Places>,
    /// Why it does not count.
    pub ignored: Option<String>,
}

/// How many differences there are of each impact; those that are ignored count as such alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Counts {
    /// What does not compile any more.
    pub breaking: usize,
    /// What may behave differently.
    pub risky: usize,
    /// What works as before.
    pub compatible: usize,
    /// What is worded differently.
    pub docs_only: usize,
    /// What does not count.
    pub ignored: usize,
}

impl Report {
    /// Returns all differences that count, with their services.
    pub fn counted(&self) -> impl Iterator<Item = (&str, &Change)> {
        let all = self.comparisons.iter();
        all.flat_map(|of| of.changes.iter().map(|change| (of.service.as_str(), change)))
            .filter(|(_, change)| change.ignored.is_none())
    }

    /// Returns by how much the version rises.
    pub fn bump(&self) -> Bump {
        Bump::after(self.counted().map(|(_, change)| change.finding.impact()))
    }

    /// Returns the bump as people read it, with the versions if they are known.
    pub fn suggestion(&self) -> String {
        let bump = self.bump();
        let next = self.version.as_ref().and_then(|version| Some((version, bump.apply(version)?)));
        match next {
            Some((version, next)) if bump != Bump::None => format!("{bump} ({version} → {next})"),
            _ => bump.to_string(),
        }
    }

    /// Returns the heaviest impact that counts.
    pub fn worst(&self) -> Option<Impact> {
        self.counted().map(|(_, change)| change.finding.impact()).max()
    }
}

impl Comparison {
    /// Returns how many differences there are of each impact.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for change in &self.changes {
            *match (&change.ignored, change.finding.impact()) {
                (Some(_), _) => &mut counts.ignored,
                (None, Impact::Breaking) => &mut counts.breaking,
                (None, Impact::Risky) => &mut counts.risky,
                (None, Impact::Compatible) => &mut counts.compatible,
                (None, Impact::DocsOnly) => &mut counts.docs_only,
            } += 1;
        }
        counts
    }
}

impl Counts {
    /// Returns the counts that are not zero, as people read them.
    pub fn text(self) -> String {
        let Self { breaking, risky, compatible, docs_only, ignored } = self;
        let counts = [
            (breaking, "breaking"),
            (risky, "risky"),
            (compatible, "compatible"),
            (docs_only, "docs-only"),
            (ignored, "ignored"),
        ];
        let shown: Vec<String> = counts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, name)| format!("{count} {name}"))
            .collect();
        if shown.is_empty() { "no difference".to_owned() } else { shown.join(", ") }
    }
}

impl Change {
    /// Returns the place that people look at first: a page's line, or the description's.
    pub fn spots(&self) -> Vec<Spot> {
        let spots = |places: &Places| {
            let pages = places.pages.iter().map(|page| Spot {
                file: page.page.clone(),
                line: page.line,
                end_line: page.end_line,
                column: None,
            });
            let api =
                Spot { file: places.file.clone(), line: places.line, end_line: places.line, column: None };
            pages.chain([api]).collect::<Vec<_>>()
        };
        // What is gone is on the old side alone; where there are two, the new one is what a change request shows.
        self.new_places.as_ref().or(self.old_places.as_ref()).map(spots).unwrap_or_default()
    }

    /// Returns the difference as tools of code hosts know it: as an error if it weighs as much as `limit`.
    pub fn alert(&self, service: &str, limit: Option<Impact>) -> Alert {
        let impact = self.finding.impact();
        let is_beyond = limit.is_some_and(|limit| impact >= limit);
        Alert {
            rule: self.finding.rule.name(),
            title: format!("{impact}: {}", self.finding.rule.title()),
            level: if is_beyond { Level::Error } else { Level::from(impact) },
            message: format!("{service}, {impact}: {}", self.finding.message()),
            places: self.spots(),
            fingerprint: self.fingerprint.clone(),
            ignored: self.ignored.clone(),
        }
    }
}

/// Returns the version in the workspace's `Cargo.toml`, its own or that of all its packages.
pub(super) fn package_version(workspace: &Workspace) -> Option<String> {
    let manifest: toml::Table = file::read(&workspace.path("Cargo.toml")).ok()?.parse().ok()?;
    let of = |table: &toml::Value| table.get("package")?.get("version")?.as_str().map(str::to_owned);
    let manifest = toml::Value::Table(manifest);
    of(&manifest).or_else(|| of(manifest.get("workspace")?))
}
