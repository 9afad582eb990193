//! What lies in a folder: pages of services, and other files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use docwright_idl::{Diagnostic, file};
use docwright_read::PageSource;
use docwright_read::grouping::{Identity, NoPage, identify};
use rayon::prelude::*;

use crate::Failure;
use crate::terminal::Terminal;
use crate::workspace::files_below;

/// How many files are looked at.
const MAX_FILES: usize = 1_000_000;

/// What lies in a folder.
#[derive(Default)]
pub(super) struct Survey {
    /// All files, as the user may type them, in the order of their names.
    pub(super) files: Vec<String>,
    /// The pages: each with its place among the files, and what it says of itself.
    pub(super) pages: Vec<(usize, Identity)>,
    /// The names on each page that only lists them, by key.
    pub(super) indexes: Vec<BTreeMap<String, String>>,
    /// What is said of each file that is no page.
    pub(super) others: Vec<Vec<Diagnostic>>,
    /// What could not be looked at.
    pub(super) findings: Vec<Diagnostic>,
}

/// What a file is.
enum Kind {
    Page(Box<Identity>),
    Index(BTreeMap<String, String>),
    Other(Vec<Diagnostic>),
}

/// Looks at all files at and below `from`, except those below `into`.
///
/// # Errors
///
/// [`Failure::Usage`] for paths that do not exist.
pub(super) fn survey(from: &[PathBuf], into: &Path, terminal: &Terminal<'_>) -> Result<Survey, Failure> {
    let mut survey = Survey::default();
    let written = into.canonicalize().ok();
    for start in from {
        if !start.exists() {
            return Err(Failure::Usage(format!("`{}` does not exist", start.display())));
        }
        let (below, findings) = files_below(start, MAX_FILES);
        survey.findings.extend(findings);
        let home = start.canonicalize().ok();
        let is_own = |below: &Path| match (&home, &written) {
            (Some(home), Some(written)) => home.join(below).starts_with(written),
            _ => false,
        };
        let paths = below.iter().filter(|below| !is_own(below)).map(|below| {
            // A file is found below itself under no name.
            let path = if below.as_os_str().is_empty() { start.clone() } else { start.join(below) };
            path.display().to_string()
        });
        survey.files.extend(paths);
    }
    survey.files.sort();
    survey.files.dedup();
    let progress = terminal.progress("Looking at", survey.files.len());
    let kinds: Vec<Kind> = survey
        .files
        .par_iter()
        .map(|path| {
            let kind = look(path);
            progress.inc(1);
            kind
        })
        .collect();
    progress.finish_and_clear();
    for (number, kind) in kinds.into_iter().enumerate() {
        match kind {
            Kind::Page(identity) => survey.pages.push((number, *identity)),
            Kind::Index(listed) => survey.indexes.push(listed),
            Kind::Other(findings) => survey.others.push(findings),
        }
    }
    Ok(survey)
}

fn look(path: &str) -> Kind {
    let text = match file::read(Path::new(path)) {
        Ok(text) => text,
        Err(finding) => return Kind::Other(vec![finding]),
    };
    match identify(&PageSource { name: path.to_owned(), text: text.into() }) {
        Ok(identity) => Kind::Page(Box::new(identity)),
        Err(NoPage::Index(listed)) => Kind::Index(listed),
        Err(NoPage::Unread(findings)) => Kind::Other(findings),
    }
}
