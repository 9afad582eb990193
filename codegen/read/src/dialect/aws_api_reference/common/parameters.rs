//! The page of the parameters that all operations of a service take: an entry for each.
//!
//! They say how a request is framed and signed in its query, which a client does by the service's protocol and way to sign in. Nothing
//! else is made of them; a parameter that is no such frame stays unread.

use crate::claims::{Claims, LineClass};
use crate::dialect::aws_api_reference::flow::{Piece, PieceKind};
use crate::lines::trim;

/// The parameters by which requests are framed and signed, of both versions of signatures.
const FRAME: &[&str] = &[
    "AWSAccessKeyId",
    "Action",
    "AuthParams",
    "Expires",
    "SecurityToken",
    "Signature",
    "SignatureMethod",
    "SignatureVersion",
    "Timestamp",
    "Version",
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Date",
    "X-Amz-Expires",
    "X-Amz-Security-Token",
    "X-Amz-Signature",
    "X-Amz-SignedHeaders",
];

/// What the last line of an entry begins with.
pub(super) const LAST: &str = "Required:";

/// Reads the entries of such a page.
pub(super) fn read(claims: &mut Claims, pieces: &[Piece<'_>]) {
    // What introduces the parameters is of none of them.
    let mut of_frame = true;
    let mut ends = true;
    for piece in pieces {
        let label = piece.label().filter(|_| ends || piece.kind == PieceKind::Label);
        if let Some(label) = &label {
            of_frame = FRAME.contains(&label.text);
        }
        if of_frame {
            claims.classify(piece.lines(), LineClass::Boilerplate);
        }
        // Before the first label stands prose alone.
        ends = label.is_none() && (ends || trim(piece.text()).starts_with(LAST));
    }
}
