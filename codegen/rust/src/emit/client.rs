//! The client: one method per operation.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::condition::condition;
use super::deprecated;
use super::imports::Imports;
use super::types::{Argument, Within};
use crate::cache::Cache;
use crate::docs::{Docs, plain};
use crate::lower::model::{Client, Operation};
use crate::module::Part;

/// The client's struct.
#[derive(Debug)]
pub(super) struct ClientStruct<'a>(pub(super) &'a Client);

impl ToTokens for ClientStruct<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let imports = Imports::of_signatures(&self.0.operations);
        let types = imports.named.then(|| quote!(, types));
        let operations = (!self.0.operations.is_empty()).then(|| quote!(, operations));
        let mut docs = Docs::default();
        docs.paragraph(&format!(
            "A client of {}. Cheap to clone; clones share connections.",
            plain(&self.0.info.title)
        ));
        tokens.extend(quote! {
            #imports
            use super::{SERVICE #operations #types};
            #docs
            #[derive(Clone, Debug)]
            pub struct Client {
                pub(super) inner: docwright_runtime::Client,
            }
        });
    }
}

/// Returns what the client's struct can do. The methods that the cache knows are not emitted again.
pub(super) fn implementations(client: &Client, cache: &mut Cache) -> [Part; 2] {
    // A client without operations has nothing to send.
    let send = (!client.operations.is_empty()).then(|| {
        quote! {
            /// Sends an input that was made before, such as one that was kept or that serde read.
            pub fn send<I: docwright_runtime::Operation>(&self, input: I) -> docwright_runtime::Call<I> {
                self.inner.send(input)
            }
        }
    });
    let own = Part::Tokens(quote! {
        /// Returns a builder, which asks for what the service needs.
        #[inline]
        pub fn builder() -> docwright_runtime::ClientBuilder<Self> {
            docwright_runtime::ClientBuilder::new(&SERVICE)
        }
        #send
    });
    let around = quote!(impl Client);
    let calls = client.operations.iter();
    let calls = calls.map(|operation| cache.method(operation, &around, || Call(operation).to_token_stream()));
    let methods = std::iter::once(own).chain(calls).collect();
    let from = quote! {
        impl From<docwright_runtime::Client> for Client {
            #[inline]
            fn from(inner: docwright_runtime::Client) -> Self {
                Self { inner }
            }
        }
    };
    [Part::Block(around, methods), Part::Tokens(from)]
}

/// The method that begins a request.
#[derive(Debug)]
struct Call<'a>(&'a Operation);

impl ToTokens for Call<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Operation { docs, method, request, input, .. } = self.0;
        let deprecated = deprecated(self.0.deprecated.as_ref());
        let (parameters, names): (Vec<_>, Vec<_>) = input
            .required()
            .map(|field| {
                let (name, parameter) =
                    (&field.name, Argument::new(&field.r#type, Within::Client).parameter());
                (quote!(#name: #parameter), name)
            })
            .unzip();
        let input = &input.name;
        let condition = condition(self.0.feature.as_slice());
        tokens.extend(quote! {
            #docs
            #condition
            #deprecated
            #[inline]
            pub fn #method(&self, #(#parameters),*) -> operations::#request {
                operations::#request::new(self, operations::#input::new(#(#names),*))
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_items, client};
    use super::*;

    #[test]
    fn a_method_takes_what_its_operation_needs() {
        let client = client(
            "operations: { Act: { http: { method: POST, path: /act }, deprecated: {}, \
             input: { items: { type: [Item], required: true }, note: string } } }\ntypes: { Item: { members: {} } }",
        );
        let parts = implementations(&client, &mut Cache::none()).map(Part::into_tokens);
        let head = ClientStruct(&client);
        assert_items(
            &quote!(#head #(#parts)*),
            quote! {
                use super::{SERVICE, operations, types};
                /// A client of a. Cheap to clone; clones share connections.
                #[derive(Clone, Debug)]
                pub struct Client {
                    pub(super) inner: docwright_runtime::Client,
                }
                impl Client {
                    /// Returns a builder, which asks for what the service needs.
                    #[inline]
                    pub fn builder() -> docwright_runtime::ClientBuilder<Self> {
                        docwright_runtime::ClientBuilder::new(&SERVICE)
                    }
                    /// Sends an input that was made before, such as one that was kept or that serde read.
                    pub fn send<I: docwright_runtime::Operation>(&self, input: I) -> docwright_runtime::Call<I> {
                        self.inner.send(input)
                    }
                    /// Calls the operation `Act`.
                    ///
                    /// Sends `POST /act`.
                    #[deprecated]
                    #[inline]
                    pub fn act(&self, items: impl IntoIterator<Item = types::Item>) -> operations::Act {
                        operations::Act::new(self, operations::ActInput::new(items))
                    }
                }
                impl From<docwright_runtime::Client> for Client {
                    #[inline]
                    fn from(inner: docwright_runtime::Client) -> Self {
                        Self { inner }
                    }
                }
            },
        );
    }
}
