//! Types as they stand in a signature, and arguments that are pleasant to pass.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};

use crate::lower::model::{Form, Type};

/// Where a type is mentioned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Within {
    /// Among the declared types.
    Types,
    /// Elsewhere, where their module is in scope.
    Client,
}

/// A type.
#[derive(Clone, Copy, Debug)]
pub(super) struct TypePath<'a>(pub(super) &'a Type, pub(super) Within);

impl ToTokens for TypePath<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let inner = |inner| TypePath(inner, self.1);
        tokens.extend(match self.0 {
            Type::String => quote!(String),
            Type::Bool => quote!(bool),
            Type::I64 => quote!(i64),
            Type::I128 => quote!(i128),
            Type::F32 => quote!(f32),
            Type::F64 => quote!(f64),
            Type::Number => quote!(Number),
            Type::Timestamp => quote!(Timestamp),
            Type::Text(form) => {
                let name = format_ident!("{}", form_name(*form));
                quote!(typed::#name)
            }
            Type::Blob => quote!(Blob),
            Type::Document => quote!(Document),
            Type::ByteStream => quote!(ByteStream),
            Type::EventStream(event) => {
                let event = inner(event);
                quote!(EventStream<#event>)
            }
            Type::Named(name) if self.1 == Within::Types => quote!(#name),
            Type::Named(name) => quote!(types::#name),
            Type::Vec(element) => {
                let element = inner(element);
                quote!(Vec<#element>)
            }
            Type::Map(key, value) => {
                let (key, value) = (inner(key), inner(value));
                quote!(BTreeMap<#key, #value>)
            }
            Type::Box(boxed) => {
                let boxed = inner(boxed);
                quote!(Box<#boxed>)
            }
        });
    }
}

/// Returns the name of the runtime's type for texts of a form.
fn form_name(form: Form) -> &'static str {
    match form {
        Form::Date => "Date",
        Form::Time => "Time",
        Form::HourMinute => "HourMinute",
        Form::DateTime => "DateTime",
        Form::Duration => "Duration",
        Form::Uuid => "Uuid",
    }
}

/// An argument that becomes a value of a type.
#[derive(Clone, Copy, Debug)]
pub(super) struct Argument<'a>(pub(super) TypePath<'a>);

impl<'a> Argument<'a> {
    pub(super) fn new(r#type: &'a Type, within: Within) -> Self {
        Self(TypePath(r#type, within))
    }

    /// Returns the type that the parameter has.
    pub(super) fn parameter(self) -> TokenStream {
        let path = self.0;
        let part = |r#type| {
            let path = TypePath(r#type, path.1);
            if converts(r#type) { quote!(impl Into<#path>) } else { quote!(#path) }
        };
        match path.0 {
            Type::Vec(element) => {
                let element = part(element);
                quote!(impl IntoIterator<Item = #element>)
            }
            Type::Map(key, value) => {
                let (key, value) = (part(key), part(value));
                quote!(impl IntoIterator<Item = (#key, #value)>)
            }
            Type::Box(inner) => TypePath(inner, path.1).to_token_stream(),
            other => part(other),
        }
    }

    /// Returns the value that the argument `name` becomes.
    pub(super) fn value(self, name: &impl ToTokens) -> TokenStream {
        match self.0.0 {
            Type::Vec(element) if converts(element) => quote!(#name.into_iter().map(Into::into).collect()),
            Type::Map(key, value) => match (converts(key), converts(value)) {
                (false, false) => quote!(#name.into_iter().collect()),
                (true, true) => {
                    quote!(#name.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
                }
                (true, false) => quote!(#name.into_iter().map(|(key, value)| (key.into(), value)).collect()),
                (false, true) => quote!(#name.into_iter().map(|(key, value)| (key, value.into())).collect()),
            },
            Type::Vec(_) => quote!(#name.into_iter().collect()),
            Type::Box(_) => quote!(Box::new(#name)),
            other if converts(other) => quote!(#name.into()),
            _ => quote!(#name),
        }
    }
}

/// Whether callers may pass what turns into the type.
fn converts(r#type: &Type) -> bool {
    matches!(
        r#type,
        Type::String | Type::Text(_) | Type::Blob | Type::ByteStream | Type::Document | Type::Number
    )
}

#[cfg(test)]
mod tests {
    use proc_macro2::{Ident, Span};
    use syn::{Expr, parse_quote, parse2};

    use super::*;

    fn list(element: Type) -> Type {
        Type::Vec(Box::new(element))
    }

    fn map(key: Type, value: Type) -> Type {
        Type::Map(Box::new(key), Box::new(value))
    }

    #[test]
    fn types_and_arguments() {
        let cases: [(Type, syn::Type, syn::Type, Expr); 8] = [
            (Type::String, parse_quote!(String), parse_quote!(impl Into<String>), parse_quote!(x.into())),
            (Type::I64, parse_quote!(i64), parse_quote!(i64), parse_quote!(x)),
            (
                list(Type::String),
                parse_quote!(Vec<String>),
                parse_quote!(impl IntoIterator<Item = impl Into<String>>),
                parse_quote!(x.into_iter().map(Into::into).collect()),
            ),
            (
                list(list(Type::String)),
                parse_quote!(Vec<Vec<String>>),
                parse_quote!(impl IntoIterator<Item = Vec<String>>),
                parse_quote!(x.into_iter().collect()),
            ),
            (
                map(Type::String, list(Type::Blob)),
                parse_quote!(BTreeMap<String, Vec<Blob>>),
                parse_quote!(impl IntoIterator<Item = (impl Into<String>, Vec<Blob>)>),
                parse_quote!(x.into_iter().map(|(key, value)| (key.into(), value)).collect()),
            ),
            (
                map(Type::I64, Type::Bool),
                parse_quote!(BTreeMap<i64, bool>),
                parse_quote!(impl IntoIterator<Item = (i64, bool)>),
                parse_quote!(x.into_iter().collect()),
            ),
            (
                Type::Box(Box::new(Type::Timestamp)),
                parse_quote!(Box<Timestamp>),
                parse_quote!(Timestamp),
                parse_quote!(Box::new(x)),
            ),
            (
                Type::Document,
                parse_quote!(Document),
                parse_quote!(impl Into<Document>),
                parse_quote!(x.into()),
            ),
        ];
        for (r#type, path, parameter, value) in cases {
            let argument = Argument::new(&r#type, Within::Types);
            assert_eq!(parse2::<syn::Type>(argument.0.to_token_stream()).unwrap(), path);
            assert_eq!(parse2::<syn::Type>(argument.parameter()).unwrap(), parameter);
            assert_eq!(parse2::<Expr>(argument.value(&Ident::new("x", Span::call_site()))).unwrap(), value);
        }
    }
}
