//! Pages that list the operations of a service, each with a link to its own page.

use std::collections::{BTreeMap, BTreeSet};

use crate::claims::operation_key;
use crate::dialect::is_of_every_client;
use crate::document::{Block, BlockKind};
use crate::format::Format;
use crate::normalize::PageSource;

/// A page that lists fewer is none of this kind.
const MIN_LISTED: usize = 3;

/// The folder in which a client library's reference has the pages of operations; waiters and resources have others.
const CLIENT: &str = "client";

/// The key of a method that each resource of a client library has, and no service: what lists it lists a resource's.
const OF_EVERY_RESOURCE: &str = "getavailablesubresources";

/// Returns the names that a page lists, by their keys; none if it is no such page: one of which most list items are a name
/// that links to a page called like it.
pub(super) fn names(source: &PageSource) -> BTreeMap<String, String> {
    let document = Format::of(&source.name, &source.text).read(&source.text);
    let mut items = Vec::new();
    collect(&document.blocks, &mut items);
    let listed: Vec<Listed<'_>> = items.iter().filter_map(|item| Listed::of(item)).collect();
    let has_clients = listed.iter().any(|item| item.folder == CLIENT);
    let is_of_resource = !has_clients && listed.iter().any(|item| item.key == OF_EVERY_RESOURCE);
    let names: BTreeSet<&str> = listed.iter().map(|item| &*item.key).collect();
    if is_of_resource || names.len() < MIN_LISTED || names.len() * 2 <= items.len() {
        return BTreeMap::new();
    }
    let meant = listed.iter().filter(|item| !has_clients || matches!(item.folder, CLIENT | ""));
    meant.map(|item| (item.key.clone(), item.name.to_owned())).collect()
}

fn collect<'d>(blocks: &'d [Block<'d>], items: &mut Vec<&'d Block<'d>>) {
    for block in blocks {
        if block.kind == BlockKind::Item {
            items.push(block);
        }
        collect(&block.children, items);
    }
}

/// A name that links to a page called like it.
struct Listed<'d> {
    key: String,
    name: &'d str,
    /// The folder of the page.
    folder: &'d str,
}

impl<'d> Listed<'d> {
    /// Returns what an item lists.
    fn of(item: &'d Block<'d>) -> Option<Self> {
        // The text of an item may stand in a paragraph within it.
        let block = if item.text.trim().is_empty() { item.children.first()? } else { item };
        let name = block.text.trim();
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if !is_name || is_of_every_client(name) {
            return None;
        }
        let key = operation_key(name);
        let leads_there = |file: &str| {
            let stem = operation_key(file.rsplit_once('.').map_or(file, |(stem, _)| stem));
            stem.strip_prefix("api").unwrap_or(&stem) == key || stem == key
        };
        let folder = block.links().find_map(|target| {
            let path = target.split(['#', '?']).next().unwrap_or_default();
            let (folders, file) = path.rsplit_once('/').unwrap_or(("", path));
            leads_there(file).then(|| folders.rsplit('/').next().unwrap_or_default())
        })?;
        Some(Self { key, name, folder })
    }
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
        let library = "- [light_lamp](lamps/client/light_lamp.html)\n- [dim](lamps/client/dim.html)\n- \
                       [LampLit](lamps/waiter/LampLit.html)\n- [switches](lamps/service-resource/switches.html)\n- \
                       [get_available_subresources](lamps/service-resource/get_available_subresources.html)\n";
        assert_eq!(listed("a.md", library), ["dim", "lightlamp"]);
        let resource = "- [dim](dim.html)\n- [url](url.html)\n- [get_available_subresources](get_available_subresources.html)\n";
        assert!(listed("a.md", resource).is_empty());
        let mostly_prose = "- [A](a.md)\n- [B](b.md)\n- [C](c.md)\n- one\n- two\n- three\n";
        assert!(listed("a.md", mostly_prose).is_empty());
    }
}
