//! What a page says, fact by fact, each with the lines that say it.
//!
//! Claims form a tree that follows the structure of the API: an operation, its input, a member, that member's
//! elements. A node has no type name and no number: pages describe the same node independently of each other, and
//! `reconcile` lays their trees over one another. Each claim is `stated` (the page says it) or
//! `inferred` by a rule that has a name. The lines of the page are classified here too, so that none is lost.

mod fact;
mod kind;
mod listing;

pub use fact::{AuthFact, Fact};
pub use kind::Kind;
pub use listing::listing;

use std::collections::HashSet;

use docwright_idl::Diagnostic;
use foldhash::fast::FixedState;
use indexmap::IndexSet;
use serde_json::Value;

use crate::dialect::Page;
use crate::document::Lines;
pub use crate::examples::{Element, Shown};
use crate::lines::{is_blank, lines, starts};

/// All that one page says.
#[derive(Clone, Debug)]
pub struct Claims {
    nodes: Vec<Node>,
    claims: Vec<Claim>,
    lines: Vec<LineClass>,
    /// What was classified last. Often many facts stand on the same lines.
    classified: Option<(Lines, LineClass)>,
    /// What the reader could not make sense of.
    pub diagnostics: Vec<Diagnostic>,
}

/// A place in the tree of claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(u32);

impl NodeId {
    /// Returns the node's place among all nodes of its tree.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A place in the tree of claims, and how it is reached from the one above.
#[derive(Clone, Debug)]
pub struct Node {
    /// The node above; only the root has none.
    pub parent: Option<NodeId>,
    /// The way from there to here.
    pub step: Step,
}

/// The name of an operation, shape, error or member: short, and found in many places.
pub type Name = smol_str::SmolStr;

/// The way from a node to one below it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// The service: the root of the tree.
    Service,
    /// An operation, by its name in lower case without punctuation, so that `create_disk` and `CreateDisk` are one.
    /// How it is spelt is a [`Fact::Name`].
    Operation(Name),
    /// A named shape that a page of its own describes.
    Type(Name),
    /// An error, by name; below an operation or (if common to all) below the service.
    Error(Name),
    /// An error of which the page lost the name, by its place among the operation's errors.
    UnnamedError(usize),
    /// A way to wait for what an operation reports, by name.
    Waiter(Name),
    /// What an operation takes.
    Input,
    /// What an operation gives back, or the body of an error.
    Output,
    /// A member of an input, output, structure or union, by its name as the page spells it.
    Member(Name),
    /// A member of which the page lost the name, by its place among those of its side.
    UnnamedMember(usize),
    /// What the elements of a list are.
    Element,
    /// What the keys of a map are.
    Key,
    /// What the values of a map are.
    Value,
}

/// One fact about a node, and where it comes from.
#[derive(Clone, Debug)]
pub struct Claim {
    /// What it is about.
    pub node: NodeId,
    /// What is said.
    pub fact: Fact,
    /// The lines that say it.
    pub lines: Lines,
    /// Whether the page says it, or which rule found it.
    pub basis: Basis,
}

/// Whether a page says something, or a rule found it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Basis {
    /// The page says it.
    Stated,
    /// The rule of this name inferred it; see [`rules`](crate::rules).
    Inferred(&'static str),
}

/// What became of a line of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LineClass {
    /// Nothing stands there.
    Blank,
    /// No reader understood it.
    Unread,
    /// It belongs to the layout and says nothing about the API.
    Boilerplate,
    /// Prose that is kept as documentation.
    Doc,
    /// It gave a claim.
    Fact,
}

impl Claims {
    /// Returns the claims of a page of which nothing has been read yet.
    pub fn new(text: &str) -> Self {
        Self::of_lines(text, &starts(text))
    }

    /// As [`new`](Self::new), of a page the lines of which are known to begin at these places.
    pub(crate) fn of_lines(text: &str, starts: &[usize]) -> Self {
        let is_indented =
            |line: &[u8]| line.iter().find(|byte| **byte != b' ').is_some_and(u8::is_ascii_graphic);
        // Most lines begin with their text or their end, or blanks before it.
        let class = |start: &usize| match text.as_bytes().get(*start) {
            Some(b'\n') => LineClass::Blank,
            Some(first) if first.is_ascii_graphic() => LineClass::Unread,
            Some(b' ') if is_indented(&text.as_bytes()[*start..]) => LineClass::Unread,
            _ if lines(&text[*start..]).next().is_none_or(is_blank) => LineClass::Blank,
            _ => LineClass::Unread,
        };
        let classes: Vec<_> = starts.iter().map(class).collect();
        // About as many as pages of references have at most.
        let mut nodes = Vec::with_capacity(classes.len() * 3 / 4 + 1);
        nodes.push(Node { parent: None, step: Step::Service });
        let claims = Vec::with_capacity(classes.len() * 9 / 8);
        Self { nodes, claims, lines: classes, classified: None, diagnostics: Vec::new() }
    }

    /// The root of the tree: the service.
    pub const ROOT: NodeId = NodeId(0);

    /// Adds a node below `parent`. Pages name most nodes once; those named twice are merged when reconciled.
    pub fn node(&mut self, parent: NodeId, step: Step) -> NodeId {
        self.nodes.push(Node { parent: Some(parent), step });
        NodeId(u32::try_from(self.nodes.len() - 1).unwrap_or(u32::MAX))
    }

