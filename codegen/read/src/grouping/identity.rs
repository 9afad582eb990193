//! What a page says of the service that it belongs to, and of what it documents.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use docwright_idl::Diagnostic;

use super::index::Index;
use super::likeness::{Sketch, Words};
use crate::claims::{Basis, Claims, Fact, NodeId, Step, operation_key};
use crate::links::{Link, links};
use crate::manifest::Manifest;
use crate::normalize::{PageSource, Read, read_page};

/// What one page says of its service, and what it documents. Small, so that those of many thousand pages can be held at
/// once.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The dialect that reads the page.
    pub dialect: &'static str,
    /// How the page names its service, each once.
    pub marks: Vec<Mark>,
    /// What the page documents; of an operation that it but mentions, as a waiter's page does, too.
    pub subjects: Vec<Subject>,
    /// The folder in which the page lies.
    pub(super) folder: PathBuf,
    /// The operations of which this is a page of their own, by key.
    pub(super) own: BTreeSet<String>,
    /// How the page spells operations that it but mentions, each with its key: as it says, before as a rule has it.
    pub(super) spelt: BTreeSet<(String, Basis, String)>,
    /// The method of the client library alone that the page documents, by key.
    pub(super) of_library: Option<String>,
    /// The shapes that its members have, by name.
    mentions: BTreeSet<String>,
    /// The errors that its operation answers with, by name.
    errors: BTreeSet<String>,
    /// What its operation's texts speak of.
    pub(super) sketch: Sketch,
    /// What is worth knowing about the page by itself.
    pub findings: Vec<Diagnostic>,
}

/// How a page names its service.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Mark {
    /// The class of the client library.
    Client(String),
    /// The code in the links from the page to the same thing elsewhere: `drs` in `…/goto/WebAPI/drs-2020-02-26/…`.
    Code(String),
    /// The title of the vendor's documentation, which may be about several services.
    Title(String),
    /// The base URL.
    Endpoint(String),
}

/// What a page documents.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Subject {
    /// An operation, by its key ([`operation_key`]).
    Operation(String),
    /// A data type, by name.
    Type(String),
    /// An error that has a page of its own, by name.
    Error(String),
}

/// A file that is no page of an operation, a data type or a whole service.
#[derive(Clone, Debug)]
pub enum NoPage {
    /// A page that lists operations of a service, or data types.
    Index(Index),
    /// Something else, or something broken; the findings say what.
    Unread(Vec<Diagnostic>),
}

/// Finds out what a page documents, and how it names its service.
///
/// # Errors
///
/// What a file is that is no such page.
pub fn identify(source: &PageSource) -> Result<Identity, NoPage> {
    let Read { dialect, claims, findings } = read_page(&Manifest::default(), source);
    let Some(dialect) = dialect.filter(|_| !findings.iter().any(Diagnostic::is_error)) else {
        return Err(Index::of(source).map_or(NoPage::Unread(findings), NoPage::Index));
    };
    let mut identity = Identity {
        dialect,
        marks: Vec::new(),
        subjects: Vec::new(),
        folder: Path::new(&source.name).parent().map(Path::to_owned).unwrap_or_default(),
        own: BTreeSet::new(),
        spelt: BTreeSet::new(),
        of_library: None,
        mentions: BTreeSet::new(),
        errors: BTreeSet::new(),
        sketch: Sketch::default(),
        findings: Vec::new(),
    };
    identity.read(&claims);
    identity.marks.extend(code_of(&claims, &source.text).map(|code| Mark::Code(code.to_owned())));
    // Nothing else will report what is wrong with a page of which nobody knows where it belongs.
    if identity.marks.is_empty() {
        identity.findings = findings;
    }
    Ok(identity)
}

impl Identity {
    /// Returns the names of the shapes and errors that the page documents.
    pub(super) fn shapes(&self) -> impl Iterator<Item = &str> {
        self.subjects.iter().filter_map(|subject| match subject {
            Subject::Type(name) | Subject::Error(name) => Some(name.as_str()),
            Subject::Operation(_) => None,
        })
    }

