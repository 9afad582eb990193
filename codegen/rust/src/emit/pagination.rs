//! How an operation is paged through.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::Index;

use super::types::{TypePath, Within};
use crate::lower::model::{Operation, PageToken, Pagination, Step, Type};

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
pub(super) fn names(operation: &Operation) -> impl Iterator<Item = &'static str> {
    let pagination = operation.pagination.as_ref();
    let items = pagination.filter(|pagination| pagination.items.is_some());
    let parts = pagination.filter(|pagination| pagination.tokens.len() > 1);
    let always = pagination.map(|_| ["Pages", "Paginated"]).into_iter().flatten();
    always
        .chain(items.map(|_| ["Items", "PaginatedItems"]).into_iter().flatten())
        .chain(parts.map(|_| "token_part"))
}

/// Returns the implementations of the runtime's traits.
pub(super) fn implementations(operation: &Operation) -> Option<TokenStream> {
    let Pagination { tokens, cleared, more, items } = operation.pagination.as_ref()?;
    let (input, output) = (&operation.input.name, &operation.output.name);
    let Token { r#type, given, set, next } = Token::of(tokens);
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
            type Token = #r#type;
            #[inline]
            fn token(&self) -> Option<Self::Token> {
                #given
            }
            #[inline]
            fn set_token(&mut self, token: Self::Token) {
                #set
                #(self.#cleared = None;)*
            }
            #[inline]
            fn next_token(output: &#output) -> Option<Self::Token> {
                #more
                #next
            }
        }
        #items
    })
}

/// What says which page is wanted: a value, or a tuple of which no part need be there.
struct Token {
    r#type: TokenStream,
    /// What an input has.
    given: TokenStream,
    /// The statements that give it to an input.
    set: TokenStream,
    /// What an output has.
    next: TokenStream,
}

impl Token {
    fn of(tokens: &[PageToken]) -> Self {
        if let [PageToken { given, r#type, next }] = tokens {
            let name = &given.name;
            let value = if given.optional { quote!(Some(token)) } else { quote!(token) };
            return Self {
                r#type: TypePath(r#type, Within::Client).to_token_stream(),
                given: owned(quote!(self), given, r#type),
                set: quote!(self.#name = #value;),
                next: holder(next, false).map_or(quote!(None), |(path, last)| owned(path, last, r#type)),
            };
        }
        let types = tokens.iter().map(|token| TypePath(&token.r#type, Within::Client));
        let given = tokens.iter().map(|token| owned(quote!(self), &token.given, &token.r#type));
        let set =
            tokens.iter().enumerate().map(|(place, PageToken { given: Step { name, optional, .. }, .. })| {
                let place = Index::from(place);
                match optional {
                    true => quote!(self.#name = token.#place;),
                    false => quote!(if let Some(token) = token.#place { self.#name = token; }),
                }
            });
        let next = tokens.iter().map(|token| {
            let part = copied(quote!(output), &token.next, &token.r#type);
            quote!(token_part(#part))
        });
        let none = vec![quote!(None); tokens.len()];
        let some = |parts: &[TokenStream]| {
            quote! {
                match (#(#parts),*) {
                    (#(#none),*) => None,
                    token => Some(token),
                }
            }
        };
        Self {
            r#type: quote!((#(Option<#types>),*)),
            given: some(&given.collect::<Vec<_>>()),
            set: quote!(#(#set)*),
            next: some(&next.collect::<Vec<_>>()),
        }
    }
}

/// Returns a copy of a member of the given type, if it is there.
fn owned(of: TokenStream, Step { name, optional, .. }: &Step, r#type: &Type) -> TokenStream {
    let value = if r#type.is_copy() { quote!(#of.#name) } else { quote!(#of.#name.clone()) };
    if *optional { value } else { quote!(Some(#value)) }
}

/// Returns a copy of what steps lead to, if it is there.
fn copied(from: TokenStream, steps: &[Step], r#type: &Type) -> TokenStream {
    match steps {
        [] => quote!(None),
        [last] => owned(from, last, r#type),
        [Step { name, optional: false, .. }, rest @ ..] => copied(quote!(#from.#name), rest, r#type),
        [Step { name, .. }, rest @ ..] => {
            let within = copied(quote!(within), rest, r#type);
            quote!(#from.#name.as_ref().and_then(|within| #within))
        }
    }
}

/// Returns what holds the last of some steps, in a function that ends where it is missing, and the last.
fn holder(steps: &[Step], is_taken: bool) -> Option<(TokenStream, &Step)> {
    let (last, path) = steps.split_last()?;
    let path = path.iter().fold(quote!(output), |path, Step { name, optional, .. }| match optional {
        true if is_taken => quote!(#path.#name?),
        true => quote!(#path.#name.as_ref()?),
        false => quote!(#path.#name),
    });
    Some((path, last))
}

/// Returns the reference to a member of the output, if it is there.
fn borrowed(steps: &[Step]) -> TokenStream {
    let Some((path, Step { name, optional, .. })) = holder(steps, false) else { return quote!(None) };
    if *optional { quote!(#path.#name.as_ref()) } else { quote!(Some(&#path.#name)) }
}

/// Returns a member taken out of the output, if it is there.
fn taken(steps: &[Step]) -> TokenStream {
    let Some((path, Step { name, optional, .. })) = holder(steps, true) else { return quote!(None) };
    if *optional { quote!(#path.#name) } else { quote!(Some(#path.#name)) }
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
                    fn token(&self) -> Option<Self::Token> {
                        self.after.clone()
                    }
                    #[inline]
                    fn set_token(&mut self, token: Self::Token) {
                        self.after = Some(token);
                        self.limit = None;
                    }
                    #[inline]
                    fn next_token(output: &ActOutput) -> Option<Self::Token> {
                        let more = || output.paging.as_ref()?.more.as_ref();
                        if more() == Some(&false) {
                            return None;
                        }
                        output.paging.as_ref()?.cursor_after.clone()
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
    fn several_tokens_travel_together() {
        let operation = paged(
            "input: { zone: { type: string, required: true, in: query }, age: { type: integer, in: query } }, \
             rules: [{ exclusive: [zone, age] }], output: { next_zone: string, paging: Paging, next_age: integer }, \
             pagination: { input_token: zone, output_token: next_zone, further_tokens: { age: next_age } }",
        );
        let implementations = implementations(&operation).unwrap();
        assert_items(
            &implementations,
            quote! {
                impl Paginated for ActInput {
                    type Token = (Option<String>, Option<i64>);
                    #[inline]
                    fn token(&self) -> Option<Self::Token> {
                        match (Some(self.zone.clone()), self.age) {
                            (None, None) => None,
                            token => Some(token),
                        }
                    }
                    #[inline]
                    fn set_token(&mut self, token: Self::Token) {
                        if let Some(token) = token.0 { self.zone = token; }
                        self.age = token.1;
                    }
                    #[inline]
                    fn next_token(output: &ActOutput) -> Option<Self::Token> {
                        match (token_part(output.next_zone.clone()), token_part(output.next_age)) {
                            (None, None) => None,
                            token => Some(token),
                        }
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
            ("next: string, age: integer", "output_token: next, further_tokens: { after: age }"),
        ] {
            let operation = paged(&format!(
                "input: {{ after: {{ type: string, in: query }} }}, output: {{ {output} }}, \
                 pagination: {{ input_token: after, {pagination} }}"
            ));
            assert!(operation.pagination.is_none(), "{output}");
        }
    }
}
