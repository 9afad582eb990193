//! Computes what `normalize` writes: the description and the evidence of each service, and the schema.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use docwright_idl::{Description, Diagnostic, Part, Revisions, Snippet, Written, yaml};
use docwright_read::evidence::{Evidence, WrittenEvidence};
use docwright_read::{PageCache, PageCoverage, PageSource};
use rayon::prelude::*;

use crate::change::{FileChange, KnownFiles};
use crate::workspace::{ServiceFolder, Sources, Workspace};
use crate::{Failure, schemas};

/// Where the JSON Schema of `api.yaml` lies, relative to the workspace.
pub const SCHEMA: &str = "docs/schema/api.schema.json";

/// What the pages of a service give.
#[derive(Clone, Debug)]
pub struct Described {
    /// The service.
    pub service: ServiceFolder,
    /// Its pages.
    pub pages: Vec<PageSource>,
    /// Its overlay's reasons, in the order of the changes.
    pub reasons: Vec<String>,
    /// Its description; `None` if errors leave none.
    pub description: Option<Arc<Description>>,
    /// Where each fact of it comes from.
    pub evidence: Arc<Evidence>,
    /// The parts of both that may differ from what came of the same cache last; `None` if all may.
    pub changed: Option<Vec<Part>>,
    /// What became of each page's lines.
    pub coverage: Vec<PageCoverage>,
    /// What was found, with the files as the user may type them.
    pub findings: Vec<Diagnostic>,
}

impl Described {
    /// Whether there is a description that may be written.
    pub fn is_sound(&self) -> bool {
        self.sound().is_some()
    }

    /// Returns the description, if it may be written.
    pub fn sound(&self) -> Option<&Arc<Description>> {
        self.description.as_ref().filter(|_| !self.findings.iter().any(Diagnostic::is_error))
    }
}

/// Reads the pages of a service into its description. What is wrong is among the findings.
pub fn describe(service: &ServiceFolder) -> Described {
    described(service, Sources::read(service), None)
}

/// As [`describe`], without reading files again that are known, and pages that the cache knows; it knows those of the service
/// from then on.
pub fn describe_with(service: &ServiceFolder, cache: &mut PageCache, files: &mut KnownFiles) -> Described {
    let sources = Sources::read_with(service, files);
    described(service, sources, Some(cache))
}

fn described(
    service: &ServiceFolder,
    sources: Result<Sources, Vec<Diagnostic>>,
    cache: Option<&mut PageCache>,
) -> Described {
    match sources {
        Ok(sources) => describe_cached(service, sources, cache),
        Err(findings) => Described {
            service: service.clone(),
            pages: Vec::new(),
            reasons: Vec::new(),
            description: None,
            evidence: Arc::default(),
            changed: None,
            coverage: Vec::new(),
            findings,
        },
    }
}

/// As [`describe`], of sources that were read before.
pub fn describe_sources(service: &ServiceFolder, sources: Sources) -> Described {
    describe_cached(service, sources, None)
}

fn describe_cached(service: &ServiceFolder, sources: Sources, cache: Option<&mut PageCache>) -> Described {
    let Sources { manifest, overlay, pages, mut findings } = sources;
    let normalized = match cache {
        Some(cache) => docwright_read::normalize_with(&manifest, &pages, &overlay, cache),
        None => docwright_read::normalize(&manifest, &pages, &overlay),
    };
    let names = pages.iter().map(|page| page.name.as_str()).collect();
    findings.extend(normalized.diagnostics.into_iter().map(|finding| placed(service, &names, finding)));
    Described {
        service: service.clone(),
        pages,
        reasons: overlay.changes.into_iter().map(|change| change.reason).collect(),
        description: normalized.description,
        evidence: normalized.evidence,
        changed: normalized.changed,
        coverage: normalized.coverage,
        findings,
    }
}

/// Describes several services at once; `done` is called after each.
pub fn describe_all(services: &[ServiceFolder], done: impl Fn(&str) + Sync) -> Vec<Described> {
    services
        .par_iter()
        .map(|service| {
            let described = describe(service);
            done(&service.name);
            described
        })
        .collect()
}

/// Names the pages in a finding, which are relative to the service's folder, as the user may type them.
fn placed(service: &ServiceFolder, pages: &BTreeSet<&str>, mut finding: Diagnostic) -> Diagnostic {
    let path = |page: &str| service.file(page).display().to_string();
    for Snippet { file, .. } in &mut finding.snippets {
        if pages.contains(file.as_str()) {
            *file = path(file);
        }
    }
    // In running text, names stand between backticks.
    for text in std::iter::once(&mut finding.message).chain(&mut finding.notes).chain(&mut finding.help) {
        let parts =
            text.split('`').map(|part| if pages.contains(part) { path(part) } else { part.to_owned() });
        *text = parts.collect::<Vec<_>>().join("`");
    }
    finding
}

