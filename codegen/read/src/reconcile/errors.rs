//! Which errors of different pages are the same, and names for those of which a page lost the name.
//!
//! A client library calls an error by its shape, a page of the API by its code, which may lack the last word
//! (`error-by-name`). For lost names there are three rules, in this order: another page of the operation has the names,
//! which both pages sort, so that they pair up (`error-name-by-order`; where one page has more than the other,
//! `error-name-by-order-and-text`); another operation has an error of the same status and text
//! (`error-name-by-corroboration`); the status has a name of its own (`error-name-from-status`).

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use docwright_idl::error_stem;
use foldhash::fast::FixedState;
use rayon::prelude::*;

use super::MIN_SHARE;
use super::facets::settle;
use super::members::client_pages;
use super::tree::{Id, Said, Tree};
use crate::claims::{Basis, Fact, Name, Step};
use crate::mention::{told, words};

/// How many operations' errors are looked at before they are shared.
const BATCH: usize = 256;

/// An error that got its name from its status alone.
pub(super) struct Guess {
    /// The error's node, under its new name.
    pub(super) node: Id,
    pub(super) name: String,
    pub(super) status: u16,
}

/// What came of naming errors.
#[derive(Default)]
pub(super) struct Named {
    /// The errors whose names are a guess.
    pub(super) guesses: Vec<Guess>,
    /// Whether any had no name.
    pub(super) had_unnamed: bool,
}

/// Names all unnamed errors of a service.
pub(super) fn name(tree: &mut Tree) -> Named {
    let operations: Vec<Id> = tree
        .children(Tree::ROOT)
        .filter(|(step, _)| matches!(step, Step::Operation(_)))
        .map(|(_, id)| id)
        .collect();
    by_name(tree, &operations);
    let has_unnamed = |operation: &Id| !unnamed(tree, *operation).is_empty();
    let with_unnamed: Vec<Id> =
        operations.par_iter().with_min_len(MIN_SHARE).copied().filter(has_unnamed).collect();
    if with_unnamed.is_empty() {
        return Named::default();
    }
    for operation in &with_unnamed {
        by_order(tree, *operation);
    }
    by_corroboration(tree, &operations);
    let guesses = with_unnamed.into_iter().flat_map(|operation| from_status(tree, operation)).collect();
    Named { guesses, had_unnamed: true }
}

/// An error of an operation, which the operations share.
#[derive(Clone)]
pub(super) struct OperationError {
    /// The error's node below the service.
    pub(super) id: Id,
    /// What is said of it at the operation, where that is something else than of the error as such.
    pub(super) doc: Option<Box<(Arc<str>, Said)>>,
    /// The media type of its body at the operation, where that is another one or none.
    pub(super) media: Option<Box<(Option<String>, Said)>>,
}

/// Moves the errors of operations to the service, where those of one name are one, and returns those of each.
pub(super) fn share(tree: &mut Tree, operations: &[Id]) -> Vec<Vec<OperationError>> {
    let mut shared = Vec::with_capacity(operations.len());
    for batch in operations.chunks(BATCH) {
        let own: Vec<_> = {
            let tree = &*tree;
            batch.par_iter().with_min_len(MIN_SHARE).map(|operation| own_errors(tree, *operation)).collect()
        };
        shared.extend(own.into_iter().map(|errors| {
            errors.into_iter().map(|(name, error)| share_one(tree, name, error)).collect::<Vec<_>>()
        }));
    }
    shared
}

/// Returns the errors of an operation, yet below the operation.
fn own_errors(tree: &Tree, operation: Id) -> Vec<(Name, OperationError)> {
    named(tree, operation).into_iter().map(|(name, id)| (name, own_error(tree, id))).collect()
}

fn own_error(tree: &Tree, id: Id) -> OperationError {
    OperationError { id, doc: settled_doc(tree, id).map(Box::new), media: None }
}

