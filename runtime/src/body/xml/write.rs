//! Values as elements.

use std::fmt::Write;

use base64::{Engine, prelude::BASE64_STANDARD};
use quick_xml::escape::escape;
use serde::{
    Serialize,
    ser::{self, Impossible},
};

use crate::body::notation::Notation;
use crate::body::{FormatError, MAX_DEPTH};
use crate::float;

/// The declaration of the one prefix that attributes have without a service's saying where it comes from (XML Schema
/// part 1, section 2.6).
const XSI: &str = " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"";

/// Returns a text whose root element holds the members of a value.
pub(crate) fn to_text<T: Serialize + ?Sized>(
    root: &str,
    namespace: &str,
    value: &T,
) -> Result<String, FormatError> {
    let mut text = Text { xml: String::new(), depth: 0 };
    let namespace = (!namespace.is_empty()).then_some(namespace);
    text.element(root, namespace, value, Notation::default())?;
    Ok(text.xml)
}

/// A text while it is written.
struct Text {
    xml: String,
    depth: usize,
}

impl Text {
    fn element<T: Serialize + ?Sized>(
        &mut self,
        name: &str,
        namespace: Option<&str>,
        value: &T,
        notation: Notation<'_>,
    ) -> Result<(), FormatError> {
        if self.depth == MAX_DEPTH {
            return Err(FormatError::too_deep());
        }
        let _ = write!(self.xml, "<{name}");
        if let Some(namespace) = namespace {
            let _ = write!(self.xml, " xmlns=\"{}\"", escape(namespace));
        }
        let tag_end = self.xml.len();
        self.xml.push('>');
        self.depth += 1;
        value.serialize(Writer { text: self, name, notation, tag_end })?;
        self.depth -= 1;
        let _ = write!(self.xml, "</{name}>");
        Ok(())
    }

    fn text(&mut self, text: &str) {
        self.xml.push_str(&escape(text));
    }
}

/// Writes one value within its element.
struct Writer<'w, 'n> {
    text: &'w mut Text,
    /// The element's name.
    name: &'n str,
    notation: Notation<'n>,
    /// Where attributes go.
    tag_end: usize,
}

macro_rules! displayed {
    ($($method:ident: $type:ty),*) => { $(
        fn $method(self, value: $type) -> Result<(), FormatError> {
            self.text.text(&value.to_string());
            Ok(())
        }
    )* };
}

impl<'w, 'n> ser::Serializer for Writer<'w, 'n> {
    type Ok = ();
    type Error = FormatError;
    type SerializeSeq = Elements<'w, 'n>;
    type SerializeTuple = Elements<'w, 'n>;
    type SerializeTupleStruct = Impossible<(), FormatError>;
    type SerializeTupleVariant = Impossible<(), FormatError>;
    type SerializeMap = Entries<'w, 'n>;
    type SerializeStruct = Members<'w>;
    type SerializeStructVariant = Impossible<(), FormatError>;

    displayed!(
        serialize_bool: bool, serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_i128: i128, serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64,
        serialize_u128: u128, serialize_char: char
    );

    fn serialize_f32(self, value: f32) -> Result<(), FormatError> {
        match float::special_name(f64::from(value)) {
            Some(name) => self.text.text(name),
            None => self.text.text(&value.to_string()),
        }
        Ok(())
    }

    fn serialize_f64(self, value: f64) -> Result<(), FormatError> {
        match float::special_name(value) {
            Some(name) => self.text.text(name),
            None => self.text.text(&value.to_string()),
        }
        Ok(())
    }

