//! An XML body in which the names of types stand for values.
//!
//! `...` behind an element says that it may be repeated. An element that holds nothing but one element of which its
//! own name is the plural is a list of those. Attributes are members.

use docwright_idl::Scalar;

use super::json::excerpt;
use super::{Form, MAX_DEPTH};
use crate::claims::Name;

/// The words that stand for scalars.
const SCALARS: &[(&str, Scalar)] = &[
    ("string", Scalar::String),
    ("boolean", Scalar::Boolean),
    ("integer", Scalar::Integer),
    ("long", Scalar::Long),
    ("float", Scalar::Float),
    ("double", Scalar::Double),
    ("timestamp", Scalar::Timestamp),
    ("blob", Scalar::Blob),
];

/// A body.
#[derive(Debug, PartialEq)]
pub(super) struct Document {
    /// The name of the root element.
    pub(super) root: String,
    pub(super) namespace: Option<String>,
    pub(super) form: Form,
}

/// Reads a body.
///
/// # Errors
///
/// What was expected and not found, in words.
pub(super) fn read(text: &str) -> Result<Document, String> {
    let mut parser = Parser { rest: text.trim() };
    if parser.rest.starts_with("<?") {
        parser.rest = parser.rest.split_once("?>").ok_or("expected `?>`")?.1;
    }
    let start = parser.peek();
    let (name, form) = parser.element(0)?;
    let tag = start.split('>').next().unwrap_or_default();
    let namespace = attributes(tag).find(|(name, _)| *name == "xmlns").map(|(_, value)| value.to_owned());
    Ok(Document { root: name.to_owned(), namespace, form })
}

/// Returns the names and values of a tag's attributes.
fn attributes(tag: &str) -> impl Iterator<Item = (&str, &str)> {
    let attribute = |word| {
        let (name, value) = str::split_once(word, '=')?;
        Some((name, value.trim_end_matches('/').trim_matches(['"', '\''])))
    };
    tag.split_whitespace().skip(1).filter_map(attribute)
}

struct Parser<'a> {
    rest: &'a str,
}

impl<'a> Parser<'a> {
    fn peek(&mut self) -> &'a str {
        self.rest = self.rest.trim_start();
        self.rest
    }

    fn element(&mut self, depth: usize) -> Result<(&'a str, Form), String> {
        if depth > MAX_DEPTH {
            return Err(format!("nested deeper than {MAX_DEPTH} levels"));
        }
        let rest = self.peek();
        let tag = rest.strip_prefix('<').and_then(|rest| rest.split_once('>'));
        let (tag, after) = tag.ok_or_else(|| format!("expected an element, found `{}`", excerpt(rest)))?;
        self.rest = after;
        let name = tag.split_whitespace().next().unwrap_or_default().trim_end_matches('/');
        if name.is_empty() || name.starts_with(['/', '!', '?']) {
            return Err(format!("expected an element, found `{}`", excerpt(rest)));
        }
        let members = attributes(tag).filter(|(name, _)| *name != "xmlns" && !name.starts_with("xmlns:"));
        let attribute =
            |(name, value)| (Name::from(name), Form::Attribute(scalar(value).unwrap_or(Scalar::String)));
        let mut children: Vec<(Name, Form)> = members.map(attribute).collect();
        if tag.ends_with('/') {
            return Ok((name, Form::Struct(children)));
        }
        loop {
            let rest = self.peek();
            if let Some(closed) = rest.strip_prefix("</") {
                let (closing, after) =
                    closed.split_once('>').ok_or_else(|| format!("expected `</{name}>`"))?;
                if closing.trim() != name {
                    return Err(format!("expected `</{name}>`, found `</{}`", excerpt(closed)));
                }
                self.rest = after;
                return Ok((name, if depth == 0 { Form::Struct(children) } else { content(name, children) }));
            }
            if rest.starts_with('<') {
                let (child, form) = self.element(depth + 1)?;
                let form = match self.peek().strip_prefix("...") {
                    Some(after) => {
                        self.rest = after;
                        // One value and a list may be written alike, and are shown side by side.
                        children.pop_if(|(known, single)| *known == child && *single == form);
                        Form::Repeated(Box::new(form))
                    }
                    None => form,
                };
                children.push((child.into(), form));
                continue;
            }
            let end = rest.find('<').ok_or_else(|| format!("expected `</{name}>`"))?;
            let word = rest[..end].trim();
            self.rest = &rest[end..];
            if let Some(scalar) = scalar(word).filter(|_| children.is_empty()) {
                let closing = format!("</{name}>");
                if let Some(after) = self.rest.strip_prefix(closing.as_str()) {
                    self.rest = after;
                    return Ok((name, Form::Scalar(scalar)));
                }
            }
            // Anything else is a remark.
        }
    }
}

