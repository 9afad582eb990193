//! What was emitted before, so that what did not change is not emitted again.
//!
//! Emitting is a function of the lowered model alone, so what an operation or a type was made from is compared with what it
//! would be made from now. Nothing else has to be known of what changed.

use docwright_idl::Kept;
use proc_macro2::TokenStream;

use crate::lower::model::{Item, Operation};
use crate::module::{Part, write};

/// The texts of a client's operations and types, by what they were made from.
///
/// It holds those of the last client that was [generated with it](crate::generate_with).
#[derive(Debug, Default)]
pub struct Cache {
    /// Whether anything is kept.
    is_kept: bool,
    operations: Kept<Operation>,
    /// With the features that compile them.
    items: Kept<(Item, Vec<String>)>,
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
        self.items.turn();
    }

    /// Returns the file of an operation.
    pub(crate) fn operation(&mut self, operation: &Operation, emit: impl FnOnce() -> TokenStream) -> Part {
        match self.is_kept {
            true => {
                let name = operation.method.text();
                part(&mut self.operations, name, |known| known == operation, || operation.clone(), emit)
            }
            false => Part::Tokens(emit()),
        }
    }

    /// Returns a type, compiled with the features that need it.
    pub(crate) fn item(
        &mut self,
        item: &Item,
        needed_by: &[String],
        emit: impl FnOnce() -> TokenStream,
    ) -> Part {
        match self.is_kept {
            true => {
                let is_same =
                    |(known, features): &(Item, Vec<String>)| known == item && features == needed_by;
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
        Ok(text) => Part::Text(text.to_owned()),
        Err(tokens) => Part::Tokens(tokens),
    }
}
