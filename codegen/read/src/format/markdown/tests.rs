use proptest::prelude::*;

use super::builder::MAX_DEPTH;
use super::cell::{is_plain, lone_code};
use super::*;

/// Shows the tree, a block a line: kind, lines, text, and the Markdown where it differs.
fn show(text: &str) -> String {
    fn walk(block: &Block<'_>, depth: usize, out: &mut String) {
        let Lines { first, last } = block.lines;
        *out +=
            &format!("{:indent$}{:?} {first}-{last} {:?}", "", block.kind, block.text, indent = depth * 2);
        if let Some(markdown) = &block.markdown {
            *out += &format!(" = {markdown:?}");
        }
        out.push('\n');
        block.children.iter().for_each(|child| walk(child, depth + 1, out));
    }
    let mut out = String::new();
    read(text).blocks.iter().for_each(|top| walk(top, 0, &mut out));
    out
}

#[test]
fn headings_and_paragraphs_lose_their_markup_and_keep_their_line_ends() {
    let shown = show("# A *big* `title` #\n\nSee [the\ndocs](x) &amp; `1 < 2`.\n");
    assert_eq!(
        shown,
        "Heading(1) 1-1 \"A big title\" = \"A *big* `title`\"\n\
         Paragraph 3-4 \"See the\\ndocs & 1 < 2.\" = \"See [the\\ndocs](x) &amp; `1 < 2`.\"\n"
    );
}

#[test]
fn lines_that_follow_an_item_are_lines_of_the_item_until_a_heading_or_code() {
    let shown = show("- `a` — one\n**Type**: X\n- `b`\n```json\n{\n}\n```\n#### H\n");
    assert_eq!(
        shown,
        "Item 1-2 \"a — one\\nType: X\" = \"`a` — one\\n**Type**: X\"\n\
         Item 3-3 \"b\" = \"`b`\"\n\
         Code 5-6 \"{\\n}\"\n\
         Heading(4) 8-8 \"H\"\n"
    );
}

#[test]
fn an_item_holds_its_paragraphs_lists_and_code() {
    let shown = show("- `a` — one\n\n  **T**: X\n  more\n\n  - `P`\n\n      code\n\n- b\n");
    assert_eq!(
        shown,
        "Item 1-1 \"a — one\" = \"`a` — one\"\n  \
           Paragraph 3-4 \"T: X\\nmore\" = \"**T**: X\\nmore\"\n  \
           Item 6-6 \"P\" = \"`P`\"\n    \
             Paragraph 8-8 \"code\"\n\
         Item 10-10 \"b\"\n"
    );
}

#[test]
fn a_cell_over_several_lines_holds_blocks_with_their_lines() {
    let shown = show("* x\n| N | D |\n|--|--|\n| `a` | (Optional) one\n\n**T**: `p\\|q`\n- `P` |\nafter\n");
    assert_eq!(
        shown,
        "Item 1-1 \"x\"\n\
         Table 2-7 \"\"\n  \
           Row 2-2 \"\"\n    Cell 2-2 \"N\"\n      Paragraph 2-2 \"N\"\n    Cell 2-2 \"D\"\n      Paragraph 2-2 \"D\"\n  \
           Row 4-7 \"\"\n    \
             Cell 4-4 \"a\" = \"`a`\"\n      Paragraph 4-4 \"a\" = \"`a`\"\n    \
             Cell 4-7 \"(Optional) one\\nT: p|q\\nP\" = \"(Optional) one\\n\\n**T**: `p|q`\\n- `P`\"\n      \
               Paragraph 4-4 \"(Optional) one\"\n      \
               Paragraph 6-6 \"T: p|q\" = \"**T**: `p|q`\"\n      \
               Item 7-7 \"P\" = \"`P`\"\n\
         Paragraph 8-8 \"after\"\n"
    );
}

#[test]
fn a_tag_at_the_beginning_of_a_line_does_not_swallow_what_follows() {
    let shown = show("- a\n<p>\n## H\n<!-- # no\n-->\n<b>x</b> `\n<i>`\n");
    assert_eq!(
        shown,
        "Item 1-2 \"a\\n<p>\"\nHeading(2) 3-3 \"H\"\nParagraph 4-5 \"<!-- # no\\n-->\"\n\
         Paragraph 6-7 \"<b>x</b>  <i>\" = \"<b>x</b> `\\n<i>`\"\n"
    );
}

#[test]
fn quotes_and_tables_in_lists_are_read() {
    let shown = show("> one\n> two\nthree\n\n- a\n\n  | N |\n  |---|\n  | x |\n");
    assert_eq!(
        shown,
        "Paragraph 1-3 \"one\\ntwo\\nthree\" = \"> one\\n> two\\nthree\"\n\
         Item 5-5 \"a\"\n  Table 7-9 \"\"\n    Row 7-7 \"\"\n      Cell 7-7 \"N\"\n        Paragraph 7-7 \"N\"\n    \
         Row 9-9 \"\"\n      Cell 9-9 \"x\"\n        Paragraph 9-9 \"x\"\n"
    );
}

#[test]
fn line_ends_of_windows_count_once() {
    let shown = show("a\r\nb\r\n\r\n```\r\nc\r\nd\r\n```\r\n| N |\r\n|---|\r\n| x |\r\n");
    assert_eq!(
        shown,
        "Paragraph 1-2 \"a\\nb\"\nCode 5-6 \"c\\nd\"\nTable 8-10 \"\"\n  \
         Row 8-8 \"\"\n    Cell 8-8 \"N\"\n      Paragraph 8-8 \"N\"\n  \
         Row 10-10 \"\"\n    Cell 10-10 \"x\"\n      Paragraph 10-10 \"x\"\n"
    );
}

