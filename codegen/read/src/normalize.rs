//! The whole pipeline on the pages of one service.

use std::sync::Arc;

use docwright_idl::{Code, Description, Diagnostic, FactPath, Part, Severity, Snippet, validate};
use rayon::prelude::*;

use crate::cache::PageCache;
use crate::claims::{Claims, LineClass};
use crate::dialect::{self, Dialect, Page};
use crate::document::Lines;
use crate::evidence::Evidence;
use crate::format::{self, Format};
use crate::grouping::{code_of, foreign_pages};
use crate::lines::count;
use crate::manifest::Manifest;
use crate::overlay::Overlay;
use crate::reconcile::{Laid, Layer, Reconciled, Shared, Unmatched, reconcile};
use crate::retryable;

/// The bid below which a dialect does not recognise a page.
const MIN_BID: u8 = 30;

/// How many places of one page are reported as unread; a page that has more is of another layout.
const MAX_UNREAD: usize = 20;

/// How many pages are read in one task at most, so that no thread is left with many of them while others have none.
const MAX_SHARE: usize = 1;

/// How many problems of a description are reported with their lines; one that has more is not what its pages say.
const MAX_PROBLEMS: usize = 100;

/// A page of documentation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PageSource {
    /// The page's path, relative to the service's folder, with `/` between its parts.
    pub name: String,
    /// Its text.
    pub text: Arc<str>,
}

/// What came of the pages of a service.
#[derive(Clone, Debug)]
pub struct Normalized {
    /// The description; `None` if errors leave none that could be relied on.
    pub description: Option<Arc<Description>>,
    /// Where each of its facts comes from.
    pub evidence: Arc<Evidence>,
    /// The parts of description and evidence that may differ from what the same [`PageCache`] gave last; `None` if all may.
    pub changed: Option<Vec<Part>>,
    /// What became of each page's lines, by page, in the order of the pages' names.
    pub coverage: Vec<PageCoverage>,
    /// All findings, in a stable order.
    pub diagnostics: Vec<Diagnostic>,
}

/// What became of the lines of one page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageCoverage {
    /// The page's name.
    pub page: String,
    /// The dialect that read it; `None` if none recognised it.
    pub dialect: Option<&'static str>,
    /// What became of each line.
    pub lines: Arc<[LineClass]>,
    /// Where sentences of the documentation stand that demand something of a value, and that no pattern matches.
    pub unmatched: Vec<Lines>,
}

/// Reads the pages of a service into a description. The order of the pages does not matter.
pub fn normalize(manifest: &Manifest, pages: &[PageSource], overlay: &Overlay) -> Normalized {
    normalized(draft(manifest, pages, overlay))
}

/// As [`normalize`], without reading pages again that the cache knows; it knows these pages, and no others, from then on.
pub fn normalize_with(
    manifest: &Manifest,
    pages: &[PageSource],
    overlay: &Overlay,
    cache: &mut PageCache,
) -> Normalized {
    normalized(draft_with(manifest, pages, overlay, Some(cache)))
}

fn normalized(draft: Draft) -> Normalized {
    let Draft { description, evidence, changed, coverage, diagnostics, .. } = draft;
    let fails = diagnostics.iter().any(Diagnostic::is_error);
    Normalized { description: (!fails).then_some(description), evidence, changed, coverage, diagnostics }
}

/// What the pages of a service give, whatever is wrong with it.
pub(crate) struct Draft {
    pub(crate) description: Arc<Description>,
    pub(crate) evidence: Arc<Evidence>,
    pub(crate) changed: Option<Vec<Part>>,
    pub(crate) coverage: Vec<PageCoverage>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// What of the description is not sound; all that is said about it is among the diagnostics, too.
    pub(crate) problems: Vec<FactPath>,
}

/// Reads the pages of a service.
pub(crate) fn draft(manifest: &Manifest, pages: &[PageSource], overlay: &Overlay) -> Draft {
    draft_with(manifest, pages, overlay, None)
}

