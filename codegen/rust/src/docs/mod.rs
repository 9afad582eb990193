//! Documentation comments: what the description says, made safe for rustdoc.
//!
//! [`markdown`] rewrites Markdown of unknown origin; [`text`] makes Markdown of plain text; [`facts`] states in sentences what a member's constraints,
//! defaults and rules are.

mod facts;
mod markdown;
mod text;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

pub(crate) use facts::{deprecation, member_facts, rule_facts};
pub(crate) use text::{code, plain};

/// A documentation comment, line by line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Docs(Vec<String>);

impl Docs {
    /// Returns the comment that a description's text makes, or the given sentence if there is no text.
    pub(crate) fn new(markdown: Option<&str>, otherwise: impl FnOnce() -> String) -> Self {
        let mut docs = Self::default();
        docs.markdown(markdown.unwrap_or_default());
        if docs.0.is_empty() {
            docs.paragraph(&otherwise());
        }
        docs
    }

    /// Adds Markdown of unknown origin, made safe.
    pub(crate) fn markdown(&mut self, text: &str) {
        self.block(markdown::safe_lines(text));
    }

    /// Adds a paragraph of our own Markdown.
    pub(crate) fn paragraph(&mut self, text: &str) {
        self.block(text::wrap(text));
    }

    /// Adds lines of our own Markdown as they are.
    pub(crate) fn block(&mut self, lines: Vec<String>) {
        if lines.is_empty() {
            return;
        }
        if !self.0.is_empty() {
            self.0.push(String::new());
        }
        self.0.extend(lines);
    }

    /// Adds a paragraph of sentences, if there are any.
    pub(crate) fn sentences(&mut self, sentences: &[String]) {
        if !sentences.is_empty() {
            self.paragraph(&sentences.join(" "));
        }
    }

    /// Adds the link to the vendor's page, if there is one.
    pub(crate) fn link(&mut self, url: Option<&str>) {
        if let Some(url) = url.and_then(text::safe_url) {
            self.block(vec![format!("[Documentation]({url})")]);
        }
    }

    /// Returns the first paragraph alone; of a comment that begins with code, the code.
    pub(crate) fn summary(&self) -> Self {
        let fence = |line: &str| line.starts_with("```").then(|| line.trim_end_matches("text").to_owned());
        let end = match self.0.first().and_then(|line| fence(line)) {
            Some(fence) => {
                self.0.iter().skip(1).position(|line| *line == fence).map_or(self.0.len(), |at| at + 2)
            }
            None => self
                .0
                .iter()
                .position(|line| line.is_empty() || fence(line).is_some())
                .unwrap_or(self.0.len()),
        };
        Self(self.0.iter().take(end).cloned().collect())
    }

    /// Returns the attributes of a comment inside what it documents.
    pub(crate) fn inner(&self) -> TokenStream {
        let lines = self.attributes();
        quote!(#(#![doc = #lines])*)
    }

    /// Returns the lines as attributes hold them: a space precedes the text of `///`.
    fn attributes(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") })
    }
}

impl ToTokens for Docs {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let lines = self.attributes();
        tokens.extend(quote!(#(#[doc = #lines])*));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_is_whole() {
        for (text, summary) in [
            ("One.\nTwo.\n\nThree.", "One. Two."),
            ("One:\n```\na\n```", "One:"),
            ("```\na\n\nb\n```\nOne.", "```text\na\n\nb\n```"),
        ] {
            assert_eq!(Docs::new(Some(text), String::new).summary().0.join("\n"), summary);
        }
    }
}
