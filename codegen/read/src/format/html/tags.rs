//! What the tags of HTML mean for the structure of a document.

use crate::format::run::Inline;

/// What a tag does to the blocks and the text around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Its content is no part of the page's text.
    Hidden,
    /// Its content is what the page is about.
    Main,
    /// Begins and ends a block.
    Block,
    /// A heading of the given level.
    Heading(u8),
    /// Preformatted text.
    Code,
    /// A list of items.
    List,
    /// An entry of a list.
    Item,
    /// A list of terms and what is said of them.
    Definitions,
    /// A term.
    Term,
    /// What is said of the term before it.
    Definition,
    Table,
    /// Rows of a table.
    Rows,
    Row,
    Cell,
    /// A line end within a block.
    Break,
    /// Marks a part of a block's text.
    Inline(Inline),
    /// Says nothing about structure.
    Other,
}

/// The tags, sorted by name, and what they do.
const ROLES: &[(&[u8], Role)] = &[
    (b"a", Role::Inline(Inline::Link)),
    (b"address", Role::Block),
    (b"article", Role::Main),
    (b"aside", Role::Block),
    (b"audio", Role::Hidden),
    (b"b", Role::Inline(Inline::Strong)),
    (b"blockquote", Role::Block),
    (b"body", Role::Block),
    (b"br", Role::Break),
    (b"button", Role::Hidden),
    (b"canvas", Role::Hidden),
    (b"caption", Role::Block),
    (b"center", Role::Block),
    (b"code", Role::Inline(Inline::Code)),
    (b"dd", Role::Definition),
    (b"details", Role::Block),
    (b"div", Role::Block),
    (b"dl", Role::Definitions),
    (b"dt", Role::Term),
    (b"em", Role::Inline(Inline::Emphasis)),
    (b"fieldset", Role::Block),
    (b"figcaption", Role::Block),
    (b"figure", Role::Block),
    (b"footer", Role::Hidden),
    (b"form", Role::Block),
    (b"h1", Role::Heading(1)),
    (b"h2", Role::Heading(2)),
    (b"h3", Role::Heading(3)),
    (b"h4", Role::Heading(4)),
    (b"h5", Role::Heading(5)),
    (b"h6", Role::Heading(6)),
    (b"head", Role::Block),
    (b"header", Role::Block),
    (b"hr", Role::Block),
    (b"i", Role::Inline(Inline::Emphasis)),
    (b"iframe", Role::Hidden),
    (b"kbd", Role::Inline(Inline::Code)),
    (b"li", Role::Item),
    (b"main", Role::Main),
    (b"menu", Role::List),
    (b"nav", Role::Hidden),
    (b"noscript", Role::Hidden),
    (b"object", Role::Hidden),
    (b"ol", Role::List),
    (b"p", Role::Block),
    (b"pre", Role::Code),
    (b"samp", Role::Inline(Inline::Code)),
    (b"script", Role::Hidden),
    (b"section", Role::Block),
    (b"select", Role::Hidden),
    (b"strong", Role::Inline(Inline::Strong)),
    (b"style", Role::Hidden),
    (b"summary", Role::Block),
    (b"svg", Role::Hidden),
    (b"table", Role::Table),
    (b"tbody", Role::Rows),
    (b"td", Role::Cell),
    (b"template", Role::Hidden),
    (b"textarea", Role::Hidden),
    (b"tfoot", Role::Rows),
    (b"th", Role::Cell),
    (b"thead", Role::Rows),
    (b"title", Role::Hidden),
    (b"tr", Role::Row),
    (b"tt", Role::Inline(Inline::Code)),
    (b"ul", Role::List),
    (b"video", Role::Hidden),
];

/// Returns what the tag of the given lower-case name does.
pub(super) fn role(name: &[u8]) -> Role {
    match ROLES.binary_search_by_key(&name, |(known, _)| known) {
        Ok(at) => ROLES[at].1,
        Err(_) => Role::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_each_tag_is_found() {
        assert!(ROLES.is_sorted_by_key(|(name, _)| name));
        for (name, of) in ROLES {
            assert_eq!(role(name), *of);
        }
        assert_eq!(role(b"span"), Role::Other);
    }
}