    fn serialize_str(self, value: &str) -> Result<(), FormatError> {
        self.text.text(value);
        Ok(())
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<(), FormatError> {
        self.text.text(&BASE64_STANDARD.encode(value));
        Ok(())
    }

    fn serialize_none(self) -> Result<(), FormatError> {
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), FormatError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), FormatError> {
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), FormatError> {
        Ok(())
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), FormatError> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), FormatError> {
        value.serialize(self)
    }

    /// Writes a union as a structure of the one member that is given.
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), FormatError> {
        ser::SerializeStruct::serialize_field(
            &mut Members { text: self.text, tag_end: self.tag_end },
            variant,
            value,
        )
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Elements<'w, 'n>, FormatError> {
        Ok(Elements { text: self.text, name: self.name, notation: self.notation, count: 0 })
    }

    fn serialize_tuple(self, _: usize) -> Result<Elements<'w, 'n>, FormatError> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, FormatError> {
        Err(FormatError::new("XML holds no tuples"))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, FormatError> {
        Err(FormatError::new("XML holds no tuples"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Entries<'w, 'n>, FormatError> {
        Ok(Entries { text: self.text, name: self.name, notation: self.notation })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Members<'w>, FormatError> {
        Ok(Members { text: self.text, tag_end: self.tag_end })
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, FormatError> {
        Err(FormatError::new("XML holds no variants of several members"))
    }
}

/// The elements of a list.
struct Elements<'w, 'n> {
    text: &'w mut Text,
    name: &'n str,
    notation: Notation<'n>,
    count: usize,
}

impl ser::SerializeSeq for Elements<'_, '_> {
    type Ok = ();
    type Error = FormatError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), FormatError> {
        let element = self.notation.element();
        let name = if self.notation.flattened { self.name } else { element.name };
        let written = self.text.element(name, None, value, element);
        self.count += 1;
        written.map_err(|error| error.at(self.count - 1))
    }

    fn end(self) -> Result<(), FormatError> {
        Ok(())
    }
}

impl ser::SerializeTuple for Elements<'_, '_> {
    type Ok = ();
    type Error = FormatError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), FormatError> {
        ser::SerializeSeq::serialize_element(self, value)
    }

    fn end(self) -> Result<(), FormatError> {
        ser::SerializeSeq::end(self)
    }
}

/// The entries of a map.
struct Entries<'w, 'n> {
    text: &'w mut Text,
    name: &'n str,
    notation: Notation<'n>,
}

impl Entries<'_, '_> {
    fn entry(&self) -> &str {
        if self.notation.flattened { self.name } else { self.notation.entry() }
    }
}

impl ser::SerializeMap for Entries<'_, '_> {
    type Ok = ();
    type Error = FormatError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), FormatError> {
        let begin = format!("<{}>", self.entry());
        self.text.xml.push_str(&begin);
        self.text.element(self.notation.key(), None, key, Notation::default())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), FormatError> {
        let notation = self.notation.value();
        self.text.element(notation.name, None, value, notation)?;
        let end = format!("</{}>", self.entry());
        self.text.xml.push_str(&end);
        Ok(())
    }

    fn end(self) -> Result<(), FormatError> {
        Ok(())
    }
}

/// The members of a structure.
struct Members<'w> {
    text: &'w mut Text,
    tag_end: usize,
}

impl Members<'_> {
    /// Returns the tag of the element that holds the members, as far as it is written.
    fn tag(&self) -> &str {
        let text = self.text.xml.get(..self.tag_end).unwrap_or_default();
        text.rfind('<').map_or(text, |start| &text[start..])
    }
}

