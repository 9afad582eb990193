//! Values: type, constraints and description, and how far the examples agree.

use docwright_idl::{Code, Scalar};

use super::super::Reader;
use super::super::labels::{Label, bare};
use super::super::property::{Description, Level, Property, TypeName, typed};
use crate::claims::{Fact, Kind, LineClass, NodeId, Step};
use crate::document::Lines;
use crate::examples::{Inferred, Json, JsonValue, is_date, is_date_time, is_uuid};
use crate::search::find_ignoring_case;

/// Words that say that a parameter may be given several times, in lower case.
const MULTIPLE_ENTRIES: &[&str] = &["multiple entries are accepted", "can be used multiple times"];

/// What stands for the digits of a UUID in a pattern.
const HEX_CLASSES: &[&str] = &[
    "[0-9a-fA-F]",
    "[0-9A-Fa-f]",
    "[a-fA-F0-9]",
    "[A-Fa-f0-9]",
    "[0-9a-f]",
    "[a-f0-9]",
    "[0-9A-F]",
    "[A-F0-9]",
];

/// The patterns of UUIDs, with `H` for a digit.
const UUID_PATTERNS: &[&str] = &["H{8}-H{4}-H{4}-H{4}-H{12}", "H{8}(-H{4}){3}-H{12}", "H{8}-(H{4}-){3}H{12}"];

