//! `llms.txt`: a Markdown page whose links are the pages of a site.

use pulldown_cmark::{Event, LinkType, Parser, Tag};

/// Returns the links of an index in their order, each once, as they are written; links within the page are left out.
pub fn links(text: &str) -> Vec<String> {
    let mut links = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for event in Parser::new(text) {
        if let Event::Start(Tag::Link { link_type, dest_url, .. }) = event {
            let is_page = link_type != LinkType::Email && !dest_url.is_empty() && !dest_url.starts_with('#');
            if is_page && seen.insert(dest_url.to_string()) {
                links.push(dest_url.into_string());
            }
        }
    }
    links
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_lists_its_links_once() {
        let text = "# Clock\n\n> What it is.\n\n## API\n\n- [Get the time](get-time.md): reads\n- [Set](/set.md#how)\n- [Again](get-time.md)\n- <https://h/x.md>\n- [Here](#clock)\n- <mail@h>\n\n[ref][r]\n\n[r]: other.md\n";
        assert_eq!(links(text), ["get-time.md", "/set.md#how", "https://h/x.md", "other.md"]);
    }
}
