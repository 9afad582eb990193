//! A parameter or property: what the page says of one value.

use docwright_idl::{Bounds, Scalar};
use serde_json::{Number, Value};

use super::entries::{self, Entry, Form, Prose};
use super::labels::{self, Label, Labelled, bare};
use crate::claims::Kind;
use crate::document::{Block, Lines};
use crate::search::split_once;

/// A parameter of a request, or a property of a body.
#[derive(Clone, Debug)]
pub(super) struct Property<'d> {
    /// The name as the page spells it.
    pub(super) name: &'d str,
    /// The line with the name.
    pub(super) line: Lines,
    /// Whether it must be there, where the page says.
    pub(super) required: Option<bool>,
    /// Whether the page calls it deprecated.
    pub(super) deprecated: bool,
    /// What the value is.
    pub(super) value: Description<'d>,
}

/// How many lists may be within each other.
const MAX_LISTS: u8 = 16;

/// What the page says of a value, and of the elements of a list, and of theirs.
#[derive(Clone, Debug, Default)]
pub(super) struct Description<'d> {
    /// What is said of the value itself.
    pub(super) own: Level<'d>,
    /// What is said of its elements, then of theirs.
    pub(super) elements: Vec<Level<'d>>,
    /// Whether the lines that follow may be allowed values.
    in_values: bool,
}

/// What the page says of a value, without its elements.
#[derive(Clone, Debug, Default)]
pub(super) struct Level<'d> {
    /// The line that says that the elements' description follows.
    pub(super) introduction: Option<Lines>,
    /// The description.
    pub(super) doc: Prose<'d>,
    /// The type, if the page names one that is known, and where it stands.
    kind: Option<(Option<TypeName>, Lines)>,
    /// The other labels and what follows each.
    labels: Vec<(Label, &'d str, Lines)>,
    /// The allowed values and the lines of them and their label.
    values: Option<(Vec<&'d str>, Lines)>,
}

/// A type as the page names it: lists of lists of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TypeName {
    /// How many lists are around it.
    pub(super) lists: u8,
    /// What is within them.
    pub(super) base: Kind,
}

/// The names of types, in lower case.
const TYPES: &[(&str, Kind)] = &[
    ("string", Kind::Scalar(Scalar::String)),
    ("boolean", Kind::Scalar(Scalar::Boolean)),
    ("integer", Kind::Scalar(Scalar::Integer)),
    ("number", Kind::Scalar(Scalar::Number)),
    ("float", Kind::Scalar(Scalar::Float)),
    ("double", Kind::Scalar(Scalar::Double)),
    ("datetime", Kind::Scalar(Scalar::Timestamp)),
    ("date", Kind::Scalar(Scalar::Date)),
    ("time", Kind::Scalar(Scalar::Time)),
    ("file", Kind::Scalar(Scalar::Blob)),
    ("object", Kind::Object),
    ("array", Kind::List),
    ("any", Kind::Any),
];

/// What a format makes of a type. The format is compared in lower case without punctuation.
const FORMATS: &[(Scalar, &str, Scalar)] = &[
    (Scalar::String, "uuid", Scalar::Uuid),
    (Scalar::String, "datetime", Scalar::Timestamp),
    (Scalar::String, "date", Scalar::Date),
    (Scalar::String, "time", Scalar::Time),
    (Scalar::String, "duration", Scalar::Duration),
    (Scalar::String, "byte", Scalar::Blob),
    (Scalar::String, "binary", Scalar::Blob),
    (Scalar::Integer, "int32", Scalar::Integer),
    (Scalar::Integer, "int64", Scalar::Long),
    (Scalar::Number, "float", Scalar::Float),
    (Scalar::Number, "double", Scalar::Double),
    (Scalar::Number, "int32", Scalar::Integer),
    (Scalar::Number, "int64", Scalar::Long),
];

impl<'d> Property<'d> {
    /// Begins the property of which `entry` is the first line and `rest` what follows the name on it.
    pub(super) fn begin(name: &'d str, rest: &'d str, entry: &Entry<'d>) -> Self {
        let mut property = Self {
            name,
            line: entry.lines,
            required: None,
            deprecated: false,
            value: Description::default(),
        };
        property.begin_description(rest, entry);
        property
    }

    /// Reads the property that a row of a table describes: the first line of the description begins with its flags.
    pub(super) fn of_cell(name: &'d str, line: Lines, description: &'d Block<'d>) -> Self {
        let mut property =
            Self { name, line, required: None, deprecated: false, value: Description::default() };
        let mut is_first = true;
        entries::each(&description.children, |entry| match entry.form {
            Form::Text(text) if std::mem::take(&mut is_first) => property.begin_description(text, &entry),
            _ => {
                is_first = false;
                property.value.read(&entry, entry.label());
            }
        });
        property
    }

