//! What a value is, more or less exactly.

use docwright_idl::Scalar;

/// What a value is, as far as a page says.
///
/// Some kinds are vaguer than others: `Any` may turn out to be everything, `Object` a structure, union or map,
/// `Scalar(Number)` any number. [`Kind::meet`] tells what two pages say together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Anything at all.
    Any,
    /// Something with names and values: a structure, a union or a map.
    Object,
    /// A structure; its members are nodes below.
    Struct,
    /// A structure of which exactly one member is there.
    Union,
    /// A map; its keys and values are nodes below.
    Map,
    /// A list; its elements are a node below.
    List,
    /// A structure that contains itself: the page breaks off here.
    Recursive,
    /// A value without parts.
    Scalar(Scalar),
}

impl Kind {
    /// Returns the more specific of two kinds if they are compatible, else `None`.
    pub fn meet(self, other: Self) -> Option<Self> {
        if self == other || other.is_vaguer_than(self) {
            Some(self)
        } else if self.is_vaguer_than(other) {
            Some(other)
        } else {
            None
        }
    }

    /// Whether everything of kind `other` is also of this kind, and this kind says less.
    fn is_vaguer_than(self, other: Self) -> bool {
        use Kind::{Any, List, Map, Object, Recursive, Struct, Union};
        use Scalar::{
            BigInteger, Blob, Date, Document, Double, Duration, Float, Integer, Long, Number, String, Time,
            Timestamp, Uuid,
        };
        match (self, other) {
            (Any, _) => other != Any,
            (Object, Struct | Union | Map | Recursive | Kind::Scalar(Document)) => true,
            (Struct, Union) | (Recursive, Struct | Union | List | Map) => true,
            (Kind::Scalar(vague), Kind::Scalar(exact)) => match vague {
                Number => {
                    matches!(exact, Integer | Long | BigInteger | Float | Double | Timestamp | Duration)
                }
                Integer => matches!(exact, Long | BigInteger),
                Float => exact == Double,
                String => matches!(exact, Timestamp | Date | Time | Duration | Uuid | Blob),
                _ => false,
            },
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_more_specific_kind_wins_and_contradictions_have_none() {
        use Kind::{Any, List, Map, Object, Recursive, Scalar as S, Struct, Union};
        let agree = [
            (Any, List, List),
            (Object, Struct, Struct),
            (Struct, Union, Union),
            (Object, Map, Map),
            (Recursive, List, List),
            (S(Scalar::Number), S(Scalar::Integer), S(Scalar::Integer)),
            (S(Scalar::Integer), S(Scalar::Long), S(Scalar::Long)),
            (S(Scalar::String), S(Scalar::Timestamp), S(Scalar::Timestamp)),
            (S(Scalar::Number), S(Scalar::Timestamp), S(Scalar::Timestamp)),
        ];
        for (a, b, both) in agree {
            assert_eq!((a.meet(b), b.meet(a)), (Some(both), Some(both)));
        }
        for (a, b) in [
            (List, Struct),
            (Map, Struct),
            (S(Scalar::Boolean), S(Scalar::String)),
            (S(Scalar::Integer), S(Scalar::Double)),
        ] {
            assert_eq!((a.meet(b), b.meet(a)), (None, None));
        }
    }
}
