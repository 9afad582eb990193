//! The `use` lines at the head of a file: what its types need.

use std::sync::Arc;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::structure::StructItem;
use super::types::Within;
use crate::lower::model::{Field, Item, Operation, Place, Type};

/// What a file uses.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Imports {
    pub(super) serialize: bool,
    pub(super) deserialize: bool,
    map: bool,
    timestamp: bool,
    blob: bool,
    byte_stream: bool,
    event_stream: bool,
    document: bool,
    number: bool,
    /// Whether a timestamp travels outside the body.
    timestamps: bool,
    typed: bool,
    pub(super) named: bool,
}

impl Imports {
    /// Returns what the declared types use.
    pub(super) fn of_items(items: &[Arc<Item>]) -> Self {
        let mut imports = Self::default();
        for item in items {
            let is_derived = match &**item {
                Item::Struct(item) => StructItem(item, Within::Types).is_derived(),
                Item::Enum(_) => false,
                Item::Union(_) | Item::Newtype(_) => true,
            };
            imports.serialize |= is_derived;
            imports.deserialize |= is_derived;
            match &**item {
                Item::Struct(item) => imports.fields(&item.fields),
                Item::Union(item) => {
                    imports.document = true;
                    item.variants.iter().for_each(|variant| imports.r#type(&variant.r#type));
                }
                Item::Newtype(item) => imports.r#type(&item.r#type),
                Item::Enum(_) => {}
            }
        }
        imports
    }

    /// Returns what an operation's file uses.
    pub(super) fn of_operation(operation: &Operation) -> Self {
        let mut imports = Self::default();
        imports.fields(&operation.input.fields);
        imports.fields(&operation.output.fields);
        operation.errors.iter().filter_map(|error| error.body.as_ref()).for_each(|body| imports.r#type(body));
        let errors = operation.errors.iter().filter_map(|error| error.outside.as_ref());
        imports.timestamps = [&operation.input, &operation.output]
            .into_iter()
            .chain(errors)
            .flat_map(|item| &item.fields)
            .any(|field| field.r#type.leaf() == &Type::Timestamp && field.place != Place::Body);
        let is_derived = [&operation.input, &operation.output]
            .into_iter()
            .any(|item| StructItem(item, Within::Client).is_derived());
        imports.serialize = is_derived;
        imports.deserialize = is_derived;
        imports
    }

    /// Returns what the client's signatures use.
    pub(super) fn of_signatures(operations: &[Arc<Operation>]) -> Self {
        let mut imports = Self::default();
        for field in operations.iter().flat_map(|operation| operation.input.required()) {
            imports.argument(&field.r#type);
        }
        imports
    }

    fn fields(&mut self, fields: &[Field]) {
        fields.iter().for_each(|field| self.r#type(&field.r#type));
    }

    /// Notes a type that is the type of an argument: lists and maps are anything that gives their elements.
    fn argument(&mut self, r#type: &Type) {
        match r#type {
            Type::Vec(inner) | Type::Box(inner) => self.r#type(inner),
            Type::Map(key, value) => {
                self.r#type(key);
                self.r#type(value);
            }
            other => self.r#type(other),
        }
    }

    fn r#type(&mut self, r#type: &Type) {
        match r#type {
            Type::Timestamp => self.timestamp = true,
            Type::Text(_) => self.typed = true,
            Type::Blob => self.blob = true,
            Type::ByteStream => self.byte_stream = true,
            Type::EventStream(event) => {
                self.event_stream = true;
                self.r#type(event);
            }
            Type::Document => self.document = true,
            Type::Number => self.number = true,
            Type::Named(_) => self.named = true,
            Type::Vec(inner) | Type::Box(inner) => self.r#type(inner),
            Type::Map(key, value) => {
                self.map = true;
                self.r#type(key);
                self.r#type(value);
            }
            Type::String | Type::Bool | Type::I64 | Type::I128 | Type::F32 | Type::F64 => {}
        }
    }

    /// Returns the runtime's names among what is used.
    pub(super) fn runtime(&self) -> Vec<&'static str> {
        let all = [
            (self.blob, "Blob"),
            (self.byte_stream, "ByteStream"),
            (self.event_stream, "EventStream"),
            (self.document, "Document"),
            (self.timestamp, "Timestamp"),
            (self.timestamps, "timestamp"),
            (self.typed, "typed"),
        ];
        all.into_iter().filter(|(used, _)| *used).map(|(_, name)| name).collect()
    }

    /// Returns the `use` lines of everything but the runtime's own names.
    pub(super) fn foreign(&self) -> TokenStream {
        let map = self.map.then(|| {
            quote!(
                use std::collections::BTreeMap;
            )
        });
        let serde = match (self.deserialize, self.serialize) {
            (true, true) => Some(quote!(
                use docwright_runtime::serde::{Deserialize, Serialize};
            )),
            (true, false) => Some(quote!(
                use docwright_runtime::serde::Deserialize;
            )),
            (false, true) => Some(quote!(
                use docwright_runtime::serde::Serialize;
            )),
            (false, false) => None,
        };
        let number = self.number.then(|| {
            quote!(
                use docwright_runtime::serde_json::Number;
            )
        });
        quote!(#map #serde #number)
    }
}

/// Returns the `use` line of the given names of the runtime.
pub(super) fn use_runtime<'a>(names: impl IntoIterator<Item = &'a str>) -> Option<TokenStream> {
    let mut names: Vec<&str> = names.into_iter().collect();
    names.sort_unstable();
    let names: Vec<_> = names.iter().map(|name| quote::format_ident!("{name}")).collect();
    match names.as_slice() {
        [] => None,
        [only] => Some(quote!(use docwright_runtime::#only;)),
        names => Some(quote!(use docwright_runtime::{#(#names),*};)),
    }
}

impl ToTokens for Imports {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.foreign());
        tokens.extend(use_runtime(self.runtime()));
    }
}
