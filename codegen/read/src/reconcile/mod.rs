//! Makes one description of the claims of all pages of a service.
//!
//! The trees of the pages are laid over one another ([`tree`]), errors and shapes that no page names get names by
//! rule ([`errors`], [`shapes`], [`names`]), members that pages call differently are paired ([`members`]), and called
//! on the wire as examples show ([`elements`]), the members by which results are paged are found ([`pagination`]), what
//! recursions point to ([`recursion`]), each aspect of each node is settled ([`facets`]), and what results is written
//! down with its evidence ([`describe`]).

mod alike;
mod contents;
mod describe;
mod elements;
mod errors;
mod examples;
mod facets;
mod members;
mod names;
mod pagination;
mod recursion;
mod roots;
mod sayings;
mod sentences;
mod shapes;
mod shared;
mod standing;
mod tree;
mod unify;
mod words;

use std::collections::HashSet;
use std::sync::Arc;

use docwright_idl::{Code, Description, Diagnostic, FactPath, Operation, Part, Protocol, Shape};
use rayon::prelude::*;

use errors::OperationError;

pub(crate) use errors::name_of_status;
pub(crate) use names::{is_container, is_vague};

pub(crate) use sentences::{Unmatched, each_sentence};
pub(crate) use shared::Shared;
pub(crate) use standing::Standing;
pub(crate) use tree::{Change, Groups, Laid, Layer};

use self::describe::{Afterwards, Noted, Subject, describe, snippet};
use self::members::Paired;
use self::pagination::Unpaged;
use self::recursion::Targets;
use self::sentences::Inferred;
use self::shapes::Origins;
use self::tree::{Id, Said, Tree};
use crate::claims::{Basis, Fact, Step};
use crate::evidence::Evidence;
use crate::manifest::Manifest;
use crate::normalize::PageSource;

/// How many operations or shapes are worth a task of their own.
const MIN_SHARE: usize = 16;

/// A description with its evidence and what was found wrong.
pub(crate) struct Reconciled {
    pub(crate) description: Arc<Description>,
    pub(crate) evidence: Arc<Evidence>,
    /// Findings about a fact; an overlay that targets the fact settles them.
    pub(crate) findings: Vec<(FactPath, Diagnostic)>,
    /// Sentences that demand something and that nothing was made of.
    pub(crate) unmatched: Vec<Unmatched>,
    /// The parts of the description that may differ from what was reconciled last; `None` if all may.
    pub(crate) changed: Option<Vec<Part>>,
}

/// Reconciles what the pages say, which are sorted by name.
pub(crate) fn reconcile(manifest: &Manifest, pages: &[&PageSource], laid: Laid) -> Reconciled {
    let whole = Whole::of(manifest, pages, laid);
    let (mut findings, recursions) =
        rayon::join(|| whole.findings(manifest, pages), || recursion::targets(&whole.tree));
    let page_names = page_names(pages);
    let subject = Whole::subject(manifest, pages, &page_names, &recursions);
    let (mut tree, operations, stated_shapes, unmatched) = whole.into_parts();
    let (mut description, Noted { evidence, findings: of_parts, .. }) =
        describe(&mut tree, &subject, manifest.service(), &operations, Afterwards::Forgotten);
    findings.extend(of_parts);
    link_docs(&mut description, manifest, &stated_shapes);
    let (description, evidence) = (Arc::new(description), Arc::new(evidence));
    Reconciled { description, evidence, findings, unmatched, changed: None }
}

fn page_names(pages: &[&PageSource]) -> Vec<Arc<str>> {
    pages.iter().map(|page| page.name.as_str().into()).collect()
}

/// All that the pages say, with what follows from it.
struct Whole {
    tree: Tree,
    operations: Vec<OperationNode>,
    /// The names of shapes that pages spell.
    stated_shapes: HashSet<String>,
    named_errors: errors::Named,
    paired: Paired,
    /// By operations, that no page shows how they are paged through.
    unpaged: Vec<Option<Unpaged>>,
    /// What examples show that is nearly what others are.
    slips: Vec<(FactPath, Diagnostic)>,
    sentences: Inferred,
    origins: Origins,
}

