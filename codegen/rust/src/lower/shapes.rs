//! The Rust types of values: which name a declared type, which stand inline, which are boxed.

use docwright_idl::{MapType, Member, Scalar, TypeRef};

use super::model::{Form, Type};
use super::outline::Kind;
use super::view::{Container, View};
use crate::names::Name;

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

impl<'d> View<'d> {
    /// Returns the Rust type of a value that stands in the shape `owner`, or why there is none.
    pub(super) fn type_of(&self, member: &Member, owner: Option<&str>) -> Result<Type, &'static str> {
        self.nested(member, owner, 0)
    }

    fn nested(&self, member: &Member, owner: Option<&str>, depth: usize) -> Result<Type, &'static str> {
        if depth > MAX_NESTING {
            return Err("lists and maps are nested too deep");
        }
        match &member.r#type {
            TypeRef::Scalar(scalar) => {
                Ok(scalar_type(*scalar, member.format.as_deref(), self.infers_times()))
            }
            TypeRef::List(element) => self.list(element, depth),
            TypeRef::Map(map) => self.map(map, depth),
            TypeRef::Shape(shape) => match (self.name(shape), self.container(&member.r#type)) {
                (Some(name), _) => {
                    let named = Type::Named(name.clone());
                    Ok(if self.is_recursive(owner, shape) { Type::Box(Box::new(named)) } else { named })
                }
                (None, Some(Container::List(element))) => self.list(element, depth),
                (None, Some(Container::Map(map))) => self.map(map, depth),
                (None, None) => Err("the type is not described"),
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
            TypeRef::Shape(shape) => match self.name(shape) {
                Some(name) if self.is_enum(&map.key.r#type) => Type::Named(name.clone()),
                _ => return Err("the keys of a map are scalars or enums"),
            },
            TypeRef::List(_) | TypeRef::Map(_) => return Err("the keys of a map are scalars or enums"),
        };
        Ok(Type::Map(Box::new(key), Box::new(self.nested(&map.value, None, depth + 1)?)))
    }

    /// Returns the Rust name of a shape that is declared.
    pub(super) fn name(&self, shape: &str) -> Option<&Name> {
        self.shape(shape)?.name.as_ref()
    }

    /// Whether a type is an enum of texts.
    pub(super) fn is_enum(&self, r#type: &TypeRef) -> bool {
        self.kind(r#type) == Some(Kind::Enum)
    }

    /// Whether a type is a structure.
    pub(super) fn is_struct(&self, r#type: &TypeRef) -> bool {
        self.kind(r#type) == Some(Kind::Struct)
    }

    fn kind(&self, r#type: &TypeRef) -> Option<Kind> {
        Some(self.shape(r#type.shape()?)?.kind)
    }

    fn is_recursive(&self, owner: Option<&str>, shape: &str) -> bool {
        let (Some(owner), Some(shape)) = (owner.and_then(|owner| self.shape(owner)), self.shape(shape))
        else {
            return false;
        };
        matches!(shape.kind, Kind::Struct | Kind::Union) && owner.group == shape.group
    }

    /// Returns the member whose type is no list and no map, within `member` or `member` itself.
    pub(super) fn leaf<'a>(&self, member: &'a Member) -> &'a Member
    where
        'd: 'a,
    {
        let mut leaf = member;
        for _ in 0..=MAX_NESTING {
            if leaf.r#type.shape().is_some_and(|shape| self.name(shape).is_some()) {
                break;
            }
            leaf = match self.container(&leaf.r#type) {
                Some(Container::List(element)) => element,
                Some(Container::Map(map)) => &map.value,
                None => break,
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
