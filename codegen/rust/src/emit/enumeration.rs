//! Enums of texts, open to values that the documentation does not name.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::deprecated;
use crate::lower::model::Enum;

/// An enum with what it implements.
#[derive(Debug)]
pub(super) struct EnumItem<'a>(pub(super) &'a Enum);

impl ToTokens for EnumItem<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Enum { name, docs, variants, .. } = self.0;
        let attribute = deprecated(self.0.deprecated.as_ref());
        let declared = variants.iter().map(|variant| {
            let (docs, name) = (&variant.docs, &variant.name);
            let deprecated = deprecated(variant.deprecated.as_ref());
            quote!(#docs #deprecated #name,)
        });
        let values = variants.iter().map(|variant| {
            let (name, value) = (&variant.name, &variant.value);
            quote!(#name = #value)
        });
        tokens.extend(quote! {
            #docs
            #attribute
            #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
            #[non_exhaustive]
            pub enum #name {
                #(#declared)*
                /// A value that the documentation does not name.
                Unknown(String),
            }
            docwright_runtime::string_enum!(#name { #(#values),* });
        });
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_items, item};
    use super::*;
    use crate::lower::model::Item;

    #[test]
    fn an_enum_is_open() {
        let Item::Enum(item) =
            item("{ doc: A state., enum: [NOT_STARTED, { value: 2xx, doc: Fine., deprecated: {} }] }")
        else {
            panic!()
        };
        assert_items(
            &EnumItem(&item),
            quote! {
                /// A state.
                #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
                #[non_exhaustive]
                pub enum Item {
                    /// The value `NOT_STARTED`.
                    NotStarted,
                    /// Fine.
                    #[deprecated]
                    Value2xx,
                    /// A value that the documentation does not name.
                    Unknown(String),
                }
                docwright_runtime::string_enum!(Item { NotStarted = "NOT_STARTED", Value2xx = "2xx" });
            },
        );
    }
}