    /// Claims what the page states, and classifies the lines as read for facts.
    pub fn state(&mut self, node: NodeId, fact: Fact, lines: Lines) {
        self.claim(node, fact, lines, Basis::Stated);
    }

    /// Claims what the rule `rule` inferred from the lines.
    pub fn infer(&mut self, node: NodeId, fact: Fact, lines: Lines, rule: &'static str) {
        self.claim(node, fact, lines, Basis::Inferred(rule));
    }

    /// Claims a fact on the given basis, and classifies the lines.
    pub fn claim(&mut self, node: NodeId, mut fact: Fact, lines: Lines, basis: Basis) {
        if let Fact::Values { values, .. } = &mut fact {
            // A page may list a value twice; it says no more by that.
            let mut seen = HashSet::with_capacity_and_hasher(values.len(), FixedState::default());
            if !values.iter().all(|value| seen.insert(value)) {
                *values = values.iter().cloned().collect::<IndexSet<Value>>().into_iter().collect();
            }
        }
        let class = if matches!(fact, Fact::Doc(_)) { LineClass::Doc } else { LineClass::Fact };
        self.classify(lines, class);
        self.claims.push(Claim { node, fact, lines, basis });
    }

    /// Classifies lines; a line keeps the class that says most.
    pub fn classify(&mut self, lines: Lines, class: LineClass) {
        if self.classified.replace((lines, class)) == Some((lines, class)) {
            return;
        }
        let range = (lines.first.saturating_sub(1) as usize)..(lines.last as usize).min(self.lines.len());
        for line in self.lines.get_mut(range).unwrap_or_default() {
            let known = *line;
            *line = if known == LineClass::Blank { known } else { known.max(class) };
        }
    }

    /// Classifies the lines of the page that are unread so far and that `is` applies to.
    pub(crate) fn classify_unread(&mut self, page: &Page<'_>, is: impl Fn(&str) -> bool, class: LineClass) {
        for (found, start) in self.lines.iter_mut().zip(&page.document.line_starts) {
            if *found == LineClass::Unread && lines(&page.text[*start..]).next().is_some_and(&is) {
                *found = class;
            }
        }
    }

    /// Returns the node of the given identity.
    pub fn get(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    /// Returns all nodes; a node's parent comes before it.
    pub fn nodes(&self) -> impl Iterator<Item = (NodeId, &Node)> {
        self.nodes.iter().enumerate().map(|(index, node)| (NodeId(index as u32), node))
    }

    /// Returns all claims in the order in which they were made.
    pub fn all(&self) -> &[Claim] {
        &self.claims
    }

    /// Takes the claims apart: the nodes, each after its parent, and what is claimed of them.
    pub fn into_parts(self) -> (Vec<Node>, Vec<Claim>) {
        (self.nodes, self.claims)
    }

    /// Takes the class of each line out; nothing more is classified.
    pub(crate) fn take_lines(&mut self) -> Vec<LineClass> {
        std::mem::take(&mut self.lines)
    }

    /// Returns the class of each line.
    pub fn lines(&self) -> &[LineClass] {
        &self.lines
    }

    /// Whether nothing stands between two lines.
    pub fn is_blank_between(&self, before: u32, after: u32) -> bool {
        let between = self.lines.get(before as usize..(after as usize).saturating_sub(1));
        between.is_some_and(|lines| lines.iter().all(|line| *line == LineClass::Blank))
    }

    /// Returns the runs of unread lines; blank lines do not end one.
    pub fn unread(&self) -> Vec<Lines> {
        let mut runs: Vec<Lines> = Vec::new();
        let mut open = false;
        for (line, class) in (1..).zip(&self.lines) {
            match (class, runs.last_mut()) {
                (LineClass::Blank, _) => continue,
                (LineClass::Unread, Some(run)) if open => run.last = line,
                (LineClass::Unread, _) => runs.push(Lines::at(line)),
                _ => {}
            }
            open = *class == LineClass::Unread;
        }
        runs
    }
}

/// Returns the key of an operation: its name in lower case without punctuation.
pub fn operation_key(name: &str) -> String {
    if name.is_ascii() {
        let mut key = name.to_ascii_lowercase();
        key.retain(|c| c.is_ascii_alphanumeric());
        return key;
    }
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_is_listed_twice_is_one() {
        let mut claims = Claims::new("a\n");
        let values = ["A", "B", "A"].map(Value::from).to_vec();
        claims.state(Claims::ROOT, Fact::Values { values: values.into(), open: false }, Lines::at(1));
        let values = ["A", "B"].map(Value::from).to_vec();
        assert_eq!(claims.all()[0].fact, Fact::Values { values: values.into(), open: false });
    }

    #[test]
    fn a_line_keeps_the_class_that_says_most() {
        let mut claims = Claims::new("a\n\nb\nc\n");
        let node = claims.node(Claims::ROOT, Step::Operation("x".into()));
        claims.state(node, Fact::Status(200), Lines::new(1, 3));
        claims.classify(Lines::new(1, 9), LineClass::Boilerplate);
        assert_eq!(
            claims.lines(),
            [LineClass::Fact, LineClass::Blank, LineClass::Fact, LineClass::Boilerplate]
        );
        assert_eq!(Claims::new("a\nb\n\nc").unread(), [Lines::new(1, 4)]);
    }
}