/// As [`share`], of one error of an operation, after those of others.
pub(super) fn share_own(tree: &mut Tree, name: Name, id: Id) -> OperationError {
    let error = own_error(tree, id);
    share_one(tree, name, error)
}

/// Moves an error of an operation to the service.
fn share_one(tree: &mut Tree, name: Name, error: OperationError) -> OperationError {
    let media = tree[error.id].retract(|said| matches!(said.fact, Fact::MediaHere(_)));
    let media = media.into_iter().find_map(|said| match &said.fact {
        Fact::MediaHere(media) => Some((media.clone(), said)),
        _ => None,
    });
    let shared = tree.child(Tree::ROOT, Step::Error(name));
    tree.merge(error.id, shared);
    OperationError { id: shared, media: media.map(Box::new), ..error }
}

/// Forgets what is said of errors at operations where the same is said of the error as such.
pub(super) fn keep_docs_that_differ<'e>(tree: &Tree, errors: impl Iterator<Item = &'e mut OperationError>) {
    let errors: Vec<&mut OperationError> = errors.filter(|error| error.doc.is_some()).collect();
    let ids: HashSet<Id, FixedState> = errors.iter().map(|error| error.id).collect();
    let general = |id: Id| (id, settled_doc(tree, id).map(|(doc, _)| doc).unwrap_or_default());
    let general: HashMap<Id, Arc<str>, FixedState> = ids.into_par_iter().map(general).collect();
    for error in errors {
        let general = &general[&error.id];
        let says_same =
            |doc: &Arc<str>| doc == general || doc.split_whitespace().eq(general.split_whitespace());
        if error.doc.as_ref().is_some_and(|doc| says_same(&doc.0)) {
            error.doc = None;
        }
    }
}

pub(super) fn settled_doc(tree: &Tree, error: Id) -> Option<(Arc<str>, Said)> {
    let mut docs = tree[error].docs();
    if let (Some((said, doc)), None) = (docs.next(), docs.next()) {
        return Some((Arc::clone(doc), said.clone()));
    }
    settle(&tree[error]).find_map(|settled| match settled.fact.as_ref() {
        Fact::Doc(doc) => Some((doc.clone(), (*settled.support.first()?).clone())),
        _ => None,
    })
}

fn named(tree: &Tree, operation: Id) -> Vec<(Name, Id)> {
    let name = |(step, id): (&Step, Id)| match step {
        Step::Error(name) => Some((name.clone(), id)),
        _ => None,
    };
    tree.children(operation).filter_map(name).collect()
}

fn unnamed(tree: &Tree, operation: Id) -> Vec<Id> {
    tree.by_place(operation, |step| if let Step::UnnamedError(place) = step { Some(*place) } else { None })
}

/// Brings errors together that client libraries call by their shape and pages of the API by their code.
fn by_name(tree: &mut Tree, operations: &[Id]) {
    let clients = client_pages(operations.iter().flat_map(|operation| tree[*operation].said.iter()));
    let is_other = |said: &Said| !clients.contains(&said.page);
    let has_other = |operation: &Id| tree[*operation].said.iter().any(is_other);
    if clients.is_empty() || !operations.par_iter().with_min_len(MIN_SHARE).any(has_other) {
        return;
    }
    // Who uses each name: client libraries, pages of the API.
    let mut users: BTreeMap<Name, [bool; 2]> = BTreeMap::new();
    for (name, error) in operations.iter().flat_map(|operation| named(tree, *operation)) {
        let users = users.entry(name).or_default();
        for said in tree[error].said.iter() {
            users[usize::from(!clients.contains(&said.page))] = true;
        }
    }
    let mut shapes: HashMap<&str, Vec<&Name>> = HashMap::new();
    for (name, _) in users.iter().filter(|(_, users)| **users == [true, false]) {
        shapes.entry(error_stem(name)).or_default().push(name);
    }
    let same: Vec<(Name, Name)> = users
        .iter()
        .filter(|(_, users)| **users == [false, true])
        .filter_map(|(code, _)| match shapes.get(error_stem(code))?.as_slice() {
            [shape] => Some((code.clone(), (*shape).clone())),
            _ => None,
        })
        .collect();
    for (code, shape) in same {
        for operation in operations {
            if let Some(error) = tree.get(*operation, &Step::Error(shape.clone())) {
                tree[error].retract(|said| matches!(said.fact, Fact::Code(_)));
            }
            let Some(error) = tree.get(*operation, &Step::Error(code.clone())) else { continue };
            for said in tree[error].said.iter_mut().filter(|said| matches!(said.fact, Fact::Code(_))) {
                said.basis = Basis::Inferred("error-by-name");
            }
            let target = tree.child(*operation, Step::Error(shape.clone()));
            tree.merge(error, target);
            tree[*operation].children.remove(&Step::Error(code.clone()));
        }
    }
}

