//! Forms, as the AWS query and EC2 query protocols send them: `Action=…&Version=…&Filter.1.Name=…`.

use std::fmt::Write;

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::{
    Serialize,
    ser::{self, Impossible},
};

use super::notation::Notation;
use super::{FormatError, MAX_DEPTH};
use crate::{float, param};

/// How lists are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// AWS query: as the notation says, and a list without elements as an empty value.
    Query,
    /// EC2 query: the elements beneath the list's own name, and nothing of a list without any.
    Ec2,
}

/// Appends a value's members to a form.
pub(crate) fn append<T: Serialize + ?Sized>(
    form: &mut String,
    value: &T,
    style: Style,
) -> Result<(), FormatError> {
    let mut form = Form { text: form, key: String::new(), depth: 0, style };
    value.serialize(Writer { form: &mut form, notation: Notation::default() })
}

/// A form while it is written.
struct Form<'f> {
    text: &'f mut String,
    /// The key of what is being written.
    key: String,
    depth: usize,
    style: Style,
}

impl Form<'_> {
    fn pair(&mut self, value: &str) {
        let separator = if self.text.is_empty() { "" } else { "&" };
        // Writing to a String cannot fail.
        let _ = write!(self.text, "{separator}{}={}", param::escape(&self.key), param::escape(value));
    }

    /// Writes what stands beneath a further part of the key.
    fn beneath<T: Serialize + ?Sized>(
        &mut self,
        part: std::fmt::Arguments<'_>,
        value: &T,
        notation: Notation<'_>,
    ) -> Result<(), FormatError> {
        if self.depth == MAX_DEPTH {
            return Err(FormatError::too_deep());
        }
        let before = self.key.len();
        if before > 0 {
            self.key.push('.');
        }
        let _ = self.key.write_fmt(part);
        self.depth += 1;
        let written = value.serialize(Writer { form: self, notation });
        self.depth -= 1;
        self.key.truncate(before);
        written
    }
}

/// Writes one value.
struct Writer<'w, 'f, 'n> {
    form: &'w mut Form<'f>,
    notation: Notation<'n>,
}

macro_rules! displayed {
    ($($method:ident: $type:ty),*) => { $(
        fn $method(self, value: $type) -> Result<(), FormatError> {
            self.form.pair(&value.to_string());
            Ok(())
        }
    )* };
}

impl<'w, 'f, 'n> ser::Serializer for Writer<'w, 'f, 'n> {
    type Ok = ();
    type Error = FormatError;
    type SerializeSeq = Elements<'w, 'f, 'n>;
    type SerializeTuple = Elements<'w, 'f, 'n>;
    type SerializeTupleStruct = Impossible<(), FormatError>;
    type SerializeTupleVariant = Impossible<(), FormatError>;
    type SerializeMap = Entries<'w, 'f, 'n>;
    type SerializeStruct = Members<'w, 'f>;
    type SerializeStructVariant = Impossible<(), FormatError>;

    displayed!(
        serialize_bool: bool, serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_i128: i128, serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64,
        serialize_u128: u128, serialize_char: char
    );

    fn serialize_f32(self, value: f32) -> Result<(), FormatError> {
        match float::special_name(f64::from(value)) {
            Some(name) => self.form.pair(name),
            None => self.form.pair(&value.to_string()),
        }
        Ok(())
    }

    fn serialize_f64(self, value: f64) -> Result<(), FormatError> {
        match float::special_name(value) {
            Some(name) => self.form.pair(name),
            None => self.form.pair(&value.to_string()),
        }
        Ok(())
    }

