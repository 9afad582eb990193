//! Structs: shapes, inputs and outputs.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};

use super::types::{Argument, TypePath, Within};
use super::wire::serde_module;
use super::{check, deprecated};
use crate::lower::model::{Field, Format, Place, Role, Struct};

/// A struct with what it implements.
#[derive(Debug)]
pub(super) struct StructItem<'a>(pub(super) &'a Struct, pub(super) Within);

impl ToTokens for StructItem<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self(item, within) = self;
        let Struct { name, docs, .. } = item;
        let deprecated = deprecated(item.deprecated.as_ref());
        let derives = self.derives();
        let serde = self.container_attribute();
        let fields = item.fields.iter().map(|field| {
            let docs = if item.role == Role::Input { field.docs.summary() } else { field.docs.clone() };
            let deprecated = super::deprecated(field.deprecated.as_ref());
            let serde = self.field_attribute(field);
            let (name, r#type) = (&field.name, field_type(field, *within));
            quote!(#docs #deprecated #serde pub #name: #r#type,)
        });
        let debug = item.is_sensitive().then(|| self.debug());
        let is_sent = matches!(item.role, Role::Sent | Role::Input);
        let methods = is_sent.then(|| self.methods());
        let table = item.is_tabular().then(|| self.table());
        let checks = (item.role == Role::Sent || check::has_rules(item)).then(|| check::of_struct(item));
        tokens.extend(quote! {
            #docs
            #deprecated
            #[derive(#(#derives),*)]
            #serde
            #[non_exhaustive]
            pub struct #name { #(#fields)* }
            #methods
            #table
            #debug
            #checks
        });
    }
}

