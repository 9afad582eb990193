//! Values from elements, by what serde asks for.
//!
//! A structure asks for its members by name, so an element is looked up, not walked. Where the documentation does not
//! tell how a list is written, the elements show it: see [`Value::elements`].

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::de::value::BorrowedStrDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Error as _, IntoDeserializer, MapAccess, SeqAccess,
    Visitor,
};
use serde::forward_to_deserialize_any;

use super::tree::Element;
use crate::body::FormatError;
use crate::body::notation::Notation;

/// Reads a value from the members that an element holds.
pub(crate) fn from_element<T: DeserializeOwned>(element: &Element) -> Result<T, FormatError> {
    T::deserialize(value_of(element))
}

/// Returns what a value is read from: an element that holds its members.
pub(crate) fn value_of(element: &Element) -> impl Deserializer<'_, Error = FormatError> {
    Value { found: vec![element], notation: Notation::default(), holder: None }
}

/// A value: the elements of a name.
#[derive(Clone)]
struct Value<'e> {
    found: Vec<&'e Element>,
    notation: Notation<'e>,
    /// The element in which it stands, where it is not certain that it stands deep enough.
    holder: Option<&'e Element>,
}

impl<'e> Value<'e> {
    fn item(element: &'e Element, holder: Option<&'e Element>) -> Self {
        Self { found: vec![element], notation: Notation::unknown(&element.name), holder }
    }

    fn of(element: &'e Element, notation: Notation<'e>, holder: Option<&'e Element>) -> Self {
        Self { found: vec![element], notation, holder }
    }

    /// Returns the element, if there is one alone; of several, the last.
    fn element(&self) -> Option<&'e Element> {
        self.found.last().copied()
    }

    fn text(&self) -> &'e str {
        self.element().map_or("", |element| &element.text)
    }

    fn parse<T: std::str::FromStr>(&self, what: &str) -> Result<T, FormatError> {
        let text = self.text().trim();
        text.parse().map_err(|_| FormatError::new(format_args!("{text:?} is not {what}")))
    }

    /// Returns the elements of a list, or the entries of a map.
    ///
    /// Without a notation an element around them is the protocols' rule. The elements tell where it does not hold:
    /// several of the list's own name are its elements, and so is one that holds anything but elements of one name.
    fn elements(self) -> Vec<Value<'e>> {
        let within = self.notation.element();
        let flat =
            |found: Vec<&'e Element>| found.into_iter().map(|one| Value::of(one, within, None)).collect();
        match (self.found.as_slice(), self.notation.is_telling()) {
            (_, true) if self.notation.flattened => flat(self.found),
            ([holder], told) => {
                let mut names = holder.children.iter().map(|child| &child.name);
                let alike = names.next().is_none_or(|first| names.all(|name| name == first));
                let empty = holder.children.is_empty() && holder.text.trim().is_empty();
                if told || empty || (alike && !holder.children.is_empty()) {
                    let around = (!told && holder.children.len() == 1).then_some(*holder);
                    holder.children.iter().map(|child| Value::of(child, within, around)).collect()
                } else {
                    flat(self.found)
                }
            }
            (_, true) => self
                .found
                .iter()
                .flat_map(|holder| &holder.children)
                .map(|child| Value::of(child, within, None))
                .collect(),
            (_, false) => flat(self.found),
        }
    }

    /// Whether an element has the form of a map's entry.
    fn is_entry(&self, element: &Element) -> bool {
        let named = |name| member(element, name).next().is_some();
        element.children.len() == 2 && named(self.notation.key()) && named(self.notation.value().name)
    }

    /// Returns the entries of a map.
    fn entries(self) -> Vec<&'e Element> {
        let flat = self.notation.flattened
            || (!self.notation.is_telling() && self.found.iter().all(|element| self.is_entry(element)));
        match flat {
            true => self.found,
            false => self.found.into_iter().flat_map(|holder| &holder.children).collect(),
        }
    }
}

/// Returns the elements of a member's name, in either case of its first letter: pages name members of answers as those
/// of requests, and services that write them otherwise differ in that letter.
fn member<'e>(element: &'e Element, name: &str) -> impl Iterator<Item = &'e Element> {
    let exact = element.children.iter().any(|child| child.name == name);
    element.children.iter().filter(move |child| match exact {
        true => child.name == name,
        false => is_same_but_case(&child.name, name),
    })
}

