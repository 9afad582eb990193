//! Lowering: from the description to a model in which nothing is left to decide.
//!
//! Names are settled here, types chosen, recursion broken, defaults of the protocol filled in. What a client needs and
//! the description lacks is reported here too. The emitters after it only write down what the [`model`] says.

mod check;
mod example;
mod exchanges;
mod graph;
mod member;
pub(crate) mod model;
mod needs;
mod operation;
mod pagination;
mod path;
pub(crate) mod pattern;
mod service;
mod shape;
mod shapes;
mod waiter;

use std::collections::HashMap;

use docwright_idl::{Code, Description, Diagnostic, FactPath};

use crate::Layout;
use crate::names::{Kind, Name, Scope};
use model::{Body, Client, Item, Protocol, Struct};
use shapes::Shapes;

/// Returns the client that a valid description asks for, and notes on how it was lowered. Its
/// layout decides on its cargo features.
pub(crate) fn lower(
    description: &Description,
    layout: Layout,
) -> Result<(Client, Vec<Diagnostic>), Vec<Diagnostic>> {
    let mut findings = Vec::new();
    let protocol = service::protocol(description, &mut findings);
    let info = service::info(description, protocol.clone(), &mut findings);
    let mut lowering = Lowering {
        description,
        shapes: Shapes::new(description, &mut findings),
        body: protocol.as_ref().map(Protocol::body).unwrap_or_default(),
        protocol,
        error_bodies: HashMap::new(),
        error_structs: HashMap::new(),
        layout,
        findings,
    };
    lowering.name_error_bodies();
    for (name, error) in &description.errors {
        let lowered = lowering.error_struct(name, error);
        lowering.error_structs.extend(lowered.map(|item| (name.as_str(), item)));
    }
    let operations = lowering.operations();
    let (types, origins): (Vec<Item>, Vec<_>) = lowering.items().into_iter().unzip();
    let needed_by = lowering.needed_by(&operations);
    let exchanges = lowering.exchanges(&operations);
    let (errors, mut notes): (Vec<_>, Vec<_>) = lowering.findings.into_iter().partition(Diagnostic::is_error);
    let (Some(info), true) = (info, errors.is_empty()) else { return Err(errors) };
    let mut docs = service::docs(description, &info);
    docs.sentences(&service::features(&info, layout, &operations));
    let deprecates = deprecates(description);
    let examples = example::examples(description, &operations, &types);
    let mut client =
        Client { docs, info, types, origins, operations, examples, needed_by, exchanges, deprecates };
    check::mark(&mut client);
    pagination::settle(&mut client, description, &mut notes);
    waiter::settle(&mut client, description, &mut notes)?;
    Ok((client, notes))
}

/// What the stages of lowering share.
#[derive(Debug)]
struct Lowering<'d> {
    description: &'d Description,
    shapes: Shapes<'d>,
    /// Without one, nothing is said of how values travel.
    protocol: Option<Protocol>,
    body: Body,
    /// The structs of errors that have members of their own, by the error's name.
    error_bodies: HashMap<&'d str, Name>,
    error_structs: HashMap<&'d str, Struct>,
    layout: Layout,
    findings: Vec<Diagnostic>,
}

impl<'d> Lowering<'d> {
    fn unsupported(&mut self, place: &str, message: impl std::fmt::Display) {
        self.findings.push(
            Diagnostic::new(Code::UNSUPPORTED, format!("`{place}`: {message}"))
                .help("correct it in overlay.yaml if the documentation was misread"),
        );
    }

    /// Reports a value that cannot travel where it should; only a protocol says where that is.
    fn unbindable(&mut self, place: &str, message: impl std::fmt::Display) {
        if self.protocol.is_some() {
            self.unsupported(place, message);
        }
    }

    /// Names the structs of errors that have members; they stand among the types.
    fn name_error_bodies(&mut self) {
        let with_members = || {
            let errors = self.description.errors.iter();
            errors.filter(|(_, error)| !error.members.is_empty()).map(|(name, _)| name.as_str())
        };
        let named = self.shapes.declared().map(str::to_owned).collect::<Vec<_>>();
        let mut scope = Scope::new(&Kind::TYPE, "the types", &mut self.findings);
        scope.occupy(named);
        let names = scope.settle(with_members());
        self.error_bodies = with_members().zip(names).collect();
    }

    /// Lowers every shape that an operation or an error uses, in the description's order, each with where that says it.
    fn items(&mut self) -> Vec<(Item, FactPath)> {
        let mut items = Vec::new();
        for (name, shape) in &self.description.types {
            items.extend(self.item(name, shape).map(|item| (item, FactPath::new(["types", name]))));
        }
        for name in self.description.errors.keys() {
            let item = self.error_structs.get(name.as_str()).cloned().map(Item::Struct);
            items.extend(item.map(|item| (item, FactPath::new(["errors", name]))));
        }
        items
    }
}

/// Whether the description calls anything deprecated.
fn deprecates(description: &Description) -> bool {
    use docwright_idl::{Map, Member, ShapeKind};

    let members = |members: &Map<Member>| members.values().any(|member| member.deprecated.is_some());
    description.operations.values().any(|operation| {
        operation.deprecated.is_some() || members(&operation.input) || members(&operation.output)
    }) || description.errors.values().any(|error| members(&error.members))
        || description.types.values().any(|shape| {
            shape.deprecated.is_some()
                || match &shape.kind {
                    ShapeKind::Struct { members: all, .. } | ShapeKind::Union(all) => members(all),
                    ShapeKind::Enum { values, .. } => values.iter().any(|value| value.deprecated.is_some()),
                    ShapeKind::List(_) | ShapeKind::Map(_) => false,
                }
        })
}
