//! Error enums, one per operation, and how an answer finds its variant.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::types::{TypePath, Within};
use super::wire::decode_struct;
use crate::lower::model::{Body, ErrorMatch, Operation};

/// The error enum of an operation.
#[derive(Debug)]
pub(super) struct ErrorEnum<'a>(pub(super) &'a Operation);

impl ToTokens for ErrorEnum<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Operation { error, errors, documented, .. } = self.0;
        let documented = crate::docs::Docs::new(None, || {
            format!("What may come of calling {} beside its output.", crate::docs::code(documented))
        });
        let variants = errors.iter().map(|error| {
            let (docs, name) = (&error.docs, &error.name);
            let body =
                error.body.as_ref().map(|body| TypePath(body, Within::Client)).map(|body| quote!(<#body>));
            quote!(#docs #name(ServiceError #body),)
        });
        let names = errors.iter().map(|error| &error.name);
        tokens.extend(quote! {
            #documented
            #[derive(Clone, Debug)]
            #[non_exhaustive]
            pub enum #error {
                #(#variants)*
                /// An error that the documentation does not name.
                Unhandled(Unhandled),
                /// No usable answer came: the request could not be made or sent, or its answer not be read.
                Client(ClientError),
            }
            docwright_runtime::operation_error!(#error { #(#names),* });
        });
    }
}

/// Returns the expression that sorts a failure into an operation's errors.
pub(super) fn decode_error(operation: &Operation) -> TokenStream {
    let Operation { error, errors, matches, .. } = operation;
    let unhandled = quote!(#error::Unhandled(failure.into_unhandled()));
    if matches.is_empty() {
        return unhandled;
    }
    let codes = matches.iter().any(|tell| tell.code.is_some());
    let statuses = matches.iter().any(|tell| tell.status.is_some());
    let catches_all = matches.iter().any(|tell| tell.code.is_none() && tell.status.is_none());
    let otherwise = (!catches_all).then(|| quote!(_ => #unhandled,));
    let scrutinee = match (codes, statuses) {
        (true, true) => quote!((failure.code(), failure.status())),
        (true, false) => quote!(failure.code()),
        (false, _) => quote!(failure.status()),
    };
    let arms = matches.iter().filter_map(|tell| {
        let variant = errors.get(tell.variant)?;
        let name = &variant.name;
        let pattern = pattern(tell, codes, statuses);
        let value = match (&variant.body, operation.body) {
            (Some(_), body) if variant.outside.is_some() => {
                let outside = variant.outside.as_ref()?;
                let read = match body {
                    Body::Query | Body::Ec2 | Body::Xml => quote!(response.xml_error()),
                    Body::Cbor => quote!(response.cbor()),
                    Body::Json => quote!(response.json()),
                };
                let read = decode_struct(outside, &read, quote!(types::));
                quote!(failure.decode_with(|response| #read))
            }
            (None, _) => quote!(failure.into_error()),
            (Some(_), Body::Json) => quote!(failure.decode()),
            (Some(_), Body::Cbor) => quote!(failure.decode_cbor()),
            (Some(_), Body::Query | Body::Ec2 | Body::Xml) => quote!(failure.decode_xml()),
        };
        match catches_all && matches.len() == 1 {
            true => Some(quote!(#error::#name(#value))),
            false => Some(quote!(#pattern => #error::#name(#value),)),
        }
    });
    if catches_all && matches.len() == 1 {
        return quote!(#(#arms)*);
    }
    quote!(match #scrutinee { #(#arms)* #otherwise })
}

fn pattern(tell: &ErrorMatch, codes: bool, statuses: bool) -> TokenStream {
    let code = tell.code.as_ref().map_or(quote!(_), |code| quote!(Some(#code)));
    let status =
        tell.status.map(proc_macro2::Literal::u16_unsuffixed).map_or(quote!(_), |status| quote!(#status));
    match (codes, statuses) {
        _ if tell.code.is_none() && tell.status.is_none() => quote!(_),
        (true, true) => quote!((#code, #status)),
        (true, false) => code,
        (false, _) => status,
    }
}

#[cfg(test)]
mod tests {
    use syn::{Expr, parse_quote, parse2};

    use super::super::testing::{assert_items, client};
    use super::*;

    fn operation(errors: &str) -> Operation {
        let body = format!(
            "operations: {{ Act: {{ http: {{ method: GET, path: / }}, errors: [Busy, Gone] }} }}\nerrors: {{ {errors} }}"
        );
        (*client(&body).operations[0]).clone()
    }

    #[test]
    fn an_enum_of_documented_errors() {
        let operation = operation("Busy: { status: 409, doc: Wait. }, Gone: { members: { why: string } }");
        assert_items(
            &ErrorEnum(&operation),
            quote! {
                /// What may come of calling `Act` beside its output.
                #[derive(Clone, Debug)]
                #[non_exhaustive]
                pub enum ActError {
                    /// Wait.
                    ///
                    /// HTTP 409.
                    Busy(ServiceError),
                    /// The error `Gone`.
                    Gone(ServiceError<types::Gone>),
                    /// An error that the documentation does not name.
                    Unhandled(Unhandled),
                    /// No usable answer came: the request could not be made or sent, or its answer not be read.
                    Client(ClientError),
                }
                docwright_runtime::operation_error!(ActError { Busy, Gone });
            },
        );
        let expected: Expr = parse_quote! {
            match failure.code() {
                Some("Busy") => ActError::Busy(failure.into_error()),
                Some("Gone") => ActError::Gone(failure.decode()),
                _ => ActError::Unhandled(failure.into_unhandled()),
            }
        };
        assert_eq!(parse2::<Expr>(decode_error(&operation)).unwrap(), expected);
    }

    #[test]
    fn errors_that_share_a_code_are_told_by_status_too() {
        let operation = operation("Busy: { code: No, status: 409 }, Gone: { code: No, status: 410 }");
        let expected: Expr = parse_quote! {
            match (failure.code(), failure.status()) {
                (Some("No"), 409) => ActError::Busy(failure.into_error()),
                (Some("No"), 410) => ActError::Gone(failure.into_error()),
                _ => ActError::Unhandled(failure.into_unhandled()),
            }
        };
        assert_eq!(parse2::<Expr>(decode_error(&operation)).unwrap(), expected);
    }
}