    fn serialize_str(self, value: &str) -> Result<(), FormatError> {
        self.form.pair(value);
        Ok(())
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<(), FormatError> {
        self.form.pair(&BASE64_STANDARD.encode(value));
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
        ser::SerializeStruct::serialize_field(&mut Members(self.form), variant, value)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Elements<'w, 'f, 'n>, FormatError> {
        let part = match (self.form.style, self.notation.flattened) {
            (Style::Ec2, _) | (_, true) => String::new(),
            (Style::Query, false) => format!("{}.", self.notation.element().name),
        };
        Ok(Elements { form: self.form, part, count: 0, notation: self.notation.element() })
    }

    fn serialize_tuple(self, _: usize) -> Result<Elements<'w, 'f, 'n>, FormatError> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, FormatError> {
        Err(FormatError::new("a form holds no tuples"))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, FormatError> {
        Err(FormatError::new("a form holds no tuples"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Entries<'w, 'f, 'n>, FormatError> {
        let part = match self.notation.flattened {
            true => String::new(),
            false => format!("{}.", self.notation.entry()),
        };
        Ok(Entries { form: self.form, part, count: 0, notation: self.notation })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Members<'w, 'f>, FormatError> {
        Ok(Members(self.form))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, FormatError> {
        Err(FormatError::new("a form holds no variants of several members"))
    }
}

/// The elements of a list.
struct Elements<'w, 'f, 'n> {
    form: &'w mut Form<'f>,
    /// What stands between the list's key and the number.
    part: String,
    count: usize,
    /// That of each element.
    notation: Notation<'n>,
}

impl ser::SerializeSeq for Elements<'_, '_, '_> {
    type Ok = ();
    type Error = FormatError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), FormatError> {
        self.count += 1;
        let part = format_args!("{}{}", self.part, self.count);
        self.form.beneath(part, value, self.notation).map_err(|error| error.at(self.count - 1))
    }

    fn end(self) -> Result<(), FormatError> {
        if self.count == 0 && self.form.style == Style::Query {
            self.form.pair("");
        }
        Ok(())
    }
}

impl ser::SerializeTuple for Elements<'_, '_, '_> {
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
struct Entries<'w, 'f, 'n> {
    form: &'w mut Form<'f>,
    /// What stands between the map's key and the number.
    part: String,
    count: usize,
    notation: Notation<'n>,
}

impl ser::SerializeMap for Entries<'_, '_, '_> {
    type Ok = ();
    type Error = FormatError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), FormatError> {
        self.count += 1;
        let part = format_args!("{}{}.{}", self.part, self.count, self.notation.key());
        self.form.beneath(part, key, Notation::default())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), FormatError> {
        let notation = self.notation.value();
        let part = format_args!("{}{}.{}", self.part, self.count, notation.name);
        self.form.beneath(part, value, notation)
    }

    fn end(self) -> Result<(), FormatError> {
        Ok(())
    }
}

/// The members of a structure.
struct Members<'w, 'f>(&'w mut Form<'f>);

impl ser::SerializeStruct for Members<'_, '_> {
    type Ok = ();
    type Error = FormatError;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), FormatError> {
        let notation = Notation::parse(name);
        self.0
            .beneath(format_args!("{}", notation.name), value, notation)
            .map_err(|error| error.within(notation.name))
    }

    fn end(self) -> Result<(), FormatError> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::Blob;

    #[derive(Serialize, Default)]
    #[serde(rename_all = "PascalCase")]
    struct Sample {
        #[serde(skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        ids: Option<Vec<i64>>,
        #[serde(rename = "Tag[]", skip_serializing_if = "Vec::is_empty")]
        tags: Vec<Sample>,
        #[serde(rename = "Zones>Zone", skip_serializing_if = "Vec::is_empty")]
        zones: Vec<String>,
        #[serde(skip_serializing_if = "BTreeMap::is_empty")]
        map: BTreeMap<String, f64>,
        #[serde(rename = "Flat[](K,V)", skip_serializing_if = "BTreeMap::is_empty")]
        flat: BTreeMap<String, bool>,
        #[serde(skip_serializing_if = "Option::is_none")]
        data: Option<Blob>,
    }

    fn form(sample: &Sample, style: Style) -> String {
        let mut form = "Action=Act".to_owned();
        append(&mut form, sample, style).unwrap();
        form.replace("Action=Act", "").trim_start_matches('&').to_owned()
    }

    #[test]
    fn members_are_joined_and_numbered() {
        let sample = Sample {
            name: Some("a b&c=é".to_owned()),
            ids: Some(vec![7, -1]),
            tags: vec![Sample { name: Some("x".to_owned()), ids: Some(vec![3]), ..Sample::default() }],
            zones: vec!["z".to_owned()],
            map: BTreeMap::from([("k".to_owned(), 1.5), ("l".to_owned(), f64::NAN)]),
            flat: BTreeMap::from([("f".to_owned(), true)]),
            data: Some(Blob::from("hi")),
        };
        assert_eq!(
            form(&sample, Style::Query),
            "Name=a%20b%26c%3D%C3%A9&Ids.member.1=7&Ids.member.2=-1&Tag.1.Name=x&Tag.1.Ids.member.1=3&\
             Zones.Zone.1=z&Map.entry.1.key=k&Map.entry.1.value=1.5&Map.entry.2.key=l&Map.entry.2.value=NaN&\
             Flat.1.K=f&Flat.1.V=true&Data=aGk%3D"
        );
        let lists = Sample { map: BTreeMap::new(), flat: BTreeMap::new(), data: None, ..sample };
        assert_eq!(
            form(&lists, Style::Ec2),
            "Name=a%20b%26c%3D%C3%A9&Ids.1=7&Ids.2=-1&Tag.1.Name=x&Tag.1.Ids.1=3&Zones.1=z"
        );
    }

    #[test]
    fn a_list_without_elements() {
        let sample = Sample { ids: Some(Vec::new()), ..Sample::default() };
        assert_eq!(form(&sample, Style::Query), "Ids=");
        assert_eq!(form(&sample, Style::Ec2), "");
    }

    #[test]
    fn depth_is_bounded() {
        let mut sample = Sample::default();
        for _ in 0..1_000 {
            sample = Sample { tags: vec![sample], ..Sample::default() };
        }
        assert!(append(&mut String::new(), &sample, Style::Query).unwrap_err().to_string().contains("128"));
    }
}