/// Returns the type of a field, which is an option if it may be absent.
fn field_type(field: &Field, within: Within) -> TokenStream {
    let r#type = TypePath(&field.r#type, within);
    if field.optional { quote!(Option<#r#type>) } else { quote!(#r#type) }
}

impl StructItem<'_> {
    /// Whether serde's derive writes how the struct is written and read.
    pub(super) fn is_derived(&self) -> bool {
        !self.0.is_tabular() && (self.0.role != Role::Output || self.0.body().next().is_some())
    }

    /// Returns the table of the members' names.
    fn table(&self) -> TokenStream {
        let name = &self.0.name;
        let places = || (0..).map(Literal::usize_unsuffixed).zip(&self.0.fields);
        let members = places().map(|(place, member)| {
            let (field, wire) = (&member.name, &member.wire);
            quote!(#place: #field = #wire)
        });
        let required: Vec<_> =
            places().filter(|(_, member)| member.has_to_be_there()).map(|(place, _)| place).collect();
        let required = (!required.is_empty()).then(|| quote!(, required: [#(#required),*]));
        quote!(docwright_runtime::model!(#name { #(#members),* #required });)
    }

    fn derives(&self) -> Vec<TokenStream> {
        let debug = (!self.0.is_sensitive()).then(|| quote!(Debug));
        let default = self.0.has_default().then(|| quote!(Default));
        let serialize = self.is_derived().then(|| quote!(Serialize));
        let deserialize = self.is_derived().then(|| quote!(Deserialize));
        let all = [Some(quote!(Clone)), debug, default, Some(quote!(PartialEq)), serialize, deserialize];
        all.into_iter().flatten().collect()
    }

    fn container_attribute(&self) -> Option<TokenStream> {
        let (read, sent) = (self.0.rename_all.serde_name(), self.0.rename_sent.serde_name());
        let rename_all = match (sent, read) {
            (sent, read) if sent == read => read.map(|case| quote!(, rename_all = #case)),
            (Some(sent), None) => Some(quote!(, rename_all(serialize = #sent))),
            (None, Some(read)) => Some(quote!(, rename_all(deserialize = #read))),
            (sent, read) => Some(quote!(, rename_all(serialize = #sent, deserialize = #read))),
        };
        self.is_derived().then(|| quote!(#[serde(crate = "docwright_runtime::serde" #rename_all)]))
    }

    fn field_attribute(&self, field: &Field) -> Option<TokenStream> {
        if !self.is_derived() {
            return None;
        }
        let is_outside = field.place != Place::Body;
        if is_outside && (self.0.role != Role::Input || field.r#type.is_stream()) {
            return Some(quote!(#[serde(skip)]));
        }
        let mut parts = Vec::new();
        let outside = is_outside.then(|| self.0.read_outside(field));
        let (wire, sent) = outside.as_ref().map_or((&field.wire, &field.sent), |name| (name, name));
        let reads_by_case = self.0.rename_all.apply(field.name.text()) == *wire;
        let sent_by_case = self.0.rename_sent.apply(field.name.text()) == *sent;
        match (sent_by_case, reads_by_case) {
            (true, true) => {}
            _ if sent == wire => parts.push(quote!(rename = #wire)),
            (false, true) => parts.push(quote!(rename(serialize = #sent))),
            (true, false) => parts.push(quote!(rename(deserialize = #wire))),
            (false, false) => parts.push(quote!(rename(serialize = #sent, deserialize = #wire))),
        }
        if let Some(format) = field.format.filter(|format| !matches!(format, Format::Base64 | Format::Plain))
        {
            let module = serde_module(format);
            parts.push(quote!(with = #module));
        }
        if field.lenient || field.optional && field.format.is_some() {
            parts.push(quote!(default));
        }
        if is_outside {
            parts.push(quote!(skip_serializing));
        } else if field.optional {
            parts.push(quote!(skip_serializing_if = "Option::is_none"));
        }
        (!parts.is_empty()).then(|| quote!(#[serde(#(#parts),*)]))
    }

    /// Returns the constructor, and for shapes the setters.
    fn methods(&self) -> TokenStream {
        let Self(item, within) = self;
        let name = &item.name;
        let constructor = self.constructor();
        let setters =
            item.fields.iter().filter(|field| !field.required && item.role == Role::Sent).map(|field| {
                let (docs, setter, name) = (field.docs.summary(), &field.setter, &field.name);
                let deprecated = deprecated(field.deprecated.as_ref());
                let argument = Argument::new(&field.r#type, *within);
                let (parameter, value) = (argument.parameter(), argument.value(name));
                quote! {
                    #docs
                    #deprecated
                    #[inline]
                    pub fn #setter(mut self, #name: #parameter) -> Self {
                        self.#name = Some(#value);
                        self
                    }
                }
            });
        quote!(impl #name { #constructor #(#setters)* })
    }

    fn constructor(&self) -> TokenStream {
        let Self(item, within) = self;
        let name = format!("`{}`", item.name.text());
        if item.has_default() {
            let docs = format!(" Returns {} {name}.", "an empty");
            return quote! {
                #[doc = #docs]
                #[inline]
                pub fn new() -> Self {
                    Self::default()
                }
            };
        }
        let docs = format!(" Returns {} {name} of what it needs at least.", article(item.name.text()));
        let parameters = item.required().map(|field| {
            let (name, parameter) = (&field.name, Argument::new(&field.r#type, *within).parameter());
            quote!(#name: #parameter)
        });
        let fields = item.fields.iter().map(|field| {
            let name = &field.name;
            if !field.required {
                return quote!(#name: None);
            }
            let value = Argument::new(&field.r#type, *within).value(name);
            if field.optional {
                return quote!(#name: Some(#value));
            }
            if value.to_string() == name.to_string() { quote!(#name) } else { quote!(#name: #value) }
        });
        quote! {
            #[doc = #docs]
            #[inline]
            pub fn new(#(#parameters),*) -> Self {
                Self { #(#fields),* }
            }
        }
    }

    /// Returns a `Debug` that leaves out what must not be shown.
    fn debug(&self) -> TokenStream {
        let name = &self.0.name;
        let text = name.text();
        let fields = self.0.fields.iter().map(|field| {
            let (name, text) = (&field.name, field.name.text());
            if field.sensitive {
                quote!(.field(#text, &"[sensitive]"))
            } else {
                quote!(.field(#text, &self.#name))
            }
        });
        quote! {
            impl std::fmt::Debug for #name {
                #[inline]
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.debug_struct(#text)#(#fields)*.finish()
                }
            }
        }
    }
}

fn vowel(name: &str) -> bool {
    name.starts_with(['A', 'E', 'I', 'O', 'U'])
}

fn article(name: &str) -> &'static str {
    if vowel(name) { "an" } else { "a" }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_items, item, operation};
    use super::*;
    use crate::lower::model::Item;

    fn structure(shape: &str) -> Struct {
        match item(shape) {
            Item::Struct(item) => item,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_struct_with_a_required_member_that_no_answer_promises() {
        let item = structure(
            "{ doc: An item., members: { itemID: { type: string, required: true }, at: { type: timestamp }, \
             list: { type: [string], required: true }, next: { type: Item, deprecated: { doc: Gone. } } } }",
        );
        assert_items(
            &StructItem(&item, Within::Types),
            quote! {
                /// An item.
                #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
                #[serde(crate = "docwright_runtime::serde")]
                #[non_exhaustive]
                pub struct Item {
                    /// The member `itemID`.
                    #[serde(rename = "itemID", skip_serializing_if = "Option::is_none")]
                    pub item_id: Option<String>,
                    /// The member `at`.
                    #[serde(
                        with = "docwright_runtime::timestamp::epoch_seconds",
                        default,
                        skip_serializing_if = "Option::is_none"
                    )]
                    pub at: Option<Timestamp>,
                    /// The member `list`.
                    #[serde(default)]
                    pub list: Vec<String>,
                    /// The member `next`.
                    #[deprecated(note = "Gone.")]
                    #[serde(skip_serializing_if = "Option::is_none")]
                    pub next: Option<Box<Item>>,
                }
                impl Item {
                    /// Returns an `Item` of what it needs at least.
                    #[inline]
                    pub fn new(
                        item_id: impl Into<String>,
                        list: impl IntoIterator<Item = impl Into<String>>,
                    ) -> Self {
                        Self {
                            item_id: Some(item_id.into()),
                            at: None,
                            list: list.into_iter().map(Into::into).collect(),
                            next: None,
                        }
                    }
                    /// The member `at`.
                    #[inline]
                    pub fn at(mut self, at: Timestamp) -> Self {
                        self.at = Some(at);
                        self
                    }
                    /// The member `next`.
                    #[deprecated(note = "Gone.")]
                    #[inline]
                    pub fn next(mut self, next: Item) -> Self {
                        self.next = Some(Box::new(next));
                        self
                    }
                }
                docwright_runtime::checks!(Item {});
            },
        );
    }

    #[test]
    fn the_case_of_most_members_is_the_structs() {
        let item = structure("{ members: { jobName: string, startedAt: timestamp, jobID: string } }");
        let tokens = StructItem(&item, Within::Types).to_token_stream().to_string();
        assert!(tokens.contains("rename_all = \"camelCase\""));
        assert_eq!(tokens.matches("rename =").count(), 1);
        assert!(tokens.contains("Default"));
    }

    #[test]
    fn what_may_all_be_absent_has_a_table() {
        let item = structure("{ members: { jobID: string, type: [string] } }");
        assert_items(
            &StructItem(&item, Within::Types),
            quote! {
                /// The type `Item`.
                #[derive(Clone, Debug, Default, PartialEq)]
                #[non_exhaustive]
                pub struct Item {
                    /// The member `jobID`.
                    pub job_id: Option<String>,
                    /// The member `type`.
                    pub r#type: Option<Vec<String>>,
                }
                impl Item {
                    /// Returns an empty `Item`.
                    #[inline]
                    pub fn new() -> Self {
                        Self::default()
                    }
                    /// The member `jobID`.
                    #[inline]
                    pub fn job_id(mut self, job_id: impl Into<String>) -> Self {
                        self.job_id = Some(job_id.into());
                        self
                    }
                    /// The member `type`.
                    #[inline]
                    pub fn r#type(mut self, r#type: impl IntoIterator<Item = impl Into<String>>) -> Self {
                        self.r#type = Some(r#type.into_iter().map(Into::into).collect());
                        self
                    }
                }
                docwright_runtime::model!(Item { 0: job_id = "jobID", 1: r#type = "type" });
                docwright_runtime::checks!(Item {});
            },
        );
    }

    #[test]
    fn a_table_says_what_has_to_be_there() {
        let table =
            |input: &str| StructItem(&operation(input).input, Within::Client).to_token_stream().to_string();
        let text = table("input: { name: { type: string, required: true }, n: { type: integer } }");
        let expected =
            quote!(docwright_runtime::model!(ActInput { 0: name = "name", 1: n = "n", required: [0] }););
        assert!(text.contains(&expected.to_string()), "{text}");
        // The runtime has no blank of a point in time.
        let text = table("input: { at: { type: timestamp, required: true } }");
        assert!(text.contains("Deserialize") && !text.contains("model !"), "{text}");
    }

    #[test]
    fn an_input_serialises_its_body_alone() {
        let operation =
            operation("input: { id: { type: string, required: true, in: path }, n: { type: integer } }");
        assert_items(
            &StructItem(&operation.input, Within::Client),
            quote! {
                /// What `Act` takes.
                ///
                /// Serde writes the body of the request alone, and reads every member.
                #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
                #[serde(crate = "docwright_runtime::serde")]
                #[non_exhaustive]
                pub struct ActInput {
                    /// The member `id`.
                    #[serde(skip_serializing)]
                    pub id: String,
                    /// The member `n`.
                    #[serde(skip_serializing_if = "Option::is_none")]
                    pub n: Option<i64>,
                }
                impl ActInput {
                    /// Returns an `ActInput` of what it needs at least.
                    #[inline]
                    pub fn new(id: impl Into<String>) -> Self {
                        Self { id: id.into(), n: None }
                    }
                }
            },
        );
    }

    #[test]
    fn members_of_one_name_are_read_by_their_places() {
        let input = "input: { id: { type: string, in: path, required: true }, key: { type: string, in: query }, \
                     body_id: { type: string, name: id } }";
        let tokens = StructItem(&operation(input).input, Within::Client)
            .to_token_stream()
            .to_string()
            .replace(' ', "");
        assert!(tokens.contains(r#"rename="id(path)",skip_serializing"#), "{tokens}");
        assert!(tokens.contains(r#"rename="id",skip_serializing_if"#), "{tokens}");
        assert!(!tokens.contains("key("), "{tokens}");
    }

    #[test]
    fn what_is_sensitive_is_not_shown() {
        let item = structure("{ members: { a: string, b: { type: string, sensitive: true } } }");
        assert!(
            !StructItem(&item, Within::Types).derives().iter().any(|derive| derive.to_string() == "Debug")
        );
        assert_items(
            &StructItem(&item, Within::Types).debug(),
            quote! {
                impl std::fmt::Debug for Item {
                    #[inline]
                    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.debug_struct("Item").field("a", &self.a).field("b", &"[sensitive]").finish()
                    }
                }
            },
        );
    }
}
