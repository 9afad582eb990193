//! Pages that list the operations of a service, each with a link to its own page.

use std::collections::BTreeMap;

use crate::claims::operation_key;
use crate::dialect::is_of_every_client;
use crate::document::{Block, BlockKind};
use crate::format::Format;
use crate::normalize::PageSource;

/// A page that lists fewer is none of this kind.
const MIN_LISTED: usize = 3;

/// Returns the names that a page lists, by their keys; none if it is no such page: one of which most list items are a name
/// that links to a page called like it.
pub(super) fn names(source: &PageSource) -> BTreeMap<String, String> {
    let document = Format::of(&source.name, &source.text).read(&source.text);
    let mut items = Vec::new();
    collect(&document.blocks, &mut items);
    let listed: BTreeMap<String, String> = items.iter().filter_map(|item| linked_name(item)).collect();
    if listed.len() >= MIN_LISTED && listed.len() * 2 > items.len() { listed } else { BTreeMap::new() }
}

fn collect<'d>(blocks: &'d [Block<'d>], items: &mut Vec<&'d Block<'d>>) {
    for block in blocks {
        if block.kind == BlockKind::Item {
            items.push(block);
        }
        collect(&block.children, items);
    }
}

/// Returns the name that an item is, with its key, if its link leads to a page of that name.
fn linked_name(item: &Block<'_>) -> Option<(String, String)> {
    // The text of an item may stand in a paragraph within it.
    let block = if item.text.trim().is_empty() { item.children.first()? } else { item };
    let name = block.text.trim();
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let key = operation_key(name);
    let leads_there = |target: &str| {
        let file = target.split(['#', '?']).next().unwrap_or_default().rsplit('/').next().unwrap_or_default();
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        operation_key(stem).strip_prefix("api").unwrap_or(&operation_key(stem)) == key
            || operation_key(stem) == key
    };
    (is_name && !is_of_every_client(name) && block.links().any(leads_there)).then(|| (key.clone(), name.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(name: &str, text: &str) -> Vec<String> {
        names(&PageSource { name: name.into(), text: text.into() }).into_keys().collect()
    }

    #[test]
    fn a_list_of_links_to_pages_of_their_names_is_an_index() {
        let index = "# Actions\n\n- [LightLamp](API_LightLamp.html)\n- [PutOutLamp](api-putoutlamp.md)\n- \
                     [list_lamps](client/list_lamps.html#top)\n- [get_paginator](client/get_paginator.html)\n";
        assert_eq!(listed("a.md", index), ["lightlamp", "listlamps", "putoutlamp"]);
        let html = "<ul><li><p><a href=\"API_A.html\">A</a></p></li><li><a href=\"API_B.html\">B</a></li>\
                    <li><a href=\"API_C.html\">C</a></li></ul>";
        assert_eq!(listed("a.html", html), ["a", "b", "c"]);
        assert!(listed("a.md", "- [A](API_A.html)\n- [B](API_B.html)\n").is_empty());
        let mostly_prose = "- [A](a.md)\n- [B](b.md)\n- [C](c.md)\n- one\n- two\n- three\n";
        assert!(listed("a.md", mostly_prose).is_empty());
    }
}