    /// Returns the names of the shapes that the page mentions.
    pub fn mentions(&self) -> impl Iterator<Item = &str> {
        self.mentions.iter().map(String::as_str)
    }

    /// Whether the page says that there is a shape or error of this name.
    pub(super) fn speaks_of(&self) -> impl Iterator<Item = &str> {
        self.mentions.iter().chain(&self.errors).map(String::as_str)
    }

    fn read(&mut self, claims: &Claims) {
        let mut words = Words::default();
        for (_, node) in claims.nodes() {
            let is_top = node.parent == Some(Claims::ROOT);
            match &node.step {
                Step::Operation(key) if is_top => self.add(Subject::Operation(key.to_string())),
                Step::Type(name) if is_top => self.add(Subject::Type(name.to_string())),
                Step::Error(name) if is_top => self.add(Subject::Error(name.to_string())),
                Step::Error(name) => drop(self.errors.insert(name.to_string())),
                Step::Member(name) => words.name(name),
                Step::Input | Step::Output => {
                    if let Some(Step::Operation(key)) = node.parent.map(|parent| &claims.get(parent).step) {
                        self.own.insert(key.to_string());
                    }
                }
                _ => {}
            }
        }
        for claim in claims.all() {
            let of_service = claim.node == Claims::ROOT;
            match &claim.fact {
                Fact::ClientId(class) if of_service => self.marks.push(Mark::Client(class.clone())),
                Fact::Title(title) if of_service => self.marks.push(Mark::Title(title.clone())),
                Fact::Endpoint(url) if of_service => self.marks.push(Mark::Endpoint(url.clone())),
                Fact::MethodName(name) if of_service => self.of_library = Some(operation_key(name)),
                Fact::Name(name) => {
                    if let Step::Operation(key) = &claims.get(claim.node).step {
                        self.spelt.insert((key.to_string(), claim.basis, name.clone()));
                    }
                }
                Fact::ShapeName(name) => drop(self.mentions.insert(name.clone())),
                Fact::Doc(doc) => words.text(doc),
                Fact::Paginated { .. } | Fact::WaiterDelay(_) => {
                    // The pages of paginators and waiters are not those of the operations that they call.
                    if let Some(key) = operation_of(claims, claim.node) {
                        self.own.remove(key);
                    }
                }
                _ => {}
            }
        }
        self.spelt.retain(|(key, ..)| !self.own.contains(key));
        self.sketch = words.sketch();
    }

    fn add(&mut self, subject: Subject) {
        if !self.subjects.contains(&subject) {
            self.subjects.push(subject);
        }
    }
}

/// Returns the code of the service under which a page links to what it documents itself, as other documentation of the
/// vendor has it. A page that links to itself under several codes is of none of them in particular.
pub(crate) fn code_of<'t>(claims: &Claims, text: &'t str) -> Option<&'t str> {
    let mut links = links(text).peekable();
    links.peek()?;
    let keys: BTreeSet<String> = claims
        .nodes()
        .filter(|(_, node)| node.parent == Some(Claims::ROOT))
        .filter_map(|(_, node)| match &node.step {
            Step::Operation(name) | Step::Type(name) | Step::Error(name) => Some(operation_key(name)),
            _ => None,
        })
        .collect();
    let mut found = None;
    for Link { code, subject, .. } in links {
        if found != Some(code) && keys.contains(&operation_key(subject)) {
            if found.is_some() {
                return None;
            }
            found = Some(code);
        }
    }
    found
}

fn operation_of(claims: &Claims, mut node: NodeId) -> Option<&str> {
    loop {
        let at = claims.get(node);
        if let Step::Operation(key) = &at.step {
            return Some(key);
        }
        node = at.parent?;
    }
}
