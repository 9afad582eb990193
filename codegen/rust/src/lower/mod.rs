//! Lowering: from the description to a model in which nothing is left to decide.
//!
//! Names are settled here, types chosen, recursion broken, defaults of the protocol filled in. What a client needs and
//! the description lacks is reported here too. The emitters after it only write down what the [`model`] says.

mod check;
mod example;
mod exchanges;
mod graph;
mod member;
mod memo;
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
use std::sync::Arc;

use docwright_idl::{Code, Description, Diagnostic, FactPath, Revisions};

use crate::Layout;
use crate::docs::Docs;
use crate::names::{Kind, Name, Scope};
use memo::Lowered;
pub(crate) use memo::Memo;
use model::{Body, Client, Item, Protocol, Struct};
use shapes::Shapes;

/// Returns the client that a valid description asks for, and notes on how it was lowered. Its
/// layout decides on its cargo features. What was lowered before is told by the revisions.
pub(crate) fn lower(
    description: &Description,
    layout: Layout,
    memo: &mut Memo,
    revisions: Option<&Revisions>,
) -> Result<(Client, Vec<Diagnostic>), Vec<Diagnostic>> {
    let known = std::mem::take(memo);
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
        error_docs: HashMap::new(),
        layout,
        revisions,
        findings,
    };
    lowering.name_error_bodies();
    for (name, error) in &description.errors {
        let lowered = lowering.error_struct(name, error);
        lowering.error_structs.extend(lowered.map(|item| (name.as_str(), item)));
    }
    let all_operations = lowering.operations(&known);
    let operations: Vec<_> = all_operations.iter().map(|lowered| lowered.it.clone()).collect();
    let all_types = lowering.types(&known);
    let (types, origins): (Vec<_>, Vec<_>) = lowering.items(&all_types).into_iter().unzip();
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
    if revisions.is_some() {
        let operations = all_operations.into_iter().zip(&client.operations);
        let operations = operations.map(|(lowered, settled)| lowered.settled(settled.clone()));
        memo.operations = description.operations.keys().cloned().zip(operations).collect();
        let mut settled = client.types.iter();
        let types = all_types.into_iter().map(|lowered| {
            let it = lowered.it.is_some().then(|| settled.next().cloned()).flatten();
            lowered.settled(it)
        });
        memo.types = description.types.keys().cloned().zip(types).collect();
    }
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
    /// What is said of errors at the operations, by the error's name.
    error_docs: HashMap<&'d str, Docs>,
    layout: Layout,
    revisions: Option<&'d Revisions>,
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

    /// Lowers the shapes, in the description's order; nothing becomes of one that no operation and no error uses.
    fn types(&mut self, known: &Memo) -> Vec<Lowered<Option<Arc<Item>>>> {
        let mut types = Vec::new();
        for (name, shape) in &self.description.types {
            let view = self.view_of_shape(name, shape);
            let lower = |lowering: &mut Self| lowering.item(name, shape).map(Arc::new);
            types.push(self.once(known.types.get(name), view, lower));
        }
        types
    }

    /// Returns the shapes and then the errors that are declared, each with where the description says it.
    fn items(&self, types: &[Lowered<Option<Arc<Item>>>]) -> Vec<(Arc<Item>, FactPath)> {
        let mut items = Vec::new();
        for (name, lowered) in self.description.types.keys().zip(types) {
            items.extend(lowered.it.clone().map(|item| (item, FactPath::new(["types", name]))));
        }
        for name in self.description.errors.keys() {
            let item = self.error_structs.get(name.as_str()).cloned().map(Item::Struct);
            items.extend(item.map(|item| (Arc::new(item), FactPath::new(["errors", name]))));
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
