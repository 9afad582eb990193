use super::*;
use crate::document::outline;

fn outline_of(text: &str) -> String {
    outline(&read(text).blocks)
}

/// Returns the text of a paragraph of these lines.
fn unfolded(text: &str) -> String {
    let document = read(text);
    assert_eq!(document.blocks.len(), 1, "{text}");
    document.blocks[0].text.clone().into_owned()
}

#[test]
fn the_first_title_is_underlined_by_asterisks() {
    for (text, is) in [
        ("Lamps / Client / dim\n\n\ndim\n***\n", true),
        ("Lamps\n*****\n\n\nClient\n======\n", true),
        ("Lamps\n=====\n", false),
        ("Lamps\n****\n", false),
        ("  Lamps\n*******\n", false),
        ("• a\n• b\n", false),
        ("", false),
    ] {
        assert_eq!(is_sphinx(text), is, "{text:?}");
    }
}

#[test]
fn titles_terms_and_items_hold_what_is_beneath_them() {
    let text = "Lamps\n*****\n\n\nRooms\n=====\n\nParameters:\n   * **a** (*list*) --\n\n     A lamp.\n\n     1. one\n\n     * two\n\nAfter.\n";
    let document = read(text);
    assert_eq!(document.markup, [Lines::at(2), Lines::at(6)]);
    insta::assert_snapshot!(outline_of(text), @r#"
    Heading(1) "Lamps" 1-1
    Heading(2) "Rooms" 5-5
    Item "Parameters:" 8-8
      Item "a (list) –" ~ "**a** (*list*) –" 9-9
        Paragraph "A lamp." 11-11
        Item "one" 13-13
        Item "two" 15-15
    Paragraph "After." 17-17
    "#);
}

#[test]
fn what_is_indented_is_told_by_what_it_stands_under() {
    let text = "lamps.Lamp.light(**kwargs)\n\n   Note:\n\n     All of it.\n\n   **Syntax**\n\n      light(\n          a=1\n\n      )\n\n   A quote:\n\n      This is said about lamps of all the kinds, and it is said so\n      fully, here and there.\n\n      * indeed\n\nclass lamps.Lamp\n\n      lamp = lamps.Lamp()\n\n   wait()\n\n      Waits.\n";
    insta::assert_snapshot!(outline_of(text), @r#"
    Item "lamps.Lamp.light(**kwargs)" ~ "lamps.Lamp.light(\\*\\*kwargs)" 1-1
      Paragraph "Note" 3-3
      Paragraph "All of it." 5-5
      Paragraph "Syntax" ~ "**Syntax**" 7-7
      Code "light(\n    a=1\n\n)" 9-12
      Paragraph "A quote:" 14-14
      Paragraph "This is said about lamps of all the kinds, and it is said so fully, here and there." 16-17
      Item "indeed" 19-19
    Item "class lamps.Lamp" 21-21
      Code "lamp = lamps.Lamp()" 23-23
      Item "wait()" 25-25
        Paragraph "Waits." 27-27
    "#);
}

#[test]
fn marks_are_read() {
    for (text, plain, markdown) in [
        ("**a** (*list*) -- The \"lamp-id\".", "a (list) – The lamp-id.", "**a** (*list*) – The `lamp-id`."),
        ("**a** *(list) --*", "a (list) –", "**a** *(list) –*"),
        ("(*bytes** or **file-like object*)", "(bytes or file-like object)", "(*bytes or file-like object*)"),
        ("a * b, 2*3*4 and f(**all)", "a * b, 2*3*4 and f(**all)", "a \\* b, 2\\*3\\*4 and f(\\*\\*all)"),
        ("say \"two words\", or \"", "say \"two words\", or \"", "say \"two words\", or \""),
        ("--dim and a--b", "--dim and a--b", "--dim and a--b"),
        (
            "It was lit.The lamp (all).To dim",
            "It was lit. The lamp (all). To dim",
            "It was lit. The lamp (all). To dim",
        ),
        ("*Lit*.The end", "Lit. The end", "*Lit*. The end"),
        (
            ".Net, Node.Js and lamp.Lamp.dim are",
            ".Net, Node.Js and lamp.Lamp.dim are",
            ".Net, Node.Js and lamp.Lamp.dim are",
        ),
        ("\"*\" or \"a*b\"", "* or a*b", "`*` or `a*b`"),
    ] {
        let document = read(text);
        assert_eq!((&*document.blocks[0].text, document.blocks[0].as_markdown()), (plain, markdown));
    }
}

#[test]
fn folding_is_undone() {
    let long = "x".repeat(50);
    for (text, expected) in [
        ("one\ntwo", "one two".to_owned()),
        ("a server-\nside lamp", "a server-side lamp".to_owned()),
        ("from 1-\n9", "from 1- 9".to_owned()),
        ("lamps--\nall", "lamps--all".to_owned()),
        ("light --\nall", "light – all".to_owned()),
        ("lamp:room\n:light-group:a", "lamp:room:light-group:a".to_owned()),
        ("run\n--dry-run", "run --dry-run".to_owned()),
        ("the\n\"lamp-id\"", "the lamp-id".to_owned()),
        // What no line can hold is cut at column 70.
        (&format!("**abcdefghijklmnopq{long}*\n* *(dict)* --"), format!("abcdefghijklmnopq{long} (dict) –")),
        (&format!("**abcdefghijklmnop{long}**\n*(dict)* --"), format!("abcdefghijklmnop{long} (dict) –")),
        (&format!("The lamp abcdefghij{long}x\n{long} is"), format!("The lamp abcdefghij{long}x{long} is")),
        (&format!("The lamp abcdefghij{long}\n{long} is"), format!("The lamp abcdefghij{long} {long} is")),
        (&format!("The lamp abcdefghi{long} x\ny is"), format!("The lamp abcdefghi{long} x y is")),
    ] {
        assert_eq!(unfolded(text), expected, "{text}");
    }
}

#[test]
fn hostile_nesting_is_bounded_and_keeps_all_lines() {
    let text: String = (0..2_000).map(|depth| format!("{}* x\n", " ".repeat(depth))).collect();
    let mut block = &read(&text).blocks[0];
    let mut depth = 1;
    while let Some(child) = block.children.last() {
        block = child;
        depth += 1;
    }
    assert!(depth <= MAX_DEPTH + 1);
    assert_eq!(block.lines.last, 2_000);
}

#[test]
fn marks_that_nothing_closes_and_words_without_end_cost_no_more_than_their_length() {
    const MANY: usize = 300_000;
    for part in ["**a ", "*a ", "\"a", "\"a ", "**a*\"b ", "a.", "aa.B", "a-", ":-a"] {
        let text = part.repeat(MANY);
        assert!(unfolded(&text).len() >= text.len() / 2, "{part}");
    }
}
