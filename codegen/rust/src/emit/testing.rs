//! What the tests of the emitters share: a description in, syntax trees out.

use docwright_idl::yaml;
use proc_macro2::TokenStream;
use quote::ToTokens;

use crate::Layout;
use crate::lower::model::{Client, Item, Operation};
use crate::lower::{Memo, lower};

/// Returns the client of a REST-JSON service with the given operations and types, in YAML.
pub(super) fn client(body: &str) -> Client {
    client_of("protocol: rest-json", body)
}

/// As [`client`], of a service of which something else is said.
pub(crate) fn client_of(said: &str, body: &str) -> Client {
    let service =
        format!("{{ name: a, {said}, endpoint: 'https://a', auth: {{ sigv4: {{ service: a }} }} }}");
    let description = yaml::read(&format!("idl: 1\nservice: {service}\n{body}\n")).unwrap();
    lower(&description, Layout::Module, &mut Memo::default(), None)
        .unwrap_or_else(|findings| panic!("{}", findings[0]))
        .0
}

/// Returns the operation that the client alone has.
pub(super) fn operation(members: &str) -> Operation {
    let client = client(&format!(
        "operations: {{ Act: {{ http: {{ method: POST, path: '/act/{{id}}' }}, {members} }} }}"
    ));
    (*client.operations[0]).clone()
}

/// Returns the type that the description alone has; an operation sends and receives it.
pub(super) fn item(shape: &str) -> Item {
    let uses = "input: { a: { type: Item } }, output: { a: { type: Item } }";
    let client = client(&format!(
        "operations: {{ Act: {{ http: {{ method: POST, path: / }}, {uses} }} }}\ntypes: {{ Item: {shape} }}"
    ));
    (*client.types[0]).clone()
}

/// Asserts that an emitter writes the expected items. Both are written and read, so that comments compare.
pub(super) fn assert_items(emitter: &impl ToTokens, expected: TokenStream) {
    let tree = |tokens| syn::parse_file(&prettyplease::unparse(&syn::parse2(tokens).unwrap())).unwrap();
    let (found, expected) = (tree(emitter.to_token_stream()), tree(expected));
    assert!(
        found == expected,
        "found:\n{}\nexpected:\n{}",
        prettyplease::unparse(&found),
        prettyplease::unparse(&expected)
    );
}
