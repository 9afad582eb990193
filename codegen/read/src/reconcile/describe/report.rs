//! Reports what pages say against one another, and what none says.

use docwright_idl::*;

use super::Describer;
use crate::claims::{Basis, Fact, Kind};
use crate::document::Lines;
use crate::normalize::PageSource;
use crate::reconcile::facets::{Settled, weakness};
use crate::reconcile::tree::{Id, Said};

impl Describer<'_> {
    /// Reports what was said against what was settled, if anything was.
    pub(super) fn report_conflict(&mut self, path: &Trail<'_>, settled: &Settled<'_>) {
        if let (Some(against), Some(support)) = (settled.against, settled.support.first()) {
            self.conflict(path, &settled.fact, support, against);
        }
    }

    fn conflict(&mut self, path: &Trail<'_>, fact: &Fact, support: &Said, against: &Said) {
        let path = path.path();
        let of_operation = matches!(path.parts(), [top, _] if top == "operations");
        let about = aspect(fact, of_operation).iter().fold(path, |path, part| path.join(*part));
        let finding =
            Diagnostic::new(Code::CONFLICT, format!("the pages contradict each other about `{about}`"))
                .at(snippet(self.subject.pages, support, format!("here it is {}", words(&support.fact))))
                .at(snippet(self.subject.pages, against, format!("here it is {}", words(&against.fact))))
                .help(format!(
                    "say in overlay.yaml what is right: `{{ target: {about}, expect: …, set: …, reason: … }}`"
                ));
        // Rules may be wrong where a page is plain.
        let outweighed = weakness(support.basis) < weakness(against.basis);
        let finding =
            Diagnostic { severity: if outweighed { Severity::Warning } else { finding.severity }, ..finding };
        self.notes.findings.push((about, finding));
    }

    /// Whether no page tells what a node that became a document is: none says that it may be anything, or an object of whatever
    /// members.
    pub(super) fn is_untyped(&self, id: Id) -> bool {
        let node = &self.tree[id];
        let says_any = |said: &Said| said.fact == Fact::Kind(Kind::Any) && said.basis == Basis::Stated;
        match self.tree.kind(id) {
            Kind::Any => !node.said.iter().any(says_any),
            Kind::Object => node.shape_names().next().is_some(),
            kind => !matches!(kind, Kind::Scalar(_)),
        }
    }

    /// Reports that no page tells of what type something is, which is known by a node.
    pub(super) fn report_untyped(&mut self, path: &Trail<'_>, id: Id) {
        let node = &self.tree[id];
        let path = path.path();
        let about = path.join("type");
        let page = match node.shape_names().next() {
            Some((name, _)) => format!("add a page that describes `{name}`"),
            None => "add another page that tells it".to_owned(),
        };
        let mut finding = Diagnostic::new(Code::UNKNOWN_TYPE, format!("no page tells the type of `{path}`"))
            .help(format!(
                "{page}, or say in overlay.yaml what it is: `{{ target: {about}, expect: document, set: …, reason: … }}`"
            ));
        if let Some(said) = node.said.first() {
            finding = finding.at(snippet(self.subject.pages, said, "it is named here".to_owned()));
        }
        self.notes.findings.push((about, finding));
    }
}

/// Returns the place of a claim.
pub(in crate::reconcile) fn snippet(pages: &[&PageSource], said: &Said, label: String) -> Snippet {
    snippet_at(pages, said.page, said.lines, label)
}

/// Shows lines of a page, which is known by its place.
pub(in crate::reconcile) fn snippet_at(
    pages: &[&PageSource],
    page: usize,
    lines: Lines,
    label: String,
) -> Snippet {
    let (name, text) = pages.get(page).map_or(("", ""), |page| (page.name.as_str(), &*page.text));
    Snippet::of_lines(name, text, lines.first as usize, lines.last as usize, label)
}

/// Returns the part of an operation, shape, error or member that a fact is about.
fn aspect(fact: &Fact, of_operation: bool) -> &'static [&'static str] {
    match fact {
        Fact::Kind(_) | Fact::ShapeName(_) => &["type"],
        Fact::Route(..) => &["http"],
        Fact::Status(_) if of_operation => &["http", "status"],
        Fact::Status(_) => &["status"],
        Fact::Required(_) => &["required"],
        Fact::Values { .. } => &["enum"],
        Fact::Length(_) => &["length"],
        Fact::Range(_) => &["range"],
        Fact::Items(_) => &["items"],
        Fact::Pattern(_) => &["pattern"],
        Fact::Default(_) => &["default"],
        Fact::Format(_) => &["format"],
        Fact::In(_) => &["in"],
        Fact::WireName(_) => &["name"],
        Fact::Media(_) => &["media"],
        Fact::Code(_) => &["code"],
        Fact::Scopes(_) => &["scopes"],
        Fact::WaiterDelay(_) => &["delay"],
        Fact::WaiterAttempts(_) => &["max_attempts"],
        _ => &["doc"],
    }
}

/// Says a fact in a few words.
fn words(fact: &Fact) -> String {
    match fact {
        Fact::Kind(Kind::Scalar(scalar)) => format!("a {scalar}"),
        Fact::Kind(kind) => format!("a {}", format!("{kind:?}").to_lowercase()),
        Fact::ShapeName(name) => format!("a `{name}`"),
        Fact::Route(method, path) => format!("{} {path}", method.as_str()),
        Fact::Status(status) => status.to_string(),
        Fact::WaiterDelay(seconds) => format!("{seconds} seconds"),
        Fact::WaiterAttempts(attempts) => format!("{attempts} attempts"),
        Fact::Required(true) => "required".to_owned(),
        Fact::Required(false) => "optional".to_owned(),
        Fact::Values { values, .. } => format!("one of {} values", values.len()),
        Fact::Length(bounds) | Fact::Range(bounds) | Fact::Items(bounds) => bounds.to_string(),
        Fact::Default(value) => value.to_string(),
        Fact::Pattern(text)
        | Fact::Format(text)
        | Fact::WireName(text)
        | Fact::Media(text)
        | Fact::Code(text)
        | Fact::Title(text)
        | Fact::ClientId(text) => format!("`{text}`"),
        Fact::In(location) => format!("in the {location:?}").to_lowercase(),
        _ => "another".to_owned(),
    }
}
