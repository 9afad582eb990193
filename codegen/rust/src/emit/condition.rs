//! The cargo features with which code is compiled.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, File, Item, parse_quote, parse2};

/// Returns the attribute that compiles what follows with any of the features; none if there are no features.
pub(super) fn condition(features: &[String]) -> Option<TokenStream> {
    match features {
        [] => None,
        [feature] => Some(quote!(#[cfg(feature = #feature)])),
        features => Some(quote!(#[cfg(any(#(feature = #features),*))])),
    }
}

/// Returns the items, compiled with any of the features; always if there are no features.
pub(super) fn conditional(features: &[String], items: TokenStream) -> TokenStream {
    let Some(condition) = condition(features) else { return items };
    match parse2::<File>(items.clone()) {
        Ok(mut file) => {
            let condition: Attribute = parse_quote!(#condition);
            for attributes in file.items.iter_mut().filter_map(attributes) {
                let docs = attributes.iter().take_while(|attribute| attribute.path().is_ident("doc")).count();
                attributes.insert(docs, condition.clone());
            }
            file.into_token_stream()
        }
        // What is malformed is reported where it is written.
        Err(_) => items,
    }
}

fn attributes(item: &mut Item) -> Option<&mut Vec<Attribute>> {
    Some(match item {
        Item::Struct(item) => &mut item.attrs,
        Item::Enum(item) => &mut item.attrs,
        Item::Impl(item) => &mut item.attrs,
        Item::Macro(item) => &mut item.attrs,
        Item::Const(item) => &mut item.attrs,
        Item::Static(item) => &mut item.attrs,
        Item::Fn(item) => &mut item.attrs,
        Item::Type(item) => &mut item.attrs,
        Item::Use(item) => &mut item.attrs,
        Item::Mod(item) => &mut item.attrs,
        Item::Trait(item) => &mut item.attrs,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_has_the_condition_after_its_documentation() {
        let items = quote! {
            /// A.
            #[derive(Clone)]
            pub enum A { B }
            docwright_runtime::string_enum!(A { B = "b" });
            impl A {}
        };
        let expected: File = parse_quote! {
            /// A.
            #[cfg(any(feature = "x", feature = "y"))]
            #[derive(Clone)]
            pub enum A { B }
            #[cfg(any(feature = "x", feature = "y"))]
            docwright_runtime::string_enum!(A { B = "b" });
            #[cfg(any(feature = "x", feature = "y"))]
            impl A {}
        };
        let found = conditional(&["x".to_owned(), "y".to_owned()], items.clone());
        assert_eq!(parse2::<File>(found).unwrap(), expected);
        assert_eq!(conditional(&[], items.clone()).to_string(), items.to_string());
    }
}
