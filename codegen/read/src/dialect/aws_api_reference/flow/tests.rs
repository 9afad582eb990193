use super::*;
use crate::format::Format;

fn outline(name: &str, text: &str) -> Vec<String> {
    let document = Format::of(name, text).read(text);
    pieces(&document)
        .iter()
        .map(|piece| format!("{:?} {} {:?}", piece.kind, piece.lines().first, piece.text()))
        .collect()
}

#[test]
fn a_paragraph_of_markdown_is_cut_at_its_label_and_facts() {
    let text = "# Paint\n\n ** [colour](#Paint_Syntax) **   <a name=\"x-colour\"></a>\nWhat it looks like. See [more](other.md).  \nType: String  \nPattern: `[a-z]+`   \nRequired: Yes\n";
    assert_eq!(
        outline("p.md", text),
        [
            "Heading(1) 1 \"Paint\"",
            "Label 3 \"colour\"",
            "Text 4 \"What it looks like. See more.\"",
            "Fact 5 \"Type: String\"",
            "Fact 6 \"Pattern: [a-z]+\"",
            "Fact 7 \"Required: Yes\"",
        ]
    );
}

#[test]
fn a_dash_stands_alone_on_its_line() {
    for text in ["-", "a\n-", " - \r\nb", "a-b\n\t-\u{a0}\nc", "a -\n-"] {
        assert!(has_lone_dash(text), "{text:?}");
    }
    for text in ["", "a - b", "- a", "a -", "--", "a\n--\nb", "-\u{b}a"] {
        assert!(!has_lone_dash(text), "{text:?}");
    }
}

#[test]
fn facts_that_trail_a_list_leave_it() {
    let text = "# Paint\n\n**colour**\n\nOne of:\n+  red\n+  blue\nType: String\nRequired: No\n";
    let found = outline("p.md", text);
    assert_eq!(found[4..], ["Block 7 \"blue\"", "Fact 8 \"Type: String\"", "Fact 9 \"Required: No\""]);
}

#[test]
fn entries_in_list_items_are_labels_and_facts() {
    let text = "Paint\nPaints it.\nRequest Body\n- colour\n-\nWhat it looks like.\nType: String\nRequired: Yes\n-\nHow much. Type: Integer Required: No\n";
    let kinds = outline("p.txt", text);
    assert_eq!(
        kinds,
        [
            "Text 1 \"Paint\"",
            "Text 2 \"Paints it.\"",
            "Heading(2) 3 \"Request Body\"",
            "Label 4 \"colour\"",
            "Markup 5 \"\"",
            "Text 6 \"What it looks like.\"",
            "Fact 7 \"Type: String\"",
            "Fact 8 \"Required: Yes\"",
            "LostLabel 9 \"\"",
            "Text 10 \"How much.\"",
            "Fact 10 \"Type: Integer\"",
            "Fact 10 \"Required: No\"",
        ]
    );
}

#[test]
fn a_dash_behind_a_bullet_is_of_the_bullet() {
    let text = "Paint\nPaints it.\nRequest Body\n- colour\n-\nWhat it is.\n- As in this example:\n-\nred it is.\nType: String\nRequired: Yes\n-\nHow much.\nType: Integer\n";
    let kinds = outline("p.txt", text);
    assert_eq!(kinds.iter().filter(|kind| kind.starts_with("LostLabel")).count(), 1, "{kinds:?}");
    assert!(kinds.contains(&"LostLabel 12 \"\"".to_owned()), "{kinds:?}");
}

#[test]
fn a_bullet_is_not_the_rest_of_a_fact() {
    let text = "Paint\nPaints it.\nRequest Body\n- colour\n-\nWhat it is.\nValid Values:\n- red\n- blue\nType: String\nRequired: Yes\n";
    let kinds = outline("p.txt", text);
    assert!(kinds.contains(&"Fact 7 \"Valid Values:\"".to_owned()), "{kinds:?}");
    assert!(kinds.contains(&"Fact 11 \"Required: Yes\"".to_owned()), "{kinds:?}");
}

