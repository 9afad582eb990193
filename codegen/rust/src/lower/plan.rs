//! What is settled for the service as a whole before any of its parts is lowered: what everything is called, which shapes are
//! declared, which contain themselves, who makes them, and which operations need them.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::sync::Arc;

use docwright_idl::Diagnostic;

use super::graph;
use super::memo::Numbered;
use super::outline::{Kind as ShapeKind, OperationOutline, Outlines};
use crate::Layout;
use crate::cache::number_of;
use crate::names::{Kind, Name, Scope};

/// Of how many operations a condition names the features at most. Types are shared by few operations or by most: the
/// figures are in docs/adr/0009-features-per-operation.md.
const MAX_NAMED: usize = 12;

/// What is settled for the service as a whole.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// By the documented names, each with a number that tells it from others.
    pub(super) shapes: HashMap<String, Numbered<PlannedShape>>,
    pub(super) called: Arc<Called>,
    /// The names of the structs of errors that have members of their own, by the error's name.
    pub(super) error_bodies: HashMap<String, Name>,
    /// The features with any of which a type is compiled, by the type's Rust name. A type that is not among them is always
    /// compiled.
    pub(super) needed_by: Arc<HashMap<Name, Vec<String>>>,
    pub(super) notes: Vec<Diagnostic>,
}

/// What operations are called in Rust, in the description's order.
#[derive(Debug, Default)]
pub(super) struct Called {
    /// The names of their requests.
    pub(super) requests: Vec<Name>,
    /// The names of the client's methods.
    pub(super) methods: Vec<Name>,
    notes: Vec<Diagnostic>,
}

impl Called {
    fn of(operations: &[Arc<OperationOutline>]) -> Self {
        let mut notes = Vec::new();
        let documented = || operations.iter().map(|operation| operation.name.as_str());
        let requests = Scope::new(&Kind::REQUEST, "the operations", &mut notes).settle(documented());
        let methods = Scope::new(&Kind::METHOD, "the client", &mut notes).settle(documented());
        Self { requests, methods, notes }
    }
}

/// What is settled of a shape.
#[derive(Debug, Hash)]
pub(super) struct PlannedShape {
    pub(super) kind: ShapeKind,
    /// The Rust name, if the shape is declared; other lists and maps stand inline where they are used.
    pub(super) name: Option<Name>,
    /// The first of the shapes that it contains and that contain it, without a list or map between.
    pub(super) group: String,
    /// Whether callers make values of it.
    pub(super) is_sent: bool,
    /// Whether the service makes values of it.
    pub(super) is_received: bool,
    /// Whether its members are the events of a stream.
    pub(super) is_stream: bool,
}

impl Plan {
    /// Returns the plan for a service's client. What was made of other outlines before need not be made again where these are the
    /// same.
    pub(super) fn of(
        outlines: &Outlines,
        service: &str,
        layout: Layout,
        before: Option<&(Outlines, Arc<Self>)>,
    ) -> Self {
        let mut notes = Vec::new();
        let Outlines { operations, types, errors } = outlines;
        let graph = Graph::of(outlines);
        let sent = graph.reachable(operations.iter().flat_map(|operation| &operation.sent));
        let errors_shapes = errors.iter().flat_map(|error| &error.shapes);
        let received = operations.iter().flat_map(|operation| &operation.received).chain(errors_shapes);
        let received = graph.reachable(received);
        let streams: HashSet<&String> = operations.iter().flat_map(|operation| &operation.streams).collect();
        let endless = graph.endless_containers();
        let is_declared = |&index: &usize| {
            (sent[index] || received[index])
                && (endless.contains(&index) || !types[index].kind.is_container())
        };
        let declared: Vec<usize> = (0..types.len()).filter(is_declared).collect();
        let mut scope = Scope::new(&Kind::TYPE, "the types", &mut notes);
        let names = scope.settle(declared.iter().map(|index| types[*index].name.as_str()));
        let with_members: Vec<&str> = {
            let errors = errors.iter().filter(|error| error.has_members);
            errors.map(|error| error.name.as_str()).collect()
        };
        let bodies = scope.settle(with_members.iter().copied());
        let error_bodies = with_members.into_iter().map(str::to_owned).zip(bodies).collect();
        let mut names: HashMap<usize, Name> = declared.into_iter().zip(names).collect();
        let groups = graph.direct_groups();
        let shapes = types.iter().enumerate().map(|(index, shape)| {
            let planned = PlannedShape {
                kind: shape.kind,
                name: names.remove(&index),
                group: types[groups[index]].name.clone(),
                is_sent: sent[index],
                is_received: received[index],
                is_stream: streams.contains(&shape.name),
            };
            (shape.name.clone(), Numbered { number: number_of(&planned), it: planned })
        });
        let shapes = shapes.collect();
        let is_named_same = |(before, _): &&(Outlines, Arc<Self>)| {
            before.operations.iter().map(|of| &of.name).eq(operations.iter().map(|of| &of.name))
        };
        let called = before.filter(is_named_same).map(|(_, plan)| Arc::clone(&plan.called));
        let called = called.unwrap_or_else(|| Arc::new(Called::of(operations)));
        notes.extend(called.notes.iter().cloned());
        let mut plan = Self { shapes, called, error_bodies, needed_by: Arc::default(), notes };
        plan.needed_by = Arc::new(plan.needs(&graph, service, layout));
        plan
    }

