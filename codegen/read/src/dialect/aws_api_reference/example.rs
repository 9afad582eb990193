//! An example of a response in XML, `<PaintWallResponse> <wallId>w-1</wallId> </PaintWallResponse>`, or of a request in a query,
//! `https://walls.test/?Action=PaintWall &Coat.1.Colour=red`.

use super::flow::Piece;
use crate::document::Lines;
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

/// What each query has beside the members of an input.
const COMMON: [&str; 2] = ["Action", "Version"];

/// How deep names are taken apart.
const MAX_DEPTH: usize = 32;

/// Returns an element whose parts stand for the members of an operation's input, if a piece shows a request for it as a query.
pub(super) fn request(piece: &Piece<'_>, operation: &str) -> Option<Element> {
    let text = piece.text();
    let (head, query) = text.split_once('?').filter(|(head, _)| head.contains("://"))?;
    let mut line = piece.lines().first + head.matches('\n').count() as u32;
    let mut pairs = Vec::new();
    for part in query.split('&') {
        if let Some((name, value)) = part.trim().split_once('=') {
            pairs.push((name, value, Lines::at(line)));
        }
        line += part.matches('\n').count() as u32;
    }
    pairs.iter().find(|(name, value, _)| *name == "Action" && *value == operation)?;
    let mut root = Element { lines: Some(piece.lines()), count: 1, ..Element::default() };
    for (name, value, lines) in pairs.iter().filter(|(name, ..)| !COMMON.contains(name)) {
        let parts: Vec<&str> = name.split('.').collect();
        if parts.len() <= MAX_DEPTH && parts.iter().all(|part| is_part(part)) {
            add(&mut root, &parts, value, *lines);
        }
    }
    Some(root).filter(|root| !root.parts.is_empty())
}

/// Adds a value under a name, of which the parts are those of lists and structures around it.
fn add(within: &mut Element, name: &[&str], value: &str, lines: Lines) {
    match name {
        [] if within.text.is_empty() => within.text = value.to_owned(),
        [] => {}
        // What has a number is one of several, with nothing around it.
        [number, rest @ ..] if number.bytes().all(|byte| byte.is_ascii_digit()) => {
            within.count = within.count.max(2);
            add(within, rest, value, lines);
        }
        [name, rest @ ..] => {
            let place = within.parts.iter().position(|part| part.name == *name).unwrap_or_else(|| {
                let part =
                    Element { name: (*name).to_owned(), lines: Some(lines), count: 1, ..Element::default() };
                within.parts.push(part);
                within.parts.len() - 1
            });
            add(&mut within.parts[place], rest, value, lines);
        }
    }
}

fn is_part(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}
