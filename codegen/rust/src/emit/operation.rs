//! An operation's file: request, input, output, error, and how they travel.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, format_ident, quote};

use super::error::{ErrorEnum, decode_error};
use super::imports::{Imports, use_runtime};
use super::structure::StructItem;
use super::types::{Argument, Within};
use super::{check, deprecated, pagination, waiter, wire};
use crate::docs::Docs;
use crate::lower::model::{ErrorMatch, Operation};

/// Everything that one operation needs.
#[derive(Debug)]
pub(super) struct OperationFile<'a>(pub(super) &'a Operation);

impl ToTokens for OperationFile<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let imports = self.imports();
        let request = Request(self.0);
        let input = StructItem(&self.0.input, Within::Client);
        let output = StructItem(&self.0.output, Within::Client);
        let error = ErrorEnum(self.0);
        let binding = Binding(self.0);
        let pagination = pagination::implementations(self.0);
        tokens.extend(quote!(#imports #request #input #output #error #binding #pagination));
    }
}

impl OperationFile<'_> {
    fn imports(&self) -> TokenStream {
        let imports = Imports::of_operation(self.0);
        let foreign = imports.foreign();
        let always = [
            "Call",
            "ClientError",
            "Failure",
            "Method",
            "Operation",
            "OperationInfo",
            "RequestEncoder",
            "Response",
            "Unhandled",
        ];
        let errors = (!self.0.errors.is_empty()).then_some("ServiceError");
        let violation = check::has_rules(&self.0.input).then_some("Violation");
        let paging = pagination::names(self.0);
        let runtime = use_runtime(
            always.into_iter().chain(errors).chain(violation).chain(paging).chain(imports.runtime()),
        );
        let own = if imports.named { quote!({Client, types}) } else { quote!(Client) };
        quote!(#foreign #runtime use super::super::#own;)
    }
}

/// The request that a client's method returns.
#[derive(Debug)]
struct Request<'a>(&'a Operation);

impl ToTokens for Request<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Operation { request, method, input, output, error, .. } = self.0;
        let input_name = &input.name;
        let send = format!(
            " Sends the request once it is awaited; brings [`{}`] or [`{}`].",
            output.name.text(),
            error.text()
        );
        let streams = pagination::methods(self.0);
        let waiters = waiter::methods(self.0);
        let mut docs = Docs::default();
        docs.paragraph(&format!("A request made by [`Client::{}`].", method.text()));
        let setters = input.fields.iter().filter(|field| field.optional).map(|field| {
            let (docs, setter, name) = (&field.docs, &field.setter, &field.name);
            let deprecated = deprecated(field.deprecated.as_ref());
            let argument = Argument::new(&field.r#type, Within::Client);
            let (parameter, value) = (argument.parameter(), argument.value(name));
            quote! {
                #docs
                #deprecated
                #[inline]
                pub fn #setter(mut self, #name: #parameter) -> Self {
                    self.input.#name = Some(#value);
                    self
                }
            }
        });
        tokens.extend(quote! {
            #docs
            #[derive(Clone, Debug)]
            #[must_use = "a request does nothing until it is sent"]
            pub struct #request {
                client: docwright_runtime::Client,
                input: #input_name,
            }
            impl #request {
                /// Returns a request that sends the input.
                #[inline]
                pub fn new(client: &Client, input: #input_name) -> Self {
                    Self { client: client.inner.clone(), input }
                }
                #(#setters)*
                /// Returns what is sent.
                #[inline]
                pub fn input(&self) -> &#input_name {
                    &self.input
                }
                /// Returns what is sent, to be kept and sent later.
                #[inline]
                pub fn into_input(self) -> #input_name {
                    self.input
                }
                #streams
                #(#waiters)*
                #[doc = #send]
                ///
                /// # Errors
                ///
                /// What the service refuses with, or a client error if no usable answer came.
                #[inline]
                pub fn send(self) -> Call<#input_name> {
                    self.client.send(self.input)
                }
            }
        });
    }
}

/// The implementation of the runtime's `Operation`.
#[derive(Debug)]
struct Binding<'a>(&'a Operation);

