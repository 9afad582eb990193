//! How deep the brackets of a YAML text nest, without parsing it: the parser has a limit of its own, but takes
//! quadratic time to reach it.

/// How deep brackets may nest.
pub(super) const MAX_DEPTH: usize = 128;

/// Returns the byte at which brackets nest too deep. Those in quotes, comments and block scalars are text.
pub(super) fn too_deep(text: &str) -> Option<usize> {
    let mut scan = Scan::default();
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        if let Some(at) = scan.line(line) {
            return Some(offset + at);
        }
        offset += line.len();
    }
    None
}

/// What is open where a line begins.
#[derive(Default)]
struct Scan {
    depth: usize,
    /// The sign that ends a quoted text.
    quote: Option<char>,
    /// The indentation of the line with whose end a block scalar began: its text is indented deeper.
    block: Option<usize>,
}

impl Scan {
    fn line(&mut self, line: &str) -> Option<usize> {
        let content = line.trim_start_matches(' ');
        let indent = line.len() - content.len();
        if let Some(outer) = self.block {
            if indent > outer || content.trim().is_empty() {
                return None;
            }
            self.block = None;
        }
        let mut last = ' ';
        let mut letters = line.char_indices().peekable();
        while let Some((at, c)) = letters.next() {
            let begins = last.is_whitespace() || matches!(last, '[' | '{' | ',' | ':');
            match (self.quote, c) {
                (Some('"'), '\\') => drop(letters.next()),
                (Some(quote), _) if c == quote => {
                    // A quote within single quotes is doubled.
                    let is_doubled = c == '\'' && letters.next_if(|(_, next)| *next == c).is_some();
                    self.quote = self.quote.filter(|_| is_doubled);
                }
                (Some(_), _) => {}
                (None, '"' | '\'') if begins => self.quote = Some(c),
                (None, '#') if last.is_whitespace() => return None,
                (None, '[' | '{') => self.depth += 1,
                (None, ']' | '}') => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
            if self.depth > MAX_DEPTH {
                return Some(at);
            }
            last = c;
        }
        if self.depth == 0 && self.quote.is_none() && begins_block(content) {
            self.block = Some(indent);
        }
        None
    }
}

/// Whether a block scalar begins behind a line: `key: >-`, `- |`.
fn begins_block(line: &str) -> bool {
    let sign = line.trim_end().rsplit([' ', '\t']).next().unwrap_or_default();
    sign.starts_with(['|', '>']) && sign[1..].chars().all(|c| matches!(c, '+' | '-' | '1'..='9'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_count_and_those_in_texts_do_not() {
        let many = "[".repeat(MAX_DEPTH + 1);
        let deep = [
            many.clone(),
            format!("a: {many}"),
            format!("- 'it''s' \n- {many}"),
            format!("a: b # 'c\nd: {many}"),
            format!("a: |\n  text\nb: {many}"),
            format!("a: don't\nb: {many}"),
            "a: [\n".repeat(MAX_DEPTH + 1),
        ];
        for text in &deep {
            assert!(too_deep(text).is_some(), "{text}");
        }
        let texts = [
            format!("a: \"x \\\" {many}\""),
            format!("a: '{many} '' {many}'"),
            format!("a: \"x\n {many}\""),
            format!("- a: >-\n    {many}\n\n    {many}\n  b: c"),
            format!("# {many}"),
            "a: [b]\n".repeat(1_000),
        ];
        for text in &texts {
            assert_eq!(too_deep(text), None, "{text}");
        }
    }
}
