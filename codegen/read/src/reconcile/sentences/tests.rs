use super::*;

fn cut(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    each_sentence(text, |sentence| found.push(sentence.to_owned()));
    found
}

#[test]
fn sentences_are_cut_at_full_stops_and_items() {
    let text = "The `name` of it. Use [this](https://a.b/c) form: v1.2.\n\nConstraints:\n\n- Must be red, or\n  blue.\n- It’s *wet*";
    assert_eq!(cut(text), ["The name of it", "Use this form: v1.2", "Must be red, or blue", "It's wet"]);
}

#[test]
fn sentences_in_italics_are_sentences_and_names_stay_as_they_are() {
    assert_eq!(cut("_It is deprecated._ The kiln\nof brick."), ["It is deprecated", "The kiln of brick"]);
    assert_eq!(cut("- _Deprecated._"), ["Deprecated"]);
    assert_eq!(cut("_id and key_. _"), ["_id and key_", "_"]);
}

#[test]
fn what_stands_in_parentheses_behind_an_item_is_no_sentence_of_its_own() {
    assert_eq!(cut("- 7: The kiln burst. (deprecated)"), ["7: The kiln burst. (deprecated)"]);
    assert_eq!(cut("The kiln. (deprecated)"), ["The kiln", "(deprecated)"]);
    assert_eq!(cut("- One\n\nThe kiln. (deprecated)"), ["One", "The kiln", "(deprecated)"]);
}