fn is_same_but_case(a: &str, b: &str) -> bool {
    match (a.split_at_checked(1), b.split_at_checked(1)) {
        (Some((first, rest)), Some((other, others))) => rest == others && first.eq_ignore_ascii_case(other),
        _ => false,
    }
}

macro_rules! parsed {
    ($($method:ident: $type:ty => $visit:ident $what:literal),* $(,)?) => { $(
        fn $method<V: Visitor<'e>>(self, visitor: V) -> Result<V::Value, FormatError> {
            visitor.$visit(self.parse::<$type>($what)?)
        }
    )* };
}

impl<'e> Deserializer<'e> for Value<'e> {
    type Error = FormatError;

    parsed!(
        deserialize_i8: i64 => visit_i64 "a whole number",
        deserialize_i16: i64 => visit_i64 "a whole number",
        deserialize_i32: i64 => visit_i64 "a whole number",
        deserialize_i64: i64 => visit_i64 "a whole number",
        deserialize_i128: i128 => visit_i128 "a whole number",
        deserialize_u8: u64 => visit_u64 "a whole number",
        deserialize_u16: u64 => visit_u64 "a whole number",
        deserialize_u32: u64 => visit_u64 "a whole number",
        deserialize_u64: u64 => visit_u64 "a whole number",
        deserialize_u128: u128 => visit_u128 "a whole number",
        // Rust reads "NaN", "Infinity" and "-Infinity" as the protocols write them.
        deserialize_f32: f64 => visit_f64 "a number",
        deserialize_f64: f64 => visit_f64 "a number",
        deserialize_char: char => visit_char "a character",
    );

    fn deserialize_any<V: Visitor<'e>>(self, visitor: V) -> Result<V::Value, FormatError> {
        match self.element() {
            Some(element) if !element.children.is_empty() => {
                element.to_json().into_deserializer().deserialize_any(visitor).map_err(FormatError::custom)
            }
            _ => visitor.visit_borrowed_str(self.text()),
        }
    }

    fn deserialize_bool<V: Visitor<'e>>(self, visitor: V) -> Result<V::Value, FormatError> {
        match self.text().trim() {
            "true" | "1" => visitor.visit_bool(true),
            "false" | "0" => visitor.visit_bool(false),
            text => Err(FormatError::new(format_args!("{text:?} is neither true nor false"))),
        }
    }

    fn deserialize_str<V: Visitor<'e>>(self, visitor: V) -> Result<V::Value, FormatError> {
        visitor.visit_borrowed_str(self.text())
    }

    fn deserialize_string<V: Visitor<'e>>(self, visitor: V) -> Result<V::Value, FormatError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_bytes<V: Visitor<'e>>(self, visitor: V) -> Result<V::Value, FormatError> {
        visitor.visit_byte_buf(BASE64_STANDARD.decode(self.text().trim()).map_err(FormatError::new)?)
    }

    fn deserialize_byte_buf<V: Visitor<'e>>(self, visitor: V) -> Result<V::Value, FormatError> {
        self.deserialize_bytes(visitor)
    }

    fn deserialize_option<V: Visitor<'e>>(self, visitor: V) -> Result<V::Value, FormatError> {
        visitor.visit_some(self)
    }

    fn deserialize_unit<V: Visitor<'e>>(self, visitor: V) -> Result<V::Value, FormatError> {
        visitor.visit_unit()
    }

    fn deserialize_ignored_any<V: Visitor<'e>>(self, visitor: V) -> Result<V::Value, FormatError> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'e>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, FormatError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'e>>(self, visitor: V) -> Result<V::Value, FormatError> {
        visitor.visit_seq(Elements { elements: self.elements().into_iter(), index: 0 })
    }

    fn deserialize_map<V: Visitor<'e>>(self, visitor: V) -> Result<V::Value, FormatError> {
        let notation = self.notation;
        visitor.visit_map(Entries { entries: self.entries().into_iter(), notation, value: None })
    }

    fn deserialize_struct<V: Visitor<'e>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, FormatError> {
        let Some(mut element) = self.element() else {
            return Err(FormatError::new("there is no element"));
        };
        // The only member of the only element of a list: what was taken for the list is the element.
        if let Some(holder) = self.holder.filter(|_| element.children.is_empty()) {
            let is_member = |name: &str| fields.iter().any(|field| Notation::parse(field).name == name);
            if is_member(&element.name) {
                element = holder;
            }
        }
        visitor.visit_map(Members {
            element,
            fields: fields.iter(),
            rest: element.children.iter(),
            known: fields,
            value: None,
        })
    }

    forward_to_deserialize_any! { <V: Visitor<'e>> unit_struct tuple tuple_struct enum identifier }
}

