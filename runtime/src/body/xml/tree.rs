//! The elements of an XML text.

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};
use serde_json::{Map, Value};

use crate::body::{FormatError, MAX_DEPTH};

/// How many elements a text may have: each takes many times the bytes of its tags.
const MAX_ELEMENTS: usize = 1 << 20;

/// An element.
#[derive(Debug, Default)]
pub(crate) struct Element {
    /// The local name.
    pub(crate) name: String,
    /// The attributes but declarations of namespaces, by their names with prefixes, as elements that hold text alone.
    pub(crate) attributes: Vec<Element>,
    /// The text outside the elements within; where there are some, but for white space.
    pub(crate) text: String,
    pub(crate) children: Vec<Element>,
}

impl Element {
    /// Returns the root element of a text.
    pub(crate) fn parse(text: &[u8]) -> Result<Self, FormatError> {
        let text = std::str::from_utf8(text).map_err(|_| FormatError::new("the text is not UTF-8"))?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = Reader::from_str(text);
        let mut open: Vec<Self> = Vec::new();
        let mut count = 0;
        loop {
            let event = reader.read_event().map_err(FormatError::new)?;
            let closed = match event {
                Event::Start(start) => {
                    if open.len() == MAX_DEPTH {
                        return Err(FormatError::too_deep());
                    }
                    open.push(Self::begin(&start, &mut count)?);
                    continue;
                }
                Event::Empty(start) => Self::begin(&start, &mut count)?,
                Event::End(_) => match open.pop() {
                    Some(element) => element,
                    None => return Err(FormatError::new("an element ends that did not begin")),
                },
                Event::Text(text) => {
                    push(&mut open, &text.xml10_content());
                    continue;
                }
                Event::CData(text) => {
                    push(&mut open, &text.xml10_content());
                    continue;
                }
                Event::GeneralRef(reference) => {
                    let name = reference.xml10_content();
                    match reference.resolve_char_ref().map_err(FormatError::new)? {
                        Some(character) => push(&mut open, character.encode_utf8(&mut [0; 4])),
                        None => push(
                            &mut open,
                            resolve_xml_entity(&name).ok_or_else(|| {
                                FormatError::new(format_args!("the entity {name:?} is not known"))
                            })?,
                        ),
                    }
                    continue;
                }
                Event::Eof => return Err(FormatError::new("the text ends within an element")),
                Event::Decl(_) | Event::PI(_) | Event::Comment(_) | Event::DocType(_) => continue,
            };
            match open.last_mut() {
                Some(parent) => parent.children.push(closed.trimmed()),
                None => return Ok(closed.trimmed()),
            }
        }
    }

    fn begin(start: &BytesStart<'_>, count: &mut usize) -> Result<Self, FormatError> {
        *count += 1;
        if *count > MAX_ELEMENTS {
            return Err(FormatError::new(format_args!("there are more than {MAX_ELEMENTS} elements")));
        }
        let mut attributes = Vec::new();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(FormatError::new)?;
            let name = attribute.key.into_inner();
            if name != "xmlns" && !name.starts_with("xmlns:") {
                let value = attribute.normalized_value(Default::default()).map_err(FormatError::new)?;
                attributes.push(Self { name: name.to_owned(), text: value.into_owned(), ..Self::default() });
            }
        }
        let name = start.local_name().into_inner().to_owned();
        Ok(Self { name, attributes, ..Self::default() })
    }

    /// Returns the element without the white space between the elements within it.
    fn trimmed(mut self) -> Self {
        if !self.children.is_empty() && self.text.trim().is_empty() {
            self.text.clear();
        }
        self
    }

    /// Returns the first element of the name within this one.
    pub(crate) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// Returns what the element holds, where nothing is known of it: its text, or an object of the elements within,
    /// of which those that share a name make an array.
    pub(crate) fn to_json(&self) -> Value {
        if self.children.is_empty() {
            return Value::String(self.text.clone());
        }
        let mut object: Map<String, Value> = Map::new();
        for child in &self.children {
            let value = child.to_json();
            match object.get_mut(&child.name) {
                None => {
                    object.insert(child.name.clone(), value);
                }
                // By itself, no element is an array.
                Some(Value::Array(several)) => several.push(value),
                Some(first) => *first = Value::Array(vec![first.take(), value]),
            }
        }
        Value::Object(object)
    }
}

/// Adds text to the innermost element.
fn push(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> String {
        Element::parse(text.as_bytes()).unwrap().to_json().to_string()
    }

    #[test]
    fn elements_and_text() {
        for (text, expected) in [
            ("<a/>", r#""""#),
            ("<a> b </a>", r#"" b ""#),
            ("<?xml version='1.0'?>\n<!-- c --><a x='1'>b&amp;&#x41;<![CDATA[<c>]]></a>\n", r#""b&A<c>""#),
            ("<a>\n <b>1</b>\n <b>2</b> <c/>\n</a>", r#"{"b":["1","2"],"c":""}"#),
            ("<n:a xmlns:n='urn:x' xmlns='y'><n:b>1</n:b></n:a>", r#"{"b":"1"}"#),
            ("<a><b>1\r\n2</b></a>", r#"{"b":"1\n2"}"#),
        ] {
            assert_eq!(json(text), expected, "{text}");
        }
    }

    #[test]
    fn attributes_but_namespaces() {
        let element = Element::parse(br#"<a xmlns:x="u" x:type="b&lt;" c='1'/>"#).unwrap();
        let found: Vec<_> = element
            .attributes
            .iter()
            .map(|attribute| (attribute.name.as_str(), attribute.text.as_str()))
            .collect();
        assert_eq!(found, [("x:type", "b<"), ("c", "1")]);
    }

    #[test]
    fn what_is_no_xml_is_an_error() {
        for text in [
            &b""[..],
            b"a",
            b"<a>",
            b"</a>",
            b"<a></b>",
            b"<a b></a>",
            b"<a>&x;</a>",
            b"<a>&#xFFFFFFFF;</a>",
            b"<a b='1' b='2'/>",
            b"<\xff/>",
            b"<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>",
            b"<",
            b"<a",
            b"<![CDATA[",
            b"<!--",
        ] {
            assert!(Element::parse(text).is_err(), "{:?}", String::from_utf8_lossy(text));
        }
    }

    #[test]
    fn depth_and_size_are_bounded() {
        let deep = "<a>".repeat(200_000);
        assert!(Element::parse(deep.as_bytes()).unwrap_err().to_string().contains("deeper"));
        let many = format!("<a>{}</a>", "<b/>".repeat(MAX_ELEMENTS));
        assert!(Element::parse(many.as_bytes()).unwrap_err().to_string().contains("elements"));
    }
}
