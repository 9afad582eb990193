//! What the service as a whole sees of its parts: who names whom.
//!
//! An outline is made of one part of the description alone. [`Plan`](super::plan::Plan) is made of outlines alone, so it is
//! what it was as long as they are.

use std::convert::Infallible;
use std::sync::Arc;

use docwright_idl::{
    Description, ErrorShape, Known, Map, Member, Operation, Revisions, Shape, ShapeKind, TypeRef,
};
use foldhash::HashMap;

/// What is seen of all parts, in the description's order.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Outlines {
    pub(super) operations: Vec<Arc<OperationOutline>>,
    pub(super) types: Vec<Arc<TypeOutline>>,
    pub(super) errors: Vec<Arc<ErrorOutline>>,
}

/// What is seen of an operation. Shapes are those that it names itself.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct OperationOutline {
    pub(super) name: String,
    /// The shapes of its input.
    pub(super) sent: Vec<String>,
    /// The shapes of its output.
    pub(super) received: Vec<String>,
    /// The shapes whose members are events of its output.
    pub(super) streams: Vec<String>,
    pub(super) errors: Vec<String>,
}

/// What is seen of a shape.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TypeOutline {
    pub(super) name: String,
    pub(super) kind: Kind,
    /// The shapes that it names.
    pub(super) shapes: Vec<String>,
    /// The shapes that it contains without a list or map between.
    pub(super) direct: Vec<String>,
}

/// What is seen of an error.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ErrorOutline {
    pub(super) name: String,
    pub(super) has_members: bool,
    /// The shapes that it names.
    pub(super) shapes: Vec<String>,
}

/// What a shape is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Struct,
    Union,
    Enum,
    List,
    Map,
}

impl Kind {
    pub(super) fn is_container(self) -> bool {
        matches!(self, Self::List | Self::Map)
    }
}

/// The outlines that were made last, by the names of what they are of, each with the revision of that.
#[derive(Debug, Default)]
pub(super) struct KnownOutlines {
    operations: Known<(u64, Arc<OperationOutline>)>,
    types: Known<(u64, Arc<TypeOutline>)>,
    errors: Known<(u64, Arc<ErrorOutline>)>,
}

impl Outlines {
    /// Returns the outlines of a description's parts, and whether all shapes are known. Outlines that are known are not made
    /// again.
    pub(super) fn of(
        description: &Description,
        known: &mut KnownOutlines,
        revisions: Option<&Revisions>,
    ) -> (Self, bool) {
        let Description { operations, types, errors, .. } = description;
        let of_operations = revisions.map(|revisions| &revisions.operations);
        let of_types = revisions.map(|revisions| &revisions.types);
        let of_errors = revisions.map(|revisions| &revisions.errors);
        let (operations, _) =
            outlines(operations, &mut known.operations, of_operations, OperationOutline::of);
        let (types, is_known) = outlines(types, &mut known.types, of_types, TypeOutline::of);
        let (errors, _) = outlines(errors, &mut known.errors, of_errors, ErrorOutline::of);
        (Self { operations, types, errors }, is_known)
    }
}

fn outlines<V, O>(
    parts: &Map<V>,
    known: &mut Known<(u64, Arc<O>)>,
    revisions: Option<&HashMap<String, u64>>,
    outline: impl Fn(&str, &V) -> O,
) -> (Vec<Arc<O>>, bool) {
    known.turn();
    let mut all_known = true;
    let outlines = parts.iter().map(|(name, part)| {
        let Some(revision) = revisions.and_then(|revisions| revisions.get(name)) else {
            all_known = false;
            return Arc::new(outline(name, part));
        };
        let make = || {
            all_known = false;
            Ok::<_, Infallible>((*revision, Arc::new(outline(name, part))))
        };
        let Ok((_, outline)) = known.made(name, |(known, _)| known == revision, make);
        outline.clone()
    });
    (outlines.collect(), all_known)
}

impl OperationOutline {
    fn of(name: &str, operation: &Operation) -> Self {
        let streams = operation.output.values().filter(|member| member.streaming);
        let streams = streams.filter_map(|member| member.r#type.shape());
        Self {
            name: name.to_owned(),
            sent: named(types(&operation.input)),
            received: named(types(&operation.output)),
            streams: streams.map(str::to_owned).collect(),
            errors: operation.errors.clone(),
        }
    }
}

impl TypeOutline {
    fn of(name: &str, shape: &Shape) -> Self {
        let directly = |members: &Map<Member>| -> Vec<String> {
            types(members).filter_map(TypeRef::shape).map(str::to_owned).collect()
        };
        let (kind, shapes, direct) = match &shape.kind {
            ShapeKind::Struct { members, .. } => (Kind::Struct, named(types(members)), directly(members)),
            ShapeKind::Union(members) => (Kind::Union, named(types(members)), directly(members)),
            ShapeKind::List(element) => (Kind::List, named([&element.r#type]), Vec::new()),
            ShapeKind::Map(map) => (Kind::Map, named([&map.key.r#type, &map.value.r#type]), Vec::new()),
            ShapeKind::Enum { .. } => (Kind::Enum, Vec::new(), Vec::new()),
        };
        Self { name: name.to_owned(), kind, shapes, direct }
    }
}

impl ErrorOutline {
    fn of(name: &str, error: &ErrorShape) -> Self {
        let shapes = named(types(&error.members).chain(error.r#type.as_ref()));
        Self { name: name.to_owned(), has_members: !error.members.is_empty(), shapes }
    }
}

fn types(members: &Map<Member>) -> impl Iterator<Item = &TypeRef> {
    members.values().map(|member| &member.r#type)
}

fn named<'a>(types: impl IntoIterator<Item = &'a TypeRef>) -> Vec<String> {
    types.into_iter().flat_map(TypeRef::shapes).map(str::to_owned).collect()
}
