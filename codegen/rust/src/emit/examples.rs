//! The tests that read documented examples and write them again.

use std::collections::HashMap;

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;

use super::condition::condition;
use super::types::{TypePath, Within};
use crate::docs::{Docs, code};
use crate::lower::model::{Client, ExampleOf, Type};

/// Returns the content of the module with a client's tests, if there are any.
pub(super) fn tests(client: &Client) -> Option<TokenStream> {
    if client.examples.is_empty() {
        return None;
    }
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let (mut uses_operations, mut uses_types) = (false, false);
    let mut tests = Vec::new();
    for example in &client.examples {
        let json = json(&example.body);
        let (what, call) = match &example.of {
            ExampleOf::Input { input, elsewhere } => {
                uses_operations = true;
                let elsewhere = self::json(elsewhere);
                ("request".to_owned(), quote!(examples::request::<operations::#input>(#json, #elsewhere)))
            }
            ExampleOf::Output(output) => {
                uses_operations = true;
                let status =
                    example.status.map_or_else(|| "response".to_owned(), |status| status.to_string());
                (status, quote!(examples::round_trip::<operations::#output>(#json)))
            }
            ExampleOf::Shape(r#type) => {
                uses_types |= matches!(r#type.leaf(), Type::Named(_));
                let r#type = TypePath(r#type, Within::Client);
                let status = example.status.map_or_else(|| "body".to_owned(), |status| status.to_string());
                (status, quote!(examples::round_trip::<#r#type>(#json)))
            }
        };
        let stem = format!("{}_{what}", example.operation.text());
        let number = numbers.entry(stem.clone()).or_insert(0);
        *number += 1;
        let test = format_ident!("{stem}_{number}");
        let docs = example.name.as_ref().map(|name| {
            let mut docs = Docs::default();
            docs.paragraph(&format!("The example {}.", code(name)));
            docs
        });
        let condition = condition(example.feature.as_slice());
        tests.push(quote! {
            #docs
            #condition
            #[test]
            fn #test() -> Result<(), Mismatch> {
                #call
            }
        });
    }
    let operations = uses_operations.then(|| {
        quote!(
            use super::operations;
        )
    });
    let types = uses_types.then(|| {
        quote!(
            use super::types;
        )
    });
    Some(quote! {
        #operations
        #types
        use docwright_runtime::examples::{self, Mismatch};
        #(#tests)*
    })
}

/// Returns a value as JSON in a literal that a person can read.
fn json(value: &Value) -> TokenStream {
    let json = serde_json::to_string_pretty(value).unwrap_or_default();
    // What changes the direction of text stands in no source as it is.
    let json: String = json
        .chars()
        .map(|c| match c {
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => format!("\\u{:04x}", u32::from(c)),
            c => c.to_string(),
        })
        .collect();
    let longest = json.split('"').map(|part| part.len() - part.trim_start_matches('#').len()).max();
    let hashes = "#".repeat(longest.unwrap_or(0) + 1);
    match format!("r{hashes}\"{json}\"{hashes}").parse::<Literal>() {
        Ok(literal) => quote!(#literal),
        Err(_) => quote!(#json),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::client;
    use super::*;

    #[test]
    fn examples_are_of_inputs_outputs_and_bodies_of_errors() {
        let client = client(
            "operations: { Act: { http: { method: POST, path: '/act/{id}' }, \
             input: { id: { type: string, required: true, in: path }, n: { type: integer } }, \
             output: { m: { type: string } }, errors: [Broken], examples: [{ of: request, body: { n: 1 } }, \
             { name: 'a *b*', of: response, status: 200, body: { m: '\"#' } }, \
             { of: response, status: 400, body: { text: x } }, { of: response, status: 200, body: text }, \
             { of: response, body: { text: y } }] } }\n\
             types: { Said: { members: { text: string } } }\nerrors: { Broken: { status: 400, type: Said } }",
        );
        let expected = quote! {
            use super::operations;
            use super::types;
            use docwright_runtime::examples::{self, Mismatch};
            #[test]
            fn act_request_1() -> Result<(), Mismatch> {
                examples::request::<operations::ActInput>(r#"{
  "n": 1
}"#, r#"{
  "id": ""
}"#)
            }
            #[doc = " The example `a *b*`."]
            #[test]
            fn act_200_1() -> Result<(), Mismatch> {
                examples::round_trip::<operations::ActOutput>(r##"{
  "m": "\"#"
}"##)
            }
            #[test]
            fn act_400_1() -> Result<(), Mismatch> {
                examples::round_trip::<types::Said>(r#"{
  "text": "x"
}"#)
            }
            #[test]
            fn act_response_1() -> Result<(), Mismatch> {
                examples::round_trip::<types::Said>(r#"{
  "text": "y"
}"#)
            }
        };
        let expected = expected.to_string().replace("act_response_1", "act_body_1");
        assert_eq!(tests(&client).unwrap().to_string(), expected);
    }
}
