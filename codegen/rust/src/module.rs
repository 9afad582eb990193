//! A tree of modules, written as files or as one text.

use std::collections::BTreeMap;

use docwright_idl::{Code, Diagnostic};
use proc_macro2::TokenStream;
use quote::quote;

use crate::cache::Cache;
use crate::layout;
use crate::names::ident;

/// A module of generated code.
#[derive(Clone, Debug)]
pub(crate) struct Module {
    name: String,
    /// Documentation and attributes within the module.
    inner: TokenStream,
    items: TokenStream,
    /// Items that are set apart from each other and from those before, so that each can be laid out by itself.
    parts: Vec<Part>,
    children: Vec<Child>,
}

/// Items of a module.
#[derive(Clone, Debug)]
pub(crate) enum Part {
    Tokens(TokenStream),
    /// As they are written.
    Text(String),
    /// A block, such as `impl Client`, and the items in it. Texts of these are those of a block with the item alone.
    Block(TokenStream, Vec<Part>),
}

impl Part {
    pub(crate) fn into_tokens(self) -> TokenStream {
        match self {
            Self::Tokens(tokens) => tokens,
            // It was laid out before, so it can be read; were it not, nothing of it would be in the way.
            Self::Text(text) => text.parse().unwrap_or_default(),
            Self::Block(around, parts) => {
                let parts = parts.into_iter().map(Self::into_tokens);
                quote!(#around { #(#parts)* })
            }
        }
    }
}

#[derive(Clone, Debug)]
struct Child {
    attributes: TokenStream,
    visibility: TokenStream,
    module: Module,
}

impl Module {
    pub(crate) fn new(name: &str, inner: TokenStream, items: TokenStream) -> Self {
        Self { name: name.to_owned(), inner, items, parts: Vec::new(), children: Vec::new() }
    }

    /// Adds items that stand apart from those before.
    pub(crate) fn parts(mut self, parts: impl IntoIterator<Item = Part>) -> Self {
        self.parts.extend(parts);
        self
    }

    /// Adds a module within this one.
    pub(crate) fn child(mut self, attributes: TokenStream, visibility: TokenStream, module: Module) -> Self {
        self.children.push(Child { attributes, visibility, module });
        self
    }

    /// Returns a file per module, by path below the root module's folder; each begins with `head`.
    pub(crate) fn into_files(
        self,
        head: &str,
        cache: &mut Cache,
    ) -> Result<BTreeMap<String, String>, Diagnostic> {
        let mut files = BTreeMap::new();
        self.collect("", head, cache, &mut files)?;
        Ok(files)
    }

    fn collect(
        self,
        folder: &str,
        head: &str,
        cache: &mut Cache,
        files: &mut BTreeMap<String, String>,
    ) -> Result<(), Diagnostic> {
        let is_root = folder.is_empty() && self.name == "mod";
        let below = if is_root { String::new() } else { format!("{folder}{}/", self.name) };
        let path = match (is_root, self.children.is_empty()) {
            (true, _) => "mod.rs".to_owned(),
            (false, true) => format!("{folder}{}.rs", self.name),
            (false, false) => format!("{below}mod.rs"),
        };
        let declarations = self.children.iter().map(|child| {
            let Child { attributes, visibility, module } = child;
            let name = ident(&module.name);
            quote!(#attributes #visibility mod #name;)
        });
        let (inner, items) = (&self.inner, &self.items);
        let mut text = format!("{head}\n");
        let before = quote!(#inner #(#declarations)* #items);
        if !before.is_empty() {
            text.push_str(&cache.write(before)?);
        }
        for (index, part) in self.parts.into_iter().enumerate() {
            if index > 0 || !text.ends_with("\n\n") {
                text.push('\n');
            }
            match part {
                Part::Tokens(tokens) => text.push_str(&cache.write(tokens)?),
                Part::Text(written) => text.push_str(&written),
                Part::Block(around, parts) => block(around, parts, cache, &mut text)?,
            }
        }
        files.insert(path, text);
        self.children.into_iter().try_for_each(|child| child.module.collect(&below, head, cache, files))
    }

    /// Returns the module, with those within it, as one public module of the given name.
    pub(crate) fn into_text(self, name: &str, head: &str) -> Result<String, Diagnostic> {
        let root = Self { name: name.to_owned(), ..self };
        let tokens = Child { attributes: TokenStream::new(), visibility: quote!(pub), module: root }.inline();
        Ok(format!("{head}\n{}", write(tokens)?))
    }
}

/// Writes a block. Where none of its items is written yet, all are laid out at once; that comes to the same.
fn block(
    around: TokenStream,
    parts: Vec<Part>,
    cache: &mut Cache,
    to: &mut String,
) -> Result<(), Diagnostic> {
    if parts.iter().all(|part| matches!(part, Part::Tokens(_))) {
        let parts = parts.into_iter().map(Part::into_tokens);
        to.push_str(&cache.write(quote!(#around { #(#parts)* }))?);
        return Ok(());
    }
    for (index, part) in parts.into_iter().enumerate() {
        let text = match part {
            Part::Text(text) => text,
            part => {
                let items = part.into_tokens();
                cache.write(quote!(#around { #items }))?
            }
        };
        let (first, items) = text.split_once('\n').unwrap_or_default();
        if index == 0 {
            to.push_str(first);
        }
        to.push('\n');
        to.push_str(items.strip_suffix("}\n").unwrap_or(items));
    }
    to.push_str("}\n");
    Ok(())
}

impl Child {
    fn inline(self) -> TokenStream {
        let Self { attributes, visibility, module } = self;
        let Module { name, inner, items, parts, children } = module;
        let name = ident(&name);
        let children = children.into_iter().map(Self::inline);
        let parts = parts.into_iter().map(Part::into_tokens);
        quote!(#attributes #visibility mod #name { #inner #(#children)* #items #(#parts)* })
    }
}

/// Returns the source of a file, or of items that stand apart from others.
pub(crate) fn write(tokens: TokenStream) -> Result<String, Diagnostic> {
    let file = syn::parse2(tokens).map_err(|error| {
        Diagnostic::new(Code::UNSUPPORTED, format!("the generated source is malformed: {error}"))
            .help("this is a defect of docwright; please report it with the description")
    })?;
    Ok(layout::unparse(file))
}