/// The elements of a list.
struct Elements<'e> {
    elements: std::vec::IntoIter<Value<'e>>,
    index: usize,
}

impl<'e> SeqAccess<'e> for Elements<'e> {
    type Error = FormatError;

    fn next_element_seed<T: DeserializeSeed<'e>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, FormatError> {
        let Some(element) = self.elements.next() else { return Ok(None) };
        let index = self.index;
        self.index += 1;
        seed.deserialize(element).map(Some).map_err(|error| error.at(index))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.elements.len())
    }
}

/// The entries of a map.
struct Entries<'e> {
    entries: std::vec::IntoIter<&'e Element>,
    notation: Notation<'e>,
    /// The entry whose value is to be read.
    value: Option<&'e Element>,
}

impl<'e> Entries<'e> {
    /// Returns the key or the value of an entry: the element of that name, or the one at that place.
    fn part(entry: &'e Element, notation: Notation<'e>, place: usize) -> Result<Value<'e>, FormatError> {
        let name = notation.name;
        let part = member(entry, name).next().or_else(|| entry.children.get(place));
        part.map(|part| Value::of(part, notation, None))
            .ok_or_else(|| FormatError::new(format_args!("an entry has no element {name:?}")))
    }
}

impl<'e> MapAccess<'e> for Entries<'e> {
    type Error = FormatError;

    fn next_key_seed<K: DeserializeSeed<'e>>(&mut self, seed: K) -> Result<Option<K::Value>, FormatError> {
        let Some(entry) = self.entries.next() else { return Ok(None) };
        self.value = Some(entry);
        seed.deserialize(Self::part(entry, Notation::unknown(self.notation.key()), 0)?).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'e>>(&mut self, seed: V) -> Result<V::Value, FormatError> {
        let entry = self.value.take().ok_or_else(|| FormatError::new("a value comes before its key"))?;
        let key = Self::part(entry, Notation::unknown(self.notation.key()), 0)?.text();
        let value = Self::part(entry, self.notation.value(), 1)?;
        seed.deserialize(value).map_err(|error| error.within(key))
    }
}

/// The members of a structure: those that it knows, by its own names for them, then the others.
struct Members<'e> {
    element: &'e Element,
    fields: std::slice::Iter<'static, &'static str>,
    rest: std::slice::Iter<'e, Element>,
    known: &'static [&'static str],
    value: Option<(&'e str, Value<'e>)>,
}

impl<'e> Members<'e> {
    /// Returns what is there of a member.
    fn find(&self, field: &'static str) -> Option<(&'e str, Value<'e>)> {
        let notation = Notation::parse(field);
        if notation.attribute {
            let attribute =
                self.element.attributes.iter().find(|attribute| attribute.name == notation.name)?;
            return Some((notation.name, Value::item(attribute, None)));
        }
        let found: Vec<_> = member(self.element, notation.name).collect();
        let value = Value { found, notation, holder: None };
        (!value.found.is_empty()).then_some((notation.name, value))
    }
}

impl<'e> MapAccess<'e> for Members<'e> {
    type Error = FormatError;

    fn next_key_seed<K: DeserializeSeed<'e>>(&mut self, seed: K) -> Result<Option<K::Value>, FormatError> {
        while let Some(field) = self.fields.next() {
            if let Some(found) = self.find(field) {
                self.value = Some(found);
                return seed.deserialize(BorrowedStrDeserializer::new(field)).map(Some);
            }
        }
        let is_known = |name: &str| {
            self.known.iter().any(|field| {
                let known = Notation::parse(field).name;
                known == name || is_same_but_case(known, name)
            })
        };
        match self.rest.find(|child| !is_known(&child.name)) {
            Some(child) => {
                self.value = Some((&child.name, Value::item(child, None)));
                seed.deserialize(BorrowedStrDeserializer::new(&child.name)).map(Some)
            }
            None => Ok(None),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'e>>(&mut self, seed: V) -> Result<V::Value, FormatError> {
        let (name, value) =
            self.value.take().ok_or_else(|| FormatError::new("a value comes before its key"))?;
        seed.deserialize(value).map_err(|error| error.within(name))
    }
}
