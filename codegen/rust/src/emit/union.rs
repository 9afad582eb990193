//! Unions: one of several members, or what the documentation does not name.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::types::{TypePath, Within};
use super::wire::serde_module;
use super::{check, deprecated};
use crate::lower::model::Union;

/// A union with what it implements.
#[derive(Debug)]
pub(super) struct UnionItem<'a>(pub(super) &'a Union);

impl ToTokens for UnionItem<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Union { name, docs, variants, .. } = self.0;
        let attribute = deprecated(self.0.deprecated.as_ref());
        let is_sensitive = variants.iter().any(|variant| variant.sensitive);
        let debug = (!is_sensitive).then(|| quote!(Debug,));
        let declared = variants.iter().map(|variant| {
            let (docs, name, wire) = (&variant.docs, &variant.name, &variant.wire);
            let deprecated = deprecated(variant.deprecated.as_ref());
            let r#type = TypePath(&variant.r#type, Within::Types);
            let with = variant.format.map(|format| {
                let module = serde_module(format);
                quote!(#[serde(with = #module)])
            });
            quote!(#docs #deprecated #[serde(rename = #wire)] #name(#with #r#type),)
        });
        let checks = self.0.sent.then(|| check::of_union(self.0));
        let guarded = is_sensitive.then(|| self.debug());
        tokens.extend(quote! {
            #docs
            #attribute
            #[derive(Clone, #debug PartialEq, Serialize, Deserialize)]
            #[serde(crate = "docwright_runtime::serde", remote = "Self")]
            #[non_exhaustive]
            pub enum #name {
                #(#declared)*
                /// What the documentation does not name.
                Unknown(Document),
            }
            docwright_runtime::union!(#name);
            #guarded
            #checks
        });
    }
}

impl UnionItem<'_> {
    /// Returns a `Debug` that leaves out what must not be shown; unknown content is not shown either.
    fn debug(&self) -> TokenStream {
        let name = &self.0.name;
        let arms = self.0.variants.iter().map(|variant| {
            let (name, text) = (&variant.name, variant.name.text());
            if variant.sensitive {
                quote!(Self::#name(_) => f.debug_tuple(#text).field(&"[sensitive]").finish(),)
            } else {
                quote!(Self::#name(value) => f.debug_tuple(#text).field(value).finish(),)
            }
        });
        quote! {
            impl std::fmt::Debug for #name {
                #[inline]
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    match self {
                        #(#arms)*
                        Self::Unknown(_) => f.debug_tuple("Unknown").field(&"[sensitive]").finish(),
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_items, item};
    use super::*;
    use crate::lower::model::Item;

    #[test]
    fn a_union_keeps_what_it_does_not_know() {
        let Item::Union(item) = item("{ union: { asText: string, when: { type: timestamp }, one: Item } }")
        else {
            panic!()
        };
        assert_items(
            &UnionItem(&item),
            quote! {
                /// The type `Item`.
                #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
                #[serde(crate = "docwright_runtime::serde", remote = "Self")]
                #[non_exhaustive]
                pub enum Item {
                    /// The member `asText`.
                    #[serde(rename = "asText")]
                    AsText(String),
                    /// The member `when`.
                    #[serde(rename = "when")]
                    When(#[serde(with = "docwright_runtime::timestamp::epoch_seconds")] Timestamp),
                    /// The member `one`.
                    #[serde(rename = "one")]
                    One(Box<Item>),
                    /// What the documentation does not name.
                    Unknown(Document),
                }
                docwright_runtime::union!(Item);
                docwright_runtime::union_checks!(Item {});
            },
        );
    }
}
