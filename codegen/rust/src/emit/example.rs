//! The example on the front page of a client.

use proc_macro2::TokenStream;
use quote::quote;

use super::condition::condition;
use crate::layout;
use crate::lower::model::{Auth, Client, Form, Item, Operation, Type};

/// How deep an example's values are nested at most.
const MAX_DEPTH: usize = 4;

/// A call of the operation that is shortest to call.
pub(super) struct Example<'a> {
    uses: TokenStream,
    body: TokenStream,
    operation: &'a Operation,
}

impl<'a> Example<'a> {
    /// Returns an example that finds the client at `path`.
    pub(super) fn of(client: &'a Client, path: &str) -> Option<Self> {
        let mut calls: Vec<_> = client
            .operations
            .iter()
            .filter(|operation| operation.deprecated.is_none())
            .filter_map(|operation| Some((operation, arguments(client, operation)?)))
            .collect();
        calls.sort_by_key(|(_, arguments)| arguments.to_string().len());
        let (operation, arguments) = calls.into_iter().next()?;
        let path: syn::Path = syn::parse_str(path).ok()?;
        let method = &operation.method;
        let types = arguments.to_string().contains("types ::").then(|| quote!(, types));
        let imported = if types.is_some() { quote!({Client #types}) } else { quote!(Client) };
        let region = client.info.endpoint.contains("{region}").then(|| quote!(.region("eu-central-1")));
        let (credentials, sign_in) = match client.info.auth.first() {
            Some(Auth::SigV4 { .. }) => (
                Some(quote!(
                    use docwright_runtime::Credentials;
                )),
                quote!(.credentials(Credentials::from_env()?)),
            ),
            Some(Auth::OAuth2 { .. }) => (
                Some(quote!(
                    use docwright_runtime::OAuth2;
                )),
                quote!(.oauth2(OAuth2::client_credentials("client id", "client secret"))),
            ),
            Some(Auth::Bearer) => (None, quote!(.bearer_token("token"))),
            Some(Auth::Basic) => (None, quote!(.basic("user", "password"))),
            Some(Auth::ApiKey { .. }) => (None, quote!(.api_key("key"))),
            None => (None, quote!()),
        };
        let uses = quote! {
            use #path::#imported;
            #credentials
        };
        let body = quote! {
            let client = Client::builder() #region #sign_in.build()?;
            let output = client.#method(#arguments).send().await?;
            println!("{output:?}");
            Ok(())
        };
        Some(Self { uses, body, operation })
    }

    /// Returns the lines of the example, with its fences. It is compiled with the documentation's tests, and not run.
    pub(super) fn lines(&self) -> Option<Vec<String>> {
        let Self { uses, body, operation } = self;
        let condition = condition(operation.feature.as_slice());
        let code = quote! {
            #uses
            #condition
            async fn example() -> Result<(), Box<dyn std::error::Error>> { #body }
        };
        let text = prettyplease::unparse(&syn::parse2(code).ok()?);
        let mut lines = vec!["```no_run".to_owned()];
        lines.extend(hide_function(&text, if condition.is_some() { "#[cfg" } else { "async fn" }));
        lines.push("```".to_owned());
        Some(lines)
    }

    /// Returns the example as a program.
    pub(super) fn program(&self) -> Option<String> {
        let Self { uses, body, operation } = self;
        let docs = format!(" Calls `{}`.", operation.documented.replace('`', "'"));
        let code = quote! {
            #![doc = #docs]
            #uses
            #[tokio::main]
            async fn main() -> Result<(), Box<dyn std::error::Error>> { #body }
        };
        Some(layout::unparse(syn::parse2(code).ok()?))
    }
}

/// Returns the lines of the example with its function hidden from readers; `begin` is what that begins with.
fn hide_function(text: &str, begin: &str) -> Vec<String> {
    text.lines()
        .map(|line| match line {
            line if line.starts_with(begin) => format!("\n# {line}"),
            line if line.starts_with("async fn") => format!("# {line}"),
            "}" | "    Ok(())" => format!("# {}", line.trim_start()),
            line => line.strip_prefix("    ").unwrap_or(line).to_owned(),
        })
        .flat_map(|line| line.split('\n').map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

fn arguments(client: &Client, operation: &Operation) -> Option<TokenStream> {
    let values: Option<Vec<_>> = operation
        .input
        .required()
        .map(|field| argument(client, &field.r#type, field.name.text(), 0))
        .collect();
    let values = values?;
    Some(quote!(#(#values),*))
}

/// Returns an expression that a parameter of the type takes; `name` says what it is.
fn argument(client: &Client, r#type: &Type, name: &str, depth: usize) -> Option<TokenStream> {
    if depth > MAX_DEPTH {
        return None;
    }
    let text = name.replace('_', " ");
    Some(match r#type {
        Type::String => quote!(#text),
        Type::Text(form) => {
            let text = match form {
                Form::Date => "2026-11-26",
                Form::Time => "14:00:00",
                Form::HourMinute => "14:00",
                Form::DateTime => "2026-11-26T14:00:00Z",
                Form::Duration => "PT1H",
                Form::Uuid => "3ee1f451-cb6e-4e60-8fea-73cb9d0fba6c",
            };
            quote!(#text)
        }
        Type::Bool => quote!(true),
        Type::I64 | Type::I128 | Type::Number => quote!(1),
        Type::F32 | Type::F64 => quote!(1.0),
        Type::Vec(element) if !is_container(element) => {
            let element = argument(client, element, name, depth + 1)?;
            quote!([#element])
        }
        Type::Map(key, value) if !is_container(value) => {
            let (key, value) =
                (argument(client, key, "key", depth + 1)?, argument(client, value, name, depth + 1)?);
            quote!([(#key, #value)])
        }
        Type::Box(inner) => argument(client, inner, name, depth)?,
        Type::Named(named) => client.types.iter().find_map(|item| match &**item {
            Item::Struct(item) if item.name == *named => {
                let name = &item.name;
                let values: Option<Vec<_>> = item
                    .required()
                    .map(|field| argument(client, &field.r#type, field.name.text(), depth + 1))
                    .collect();
                values.map(|values| quote!(types::#name::new(#(#values),*)))
            }
            Item::Enum(item) if item.name == *named => {
                let (name, variant) = (&item.name, &item.variants.first()?.name);
                Some(quote!(types::#name::#variant))
            }
            _ => None,
        })?,
        Type::Vec(_) | Type::Map(..) | Type::Timestamp | Type::Blob | Type::Document => return None,
        Type::ByteStream | Type::EventStream(_) => return None,
    })
}

fn is_container(r#type: &Type) -> bool {
    matches!(r#type, Type::Vec(_) | Type::Map(..))
}
