//! The fields of a method's description, as blocks that follow one another.
//!
//! A definition list holds the method's whole page beneath its signature, and each section beneath its heading. Where a
//! member's text breaks the mark-up around it, the generator of the pages leaves the fields as they are written: `type name:`
//! and `param name:`, one of each for a member, where other pages have a bullet.

use std::borrow::Cow;

use super::{sections, subject};
use crate::document::{Block, BlockKind, Lines};

/// Returns the blocks of a page with nothing folded away beneath a term, and a bullet for each member.
pub(super) fn unfold<'a>(blocks: &'a [Block<'a>]) -> Cow<'a, [Block<'a>]> {
    let unfolded = if blocks.iter().any(is_folded) {
        let mut unfolded = Vec::new();
        add(blocks, &mut unfolded);
        Cow::Owned(unfolded)
    } else {
        Cow::Borrowed(blocks)
    };
    if !unfolded.iter().any(|block| of_member("param", &block.text).is_some()) {
        return unfolded;
    }
    let apart: Vec<_> = unfolded.iter().flat_map(apart).collect();
    Cow::Owned(with_bullets(&apart))
}

fn add<'a>(blocks: &'a [Block<'a>], unfolded: &mut Vec<Block<'a>>) {
    for block in blocks {
        if is_folded(block) {
            unfolded.push(Block {
                markdown: block.markdown.clone(),
                ..Block::new(BlockKind::Paragraph, block.text.clone(), block.lines)
            });
            add(&block.children, unfolded);
        } else {
            unfolded.push(block.clone());
        }
    }
}

/// Whether what stands beneath an item follows it on other pages.
pub(super) fn is_folded(block: &Block<'_>) -> bool {
    block.kind == BlockKind::Item
        && (subject::is_signature(&block.text)
            || sections::is_field(&block.text)
            || of_member("type", &block.text).or_else(|| of_member("param", &block.text)).is_some())
}

/// Returns the member that a field tells something of.
fn of_member<'t>(field: &str, text: &'t str) -> Option<&'t str> {
    let name = text.trim().strip_prefix(field)?.strip_prefix(' ')?.strip_suffix(':')?;
    (!name.is_empty() && !name.contains(char::is_whitespace)).then_some(name)
}

/// Returns a block without the first field, which may stand right behind the syntax, and that field.
fn apart<'a>(block: &Block<'a>) -> Vec<Block<'a>> {
    match block.text.rsplit_once('\n') {
        Some((before, field)) if of_member("type", field).is_some() && block.children.is_empty() => {
            let Lines { first, last } = block.lines;
            let before = Block::new(block.kind, before.to_owned(), Lines::new(first, last.saturating_sub(1)));
            vec![before, Block::new(BlockKind::Paragraph, field.to_owned(), Lines::at(last))]
        }
        _ => vec![block.clone()],
    }
}

/// Returns the bullet that the fields of a member are elsewhere, if blocks begin with them, and how many blocks these are. A
/// damaged page has lost the type.
fn bullet<'a>(blocks: &[Block<'_>]) -> Option<(Block<'a>, usize)> {
    let (field, rest) = blocks.split_first()?;
    let name = of_member("type", &field.text)?;
    let (r#type, param, count) = match rest {
        [param, ..] if of_member("param", &param.text) == Some(name) => ("", param, 2),
        [r#type, param, ..] if of_member("param", &param.text) == Some(name) => {
            (r#type.text.trim(), param, 3)
        }
        _ => return None,
    };
    Some((Block::new(BlockKind::Item, format!("{name} ({type}) –"), field.lines.to(param.lines)), count))
}

/// Puts the fields of each member together, with all that follows them, up to the next.
fn with_bullets<'a>(blocks: &[Block<'a>]) -> Vec<Block<'a>> {
    let mut out: Vec<Block<'a>> = Vec::with_capacity(blocks.len());
    let (mut is_within, mut at) = (false, 0);
    while let Some(block) = blocks.get(at) {
        if let Some((bullet, fields)) = bullet(&blocks[at..]) {
            out.push(bullet);
            (is_within, at) = (true, at + fields);
            continue;
        }
        is_within &= !sections::is_of_response(&block.text);
        match out.last_mut() {
            Some(member) if is_within => member.children.push(block.clone()),
            _ => out.push(block.clone()),
        }
        at += 1;
    }
    out
}