    /// Returns the lines of the property, from its name on.
    pub(super) fn extent(&self) -> Lines {
        self.value.levels().filter_map(Level::extent).fold(self.line, Lines::to)
    }

    /// Reads `(Required) Description` or `(Optional) **Type**: String`.
    fn begin_description(&mut self, text: &'d str, entry: &Entry<'d>) {
        let mut rest = text.trim_start();
        while let Some((flag, after)) = rest.strip_prefix('(').and_then(|rest| split_once(rest, ")")) {
            if flag.eq_ignore_ascii_case("required") {
                self.required = Some(true);
            } else if flag.eq_ignore_ascii_case("optional") {
                self.required = Some(false);
            } else if flag.eq_ignore_ascii_case("deprecated") {
                self.deprecated = true;
            } else {
                break;
            }
            rest = after.trim_start();
        }
        if !rest.is_empty() {
            let entry = Entry { form: Form::Text(rest), ..*entry };
            self.value.read(&entry, entry.label());
        }
    }
}

impl<'d> Description<'d> {
    /// Reads one more line and the label with which it begins. Returns whether the layout has such a line in a description.
    pub(super) fn read(&mut self, entry: &Entry<'d>, label: Option<Labelled<'d>>) -> bool {
        match entry.form {
            Form::Text(_) => match label {
                Some((Some(label), value)) => self.read_label(label, value, entry.lines),
                Some((None, _)) if self.innermost().kind.is_some() => false,
                _ => self.read_doc(entry),
            },
            Form::Bullet(text) if self.in_values => {
                if let Some((values, lines)) = &mut self.innermost().values {
                    values.push(text);
                    *lines = lines.to(entry.lines);
                }
                true
            }
            Form::Bullet(_) | Form::Code(_) => self.read_doc(entry),
            Form::Table(_) => false,
        }
    }

    /// Whether a list item that comes next is an allowed value.
    pub(super) fn expects_value(&self) -> bool {
        self.in_values
    }

    /// Returns what is said of the value itself, then of its elements, then of theirs.
    pub(super) fn levels(&self) -> impl Iterator<Item = &Level<'d>> {
        std::iter::once(&self.own).chain(&self.elements)
    }

    fn innermost(&mut self) -> &mut Level<'d> {
        self.elements.last_mut().unwrap_or(&mut self.own)
    }

    fn read_doc(&mut self, entry: &Entry<'d>) -> bool {
        self.in_values = false;
        self.innermost().doc.add(entry);
        true
    }

    fn read_label(&mut self, label: Label, value: &'d str, lines: Lines) -> bool {
        self.in_values = label == Label::Values;
        match label {
            Label::Media => return false,
            Label::Element if self.elements.len() >= MAX_LISTS.into() => return false,
            Label::Element => self.elements.push(Level { introduction: Some(lines), ..Level::default() }),
            Label::Values => {
                let values = labels::quoted(value).collect();
                self.innermost().values = Some((values, lines));
            }
            // What is said of a list may come after what is said of its elements.
            Label::MinItems | Label::MaxItems | Label::UniqueItems => {
                let takes = |level: &Level<'_>| level.get(label).is_none() && level.is_list();
                let level = match self.elements.iter().rposition(takes) {
                    Some(place) => &mut self.elements[place],
                    None if takes(&self.own) => &mut self.own,
                    None => self.innermost(),
                };
                return level.add(label, value, lines);
            }
            _ => return self.innermost().add(label, value, lines),
        }
        true
    }
}

impl<'d> Level<'d> {
    /// Adds a label, unless it is there already.
    fn add(&mut self, label: Label, value: &'d str, lines: Lines) -> bool {
        let is_new = match label {
            Label::Type => self.kind.is_none(),
            _ => self.get(label).is_none(),
        };
        match label {
            _ if !is_new => {}
            Label::Type => self.kind = Some((TypeName::read(value), lines)),
            _ => self.labels.push((label, value, lines)),
        }
        is_new
    }

    /// Returns what follows a label other than that of the type, and where it stands.
    pub(super) fn get(&self, label: Label) -> Option<(&'d str, Lines)> {
        self.labels.iter().find(|(known, ..)| *known == label).map(|(_, value, lines)| (*value, *lines))
    }

    /// Returns where the page names a type, known or not.
    pub(super) fn typed(&self) -> Option<Lines> {
        self.kind.map(|(_, lines)| lines)
    }

