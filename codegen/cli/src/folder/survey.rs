//! What lies in a folder: pages of services, and other files.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use docwright_idl::{Code, Diagnostic, Severity, file};
use docwright_read::PageSource;
use docwright_read::grouping::{Identity, Index, NoPage, identify};
use rayon::prelude::*;

use crate::Failure;
use crate::terminal::Terminal;
use crate::workspace::files_below;

/// How many files are looked at.
const MAX_FILES: usize = 1_000_000;

/// What is said of files that are no documentation.
pub(super) const NO_DOCUMENTATION: [Code; 3] = [Code::UNKNOWN_LAYOUT, Code::NOT_TEXT, Code::EMPTY_PAGE];

/// What lies in a folder.
#[derive(Default)]
pub(super) struct Survey {
    /// All files, as the user may type them, in the order of their names.
    pub(super) files: Vec<String>,
    /// The pages: each with its place among the files, and what it says of itself.
    pub(super) pages: Vec<(usize, Identity)>,
    /// The pages that only list others.
    pub(super) indexes: Vec<Index>,
    /// What is said of each file that is no page.
    pub(super) others: Vec<Vec<Diagnostic>>,
    /// What could not be looked at.
    pub(super) findings: Vec<Diagnostic>,
}

/// What a file is.
enum Kind {
    Page(Box<Identity>),
    Index(Index),
    Other(Vec<Diagnostic>),
}

/// Looks at all files at and below `from`, except those below `into`. What a crawler left between pages is worth a warning; a
/// file that is given by name is meant to be a page.
///
/// # Errors
///
/// [`Failure::Usage`] for paths that do not exist.
pub(super) fn survey(from: &[PathBuf], into: &Path, terminal: &Terminal<'_>) -> Result<Survey, Failure> {
    let mut survey = Survey::default();
    let written = into.canonicalize().ok();
    let mut given = BTreeSet::new();
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
            if below.as_os_str().is_empty() {
                given.insert(start.display().to_string());
                return start.display().to_string();
            }
            start.join(below).display().to_string()
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
    let mut others = Vec::new();
    for (number, kind) in kinds.into_iter().enumerate() {
        match kind {
            Kind::Page(identity) => survey.pages.push((number, *identity)),
            Kind::Index(index) => survey.indexes.push(index),
            Kind::Other(findings) => others.push((number, findings)),
        }
    }
    for (number, mut findings) in others {
        let lies_between = !survey.pages.is_empty() && !given.contains(&survey.files[number]);
        for finding in findings.iter_mut().filter(|finding| NO_DOCUMENTATION.contains(&finding.code)) {
            if lies_between {
                finding.severity = Severity::Warning;
            }
        }
        survey.others.push(findings);
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
        Err(NoPage::Index(index)) => Kind::Index(index),
        Err(NoPage::Unread(findings)) => Kind::Other(findings),
    }
}
