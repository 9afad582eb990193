//! How an operation is paged through.

use proc_macro2::TokenStream;
use quote::quote;

use super::types::{TypePath, Within};
use crate::lower::model::{Operation, Pagination, Step, Type};

/// Returns the methods of a request that stream its pages and their items.
pub(super) fn methods(operation: &Operation) -> Option<TokenStream> {
    let pagination = operation.pagination.as_ref()?;
    let input = &operation.input.name;
    let items = pagination.items.as_ref().map(|_| {
        quote! {
            /// Returns what the pages hold, one by one; a page is asked for when it is needed.
            #[inline]
            pub fn items(self) -> Items<#input> {
                self.client.items(self.input)
            }
        }
    });
    Some(quote! {
        /// Returns the answers page by page; a page is asked for when it is needed.
        #[inline]
        pub fn pages(self) -> Pages<#input> {
            self.client.pages(self.input)
        }
        #items
    })
}

/// Returns the names of the runtime that an operation's pagination uses.
pub(super) fn names(operation: &Operation) -> &'static [&'static str] {
    match &operation.pagination {
        None => &[],
        Some(Pagination { items: None, .. }) => &["Pages", "Paginated"],
        Some(_) => &["Items", "Pages", "Paginated", "PaginatedItems"],
    }
}

/// Returns the implementations of the runtime's traits.
pub(super) fn implementations(operation: &Operation) -> Option<TokenStream> {
    let Pagination { token, token_type, cleared, next, more, items } = operation.pagination.as_ref()?;
    let (input, output) = (&operation.input.name, &operation.output.name);
    let token_type = TypePath(token_type, Within::Client);
    let name = &token.name;
    let (given, set) = match token.optional {
        true => (quote!(self.#name.as_ref()), quote!(Some(token))),
        false => (quote!(Some(&self.#name)), quote!(token)),
    };
    let next = borrowed(next);
    let more = more.as_ref().map(|more| {
        let more = borrowed(more);
        quote! {
            let more = || #more;
            if more() == Some(&false) {
                return None;
            }
        }
    });
    let items = items.as_ref().map(|(steps, list)| {
        let taken = taken(steps);
        let (item, taken) = match list {
            Type::Map(key, value) => {
                let (key, value) = (TypePath(key, Within::Client), TypePath(value, Within::Client));
                (quote!((#key, #value)), quote!(#taken.map(|items| items.into_iter().collect())))
            }
            list => {
                let item = TypePath(if let Type::Vec(item) = list { item } else { list }, Within::Client);
                (quote!(#item), taken)
            }
        };
        quote! {
            impl PaginatedItems for #input {
                type Item = #item;
                #[inline]
                fn items(output: #output) -> Option<Vec<#item>> {
                    #taken
                }
            }
        }
    });
    Some(quote! {
        impl Paginated for #input {
            type Token = #token_type;
            #[inline]
            fn token(&self) -> Option<&#token_type> {
                #given
            }
            #[inline]
            fn set_token(&mut self, token: #token_type) {
                self.#name = #set;
                #(self.#cleared = None;)*
            }
            #[inline]
            fn next_token(output: &#output) -> Option<&#token_type> {
                #more
                #next
            }
        }
        #items
    })
}

/// Returns the reference to a member of the output, if it is there.
fn borrowed(steps: &[Step]) -> TokenStream {
    let Some((last, path)) = steps.split_last() else { return quote!(None) };
    let path = path.iter().fold(quote!(output), |path, Step { name, optional, .. }| match optional {
        true => quote!(#path.#name.as_ref()?),
        false => quote!(#path.#name),
    });
    let name = &last.name;
    if last.optional { quote!(#path.#name.as_ref()) } else { quote!(Some(&#path.#name)) }
}

/// Returns a member taken out of the output, if it is there.
fn taken(steps: &[Step]) -> TokenStream {
    let Some((last, path)) = steps.split_last() else { return quote!(None) };
    let path = path.iter().fold(quote!(output), |path, Step { name, optional, .. }| match optional {
        true => quote!(#path.#name?),
        false => quote!(#path.#name),
    });
    let name = &last.name;
    if last.optional { quote!(#path.#name) } else { quote!(Some(#path.#name)) }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_items, client};
    use super::*;

    fn paged(members: &str) -> Operation {
        let client = client(&format!(
            "operations: {{ Act: {{ http: {{ method: GET, path: / }}, {members} }} }}\n\
             types: {{ Paging: {{ members: {{ cursor.after: string, more: boolean }} }}, \
             Lamp: {{ members: {{ a: string }} }} }}"
        ));
        (*client.operations[0]).clone()
    }

    #[test]
    fn tokens_and_items_are_found_at_any_depth() {
        let operation = paged(
            "input: { after: { type: string, in: query }, limit: { type: integer, in: query } }, \
             rules: [{ exclusive: [limit, after] }], output: { paging: Paging, lamps: [Lamp] }, \
             pagination: { input_token: after, output_token: paging.cursor.after, items: lamps, \
             more_results: paging.more }",
        );
        let implementations = implementations(&operation).unwrap();
        assert_items(
            &implementations,
            quote! {
                impl Paginated for ActInput {
                    type Token = String;
                    #[inline]
                    fn token(&self) -> Option<&String> {
                        self.after.as_ref()
                    }
                    #[inline]
                    fn set_token(&mut self, token: String) {
                        self.after = Some(token);
                        self.limit = None;
                    }
                    #[inline]
                    fn next_token(output: &ActOutput) -> Option<&String> {
                        let more = || output.paging.as_ref()?.more.as_ref();
                        if more() == Some(&false) {
                            return None;
                        }
                        output.paging.as_ref()?.cursor_after.as_ref()
                    }
                }
                impl PaginatedItems for ActInput {
                    type Item = types::Lamp;
                    #[inline]
                    fn items(output: ActOutput) -> Option<Vec<types::Lamp>> {
                        output.lamps
                    }
                }
            },
        );
    }

    #[test]
    fn what_does_not_fit_has_no_streams() {
        for (output, pagination) in [
            ("next: integer", "output_token: next"),
            ("next: string", "output_token: other"),
            ("next: string, lamps: Lamp", "output_token: next, items: lamps"),
            ("next: string, more: string", "output_token: next, more_results: more"),
        ] {
            let operation = paged(&format!(
                "input: {{ after: {{ type: string, in: query }} }}, output: {{ {output} }}, \
                 pagination: {{ input_token: after, {pagination} }}"
            ));
            assert!(operation.pagination.is_none(), "{output}");
        }
    }
}
