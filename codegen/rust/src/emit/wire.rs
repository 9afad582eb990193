//! Values on their way into a request and out of an answer.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::types::{TypePath, Within};
use crate::lower::model::{Field, Format, Operation, Place, Struct, Type};

/// Returns the path of the module with which serde writes and reads a format.
pub(super) fn serde_module(format: Format) -> String {
    match format {
        Format::Float => "docwright_runtime::float".to_owned(),
        _ => format!("docwright_runtime::timestamp::{}", timestamp_module(format)),
    }
}

fn timestamp_module(format: Format) -> &'static str {
    match format {
        Format::EpochSeconds => "epoch_seconds",
        Format::HttpDate => "http_date",
        Format::DateTime | Format::Float => "date_time",
    }
}

/// Returns the function with which a value becomes text, if the runtime does not do that by itself.
fn text_function(r#type: &Type, format: Option<Format>) -> Option<TokenStream> {
    match (r#type, format) {
        (Type::Timestamp, Some(format)) => {
            let module = format_ident!("{}", timestamp_module(format));
            Some(quote!(timestamp::#module::format))
        }
        (Type::Number, _) => Some(quote!(ToString::to_string)),
        _ => None,
    }
}

/// Returns the statements that write an input into a request.
pub(super) fn encode(operation: &Operation) -> Vec<TokenStream> {
    let input = &operation.input;
    // What a member of its own says goes before what a map of parameters says.
    let (maps, others): (Vec<_>, Vec<_>) =
        input.fields.iter().partition(|field| field.place == Place::QueryMap);
    let mut statements: Vec<_> = others.into_iter().chain(maps).filter_map(encode_field).collect();
    if input.body().next().is_some() {
        statements.push(quote!(request.json(self)?;));
    }
    if operation.sends_empty_object {
        statements.push(quote!(request.empty_object();));
    }
    let has_body = operation.sends_empty_object
        || input.fields.iter().any(|field| matches!(field.place, Place::Body | Place::Payload));
    if let Some(consumes) = operation.consumes.as_ref().filter(|media| has_body && !is_json(media)) {
        statements.push(quote!(request.media_type(#consumes)?;));
    }
    if let Some(produces) = operation.produces.as_ref().filter(|media| !is_json(media)) {
        statements.push(quote!(request.accept(#produces)?;));
    }
    statements
}

fn is_json(media: &str) -> bool {
    media.eq_ignore_ascii_case("application/json")
}

fn encode_field(field: &Field) -> Option<TokenStream> {
    let (name, wire) = (&field.name, &field.wire);
    let text = text_function(field.r#type.leaf(), field.format);
    Some(match field.place {
        Place::Body | Place::Status => return None,
        Place::Label | Place::GreedyLabel => {
            let method =
                format_ident!("{}", if field.place == Place::Label { "label" } else { "greedy_label" });
            match text {
                Some(text) => quote!(request.#method(#wire, &#text(&self.#name))?;),
                None => quote!(request.#method(#wire, &self.#name)?;),
            }
        }
        Place::Query => match &field.r#type {
            Type::Vec(_) => {
                let values = elements(field, text);
                quote!(request.query_each(#wire, #values);)
            }
            _ => {
                let value = option(field, text);
                quote!(request.query(#wire, #value);)
            }
        },
        Place::QueryMap => {
            let entries = entries(field);
            match &field.r#type {
                Type::Map(_, value) if matches!(**value, Type::Vec(_)) => {
                    quote!(request.query_map_each(#entries);)
                }
                _ => quote!(request.query_map(#entries);),
            }
        }
        Place::Header => match &field.r#type {
            Type::Vec(_) => {
                let values = elements(field, text);
                quote!(request.header_each(#wire, #values)?;)
            }
            _ => {
                let value = option(field, text);
                quote!(request.header(#wire, #value)?;)
            }
        },
        Place::PrefixHeaders => {
            let entries = entries(field);
            quote!(request.prefix_headers(#wire, #entries)?;)
        }
        Place::Payload => {
            let write = match field.r#type {
                Type::Blob => quote!(request.bytes(payload.clone());),
                Type::String => quote! {
                    request.bytes(payload.clone());
                    request.media_type("text/plain; charset=utf-8")?;
                },
                _ => quote!(request.json(payload)?;),
            };
            match (field.optional, &field.r#type) {
                (true, _) => quote!(if let Some(payload) = &self.#name { #write }),
                (false, Type::Blob) => quote!(request.bytes(self.#name.clone());),
                (false, Type::String) => quote! {
                    request.bytes(self.#name.clone());
                    request.media_type("text/plain; charset=utf-8")?;
                },
                (false, _) => quote!(request.json(&self.#name)?;),
            }
        }
    })
}

/// Returns a reference to the value, if there is one.
fn option(field: &Field, text: Option<TokenStream>) -> TokenStream {
    let name = &field.name;
    match (field.optional, text) {
        (true, Some(text)) => quote!(self.#name.as_ref().map(#text).as_ref()),
        (true, None) => quote!(self.#name.as_ref()),
        (false, Some(text)) => quote!(Some(&#text(&self.#name))),
        (false, None) => quote!(Some(&self.#name)),
    }
}

/// Returns references to the elements of a list.
fn elements(field: &Field, text: Option<TokenStream>) -> TokenStream {
    let entries = entries(field);
    let name = &field.name;
    let values = if field.optional { entries } else { quote!(self.#name.iter()) };
    match text {
        Some(text) => quote!(&#values.map(#text).collect::<Vec<_>>()),
        None if field.optional => values,
        None => quote!(&self.#name),
    }
}

/// Returns references to what a list or map holds, if there is one.
fn entries(field: &Field) -> TokenStream {
    let name = &field.name;
    if field.optional { quote!(self.#name.iter().flatten()) } else { quote!(&self.#name) }
}

/// Returns the expression that reads an output from an answer.
pub(super) fn decode(output: &Struct) -> TokenStream {
    let name = &output.name;
    let elsewhere: Vec<_> = output.fields.iter().filter(|field| field.place != Place::Body).collect();
    let has_body = output.body().next().is_some();
    if elsewhere.is_empty() {
        return if has_body { quote!(response.json()) } else { quote!(Ok(#name {})) };
    }
    let fields = elsewhere.into_iter().map(|field| {
        let (name, value) = (&field.name, decode_field(field));
        quote!(#name: #value)
    });
    let rest = has_body.then(|| quote!(..response.json()?));
    quote!(Ok(#name { #(#fields,)* #rest }))
}

fn decode_field(field: &Field) -> TokenStream {
    let wire = &field.wire;
    match (field.place, &field.r#type) {
        (Place::Status, _) => quote!(response.status().into()),
        (Place::PrefixHeaders, _) => quote!(response.prefix_headers(#wire)),
        (Place::Header, Type::Vec(_)) => quote!(response.header_each(#wire)?),
        (Place::Header, Type::Timestamp) => {
            let module = format_ident!("{}", timestamp_module(field.format.unwrap_or(Format::HttpDate)));
            quote!(response.header_with(#wire, timestamp::#module::parse)?)
        }
        (Place::Header, _) => quote!(response.header(#wire)?),
        (_, payload) => {
            let r#type = TypePath(payload, Within::Client);
            let value = match payload {
                Type::Blob => quote!(#r#type::from(response.bytes())),
                Type::String => quote!(response.text()?),
                _ => quote!(response.json()?),
            };
            if field.optional {
                quote!(if response.bytes().is_empty() { None } else { Some(#value) })
            } else {
                value
            }
        }
    }
}
