//! The guide: its links lead somewhere, its commands are commands, and its first chapter can be followed.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod commands;
mod links;
#[path = "../cli/sync/server.rs"]
#[allow(dead_code, reason = "the other tests need more of it")]
mod server;
mod walk;

use std::fs;
use std::path::{Path, PathBuf};

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

/// The checkout.
fn checkout() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// A chapter of the guide.
struct Chapter {
    /// Its path below `src/`.
    name: String,
    text: String,
}

/// What a chapter holds, as far as tests look at it.
enum Part {
    Heading(String),
    Link(String),
    /// What stands in a comment.
    Comment(String),
    /// A code block: its language and text.
    Code(String, String),
    /// Code within a text.
    Inline(String),
}

impl Chapter {
    fn read(name: &str) -> Self {
        let path = checkout().join("docs/guide/src").join(name);
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Self { name: name.to_owned(), text }
    }

    /// All chapters, and the table of contents.
    fn all() -> Vec<Self> {
        let folder = checkout().join("docs/guide/src");
        let mut folders = vec![folder.clone()];
        let mut names = Vec::new();
        while let Some(next) = folders.pop() {
            for entry in fs::read_dir(next).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|extension| extension == "md") {
                    names.push(path.strip_prefix(&folder).unwrap().to_str().unwrap().to_owned());
                }
            }
        }
        names.sort();
        names.iter().map(|name| Self::read(name)).collect()
    }

    fn parts(&self) -> Vec<Part> {
        let mut parts = Vec::new();
        let mut open: Option<(Option<String>, String)> = None;
        for event in Parser::new_ext(&self.text, Options::ENABLE_TABLES) {
            match event {
                Event::Start(Tag::Heading { .. }) => open = Some((None, String::new())),
                Event::Start(Tag::CodeBlock(kind)) => {
                    let language = match kind {
                        CodeBlockKind::Fenced(language) => language.into_string(),
                        CodeBlockKind::Indented => String::new(),
                    };
                    open = Some((Some(language), String::new()));
                }
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    parts.push(Part::Link(dest_url.into_string()));
                }
                Event::Text(text) => {
                    if let Some((_, so_far)) = &mut open {
                        so_far.push_str(&text);
                    }
                }
                Event::Code(text) => match &mut open {
                    Some((_, so_far)) => so_far.push_str(&text),
                    None => parts.push(Part::Inline(text.into_string())),
                },
                Event::Html(text) => {
                    let comment = text.trim().strip_prefix("<!--").and_then(|rest| rest.strip_suffix("-->"));
                    parts.extend(comment.map(|comment| Part::Comment(comment.trim().to_owned())));
                }
                Event::End(TagEnd::Heading(_) | TagEnd::CodeBlock) => match open.take() {
                    Some((Some(language), text)) => parts.push(Part::Code(language, text)),
                    Some((None, text)) => parts.push(Part::Heading(text)),
                    None => {}
                },
                _ => {}
            }
        }
        parts
    }
}
