//! What a page says, fact by fact, each with the lines that say it.
//!
//! Claims form a tree that follows the structure of the API: an operation, its input, a member, that member's
//! elements. A node has no type name and no number: pages describe the same node independently of each other, and
//! `reconcile` lays their trees over one another. Each claim is `stated` (the page says it) or
//! `inferred` by a rule that has a name. The lines of the page are classified here too, so that none is lost.

mod listing;

pub use listing::listing;

use std::collections::HashSet;
use std::sync::Arc;

use docwright_idl::{
    Bounds, Deprecation, Diagnostic, Example, Location, MemberRule, Method, Pagination, Scalar,
};
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

/// What is said about a node.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact {
    /// How the thing's name is spelt: of an operation; of a member as the page prints it, where an entry describes
    /// it.
    Name(String),
    /// The name of the method that calls an operation, as a client library spells it.
    MethodName(String),
    /// The name that documentation gives the service.
    Title(String),
    /// The name by which client libraries know the service.
    ClientId(String),
    /// The API's version.
    Version(String),
    /// The base URL.
    Endpoint(String),
    /// A way to sign in to the service.
    Auth(Box<AuthFact>),
    /// A prose description, as Markdown.
    Doc(Arc<str>),
    /// Where the vendor documents it.
    DocUrl(String),
    /// The HTTP method and path of an operation.
    Route(Method, String),
    /// A status code: of an operation's success, or of an error.
    Status(u16),
    /// The media type of a request (on the input), of a response (on the output) or of an error.
    Media(String),
    /// The media type that an error has at an operation, if it is not the error's; `None` if it has no body there.
    MediaHere(Option<String>),
    /// What precedes the host name.
    HostPrefix(String),
    /// The scopes of which a caller of the operation needs one.
    Scopes(Vec<String>),
    /// What the thing is.
    Kind(Kind),
    /// The name of the shape that a member or element has.
    ShapeName(String),
    /// Whether a member must be (input) or is always (output) there.
    Required(bool),
    /// The value assumed when a member is absent.
    Default(Box<Value>),
    /// How many characters or bytes.
    Length(Box<Bounds>),
    /// Between which numbers.
    Range(Box<Bounds>),
    /// How many elements or entries.
    Items(Box<Bounds>),
    /// The regular expression that a text matches.
    Pattern(String),
    /// Whether a list's elements differ.
    Unique,
    /// The values that a text or number may have; `open` if the page shows that there are more.
    Values {
        /// The values, in the page's order.
        values: Arc<[Value]>,
        /// Whether the list is known to be incomplete.
        open: bool,
    },
    /// The form of a text or timestamp (`date-time`, `uri`, …).
    Format(String),
    /// The unit of a number.
    Unit(String),
    /// Where a member travels.
    In(Location),
    /// The name of a member on the wire; of an element, key or value: within the list or map in a form or XML.
    WireName(String),
    /// That the elements of a list or the entries of a map stand in a form or XML without an element around them.
    Flattened,
    /// The name of the root element of an XML body, of a side that has the body's members or one that is the body.
    Root(String),
    /// The XML namespace of the service's requests.
    XmlNamespace(String),
    /// That the client fills the member if the caller does not.
    IdempotencyToken,
    /// That the value is or must be kept secret.
    Sensitive,
    /// That a body is a stream.
    Streaming,
    /// The time zone of a time.
    TimeZone(&'static str),
    /// That upper and lower case differ.
    CaseSensitive,
    /// What must hold between the members of the node.
    Rule(Box<MemberRule>),
    /// That the value is JSON inside a string.
    JsonString,
    /// That the thing is deprecated.
    Deprecated(Box<Deprecation>),
    /// Another HTTP status code of success beside that of [`Fact::Status`].
    FurtherStatus(u16),
    /// The code by which an error is told.
    Code(String),
    /// That trying again may help against an error.
    Retryable,
    /// A documented value of a member.
    Sample(Box<Value>),
    /// A documented request or response of an operation.
    Example(Box<Example>),
    /// What examples show of a value. Nothing follows before what is shown elsewhere of the same is known.
    Shown(Arc<Shown>),
    /// What an example of a response in XML shows: the elements that stand for the members of the output.
    Elements(Box<Element>),
    /// That null may stand in a value's place.
    Nullable,
    /// How an operation is paged through.
    Pagination(Box<Pagination>),
    /// That an operation is paged through. The page leaves out the members that do it.
    Paginated {
        /// Whether one of them limits the items of a page.
        page_size: bool,
    },
    /// How many seconds a waiter lets pass between two calls.
    WaiterDelay(u32),
    /// After how many calls a waiter gives up.
    WaiterAttempts(u32),
    /// Where the seconds stand that a caller is asked to wait: a header's name.
    RetryAfterHeader(String),
    /// Where the seconds stand that a caller is asked to wait: a path in the error's body.
    RetryAfterMember(String),
}

