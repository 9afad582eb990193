use super::*;
use crate::document::outline;

fn outline_of(html: &str) -> String {
    outline(&read(html).blocks)
}

/// Returns the Markdown of the only block.
fn markdown(html: &str) -> String {
    let document = read(html);
    assert_eq!(document.blocks.len(), 1, "{html}");
    document.blocks[0].as_markdown().to_owned()
}

#[test]
fn a_file_has_the_title_of_its_head() {
    let title = |html: &str| read(html).title.map(|(text, lines)| (text, lines.first));
    assert_eq!(
        title("<html>\n<head><title>Paint &amp;\nBrush</title></head><svg><title>x</title></svg><h1>y</h1>"),
        Some(("Paint & Brush".to_owned(), 2))
    );
    assert_eq!(title("<main><h1>y</h1><svg><title>x</title></svg></main>"), None);
}

#[test]
fn blocks_are_told_by_their_tags() {
    let html = "<h2>A\n title</h2>\n<p>One\n<p>two &amp; <span>three</span>\n<div>four<br>five</div>\n<pre>\n  a\n\n b\n</pre>";
    insta::assert_snapshot!(outline_of(html), @r#"
    Heading(2) "A title" 1-2
    Paragraph "One" 3-3
    Paragraph "two & three" 4-4
    Paragraph "four\nfive" 5-5
    Code "  a\n\n b" 7-9
    "#);
}

#[test]
fn items_hold_what_stands_within_them() {
    let html = "<ul><li><p>a</p><p>more of a</p>\n<ul><li>b<li><pre>c</pre></ul></li>\n<li>d</ul>\nafter";
    insta::assert_snapshot!(outline_of(html), @r#"
    Item "a" 1-1
      Paragraph "more of a" 1-1
      Item "b" 2-2
      Item "" 2-2
        Code "c" 2-2
    Item "d" 3-3
    Paragraph "after" 4-4
    "#);
}

#[test]
fn terms_hold_what_is_said_of_them() {
    let html = "<dl><dt>a\n<dd><p>about a</p>\n<dl><dt>b</dt><dd>about b</dd></dl>\n<dt>c<dt>d<dd>about d</dl>\n<dd>alone";
    insta::assert_snapshot!(outline_of(html), @r#"
    Item "a" 1-1
      Paragraph "about a" 2-2
      Item "b" 3-3
        Paragraph "about b" 3-3
    Item "c" 4-4
    Item "d" 4-4
      Paragraph "about d" 4-4
    Item "alone" 5-5
    "#);
}

#[test]
fn tables_have_rows_and_cells() {
    let html = "<table><caption>about</caption>\n<thead><tr><th>Name<th>Type</thead>\n<tr><td>a<td><p>one</p><table><tr><td>two</table>\n<td></tr></table>end";
    insta::assert_snapshot!(outline_of(html), @r#"
    Paragraph "about" 1-1
    Table "" 2-4
      Row "" 2-2
        Cell "Name" 2-2
          Paragraph "Name" 2-2
        Cell "Type" 2-2
          Paragraph "Type" 2-2
      Row "" 3-4
        Cell "a" 3-3
          Paragraph "a" 3-3
        Cell "one\ntwo" 3-3
          Paragraph "one" 3-3
          Paragraph "two" 3-3
        Cell "" 4-4
    Paragraph "end" 4-4
    "#);
}

#[test]
fn marked_text_is_kept_as_markdown() {
    for (html, expected) in [
        ("<p>plain", "plain"),
        ("<b>a</b> <i> b </i>c", "**a** *b* c"),
        ("<code>a <span>b</span></code>", "`a b`"),
        ("<code>a`b</code> <code>`</code>", "``a`b`` `` ` ``"),
        ("see <a href='https://x.test/a?b'>the <em>page</em></a>.", "see [the *page*](https://x.test/a?b)."),
        ("<a href='https://x.test/(a) b'>c</a>", "[c](<https://x.test/(a) b>)"),
        ("<a href='#id1'>here</a> <a>there</a>", "here there"),
        ("<b>a<p></b>", "**a**"),
        ("<strong>a</strong><strong>b</strong>", "**ab**"),
        ("<em></em><b> </b>x", "x"),
        (
            "2 * 3 &lt;b> a_b _c_ `d` &amp;amp; [e](f) \\* \\n",
            "2 \\* 3 \\<b> a_b \\_c\\_ \\`d\\` \\&amp; [e\\](f) \\\\\\* \\n",
        ),
        ("- no item", "\\- no item"),
        ("# no heading", "\\# no heading"),
    ] {
        assert_eq!(markdown(html), expected, "{html}");
    }
}

#[test]
fn markdown_gives_back_the_text() {
    for html in ["a * b &lt;c> d_e _f_ `g` &amp;lt; [h](i) \\* <b>j</b> <code>`k`</code>", "&gt; l", "+ m"] {
        let document = read(html);
        let mut plain = String::new();
        for event in pulldown_cmark::Parser::new(document.blocks[0].as_markdown()) {
            if let pulldown_cmark::Event::Text(text) | pulldown_cmark::Event::Code(text) = event {
                plain.push_str(&text);
            }
        }
        assert_eq!(plain, document.blocks[0].text, "{html}");
    }
}

#[test]
fn links_can_be_asked_for() {
    let document = read("<p>See <a href='https://x.test/a'>a</a> and <a href='b (c)'>b</a>.");
    assert_eq!(document.blocks[0].links().collect::<Vec<_>>(), ["https://x.test/a", "b (c)"]);
}

#[test]
fn of_a_whole_page_only_the_main_content_is_read() {
    let page = |content: &str| {
        format!("<!doctype html>\n<title>t</title>\n<nav>n</nav>\n<p>before</p>\n{content}\n<p>after</p>\n")
    };
    for content in [
        "<main><p>a</p><article>b</article></main>",
        "<article><p>a</p><article>b</article></article>",
        "<article>teaser</article>\n<div role=main><p>a</p><div>b</div></div>",
    ] {
        let html = page(content);
        let document = read(&html);
        let texts: Vec<_> = document.blocks.iter().map(|block| &*block.text).collect();
        assert_eq!(texts, ["a", "b"], "{content}");
        let main = 4 + content.lines().count() as u32;
        assert_eq!(document.markup, [Lines::new(1, main - 1), Lines::at(main + 1)], "{content}");
    }
}

#[test]
fn what_is_not_text_is_left_out() {
    let html =
        "<p>a<script>if (a < b) { '<p>' }</script>b<style>p{}</style><svg><text>x</text></svg><!-- c -->c";
    assert_eq!(markdown(html), "abc");
}

#[test]
fn lines_without_text_are_markup() {
    let document = read("<ul>\n<li>a\n</li>\n\n<li>\nb\n</ul>\n");
    assert_eq!(document.markup, [Lines::at(1), Lines::new(3, 5), Lines::at(7)]);
    assert_eq!(document.line_count(), 7);
}

#[test]
fn line_ends_of_any_system_count_once() {
    for end in ["\n", "\r\n"] {
        let html = ["<p>a", "b</p>", "<pre>c", "d</pre>"].join(end);
        let lines: Vec<_> = read(&html).blocks.iter().map(|block| block.lines).collect();
        assert_eq!(lines, [Lines::new(1, 2), Lines::new(3, 4)], "{end:?}");
    }
}

#[test]
fn html_is_known_by_its_beginning() {
    for text in ["<!DOCTYPE html>\n", "\u{feff}\n <html lang='en'>", "<article role=main>", "<main>"] {
        assert!(is_html(text), "{text}");
    }
    for text in ["", "<", "<articles>", "# Title <a name='x'></a>", "<a name='x'></a>", "<htm", "<htmlé"] {
        assert!(!is_html(text), "{text}");
    }
}

#[test]
fn hostile_nesting_is_bounded_and_costs_no_more_than_its_length() {
    fn depth(blocks: &[Block<'_>]) -> usize {
        blocks.iter().map(|block| 1 + depth(&block.children)).max().unwrap_or_default()
    }
    let units = [
        "<ul><li>a",
        "<dl><dt>a<dd>",
        "<table><tr><td>a",
        "<div>a",
        "<b id=1><p>a",
        "<a href=x>a<p>",
        "<pre>a",
        "&",
        "<code>`",
    ];
    for unit in units {
        let html = unit.repeat(20_000);
        let start = std::time::Instant::now();
        let document = read(&html);
        assert!(depth(&document.blocks) <= MAX_DEPTH, "{unit}");
        assert!(start.elapsed().as_secs() < 10, "{unit}");
    }
}

#[test]
fn a_tag_of_many_attributes_exhausts_no_stack() {
    let units = [
        " b=\"c\"",
        "\nb=\"c\"",
        "\r\nb=\"c\"",
        " b=\"\"  ",
        " b=\">\"",
        " b=\"<a d='\"",
        "\tb = \"c\"",
        " =\"c\"",
        " =\"c\"=",
        "b=\"c\"",
        "/b=\"c\"",
        " b=\"&amp;\"",
        " b='c'",
        " b='>'",
        " b=c",
        " b=c\"d",
        " b",
        " \"",
        "'",
        "=\"",
        " b=\"é\"",
        " \0=\"\0\"",
    ];
    for unit in units {
        let many = unit.repeat(5_000);
        for html in [
            format!("<p>x</p>\n<a{many} href=\"d\">y</a>"),
            format!("<p>x</p>\n</a{many}>y"),
            format!("<p>x</p>\n<p>y</p><a{many}"),
            format!("<p>x</p>\n<p>y</p><!doctype{many}>"),
            format!("<p>x</p>\n<p>y</p><script{many}><!-- <script{many}>{many}--></script{many}>"),
        ] {
            assert!(read(&html).blocks.len() >= 2, "{unit}");
        }
    }
}

#[test]
fn many_attributes_change_nothing_else() {
    for blank in [" ", "\n", "  ", "\r\n"] {
        for count in 0..70 {
            let few = format!("<p>See <a{blank}href=\"u\">y</a>\n<br/> z</p>");
            let attributes = format!("{blank}b=\"c\"").repeat(count);
            let many = format!(
                "<p>See <a{attributes}{blank}href=\"u\"{attributes}>y</a>\n<br{attributes}{blank}/> z</p>"
            );
            assert_eq!(markdown(&few), markdown(&many), "{count} {blank:?}");
        }
    }
}
