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
