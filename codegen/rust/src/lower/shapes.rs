//! The description's shapes as Rust types: which are declared, which stand inline, which are boxed, and who makes them.

use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};

use docwright_idl::{Description, Diagnostic, Map, MapType, Member, Protocol, Scalar, ShapeKind, TypeRef};

use super::graph;
use super::model::{Form, Type};
use crate::names::{Kind, Name, Scope};

/// How deep lists and maps may be nested.
const MAX_NESTING: usize = 24;

/// The forms of texts, as documentation writes them, for which the runtime has a type.
const FORMS: [(&str, Form); 5] = [
    ("YYYY-MM-DD", Form::Date),
    ("HH:00", Form::HourMinute),
    ("HH:MM", Form::HourMinute),
    ("HH:MM:SS", Form::Time),
    ("uuid", Form::Uuid),
];

/// What a list or a map holds.
pub(super) enum Container<'a> {
    List(&'a Member),
    Map(&'a MapType),
}

/// What is known of the shapes before any of them is lowered.
#[derive(Debug)]
pub(super) struct Shapes<'d> {
    description: &'d Description,
    /// The Rust names of the shapes that are declared; lists and maps stand inline where they are used.
    names: HashMap<&'d str, Name>,
    /// For each shape the first of the shapes that it contains and that contain it, without a list or map between.
    groups: HashMap<&'d str, &'d str>,
    /// The shapes that callers make.
    sent: HashSet<&'d str>,
    /// The shapes that services make.
    received: HashSet<&'d str>,
    /// The shapes whose members are the events of a stream.
    streams: HashSet<&'d str>,
    /// Whether points in time are known from examples alone.
    infers_times: bool,
}

impl<'d> Shapes<'d> {
    pub(super) fn new(description: &'d Description, notes: &mut Vec<Diagnostic>) -> Self {
        let operations = || description.operations.values();
        let sent = reachable(description, operations().flat_map(|operation| types(&operation.input)));
        let errors = description.errors.values();
        let errors = errors.flat_map(|error| types(&error.members).chain(error.r#type.as_ref()));
        let outputs = operations().flat_map(|operation| types(&operation.output));
        let received = reachable(description, outputs.chain(errors));
        let outputs = operations().flat_map(|operation| operation.output.values());
        let streams =
            outputs.filter(|member| member.streaming).filter_map(|member| member.r#type.shape()).collect();
        let endless = endless_containers(description);
        let declared: Vec<&str> = description
            .types
            .iter()
            .filter(|(name, _)| sent.contains(name.as_str()) || received.contains(name.as_str()))
            .filter(|(name, shape)| {
                endless.contains(name.as_str())
                    || !matches!(shape.kind, ShapeKind::List(_) | ShapeKind::Map(_))
            })
            .map(|(name, _)| name.as_str())
            .collect();
        let settled = Scope::new(&Kind::TYPE, "the types", notes).settle(declared.iter().copied());
        let names = declared.into_iter().zip(settled).collect();
        let infers_times = description.service.protocol == Some(Protocol::HttpJson);
        let groups = direct_groups(description);
        Self { description, names, groups, sent, received, streams, infers_times }
    }

    /// Returns the Rust name of a shape that is declared.
    pub(super) fn name(&self, shape: &str) -> Option<&Name> {
        self.names.get(shape)
    }

    /// Returns the names of all types that are declared.
    pub(super) fn declared(&self) -> impl Iterator<Item = &str> {
        self.names.values().map(Name::text)
    }

    /// Whether callers make values of the shape.
    pub(super) fn is_sent(&self, shape: &str) -> bool {
        self.sent.contains(shape)
    }

    /// Whether the service makes values of the shape.
    pub(super) fn is_received(&self, shape: &str) -> bool {
        self.received.contains(shape)
    }

    /// Whether the shape's members are the events of a stream.
    pub(super) fn is_stream(&self, shape: &str) -> bool {
        self.streams.contains(shape)
    }

    /// Returns the Rust type of a value that stands in the shape `owner`, or why there is none.
    pub(super) fn type_of(&self, member: &Member, owner: Option<&str>) -> Result<Type, &'static str> {
        self.nested(member, owner, 0)
    }

    fn nested(&self, member: &Member, owner: Option<&str>, depth: usize) -> Result<Type, &'static str> {
        if depth > MAX_NESTING {
            return Err("lists and maps are nested too deep");
        }
        match &member.r#type {
            TypeRef::Scalar(scalar) => Ok(scalar_type(*scalar, member.format.as_deref(), self.infers_times)),
            TypeRef::List(element) => self.list(element, depth),
            TypeRef::Map(map) => self.map(map, depth),
            TypeRef::Shape(shape) => match (self.names.get(shape.as_str()), self.kind(shape)) {
                (Some(name), _) => {
                    let named = Type::Named(name.clone());
                    Ok(if self.is_recursive(owner, shape) { Type::Box(Box::new(named)) } else { named })
                }
                (None, Some(ShapeKind::List(element))) => self.list(element, depth),
                (None, Some(ShapeKind::Map(map))) => self.map(map, depth),
                (None, _) => Err("the type is not described"),
            },
        }
    }