    /// Returns the type, and where it stands.
    pub(super) fn type_name(&self) -> Option<(TypeName, Lines)> {
        let (name, lines) = self.kind?;
        let name = name?;
        let (TypeName { lists: 0, base: Kind::Scalar(scalar) }, Some((format, format_lines))) =
            (name, self.get(Label::Format))
        else {
            return Some((name, lines));
        };
        Some(match refined(scalar, format) {
            Some(scalar) => (TypeName { base: Kind::Scalar(scalar), ..name }, lines.to(format_lines)),
            None => (name, lines),
        })
    }

    /// Returns the format, where it says more than the type, and where it stands.
    pub(super) fn format(&self) -> Option<(String, Lines)> {
        if let Some((TypeName { lists: 0, base: Kind::Scalar(Scalar::Timestamp) }, lines)) = self.type_name()
        {
            return Some(("date-time".to_owned(), lines));
        }
        let (format, lines) = self.get(Label::Format)?;
        let is_in_type = matches!(self.kind, Some((Some(TypeName { lists: 0, base: Kind::Scalar(scalar) }), _))
            if refined(scalar, format).is_some());
        (!is_in_type && !format.is_empty()).then(|| (bare(format).to_owned(), lines))
    }

    /// Returns the bounds that two labels give, and where they stand.
    pub(super) fn bounds(&self, min: Label, max: Label) -> Option<(Bounds, Lines)> {
        if self.labels.is_empty() {
            return None;
        }
        let end = |label| {
            let (text, lines) = self.get(label)?;
            Some((bare(text).parse::<Number>().ok()?, lines))
        };
        let (min, max) = (end(min), end(max));
        let lines = match (&min, &max) {
            (Some((_, min)), Some((_, max))) => min.to(*max),
            (Some((_, lines)), None) | (None, Some((_, lines))) => *lines,
            (None, None) => return None,
        };
        Bounds::new(min.map(|(min, _)| min), max.map(|(max, _)| max)).map(|bounds| (bounds, lines))
    }

    /// Returns the allowed values as values of the given kind, and where they stand. A value may be described.
    pub(super) fn values(&self, kind: Option<Kind>) -> Option<(Vec<Value>, Lines)> {
        let (texts, lines) = self.values.as_ref()?;
        let value = |text: &&str| {
            let text = match text.strip_prefix('`').and_then(|rest| split_once(rest, "`")) {
                Some((text, _)) => text,
                None => text.trim(),
            };
            typed(text, kind).unwrap_or_else(|| Value::from(text))
        };
        Some((texts.iter().map(value).collect(), *lines))
    }

    /// Returns the lines of all that is said.
    pub(super) fn extent(&self) -> Option<Lines> {
        let labels = self.labels.iter().map(|(.., lines)| *lines).chain(self.typed());
        let doc = self.doc.lines();
        labels.chain(doc).chain(self.values.as_ref().map(|(_, lines)| *lines)).reduce(Lines::to)
    }

    /// Whether the page says of the value's content more than its type.
    pub(super) fn is_constrained(&self) -> bool {
        let constraints = [Label::Pattern, Label::Format, Label::MinLength, Label::MaxLength];
        self.values.is_some() || constraints.iter().any(|label| self.get(*label).is_some())
    }

    fn is_list(&self) -> bool {
        self.type_name().is_some_and(|(name, _)| name.kind() == Kind::List)
    }
}

impl TypeName {
    /// Reads the name of a type, such as `Array of Object`.
    pub(super) fn read(name: &str) -> Option<Self> {
        let mut base = bare(name);
        let mut lists = 0;
        while let Some((array, rest)) = base.split_at_checked("array of ".len()) {
            if !array.eq_ignore_ascii_case("array of ") || lists == MAX_LISTS {
                break;
            }
            lists += 1;
            base = rest.trim_start();
        }
        let (_, base) = TYPES.iter().find(|(known, _)| base.eq_ignore_ascii_case(known))?;
        Some(Self { lists, base: *base })
    }

    /// Returns the kind of the value itself.
    pub(super) fn kind(self) -> Kind {
        if self.lists > 0 { Kind::List } else { self.base }
    }

    /// Returns the type of the elements, if it is a list of something.
    pub(super) fn element(self) -> Option<Self> {
        Some(Self { lists: self.lists.checked_sub(1)?, ..self })
    }
}

/// Returns the scalar that a format makes of another.
fn refined(scalar: Scalar, format: &str) -> Option<Scalar> {
    let letters = format.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase());
    let is_named = |known: &str| letters.clone().eq(known.bytes());
    let rule = FORMATS.iter().find(|(from, known, _)| *from == scalar && is_named(known));
    rule.map(|(.., to)| *to)
        .or_else(|| FORMATS.iter().any(|(_, known, to)| *to == scalar && is_named(known)).then_some(scalar))
}

