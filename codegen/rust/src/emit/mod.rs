//! Emitting: the lowered model as Rust source.
//!
//! One unit per construct, each a small struct over a part of the model that implements [`quote::ToTokens`]. They
//! decide nothing about the API: names, types and places were settled by [`crate::lower`].

mod allowed;
mod check;
mod client;
mod condition;
mod enumeration;
mod error;
mod example;
mod examples;
mod exchange;
mod imports;
mod newtype;
mod operation;
mod pagination;
mod service;
mod structure;
#[cfg(test)]
pub(crate) mod testing;
mod types;
mod union;
mod waiter;
mod wire;

use allowed::Allowed;
use condition::{condition, conditional};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::Layout;
use crate::cache::Cache;
use crate::docs::{Docs, code};
use crate::lower::model::{Client, Item, Operation};
use crate::module::Module;
use crate::names::Name;
use imports::Imports;
use types::Within;

/// Returns a program that calls an operation of a client, which it finds at `path`.
pub(crate) fn program(client: &Client, path: &str) -> Option<String> {
    example::Example::of(client, path)?.program()
}

/// Returns the modules of a client. `path` is where callers find the client, for the examples. What the cache knows is not
/// emitted again.
pub(crate) fn module<'a>(
    client: &'a Client,
    path: Option<&str>,
    layout: Layout,
    cache: &mut Cache,
) -> Module<'a> {
    let service = service::Service(client);
    let mut docs = client.docs.clone();
    if let Some(example) = path.and_then(|path| example::Example::of(client, path)?.lines()) {
        docs.block(example);
    }
    let docs = docs.inner();
    let attribute = match layout {
        Layout::Module => {
            quote!(#![allow(dead_code, unreachable_pub, unused_imports, reason = "few use all of it")])
        }
        Layout::Shared => quote!(),
        Layout::Crate => quote!(#![cfg_attr(docsrs, feature(doc_cfg))]),
    };
    let runtime = (layout == Layout::Crate).then(|| {
        quote!(
            pub use docwright_runtime as runtime;
        )
    });
    let module =
        Module::new("mod", quote!(#docs #![forbid(unsafe_code)] #attribute), quote!(#runtime #service))
            .child(|| Allowed::of_client(client).to_token_stream(), quote!(), client_module(client, cache))
            .child(
                || Allowed::of_operations(client).to_token_stream(),
                quote!(pub),
                operations_module(client, cache),
            )
            .child(|| Allowed::of_types(client).to_token_stream(), quote!(pub), types_module(client, cache));
    let module = match client.exchanges.is_empty() {
        true => module,
        false => module.child(|| quote!(#[cfg(feature = "testing")]), quote!(pub), testing_module(client)),
    };
    match examples::tests(client) {
        Some(tests) => {
            let docs = module_docs("The documented examples, read and written again.");
            module.child(|| quote!(#[cfg(test)]), quote!(), Module::new("examples", docs, tests))
        }
        None => module,
    }
}

/// Returns the module that helps to test what calls the client.
fn testing_module(client: &Client) -> Module<'_> {
    let docs = module_docs(
        "What the documentation shows of requests and answers, for a service in memory: see \
         [`InMemory`](docwright_runtime::testing::InMemory).",
    );
    Module::new("testing", docs, exchange::Exchanges(client).to_token_stream())
}

fn client_module<'a>(client: &'a Client, cache: &mut Cache) -> Module<'a> {
    let docs = module_docs("The client.");
    let head = client::ClientStruct(client).to_token_stream();
    Module::new("client", docs, head).parts(client::implementations(client, cache))
}

fn types_module<'a>(client: &'a Client, cache: &mut Cache) -> Module<'a> {
    let docs = module_docs("The types that requests are made of and that answers hold.");
    let imports = Imports::of_items(&client.types);
    let items = client.types.iter().map(|item| {
        let needed_by: &[String] = client.needed_by.get(item.name()).map_or(&[], Vec::as_slice);
        cache.item(item, needed_by, || conditional(needed_by, emitted(item)))
    });
    Module::new("types", docs, quote!(#imports)).parts(items)
}

fn emitted(item: &Item) -> TokenStream {
    match item {
        Item::Struct(item) => structure::StructItem(item, Within::Types).to_token_stream(),
        Item::Enum(item) => enumeration::EnumItem(item).to_token_stream(),
        Item::Union(item) => union::UnionItem(item).to_token_stream(),
        Item::Newtype(item) => newtype::NewtypeItem(item).to_token_stream(),
    }
}

fn operations_module<'a>(client: &'a Client, cache: &mut Cache) -> Module<'a> {
    let docs = module_docs("The operations: for each its request, input, output and error.");
    let exports: Vec<_> = client.operations.iter().map(|operation| Export::of(operation)).collect();
    let module = Module::new("operations", docs, TokenStream::new()).made_from(&exports);
    let module = module.items(move || quote!(#(#exports)*));
    client.operations.iter().fold(module, |module, operation| {
        let part = cache.operation(operation, || {
            let docs = module_docs(&format!("The operation {}.", code(&operation.documented)));
            let file = operation::OperationFile(operation);
            quote!(#docs #file)
        });
        let Export { method, condition, .. } = Export::of(operation);
        let file = Module::new(method.text(), quote!(), quote!()).parts([part]);
        module.child(move || self::condition(condition).into_token_stream(), quote!(), file)
    })
}

/// What an operation's file exports. Its declaration is made from this, too.
#[derive(Debug, Hash)]
struct Export<'a> {
    method: &'a Name,
    condition: &'a [String],
    names: [&'a Name; 4],
}

impl<'a> Export<'a> {
    fn of(operation: &'a Operation) -> Self {
        let Operation { method, feature, request, error, input, output, .. } = operation;
        Self { method, condition: feature.as_slice(), names: [request, error, &input.name, &output.name] }
    }
}

impl ToTokens for Export<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { method, condition, names } = self;
        let condition = self::condition(condition);
        tokens.extend(quote!(#condition pub use #method::{#(#names),*};));
    }
}

fn module_docs(text: &str) -> TokenStream {
    let mut docs = Docs::default();
    docs.paragraph(text);
    docs.inner()
}

/// Returns the `#[deprecated]` attribute, if there is something to say.
fn deprecated(note: Option<&String>) -> Option<TokenStream> {
    note.map(|note| match note.as_str() {
        "" => quote!(#[deprecated]),
        note => quote!(#[deprecated(note = #note)]),
    })
}