/// A way to sign in, or a part of what is said about one.
#[derive(Clone, Debug, PartialEq)]
pub enum AuthFact {
    /// OAuth 2.0: a grant type.
    Grant(String),
    /// OAuth 2.0: where users authorise.
    AuthorizeUrl(String),
    /// OAuth 2.0: where tokens are issued.
    TokenUrl(String),
    /// OAuth 2.0: a scope and what is said of it.
    Scope(String, Option<String>),
    /// A bearer token.
    Bearer,
    /// User name and password.
    Basic,
    /// A key: the scheme's name and the key.
    ApiKey(String, docwright_idl::ApiKey),
}

/// What a value is, as far as a page says.
///
/// Some kinds are vaguer than others: `Any` may turn out to be everything, `Object` a structure, union or map,
/// `Scalar(Number)` any number. [`Kind::meet`] tells what two pages say together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Anything at all.
    Any,
    /// Something with names and values: a structure, a union or a map.
    Object,
    /// A structure; its members are nodes below.
    Struct,
    /// A structure of which exactly one member is there.
    Union,
    /// A map; its keys and values are nodes below.
    Map,
    /// A list; its elements are a node below.
    List,
    /// A structure that contains itself: the page breaks off here.
    Recursive,
    /// A value without parts.
    Scalar(Scalar),
}

impl Kind {
    /// Returns the more specific of two kinds if they are compatible, else `None`.
    pub fn meet(self, other: Self) -> Option<Self> {
        if self == other || other.is_vaguer_than(self) {
            Some(self)
        } else if self.is_vaguer_than(other) {
            Some(other)
        } else {
            None
        }
    }

    /// Whether everything of kind `other` is also of this kind, and this kind says less.
    fn is_vaguer_than(self, other: Self) -> bool {
        use Kind::{Any, List, Map, Object, Recursive, Struct, Union};
        use Scalar::{
            BigInteger, Blob, Date, Document, Double, Duration, Float, Integer, Long, Number, String, Time,
            Timestamp, Uuid,
        };
        match (self, other) {
            (Any, _) => other != Any,
            (Object, Struct | Union | Map | Recursive | Kind::Scalar(Document)) => true,
            (Struct, Union) | (Recursive, Struct | Union | List | Map) => true,
            (Kind::Scalar(vague), Kind::Scalar(exact)) => match vague {
                Number => {
                    matches!(exact, Integer | Long | BigInteger | Float | Double | Timestamp | Duration)
                }
                Integer => matches!(exact, Long | BigInteger),
                Float => exact == Double,
                String => matches!(exact, Timestamp | Date | Time | Duration | Uuid | Blob),
                _ => false,
            },
            _ => false,
        }
    }
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
    fn the_more_specific_kind_wins_and_contradictions_have_none() {
        use Kind::{Any, List, Map, Object, Recursive, Scalar as S, Struct, Union};
        let agree = [
            (Any, List, List),
            (Object, Struct, Struct),
            (Struct, Union, Union),
            (Object, Map, Map),
            (Recursive, List, List),
            (S(Scalar::Number), S(Scalar::Integer), S(Scalar::Integer)),
            (S(Scalar::Integer), S(Scalar::Long), S(Scalar::Long)),
            (S(Scalar::String), S(Scalar::Timestamp), S(Scalar::Timestamp)),
            (S(Scalar::Number), S(Scalar::Timestamp), S(Scalar::Timestamp)),
        ];
        for (a, b, both) in agree {
            assert_eq!((a.meet(b), b.meet(a)), (Some(both), Some(both)));
        }
        for (a, b) in [
            (List, Struct),
            (Map, Struct),
            (S(Scalar::Boolean), S(Scalar::String)),
            (S(Scalar::Integer), S(Scalar::Double)),
        ] {
            assert_eq!((a.meet(b), b.meet(a)), (None, None));
        }
    }

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