/// Returns the value that a text stands for, if it can be of the kind.
pub(super) fn typed(text: &str, kind: Option<Kind>) -> Option<Value> {
    let json = || serde_json::from_str::<Value>(text).ok();
    match kind {
        Some(Kind::Scalar(Scalar::Boolean)) => text.to_ascii_lowercase().parse().ok().map(Value::Bool),
        Some(Kind::Scalar(
            Scalar::Integer
            | Scalar::Long
            | Scalar::BigInteger
            | Scalar::Number
            | Scalar::Float
            | Scalar::Double,
        )) => json().filter(Value::is_number),
        Some(Kind::Scalar(_)) => Some(Value::from(text)),
        Some(Kind::List) => json().filter(Value::is_array),
        Some(Kind::Object | Kind::Struct | Kind::Map | Kind::Union) => json().filter(Value::is_object),
        _ if text.is_empty() => None,
        _ => json().or_else(|| Some(Value::from(text))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::Format;

    fn describe<R>(text: &str, check: impl Fn(&Property<'_>) -> R) -> R {
        let document = Format::Markdown.read(text);
        let mut property: Option<Property<'_>> = None;
        entries::each(&document.blocks, |entry| match (&mut property, entry.form) {
            (Some(property), _) => assert!(property.value.read(&entry, entry.label()), "{entry:?}"),
            (None, Form::Text(first)) => property = Some(Property::begin("x", first, &entry)),
            (None, _) => panic!("it begins with text"),
        });
        check(&property.expect("there is text"))
    }

    #[test]
    fn a_description_is_read_with_or_without_text_before_its_labels() {
        let doc = |text| {
            describe(text, |x| {
                let doc = x.value.own.doc.get();
                (x.required, doc.map(|(text, lines)| (text.to_owned(), lines)))
            })
        };
        assert_eq!(doc("(Optional) **Type**: String"), (Some(false), None));
        let two = ("One.\nTwo.\n\n- a\n- b".to_owned(), Lines::new(1, 5));
        assert_eq!(doc("(Required) One.\nTwo.\n\n- a\n- b\n\n**Type**: String"), (Some(true), Some(two)));
        assert_eq!(doc("**Note**: this").1.map(|(text, _)| text).as_deref(), Some("**Note**: this"));
    }

    #[test]
    fn bounds_of_a_list_may_follow_its_elements() {
        let text = "**Type**: Array of String\n**Array type description:**\nOne.\n**Type**: String\n\
                    **Allowed values**:\n- `A`\n- `B`\n\n**Min items**: 1\n**Max items**: 3";
        describe(text, |x| {
            let (list, [element]) = (&x.value.own, &*x.value.elements) else {
                panic!("there are two levels")
            };
            let items = list.bounds(Label::MinItems, Label::MaxItems).map(|(bounds, _)| bounds.to_string());
            assert_eq!(items.as_deref(), Some("1..3"));
            assert_eq!(element.values(None), Some((vec!["A".into(), "B".into()], Lines::new(5, 7))));
        });
    }

    #[test]
    fn types_and_formats_make_kinds() {
        let kind = |text: &str| {
            let level = |x: &Property<'_>| {
                let level = &x.value.own;
                (
                    level.type_name().map(|(name, _)| (name.kind(), name.lists)),
                    level.format().map(|(format, _)| format),
                )
            };
            let (kind, format) = describe(text, level);
            (kind.map(|(kind, _)| kind), format)
        };
        let scalar = |scalar| Some(Kind::Scalar(scalar));
        assert_eq!(
            kind("**Type**: DateTime\n**Format**: date-time"),
            (scalar(Scalar::Timestamp), Some("date-time".into()))
        );
        assert_eq!(kind("**Type**: String\n**Format**: uuid"), (scalar(Scalar::Uuid), None));
        assert_eq!(
            kind("**Type**: String\n**Format**: email"),
            (scalar(Scalar::String), Some("email".into()))
        );
        assert_eq!(kind("**Type**: Integer\n**Format**: int64"), (scalar(Scalar::Long), None));
        assert_eq!(kind("**Type**: Array of Array of any"), (Some(Kind::List), None));
        assert_eq!(kind("**Type**: Wheel"), (None, None));
    }

    #[test]
    fn values_have_the_type_of_the_member() {
        let integer = Some(Kind::Scalar(Scalar::Integer));
        assert_eq!(typed("10", integer), Some(10.into()));
        assert_eq!(typed("ten", integer), None);
        assert_eq!(typed("10", Some(Kind::Scalar(Scalar::String))), Some("10".into()));
        assert_eq!(typed("False", Some(Kind::Scalar(Scalar::Boolean))), Some(false.into()));
        assert_eq!(typed("[1]", Some(Kind::List)), Some(serde_json::json!([1])));
        assert_eq!(typed("usual", None), Some("usual".into()));
    }
}
