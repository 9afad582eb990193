//! Who makes the values of a shape, what stands inline where it is used, and whether a member may be absent.

use std::collections::HashSet;

use super::rules::Direction;
use crate::{Description, Location, Map, MapType, Member, Protocol, Scalar, ShapeKind, TypeRef};

/// One of the two descriptions, with what is known of its shapes.
#[derive(Debug)]
pub(super) struct Side<'d> {
    pub(super) description: &'d Description,
    sent: HashSet<&'d str>,
    received: HashSet<&'d str>,
}

/// What a type is once the lists and maps that have names are seen through.
pub(super) enum Content<'d> {
    Value(&'d TypeRef),
    List(&'d Member),
    Map(&'d MapType),
}

impl<'d> Side<'d> {
    pub(super) fn of(description: &'d Description) -> Self {
        let operations = || description.operations.values();
        let errors = description.errors.values();
        let errors = errors.flat_map(|error| types(&error.members).chain(error.r#type.as_ref()));
        let outputs = operations().flat_map(|operation| types(&operation.output));
        let sent = description.reachable(operations().flat_map(|operation| types(&operation.input)));
        let received = description.reachable(outputs.chain(errors));
        Self { description, sent, received }
    }

    /// Returns which way values of a shape travel; `None` if nothing uses it.
    pub(super) fn direction(&self, shape: &str) -> Option<Direction> {
        match (self.sent.contains(shape), self.received.contains(shape)) {
            (true, true) => Some(Direction::Both),
            (true, false) => Some(Direction::Request),
            (false, true) => Some(Direction::Response),
            (false, false) => None,
        }
    }

    /// Returns what a type is, seen through the names of lists and maps.
    pub(super) fn content(&self, r#type: &'d TypeRef) -> Content<'d> {
        match r#type {
            TypeRef::List(element) => Content::List(element),
            TypeRef::Map(map) => Content::Map(map),
            TypeRef::Shape(name) if !self.is_declared(name) => match self.kind(name) {
                Some(ShapeKind::List(element)) => Content::List(element),
                Some(ShapeKind::Map(map)) => Content::Map(map),
                _ => Content::Value(r#type),
            },
            _ => Content::Value(r#type),
        }
    }

    /// Whether a shape is a type of its own: lists and maps stand inline where they are used, unless they contain
    /// themselves.
    pub(super) fn is_declared(&self, shape: &str) -> bool {
        let (mut open, mut seen) = (vec![shape], HashSet::new());
        while let Some(name) = open.pop() {
            let parts = match self.kind(name) {
                Some(ShapeKind::List(element)) => element.r#type.shapes(),
                Some(ShapeKind::Map(map)) => [map.key.r#type.shapes(), map.value.r#type.shapes()].concat(),
                _ if name == shape => return true,
                _ => continue,
            };
            if parts.contains(&shape) {
                return true;
            }
            open.extend(parts.into_iter().filter(|part| seen.insert(*part)));
        }
        false
    }

    fn kind(&self, shape: &str) -> Option<&'d ShapeKind> {
        self.description.types.get(shape).map(|shape| &shape.kind)
    }
}

/// What a scalar is in a typed client, where several are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Text,
    Date,
    Time,
    HourMinute,
    DateTime,
    Duration,
    Uuid,
    Whole,
    Other(Scalar),
}

impl Class {
    /// The forms of texts that a typed client tells apart, as documentation writes them.
    const FORMS: [(&str, Self); 5] = [
        ("YYYY-MM-DD", Self::Date),
        ("HH:00", Self::HourMinute),
        ("HH:MM", Self::HourMinute),
        ("HH:MM:SS", Self::Time),
        ("uuid", Self::Uuid),
    ];

    fn of_form(form: &str) -> Self {
        let known = Self::FORMS.iter().find(|(known, _)| known.eq_ignore_ascii_case(form));
        known.map_or(Self::Text, |(_, class)| *class)
    }

    /// Returns what the values of a scalar member are.
    pub(super) fn of(scalar: Scalar, member: &Member, protocol: Option<Protocol>) -> Self {
        let format = member.format.as_deref();
        match scalar {
            Scalar::String | Scalar::Time => format.map_or(Self::Text, Self::of_form),
            Scalar::Date => format.filter(|format| *format != "date").map_or(Self::Date, Self::of_form),
            Scalar::Duration => Self::Duration,
            Scalar::Uuid => Self::Uuid,
            Scalar::Timestamp if protocol == Some(Protocol::HttpJson) && format == Some("date-time") => {
                Self::DateTime
            }
            Scalar::Integer | Scalar::Long => Self::Whole,
            other => Self::Other(other),
        }
    }
}

/// Where members stand, which decides who gives them and who may leave them out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holder {
    Input,
    Output,
    /// A structure whose values travel this way.
    Struct(Direction),
}

impl Holder {
    pub(super) fn direction(self) -> Direction {
        match self {
            Self::Input => Direction::Request,
            Self::Output => Direction::Response,
            Self::Struct(direction) => direction,
        }
    }

    /// Whether a caller has to give the member.
    pub(super) fn demands(self, member: &Member) -> bool {
        match self {
            Self::Input => member.required || member.r#in == Some(Location::Path),
            Self::Struct(Direction::Request | Direction::Both) => member.required,
            Self::Output | Self::Struct(Direction::Response) => false,
        }
    }

    /// Whether a value has the member in any case, so that its type is no option.
    pub(super) fn always_has(self, member: &Member, side: &Side<'_>) -> bool {
        let is_container = || matches!(side.content(&member.r#type), Content::List(_) | Content::Map(_));
        match self {
            Self::Input => self.demands(member),
            Self::Output => match member.r#in {
                Some(Location::Header) => is_container(),
                Some(Location::PrefixHeaders | Location::Status) => true,
                _ => member.required || member.streaming,
            },
            Self::Struct(Direction::Both) => member.required && is_container(),
            Self::Struct(Direction::Request | Direction::Response) => member.required,
        }
    }

    /// Whether a value can be made of nothing, which those are for that only services make.
    pub(super) fn has_default(self, members: &Map<Member>, side: &Side<'_>) -> bool {
        let is_empty_without = |member: &Member| {
            let location = member.r#in;
            let is_beside =
                matches!(location, Some(Location::Header | Location::PrefixHeaders | Location::Status));
            self == Self::Output && (is_beside || member.streaming)
        };
        members.values().all(|member| !self.always_has(member, side) || is_empty_without(member))
    }
}

fn types(members: &Map<Member>) -> impl Iterator<Item = &TypeRef> {
    members.values().map(|member| &member.r#type)
}
