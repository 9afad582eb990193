//! Where a description comes from: a file, a revision, or the pages.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use docwright_idl::yaml::LineIndex;
use docwright_idl::{Description, Diagnostic, FactPath, file, read_valid, yaml};
use docwright_read::evidence::{Evidence, Source, Sources};
use serde::Serialize;

use super::git::Revision;
use crate::Failure;
use crate::describe::{Described, api_text};
use crate::workspace::{ServiceFolder, Workspace};

/// A description, and where what it says stands.
#[derive(Debug)]
pub(super) struct Side {
    pub(super) description: Description,
    lines: LineIndex,
    evidence: Evidence,
    /// The description's file, as the user may type it.
    file: String,
    /// The folder that the pages of the evidence are relative to.
    folder: PathBuf,
}

/// Where a fact stands: in the description, and on the pages that it comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Places {
    /// The description's file.
    pub file: String,
    /// The line of it, counted from 1.
    pub line: usize,
    /// The lines of pages that say so.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<PageLines>,
}

/// Lines of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct PageLines {
    /// The page.
    pub page: String,
    /// The first line, counted from 1.
    pub line: usize,
    /// The last line.
    pub end_line: usize,
}

impl Side {
    fn new(description: Description, text: &str, evidence: Evidence, file: &Path) -> Self {
        Self {
            description,
            lines: LineIndex::of(text),
            evidence,
            file: file.display().to_string(),
            folder: file.parent().unwrap_or(Path::new("")).to_owned(),
        }
    }

    /// Reads a description's file, and the evidence beside it.
    ///
    /// # Errors
    ///
    /// What is wrong with either.
    pub(super) fn of_file(path: &Path) -> Result<Self, Failure> {
        let text = file::read(path)?;
        let description = read_valid(&path.display().to_string(), &text)?;
        let beside = path.with_file_name("evidence.yaml");
        let evidence = match beside.exists() {
            true => yaml::read_named(&beside.display().to_string(), &file::read(&beside)?)?,
            false => Evidence::default(),
        };
        Ok(Self::new(description, &text, evidence, path))
    }

    /// Reads the description that a service had in a revision; `None` if it had none.
    ///
    /// # Errors
    ///
    /// That it is not valid.
    pub(super) fn of_revision(
        revision: &Revision<'_>,
        service: &ServiceFolder,
    ) -> Result<Option<Self>, Vec<Diagnostic>> {
        let file = |name: &str| revision.read(&format!("specs/{}/{name}", service.name));
        let Some(text) = file("api.yaml") else { return Ok(None) };
        let path = service.file("api.yaml");
        let description = read_valid(&path.display().to_string(), &text)?;
        // Evidence of an older form is no reason not to compare.
        let evidence = file("evidence.yaml").and_then(|text| yaml::read(&text).ok()).unwrap_or_default();
        Ok(Some(Self::new(description, &text, evidence, &path)))
    }

    /// Returns what the pages give; `None` if that is not sound.
    ///
    /// # Errors
    ///
    /// As [`api_text`].
    pub(super) fn of_pages(described: Described) -> Result<Option<Self>, Diagnostic> {
        if !described.is_sound() {
            return Ok(None);
        }
        let path = described.service.file("api.yaml");
        let Some(description) = described.description else { return Ok(None) };
        let text = api_text(&description)?;
        let evidence = Arc::unwrap_or_clone(described.evidence);
        Ok(Some(Self::new(Arc::unwrap_or_clone(description), &text, evidence, &path)))
    }

    /// Returns where something of the description stands.
    pub(super) fn places(&self, path: &FactPath) -> Places {
        Places {
            file: self.file.clone(),
            line: self.lines.line(path).unwrap_or(1),
            pages: self.sources(path).iter().filter_map(|source| self.page_lines(source)).collect(),
        }
    }

    /// Returns the sources of a fact, of the first fact within it, or of the nearest around it.
    fn sources(&self, path: &FactPath) -> &[Source] {
        let (facts, parts) = (&self.evidence.facts, path.parts());
        let exact = path.to_string();
        if let Some(sources) = facts.get(&exact) {
            return sources;
        }
        let within = |name: &str| name.strip_prefix(&exact).is_some_and(|rest| rest.starts_with(['.', '[']));
        if let Some((_, sources)) = facts.iter().find(|(name, _)| within(name)) {
            return sources;
        }
        let around = (2..parts.len()).rev().map(|length| FactPath::new(parts[..length].iter().cloned()));
        around.filter_map(|path| facts.get(&path.to_string())).next().map_or(&[], Sources::as_slice)
    }

    fn page_lines(&self, source: &Source) -> Option<PageLines> {
        let place = source.place()?;
        Some(PageLines {
            page: self.folder.join(&*place.page).display().to_string(),
            line: place.lines.first as usize,
            end_line: place.lines.last as usize,
        })
    }
}

/// What one side of a comparison is.
pub(super) enum Origin<'w> {
    /// A description by itself.
    File(PathBuf),
    Revision(Revision<'w>),
    /// What stands in the workspace.
    Written,
    /// What the pages give.
    Pages,
}

impl<'w> Origin<'w> {
    /// Returns what an argument names: a description's file, its folder, or a revision.
    ///
    /// # Errors
    ///
    /// [`Failure::Usage`] if it names none of them, or if there is no workspace and the argument needs one.
    pub(super) fn of(argument: &str, workspace: Option<&'w Workspace>) -> Result<Self, Failure> {
        let path = Path::new(argument);
        if path.is_file() {
            return Ok(Self::File(path.to_owned()));
        }
        if path.join("api.yaml").is_file() {
            return Ok(Self::File(path.join("api.yaml")));
        }
        match workspace {
            Some(workspace) => Revision::find(workspace, argument).map(Self::Revision),
            None => Err(Failure::Usage(format!(
                "`{argument}` is no file; revisions can be compared within a workspace alone"
            ))),
        }
    }
}
