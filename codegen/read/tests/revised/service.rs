//! Services that are made up, their pages, and what may become of them. Edits of lines seldom give a page that says something else
//! and is still sound; these always do.

use docwright_read::PageSource;
use proptest::prelude::*;
use proptest::sample::Index;

/// A service, the operations of which use shapes of the same few names.
#[derive(Clone, Debug)]
pub(super) struct Service(Vec<Operation>);

#[derive(Clone, Debug)]
struct Operation {
    input: Vec<Member>,
    output: Vec<Member>,
    /// The errors, each with its text.
    errors: Vec<(&'static str, &'static str)>,
    is_first_required: bool,
    /// How far its pages' lines are moved.
    blank: usize,
    /// Whether there is a page of the client library, and one of the reference.
    client: bool,
    reference: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Member {
    name: &'static str,
    of: Type,
    doc: &'static str,
    /// Whether the reference's page knows of it.
    is_referred_to: bool,
}

#[derive(Clone, Debug)]
enum Type {
    Text,
    Number,
    Values(&'static [&'static str]),
    Structure(Vec<Member>),
    List(Box<Type>),
    Map(Box<Type>),
}

/// What may become of a service. Places are taken modulo how many there are.
#[derive(Clone, Debug)]
pub(super) enum Change {
    Add(Place, Member),
    Remove(Place),
    /// A member is another one but for its name, or has another name.
    Replace(Place, Member),
    Rename(Place, &'static str),
    /// A member is described in other words.
    Say(Place, &'static str),
    /// A member, with all that it holds, is one of another operation, too.
    Borrow(Place, Place),
    /// An error comes, says something else, or goes.
    Error(Index, &'static str, &'static str),
    Require(Index),
    Move(Index),
    /// A page comes or goes.
    Page(Index, bool),
}

/// A member of a structure of some operation.
#[derive(Clone, Debug)]
pub(super) struct Place {
    operation: Index,
    is_input: bool,
    structure: Index,
    member: Index,
}

const NAMES: &[&str] = &[
    "lamp",
    "lamps",
    "name",
    "color",
    "state",
    "shade",
    "shades",
    "lampColor",
    "type",
    "settings",
    "nextToken",
];

const DOCS: &[&str] = &[
    "What it is.",
    "The default is LAMP.",
    "It is ignored if `name` is given.",
    "You must specify either `name` or `color`, but not both.",
    "How it looks.\n\nIt must not be blue. The default is A.",
    "This parameter is deprecated. Use `name` instead.",
];

const ERRORS: &[&str] = &["LampException", "Lamp", "BusyException", "BusyFault"];

const VALUES: &[&[&str]] = &[&["A", "B"], &["A", "B"], &["B", "A"], &["A", "B", "C"]];

/// Names of operations, as the wire and the client library have them.
const OPERATIONS: &[(&str, &str)] = &[
    ("AimLamps", "aim_lamps"),
    ("BuyLamp", "buy_lamp"),
    ("CutLamp", "cut_lamp"),
    ("ListShades", "list_shades"),
];

pub(super) fn any_service() -> impl Strategy<Value = Service> {
    let members = || prop::collection::vec(any_member(), 1..4).prop_map(distinct);
    let form = prop::sample::select(vec![(true, false), (false, true), (true, true)]);
    let operation = (members(), members(), any::<bool>(), form);
    let operation = operation.prop_map(|(input, output, is_first_required, (client, reference))| Operation {
        input,
        output,
        errors: vec![("LampException", "The lamp is out.")],
        is_first_required,
        blank: 0,
        client,
        reference,
    });
    prop::collection::vec(operation, OPERATIONS.len()).prop_map(Service)
}

pub(super) fn any_change() -> impl Strategy<Value = Change> {
    let place = || {
        (any::<Index>(), any::<bool>(), any::<Index>(), any::<Index>()).prop_map(
            |(operation, is_input, structure, member)| Place { operation, is_input, structure, member },
        )
    };
    let name = prop::sample::select(NAMES);
    let error = (any::<Index>(), prop::sample::select(ERRORS), prop::sample::select(DOCS));
    prop_oneof![
        3 => (place(), any_member()).prop_map(|(place, member)| Change::Add(place, member)),
        3 => place().prop_map(Change::Remove),
        3 => (place(), any_member()).prop_map(|(place, member)| Change::Replace(place, member)),
        1 => (place(), name).prop_map(|(place, name)| Change::Rename(place, name)),
        2 => (place(), prop::sample::select(DOCS)).prop_map(|(place, doc)| Change::Say(place, doc)),
        2 => (place(), place()).prop_map(|(from, to)| Change::Borrow(from, to)),
        1 => error.prop_map(|(operation, name, doc)| Change::Error(operation, name, doc)),
        1 => any::<Index>().prop_map(Change::Require),
        1 => any::<Index>().prop_map(Change::Move),
        1 => (any::<Index>(), any::<bool>()).prop_map(|(operation, client)| Change::Page(operation, client)),
    ]
}

/// Any member; most have the type that members of their name have elsewhere, so that there are shapes which several use.
fn any_member() -> impl Strategy<Value = Member> {
    let scalar = prop_oneof![
        2 => Just(Type::Text),
        1 => Just(Type::Number),
        1 => prop::sample::select(VALUES).prop_map(Type::Values),
    ];
    let other = scalar.prop_recursive(2, 6, 2, |inner| {
        let members = (inner.clone(), inner.clone());
        prop_oneof![
            2 => members.prop_map(|(a, b)| Type::Structure(vec![member("name", a), member("state", b)])),
            1 => inner.clone().prop_map(|of| Type::List(Box::new(of))),
            1 => inner.prop_map(|of| Type::Map(Box::new(of))),
        ]
    });
    let parts = (prop::sample::select(NAMES), prop::option::weighted(0.2, other), prop::sample::select(DOCS));
    (parts, prop::bool::weighted(0.9)).prop_map(|((name, other, doc), is_referred_to)| {
        let of = other.unwrap_or_else(|| usual(name));
        Member { name, of, doc, is_referred_to }
    })
}

fn member(name: &'static str, of: Type) -> Member {
    Member { name, of, doc: DOCS[0], is_referred_to: true }
}

/// Returns the type that most members of the name have.
fn usual(name: &str) -> Type {
    match name {
        "color" | "lampColor" | "state" => Type::Values(VALUES[0]),
        "lamp" => Type::Structure(vec![member("name", Type::Text), member("color", usual("color"))]),
        "lamps" => Type::List(Box::new(usual("lamp"))),
        "shade" => Type::Structure(vec![member("name", Type::Text), member("state", usual("state"))]),
        "shades" => Type::Map(Box::new(usual("shade"))),
        "settings" => Type::Structure(vec![member("lamp", usual("lamp")), member("name", Type::Text)]),
        _ => Type::Text,
    }
}

fn distinct(members: Vec<Member>) -> Vec<Member> {
    let mut kept: Vec<Member> = Vec::new();
    members.into_iter().for_each(|member| add(&mut kept, member, 0));
    kept
}

/// Adds a member, unless there is one of the name.
fn add(members: &mut Vec<Member>, new: Member, at: usize) {
    if members.iter().all(|member| member.name != new.name) {
        members.insert(at.min(members.len()), new);
    }
}

impl Service {
    pub(super) fn make(&mut self, change: Change) {
        match change {
            Change::Add(place, new) => {
                let (members, at) = self.at(&place);
                add(members, new, at);
            }
            Change::Remove(place) => {
                let (members, at) = self.at(&place);
                if members.len() > 1 {
                    members.remove(at);
                }
            }
            Change::Replace(place, new) => {
                let (members, at) = self.at(&place);
                members[at] = Member { name: members[at].name, ..new };
            }
            Change::Rename(place, name) => {
                let (members, at) = self.at(&place);
                if members.iter().all(|member| member.name != name) {
                    members[at].name = name;
                }
            }
            Change::Say(place, doc) => {
                let (members, at) = self.at(&place);
                members[at].doc = doc;
            }
            Change::Borrow(from, to) => {
                let (members, at) = self.at(&from);
                let borrowed = members[at].clone();
                let (members, at) = self.at(&to);
                add(members, borrowed, at);
            }
            Change::Error(operation, name, doc) => {
                let errors = &mut operation.get_mut(&mut self.0).errors;
                match errors.iter().position(|(known, _)| *known == name) {
                    Some(at) if errors[at].1 == doc => drop(errors.remove(at)),
                    Some(at) => errors[at].1 = doc,
                    None => errors.push((name, doc)),
                }
            }
            Change::Require(operation) => operation.get_mut(&mut self.0).is_first_required ^= true,
            Change::Move(operation) => {
                let blank = &mut operation.get_mut(&mut self.0).blank;
                *blank = (*blank + 1) % 3;
            }
            Change::Page(operation, client) => {
                let Operation { client: has_client, reference, .. } = operation.get_mut(&mut self.0);
                *if client { has_client } else { reference } ^= true;
            }
        }
    }

    /// Returns the members of a structure, of which there is always one, and one of their places.
    fn at(&mut self, place: &Place) -> (&mut Vec<Member>, usize) {
        let operation = place.operation.get_mut(&mut self.0);
        let side = if place.is_input { &mut operation.input } else { &mut operation.output };
        let mut nth = place.structure.index(structures(side));
        let members = structure(side, &mut nth).expect("there are as many");
        let at = place.member.index(members.len());
        (members, at)
    }

    pub(super) fn pages(&self) -> Vec<PageSource> {
        let operations = self.0.iter().zip(OPERATIONS);
        let pages = operations.flat_map(|(operation, (name, method))| {
            let client =
                operation.client.then(|| (format!("{name}.boto3.txt"), operation.client_page(method)));
            let reference =
                operation.reference.then(|| (format!("{name}.aws.txt"), operation.reference_page(name)));
            client.into_iter().chain(reference)
        });
        pages.map(|(name, text)| PageSource { name, text: text.into() }).collect()
    }
}

/// Returns how many structures there are: that of these members, and those within them.
fn structures(members: &[Member]) -> usize {
    fn within(of: &Type) -> usize {
        match of {
            Type::Structure(members) => structures(members),
            Type::List(of) | Type::Map(of) => within(of),
            _ => 0,
        }
    }
    1 + members.iter().map(|member| within(&member.of)).sum::<usize>()
}

/// Returns the members of a structure; counts down to it.
fn structure<'m>(members: &'m mut Vec<Member>, nth: &mut usize) -> Option<&'m mut Vec<Member>> {
    fn within<'m>(of: &'m mut Type, nth: &mut usize) -> Option<&'m mut Vec<Member>> {
        match of {
            Type::Structure(members) => structure(members, nth),
            Type::List(of) | Type::Map(of) => within(of, nth),
            _ => None,
        }
    }
    if *nth == 0 {
        return Some(members);
    }
    *nth -= 1;
    members.iter_mut().find_map(|member| within(&mut member.of, nth))
}