    pub(super) fn list(&self, element: &Member, depth: usize) -> Result<Type, &'static str> {
        Ok(Type::Vec(Box::new(self.nested(element, None, depth + 1)?)))
    }

    pub(super) fn map(&self, map: &MapType, depth: usize) -> Result<Type, &'static str> {
        let key = match &map.key.r#type {
            TypeRef::Scalar(Scalar::Integer | Scalar::Long) => Type::I64,
            TypeRef::Scalar(_) => Type::String,
            TypeRef::Shape(shape) => match (self.names.get(shape.as_str()), self.kind(shape)) {
                (Some(name), Some(ShapeKind::Enum { .. })) => Type::Named(name.clone()),
                _ => return Err("the keys of a map are scalars or enums"),
            },
            TypeRef::List(_) | TypeRef::Map(_) => return Err("the keys of a map are scalars or enums"),
        };
        Ok(Type::Map(Box::new(key), Box::new(self.nested(&map.value, None, depth + 1)?)))
    }

    fn kind(&self, shape: &str) -> Option<&'d ShapeKind> {
        self.description.types.get(shape).map(|shape| &shape.kind)
    }

    /// Returns what a list or map holds that stands inline.
    pub(super) fn container<'a>(&self, r#type: &'a TypeRef) -> Option<Container<'a>>
    where
        'd: 'a,
    {
        match r#type {
            TypeRef::List(element) => Some(Container::List(element)),
            TypeRef::Map(map) => Some(Container::Map(map)),
            TypeRef::Shape(shape) => match self.kind(shape)? {
                ShapeKind::List(element) => Some(Container::List(element)),
                ShapeKind::Map(map) => Some(Container::Map(map)),
                _ => None,
            },
            TypeRef::Scalar(_) => None,
        }
    }

    /// Returns what a list or map with a name is; others than these are seen in outline.
    pub(super) fn inline(&self, shape: &str) -> Option<&'d ShapeKind> {
        self.kind(shape).filter(|kind| matches!(kind, ShapeKind::List(_) | ShapeKind::Map(_)))
    }

    /// Adds what those see of a shape that name it.
    pub(super) fn hash_outline(&self, shape: &str, to: &mut impl Hasher) {
        let kind = self.kind(shape).map(std::mem::discriminant);
        let roles = [&self.sent, &self.received, &self.streams].map(|shapes| shapes.contains(shape));
        (shape, self.names.get(shape), self.groups.get(shape), kind, roles).hash(to);
    }

    /// Whether a type is an enum of texts.
    pub(super) fn is_enum(&self, r#type: &TypeRef) -> bool {
        r#type
            .shape()
            .and_then(|shape| self.kind(shape))
            .is_some_and(|kind| matches!(kind, ShapeKind::Enum { .. }))
    }

    /// Whether a type is a structure.
    pub(super) fn is_struct(&self, r#type: &TypeRef) -> bool {
        let kind = r#type.shape().and_then(|shape| self.kind(shape));
        kind.is_some_and(|kind| matches!(kind, ShapeKind::Struct { .. }))
    }

    fn is_recursive(&self, owner: Option<&str>, shape: &str) -> bool {
        let is_enum =
            matches!(self.kind(shape), Some(ShapeKind::Enum { .. } | ShapeKind::List(_) | ShapeKind::Map(_)));
        owner.is_some_and(|owner| !is_enum && self.groups.get(owner) == self.groups.get(shape))
    }

    /// Returns the member whose type is no list and no map, within `member` or `member` itself.
    pub(super) fn leaf<'a>(&self, member: &'a Member) -> &'a Member
    where
        'd: 'a,
    {
        let mut leaf = member;
        for _ in 0..=MAX_NESTING {
            leaf = match &leaf.r#type {
                TypeRef::List(element) => element,
                TypeRef::Map(map) => &map.value,
                TypeRef::Shape(shape) if !self.names.contains_key(shape.as_str()) => match self.kind(shape) {
                    Some(ShapeKind::List(element)) => element,
                    Some(ShapeKind::Map(map)) => &map.value,
                    _ => break,
                },
                _ => break,
            };
        }
        leaf
    }
}