impl ToTokens for Binding<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Operation { documented, path, input, output, error, .. } = self.0;
        let (input, output_name) = (&input.name, &output.name);
        let method = format_ident!("{}", self.0.http_method.as_str());
        let facts = facts(self.0);
        let encode = wire::encode(self.0);
        let request = format_ident!("{}", if encode.is_empty() { "_request" } else { "request" });
        let decode = wire::decode(self.0);
        let response = format_ident!("{}", if output.fields.is_empty() { "_response" } else { "response" });
        let decode_error = decode_error(self.0);
        let streams = output.fields.iter().any(|field| field.r#type.is_stream());
        let complete = self.0.token.as_ref().map(|token| {
            quote! {
                #[inline]
                fn complete(&mut self) {
                    self.#token.get_or_insert_with(docwright_runtime::idempotency_token);
                }
            }
        });
        let validate = check::has_rules(&self.0.input).then(|| {
            quote! {
                #[inline]
                fn validate(&self) -> Result<(), Violation> {
                    docwright_runtime::validation::validate(self)
                }
            }
        });
        let streams = streams.then(|| {
            quote!(
                const STREAMS: bool = true;
            )
        });
        tokens.extend(quote! {
            impl Operation for #input {
                const INFO: OperationInfo = OperationInfo::new(#documented, Method::#method, #path) #facts;
                #streams
                type Output = #output_name;
                type Error = #error;
                #complete
                #validate
                #[inline]
                fn encode(&self, #request: &mut RequestEncoder) -> Result<(), ClientError> {
                    #(#encode)*
                    Ok(())
                }
                #[inline]
                fn decode(#response: &Response) -> Result<#output_name, ClientError> {
                    #decode
                }
                #[inline]
                fn decode_error(failure: Failure) -> #error {
                    #decode_error
                }
            }
        });
    }
}