impl Operation {
    /// Returns what it takes, each with whether that is required.
    fn entries(&self) -> impl Iterator<Item = (&Member, bool)> {
        self.input.iter().enumerate().map(|(at, member)| (member, self.is_first_required && at == 0))
    }

    /// Returns the page of the client library.
    fn client_page(&self, method: &str) -> String {
        let taken = self.input.iter().map(|member| format!("    {}={}", member.name, member.of.shown(4)));
        let taken = taken.collect::<Vec<_>>().join(",\n");
        let input: String = self.entries().map(|(member, required)| member.entry(2, required)).collect();
        let output: String = self.output.iter().map(|member| member.entry(4, false)).collect();
        let errors: String =
            self.errors.iter().map(|(error, _)| format!("  • Lamps.Client.exceptions.{error}\n\n")).collect();
        let errors = if errors.is_empty() { errors } else { format!("Exceptions\n\n{errors}") };
        let (blank, answer) = ("\n".repeat(self.blank), shown_structure(&self.output, 0));
        format!(
            "Lamps / Client / {method}\n\n{method}#\n\nLamps.Client.{method}(**kwargs)#\n\nDoes it.\n\n{blank}\
             See also: AWS API Documentation\n\nRequest Syntax\n\nresponse = client.{method}(\n{taken}\n)\n\
             Parameters:\n{input}\nReturn type:\n\ndict\n\nReturns:\n\nResponse Syntax\n\n{answer}\n\n\
             Response Structure\n\n  • (dict) –\n\n{output}\n{errors}"
        )
    }