    /// Returns the features with any of which types are compiled.
    fn needs(&self, graph: &Graph<'_>, service: &str, layout: Layout) -> HashMap<Name, Vec<String>> {
        let Outlines { operations, types, errors } = graph.outlines;
        let errors: HashMap<&str, &Vec<String>> =
            errors.iter().map(|error| (error.name.as_str(), &error.shapes)).collect();
        let mut needed: HashMap<&Name, Vec<&str>> = HashMap::new();
        let names = types.iter().map(|shape| self.shapes.get(&shape.name)?.it.name.as_ref());
        let names: Vec<Option<&Name>> = names.collect();
        let methods = self.called.methods.iter().map(|method| layout.operation(service, method));
        let features: Vec<Option<String>> = methods.collect();
        for (operation, feature) in operations.iter().zip(&features) {
            let Some(feature) = feature else { continue };
            let of_errors = operation.errors.iter().filter_map(|name| errors.get(name.as_str()).copied());
            let shapes = [&operation.sent, &operation.received].into_iter().chain(of_errors);
            let reached = graph.reachable(shapes.flatten()).into_iter().zip(&names);
            let names = reached.filter_map(|(is_reached, name)| name.filter(|_| is_reached));
            let bodies = operation.errors.iter().filter_map(|name| self.error_bodies.get(name));
            for name in names.chain(bodies) {
                let features = needed.entry(name).or_default();
                if features.last() != Some(&feature.as_str()) {
                    features.push(feature);
                }
            }
        }
        needed.retain(|_, features| features.len() <= MAX_NAMED && features.len() < operations.len());
        let owned = |features: Vec<&str>| features.into_iter().map(str::to_owned).collect();
        needed.into_iter().map(|(name, features)| (name.clone(), owned(features))).collect()
    }
}

/// Which shapes name which, by their indices.
struct Graph<'a> {
    outlines: &'a Outlines,
    indices: HashMap<&'a str, usize>,
    /// What each shape names.
    edges: Vec<Vec<usize>>,
}

impl<'a> Graph<'a> {
    fn of(outlines: &'a Outlines) -> Self {
        let names = outlines.types.iter().enumerate();
        let indices = names.map(|(index, shape)| (shape.name.as_str(), index)).collect();
        let mut graph = Self { outlines, indices, edges: Vec::new() };
        graph.edges = outlines.types.iter().map(|shape| graph.find(&shape.shapes).collect()).collect();
        graph
    }

    fn find(&self, shapes: impl IntoIterator<Item = &'a String>) -> impl Iterator<Item = usize> {
        shapes.into_iter().filter_map(|name| self.indices.get(name.as_str()).copied())
    }

    /// Returns for each shape whether the given ones lead to it.
    fn reachable(&self, from: impl IntoIterator<Item = &'a String>) -> Vec<bool> {
        let mut open: Vec<usize> = self.find(from).collect();
        let mut is_reached = vec![false; self.edges.len()];
        while let Some(index) = open.pop() {
            if !std::mem::replace(&mut is_reached[index], true) {
                open.extend(&self.edges[index]);
            }
        }
        is_reached
    }

    /// Returns the lists and maps that contain themselves with nothing but lists and maps between.
    fn endless_containers(&self) -> HashSet<usize> {
        let types = self.outlines.types.iter().zip(&self.edges);
        let edges: Vec<_> = types
            .map(|(shape, edges)| if shape.kind.is_container() { edges.clone() } else { Vec::new() })
            .collect();
        let components = graph::components(&edges);
        let mut sizes = HashMap::new();
        for component in &components {
            *sizes.entry(*component).or_insert(0) += 1;
        }
        let contains_itself =
            |&index: &usize| sizes.get(&components[index]) > Some(&1) || edges[index].contains(&index);
        (0..edges.len()).filter(contains_itself).collect()
    }

    /// Returns for each shape the first of those that contain themselves together with it, without a list or map between.
    fn direct_groups(&self) -> Vec<usize> {
        let types = self.outlines.types.iter();
        let edges: Vec<_> = types.map(|shape| self.find(&shape.direct).collect()).collect();
        let components = graph::components(&edges).into_iter().enumerate();
        let mut firsts = HashMap::new();
        components.map(|(index, component)| *firsts.entry(component).or_insert(index)).collect()
    }
}