#[test]
fn deep_nesting_is_cut_and_nothing_overflows() {
    fn depth(block: &Block<'_>) -> usize {
        1 + block.children.iter().map(depth).max().unwrap_or(0)
    }
    for mark in ["- ", "> ", "1. ", "> - "] {
        let document = read(&(mark.repeat(20_000) + "x")).blocks.iter().map(depth).max();
        assert!(document.is_some_and(|depth| depth <= MAX_DEPTH + 1), "{mark:?} {document:?}");
    }
}

#[test]
fn markup_lines_are_told_from_text() {
    for line in ["```", "```json", "~~~~", "|---|:-:|", "---", "* * *"] {
        assert!(is_markup(line), "{line}");
    }
    for line in ["", "a", "``` not `a` fence", "| a |", "--"] {
        assert!(!is_markup(line), "{line}");
    }
}

/// Returns what the parser makes of a text by itself.
fn parsed<'a>(text: &'a str, first: u32, options: Options) -> Vec<Block<'a>> {
    let page = Page::new(text, first);
    let mut builder = Builder::new(&page);
    builder.parse(text, 0, options);
    builder.finish()
}

#[test]
fn a_plain_cell_is_what_the_parser_would_make_of_it() {
    for text in ["Name", "The name, (if any): 12.5% of it", "été", "a  b", "a 1. b"] {
        assert!(is_plain(text), "{text}");
        assert_eq!(read_cell(text, Lines::at(3)).children, parsed(text, 3, Options::empty()), "{text}");
    }
    for text in ["", "1. a", "- a", "a\nb", "a*b*", "a_b", "`a`", "a & b", "a <b>", " a", "a\\"] {
        assert!(!is_plain(text), "{text}");
    }
}

#[test]
fn a_cell_of_code_is_what_the_parser_would_make_of_it() {
    for text in ["`name`", "`a_b-c.d[]`", "`<b>\\.*`"] {
        assert!(lone_code(text).is_some(), "{text}");
        assert_eq!(read_cell(text, Lines::at(3)).children, parsed(text, 3, Options::empty()), "{text}");
    }
    for text in ["", "`", "``", "``a``", "`a b`", "`a` b", "`a`b`", "`a\nb`", "`é`"] {
        assert_eq!(lone_code(text), None, "{text}");
    }
}

#[test]
fn a_backslash_at_the_beginning_is_part_of_the_markdown() {
    let text = "# \\#1\n\n\\* a\n\n- \\- b\n";
    for blocks in [read(text).blocks, parsed(text, 1, Options::empty())] {
        let told: Vec<_> = blocks.iter().map(|block| (&*block.text, block.as_markdown())).collect();
        assert_eq!(told, [("#1", "\\#1"), ("* a", "\\* a"), ("- b", "\\- b")]);
    }
}

#[test]
fn what_pages_have_most_needs_no_parser() {
    let text = "# T\n\n**[a](#b)**\n\nSee [the\ndocs](x/y.md) in _The_\n_Guide_ (`c`), \\- and a_b.  \nType: String\n\n\
                - `d` — one\n**Type**: X\n+  e\n```json\n{\n}\n```\nf\n";
    let page = Page::new(text, 1);
    let mut builder = Builder::new(&page);
    plain::read(&mut builder, &[], |_, part| panic!("{} is parsed", &text[part])).expect("it is plain");
    assert_eq!(builder.finish(), parsed(text, 1, Options::empty()));
}

proptest! {
    #[test]
    fn code_that_the_parser_does_not_see_reads_the_same(lines in prop::collection::vec(prop::sample::select(vec![
        "", "a", "- b", "  c", "    d", "> e", "```", "```json", "````", "  ```", "- ```", "~~~", "a ``` b", "<!-- f",
        "-->", "<pre>", "</pre>", "{ \"g\": [", "# h", "1. i", "`j`", "[k]: l", "---", "\tm", "    ```", "é",
    ]), 0..16)) {
        let text = lines.join("\n");
        let page = Page::new(&text, 1);
        let mut builder = Builder::new(&page);
        builder.parse(&blank_out(&text, &[]), 0, Options::ENABLE_TABLES);
        prop_assert_eq!(builder.finish(), parsed(&text, 1, Options::ENABLE_TABLES), "{}", text);
    }

    #[test]
    fn what_is_read_without_the_parser_reads_the_same(lines in prop::collection::vec((
        prop::sample::select(vec![
            "", "", "", "- ", "* ", "+   ", "  ", "    ", "# ", "###### ", "> ", "1. ", "```", "  - ", "- - ", "-", "=",
            "**", "<", "\t", "#", "-      ", "12", "| ", "| a | ", "|---|", "|---|---|",
        ]),
        prop::collection::vec(prop::sample::select(vec![
            "a", "b", " ", "  ", " ", "`c`", "``", "`", "*", "**", "_", "**d**", "_e_", "*f*", "[g](h)", "[i]", "[", "](", "]",
            "(", ")", ".", "a_b", "<j>", "< ", "&amp;", "& ", "!", "\\", "\\*", "—", "#", "|", "[`k`](l_m) ", "(_n_)", ": ", "---",
        ]), 0..7),
    ), 0..8)) {
        let lines: Vec<_> = lines.into_iter().map(|(begin, rest)| begin.to_owned() + &rest.concat()).collect();
        let text = lines.join("\n");
        let page = Page::new(&text, 1);
        let tables = table::find(&text, &page.starts);
        for (tables, options) in [(&[][..], Options::empty()), (&tables, Options::ENABLE_TABLES)] {
            prop_assert_eq!(page.blocks(tables, options), page.parsed(tables, options), "{:?}", text);
        }
    }
}