fn draft_with(
    manifest: &Manifest,
    pages: &[PageSource],
    overlay: &Overlay,
    cache: Option<&mut PageCache>,
) -> Draft {
    let mut pages: Vec<&PageSource> = pages.iter().collect();
    pages.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| a.text.cmp(&b.text)));
    let mut diagnostics = Vec::new();
    let mut coverage = Vec::new();
    let mut codes = Vec::new();
    if pages.is_empty() {
        diagnostics.push(
            Diagnostic::new(Code::NO_PAGES, format!("`{}` has no pages", manifest.name))
                .help(format!("put the documentation under specs/{}/pages", manifest.name)),
        );
    }
    let is_overlaid = !overlay.changes.is_empty();
    let reconciled = match cache {
        Some(cache) => {
            for page in cache.read(manifest, &pages) {
                coverage.push(page.coverage.clone());
                codes.push(page.code.clone());
                diagnostics.extend(page.findings.iter().cloned());
            }
            let reconciled = cache.reconcile(manifest, &pages);
            // An overlay may touch anything.
            let is_any = is_overlaid | std::mem::replace(&mut cache.is_overlaid, is_overlaid);
            Reconciled { changed: reconciled.changed.filter(|_| !is_any), ..reconciled }
        }
        None => {
            let shared = Shared::default();
            let numbered = pages.par_iter().copied().enumerate().with_max_len(MAX_SHARE);
            let read: Vec<_> = numbered
                .map(|(place, page)| LaidPage::of(&shared, place, page, read_page(manifest, page)))
                .collect();
            let mut layers = Vec::with_capacity(read.len());
            for page in read {
                coverage.push(page.coverage);
                codes.push(page.code);
                diagnostics.extend(page.findings);
                layers.push(page.layer);
            }
            reconcile(manifest, &pages, Laid::of(layers))
        }
    };
    diagnostics.extend(foreign_pages(&manifest.name, &pages, &codes));
    for Unmatched { page, lines } in reconciled.unmatched {
        if let Some(page) = coverage.get_mut(page) {
            page.unmatched.push(lines);
        }
    }
    for page in &mut coverage {
        page.unmatched.sort_unstable();
        page.unmatched.dedup();
    }
    let mut description = reconciled.description;
    if description.operations.is_empty() && !diagnostics.iter().any(Diagnostic::is_error) {
        diagnostics.push(
            Diagnostic {
                severity: Severity::Error,
                ..Diagnostic::new(Code::INCOMPLETE_PAGE, "the pages document no operation")
            }
            .help("fetch the pages again; they seem to be cut off"),
        );
    }
    let mut evidence = reconciled.evidence;
    if is_overlaid {
        let (description, evidence) = (Arc::make_mut(&mut description), Arc::make_mut(&mut evidence));
        diagnostics.extend(overlay.apply(description, &mut evidence.facts));
    }
    let open = reconciled.findings.into_iter().filter(|(path, _)| !overlay.settles(path));
    diagnostics.extend(open.map(|(_, finding)| finding));
    if !evidence.observations.is_empty() {
        overlay.follow(Arc::make_mut(&mut evidence));
    }
    let found = validate(&description);
    let problems = found.iter().map(|problem| problem.path.clone()).collect();
    let rest = found.len().saturating_sub(MAX_PROBLEMS);
    for problem in found.into_iter().take(MAX_PROBLEMS) {
        diagnostics.push(with_sources(problem.path, problem.diagnostic, &evidence.facts, &pages));
    }
    if let (Some(last), 1..) = (diagnostics.last_mut(), rest) {
        last.notes.push(format!("and {rest} more problems"));
    }
    Draft { description, evidence, changed: reconciled.changed, coverage, diagnostics, problems }
}

/// What came of one page, as far as that needs no other.
#[derive(Clone, Debug)]
pub(crate) struct LaidPage {
    pub(crate) coverage: PageCoverage,
    /// The code of its service.
    pub(crate) code: Option<String>,
    pub(crate) layer: Layer,
    pub(crate) findings: Vec<Diagnostic>,
}

impl LaidPage {
    /// Returns what came of the page that has this place in the sorted list of pages.
    pub(crate) fn of(shared: &Shared, place: usize, page: &PageSource, read: Read) -> Self {
        let Read { dialect, mut claims, findings } = read;
        let mut lines = claims.take_lines();
        // Readers do not see a last line of characters that cannot be seen.
        lines.resize(count(&page.text) as usize, LineClass::Blank);
        let coverage =
            PageCoverage { page: page.name.clone(), dialect, lines: lines.into(), unmatched: Vec::new() };
        let code = code_of(&claims, &page.text).map(str::to_owned);
        Self { coverage, code, layer: Layer::of(place, claims, shared), findings }
    }
}

/// Adds the lines to a finding about the fact at `path`.
fn with_sources(
    path: FactPath,
    mut finding: Diagnostic,
    facts: &docwright_idl::Map<crate::evidence::Sources>,
    pages: &[&PageSource],
) -> Diagnostic {
    let parts = path.parts();
    let sources = (1..=parts.len())
        .rev()
        .find_map(|length| facts.get(&FactPath::new(parts[..length].iter().cloned()).to_string()))
        .into_iter()
        .flatten();
    for place in sources.filter_map(|source| source.place()) {
        if let Some(page) = pages.iter().find(|page| *page.name == *place.page) {
            let lines = place.lines;
            finding = finding.at(snippet(page, lines, "from here"));
        }
    }
    finding.note(format!("this is about `{path}`"))
}

/// What came of one page.
#[derive(Clone, Debug)]
pub(crate) struct Read {
    pub(crate) dialect: Option<&'static str>,
    pub(crate) claims: Claims,
    pub(crate) findings: Vec<Diagnostic>,
}

