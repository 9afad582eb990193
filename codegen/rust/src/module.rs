//! A tree of modules, written as files or as one text.

use std::collections::BTreeMap;
use std::hash::Hash;
use std::sync::Arc;

use docwright_idl::{Code, Diagnostic};
use proc_macro2::TokenStream;
use quote::quote;

use crate::cache::{Cache, is_same, number_of};
use crate::layout;
use crate::names::ident;

/// Tokens that are made when they are needed.
type Lazy<'a> = Box<dyn FnOnce() -> TokenStream + 'a>;

/// A module of generated code.
pub(crate) struct Module<'a> {
    name: String,
    /// Documentation and attributes within the module.
    inner: TokenStream,
    items: Lazy<'a>,
    /// A hash of what all is made from that stands before the parts.
    made_from: Option<u64>,
    /// Items that are set apart from each other and from those before, so that each can be laid out by itself.
    parts: Vec<Part>,
    children: Vec<Child<'a>>,
}

/// Items of a module.
#[derive(Clone, Debug)]
pub(crate) enum Part {
    Tokens(TokenStream),
    /// As they are written.
    Text(Arc<str>),
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

struct Child<'a> {
    attributes: Lazy<'a>,
    visibility: TokenStream,
    module: Module<'a>,
}

/// A piece of a file: items that are set apart from those before.
#[derive(Clone, Debug)]
pub(crate) enum Piece {
    Text(Arc<str>),
    /// Blocks that are one: of each but the first, what is in it alone.
    Block(Vec<Arc<str>>),
}

impl<'a> Module<'a> {
    pub(crate) fn new(name: &str, inner: TokenStream, items: TokenStream) -> Self {
        Self {
            name: name.to_owned(),
            inner,
            items: Box::new(|| items),
            made_from: None,
            parts: Vec::new(),
            children: Vec::new(),
        }
    }

    /// Replaces the items by some that are made when they are needed.
    pub(crate) fn items(self, items: impl FnOnce() -> TokenStream + 'a) -> Self {
        Self { items: Box::new(items), ..self }
    }

    /// Says all that the items and the declarations of the children are made from: where that is known, they are not made
    /// again.
    pub(crate) fn made_from(self, from: &impl Hash) -> Self {
        Self { made_from: Some(number_of(from)), ..self }
    }

    /// Adds items that stand apart from those before.
    pub(crate) fn parts(mut self, parts: impl IntoIterator<Item = Part>) -> Self {
        self.parts.extend(parts);
        self
    }

    /// Adds a module within this one.
    pub(crate) fn child(
        mut self,
        attributes: impl FnOnce() -> TokenStream + 'a,
        visibility: TokenStream,
        module: Module<'a>,
    ) -> Self {
        self.children.push(Child { attributes: Box::new(attributes), visibility, module });
        self
    }

    /// Returns a file per module, by path below the root module's folder; each begins with `head`.
    pub(crate) fn into_files(
        self,
        head: &str,
        cache: &mut Cache,
    ) -> Result<BTreeMap<String, Arc<String>>, Diagnostic> {
        let mut files = BTreeMap::new();
        let head = format!("{head}\n").into();
        self.collect("", &head, cache, &mut files)?;
        Ok(files)
    }