impl ser::SerializeStruct for Members<'_> {
    type Ok = ();
    type Error = FormatError;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        field: &'static str,
        value: &T,
    ) -> Result<(), FormatError> {
        let notation = Notation::parse(field);
        let name = notation.name;
        let written = if notation.attribute {
            let mut attribute = Text { xml: String::new(), depth: self.text.depth };
            value.serialize(Writer { text: &mut attribute, name, notation, tag_end: 0 }).map(|()| {
                let declaration =
                    if name.starts_with("xsi:") && !self.tag().contains(XSI) { XSI } else { "" };
                let attribute = format!("{declaration} {name}=\"{}\"", attribute.xml);
                self.text.xml.insert_str(self.tag_end, &attribute);
                self.tag_end += attribute.len();
            })
        } else if notation.flattened {
            // What is repeated writes an element each; none is around them.
            let tag_end = self.text.xml.len();
            value.serialize(Writer { text: self.text, name, notation, tag_end })
        } else {
            self.text.element(name, None, value, notation)
        };
        written.map_err(|error| error.within(name))
    }

    fn end(self) -> Result<(), FormatError> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;

    use super::super::read::from_element;
    use super::super::tree::Element;
    use super::*;
    use crate::{Blob, Timestamp};

    #[derive(Debug, Default, Deserialize, PartialEq, Serialize)]
    #[serde(rename_all = "PascalCase", default)]
    struct Sample {
        #[serde(skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        #[serde(rename = "@xsi:type", skip_serializing_if = "Option::is_none")]
        kind: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        on: Option<bool>,
        #[serde(skip_serializing_if = "Option::is_none")]
        ids: Option<Vec<i64>>,
        #[serde(rename = "Item[]", skip_serializing_if = "Vec::is_empty")]
        items: Vec<Sample>,
        #[serde(rename = "Zones>Zone", skip_serializing_if = "Vec::is_empty")]
        zones: Vec<String>,
        #[serde(skip_serializing_if = "BTreeMap::is_empty")]
        map: BTreeMap<String, f64>,
        #[serde(rename = "Flat[](K,V)", skip_serializing_if = "BTreeMap::is_empty")]
        flat: BTreeMap<String, Sample>,
        #[serde(skip_serializing_if = "Option::is_none")]
        data: Option<Blob>,
        #[serde(with = "crate::timestamp::date_time", skip_serializing_if = "Option::is_none")]
        at: Option<Timestamp>,
        #[serde(skip_serializing_if = "Option::is_none")]
        inner: Option<Box<Sample>>,
    }

    fn read(xml: &str) -> Sample {
        from_element(&Element::parse(xml.as_bytes()).unwrap()).unwrap()
    }

    fn named(name: &str) -> Sample {
        Sample { name: Some(name.to_owned()), ..Sample::default() }
    }

    #[test]
    fn what_is_written_reads_the_same() {
        let sample = Sample {
            name: Some(" <a> & \"é\" ".to_owned()),
            kind: Some("k<&\"".to_owned()),
            on: Some(true),
            ids: Some(vec![7, -1]),
            items: vec![named("x"), Sample::default()],
            zones: vec!["z".to_owned()],
            map: BTreeMap::from([("k".to_owned(), 1.5), ("l".to_owned(), f64::NEG_INFINITY)]),
            flat: BTreeMap::from([("f".to_owned(), named("g"))]),
            data: Some(Blob::from("hi")),
            at: Some("2026-11-22T01:02:03.5Z".parse().unwrap()),
            inner: Some(Box::new(named(""))),
        };
        let xml = to_text("Root", "urn:a&b", &sample).unwrap();
        assert_eq!(
            xml,
            "<Root xmlns=\"urn:a&amp;b\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"k&lt;&amp;&quot;\"><Name> &lt;a&gt; &amp; &quot;é&quot; </Name>\
             <On>true</On><Ids><member>7</member><member>-1</member></Ids><Item><Name>x</Name></Item><Item></Item>\
             <Zones><Zone>z</Zone></Zones><Map><entry><key>k</key><value>1.5</value></entry><entry><key>l</key>\
             <value>-Infinity</value></entry></Map><Flat><K>f</K><V><Name>g</Name></V></Flat><Data>aGk=</Data>\
             <At>2026-11-22T01:02:03.5Z</At><Inner><Name></Name></Inner></Root>"
        );
        assert_eq!(read(&xml), sample);
    }

    #[test]
    fn lists_are_read_however_they_are_written() {
        let ids = |xml: &str| read(&format!("<r>{xml}</r>")).ids;
        for xml in [
            "<Ids><member>1</member></Ids>",
            "<Ids><anything>1</anything></Ids>",
            "<Ids>1</Ids>",
            "<ids><i>1</i></ids>",
        ] {
            assert_eq!(ids(xml), Some(vec![1]), "{xml}");
        }
        assert_eq!(ids("<Ids>1</Ids><Ids>2</Ids>"), Some(vec![1, 2]));
        assert_eq!(ids("<Ids/>"), Some(vec![]));
        assert_eq!(ids(""), None);
        #[derive(Debug, Default, Deserialize, PartialEq)]
        #[serde(rename_all = "PascalCase", default)]
        struct Page {
            prefixes: Vec<Sample>,
            tags: BTreeMap<String, i64>,
        }
        let page = |xml: &str| {
            from_element::<Page>(&Element::parse(format!("<r>{xml}</r>").as_bytes()).unwrap()).unwrap()
        };
        for xml in [
            "<Prefixes><Name>a</Name></Prefixes>",
            "<Prefixes><Name>a</Name><Other>b</Other></Prefixes>",
            "<Prefixes><member><Name>a</Name></member></Prefixes>",
        ] {
            assert_eq!(page(xml).prefixes, [named("a")], "{xml}");
        }
        let two = "<Prefixes><Name>a</Name></Prefixes><Prefixes><Name>b</Name></Prefixes>";
        assert_eq!(page(two).prefixes, [named("a"), named("b")]);
        let tags = BTreeMap::from([("a".to_owned(), 1), ("b".to_owned(), 2)]);
        for xml in [
            "<Tags><entry><key>a</key><value>1</value></entry><entry><key>b</key><value>2</value></entry></Tags>",
            "<Tags><key>a</key><value>1</value></Tags><Tags><key>b</key><value>2</value></Tags>",
            "<Tags><e><Name>a</Name><Number>1</Number></e><e><Name>b</Name><Number>2</Number></e></Tags>",
        ] {
            assert_eq!(page(xml).tags, tags, "{xml}");
        }
    }

    #[test]
    fn what_does_not_fit_is_an_error_with_its_place() {
        for (xml, path) in [
            ("<On>maybe</On>", "$.On"),
            ("<Ids><member>1</member><member>x</member></Ids>", "$.Ids[1]"),
            ("<Item><Data>*</Data></Item>", "$.Item[0].Data"),
            ("<Flat><K>f</K><V><At>soon</At></V></Flat>", "$.Flat.f.At"),
            ("<Map><entry/></Map>", "$.Map"),
        ] {
            let element = Element::parse(format!("<r>{xml}</r>").as_bytes()).unwrap();
            assert_eq!(from_element::<Sample>(&element).unwrap_err().path(), path, "{xml}");
        }
    }

    #[test]
    fn depth_is_bounded() {
        let mut sample = Sample::default();
        for _ in 0..1_000 {
            sample = Sample { inner: Some(Box::new(sample)), ..Sample::default() };
        }
        assert!(to_text("Root", "", &sample).unwrap_err().to_string().contains("128"));
    }
}