impl Whole {
    /// Lays the claims of all pages over one another, and says what follows.
    fn of(manifest: &Manifest, pages: &[&PageSource], laid: Laid) -> Self {
        let heard = laid.telling_texts().collect();
        let mut tree = Tree::of(laid);
        let stated_shapes = shape_names(&tree);
        // Its pages show how the protocol writes all lists of requests, and nothing that is a list's own.
        if manifest.protocol == Some(Protocol::Ec2Query) {
            tree.retract_all(&Fact::Flattened);
        }
        members::unwrap_all(&mut tree);
        let named_errors = errors::name(&mut tree);
        let paired = members::pair(&mut tree);
        let mut operations = operations(&tree);
        let ids: Vec<Id> = operations.iter().map(|operation| operation.id).collect();
        for (operation, errors) in operations.iter_mut().zip(errors::share(&mut tree, &ids)) {
            operation.errors = errors;
        }
        errors::keep_docs_that_differ(
            &tree,
            operations.iter_mut().flat_map(|operation| &mut operation.errors),
        );
        let named: Vec<_> =
            operations.iter().map(|operation| (operation.id, operation.name.clone())).collect();
        let origins = shapes::name(&mut tree, &named);
        let unpaged = pagination::find(&mut tree, &named, pages);
        elements::spell(&mut tree, &named, manifest.protocol);
        let slips = examples::conclude(&mut tree, &named, pages);
        let sentences = sentences::infer(&mut tree, pages, heard);
        Self { tree, operations, stated_shapes, named_errors, paired, unpaged, slips, sentences, origins }
    }

    /// Returns what is yet needed once nothing more follows; it takes much less room than all.
    fn into_parts(self) -> (Tree, Vec<OperationNode>, HashSet<String>, Vec<Unmatched>) {
        let Self { tree, operations, stated_shapes, sentences, .. } = self;
        let unmatched = sentences.unmatched.into_iter().map(|(_, unmatched)| unmatched).collect();
        (tree, operations, stated_shapes, unmatched)
    }

    fn subject<'p>(
        manifest: &Manifest,
        pages: &'p [&'p PageSource],
        page_names: &'p [Arc<str>],
        recursions: &'p Targets,
    ) -> Subject<'p> {
        let is_plain_json = manifest.protocol == Some(Protocol::HttpJson);
        Subject { pages, page_names, recursions, is_plain_json }
    }

    /// Returns what is to be said about that, but for contradictions.
    fn findings(&self, manifest: &Manifest, pages: &[&PageSource]) -> Vec<(FactPath, Diagnostic)> {
        let Self { tree, operations, named_errors, paired, unpaged, slips, .. } = self;
        let mut findings = foreign_pages(tree, pages, manifest);
        findings.extend(unpaged.iter().flatten().map(|finding| (**finding).clone()));
        findings.extend(slips.iter().cloned());
        for guess in &named_errors.guesses {
            let path = FactPath::new(["errors", &guess.name]);
            let message = format!(
                "no page names the error with status {}; it is called `{}`",
                guess.status, guess.name
            );
            let mut finding = Diagnostic::new(Code::INFERRED_ERROR_NAME, message).help(format!(
                "name it in overlay.yaml: `{{ target: errors.{0}, expect: {{ status: {1} }}, rename: …, reason: … }}`",
                guess.name, guess.status
            ));
            let error = tree.get(Tree::ROOT, &Step::Error(guess.name.clone().into())).unwrap_or(guess.node);
            if let Some(said) = tree[error].said.first() {
                finding = finding.at(snippet(pages, said, "its name was on a line that is lost".to_owned()));
            }
            findings.push((path, finding));
        }
        let inferred = |operation: &OperationNode| {
            let said = operation.inferred_name.as_ref()?;
            let message = format!("no page spells the operation's name; it is called `{}`", operation.name);
            let finding = Diagnostic::new(Code::INFERRED_OPERATION_NAME, message)
                .at(snippet(pages, said, "made from this".to_owned()))
                .help("add the operation's page of the API reference, or rename it in overlay.yaml if it is wrong");
            Some((FactPath::new(["operations", &operation.name]), finding))
        };
        findings.par_extend(operations.par_iter().with_min_len(MIN_SHARE).filter_map(inferred));
        findings.extend(operations.iter().flat_map(|operation| not_shown(tree, pages, operation)));
        findings.extend(paired.nameless.iter().filter_map(|id| nameless_finding(tree, pages, *id)));
        findings
    }
}