    fn collect(
        self,
        folder: &str,
        head: &Arc<str>,
        cache: &mut Cache,
        files: &mut BTreeMap<String, Arc<String>>,
    ) -> Result<(), Diagnostic> {
        let Self { name, inner, items, made_from, parts, children } = self;
        let is_root = folder.is_empty() && name == "mod";
        let below = if is_root { String::new() } else { format!("{folder}{name}/") };
        let path = match (is_root, children.is_empty()) {
            (true, _) => "mod.rs".to_owned(),
            (false, true) => format!("{folder}{name}.rs"),
            (false, false) => format!("{below}mod.rs"),
        };
        let mut modules = Vec::new();
        let mut declarations = Vec::new();
        for Child { attributes, visibility, module } in children {
            declarations.push((attributes, visibility, ident(&module.name)));
            modules.push(module);
        }
        let before = || {
            let declarations = declarations.into_iter().map(|(attributes, visibility, name)| {
                let attributes = attributes();
                quote!(#attributes #visibility mod #name;)
            });
            let (declarations, items) = (Vec::from_iter(declarations), items());
            quote!(#inner #(#declarations)* #items)
        };
        let before = match made_from {
            Some(made_from) => cache.write_as(&format!("{path} {made_from:x}"), before)?,
            None => match before() {
                nothing if nothing.is_empty() => Arc::default(),
                tokens => cache.write(tokens)?,
            },
        };
        let mut pieces = vec![Piece::Text(head.clone()), Piece::Text(before)];
        for part in parts {
            pieces.push(match part {
                Part::Tokens(tokens) => Piece::Text(cache.write(tokens)?),
                Part::Text(text) => Piece::Text(text),
                Part::Block(around, parts) => block(around, parts, cache)?,
            });
        }
        let text = cache.file(&path, pieces);
        files.insert(path, text);
        modules.into_iter().try_for_each(|module| module.collect(&below, head, cache, files))
    }

    /// Returns the module, with those within it, as one public module of the given name.
    pub(crate) fn into_text(self, name: &str, head: &str) -> Result<String, Diagnostic> {
        let root = Self { name: name.to_owned(), ..self };
        let child = Child { attributes: Box::new(TokenStream::new), visibility: quote!(pub), module: root };
        Ok(format!("{head}\n{}", write(child.inline())?))
    }
}

/// Writes a block. Where none of its items is written yet, all are laid out at once; that comes to the same.
fn block(around: TokenStream, parts: Vec<Part>, cache: &mut Cache) -> Result<Piece, Diagnostic> {
    if parts.iter().all(|part| matches!(part, Part::Tokens(_))) {
        let parts = parts.into_iter().map(Part::into_tokens);
        return cache.write(quote!(#around { #(#parts)* })).map(Piece::Text);
    }
    let texts = parts.into_iter().map(|part| match part {
        Part::Text(text) => Ok(text),
        part => {
            let items = part.into_tokens();
            cache.write(quote!(#around { #items }))
        }
    });
    texts.collect::<Result<_, _>>().map(Piece::Block)
}

impl PartialEq for Piece {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(text), Self::Text(other)) => is_same(text, other),
            (Self::Block(texts), Self::Block(others)) => {
                texts.len() == others.len()
                    && texts.iter().zip(others).all(|(text, other)| is_same(text, other))
            }
            _ => false,
        }
    }
}

impl Piece {
    /// Returns how many bytes it takes at most.
    fn room(&self) -> usize {
        match self {
            Self::Text(text) => text.len() + 1,
            Self::Block(texts) => texts.iter().map(|text| text.len() + 1).sum(),
        }
    }

    /// Returns the text of a file: its head, what stands before the parts, and these.
    pub(crate) fn join(pieces: &[Self]) -> String {
        let mut to = String::with_capacity(pieces.iter().map(Self::room).sum());
        for (index, piece) in pieces.iter().enumerate() {
            if index > 1 && (index > 2 || !to.ends_with("\n\n")) {
                to.push('\n');
            }
            match piece {
                Self::Text(text) => to.push_str(text),
                Self::Block(texts) => {
                    for (index, text) in texts.iter().enumerate() {
                        let (first, items) = text.split_once('\n').unwrap_or_default();
                        if index == 0 {
                            to.push_str(first);
                        }
                        to.push('\n');
                        to.push_str(items.strip_suffix("}\n").unwrap_or(items));
                    }
                    to.push_str("}\n");
                }
            }
        }
        to
    }
}

impl Child<'_> {
    fn inline(self) -> TokenStream {
        let Self { attributes, visibility, module } = self;
        let Module { name, inner, items, parts, children, .. } = module;
        let (name, attributes, items) = (ident(&name), attributes(), items());
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