/// Returns the text of `api.yaml`.
///
/// # Errors
///
/// As [`yaml::write`].
pub fn api_text(description: &Description) -> Result<String, Diagnostic> {
    api_text_with(description, &format!("../../{SCHEMA}"))
}

/// As [`api_text`], with the path to the schema from where the file lies.
///
/// # Errors
///
/// As [`yaml::write`].
pub fn api_text_with(description: &Description, schema: &str) -> Result<String, Diagnostic> {
    Ok(api_head(schema) + &yaml::write(description)?)
}

fn api_head(schema: &str) -> String {
    format!(
        "# yaml-language-server: $schema={schema}\n\
         # Written by `docwright normalize` from the pages; what they get wrong is corrected in overlay.yaml.\n"
    )
}

/// How `evidence.yaml` begins.
const EVIDENCE_HEAD: &str = "# Written by `docwright normalize`: where each fact of api.yaml comes from.\n";

/// Returns the text of `evidence.yaml`.
///
/// # Errors
///
/// As [`yaml::write`].
pub fn evidence_text(evidence: &Evidence) -> Result<String, Diagnostic> {
    Ok(format!("{EVIDENCE_HEAD}{}", yaml::write(evidence)?))
}

/// What is written of a description.
#[derive(Clone, Debug)]
pub struct Texts {
    /// The content of `api.yaml`.
    pub api: Arc<String>,
    /// The content of `evidence.yaml`.
    pub evidence: Arc<String>,
}

/// The parts of a service's texts, from when they were written last.
#[derive(Debug, Default)]
pub struct Parts {
    api: Written,
    evidence: WrittenEvidence,
    /// What may differ from what was written last; `None` if anything may.
    changed: Option<BTreeSet<Part>>,
}

impl Parts {
    /// Takes note of what changed in a description, whether it is written or not.
    pub fn note(&mut self, described: &Described) {
        match (&mut self.changed, &described.changed) {
            (Some(known), Some(changed)) => known.extend(changed.iter().cloned()),
            (known, _) => *known = None,
        }
    }

    /// Returns what tells the parts of the description that was written last from those before.
    pub fn revisions(&self) -> &Revisions {
        self.api.revisions()
    }
}

impl Texts {
    /// Returns the texts of a description; `None` if it is not sound.
    ///
    /// # Errors
    ///
    /// As [`yaml::write`].
    pub fn of(described: &Described) -> Result<Option<Self>, Diagnostic> {
        let Some(description) = described.sound() else { return Ok(None) };
        Ok(Some(Self {
            api: api_text(description)?.into(),
            evidence: evidence_text(&described.evidence)?.into(),
        }))
    }

    /// As [`of`](Self::of), without writing again what is among the parts, which [took note](Parts::note) of all descriptions since
    /// they were written last.
    ///
    /// # Errors
    ///
    /// As [`Written::write`].
    pub fn with(described: &Described, parts: &mut Parts) -> Result<Option<Self>, Diagnostic> {
        let Some(description) = described.sound() else { return Ok(None) };
        let schema = format!("../../{SCHEMA}");
        let (mut api, mut evidence) = (api_head(&schema), EVIDENCE_HEAD.to_owned());
        let changed = parts.changed.take();
        parts.api.write(description, changed.as_ref(), &mut api)?;
        parts.evidence.write(&described.evidence, changed.as_ref(), &mut evidence)?;
        parts.changed = Some(BTreeSet::new());
        Ok(Some(Self { api: api.into(), evidence: evidence.into() }))
    }

    /// Returns what must change so that the service's files hold the texts.
    ///
    /// # Errors
    ///
    /// What stands there and cannot be read (`DW0110`).
    pub fn changes(
        self,
        workspace: &Workspace,
        service: &str,
        files: &mut KnownFiles,
    ) -> Result<Vec<FileChange>, Diagnostic> {
        let folder = Path::new("specs").join(service);
        let evidence = files.write(workspace, folder.join("evidence.yaml"), self.evidence)?;
        let api = files.write(workspace, folder.join("api.yaml"), self.api)?;
        Ok(evidence.into_iter().chain(api).collect())
    }
}

/// Returns what must change so that the descriptions are what the pages give; those that are not sound are left
/// out. The schemas belong to them.
///
/// # Errors
///
/// What stands there and cannot be read.
pub fn changes(workspace: &Workspace, described: &[Described]) -> Result<Vec<FileChange>, Failure> {
    let mut changes = Vec::new();
    for described in described {
        if let Some(texts) = Texts::of(described)? {
            changes.extend(texts.changes(workspace, &described.service.name, &mut KnownFiles::default())?);
        }
    }
    changes.extend(schemas::changes(workspace)?);
    Ok(changes)
}