#[test]
fn a_fact_behind_prose_begins_a_word() {
    let text = "Paint\nPaints it.\nResponse Syntax\nHTTP/1.1 200\nContent-Type: contentType\nResponse Elements\n- colour\n-\nWhat it is. Type: String\n";
    let kinds = outline("p.txt", text);
    assert!(kinds.contains(&"Fact 9 \"Type: String\"".to_owned()), "{kinds:?}");
    assert!(!kinds.iter().any(|kind| kind.contains("\"Type: contentType\"")), "{kinds:?}");
}

#[test]
fn definitions_are_labels_with_all_that_is_said_of_them() {
    let text = "<html><body><h1>Paint</h1>\n<dl>\n<dt><b><a href=\"#Paint_Syntax\">colour</a></b></dt>\n<dd><p>One of:</p><ul><li><p><b>red</b></p></li></ul></dd>\n<dt><b>size</b></dt>\n<dd><p>How much.</p>\n<p>Type: Integer</p></dd>\n<dt>weight</dt><dd><p>Type: Long</p></dd>\n<dt><b>DryException</b></dt>\n<dd><p>It dried.</p><dl><dt><b>message</b></dt><dd><p>Why.</p></dd></dl>\n<p>HTTP Status Code: 400</p></dd></dl>\n<dl><dt>Notes</dt><dd><p>None.</p></dd></dl><ul><li><p><b>red</b></p><p>A colour.</p></li></ul>";
    assert_eq!(
        outline("p.html", text),
        [
            "Heading(1) 1 \"Paint\"",
            "Label 3 \"colour\"",
            "Text 4 \"One of:\"",
            "Block 4 \"red\"",
            "Label 5 \"size\"",
            "Text 6 \"How much.\"",
            "Fact 7 \"Type: Integer\"",
            "Label 8 \"weight\"",
            "Fact 8 \"Type: Long\"",
            "Label 9 \"DryException\"",
            "Text 10 \"It dried.\"",
            "Label 10 \"message\"",
            "Text 10 \"Why.\"",
            "Fact 11 \"HTTP Status Code: 400\"",
            "Block 12 \"Notes\"",
            "Block 12 \"red\"",
        ]
    );
}

#[test]
fn the_marks_of_a_label_may_stand_on_lines_of_their_own() {
    let text = "# Paint\n## Contents\n**\n[colour](#Paint_Syntax)\n**\nWhat it looks like.\nType: String\n**\nsize\n**\nType: Long\n**\nnot so\n**\n";
    assert_eq!(
        outline("p.md", text)[2..],
        [
            "Label 3 \"colour\"",
            "Text 6 \"What it looks like.\"",
            "Fact 7 \"Type: String\"",
            "Label 8 \"size\"",
            "Fact 11 \"Type: Long\"",
            "Text 12 \"**\\nnot so\\n**\"",
        ]
    );
}

#[test]
fn lines_are_paragraphs_where_a_label_is_none_of_its_own() {
    let text = |gap: &str| {
        format!(
            "# Paint\n\n## Contents\n\n ** colour **{gap}What it looks like.{gap}**Note**{gap}One of:\n+  red\n+  blue\nNo other.\nDefault: red\nType: String\n"
        )
    };
    let found = outline("p.md", &text("\n"));
    assert_eq!(
        found[2..],
        [
            "Label 5 \"colour\"",
            "Text 6 \"What it looks like.\"",
            "Text 7 \"Note\"",
            "Text 8 \"One of:\"",
            "Block 9 \"red\"",
            "Block 10 \"blue\"",
            "Text 11 \"No other.\"",
            "Text 12 \"Default: red\"",
            "Fact 13 \"Type: String\"",
        ]
    );
    let found = outline("p.md", &text("\n\n"));
    assert_eq!(found[7..], ["Block 13 \"blue\\nNo other.\\nDefault: red\"", "Fact 16 \"Type: String\""]);
}