    /// Returns the page of the reference.
    fn reference_page(&self, name: &str) -> String {
        let input: String = self.entries().map(|(member, required)| member.told(Some(required))).collect();
        let output: String = self.output.iter().map(|member| member.told(None)).collect();
        let error = |(error, doc): &(&str, &str)| format!("{error}\n\n{doc}\n\nHTTP Status Code: 400\n\n");
        let errors: String = self.errors.iter().map(error).collect();
        let blank = "\n".repeat(self.blank);
        let (taken, given) = (json_structure(&self.input), json_structure(&self.output));
        format!(
            "{name} - Lamp Service\n\n{name}\n\nDoes it.\n\n{blank}Request Syntax\n\n\
             POST /{name} HTTP/1.1 Content-type: application/json {taken}\n\nURI Request Parameters\n\n\
             The request does not use any URI parameters.\n\nRequest Body\n\n\
             The request accepts the following data in JSON format.\n\n{input}Response Syntax\n\n\
             HTTP/1.1 200 Content-type: application/json {given}\n\nResponse Elements\n\n\
             If the action is successful, the service sends back an HTTP 200 response.\n\n\
             The following data is returned in JSON format by the service.\n\n{output}Errors\n\n{errors}See Also\n"
        )
    }
}

fn shown_structure(members: &[Member], indent: usize) -> String {
    let member = |member: &Member| {
        format!("{:1$}    '{2}': {3}", "", indent, member.name, member.of.shown(indent + 4))
    };
    let members = members.iter().map(member).collect::<Vec<_>>().join(",\n");
    format!("{{\n{members}\n{:indent$}}}", "")
}

