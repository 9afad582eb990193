//! Lists and maps that contain themselves.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::deprecated;
use super::types::{TypePath, Within};
use super::wire::serde_module;
use crate::lower::model::Newtype;

/// A list or map with a name of its own.
#[derive(Debug)]
pub(super) struct NewtypeItem<'a>(pub(super) &'a Newtype);

impl ToTokens for NewtypeItem<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Newtype { name, docs, r#type, format, .. } = self.0;
        let attribute = deprecated(self.0.deprecated.as_ref());
        let r#type = TypePath(r#type, Within::Types);
        let with = format.map(|format| {
            let module = serde_module(format);
            quote!(#[serde(with = #module)])
        });
        let check = self.0.sent.then(|| {
            quote! {
                impl docwright_runtime::validation::Check for #name {
                    #[inline]
                    fn check(
                        &self,
                        rules: &[docwright_runtime::validation::Rule],
                        at: &docwright_runtime::validation::Place<'_>,
                    ) -> Result<(), docwright_runtime::Violation> {
                        self.0.check(rules, at)
                    }
                }
            }
        });
        tokens.extend(quote! {
            #docs
            #attribute
            #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
            #[serde(crate = "docwright_runtime::serde", transparent)]
            pub struct #name(
                /// What it holds.
                #with
                pub #r#type,
            );
            impl From<#r#type> for #name {
                #[inline]
                fn from(value: #r#type) -> Self {
                    Self(value)
                }
            }
            #check
        });
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_items, item};
    use super::*;
    use crate::lower::model::Item;

    #[test]
    fn a_list_of_itself_has_a_name() {
        let Item::Newtype(item) = item("{ list: Item }") else { panic!() };
        assert_items(
            &NewtypeItem(&item),
            quote! {
                /// The type `Item`.
                #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
                #[serde(crate = "docwright_runtime::serde", transparent)]
                pub struct Item(
                    /// What it holds.
                    pub Vec<Item>,
                );
                impl From<Vec<Item>> for Item {
                    #[inline]
                    fn from(value: Vec<Item>) -> Self {
                        Self(value)
                    }
                }
                impl docwright_runtime::validation::Check for Item {
                    #[inline]
                    fn check(
                        &self,
                        rules: &[docwright_runtime::validation::Rule],
                        at: &docwright_runtime::validation::Place<'_>,
                    ) -> Result<(), docwright_runtime::Violation> {
                        self.0.check(rules, at)
                    }
                }
            },
        );
    }
}
