//! What was emitted before, so that what did not change is not emitted again.
//!
//! Emitting is a function of the lowered model alone, so what an operation or a type was made from is compared with what it
//! would be made from now. Of what is lowered, [`lower`](crate::lower) knows what it depends on.

use std::sync::Arc;

use docwright_idl::{Diagnostic, Kept};
use proc_macro2::TokenStream;
use quote::quote;

use crate::lower::Memo;
use crate::lower::model::{Item, Operation};
use crate::module::{Part, write};

/// The texts of a client's operations and types, by what they were made from.
///
/// It holds those of the last client that was [generated with it](crate::generate_with).
#[derive(Debug, Default)]
pub struct Cache {
    /// Whether anything is kept.
    is_kept: bool,
    /// What was lowered.
    pub(crate) memo: Memo,
    operations: Kept<Arc<Operation>>,
    methods: Kept<Arc<Operation>>,
    /// With the features that compile them.
    items: Kept<(Arc<Item>, Vec<String>)>,
    /// What stands around these in the files: texts by their tokens.
    around: Kept<()>,
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
    }

    /// Returns the file of an operation.
    pub(crate) fn operation(
        &mut self,
        operation: &Arc<Operation>,
        emit: impl FnOnce() -> TokenStream,
    ) -> Part {
        match self.is_kept {
            true => {
                let name = operation.method.text();
                let is_same = |known: &_| is_same(known, operation);
                part(&mut self.operations, name, is_same, || operation.clone(), emit)
            }
            false => Part::Tokens(emit()),
        }
    }

    /// Returns the client's method for an operation, in a block by itself.
    pub(crate) fn method(
        &mut self,
        operation: &Arc<Operation>,
        around: &TokenStream,
        emit: impl FnOnce() -> TokenStream,
    ) -> Part {
        if !self.is_kept {
            return Part::Tokens(emit());
        }
        let is_same = |known: &_| is_same(known, operation);
        let emit = || {
            let method = emit();
            quote!(#around { #method })
        };
        part(&mut self.methods, operation.method.text(), is_same, || operation.clone(), emit)
    }

    /// Returns a type, compiled with the features that need it.
    pub(crate) fn item(
        &mut self,
        item: &Arc<Item>,
        needed_by: &[String],
        emit: impl FnOnce() -> TokenStream,
    ) -> Part {
        match self.is_kept {
            true => {
                let is_same = |(known, features): &(Arc<Item>, Vec<String>)| {
                    is_same(known, item) && features == needed_by
                };
                part(
                    &mut self.items,
                    item.name().text(),
                    is_same,
                    || (item.clone(), needed_by.to_vec()),
                    emit,
                )
            }
            false => Part::Tokens(emit()),
        }
    }
}

/// Whether what was lowered is what was lowered before; most often it was not lowered again.
fn is_same<T: PartialEq>(known: &Arc<T>, new: &Arc<T>) -> bool {
    Arc::ptr_eq(known, new) || known == new
}

impl Cache {
    /// Returns the source of items, as [`write`].
    pub(crate) fn write(&mut self, tokens: TokenStream) -> Result<String, Diagnostic> {
        if !self.is_kept {
            return write(tokens);
        }
        let name = tokens.to_string();
        self.around.text(&name, |()| true, || Ok(((), write(tokens)?))).map(|(_, text)| text.clone())
    }
}

/// Returns the text of a name: what is kept, or else what is emitted now.
fn part<M>(
    kept: &mut Kept<M>,
    name: &str,
    is_same: impl FnOnce(&M) -> bool,
    made_from: impl FnOnce() -> M,
    emit: impl FnOnce() -> TokenStream,
) -> Part {
    let make = || {
        let tokens = emit();
        // What is malformed is reported where the file is written.
        write(tokens.clone()).map(|text| (made_from(), text)).map_err(|_| tokens)
    };
    match kept.text(name, is_same, make) {
        Ok((_, text)) => Part::Text(text.clone()),
        Err(tokens) => Part::Tokens(tokens),
    }
}
