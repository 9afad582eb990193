//! Items of lists: what is cut off from them, and what is cleaned within them.

use std::borrow::Cow;

use super::super::constraints;
use super::super::markup::without_anchors;
use super::super::types::TypeText;
use super::line::{Line, line_block, lines_of, own, prose_markdown};
use crate::document::{Block, BlockKind, Lines};
use crate::lines::lines;

/// Returns the block with texts that are borrowed from it.
pub(super) fn borrowed<'a>(block: &'a Block<'_>) -> Block<'a> {
    Block {
        is_term: block.is_term,
        markdown: block.markdown.as_deref().map(Cow::Borrowed),
        children: block.children.iter().map(borrowed).collect(),
        ..Block::new(block.kind, &*block.text, block.lines)
    }
}

/// Whether a line states a fact.
pub(super) fn is_fact(line: &str) -> bool {
    constraints::is_fact(line) || TypeText::line(line).is_some()
}

/// Whether a text has lines that state facts.
pub(super) fn has_facts(text: &str) -> bool {
    lines(text).any(is_fact) || !inline_facts(text).is_empty()
}

/// Finds the facts that an extraction has put behind the prose on one line, and where each begins.
pub(super) fn inline_facts(text: &str) -> Vec<(usize, &str)> {
    let mut starts: Vec<usize> = constraints::PREFIXES
        .iter()
        .flat_map(|prefix| text.match_indices(prefix))
        .map(|(at, _)| at)
        // `Content-Type: contentType` is a header.
        .filter(|at| !text[..*at].ends_with(|before: char| before.is_alphanumeric() || before == '-'))
        .collect();
    starts.sort_unstable();
    // `Key Length Constraints:` holds `Length Constraints:`.
    starts.retain(|at| !["Key ", "Value "].iter().any(|word| text[..*at].ends_with(word)));
    starts.dedup();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let facts: Vec<_> = starts
        .iter()
        .zip(ends)
        .filter_map(|(start, end)| Some((*start, text.get(*start..end)?.trim())))
        .collect();
    let fine = facts.iter().all(|(_, fact)| is_fact(fact));
    if fine { facts } else { Vec::new() }
}

/// How deep within an item is looked for what is to be mended.
const MAX_DEPTH: usize = 64;

/// Returns the last paragraph within an item.
pub(super) fn last_leaf<'b, 'a>(block: &'b Block<'a>, depth: usize) -> Option<&'b Block<'a>> {
    match block.children.last() {
        _ if depth > MAX_DEPTH => None,
        Some(child) => last_leaf(child, depth + 1),
        None => matches!(block.kind, BlockKind::Item | BlockKind::Paragraph).then_some(block),
    }
}

pub(super) fn last_leaf_mut<'b, 'a>(block: &'b mut Block<'a>, depth: usize) -> Option<&'b mut Block<'a>> {
    if depth > MAX_DEPTH || block.children.is_empty() {
        return (depth <= MAX_DEPTH).then_some(block);
    }
    block.children.last_mut().and_then(|child| last_leaf_mut(child, depth + 1))
}

/// Cuts off the lines from the first fact on, if the paragraph does not begin with it; all lines but the first where
/// each is a paragraph. Returns what is left, and them.
pub(super) fn cut_facts<'a>(block: &'a Block<'_>, by_line: bool) -> Option<(Block<'a>, Vec<Line<'a>>)> {
    if !block.text.contains('\n') && !block.as_markdown().contains('\n') {
        return None;
    }
    let mut lines = lines_of(block);
    let first = lines.iter().skip(1).position(|line| by_line || is_fact(&without_anchors(&line.text)))? + 1;
    let rest = lines.split_off(first);
    let last = rest.first()?.number - 1;
    let text = lines.iter().map(|line| &*line.text).collect::<Vec<_>>().join("\n");
    let marked = lines.iter().map(|line| line.marked).collect::<Vec<_>>().join("\n");
    let place = Lines::new(block.lines.first, last);
    Some((Block { kind: block.kind, ..line_block(text.into(), marked.into(), place) }, rest))
}

/// Returns an item without anchors and relative links.
pub(super) fn cleaned<'a>(item: &'a Block<'_>) -> Block<'a> {
    let mut cleaned = borrowed(item);
    clean(&mut cleaned, 0);
    cleaned
}

/// Removes anchors and relative links within an item.
pub(super) fn clean(block: &mut Block<'_>, depth: usize) {
    if let Some(markdown) = block.markdown.take() {
        block.markdown = Some(match markdown {
            Cow::Borrowed(markdown) => prose_markdown(markdown),
            Cow::Owned(markdown) => own(prose_markdown(&markdown)),
        });
    }
    if depth < MAX_DEPTH {
        block.children.iter_mut().for_each(|child| clean(child, depth + 1));
    }
}
