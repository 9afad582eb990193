//! Rust names for what a description names: settled once, by rules that are data.
//!
//! [`case`] turns a documented name into words and joins them in Rust's cases. [`scope`] gives every name of one
//! namespace its Rust form and tells apart those that became one.

mod case;
mod scope;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, TokenStreamExt};

pub(crate) use scope::{Kind, Scope};

/// A Rust identifier, without the `r#` that a keyword needs.
///
/// Only [`Scope`] makes one from a documented name, so it is never anything that `syn` would refuse.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Name(String);

impl Name {
    /// Returns the identifier without `r#`, as serde and file names want it.
    pub(crate) fn text(&self) -> &str {
        &self.0
    }

    /// Returns the name with a suffix, which [`Kind::REQUEST`] has seen to be free.
    pub(crate) fn with_suffix(&self, suffix: &str) -> Self {
        Self(format!("{}{suffix}", self.0))
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let raw = if is_keyword(&self.0) { "r#" } else { "" };
        write!(f, "{raw}{}", self.0)
    }
}

impl ToTokens for Name {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append(ident(&self.0));
    }
}

/// Returns a name that is fit for one as an identifier, with the `r#` that a keyword needs.
pub(crate) fn ident(name: &str) -> Ident {
    let make = if is_keyword(name) { Ident::new_raw } else { Ident::new };
    make(name, Span::call_site())
}

/// Keywords that `r#` turns into identifiers (The Rust Reference, keywords, edition 2024).
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait",
    "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// File names that Windows takes for devices, whatever their ending (Win32, naming files).
const DEVICES: &[&str] = &[
    "aux", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "con", "lpt1", "lpt2",
    "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9", "nul", "prn",
];

pub(crate) fn is_keyword(text: &str) -> bool {
    KEYWORDS.binary_search(&text).is_ok()
}

/// Whether no file may be called so, on Windows at least.
pub(crate) fn is_device(text: &str) -> bool {
    DEVICES.binary_search(&text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted_and_keywords_known_to_syn() {
        assert!(KEYWORDS.is_sorted() && DEVICES.is_sorted());
        for keyword in KEYWORDS.iter().filter(|keyword| **keyword != "gen") {
            assert!(syn::parse_str::<Ident>(keyword).is_err(), "{keyword}");
            let name = Name((*keyword).to_owned());
            assert_eq!(name.to_token_stream().to_string(), format!("r#{keyword}"));
            assert_eq!(name.to_string(), format!("r#{keyword}"));
        }
    }
}