/// Reports what an operation takes or gives back, if pages leave it out and none shows it.
fn not_shown(
    tree: &Tree,
    pages: &[&PageSource],
    operation: &OperationNode,
) -> impl Iterator<Item = (FactPath, Diagnostic)> {
    const SIDES: [(Step, &str, &str); 2] =
        [(Step::Input, "input", "takes"), (Step::Output, "output", "gives back")];
    let name = &operation.name;
    SIDES.into_iter().filter_map(move |(side, part, verb)| {
        let side = tree.get(operation.id, &side).filter(|side| tree.members(*side).next().is_none())?;
        let said = tree[side].said.iter().find(|said| said.fact == Fact::NotShown)?;
        let finding = Diagnostic::new(Code::NOT_SHOWN, format!("no page shows what `{name}` {verb}"))
            .at(snippet(pages, said, "the page leaves it out".to_owned()))
            .help("add the operation's page of the API reference");
        Some((FactPath::new(["operations", name, part]), finding))
    })
}

/// Reports a member of which no page has the name.
fn nameless_finding(tree: &Tree, pages: &[&PageSource], id: Id) -> Option<(FactPath, Diagnostic)> {
    let said = tree.walk(id).into_iter().find_map(|id| tree[id].said.first())?;
    let finding = Diagnostic::new(Code::NAME_COUNT, "which member this describes is unknown")
        .at(snippet(pages, said, "its name was on a line that is lost".to_owned()))
        .help("give docwright an undamaged copy of the page, or another page of the operation");
    Some((FactPath::new(["operations"]), finding))
}

struct OperationNode {
    id: Id,
    name: String,
    /// What the name was inferred from, if no page spells it and the service needs it.
    inferred_name: Option<Said>,
    errors: Vec<OperationError>,
}

/// Returns the operations with their names: as a page spells them, else as inferred.
fn operations(tree: &Tree) -> Vec<OperationNode> {
    let all: Vec<(&Step, Id)> = tree.children(Tree::ROOT).collect();
    let mut operations: Vec<_> = all
        .into_par_iter()
        .with_min_len(MIN_SHARE)
        .filter_map(|(step, id)| {
            let Step::Operation(key) = step else { return None };
            let names = |stated: bool| {
                tree[id].said.iter().find_map(move |said| match &said.fact {
                    Fact::Name(name) if (said.basis == Basis::Stated) == stated => Some((name.clone(), said)),
                    _ => None,
                })
            };
            let (name, inferred_name) = match (names(true), names(false)) {
                (Some((name, _)), _) => (name, None),
                (None, Some((name, said))) => (name, Some(said.clone())),
                (None, None) => (key.to_string(), None),
            };
            // Where each operation has a route of its own, its name does not travel.
            let has_route = tree[id].said.iter().any(|said| matches!(said.fact, Fact::Route(..)));
            let inferred_name = inferred_name.filter(|_| !has_route);
            Some(OperationNode { id, name, inferred_name, errors: Vec::new() })
        })
        .collect();
    operations.sort_by(|a, b| a.name.cmp(&b.name));
    operations
}