fn json_structure(members: &[Member]) -> String {
    let members = members.iter().filter(|member| member.is_referred_to);
    let members = members.map(|member| format!("\"{}\": {}", member.name, member.of.json()));
    format!("{{ {} }}", members.collect::<Vec<_>>().join(", "))
}

impl Member {
    /// Returns its entry on a page of the client library.
    fn entry(&self, indent: usize, is_required: bool) -> String {
        let start = " ".repeat(indent);
        let mark = if is_required { format!("{start}  [REQUIRED]\n\n") } else { String::new() };
        let doc = self.doc.replace("\n\n", &format!("\n\n{start}  "));
        let within = self.of.entries(indent + 2);
        format!("{start}• {} ({}) –\n\n{mark}{start}  {doc}\n\n{within}", self.name, self.of.kind())
    }

    /// Returns its entry on a page of the reference.
    fn told(&self, required: Option<bool>) -> String {
        if !self.is_referred_to {
            return String::new();
        }
        let values = match &self.of {
            Type::Values(values) => format!("Valid Values: {}\n\n", values.join(" | ")),
            _ => String::new(),
        };
        let required = required.map(|is| format!("Required: {}\n\n", if is { "Yes" } else { "No" }));
        let (name, doc) = (self.name, self.doc);
        format!("{name}\n\n{doc}\n\nType: {}\n\n{values}{}", self.of.told(name), required.unwrap_or_default())
    }
}

impl Type {
    /// Returns what the client library calls it.
    fn kind(&self) -> &'static str {
        match self {
            Self::Text | Self::Values(_) => "string",
            Self::Number => "integer",
            Self::Structure(_) | Self::Map(_) => "dict",
            Self::List(_) => "list",
        }
    }

    /// Returns it as a syntax of the client library shows it.
    fn shown(&self, indent: usize) -> String {
        let (end, inner) = (" ".repeat(indent), " ".repeat(indent + 4));
        match self {
            Self::Text => "'string'".to_owned(),
            Self::Number => "123".to_owned(),
            Self::Values(values) => format!("'{}'", values.join("'|'")),
            Self::Structure(members) => shown_structure(members, indent),
            Self::List(of) => format!("[\n{inner}{},\n{end}]", of.shown(indent + 4)),
            Self::Map(of) => format!("{{\n{inner}'string': {}\n{end}}}", of.shown(indent + 4)),
        }
    }

    /// Returns the entries of what it holds on a page of the client library.
    fn entries(&self, indent: usize) -> String {
        let start = " ".repeat(indent);
        match self {
            Self::Structure(members) => members.iter().map(|member| member.entry(indent, false)).collect(),
            Self::List(of) => format!("{start}• ({}) –\n\n{}", of.kind(), of.entries(indent + 2)),
            Self::Map(of) => {
                let value = format!("{start}  • ({}) –\n\n{}", of.kind(), of.entries(indent + 4));
                format!("{start}• (string) –\n\n{value}")
            }
            Self::Text | Self::Number | Self::Values(_) => String::new(),
        }
    }

    /// Returns it as a syntax of the reference shows it.
    fn json(&self) -> String {
        match self {
            Self::Text | Self::Values(_) => "\"string\"".to_owned(),
            Self::Number => "number".to_owned(),
            Self::Structure(members) => json_structure(members),
            Self::List(of) => format!("[ {} ]", of.json()),
            Self::Map(of) => format!("{{ \"string\" : {} }}", of.json()),
        }
    }

    /// Returns it in the reference's words; a structure is called after the member that holds it.
    fn told(&self, name: &str) -> String {
        let shape = || {
            let name = name.strip_suffix('s').unwrap_or(name);
            name[..1].to_ascii_uppercase() + &name[1..]
        };
        match self {
            Self::Text | Self::Values(_) => "String".to_owned(),
            Self::Number => "Integer".to_owned(),
            Self::Structure(_) => format!("{} object", shape()),
            Self::List(of) if matches!(**of, Self::Structure(_)) => format!("Array of {} objects", shape()),
            Self::List(_) => "Array of strings".to_owned(),
            Self::Map(of) if matches!(**of, Self::Structure(_)) => {
                format!("String to {} object map", shape())
            }
            Self::Map(_) => "String to string map".to_owned(),
        }
    }
}