/// Returns the type of a scalar. What the documentation leaves open about its form is text.
fn scalar_type(scalar: Scalar, format: Option<&str>, infers_times: bool) -> Type {
    let of_form = |format: &str| {
        let known = FORMS.iter().find(|(known, _)| known.eq_ignore_ascii_case(format));
        known.map_or(Type::String, |(_, form)| Type::Text(*form))
    };
    match scalar {
        Scalar::String | Scalar::Time => format.map_or(Type::String, of_form),
        Scalar::Date => format.filter(|format| *format != "date").map_or(Type::Text(Form::Date), of_form),
        Scalar::Duration => Type::Text(Form::Duration),
        Scalar::Uuid => Type::Text(Form::Uuid),
        Scalar::Timestamp if infers_times && format == Some("date-time") => Type::Text(Form::DateTime),
        Scalar::Boolean => Type::Bool,
        Scalar::Integer | Scalar::Long => Type::I64,
        Scalar::BigInteger => Type::I128,
        Scalar::Float => Type::F32,
        Scalar::Double => Type::F64,
        Scalar::Number => Type::Number,
        Scalar::Timestamp => Type::Timestamp,
        Scalar::Blob => Type::Blob,
        Scalar::Document => Type::Document,
    }
}

fn types(members: &Map<Member>) -> impl Iterator<Item = &TypeRef> {
    members.values().map(|member| &member.r#type)
}

/// Returns the types that stand in a shape.
pub(super) fn parts(kind: &ShapeKind) -> Vec<&TypeRef> {
    match kind {
        ShapeKind::Struct { members, .. } | ShapeKind::Union(members) => types(members).collect(),
        ShapeKind::List(element) => vec![&element.r#type],
        ShapeKind::Map(map) => vec![&map.key.r#type, &map.value.r#type],
        ShapeKind::Enum { .. } => Vec::new(),
    }
}

/// Returns the names of all shapes that the given types lead to.
pub(super) fn reachable<'d>(
    description: &'d Description,
    from: impl Iterator<Item = &'d TypeRef>,
) -> HashSet<&'d str> {
    let mut open: Vec<&str> = from.flat_map(TypeRef::shapes).collect();
    let mut reached = HashSet::new();
    while let Some(name) = open.pop() {
        if reached.insert(name)
            && let Some(shape) = description.types.get(name)
        {
            open.extend(parts(&shape.kind).into_iter().flat_map(TypeRef::shapes));
        }
    }
    reached
}

/// Returns the lists and maps that contain themselves with nothing but lists and maps between.
fn endless_containers(description: &Description) -> HashSet<&str> {
    let is_container = |kind: &ShapeKind| matches!(kind, ShapeKind::List(_) | ShapeKind::Map(_));
    let edges = edges(description, |kind| match is_container(kind) {
        true => parts(kind).into_iter().flat_map(TypeRef::shapes).collect(),
        false => Vec::new(),
    });
    let components = graph::components(&edges);
    let mut sizes = HashMap::new();
    for component in &components {
        *sizes.entry(*component).or_insert(0) += 1;
    }
    let names = description.types.keys().enumerate();
    names
        .filter(|(index, _)| sizes.get(&components[*index]) > Some(&1) || edges[*index].contains(index))
        .map(|(_, name)| name.as_str())
        .collect()
}

/// Returns for each shape the first of those that contain themselves together with it, without a list or map between.
fn direct_groups(description: &Description) -> HashMap<&str, &str> {
    let edges = edges(description, |kind| match kind {
        ShapeKind::Struct { members, .. } | ShapeKind::Union(members) => {
            types(members).filter_map(TypeRef::shape).collect()
        }
        _ => Vec::new(),
    });
    let components = graph::components(&edges);
    let mut firsts = HashMap::new();
    let names = description.types.keys().map(String::as_str).zip(components);
    names.map(|(name, component)| (name, *firsts.entry(component).or_insert(name))).collect()
}

/// Returns for each shape the indices of those that `parts` names.
fn edges<'d>(description: &'d Description, parts: impl Fn(&'d ShapeKind) -> Vec<&'d str>) -> Vec<Vec<usize>> {
    let index = |name: &str| description.types.get_index_of(name);
    description
        .types
        .values()
        .map(|shape| parts(&shape.kind).into_iter().filter_map(index).collect())
        .collect()
}