/// Reports pages that name another service than the manifest or the other pages do.
fn foreign_pages(tree: &Tree, pages: &[&PageSource], manifest: &Manifest) -> Vec<(FactPath, Diagnostic)> {
    let mut findings = Vec::new();
    let mut report = |said: &Said, found: &str, expected: String, other: Option<&Said>| {
        let page = pages.get(said.page).map_or("", |page| page.name.as_str());
        let mut finding =
            Diagnostic::new(Code::FOREIGN_PAGE, format!("`{page}` documents `{found}`, not {expected}"))
                .at(snippet(pages, said, format!("this is `{found}`")))
                .help(format!(
                    "move the page to its own service: `docwright init <service> --from specs/{}/{page}`",
                    manifest.name
                ));
        if let Some(other) = other {
            finding = finding.at(snippet(pages, other, "another page of this service".to_owned()));
        }
        findings.push((FactPath::new(["service", "title"]), finding));
    };
    let mut first_client: Option<(&Said, &str)> = None;
    let mut first_title: Option<(&Said, &str)> = None;
    let mut elsewhere: Option<(&Said, &str)> = None;
    for said in tree[Tree::ROOT].said.iter() {
        let (found, first, expected) = match &said.fact {
            Fact::Endpoint(url) => {
                elsewhere = elsewhere.or((!is_of_aws(url)).then_some((said, url)));
                continue;
            }
            Fact::Title(title) => (title, &mut first_title, manifest.title.as_deref()),
            Fact::ClientId(client) => (client, &mut first_client, None),
            _ => continue,
        };
        match (expected, *first) {
            (Some(expected), _) if expected != found => report(said, found, format!("`{expected}`"), None),
            (None, Some((other, expected))) if expected != found => {
                report(said, found, format!("`{expected}`"), Some(other))
            }
            (_, None) => *first = Some((said, found)),
            _ => {}
        }
    }
    if let (Some((said, url)), Some((other, client))) = (elsewhere, first_client) {
        report(said, url, format!("`{client}`, which is of AWS"), Some(other));
    }
    findings
}

/// Whether a service of AWS may be at a URL.
fn is_of_aws(url: &str) -> bool {
    const DOMAINS: &[&str] = &[".amazonaws.com", ".amazonaws.com.cn", ".api.aws"];
    let host =
        url.split_once("://").map_or(url, |(_, rest)| rest).split(['/', ':']).next().unwrap_or_default();
    DOMAINS.iter().any(|domain| host.ends_with(domain))
}

/// Returns the names of shapes that pages spell.
fn shape_names(tree: &Tree) -> HashSet<String> {
    if !tree.topics().shape_names {
        return HashSet::new();
    }
    tree.par_ids()
        .filter(|id| tree[*id].may_have_shape_name())
        .flat_map_iter(|id| tree[id].shape_names().map(|(name, _)| name.to_owned()))
        .collect()
}

/// Adds the link to the vendor's page of an operation that the manifest's template gives.
fn link_operation(manifest: &Manifest, name: &str, operation: &mut Operation) {
    operation.doc_url = operation.doc_url.take().or_else(|| link(manifest.operation_url.as_deref(), name));
}

/// As [`link_operation`], of a shape. Only those whose names the pages spell have a page.
fn link_shape(manifest: &Manifest, stated_shapes: &HashSet<String>, name: &str, shape: &mut Shape) {
    if shape.doc_url.is_none() && stated_shapes.contains(name) {
        shape.doc_url = link(manifest.type_url.as_deref(), name);
    }
}

fn link(template: Option<&str>, name: &str) -> Option<String> {
    template.map(|template| template.replace("{name}", name))
}

/// Adds links to the vendor's pages.
fn link_docs(description: &mut Description, manifest: &Manifest, stated_shapes: &HashSet<String>) {
    description.operations.iter_mut().for_each(|(name, operation)| link_operation(manifest, name, operation));
    description.types.iter_mut().for_each(|(name, shape)| link_shape(manifest, stated_shapes, name, shape));
}