/// Returns the scalar that a word stands for.
fn scalar(word: &str) -> Option<Scalar> {
    SCALARS.iter().find(|(known, _)| *known == word).map(|(_, scalar)| *scalar)
}

fn content(name: &str, mut children: Vec<(Name, Form)>) -> Form {
    match children.pop() {
        Some((child, form)) if children.is_empty() && is_plural_of(name, &child) => match form {
            Form::Repeated(element) => Form::Plural(child, element),
            element => Form::Plural(child, Box::new(element)),
        },
        Some(only) if children.is_empty() && !matches!(only.1, Form::Attribute(_)) => {
            Form::Holder(vec![only])
        }
        last => {
            children.extend(last);
            Form::Struct(children)
        }
    }
}

/// Returns the plurals of a name: `Tags` of `Tag`, `Policies` of `Policy`.
pub(super) fn plurals_of(singular: &str) -> impl Iterator<Item = String> {
    let changed = singular.strip_suffix('y').map(|stem| format!("{stem}ies"));
    ["s", "es", "Set", "List"].into_iter().map(move |ending| format!("{singular}{ending}")).chain(changed)
}

fn is_plural_of(plural: &str, singular: &str) -> bool {
    plurals_of(singular).any(|known| known == plural)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_become_structures_lists_and_scalars() {
        let text = r#"<?xml version="1.0"?> <Paint xmlns="urn:p"> <Id>string</Id> <Coats> <Coat> <Age>long</Age> <By>string</By> </Coat> </Coats> <Note>string</Note> ... <Mix> <Part>blob</Part> </Mix> <None/> </Paint>"#;
        let body = read(text).unwrap();
        assert_eq!((body.root.as_str(), body.namespace.as_deref()), ("Paint", Some("urn:p")));
        let Form::Struct(members) = body.form else { panic!("a structure") };
        let string = || Form::Scalar(Scalar::String);
        let coat = Form::Struct(vec![("Age".into(), Form::Scalar(Scalar::Long)), ("By".into(), string())]);
        assert_eq!(
            members,
            [
                ("Id".into(), string()),
                ("Coats".into(), Form::Plural("Coat".into(), Box::new(coat))),
                ("Note".into(), Form::Repeated(Box::new(string()))),
                ("Mix".into(), Form::Holder(vec![("Part".into(), Form::Scalar(Scalar::Blob))])),
                ("None".into(), Form::Struct(vec![])),
            ]
        );
    }

    #[test]
    fn one_value_beside_a_list_of_its_name_is_of_the_list() {
        let text = "<Paint> <Coat>string</Coat> <Coat>string</Coat> ... <Age>long</Age> <Age>string</Age> ... </Paint>";
        let Form::Struct(members) = read(text).unwrap().form else { panic!("a structure") };
        let list = || Form::Repeated(Box::new(Form::Scalar(Scalar::String)));
        assert_eq!(
            members,
            [("Coat".into(), list()), ("Age".into(), Form::Scalar(Scalar::Long)), ("Age".into(), list())]
        );
    }

    #[test]
    fn attributes_are_members_but_for_namespaces() {
        let members = |text: &str| match read(text).map(|body| body.form) {
            Ok(Form::Struct(members)) => members,
            other => panic!("{other:?}"),
        };
        let kind = || ("xsi:type".into(), Form::Attribute(Scalar::String));
        let owner = |members| vec![(Name::from("Owner"), Form::Struct(members))];
        let id = ("Id".into(), Form::Scalar(Scalar::Long));
        let text = r#"<A><Owner xmlns:xsi="urn:x" xsi:type="string"><Id>long</Id></Owner></A>"#;
        assert_eq!(members(text), owner(vec![kind(), id]));
        assert_eq!(members(r#"<A><Owner xsi:type='string'/></A>"#), owner(vec![kind()]));
    }

    #[test]
    fn malformed_elements_say_what_was_expected() {
        for (text, expected) in
            [("<A>", "</A>"), ("<A></B>", "</A>"), ("A", "an element"), ("<A", "an element"), ("<?xml", "?>")]
        {
            let error = read(text).unwrap_err();
            assert!(error.contains(expected), "{text}: {error}");
        }
        assert!(read(&"<a>".repeat(50_000)).unwrap_err().contains("deeper"));
    }
}
