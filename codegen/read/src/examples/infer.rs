//! Unifies the values of examples into one tree.

use std::sync::Arc;

use docwright_idl::Scalar;
use foldhash::fast::FixedState;
use indexmap::IndexMap;

use super::json::{Json, JsonValue};
use super::shown::{Conclusion, Shown};
use super::text::{is_key, numbered};
use crate::claims::{Claims, Fact, Kind, NodeId, Step};
use crate::document::Lines;

/// What is inferred of a place in examples.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Inferred {
    /// What the values show.
    shown: Arc<Shown>,
    /// What follows from it, and by which rule.
    kind: Kind,
    rule: &'static str,
    /// What is within the values.
    pub(crate) parts: Parts,
}

/// What is within a value.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Parts {
    /// Nothing.
    #[default]
    None,
    /// The members of a structure.
    Members(Vec<(String, Inferred)>),
    /// The elements of a list.
    Element(Box<Inferred>),
    /// The values of a map.
    Value(Box<Inferred>),
}

/// Values under the names that objects have for them.
type Named<'j> = IndexMap<&'j str, Vec<&'j Json>, FixedState>;

impl Inferred {
    /// Returns what the values have in common; `None` if there are none.
    pub(crate) fn of<'j>(values: impl IntoIterator<Item = &'j Json>) -> Option<Self> {
        Self::with(values, |_| true)
    }

    /// As [`of`](Self::of), with those of a structure's members alone that are asked for.
    pub(crate) fn with<'j>(
        values: impl IntoIterator<Item = &'j Json>,
        is_wanted: impl Fn(&str) -> bool,
    ) -> Option<Self> {
        let values: Vec<&Json> = values.into_iter().collect();
        if values.is_empty() {
            return None;
        }
        let (found, names, elements) = Self::outside(&values);
        let parts = match found.kind {
            Kind::Struct => Parts::Members(
                names
                    .into_iter()
                    .filter(|(name, _)| is_wanted(name))
                    .filter_map(|(name, values)| Some((name.to_owned(), Self::of(values)?)))
                    .collect(),
            ),
            Kind::Map => Self::of(names.into_values().flatten())
                .map_or(Parts::None, |value| Parts::Value(value.into())),
            Kind::List => {
                let element = Self::of(elements).unwrap_or_else(|| Self::whole(&[]));
                Parts::Element(element.into())
            }
            _ => Parts::None,
        };
        Some(Self { parts, ..found })
    }

    /// As [`of`](Self::of), without what is within the values.
    pub(crate) fn whole(values: &[&Json]) -> Self {
        let (found, ..) = Self::outside(values);
        found
    }

    /// Returns what the values have in common, and what is within them: the members of objects and the elements of
    /// lists.
    fn outside<'j>(values: &[&'j Json]) -> (Self, Named<'j>, Vec<&'j Json>) {
        let mut names = Named::default();
        let mut elements: Vec<&Json> = Vec::new();
        for json in values {
            match &json.value {
                JsonValue::Object(members) => {
                    members.iter().for_each(|(name, value)| names.entry(name).or_default().push(value));
                }
                JsonValue::Array(found) => elements.extend(found),
                _ => {}
            }
        }
        let is_map = are_keys(&names);
        let mut shown = Arc::<Shown>::default();
        let all = Arc::make_mut(&mut shown);
        values.iter().for_each(|json| all.add(json, is_map));
        let Conclusion { kind, rule, .. } = all.conclude();
        (Self { shown, kind, rule, parts: Parts::None }, names, elements)
    }

    /// Returns what the values are.
    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    /// Returns the lines of the first value that shows it.
    pub(crate) fn lines(&self) -> Lines {
        self.shown.witness(self.rule).unwrap_or(Lines::at(1))
    }

    /// Returns what is inferred of the member that the names lead to, one structure within the other.
    pub(crate) fn at(&self, path: &[&str]) -> Option<&Self> {
        let Some((name, rest)) = path.split_first() else { return Some(self) };
        match &self.parts {
            Parts::Members(members) => members.iter().find(|(known, _)| known == name)?.1.at(rest),
            _ => None,
        }
    }

    /// Claims what is shown of the node and all below it.
    pub(crate) fn claim(self, claims: &mut Claims, node: NodeId) {
        self.claim_value(claims, node).claim(claims, node);
    }

    /// Claims what is shown of the node, and nothing of those below it. Returns what is within it.
    pub(crate) fn claim_value(self, claims: &mut Claims, node: NodeId) -> Within {
        let lines = self.lines();
        if self.shown.count() > 0 {
            claims.infer(node, Fact::Shown(self.shown), lines, self.rule);
        }
        Within { parts: self.parts, lines }
    }

    /// Returns what is within the node.
    pub(crate) fn within(self) -> Within {
        Within { lines: self.lines(), parts: self.parts }
    }
}

