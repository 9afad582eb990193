//! The page of the errors that all operations of a service may answer with: an entry for each error.
//!
//! What it says of an error holds for the error of that name of any operation (`error-common-to-all`). The page of an operation
//! knows its errors better: what that states outweighs what this one says.

use crate::claims::{Basis, Claims, Fact, LineClass, Step};
use crate::dialect::aws_api_reference::constraints;
use crate::dialect::aws_api_reference::entries::entries;
use crate::dialect::aws_api_reference::flow::Piece;
use crate::dialect::aws_api_reference::layout::Scope;
use crate::dialect::prose::Prose;

/// The rule by which an operation's error is the one of this page.
const RULE: &str = "error-common-to-all";

/// Reads the entries of such a page.
pub(super) fn read(claims: &mut Claims, pieces: &[Piece<'_>]) {
    let found = entries(claims, None, pieces, Scope::Errors, &|_| false);
    for entry in &found.list {
        let status =
            entry.pieces.iter().find_map(|piece| Some((constraints::status(piece.text())?, piece.lines())));
        let (Some((label, lines)), Some((status, status_lines))) = (&entry.label, status) else {
            // What introduces the errors, and what follows them.
            claims.classify(entry.lines, LineClass::Boilerplate);
            continue;
        };
        let error = claims.node(Claims::ROOT, Step::Error(label.text.into()));
        claims.infer(error, Fact::Code(label.text.to_owned()), *lines, RULE);
        claims.infer(error, Fact::Status(status), status_lines, RULE);
        let mut doc = Prose::default();
        for piece in entry.pieces.iter().filter(|piece| constraints::status(piece.text()).is_none()) {
            piece.add_to(&mut doc);
        }
        doc.claim_on(claims, error, Basis::Inferred(RULE));
    }
}