impl Reader<'_> {
    /// Claims what is said of a parameter or property, and what the values show that examples have for it.
    pub(super) fn claim_property(
        &mut self,
        node: NodeId,
        property: &Property<'_>,
        values: &[&Json<'_>],
        may_repeat: bool,
    ) {
        self.claims.classify(property.line, LineClass::Fact);
        if let Some(required) = property.required {
            self.claims.state(node, Fact::Required(required), property.line);
        }
        if property.deprecated {
            self.claims.state(node, Fact::Deprecated(Box::default()), property.line);
        }
        let level = &property.value.own;
        let stated = level.type_name().map(|(name, lines)| (name.kind(), lines));
        let kind = stated.map(|(kind, _)| kind);
        let repeats = (may_repeat && kind != Some(Kind::List)).then(|| says_multiple(level)).flatten();
        let Some(lines) = repeats else {
            return self.claim_description(node, &property.value, values);
        };
        self.claims.infer(node, Fact::Kind(Kind::List), lines, "multiple-entries");
        self.claim_doc(node, level);
        self.claim_default(node, level, kind, true);
        let element = self.claims.node(node, Step::Element);
        self.claim_value(element, level, stated, values);
    }

    /// Claims what is said of a value and its elements, and what the values show that examples have for it.
    pub(super) fn claim_description(
        &mut self,
        node: NodeId,
        description: &Description<'_>,
        values: &[&Json<'_>],
    ) {
        self.claim_levels(node, &description.own, &description.elements, None, values);
    }

    /// As [`claim_description`](Self::claim_description), level by level. `outer` is what the list around it says of the type.
    fn claim_levels(
        &mut self,
        node: NodeId,
        level: &Level<'_>,
        elements: &[Level<'_>],
        outer: Option<(TypeName, Lines)>,
        values: &[&Json<'_>],
    ) {
        let name = level.type_name().or(outer);
        if let Some(lines) = level.introduction {
            self.claims.classify(lines, LineClass::Boilerplate);
        }
        self.claim_doc(node, level);
        self.claim_default(node, level, name.map(|(name, _)| name.kind()), false);
        let stated = name.map(|(name, lines)| (name.kind(), lines));
        let goes_on = self.claim_value(node, level, stated, values);
        let element = name.and_then(|(name, lines)| Some((name.element()?, lines)));
        if element.is_none() && elements.is_empty() {
            return;
        }
        let values: Vec<&Json<'_>> =
            values.iter().filter_map(|json| json.elements()).flatten().filter(|_| goes_on).collect();
        let node = self.claims.node(node, Step::Element);
        let untold = Level::default();
        let (level, elements) = elements.split_first().unwrap_or((&untold, elements));
        self.claim_levels(node, level, elements, element, &values);
    }

    fn claim_doc(&mut self, node: NodeId, level: &Level<'_>) {
        if let Some((doc, lines)) = level.doc.get() {
            self.claims.state(node, Fact::Doc(doc.into()), lines);
        }
    }

    fn claim_default(&mut self, node: NodeId, level: &Level<'_>, kind: Option<Kind>, in_list: bool) {
        let Some((text, lines)) = level.get(Label::Default) else { return };
        self.claims.classify(lines, LineClass::Boilerplate);
        match typed(bare(text), kind) {
            Some(value) => {
                let value = if in_list { vec![value].into() } else { value };
                self.claims.state(node, Fact::Default(Box::new(value)), lines);
            }
            None if text.is_empty() => {}
            None => {
                let message = format!("the default `{text}` is no value of the member's type");
                let help = "correct the type or the default in the service's `overlay.yaml`";
                self.report(Code::EXAMPLE_MISMATCH, lines, message, "does not fit the type", help);
            }
        }
    }

    /// Claims type and constraints of a value, and what the examples show beyond. Returns whether they agree.
    fn claim_value(
        &mut self,
        node: NodeId,
        level: &Level<'_>,
        stated: Option<(Kind, Lines)>,
        values: &[&Json<'_>],
    ) -> bool {
        if let Some((kind, lines)) = stated {
            self.claims.state(node, Fact::Kind(kind), lines);
        }
        self.claim_constraints(node, level, stated.map(|(kind, _)| kind));
        if values.is_empty() {
            self.claim_uuid_pattern(node, level, &[]);
            return true;
        }
        let Some((kind, lines)) = stated else {
            if let Some(inferred) = Inferred::of(values) {
                inferred.claim(&mut self.claims, node);
            }
            return true;
        };
        if let Some(json) = values.iter().find(|json| !fits(kind, json)) {
            self.mismatch(json, lines, &format!("the page says {}", kind_name(kind)));
            return false;
        }
        if let Some((allowed, lines)) = level.values(Some(kind)) {
            let is_other =
                |json: &&&Json<'_>| json.value != JsonValue::Null && !allowed.contains(&json.to_value());
            if let Some(json) = values.iter().find(is_other) {
                self.mismatch(json, lines, "the page does not list it among the allowed values");
            }
        }
        let is_uuid = self.claim_uuid_pattern(node, level, values);
        // What the elements of a list show is claimed with what is said of them.
        let inferred = match kind {
            Kind::List => Some(Inferred::whole(values)),
            _ => Inferred::of(values),
        };
        if let Some(inferred) = inferred {
            let is_told = is_uuid || level.is_constrained();
            let within =
                if is_told { inferred.within() } else { inferred.claim_value(&mut self.claims, node) };
            within.claim(&mut self.claims, node);
        }
        true
    }

    fn claim_constraints(&mut self, node: NodeId, level: &Level<'_>, kind: Option<Kind>) {
        if let Some((format, lines)) = level.format() {
            self.claims.state(node, Fact::Format(format), lines);
        }
        if let Some((bounds, lines)) = level.bounds(Label::MinLength, Label::MaxLength) {
            self.claims.state(node, Fact::Length(bounds.into()), lines);
        }
        if let Some((bounds, lines)) = level.bounds(Label::Minimum, Label::Maximum) {
            self.claims.state(node, Fact::Range(bounds.into()), lines);
        }
        let entries = || level.bounds(Label::MinEntries, Label::MaxEntries);
        if let Some((bounds, lines)) = level.bounds(Label::MinItems, Label::MaxItems).or_else(entries) {
            self.claims.state(node, Fact::Items(bounds.into()), lines);
        }
        match level.get(Label::UniqueItems) {
            Some((text, lines)) if text.eq_ignore_ascii_case("true") => {
                self.claims.state(node, Fact::Unique, lines)
            }
            Some((text, lines)) if text.eq_ignore_ascii_case("false") => {
                self.claims.classify(lines, LineClass::Boilerplate);
            }
            _ => {}
        }
        if let Some((pattern, lines)) = level.get(Label::Pattern) {
            self.claims.state(node, Fact::Pattern(bare(pattern).to_owned()), lines);
        }
        if let Some((values, lines)) = level.values(kind).filter(|(values, _)| !values.is_empty()) {
            self.claims.state(node, Fact::Values { values: values.into(), open: false }, lines);
        }
        if let Some((text, lines)) = level.get(Label::Example) {
            match typed(bare(text), kind) {
                Some(value) => self.claims.state(node, Fact::Sample(Box::new(value)), lines),
                None => self.claims.classify(lines, LineClass::Boilerplate),
            }
        }
    }

    /// Claims that a text with the pattern of UUIDs is one, unless an example shows that it is not.
    fn claim_uuid_pattern(&mut self, node: NodeId, level: &Level<'_>, values: &[&Json<'_>]) -> bool {
        let Some((pattern, lines)) =
            level.get(Label::Pattern).filter(|(pattern, _)| is_uuid_pattern(bare(pattern)))
        else {
            return false;
        };
        let is_other = |json: &&&Json<'_>| matches!(&json.value, JsonValue::String(text) if !is_uuid(text));
        if let Some(json) = values.iter().find(is_other) {
            self.mismatch(json, lines, &format!("the page says that it matches `{}`", bare(pattern)));
            return false;
        }
        self.claims.infer(node, Fact::Kind(Kind::Scalar(Scalar::Uuid)), lines, "uuid-pattern");
        true
    }

    fn mismatch(&mut self, json: &Json<'_>, stated: Lines, what: &str) {
        let text = json.to_value().to_string();
        let shown = text.char_indices().nth(60).map_or(text.clone(), |(end, _)| format!("{}…", &text[..end]));
        let message = format!("an example has {shown}, but {what} (line {})", stated.first);
        let help = "if the example is right, correct the description in the service's `overlay.yaml`";
        self.report(Code::EXAMPLE_MISMATCH, json.lines, message, "this does not fit", help);
    }
}

/// Returns where the page says that several entries are accepted.
fn says_multiple(level: &Level<'_>) -> Option<Lines> {
    let (doc, lines) = level.doc.get()?;
    MULTIPLE_ENTRIES.iter().any(|words| find_ignoring_case(doc, words).is_some()).then_some(lines)
}

fn is_uuid_pattern(pattern: &str) -> bool {
    let pattern = pattern.trim_start_matches('^').trim_end_matches('$');
    let digits = HEX_CLASSES.iter().fold(pattern.to_owned(), |pattern, class| pattern.replace(class, "H"));
    UUID_PATTERNS.contains(&digits.as_str())
}

/// Whether an example's value can be of the kind.
fn fits(kind: Kind, json: &Json<'_>) -> bool {
    let is = |text_is: fn(&str) -> bool| matches!(&json.value, JsonValue::String(text) if text_is(text));
    match (&json.value, kind) {
        (JsonValue::Null, _) | (_, Kind::Any) => true,
        (JsonValue::Object(_), kind) => {
            matches!(kind, Kind::Object | Kind::Struct | Kind::Union | Kind::Map | Kind::Recursive)
        }
        (JsonValue::Array(_), kind) => kind == Kind::List,
        (value, Kind::Scalar(scalar)) => match scalar {
            Scalar::Document => true,
            Scalar::Boolean => matches!(value, JsonValue::Bool(_)),
            Scalar::Integer | Scalar::Long | Scalar::BigInteger => {
                matches!(value, JsonValue::Number(number) if !number.is_f64())
            }
            Scalar::Float | Scalar::Double | Scalar::Number => matches!(value, JsonValue::Number(_)),
            Scalar::Uuid => is(is_uuid),
            Scalar::Timestamp => is(is_date_time) || is(is_date),
            Scalar::Date => is(is_date),
            Scalar::String | Scalar::Blob | Scalar::Time | Scalar::Duration => is(|_| true),
        },
        _ => false,
    }
}

fn kind_name(kind: Kind) -> String {
    match kind {
        Kind::Scalar(scalar) => scalar.name().to_owned(),
        Kind::Object | Kind::Struct | Kind::Union | Kind::Map | Kind::Recursive => "object".to_owned(),
        Kind::List => "array".to_owned(),
        Kind::Any => "any".to_owned(),
    }
}