fn by_order(tree: &mut Tree, operation: Id) {
    let (mut names, unnamed) = (named(tree, operation), unnamed(tree, operation));
    // Names from the page that lost others cannot be told from those it lost.
    let pages = |tree: &Tree, id: Id| tree[id].said.iter().map(|said| said.page).collect::<Vec<_>>();
    let lossy: Vec<_> = unnamed.iter().flat_map(|id| pages(tree, *id)).collect();
    let independent = names.iter().all(|(_, id)| pages(tree, *id).iter().all(|page| !lossy.contains(page)));
    if !independent {
        return;
    }
    names.sort_by_key(|(name, _)| name.to_lowercase());
    if names.len() == unnamed.len() {
        for ((_, named), unnamed) in names.into_iter().zip(unnamed) {
            tree.adopt(unnamed, named, "error-name-by-order");
        }
        return;
    }
    let texts: Vec<Vec<String>> = unnamed.iter().map(|error| words(doc(tree, *error))).collect();
    let labels: Vec<&str> = names.iter().map(|(name, _)| name.as_str()).collect();
    for (unnamed, named) in unnamed.into_iter().zip(align(&labels, &texts)) {
        if let Some((_, named)) = named.and_then(|index| names.get(index)) {
            tree.adopt(unnamed, *named, "error-name-by-order-and-text");
        }
    }
}

fn doc(tree: &Tree, error: Id) -> &str {
    tree[error].docs().map(|(_, doc)| &**doc).max_by_key(|doc| doc.len()).unwrap_or_default()
}

/// Pairs texts with names of which there are more or fewer, both in order, so that the texts speak most of their
/// names. Returns the place of the name for each text.
fn align(names: &[&str], texts: &[Vec<String>]) -> Vec<Option<usize>> {
    const MAX: usize = 200;
    if names.len() > MAX || texts.len() > MAX {
        return vec![None; texts.len()];
    }
    let told = |name: &str, text: &[String]| told(error_stem(name), text);
    // The best that the texts from a place on and the names from a place on can do.
    let mut best = vec![vec![0.0_f64; names.len() + 1]; texts.len() + 1];
    for text in (0..texts.len()).rev() {
        for name in (0..names.len()).rev() {
            let both = told(names[name], &texts[text]) + best[text + 1][name + 1];
            best[text][name] = both.max(best[text + 1][name]).max(best[text][name + 1]);
        }
    }
    let mut pairs = vec![None; texts.len()];
    let (mut text, mut name) = (0, 0);
    while text < texts.len() && name < names.len() {
        let gain = told(names[name], &texts[text]);
        if best[text][name] <= best[text][name + 1] {
            name += 1;
        } else if gain > 0.0 && best[text][name] <= gain + best[text + 1][name + 1] {
            pairs[text] = Some(name);
            (text, name) = (text + 1, name + 1);
        } else {
            text += 1;
        }
    }
    pairs
}

/// What tells an error across operations: its status and its text.
fn likeness(tree: &Tree, error: Id) -> Option<(u16, Arc<str>)> {
    let mut status = None;
    let mut doc = None;
    for said in tree[error].said.iter() {
        match &said.fact {
            Fact::Status(code) => status = Some(*code),
            Fact::Doc(text) => doc = Some(text.clone()),
            _ => {}
        }
    }
    Some((status?, doc?))
}

