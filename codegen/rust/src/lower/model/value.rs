//! Values: their types, how they are written, and what they must keep.

use crate::names::Name;

/// The Rust type of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    String,
    Bool,
    I64,
    I128,
    F32,
    F64,
    Number,
    Timestamp,
    /// Text of a form, or any other text.
    Text(Form),
    Blob,
    Document,
    /// A body that is not held.
    ByteStream,
    /// A body of events, each a value of the type.
    EventStream(Box<Type>),
    /// An item of the client's types.
    Named(Name),
    Vec(Box<Type>),
    Map(Box<Type>, Box<Type>),
    Box(Box<Type>),
}

impl Type {
    /// Returns the type of the values that lists, maps and boxes hold in the end.
    pub(crate) fn leaf(&self) -> &Self {
        match self {
            Self::Vec(inner) | Self::Box(inner) | Self::Map(_, inner) => inner.leaf(),
            scalar => scalar,
        }
    }

    /// Whether its values are `Copy`.
    pub(crate) fn is_copy(&self) -> bool {
        matches!(self, Self::Bool | Self::I64 | Self::I128 | Self::F32 | Self::F64)
    }

    /// Whether it is a body that is not held.
    pub(crate) fn is_stream(&self) -> bool {
        matches!(self, Self::ByteStream | Self::EventStream(_))
    }
}

/// The form of a text for which the runtime has a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Date,
    Time,
    HourMinute,
    DateTime,
    Duration,
    Uuid,
}

/// How a value is written where its type alone does not say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    EpochSeconds,
    DateTime,
    HttpDate,
    /// Numbers that may be `"NaN"` or infinite.
    Float,
    /// Text that travels as base64.
    Base64,
    /// An enum that is the whole body, as its text.
    Plain,
}

/// A rule that the runtime checks before a value is sent. Ranges hold both ends; where there is none, the type's.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Check {
    Length((u64, u64)),
    Items((u64, u64)),
    Integer(i64, i64),
    Float(f64, f64),
    Pattern(String),
    OneOf(Vec<Literal>),
    /// The text is of its type's form.
    Form,
    /// The time of day has no minutes.
    FullHour,
    /// No two items are equal.
    Distinct,
    /// What each item of a list, or value of a map, must keep.
    Each(Vec<Check>),
    /// What the keys of a map must keep.
    Keys(Vec<Check>),
    /// An error must not show the value.
    Sensitive,
}

/// A documented value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Literal {
    Text(String),
    Number(f64),
}

/// A rule between the members of a struct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    Exclusive(Vec<Name>),
    AtLeastOne(Vec<Name>),
    ExactlyOne(Vec<Name>),
    Together(Vec<Name>),
    /// When the first is given, the others are too.
    Requires(Name, Vec<Name>),
}

impl Relation {
    /// Returns the members between which it stands.
    pub(crate) fn members(&self) -> impl Iterator<Item = &Name> {
        let (one, all) = match self {
            Self::Exclusive(all) | Self::AtLeastOne(all) | Self::ExactlyOne(all) | Self::Together(all) => {
                (None, all)
            }
            Self::Requires(one, all) => (Some(one), all),
        };
        one.into_iter().chain(all)
    }
}