/// Returns what is documented of an operation beside its name, method and path.
fn facts(operation: &Operation) -> TokenStream {
    let Operation { status, further_statuses, repeatable, anonymous, scopes, retry, .. } = operation;
    let status = status.map(Literal::u16_unsuffixed).map(|status| quote!(.status(#status)));
    let further = further_statuses.iter().copied().map(Literal::u16_unsuffixed);
    let further = (!further_statuses.is_empty()).then(|| quote!(.further_statuses(&[#(#further),*])));
    let repeatable = repeatable.then(|| quote!(.repeatable()));
    let anonymous = anonymous.then(|| quote!(.anonymous()));
    let scopes = (!scopes.is_empty()).then(|| quote!(.scopes(&[#(#scopes),*])));
    let passes =
        |tell: &&ErrorMatch| operation.errors.get(tell.variant).is_some_and(|error| error.is_retryable);
    let (by_code, by_status): (Vec<_>, Vec<_>) =
        operation.matches.iter().filter(passes).partition(|tell| tell.code.is_some());
    let codes: Vec<&String> = by_code.iter().filter_map(|tell| tell.code.as_ref()).collect();
    let codes = (!codes.is_empty()).then(|| quote!(.retry_codes(&[#(#codes),*])));
    let statuses: Vec<_> =
        by_status.iter().filter_map(|tell| tell.status).map(Literal::u16_unsuffixed).collect();
    let statuses = (!statuses.is_empty()).then(|| quote!(.retry_statuses(&[#(#statuses),*])));
    let header = retry.after_header.iter().map(|header| quote!(.retry_after_header(#header)));
    let member = retry.after_member.iter().map(|member| quote!(.retry_after_member(#member)));
    quote!(#status #further #repeatable #anonymous #scopes #codes #statuses #(#header)* #(#member)*)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_items, operation};
    use super::*;

    #[test]
    fn a_request_has_a_setter_per_optional_member() {
        let operation = operation(
            "input: { id: { type: string, required: true, in: path }, send: { type: boolean, doc: Whether. } }",
        );
        assert_items(
            &Request(&operation),
            quote! {
                /// A request made by [`Client::act`].
                #[derive(Clone, Debug)]
                #[must_use = "a request does nothing until it is sent"]
                pub struct Act {
                    client: docwright_runtime::Client,
                    input: ActInput,
                }
                impl Act {
                    /// Returns a request that sends the input.
                    #[inline]
                    pub fn new(client: &Client, input: ActInput) -> Self {
                        Self { client: client.inner.clone(), input }
                    }
                    /// Whether.
                    #[inline]
                    pub fn set_send(mut self, send: bool) -> Self {
                        self.input.send = Some(send);
                        self
                    }
                    /// Returns what is sent.
                    #[inline]
                    pub fn input(&self) -> &ActInput {
                        &self.input
                    }
                    /// Returns what is sent, to be kept and sent later.
                    #[inline]
                    pub fn into_input(self) -> ActInput {
                        self.input
                    }
                    /// Sends the request once it is awaited; brings [`ActOutput`] or [`ActError`].
                    ///
                    /// # Errors
                    ///
                    /// What the service refuses with, or a client error if no usable answer came.
                    #[inline]
                    pub fn send(self) -> Call<ActInput> {
                        self.client.send(self.input)
                    }
                }
            },
        );
    }

    #[test]
    fn errors_that_may_pass_are_named() {
        let facts = |said: &str| {
            let body = "operations: { Act: { http: { method: POST, path: / }, errors: [Busy, Gone, Tired] } }\n\
                        errors: { Busy: { code: Busy, retryable: true }, Gone: { status: 410 }, Tired: { status: 409, retryable: true } }";
            facts(&super::super::testing::client_of(said, body).operations[0]).to_string()
        };
        let codes = quote!(.retry_codes(&["Busy", "Tired"]));
        assert_eq!(facts("protocol: rest-json"), codes.to_string());
        let codes_and_statuses = quote!(.retry_codes(&["Busy"]).retry_statuses(&[409]));
        assert_eq!(facts("protocol: http-json"), codes_and_statuses.to_string());
    }

    #[test]
    fn what_is_documented_of_an_operation_is_stated() {
        let operation = operation(
            "input: { token: { type: string, required: true, idempotency_token: true } }, scopes: [a, b], \
             anonymous: true, retry: { after_header: X-Wait, after_member: error.wait }",
        );
        let tokens = facts(&operation).to_string();
        let expected = quote! {
            .repeatable().anonymous().scopes(&["a", "b"]).retry_after_header("X-Wait")
                .retry_after_member("error.wait")
        };
        assert_eq!(tokens, expected.to_string());
        // A token that is filled in need not be given, whatever the documentation says.
        let binding = Binding(&operation).to_token_stream().to_string();
        let complete = quote! {
            #[inline]
            fn complete(&mut self) {
                self.token.get_or_insert_with(docwright_runtime::idempotency_token);
            }
        };
        assert!(binding.contains(&complete.to_string()), "{binding}");
        assert!(operation.input.required().next().is_none());
    }

    /// Returns the statements of an operation's binding without white space.
    fn binding(input: &str) -> String {
        Binding(&operation(input)).to_token_stream().to_string().replace(' ', "")
    }

    #[test]
    fn points_in_time_in_a_header() {
        let text = binding(
            "input: { days: { type: [timestamp], in: header, name: X-D } }, output: { days: { type: [timestamp], in: header, name: X-D } }",
        );
        let write =
            r#"request.header_times("X-D",self.days.iter().flatten().map(timestamp::http_date::format))?;"#;
        assert!(text.contains(write), "{text}");
        assert!(text.contains(r#"days:response.header_times("X-D",timestamp::http_date::parse)?"#), "{text}");
    }

    #[test]
    fn what_stands_in_the_host_name_travels_elsewhere_too() {
        let body = "operations: { Act: { http: { method: POST, path: /, host_prefix: '{id}.{zone}.' }, \
                    input: { id: { type: string, required: true, in: header, name: X-Id }, zone: string } } }";
        let client = super::super::testing::client(body);
        let text = Binding(&client.operations[0]).to_token_stream().to_string().replace(' ', "");
        for part in [
            r#"request.header("X-Id",Some(&self.id))?;"#,
            r#"request.label("id",&self.id)?;"#,
            r#"ifletSome(label)=&self.zone{request.label("zone",label)?;}"#,
            "request.json(self)?;",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }

    #[test]
    fn a_label_of_the_host_name_is_filled_once() {
        let body = "operations: { Act: { http: { method: PUT, path: /, host_prefix: '{id}.' }, \
                    input: { id: { type: string, required: true, in: host }, body_id: { type: string, name: id } } } }";
        let client = super::super::testing::client_of("protocol: rest-xml", body);
        let text = Binding(&client.operations[0]).to_token_stream().to_string().replace(' ', "");
        assert_eq!(text.matches("request.label(").count(), 1, "{text}");
        assert!(text.contains(r#"request.label("id",&self.id)?;"#), "{text}");
    }

    #[test]
    fn whole_bodies_that_are_enums_or_absent() {
        let of_type = |shape: &str| {
            let body = format!(
                "operations: {{ Act: {{ http: {{ method: PUT, path: / }}, input: {{ it: {{ type: It, in: payload }} }}, \
                 output: {{ it: {{ type: It, in: payload }} }} }} }}\ntypes: {{ It: {{ {shape} }} }}"
            );
            let client = super::super::testing::client(&body);
            Binding(&client.operations[0]).to_token_stream().to_string().replace(' ', "")
        };
        let text = of_type("enum: [A, B]");
        assert!(text.contains("ifletSome(payload)=&self.it{request.text(payload.as_str());}"), "{text}");
        assert!(text.contains("Some(types::It::from(response.text()?))"), "{text}");
        let text = of_type("members: { a: string }");
        assert!(text.contains("None=>request.empty_object()"), "{text}");
    }

    #[test]
    fn errors_with_members_beside_the_body() {
        let body = "operations: { Act: { http: { method: GET, path: / }, errors: [Busy] } }\n\
                    errors: { Busy: { members: { why: string, since: { type: string, in: header, name: X-Since } } } }";
        let client = super::super::testing::client(body);
        let text = Binding(&client.operations[0]).to_token_stream().to_string().replace(' ', "");
        let read = r#"failure.decode_with(|response|Ok(types::Busy{since:response.header("X-Since")?,..response.json()?}))"#;
        assert!(text.contains(read), "{text}");
    }

    #[test]
    fn members_are_written_and_read_where_they_travel() {
        let operation = operation(
            "input: { id: { type: string, required: true, in: path }, day: { type: timestamp, in: header, name: X-Day }, \
             n: { type: [integer], in: query }, j: { type: string, json_string: true, in: header, name: X-J }, \
             k: { type: string, in: cookie }, body: { type: string } }, output: { etag: { type: string, in: header, name: ETag }, \
             j: { type: string, json_string: true, in: header, name: X-J }, text: { type: string } }",
        );
        assert_items(
            &Binding(&operation),
            quote! {
                impl Operation for ActInput {
                    const INFO: OperationInfo = OperationInfo::new("Act", Method::POST, "/act/{id}");
                    type Output = ActOutput;
                    type Error = ActError;
                    #[inline]
                    fn encode(&self, request: &mut RequestEncoder) -> Result<(), ClientError> {
                        request.label("id", &self.id)?;
                        request.header("X-Day", self.day.as_ref().map(timestamp::http_date::format).as_ref())?;
                        request.query_each("n", self.n.iter().flatten());
                        request.header(
                            "X-J",
                            self.j.as_ref().map(docwright_runtime::blob::encode_text).as_ref(),
                        )?;
                        request.cookie("k", self.k.as_ref())?;
                        request.json(self)?;
                        Ok(())
                    }
                    #[inline]
                    fn decode(response: &Response) -> Result<ActOutput, ClientError> {
                        Ok(ActOutput {
                            etag: response.header("ETag")?,
                            j: response.header_with("X-J", docwright_runtime::blob::decode_text)?,
                            ..response.json()?
                        })
                    }
                    #[inline]
                    fn decode_error(failure: Failure) -> ActError {
                        ActError::Unhandled(failure.into_unhandled())
                    }
                }
            },
        );
    }
}
