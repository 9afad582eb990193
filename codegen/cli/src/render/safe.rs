//! Makes text from pages safe to print on a terminal.

use std::borrow::Cow;

/// How many characters of a line are printed at most.
const MAX_CHARS: usize = 400;

/// Returns the text with everything that a terminal would obey made visible: control characters, escape sequences
/// and the marks that turn the direction of writing around. Very long lines are cut, with a count of what was left
/// out. Line ends and tabs stay.
pub fn safe(text: &str) -> Cow<'_, str> {
    let is_long = text.len() > MAX_CHARS && text.split('\n').any(|line| line.chars().count() > MAX_CHARS);
    if !is_long && text.chars().all(|c| harmless(c) == c) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len().min(64 * MAX_CHARS));
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            out.push('\n');
        }
        out.extend(line.chars().take(MAX_CHARS).map(harmless));
        let rest = line.chars().skip(MAX_CHARS).count();
        if rest > 0 {
            out.push_str(&format!("… ({rest} more characters)"));
        }
    }
    Cow::Owned(out)
}

/// Returns what is printed for a character.
pub(super) fn harmless(c: char) -> char {
    match c {
        '\n' | '\t' => c,
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{feff}' => '\u{fffd}',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_becomes_visible() {
        assert_eq!(safe("red \u{1b}[31mtext\u{7}\r\n\tplain ä"), "red ␛[31mtext␇␍\n\tplain ä");
        assert_eq!(safe("\u{9b}31m \u{202e}evil"), "\u{fffd}31m \u{fffd}evil");
    }

    #[test]
    fn harmless_text_is_not_copied_and_long_lines_are_cut() {
        assert!(matches!(safe("short\nlines\n"), Cow::Borrowed(_)));
        let long = format!("{}\nshort", "x".repeat(MAX_CHARS + 7));
        assert_eq!(safe(&long), format!("{}… (7 more characters)\nshort", "x".repeat(MAX_CHARS)));
    }
}
