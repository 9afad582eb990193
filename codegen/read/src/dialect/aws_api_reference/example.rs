//! An example of a response in XML: `<PaintWallResponse> <wallId>w-1</wallId> </PaintWallResponse>`.

use super::flow::Piece;
use crate::examples::Element;

/// What the protocols put beside the members of an output.
const METADATA: &str = "ResponseMetadata";

/// Returns the element whose parts stand for the members of an operation's output, if a piece shows a response to it.
pub(super) fn response(piece: &Piece<'_>, operation: &str) -> Option<Element> {
    let text = piece.text();
    let (head, _) = text.split_once('<')?;
    // A status line and headers may stand before it.
    if !(head.trim().is_empty() || head.trim_start().starts_with("HTTP/")) {
        return None;
    }
    let first = piece.lines().first + head.matches('\n').count() as u32;
    let mut root = Element::parse(&text[head.len()..], first)?;
    if root.name.strip_suffix("Response") != Some(operation) {
        return None;
    }
    let is_result = |part: &Element| part.name.strip_suffix("Result") == Some(operation);
    match root.parts.iter().position(is_result) {
        Some(result) => Some(root.parts.swap_remove(result)),
        None => {
            root.parts.retain(|part| part.name != METADATA);
            Some(root)
        }
    }
}
