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

/// What a page lists that only lists the pages of operations, or of data types.
#[derive(Clone, Debug)]
pub struct Index {
    /// What it lists beneath each of its headings.
    pub(super) sections: Vec<Section>,
}

/// What an index lists beneath one heading.
#[derive(Clone, Debug, Default)]
pub(super) struct Section {
    /// The names by their keys ([`operation_key`]).
    pub(super) names: BTreeMap<String, String>,
    /// Whether the pages are those of operations or data types, as what links to them tells. Others may be guides.
    pub(super) is_reference: bool,
}

impl Index {
    /// Reads a page; `None` if it is no index: one of which most list items are a name that links to a page called like it,
    /// or one that lists the methods of a client without links.
    pub(super) fn of(source: &PageSource) -> Option<Self> {
        let document = Format::of(&source.name, &source.text).read(&source.text);
        Self::of_links(&document.blocks).or_else(|| Self::of_methods(&document.blocks))
    }

    fn of_links(blocks: &[Block<'_>]) -> Option<Self> {
        let mut items = Vec::new();
        let mut sections = 0;
        collect(blocks, &mut sections, &mut items);
        let listed: Vec<(usize, Listed<'_>)> =
            items.iter().filter_map(|(section, item)| Some((*section, Listed::of(item)?))).collect();
        let has_clients = listed.iter().any(|(_, item)| item.folder == CLIENT);
        let has_api = listed.iter().any(|(_, item)| item.is_api);
        let is_of_resource = !has_clients && listed.iter().any(|(_, item)| item.key == OF_EVERY_RESOURCE);
        let names: BTreeSet<&str> = listed.iter().map(|(_, item)| &*item.key).collect();
        if is_of_resource || names.len() < MIN_LISTED || names.len() * 2 <= items.len() {
            return None;
        }
        let mut meant =
            vec![Section { is_reference: has_clients || has_api, ..Section::default() }; sections + 1];
        let is_meant = |item: &Listed<'_>| match has_clients {
            true => matches!(item.folder, CLIENT | ""),
            false => item.is_api || !has_api,
        };
        for (section, item) in listed.into_iter().filter(|(_, item)| is_meant(item)) {
            meant[section].names.insert(item.key, item.name.to_owned());
        }
        meant.retain(|section| !section.names.is_empty());
        Some(Self { sections: meant })
    }

    /// Reads the methods that a page lists of a client, between its signature and the next heading.
    fn of_methods(blocks: &[Block<'_>]) -> Option<Self> {
        let is_client = |block: &Block<'_>| {
            let class = block.text.trim().strip_prefix("class ");
            class.is_some_and(|class| class.trim_end_matches(['#', '¶']).trim_end().ends_with(".Client"))
        };
        let behind = &blocks[blocks.iter().position(is_client)? + 1..];
        let own = behind.iter().take_while(|block| !matches!(block.kind, BlockKind::Heading(_)));
        let names =
            own.filter(|block| block.kind == BlockKind::Item).filter_map(|item| name_of(item.text.trim()));
        let names: BTreeMap<String, String> =
            names.map(|name| (operation_key(name), name.to_owned())).collect();
        let is_index = names.len() >= MIN_LISTED;
        is_index.then(|| Self { sections: vec![Section { names, is_reference: true }] })
    }
}

/// Collects items, each with the number of its section: of the heading before it, or of the item whose list it is in.
fn collect<'d>(blocks: &'d [Block<'d>], sections: &mut usize, items: &mut Vec<(usize, &'d Block<'d>)>) {
    let mut section = *sections;
    for block in blocks {
        if matches!(block.kind, BlockKind::Heading(_)) {
            *sections += 1;
            section = *sections;
        }
        if block.kind == BlockKind::Item {
            items.push((section, block));
        }
        if !block.children.is_empty() {
            *sections += 1;
            collect(&block.children, sections, items);
        }
    }
}

/// Returns the name that an item is, unless it is that of a method that every client has.
fn name_of(text: &str) -> Option<&str> {
    let is_name = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    (is_name && !is_of_every_client(text)).then_some(text)
}

/// A name that links to a page called like it.
struct Listed<'d> {
    key: String,
    name: &'d str,
    /// The folder of the page.
    folder: &'d str,
    /// Whether the page is called as those of AWS's references are: `API_` precedes the name.
    is_api: bool,
}

impl<'d> Listed<'d> {
    /// Returns what an item lists.
    fn of(item: &'d Block<'d>) -> Option<Self> {
        // The text of an item may stand in a paragraph within it.
        let block = if item.text.trim().is_empty() { item.children.first()? } else { item };
        let name = name_of(block.text.trim())?;
        let key = operation_key(name);
        block.links().find_map(|target| {
            let path = target.split(['#', '?']).next().unwrap_or_default();
            let (folders, file) = path.rsplit_once('/').unwrap_or(("", path));
            let stem = operation_key(file.rsplit_once('.').map_or(file, |(stem, _)| stem));
            let is_api = stem.strip_prefix("api") == Some(&key);
            let folder = folders.rsplit('/').next().unwrap_or_default();
            (is_api || stem == key).then(|| Self { key: key.clone(), name, folder, is_api })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(name: &str, text: &str) -> Vec<String> {
        let index = Index::of(&PageSource { name: name.into(), text: text.into() });
        let sections = index.into_iter().flat_map(|index| index.sections);
        let mut names: Vec<String> = sections.flat_map(|section| section.names.into_keys()).collect();
        names.sort();
        names
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
        // Where pages of operations are called so, others are none.
        let book = "- [LightLamp](API_LightLamp.html)\n- [PutOutLamp](API_PutOutLamp.html)\n- [Troubleshooting](Troubleshooting.html)\n";
        assert_eq!(listed("a.md", book), ["lightlamp", "putoutlamp"]);
        let built = "Lamps\n*****\n\n\nClient\n======\n\nclass Lamps.Client\n\n   Lamps.\n\nThese are the methods:\n\n* can_paginate\n\n\
                     * dim\n\n* light_lamp\n\n* put_out_lamp\n\n\nPaginators\n==========\n\n* ListLamps\n";
        assert_eq!(listed("lamps.txt", built), ["dim", "lightlamp", "putoutlamp"]);
        let mostly_prose = "- [A](a.md)\n- [B](b.md)\n- [C](c.md)\n- one\n- two\n- three\n";
        assert!(listed("a.md", mostly_prose).is_empty());
    }

    #[test]
    fn what_an_index_lists_is_in_sections() {
        let text = "## Guides\n\n- [Welcome](welcome.md)\n- [Limits](limits.md)\n\n## Actions\n\n- [Lamps](lamps.md)\n  - [LightLamp](lightlamp.md)\n\
                    - [PutOutLamp](putoutlamp.md)\n";
        let index = Index::of(&PageSource { name: "a.md".into(), text: text.into() }).expect("an index");
        let names = |section: &Section| section.names.values().cloned().collect::<Vec<_>>().join(" ");
        assert_eq!(
            index.sections.iter().map(names).collect::<Vec<_>>(),
            ["Limits Welcome", "Lamps PutOutLamp", "LightLamp"]
        );
        assert!(index.sections.iter().all(|section| !section.is_reference));
    }
}