fn by_corroboration(tree: &mut Tree, operations: &[Id]) {
    let mut known: BTreeMap<(u16, Arc<str>), Vec<Name>> = BTreeMap::new();
    for (name, error) in operations.iter().flat_map(|operation| named(tree, *operation)) {
        if let Some(likeness) = likeness(tree, error) {
            known.entry(likeness).or_default().push(name);
        }
    }
    for names in known.values_mut() {
        names.sort();
        names.dedup();
    }
    for operation in operations {
        for error in unnamed(tree, *operation) {
            let names = likeness(tree, error).and_then(|likeness| known.get(&likeness));
            if let Some([name]) = names.map(Vec::as_slice) {
                let target = tree.child(*operation, Step::Error(name.clone()));
                let code = Fact::Code(name.to_string());
                let example = tree[error].said.first().cloned();
                tree.adopt(error, target, "error-name-by-corroboration");
                if let Some(example) = example {
                    let (fact, basis) = (code, Basis::Inferred("error-name-by-corroboration"));
                    tree[target].say(Said { fact, basis, ..example });
                }
            }
        }
    }
}

fn from_status(tree: &mut Tree, operation: Id) -> Vec<Guess> {
    let mut guesses = Vec::new();
    for error in unnamed(tree, operation) {
        let status = tree[error].said.iter().find_map(|said| match said.fact {
            Fact::Status(status) => Some(status),
            _ => None,
        });
        let Some(status) = status else { continue };
        let plain = name_of_status(status);
        let name = (1..)
            .map(|number| if number == 1 { plain.clone() } else { format!("{plain}{number}") })
            .find(|name| tree.get(operation, &Step::Error(name.clone().into())).is_none())
            .unwrap_or(plain);
        let target = tree.child(operation, Step::Error(name.clone().into()));
        tree.adopt(error, target, "error-name-from-status");
        guesses.push(Guess { node: target, name, status });
    }
    guesses
}

/// Returns the reason phrase of a status (RFC 9110, section 15, and its registry) as a name.
pub(crate) fn name_of_status(status: u16) -> String {
    const NAMES: &[(u16, &str)] = &[
        (400, "BadRequest"),
        (401, "Unauthorized"),
        (402, "PaymentRequired"),
        (403, "Forbidden"),
        (404, "NotFound"),
        (405, "MethodNotAllowed"),
        (406, "NotAcceptable"),
        (407, "ProxyAuthenticationRequired"),
        (408, "RequestTimeout"),
        (409, "Conflict"),
        (410, "Gone"),
        (411, "LengthRequired"),
        (412, "PreconditionFailed"),
        (413, "ContentTooLarge"),
        (414, "UriTooLong"),
        (415, "UnsupportedMediaType"),
        (416, "RangeNotSatisfiable"),
        (417, "ExpectationFailed"),
        (421, "MisdirectedRequest"),
        (422, "UnprocessableContent"),
        (423, "Locked"),
        (424, "FailedDependency"),
        (425, "TooEarly"),
        (426, "UpgradeRequired"),
        (428, "PreconditionRequired"),
        (429, "TooManyRequests"),
        (431, "RequestHeaderFieldsTooLarge"),
        (451, "UnavailableForLegalReasons"),
        (500, "InternalServerError"),
        (501, "NotImplemented"),
        (502, "BadGateway"),
        (503, "ServiceUnavailable"),
        (504, "GatewayTimeout"),
        (505, "HttpVersionNotSupported"),
        (507, "InsufficientStorage"),
        (508, "LoopDetected"),
        (511, "NetworkAuthenticationRequired"),
    ];
    NAMES
        .iter()
        .find(|(code, _)| *code == status)
        .map_or_else(|| format!("Status{status}"), |(_, name)| (*name).to_owned())
}
