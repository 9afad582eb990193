//! Functions for tests: the exchanges that the documentation shows.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};

use super::condition::condition;
use crate::docs::{Docs, code};
use crate::lower::model::{Client, Exchange};

/// The functions for a client's tests.
#[derive(Debug)]
pub(super) struct Exchanges<'a>(pub(super) &'a Client);

impl ToTokens for Exchanges<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let functions = self.0.exchanges.iter().map(|exchange| Function(self.0, exchange));
        tokens.extend(quote! {
            use docwright_runtime::testing::Exchange;
            use super::operations;
            #(#functions)*
        });
    }
}

/// The function that returns an exchange.
#[derive(Debug)]
struct Function<'a>(&'a Client, &'a Exchange);

impl ToTokens for Function<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self(client, Exchange { name, documented, request, status, answer, is_json, .. }) = self;
        let Some(operation) = client.operations.get(self.1.operation) else { return };
        let condition = condition(operation.feature.as_slice());
        let mut docs = Docs::default();
        let called = code(&operation.documented);
        docs.paragraph(&match documented {
            Some(example) => format!("Returns the example {} of {called}.", code(example)),
            None => format!("Returns the example of {called} with HTTP {status}."),
        });
        let input = &operation.input.name;
        let request = request.as_ref().map(|body| quote!(.body(#body)));
        let status = Literal::u16_unsuffixed(*status);
        let answer = answer.as_deref().unwrap_or_default();
        let media = is_json.then(|| quote!(.answer_header("content-type", "application/json")));
        tokens.extend(quote! {
            #docs
            #condition
            pub fn #name() -> Exchange {
                Exchange::of::<operations::#input>() #request.answer(#status, #answer) #media
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use docwright_idl::yaml;

    use super::super::testing::assert_items;
    use super::*;
    use crate::Layout;
    use crate::lower::{Memo, lower};

    #[test]
    fn a_response_with_the_request_of_its_name_and_a_request_alone() {
        let text = "idl: 1\nservice: { name: a, protocol: http-json, endpoint: 'https://a' }\n\
                    operations: { Act: { http: { method: POST, path: /act }, input: { n: integer }, examples: [\
                    { name: first, of: request, body: { n: 1 } }, { name: first, of: response, status: 201, body: {} }, \
                    { of: response, status: 409, body: no }, { name: lone, of: request, body: { n: 2 } }, \
                    { name: misfit, of: request, body: { n: two } }] } }\n";
        let client = lower(&yaml::read(text).unwrap(), Layout::Shared, &mut Memo::default(), None).unwrap().0;
        assert_items(
            &Exchanges(&client),
            quote! {
                use docwright_runtime::testing::Exchange;
                use super::operations;
                /// Returns the example `first` of `Act`.
                #[cfg(feature = "a-act")]
                pub fn act_first() -> Exchange {
                    Exchange::of::<operations::ActInput>()
                        .body("{\"n\":1}")
                        .answer(201, "{}")
                        .answer_header("content-type", "application/json")
                }
                /// Returns the example of `Act` with HTTP 409.
                #[cfg(feature = "a-act")]
                pub fn act_409() -> Exchange {
                    Exchange::of::<operations::ActInput>().answer(409, "no")
                }
                /// Returns the example `lone` of `Act`.
                #[cfg(feature = "a-act")]
                pub fn act_lone() -> Exchange {
                    Exchange::of::<operations::ActInput>()
                        .body("{\"n\":2}")
                        .answer(201, "{}")
                        .answer_header("content-type", "application/json")
                }
            },
        );
    }
}