pub(crate) fn read_page(manifest: &Manifest, source: &PageSource) -> Read {
    let unread = |finding| Read { dialect: None, claims: Claims::new(&source.text), findings: vec![finding] };
    let text = format::clean(&source.text);
    if text.trim().is_empty() {
        return unread(
            Diagnostic::new(Code::EMPTY_PAGE, format!("`{}` is empty", source.name))
                .help("fetch the page again, or remove the file"),
        );
    }
    let document = Format::of(&source.name, &text).read(&text);
    let page = Page { name: &source.name, text: &text, document: &document };
    let dialect = match choose(manifest, &page) {
        Ok(dialect) => dialect,
        Err(finding) => return unread(*finding),
    };
    let mut claims = dialect.read(&page);
    retryable::infer(&mut claims);
    for lines in &document.markup {
        claims.classify(*lines, LineClass::Boilerplate);
    }
    let mut findings = claims.diagnostics.clone();
    let unread = claims.unread();
    let rest = unread.len().saturating_sub(MAX_UNREAD);
    findings.extend(unread.into_iter().take(MAX_UNREAD).map(|lines| {
        Diagnostic::new(Code::UNREAD_LINE, format!("the `{}` reader did not understand this", dialect.name()))
            .at(snippet(source, lines, "nothing was made of it"))
            .help("compare it with the vendor's page; what it says can be added in overlay.yaml")
    }));
    if let (Some(last), 1..) = (findings.last_mut(), rest) {
        last.notes.push(format!("and {rest} more places of this page; `docwright coverage` lists them all"));
    }
    Read { dialect: Some(dialect.name()), claims, findings }
}

fn choose(manifest: &Manifest, page: &Page<'_>) -> Result<&'static dyn Dialect, Box<Diagnostic>> {
    let names = || {
        let names: Vec<_> = dialect::all().map(|dialect| format!("`{}`", dialect.name())).collect();
        names.join(", ")
    };
    if let Some(wanted) = &manifest.dialect {
        return dialect::all().find(|dialect| dialect.name() == wanted).ok_or_else(|| {
            Box::new(
                Diagnostic::new(Code::MISSING_SETTING, format!("`{wanted}` is no dialect"))
                    .help(format!("write one of {} as `dialect` in docwright.yaml, or none", names())),
            )
        });
    }
    let bids = bids_of(page);
    match bids.as_slice() {
        [(dialect, _)] => Ok(*dialect),
        [(dialect, bid), (_, next), ..] if bid > next => Ok(*dialect),
        [(first, _), (second, _), ..] => Err(Box::new(
            Diagnostic::new(
                Code::AMBIGUOUS_LAYOUT,
                format!("`{}` may be `{}` or `{}`", page.name, first.name(), second.name()),
            )
            .help("say which as `dialect` in docwright.yaml"),
        )),
        [] => {
            let help = match dialect::is_source(page.text) {
                true => "this is the source of a page, in reStructuredText; take the page that is made of it",
                false => "check that the file is a reference page and not a login form or an error page",
            };
            let first = page.document.blocks.first().map_or(Lines::at(1), |block| block.lines);
            Err(Box::new(
                Diagnostic::new(Code::UNKNOWN_LAYOUT, format!("no dialect recognises `{}`", page.name))
                    .at(Snippet::of_lines(
                        page.name,
                        page.text,
                        first.first as usize,
                        first.last as usize,
                        "the page begins here",
                    ))
                    .note(format!("docwright reads {}", names()))
                    .help(help),
            ))
        }
    }
}

fn bids_of(page: &Page<'_>) -> Vec<(&'static dyn Dialect, u8)> {
    let mut bids: Vec<_> = dialect::all()
        .map(|dialect| (dialect, dialect.bid(page)))
        .filter(|(_, bid)| *bid >= MIN_BID)
        .collect();
    bids.sort_by_key(|(dialect, bid)| (std::cmp::Reverse(*bid), dialect.name()));
    bids
}

/// Returns the names of the dialects that recognise a page, the surest first, each with its bid (30 to 100).
pub fn bids(source: &PageSource) -> Vec<(&'static str, u8)> {
    let text = format::clean(&source.text);
    let document = Format::of(&source.name, &text).read(&text);
    let page = Page { name: &source.name, text: &text, document: &document };
    bids_of(&page).into_iter().map(|(dialect, bid)| (dialect.name(), bid)).collect()
}

/// Returns what one page says by itself, and the dialect that read it.
pub fn claims(source: &PageSource) -> (Option<&'static str>, Claims) {
    claims_of(&Manifest::default(), source)
}

/// As [`claims`], of a page of the service that the manifest describes.
pub fn claims_of(manifest: &Manifest, source: &PageSource) -> (Option<&'static str>, Claims) {
    let read = read_page(manifest, source);
    (read.dialect, read.claims)
}

fn snippet(page: &PageSource, lines: Lines, label: &str) -> Snippet {
    Snippet::of_lines(page.name.as_str(), &page.text, lines.first as usize, lines.last as usize, label)
}
