//! Lowering: from the description to a model in which nothing is left to decide.
//!
//! Names are settled here, types chosen, recursion broken, defaults of the protocol filled in. What a client needs and
//! the description lacks is reported here too. The emitters after it only write down what the [`model`] says.

mod check;
mod doubles;
mod error;
mod example;
mod exchanges;
mod fit;
mod graph;
mod member;
mod memo;
pub(crate) mod model;
mod operation;
mod outline;
mod pagination;
mod path;
pub(crate) mod pattern;
mod plan;
mod service;
mod shape;
mod shapes;
pub(crate) mod view;
mod waiter;

use std::sync::Arc;

use docwright_idl::{Code, Description, Diagnostic, FactPath, Revisions, Service};

use crate::Layout;
pub(crate) use memo::Memo;
use memo::Numbered;
use model::{Body, Client, Item, Operation, Protocol};
use plan::Plan;
use view::{Items, View};

/// Returns the client that a valid description asks for, and notes on how it was lowered. Its
/// layout decides on its cargo features. What was lowered before is told by the revisions.
pub(crate) fn lower(
    description: &Description,
    layout: Layout,
    memo: &mut Memo,
    revisions: Option<&Revisions>,
) -> Result<(Client, Vec<Diagnostic>), Vec<Diagnostic>> {
    let without_doubles = doubles::left_out(description);
    let description = without_doubles.as_ref().unwrap_or(description);
    let begun = memo.begin(description, layout, revisions);
    let plan = begun.0.clone();
    let service = &description.service;
    let mut findings = Vec::new();
    let protocol = service::protocol(description, &mut findings);
    let info = service::info(service, protocol.clone(), &mut findings);
    findings.extend(plan.notes.iter().cloned());
    let mut lowering = Lowering {
        service,
        layout,
        body: protocol.as_ref().map(Protocol::body).unwrap_or_default(),
        protocol,
        view: View::new(description, revisions, begun),
        revisions,
        memo,
        findings,
    };
    lowering.errors_of(description, &plan);
    let operations = lowering.operations_of(description, &plan);
    let types = lowering.types_of(description);
    let is_error = |finding: &Diagnostic| finding.is_error();
    let Some(info) = info.filter(|_| !lowering.findings.iter().any(is_error)) else {
        return Err(lowering.findings.into_iter().filter(is_error).collect());
    };
    let operations = lowering.settled_operations(description, &operations);
    let types = lowering.settled_types(description, &types);
    let (types, origins): (Vec<_>, Vec<_>) = types.into_iter().unzip();
    let documented = example::fitting(description, &operations, &types, &mut lowering.findings);
    let exchanges = lowering.exchanges(&documented, &operations);
    let notes = lowering.findings;
    if notes.iter().any(is_error) {
        return Err(notes.into_iter().filter(is_error).collect());
    }
    let mut docs = service::docs(service, &info);
    docs.sentences(&service::features(&info, layout, &operations));
    let deprecates = deprecates(description);
    let examples = example::tested(&documented, &operations);
    let needed_by = plan.needed_by.clone();
    let client =
        Client { docs, info, types, origins, operations, examples, needed_by, exchanges, deprecates };
    Ok((client, notes))
}

/// What the stages of lowering share. Of the parts of the description they know the one that they lower; of the others what the
/// view shows.
#[derive(Debug)]
struct Lowering<'d> {
    service: &'d Service,
    layout: Layout,
    /// Without one, nothing is said of how values travel.
    protocol: Option<Protocol>,
    body: Body,
    view: View<'d>,
    revisions: Option<&'d Revisions>,
    memo: &'d mut Memo,
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

    /// Lowers the errors, in the description's order.
    fn errors_of(&mut self, description: &'d Description, plan: &Plan) {
        let last = self.memo.last;
        for (name, error) in &description.errors {
            let body = plan.error_bodies.get(name);
            let revision = self.revisions.and_then(|revisions| revisions.errors.get(name));
            let own = revision.map(|revision| (revision, body));
            let lower = |lowering: &mut Self| Arc::new(lowering.error(name, error, body.cloned()));
            let lowered = self.once(|memo| &mut memo.errors, name, own, lower);
            self.view.errors.insert(name, lowered);
        }
        self.view.is_as_before &= self.memo.last == last;
    }

    /// Lowers the operations.
    fn operations_of(&mut self, description: &Description, plan: &Plan) -> Vec<Numbered<Arc<Operation>>> {
        let names = plan.called.requests.iter().zip(&plan.called.methods);
        let mut operations = Vec::new();
        for ((name, operation), (request, method)) in description.operations.iter().zip(names) {
            let revision = self.revisions.and_then(|revisions| revisions.operations.get(name));
            let own = revision.map(|revision| (revision, request, method));
            let lower =
                |lowering: &mut Self| Arc::new(lowering.operation(name, operation, [request, method]));
            operations.push(self.once(|memo| &mut memo.operations, name, own, lower));
        }
        operations
    }

    /// Lowers the shapes; nothing becomes of one that no operation and no error uses. From then on the view shows what became
    /// of them, and of errors.
    fn types_of(&mut self, description: &Description) -> Vec<Numbered<Option<Arc<Item>>>> {
        let mut types = Vec::new();
        for (name, shape) in &description.types {
            let own = self.revisions.and_then(|revisions| revisions.types.get(name));
            let lower = |lowering: &mut Self| lowering.item(name, shape).map(Arc::new);
            types.push(self.once(|memo| &mut memo.types, name, own, lower));
        }
        if !self.view.is_as_before {
            let numbered = |number: u64, it: &Option<Arc<Item>>| Some(Numbered { number, it: it.clone()? });
            let declared = types.iter().filter_map(|lowered| numbered(lowered.number, &lowered.it));
            let errors = self.view.errors.values();
            let errors = errors.filter_map(|error| numbered(error.number, &error.it.item));
            self.memo.items = Arc::new(Items::of(declared.chain(errors)));
        }
        self.view.items = self.memo.items.clone();
        types
    }

    /// Settles what needs all types to be known.
    fn settled_operations(
        &mut self,
        description: &Description,
        operations: &[Numbered<Arc<Operation>>],
    ) -> Vec<Arc<Operation>> {
        let mut settled = Vec::new();
        for ((name, documented), Numbered { number, it }) in description.operations.iter().zip(operations) {
            let own = self.revisions.map(|_| number);
            let settle = |lowering: &mut Self| {
                let mut operation = (**it).clone();
                operation.pagination = lowering.pagination(documented, it);
                operation.waiters = lowering.waiters(documented, it);
                lowering.mark(&mut operation.input);
                Arc::new(operation)
            };
            settled.push(self.once(|memo| &mut memo.settled_operations, name, own, settle).it);
        }
        settled
    }

    /// Returns the shapes and then the errors that are declared, settled, each with where the description says it.
    fn settled_types(
        &mut self,
        description: &Description,
        types: &[Numbered<Option<Arc<Item>>>],
    ) -> Vec<(Arc<Item>, FactPath)> {
        let mut items = Vec::new();
        for (name, Numbered { number, it }) in description.types.keys().zip(types) {
            let Some(it) = it else { continue };
            let own = self.revisions.map(|_| number);
            let settle = |lowering: &mut Self| {
                let mut item = (**it).clone();
                lowering.mark_item(&mut item);
                Arc::new(item)
            };
            let settled = self.once(|memo| &mut memo.settled_types, name, own, settle).it;
            items.push((settled, FactPath::new(["types", name])));
        }
        for name in description.errors.keys() {
            let item = self.view.errors.get(name.as_str()).and_then(|error| error.it.item.clone());
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
