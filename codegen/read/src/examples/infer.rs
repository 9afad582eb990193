//! Unifies the values of examples into one tree of kinds.

use docwright_idl::Scalar;
use indexmap::IndexMap;
use serde_json::Value;

use super::json::{Json, JsonValue};
use super::text::{is_date, is_date_time, is_ipv4, is_key, is_token, is_uri, is_uuid};
use crate::claims::{Claims, Fact, Kind, NodeId, Step};
use crate::document::Lines;

/// What is inferred of a place in examples.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Inferred {
    /// What the values are.
    pub(crate) kind: Kind,
    /// The rule that found it; see the table of the [module](super).
    pub(crate) rule: &'static str,
    /// The lines of the value that shows it.
    pub(crate) lines: Lines,
    /// The format of the texts, where they have one.
    pub(crate) format: Option<&'static str>,
    /// The texts that occur, where they are those of an enum.
    pub(crate) values: Vec<Value>,
    /// What is within the values.
    pub(crate) parts: Parts,
}

/// What is within a value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Parts {
    /// Nothing.
    None,
    /// The members of a structure.
    Members(IndexMap<String, Inferred>),
    /// The elements of a list.
    Element(Box<Inferred>),
    /// The values of a map.
    Value(Box<Inferred>),
}

impl Inferred {
    /// Returns what the values have in common; `None` if there are none.
    pub(crate) fn of<'j>(values: impl IntoIterator<Item = &'j Json>) -> Option<Self> {
        let mut all = Values::default();
        values.into_iter().for_each(|value| all.add(value));
        let first = all.first?;
        let kinds =
            [!all.objects.is_empty(), !all.lists.is_empty(), !all.numbers.is_empty(), !all.texts.is_empty()];
        let kinds = kinds.into_iter().chain([!all.booleans.is_empty()]).filter(|is_there| *is_there).count();
        Some(match kinds {
            0 => Self::plain(Kind::Any, "example-empty", first),
            1 => all.infer(first),
            _ => Self::plain(Kind::Any, "example-mixed", first),
        })
    }

    fn plain(kind: Kind, rule: &'static str, lines: Lines) -> Self {
        Self { kind, rule, lines, format: None, values: Vec::new(), parts: Parts::None }
    }

    /// Returns what is inferred of the member that the names lead to, one structure within the other.
    pub(crate) fn at(&self, path: &[&str]) -> Option<&Self> {
        let Some((name, rest)) = path.split_first() else { return Some(self) };
        match &self.parts {
            Parts::Members(members) => members.get(*name)?.at(rest),
            _ => None,
        }
    }

    /// Claims what is inferred of the node and all below it.
    pub(crate) fn claim(&self, claims: &mut Claims, node: NodeId) {
        self.claim_value(claims, node);
        self.claim_parts(claims, node);
    }

    /// Claims what is inferred of all below the node.
    pub(crate) fn claim_parts(&self, claims: &mut Claims, node: NodeId) {
        match &self.parts {
            Parts::None => {}
            Parts::Members(members) => {
                for (name, member) in members {
                    let node = claims.node(node, Step::Member(name.clone().into()));
                    member.claim(claims, node);
                }
            }
            Parts::Element(element) => {
                let node = claims.node(node, Step::Element);
                element.claim(claims, node);
            }
            Parts::Value(value) => {
                let key = claims.node(node, Step::Key);
                claims.infer(key, Fact::Kind(Kind::Scalar(Scalar::String)), self.lines, self.rule);
                let node = claims.node(node, Step::Value);
                value.claim(claims, node);
            }
        }
    }

    /// Claims what is inferred of the node, and nothing of those below it.
    pub(crate) fn claim_value(&self, claims: &mut Claims, node: NodeId) {
        claims.infer(node, Fact::Kind(self.kind), self.lines, self.rule);
        if let Some(format) = self.format {
            claims.infer(node, Fact::Format(format.to_owned()), self.lines, self.rule);
        }
        if !self.values.is_empty() {
            let values = Fact::Values { values: self.values.clone(), open: true };
            claims.infer(node, values, self.lines, self.rule);
        }
    }
}