/// What is within values, and where these stand.
pub(crate) struct Within {
    pub(crate) parts: Parts,
    lines: Lines,
}

impl Within {
    /// Claims what is shown of all below the node.
    pub(crate) fn claim(self, claims: &mut Claims, node: NodeId) {
        match self.parts {
            Parts::None => {}
            Parts::Members(members) => {
                for (name, member) in members {
                    let node = claims.node(node, Step::Member(name.into()));
                    member.claim(claims, node);
                }
            }
            Parts::Element(element) => {
                let node = claims.node(node, Step::Element);
                element.claim(claims, node);
            }
            Parts::Value(value) => {
                let key = claims.node(node, Step::Key);
                claims.infer(key, Fact::Kind(Kind::Scalar(Scalar::String)), self.lines, "example-map");
                let node = claims.node(node, Step::Value);
                value.claim(claims, node);
            }
        }
    }
}

/// Whether the names of objects are keys of maps: all of them ids, or one word with numbers before objects.
fn are_keys(names: &Named<'_>) -> bool {
    let mut stems = names.keys().map(|name| numbered(name));
    let first = stems.next().flatten();
    let is_object = |json: &&Json| matches!(json.value, JsonValue::Object(_));
    let are_numbered = names.len() > 1
        && first.is_some()
        && stems.all(|stem| stem == first)
        && names.values().flatten().all(is_object);
    !names.is_empty() && (are_numbered || names.keys().all(|name| is_key(name)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::listing;

    /// Infers from the examples, each on a line of its own.
    fn infer(examples: &[&str]) -> Inferred {
        let parse = |(index, text): (usize, &&str)| Json::parse(text, index as u32 + 1).expect("it is JSON");
        let values: Vec<Json> = examples.iter().enumerate().map(parse).collect();
        Inferred::of(&values).expect("there are values")
    }

    fn kind_and_rule(examples: &[&str]) -> (Kind, &'static str) {
        let inferred = infer(examples);
        (inferred.kind(), inferred.shown.conclude().rule)
    }

    #[test]
    fn scalars_are_what_all_values_are() {
        use Scalar::{BigInteger, Boolean, Date, Double, Integer, String, Timestamp, Uuid};
        let uuid = "\"3c0d5a71-9e42-4b8f-8a16-70d2f4c9b5e3\"";
        let short = "\"3c0d5a71-9e42-4b8f-8a16-70d2f4c9b5e\"";
        let cases: &[(&[&str], Scalar, &str)] = &[
            (&["true", "null"], Boolean, "example-boolean"),
            (&["1", "2"], Integer, "example-integer"),
            (&["1", "2.5"], Double, "example-number"),
            (&["18446744073709551615"], BigInteger, "example-integer"),
            (&["\"2021-04-05T06:07:08+00:00\""], Timestamp, "example-date-time"),
            (&["\"2021-04-05\""], Date, "example-date"),
            (&[uuid, uuid], Uuid, "example-uuid"),
            (&[uuid, short], Uuid, "example-uuid"),
            (&[short, short, uuid], String, "example-string"),
            (&["\"5B7E20C4-16F9-4D3A-9C82-E4A1705DB93F\""], Uuid, "example-uuid"),
            (&["\"http://a/b\""], String, "example-uri"),
            (&["\"203.0.113.9\""], String, "example-ipv4"),
            (&["\"2001:db8::9\""], String, "example-ipv6"),
            (&["\"203.0.113.9\"", "\"2001:db8::9\""], String, "example-ip"),
            (&["\"ada@example.com\""], String, "example-email"),
            (&["\"\""], String, "example-string"),
        ];
        for (examples, scalar, rule) in cases {
            assert_eq!(kind_and_rule(examples), (Kind::Scalar(*scalar), *rule), "{examples:?}");
        }
    }

    #[test]
    fn upper_case_words_are_an_open_enum_if_they_say_so() {
        let values = |examples| infer(examples).shown.conclude().values;
        assert_eq!(values(&["\"STOPPED\"", "\"STARTED\"", "\"STOPPED\""]), ["STARTED", "STOPPED"]);
        assert_eq!(values(&["\"MONTHLY\"", "\"MONTHLY\""]), ["MONTHLY"]);
        assert!(values(&["\"STARTED\""]).is_empty());
        assert!(values(&["\"STARTED\"", "\"some\""]).is_empty());
        assert!(values(&["\"X1A\"", "\"B2C\""]).is_empty());
        assert_eq!(values(&["\"X64\"", "\"X86\"", "\"X64\""]), ["X64", "X86"]);
    }

    #[test]
    fn nulls_and_empty_values_are_completed_by_others() {
        let cases: &[(&[&str], Kind, &str)] = &[
            (&["null"], Kind::Any, "example-empty"),
            (&["{}"], Kind::Object, "example-empty"),
            (&["{}", "{\"a\": 1}"], Kind::Struct, "example-struct"),
            (&["1", "\"a\""], Kind::Any, "example-mixed"),
            (&["1", "[]"], Kind::Any, "example-mixed"),
            (&["{\"8080/tcp\": 1, \"53/udp\": 2}"], Kind::Map, "example-map"),
            (&["{\"12\": {}}"], Kind::Map, "example-map"),
            (&["{\"12\": {}, \"name\": {}}"], Kind::Struct, "example-struct"),
            (&["{\"eth0\": {}}", "{\"eth1\": {}}"], Kind::Map, "example-map"),
            (&["{\"line1\": \"a\", \"line2\": \"b\"}"], Kind::Struct, "example-struct"),
        ];
        for (examples, kind, rule) in cases {
            assert_eq!(kind_and_rule(examples), (*kind, *rule), "{examples:?}");
        }
        let list = infer(&["[]", "[null]", "[{\"a\": null}, {\"a\": [1]}]"]);
        let Parts::Element(element) = &list.parts else { panic!("it is a list") };
        assert_eq!(element.at(&["a"]).map(Inferred::kind), Some(Kind::List));
        assert_eq!(element.lines(), Lines::at(3));
    }

    #[test]
    fn the_claims_follow_the_tree_and_name_rule_and_line() {
        let text = "{\"a\": [{\"b\": 1}], \"m\": {\"1\": \"x\"}}\n";
        let mut claims = Claims::new(text);
        infer(&[text.trim()]).claim(&mut claims, Claims::ROOT);
        assert_eq!(
            listing(&claims),
            "(service): Kind(Struct) [1] example-struct\n\
             a: Kind(List) [1] example-list\n\
             a[]: Kind(Struct) [1] example-struct\n\
             a[].b: Kind(integer) [1] example-integer\n\
             m: Kind(Map) [1] example-map\n\
             m{key}: Kind(string) [1] example-map\n\
             m{}: Kind(string) [1] example-string\n"
        );
    }
}
