//! Unifies the values of examples into one tree.

use std::sync::Arc;

use docwright_idl::Scalar;

use super::json::{Json, Member};
use super::shown::{Conclusion, Shown};
use super::text::{is_key, numbered};
use crate::claims::{Claims, Fact, Kind, Name, NodeId, Step};
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
    Members(Vec<(Name, Inferred)>),
    /// The elements of a list.
    Element(Box<Inferred>),
    /// The values of a map.
    Value(Box<Inferred>),
}

/// The members of objects, those of one name together.
pub(crate) struct Named<'j> {
    /// In the order of their names, each with its place among all.
    sorted: Vec<(usize, &'j Member<'j>)>,
}

impl<'j> Named<'j> {
    /// Returns the members of those values that are objects.
    pub(crate) fn of(values: &[&'j Json<'j>]) -> Self {
        let mut sorted: Vec<_> =
            values.iter().filter_map(|json| json.members()).flatten().enumerate().collect();
        sorted.sort_by(|(_, (a, _)), (_, (b, _))| a.cmp(b));
        Self { sorted }
    }

    /// Returns the values of one name.
    pub(crate) fn get(&self, name: &str) -> impl Iterator<Item = &'j Json<'j>> {
        let first = self.sorted.partition_point(|(_, (known, _))| **known < *name);
        self.sorted[first..]
            .iter()
            .map(|(_, member)| *member)
            .take_while(move |(known, _)| known == name)
            .map(|(_, value)| value)
    }

    /// Returns the names and the values of each, in the order in which the names first occur.
    fn groups(&self) -> impl ExactSizeIterator<Item = (&'j str, impl Iterator<Item = &'j Json<'j>>)> {
        let mut groups: Vec<_> = self.sorted.chunk_by(|(_, (a, _)), (_, (b, _))| a == b).collect();
        groups.sort_unstable_by_key(|group| group[0].0);
        groups.into_iter().map(|group| (&*group[0].1.0, group.iter().map(|(_, (_, value))| value)))
    }

    /// Whether the names are keys of maps: all of them ids, or one word with numbers before objects.
    fn are_keys(&self) -> bool {
        let [(_, (first, _)), .., (_, (last, _))] = &*self.sorted else {
            return self.sorted.iter().all(|(_, (name, _))| is_key(name)) && !self.sorted.is_empty();
        };
        let stem = numbered(first);
        let is_numbered =
            |(_, (name, value)): &(usize, &Member<'_>)| numbered(name) == stem && value.members().is_some();
        let are_numbered = first != last && stem.is_some() && self.sorted.iter().all(is_numbered);
        are_numbered || self.sorted.iter().all(|(_, (name, _))| is_key(name))
    }
}

impl Inferred {
    /// Returns what the values have in common; `None` if there are none.
    pub(crate) fn of(values: &[&Json<'_>]) -> Option<Self> {
        Self::with(values, &Named::of(values), |_| true)
    }

    /// As [`of`](Self::of), with those of a structure's members alone that are asked for.
    pub(crate) fn with(
        values: &[&Json<'_>],
        named: &Named<'_>,
        is_wanted: impl Fn(&str) -> bool,
    ) -> Option<Self> {
        if values.is_empty() {
            return None;
        }
        let found = Self::outside(values, named);
        let mut within: Vec<&Json<'_>> = Vec::new();
        let parts = match found.kind {
            Kind::Struct => {
                let groups = named.groups();
                let mut members = Vec::with_capacity(groups.len());
                for (name, values) in groups.filter(|(name, _)| is_wanted(name)) {
                    within.clear();
                    within.extend(values);
                    members.extend(Self::of(&within).map(|member| (name.into(), member)));
                }
                Parts::Members(members)
            }
            Kind::Map => {
                within.extend(named.groups().flat_map(|(_, values)| values));
                Self::of(&within).map_or(Parts::None, |value| Parts::Value(value.into()))
            }
            Kind::List => {
                within.extend(values.iter().filter_map(|json| json.elements()).flatten());
                Parts::Element(Self::of(&within).unwrap_or_else(|| Self::whole(&[])).into())
            }
            _ => Parts::None,
        };
        Some(Self { parts, ..found })
    }

    /// As [`of`](Self::of), without what is within the values.
    pub(crate) fn whole(values: &[&Json<'_>]) -> Self {
        Self::outside(values, &Named::of(values))
    }

    fn outside(values: &[&Json<'_>], named: &Named<'_>) -> Self {
        let is_map = named.are_keys();
        let mut shown = Arc::<Shown>::default();
        let all = Arc::make_mut(&mut shown);
        values.iter().for_each(|json| all.add(json, is_map));
        let Conclusion { kind, rule, .. } = all.conclude();
        Self { shown, kind, rule, parts: Parts::None }
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
                    let node = claims.node(node, Step::Member(name));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::listing;

    /// Infers from the examples, each on a line of its own.
    fn infer(examples: &[&str]) -> Inferred {
        let parse = |(line, text)| Json::parse(text, line).expect("it is JSON");
        let values: Vec<Json<'_>> = (1..).zip(examples.iter().copied()).map(parse).collect();
        Inferred::of(&values.iter().collect::<Vec<_>>()).expect("there are values")
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
        let values = |examples| {
            let shown = infer(examples).shown;
            if shown.conclude().is_enum { shown.values().to_vec() } else { Vec::new() }
        };
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
