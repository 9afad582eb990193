//! YAML in and out: errors that say file, line and column; output that a person reads in a review.
//!
//! All of docwright's YAML files go through here. Reading is serde over a maintained YAML parser, which bounds
//! depth and aliases. Writing has its own layout, because no YAML writer offers one that reads well in a diff:
//! small mappings on one line, long texts as block scalars, and quotes around every text that some YAML
//! version would read as something else.

mod depth;
mod layout;
mod locate;
mod places;
mod text;

pub use locate::{LineIndex, locate};
pub use places::places;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Code, Diagnostic, Snippet};

/// Reads a value from YAML text.
///
/// # Errors
///
/// Returns `DW0201` with the line and column if the text is no YAML, has a duplicate or unknown key, or does not
/// have the form that `T` asks for. The snippet's file is empty; the caller knows its name (see [`read_named`]).
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, Diagnostic> {
    read_named("", text)
}

/// Reads a value from the YAML text of the file `name`; see [`read`].
///
/// # Errors
///
/// As [`read`], with the file's name in the snippet.
pub fn read_named<T: DeserializeOwned>(name: &str, text: &str) -> Result<T, Diagnostic> {
    if let Some(at) = depth::too_deep(text) {
        let finding =
            Diagnostic::new(Code::INVALID_YAML, format!("nested deeper than {} levels", depth::MAX_DEPTH));
        return Err(finding.at(Snippet::of_bytes(name, text, at..at + 1, "here")).help("nest less deeply"));
    }
    serde_yaml::from_str(text).map_err(|error| explain(name, text, &error))
}

/// Turns the parser's error into a finding with a place and a way to mend it.
fn explain(name: &str, text: &str, error: &serde_yaml::Error) -> Diagnostic {
    /// What an error's message contains, and what then helps.
    const HELPS: [(&str, &str); 7] = [
        ("unknown field", "remove the key, or correct its spelling"),
        ("duplicate", "keep one of the two entries"),
        ("missing field", "add the key"),
        ("description format", "write `idl: 1`, or use the docwright that wrote the file"),
        ("unknown variant", "use one of the values that are named"),
        ("repetition limit", "write the values out instead of repeating aliases"),
        ("recursion limit", "nest less deeply"),
    ];
    let whole = error.to_string();
    // The place stands in the snippet; the message need not repeat it.
    let message = whole.rsplit_once(" at line ").map_or(whole.as_str(), |(message, _)| message);
    let diagnostic = Diagnostic::new(Code::INVALID_YAML, message);
    let at = error.location().map_or(0, |location| location.index()).min(text.len());
    let line = text[text.floor_char_boundary(at)..].split(['\n', '\r']).next().unwrap_or_default();
    let diagnostic = diagnostic.at(Snippet::of_bytes(name, text, at..at + line.trim_end().len(), "here"));
    match HELPS.iter().find(|(part, _)| message.contains(part)) {
        Some((_, help)) => diagnostic.help(*help),
        None => diagnostic,
    }
}

/// Returns the YAML text of a value, in docwright's layout, ending in a line end.
///
/// # Errors
///
/// Returns `DW0201` if the value has no YAML form, which no type of this crate lacks.
pub fn write<T: Serialize>(value: &T) -> Result<String, Diagnostic> {
    let tree = serde_yaml::to_value(value)
        .map_err(|error| Diagnostic::new(Code::INVALID_YAML, error.to_string()))?;
    Ok(layout::lay_out(&tree))
}

/// Returns the text of the entries of a mapping, as they stand in a mapping that is an entry of a file.
///
/// # Errors
///
/// As [`write()`].
pub fn write_entries<T: Serialize>(value: &T) -> Result<String, Diagnostic> {
    let tree = serde_yaml::to_value(value)
        .map_err(|error| Diagnostic::new(Code::INVALID_YAML, error.to_string()))?;
    Ok(layout::lay_out_entries(&tree))
}

/// Adds such an entry to a text: the name, and a sequence of what is displayed. It is what [`write_entries`] makes of it.
pub fn write_list(to: &mut String, name: &str, texts: &[impl std::fmt::Display]) {
    layout::lay_out_list(to, name, texts);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Description;

    fn error_of(text: &str) -> Diagnostic {
        read_named::<Description>("api.yaml", text).expect_err(text)
    }

    #[test]
    fn an_error_says_file_line_and_column_and_helps() {
        let cases = [
            ("idl: 2\nservice: { name: a }\n", "api.yaml:1:6", "description format 2"),
            (
                "idl: 1\nservice: { name: a }\noperations:\n  A: {}\n  A: {}\n",
                "api.yaml:5:3",
                "duplicate key `A`",
            ),
            ("idl: 1\nservice:\n  name: a\n  colour: red\n", "api.yaml:4:3", "unknown field `colour`"),
            ("idl: 1\nservice: { name: a, name: b }\n", "api.yaml:2:10", "duplicate"),
            (
                "idl: 1\nservice: { name: a }\ntypes:\n  T: { enum: [A], members: {} }\n",
                "api.yaml:4:6",
                "exactly one",
            ),
        ];
        for (text, place, message) in cases {
            let error = error_of(text);
            assert!(error.message.contains(message), "{error}");
            assert_eq!(error.snippets[0].to_string(), place, "{error}");
        }
    }

    #[test]
    fn an_alias_bomb_is_refused() {
        let mut text = "idl: 1\nservice: { name: a }\nx0: &x0 [a]\n".to_owned();
        for level in 1..40 {
            let below = level - 1;
            text += &format!("x{level}: &x{level} [{}]\n", vec![format!("*x{below}"); 20].join(", "));
        }
        assert_eq!(error_of(&text).code, Code::INVALID_YAML);
        let deep = format!("idl: 1\nservice: {{ name: a, doc: {}{} }}", "[".repeat(5_000), "]".repeat(5_000));
        assert_eq!(error_of(&deep).code, Code::INVALID_YAML);
        let deeper = format!("idl: 1\nservice: {{ name: a, doc: {}", "[".repeat(1 << 20));
        assert!(error_of(&deeper).message.contains("deeper"));
    }
}