/// Values that stand at one place of several examples, by their JSON types.
#[derive(Default)]
struct Values<'j> {
    first: Option<Lines>,
    objects: Vec<(&'j [(String, Json)], Lines)>,
    lists: Vec<(&'j [Json], Lines)>,
    numbers: Vec<(&'j serde_json::Number, Lines)>,
    texts: Vec<(&'j str, Lines)>,
    booleans: Vec<Lines>,
}

impl<'j> Values<'j> {
    fn add(&mut self, json: &'j Json) {
        let lines = json.lines;
        self.first.get_or_insert(lines);
        match &json.value {
            JsonValue::Null => {}
            JsonValue::Bool(_) => self.booleans.push(lines),
            JsonValue::Number(number) => self.numbers.push((number, lines)),
            JsonValue::String(text) => self.texts.push((text, lines)),
            JsonValue::Array(elements) => self.lists.push((elements, lines)),
            JsonValue::Object(members) => self.objects.push((members, lines)),
        }
    }

    /// Infers from values that are all of one type.
    fn infer(&self, first: Lines) -> Inferred {
        if !self.objects.is_empty() {
            self.infer_object(first)
        } else if !self.lists.is_empty() {
            self.infer_list(first)
        } else if !self.numbers.is_empty() {
            self.infer_number(first)
        } else if !self.texts.is_empty() {
            self.infer_text(first)
        } else {
            let lines = self.booleans.first().copied().unwrap_or(first);
            Inferred::plain(Kind::Scalar(Scalar::Boolean), "example-boolean", lines)
        }
    }

    fn infer_object(&self, first: Lines) -> Inferred {
        let mut names: IndexMap<&str, Vec<&Json>> = IndexMap::new();
        for (members, _) in &self.objects {
            for (name, value) in *members {
                names.entry(name).or_default().push(value);
            }
        }
        let lines =
            self.objects.iter().find(|(members, _)| !members.is_empty()).map_or(first, |(_, lines)| *lines);
        if names.is_empty() {
            return Inferred::plain(Kind::Object, "example-empty", lines);
        }
        if names.keys().all(|name| is_key(name)) {
            let parts = Inferred::of(names.into_values().flatten())
                .map_or(Parts::None, |value| Parts::Value(value.into()));
            return Inferred { parts, ..Inferred::plain(Kind::Map, "example-map", lines) };
        }
        let members =
            names.into_iter().filter_map(|(name, values)| Some((name.to_owned(), Inferred::of(values)?)));
        let parts = Parts::Members(members.collect());
        Inferred { parts, ..Inferred::plain(Kind::Struct, "example-struct", lines) }
    }

    fn infer_list(&self, first: Lines) -> Inferred {
        let filled = self.lists.iter().find(|(elements, _)| !elements.is_empty());
        let lines = filled.map_or(first, |(_, lines)| *lines);
        let element = Inferred::of(self.lists.iter().flat_map(|(elements, _)| *elements));
        let element = element.unwrap_or_else(|| Inferred::plain(Kind::Any, "example-empty", lines));
        Inferred {
            parts: Parts::Element(element.into()),
            ..Inferred::plain(Kind::List, "example-list", lines)
        }
    }

    fn infer_number(&self, first: Lines) -> Inferred {
        let fraction = self.numbers.iter().find(|(number, _)| number.is_f64());
        if let Some((_, lines)) = fraction {
            return Inferred::plain(Kind::Scalar(Scalar::Double), "example-number", *lines);
        }
        let lines = self.numbers.first().map_or(first, |(_, lines)| *lines);
        let scalar = if self.numbers.iter().all(|(number, _)| number.is_i64()) {
            Scalar::Integer
        } else {
            Scalar::BigInteger
        };
        Inferred::plain(Kind::Scalar(scalar), "example-integer", lines)
    }

    fn infer_text(&self, first: Lines) -> Inferred {
        let lines = self.texts.first().map_or(first, |(_, lines)| *lines);
        let all = |is: fn(&str) -> bool| self.texts.iter().all(|(text, _)| is(text));
        let is_lower = |text: &str| !text.bytes().any(|byte| byte.is_ascii_uppercase());
        let plain = |scalar, rule| Inferred::plain(Kind::Scalar(scalar), rule, lines);
        let with_format = |scalar, rule, format| Inferred { format: Some(format), ..plain(scalar, rule) };
        if all(is_date_time) {
            with_format(Scalar::Timestamp, "example-date-time", "date-time")
        } else if all(is_date) {
            plain(Scalar::Date, "example-date")
        } else if all(is_uuid) && all(is_lower) {
            plain(Scalar::Uuid, "example-uuid")
        } else if all(is_uuid) {
            with_format(Scalar::String, "example-uuid", "uuid")
        } else if all(is_uri) {
            with_format(Scalar::String, "example-uri", "uri")
        } else if all(is_ipv4) {
            with_format(Scalar::String, "example-ipv4", "ipv4")
        } else if let Some(values) = self.tokens() {
            Inferred { values, ..plain(Scalar::String, "example-values") }
        } else {
            plain(Scalar::String, "example-string")
        }
    }

    /// Returns the distinct texts if they are those of an enum.
    fn tokens(&self) -> Option<Vec<Value>> {
        if self.texts.len() < 2 || !self.texts.iter().all(|(text, _)| is_token(text)) {
            return None;
        }
        let mut distinct: Vec<&str> = self.texts.iter().map(|(text, _)| *text).collect();
        distinct.sort_unstable();
        distinct.dedup();
        let has_digits = distinct.iter().any(|text| text.contains(|c: char| c.is_ascii_digit()));
        let repeats = distinct.len() < self.texts.len();
        (repeats || !has_digits).then(|| distinct.into_iter().map(Value::from).collect())
    }
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
        (inferred.kind, inferred.rule)
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
            (&[uuid, short], String, "example-string"),
            (&["\"5B7E20C4-16F9-4D3A-9C82-E4A1705DB93F\""], String, "example-uuid"),
            (&["\"http://a/b\""], String, "example-uri"),
            (&["\"203.0.113.9\""], String, "example-ipv4"),
            (&["\"\""], String, "example-string"),
        ];
        for (examples, scalar, rule) in cases {
            assert_eq!(kind_and_rule(examples), (Kind::Scalar(*scalar), *rule), "{examples:?}");
        }
    }

    #[test]
    fn upper_case_words_are_an_open_enum_if_they_say_so() {
        let values = |examples| infer(examples).values;
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
        ];
        for (examples, kind, rule) in cases {
            assert_eq!(kind_and_rule(examples), (*kind, *rule), "{examples:?}");
        }
        let list = infer(&["[]", "[null]", "[{\"a\": null}, {\"a\": [1]}]"]);
        let Parts::Element(element) = &list.parts else { panic!("it is a list") };
        assert_eq!(element.at(&["a"]).map(|a| a.kind), Some(Kind::List));
        assert_eq!(element.lines, Lines::at(3));
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
