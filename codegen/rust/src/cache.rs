//! What was emitted before, so that what did not change is not emitted again.
//!
//! Emitting is a function of the lowered model alone, so what an operation or a type was made from is compared with what it
//! would be made from now. Of what is lowered, [`lower`](crate::lower) knows what it depends on.

use std::convert::Infallible;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use docwright_idl::{Diagnostic, Known};
use proc_macro2::TokenStream;
use quote::quote;

use crate::lower::Memo;
use crate::lower::model::{Item, Operation};
use crate::module::{Part, Piece, write};

/// The texts of a client's operations and types, by what they were made from.
///
/// It holds those of the last client that was [generated with it](crate::generate_with).
#[derive(Debug, Default)]
pub struct Cache {
    /// Whether anything is kept.
    is_kept: bool,
    /// What was lowered.
    pub(crate) memo: Memo,
    operations: Known<Made<Arc<Operation>>>,
    methods: Known<Made<Arc<Operation>>>,
    /// With the features that compile them.
    items: Known<Made<(Arc<Item>, Vec<String>)>>,
    /// What stands around these in the files, by what it is made from.
    around: Known<Arc<str>>,
    /// The files, by their paths.
    files: Known<(Vec<Piece>, Arc<String>)>,
}

/// A text, and what it was made from.
#[derive(Debug)]
struct Made<F> {
    from: F,
    text: Arc<str>,
}

impl Cache {
    /// Returns a cache that knows nothing yet.
    pub fn new() -> Self {
        Self { is_kept: true, ..Self::default() }
    }

    /// Returns one that keeps nothing: what is emitted stays as tokens.
    pub(crate) fn none() -> Self {
        Self::default()
    }

    /// Forgets what the client that is generated from now on has not.
    pub(crate) fn turn(&mut self) {
        self.operations.turn();
        self.methods.turn();
        self.items.turn();
        self.around.turn();
        self.files.turn();
    }

    /// Returns the file of an operation.
    pub(crate) fn operation(
        &mut self,
        operation: &Arc<Operation>,
        emit: impl FnOnce() -> TokenStream,
    ) -> Part {
        let known = self.is_kept.then_some(&mut self.operations);
        let is_same = |known: &_| is_same(known, operation);
        part(known, operation.method.text(), is_same, || operation.clone(), emit)
    }

    /// Returns the client's method for an operation; where it is kept, in a block by itself.
    pub(crate) fn method(
        &mut self,
        operation: &Arc<Operation>,
        around: &TokenStream,
        emit: impl FnOnce() -> TokenStream,
    ) -> Part {
        let is_kept = self.is_kept;
        let known = is_kept.then_some(&mut self.methods);
        let is_same = |known: &_| is_same(known, operation);
        let emit = || {
            let method = emit();
            if is_kept { quote!(#around { #method }) } else { method }
        };
        part(known, operation.method.text(), is_same, || operation.clone(), emit)
    }

    /// Returns a type, compiled with the features that need it.
    pub(crate) fn item(
        &mut self,
        item: &Arc<Item>,
        needed_by: &[String],
        emit: impl FnOnce() -> TokenStream,
    ) -> Part {
        let known = self.is_kept.then_some(&mut self.items);
        let is_same =
            |(known, features): &(Arc<Item>, Vec<String>)| is_same(known, item) && features == needed_by;
        part(known, item.name().text(), is_same, || (item.clone(), needed_by.to_vec()), emit)
    }

    /// Returns the source of items, as [`write`].
    pub(crate) fn write(&mut self, tokens: TokenStream) -> Result<Arc<str>, Diagnostic> {
        match self.is_kept {
            true => {
                let from = tokens.to_string();
                self.write_as(&from, || tokens)
            }
            false => Ok(write(tokens)?.into()),
        }
    }

    /// As [`write`](Self::write), of tokens that are made if need be; `from` tells them from others.
    pub(crate) fn write_as(
        &mut self,
        from: &str,
        tokens: impl FnOnce() -> TokenStream,
    ) -> Result<Arc<str>, Diagnostic> {
        self.around.made(from, |_| true, || Ok(write(tokens())?.into())).cloned()
    }

    /// Returns the text of a file of the given pieces, put together as [`Piece::join`] does it.
    pub(crate) fn file(&mut self, path: &str, pieces: Vec<Piece>) -> Arc<String> {
        if !self.is_kept {
            return Piece::join(&pieces).into();
        }
        let make = || Ok::<_, Infallible>((pieces.clone(), Piece::join(&pieces).into()));
        let Ok((_, text)) = self.files.made(path, |(known, _)| *known == pieces, make);
        text.clone()
    }
}

/// Whether two things are the same; most often they are one.
pub(crate) fn is_same<T: PartialEq + ?Sized>(known: &Arc<T>, new: &Arc<T>) -> bool {
    Arc::ptr_eq(known, new) || known == new
}

/// Returns a number that tells a value from others, as long as the process lives.
pub(crate) fn number_of(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Returns what is emitted of a name, now or before; as tokens, if nothing is kept.
fn part<F>(
    known: Option<&mut Known<Made<F>>>,
    name: &str,
    is_same: impl FnOnce(&F) -> bool,
    from: impl FnOnce() -> F,
    emit: impl FnOnce() -> TokenStream,
) -> Part {
    let Some(known) = known else { return Part::Tokens(emit()) };
    let make = || {
        let tokens = emit();
        // What is malformed is reported where the file is written.
        let text = write(tokens.clone()).map_err(|_| tokens)?;
        Ok(Made { from: from(), text: text.into() })
    };
    let made = known.made(name, |made| is_same(&made.from), make);
    made.map_or_else(Part::Tokens, |made| Part::Text(made.text.clone()))
}
