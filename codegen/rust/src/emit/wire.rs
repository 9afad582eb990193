//! Values on their way into a request and out of an answer.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::types::{TypePath, Within};
use crate::lower::model::{Body, Field, Format, Operation, Place, Struct, Type};

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
        Format::DateTime | Format::Float | Format::Base64 | Format::Plain => "date_time",
    }
}

/// Returns the function with which a value becomes text, if the runtime does not do that by itself.
fn text_function(r#type: &Type, format: Option<Format>) -> Option<TokenStream> {
    match (r#type, format) {
        (Type::Timestamp, Some(format)) => {
            let module = format_ident!("{}", timestamp_module(format));
            Some(quote!(timestamp::#module::format))
        }
        (Type::String, Some(Format::Base64)) => Some(quote!(docwright_runtime::blob::encode_text)),
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
    let fields = others.into_iter().chain(maps);
    let mut statements: Vec<_> = fields.filter_map(|field| encode_field(field, operation)).collect();
    if let Some(prefix) = &operation.host_prefix {
        let labels = operation.host_labels.iter().map(|(label, name)| {
            match input.fields.iter().any(|field| field.name == *name && field.optional) {
                true => quote!(if let Some(label) = &self.#name { request.label(#label, label)?; }),
                false => quote!(request.label(#label, &self.#name)?;),
            }
        });
        statements.extend(labels);
        statements.push(quote!(request.host_prefix(#prefix);));
    }
    if input.body().next().is_some() {
        let root = &operation.root;
        statements.push(match operation.body {
            Body::Json => quote!(request.json(self)?;),
            Body::Query | Body::Ec2 => quote!(request.form(self)?;),
            Body::Xml => quote!(request.xml(#root, self)?;),
            Body::Cbor => quote!(request.cbor(self)?;),
        });
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

fn encode_field(field: &Field, operation: &Operation) -> Option<TokenStream> {
    let body = operation.body;
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
            Type::Vec(element) if **element == Type::Timestamp => {
                let name = &field.name;
                let times = if field.optional { entries(field) } else { quote!(self.#name.iter()) };
                quote!(request.header_times(#wire, #times.map(#text))?;)
            }
            Type::Vec(_) => {
                let values = elements(field, text);
                quote!(request.header_each(#wire, #values)?;)
            }
            _ => {
                let value = option(field, text);
                quote!(request.header(#wire, #value)?;)
            }
        },
        Place::Cookie => {
            let value = option(field, text);
            quote!(request.cookie(#wire, #value)?;)
        }
        Place::PrefixHeaders => {
            let entries = entries(field);
            quote!(request.prefix_headers(#wire, #entries)?;)
        }
        Place::Payload => {
            let write = match field.r#type {
                Type::Blob => quote!(request.bytes(payload.clone());),
                Type::ByteStream => quote!(request.stream(payload.clone());),
                Type::String => quote!(request.text(payload.clone());),
                _ if field.format == Some(Format::Plain) => quote!(request.text(payload.as_str());),
                _ => structured(body, wire, quote!(payload)),
            };
            match (field.optional, &field.r#type) {
                (true, _) if operation.sends_empty_payload => quote! {
                    match &self.#name {
                        Some(payload) => { #write }
                        None => request.empty_object(),
                    }
                },
                (true, _) => quote!(if let Some(payload) = &self.#name { #write }),
                (false, Type::Blob) => quote!(request.bytes(self.#name.clone());),
                (false, Type::ByteStream) => quote!(request.stream(self.#name.clone());),
                (false, Type::String) => quote!(request.text(self.#name.clone());),
                (false, _) if field.format == Some(Format::Plain) => {
                    quote!(request.text(self.#name.as_str());)
                }
                (false, _) => structured(body, wire, quote!(&self.#name)),
            }
        }
    })
}

/// Returns the statement that writes a value as the whole body.
fn structured(body: Body, wire: &str, value: TokenStream) -> TokenStream {
    match body {
        Body::Xml => quote!(request.xml(#wire, #value)?;),
        Body::Cbor => quote!(request.cbor(#value)?;),
        Body::Json | Body::Query | Body::Ec2 => quote!(request.json(#value)?;),
    }
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
pub(super) fn decode(operation: &Operation) -> TokenStream {
    let body = match operation.body {
        Body::Json => quote!(response.json()),
        Body::Query => {
            let result = format!("{}Result", operation.documented);
            quote!(response.xml_within(#result))
        }
        Body::Ec2 | Body::Xml => quote!(response.xml()),
        Body::Cbor => quote!(response.cbor()),
    };
    decode_struct(&operation.output, &body, quote!())
}

/// Returns the expression that reads a struct of a module from an answer, of which `body` reads the body.
pub(super) fn decode_struct(output: &Struct, body: &TokenStream, module: TokenStream) -> TokenStream {
    let name = &output.name;
    let name = quote!(#module #name);
    let elsewhere: Vec<_> = output.fields.iter().filter(|field| field.place != Place::Body).collect();
    let has_body = output.body().next().is_some();
    if elsewhere.is_empty() {
        return if has_body { body.clone() } else { quote!(Ok(#name {})) };
    }
    let fields = elsewhere.into_iter().map(|field| {
        let (name, value) = (&field.name, decode_field(field, body));
        quote!(#name: #value)
    });
    let rest = has_body.then(|| quote!(..#body?));
    quote!(Ok(#name { #(#fields,)* #rest }))
}

fn decode_field(field: &Field, body: &TokenStream) -> TokenStream {
    let wire = &field.wire;
    match (field.place, &field.r#type) {
        (Place::Status, _) => quote!(response.status().into()),
        (Place::PrefixHeaders, _) => quote!(response.prefix_headers(#wire)),
        (Place::Header, Type::Vec(element)) if **element == Type::Timestamp => {
            let module = format_ident!("{}", timestamp_module(field.format.unwrap_or(Format::HttpDate)));
            quote!(response.header_times(#wire, timestamp::#module::parse)?)
        }
        (Place::Header, Type::Vec(_)) => quote!(response.header_each(#wire)?),
        (Place::Header, Type::Timestamp) => {
            let module = format_ident!("{}", timestamp_module(field.format.unwrap_or(Format::HttpDate)));
            quote!(response.header_with(#wire, timestamp::#module::parse)?)
        }
        (Place::Header, Type::String) if field.format == Some(Format::Base64) => {
            quote!(response.header_with(#wire, docwright_runtime::blob::decode_text)?)
        }
        (Place::Header, _) => quote!(response.header(#wire)?),
        (_, payload) => {
            let r#type = TypePath(payload, Within::Client);
            let value = match payload {
                Type::Blob => quote!(#r#type::from(response.bytes())),
                Type::String => quote!(response.text()?),
                _ if field.format == Some(Format::Plain) => quote!(#r#type::from(response.text()?)),
                Type::ByteStream => quote!(response.stream()),
                Type::EventStream(_) => quote!(response.events()),
                _ => quote!(#body?),
            };
            if field.optional {
                quote!(if response.bytes().is_empty() { None } else { Some(#value) })
            } else {
                value
            }
        }
    }
}
