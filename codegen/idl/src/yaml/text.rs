//! How texts look in docwright's YAML: bare where every reader takes them for the same text, in quotes, or as blocks.

use super::layout::{WIDTH, push_spaces};

/// Whether every YAML reader takes the bare text for exactly this text, in flow and in block context.
pub(super) fn is_plain(text: &str) -> bool {
    const INDICATORS: &[u8] = b"-?:,[]{}#&*!|>'\"%@`=<~";
    let (Some(first), Some(last)) = (text.chars().next(), text.chars().next_back()) else { return false };
    let reserved = text.as_bytes().first().is_some_and(|byte| INDICATORS.contains(byte))
        || first.is_whitespace()
        || last.is_whitespace()
        || last == ':';
    if reserved {
        return false;
    }
    let mut before = 0;
    let mut is_ascii = true;
    for byte in text.bytes() {
        match byte {
            // Some readers end a bare text in flow context at a question mark.
            b'[' | b']' | b'{' | b'}' | b',' | b'?' | b'"' | b'\\' => return false,
            b' ' if before == b':' => return false,
            b'#' if before == b' ' => return false,
            b' '..=b'~' => {}
            _ => is_ascii = false,
        }
        before = byte;
    }
    (is_ascii || text.chars().all(is_printable)) && !is_retyped(text)
}

/// Whether some YAML version reads the bare text as a number, a boolean, a null, a date or a merge key.
fn is_retyped(text: &str) -> bool {
    const WORDS: &[&str] =
        &["y", "n", "yes", "no", "on", "off", "true", "false", "null", ".inf", ".nan", "+.inf"];
    /// No word is longer.
    const MAX_WORD: usize = 5;
    let number_like = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '.'))
        && text.chars().all(|c| c.is_ascii_hexdigit() || "+-._:xoXOeETZtz ".contains(c));
    // Ranges such as `0..256` are everywhere, and no YAML version retypes them.
    let is_range = || {
        text.split_once("..").is_some_and(|(min, max)| {
            [min, max].iter().all(|end| end.chars().all(|c| c.is_ascii_digit() || c == '-')) && text != ".."
        })
    };
    (number_like && !is_range())
        || text.len() <= MAX_WORD && WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Whether a person who reads the file sees the character for what it is: no control characters, no line ends of other
/// alphabets, nothing invisible, nothing that turns the direction of writing.
fn is_printable(c: char) -> bool {
    let hidden = matches!(
        c,
        '\u{85}' | '\u{a0}' | '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
    );
    !c.is_control() && !hidden
}

/// Returns the text in quotes; JSON's escapes are all YAML's too.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if is_printable(c) => out.push(c),
            c => out.push_str(&format!("\\U{:08x}", u32::from(c))),
        }
    }
    out.push('"');
    out
}

/// Writes a long or multi-line text as a block scalar, or in quotes where no block scalar can hold it.
pub(super) fn write_text_block(out: &mut String, text: &str, level: usize) {
    let body = text.trim_end_matches('\n');
    let ends = text.len() - body.len();
    let holds = !body.is_empty()
        && !text.starts_with(['\n', ' ', '\t'])
        && ends <= 1
        && text.chars().all(|c| c == '\n' || c == '\t' || is_printable(c));
    if !holds {
        out.push(' ');
        out.push_str(&quoted(text));
        return;
    }
    let lines: Vec<_> = body.split('\n').collect();
    let foldable = lines.iter().all(|line| {
        !line.starts_with(' ') && !line.ends_with(' ') && !line.contains('\t') && !line.contains("  ")
    });
    let worth_folding = lines.iter().any(|line| line.chars().count() + level * 2 > WIDTH);
    let fold = foldable && worth_folding;
    out.push_str(if fold { " >" } else { " |" });
    if ends == 0 {
        out.push('-');
    }
    for (index, line) in lines.iter().enumerate() {
        // In a folded scalar a single line end is a space; one more keeps it.
        if fold && index > 0 && !lines[index - 1].is_empty() {
            out.push('\n');
        }
        if fold {
            write_folded(out, line, level * 2);
        } else {
            out.push('\n');
            if !line.is_empty() {
                push_spaces(out, level * 2);
                out.push_str(line);
            }
        }
    }
}

/// Writes one line of text over as many lines as its words need.
fn write_folded(out: &mut String, line: &str, indent: usize) {
    out.push('\n');
    if line.is_empty() {
        return;
    }
    let mut column = 0;
    for word in line.split(' ') {
        let width = word.chars().count();
        if column > 0 && column + 1 + width > WIDTH {
            out.push('\n');
            column = 0;
        }
        if column == 0 {
            push_spaces(out, indent);
            column = indent;
        } else {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += width;
    }
}
