//! The lines of a text, found quickly: pages have many, and all stages look at them.

use crate::document::Lines;

/// Returns the lines of a text without their ends, as [`str::lines`] does.
pub(crate) fn lines(text: &str) -> impl DoubleEndedIterator<Item = &str> + Clone {
    let whole = text.strip_suffix('\n');
    let rest = if text.is_empty() { None } else { Some(whole.unwrap_or(text)) };
    Iter { rest, last_is_whole: whole.is_some() }
}

/// Returns where each line of a text begins.
pub(crate) fn starts(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut starts = Vec::with_capacity(text.len() / SHORT + 1);
    starts.push(0);
    let mut start = 0;
    while let Some(length) = memchr::memchr(b'\n', &bytes[start..]) {
        start += length + 1;
        starts.push(start);
        // Every other line may be blank.
        while bytes.get(start) == Some(&b'\n') {
            start += 1;
            starts.push(start);
        }
    }
    // Behind the last line end there is no line.
    starts.pop_if(|last| *last == text.len());
    starts
}

/// How long lines are that are shorter than most.
const SHORT: usize = 24;

/// Where the lines of a text stand, for a text of which few are asked for: to count line ends takes much less than to note
/// each.
pub(crate) struct Places<'t> {
    text: &'t str,
    /// How many line ends precede each part of the text.
    before: Vec<usize>,
}

impl<'t> Places<'t> {
    /// How long a part is.
    const PART: usize = 512;

    pub(crate) fn of(text: &'t str) -> Self {
        let mut ends = 0;
        let count = |part: &[u8]| {
            let before = ends;
            ends += memchr::memchr_iter(b'\n', part).count();
            before
        };
        Self { text, before: text.as_bytes().chunks(Self::PART).map(count).collect() }
    }

    /// Returns the text of lines, with their ends; nothing of lines that the text does not have.
    pub(crate) fn lines(&self, lines: Lines) -> &'t str {
        self.text.get(self.start(lines.first)..self.start(lines.last.saturating_add(1))).unwrap_or_default()
    }

    /// Returns where a line begins, or where the text ends.
    fn start(&self, line: u32) -> usize {
        let ends = (line as usize).saturating_sub(1);
        let Some(part) = self.before.partition_point(|before| *before < ends).checked_sub(1) else {
            return 0;
        };
        let first = part * Self::PART;
        let mut found = memchr::memchr_iter(b'\n', &self.text.as_bytes()[first..]);
        found.nth(ends - self.before[part] - 1).map_or(self.text.len(), |at| first + at + 1)
    }
}

/// Whether each of some bytes of ASCII is in a text. Looks for all at once, and in short texts sooner than a search for
/// one.
pub(crate) fn holds<const N: usize>(text: &str, wanted: [u8; N]) -> [bool; N] {
    let mut found = [false; N];
    for byte in text.bytes() {
        for (found, wanted) in found.iter_mut().zip(wanted) {
            *found |= byte == wanted;
        }
    }
    found
}

/// Whether a text may begin, behind white space, with a byte of ASCII that `is` applies to: a quick look for what most
/// texts do not begin with.
pub(crate) fn may_begin(text: &str, is: impl Fn(u8) -> bool) -> bool {
    text.bytes().next().is_some_and(|first| !first.is_ascii_graphic() || is(first))
}

/// As [`str::trim`]: most texts have nothing but blanks at their ends to take off, which is seen at a glance.
pub(crate) fn trim(text: &str) -> &str {
    let text = text.trim_ascii();
    match text.as_bytes() {
        [] => text,
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        _ => text.trim(),
    }
}

/// As [`str::trim_start`]: most texts begin with what is none.
pub(crate) fn trim_start(text: &str) -> &str {
    let text = text.trim_ascii_start();
    if text.as_bytes().first().is_none_or(u8::is_ascii_graphic) { text } else { text.trim_start() }
}

/// As [`str::trim_end`], likewise.
pub(crate) fn trim_end(text: &str) -> &str {
    if text.as_bytes().last().is_none_or(u8::is_ascii_graphic) { text } else { text.trim_end() }
}

/// Returns how many characters of white space precede a line's text.
pub(crate) fn indent(line: &str) -> usize {
    let spaces = line.bytes().take_while(|byte| *byte == b' ').count();
    let others = line[spaces..].chars().take_while(|c| c.is_whitespace()).count();
    spaces + others
}

/// Whether a line holds white space alone.
pub(crate) fn is_blank(line: &str) -> bool {
    let text = line.trim_ascii_start();
    text.is_empty() || !text.as_bytes()[0].is_ascii_graphic() && text.trim_start().is_empty()
}

/// Returns how many lines a text has.
pub(crate) fn count(text: &str) -> u32 {
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).count();
    let open = usize::from(!text.is_empty() && !text.ends_with('\n'));
    u32::try_from(ends + open).unwrap_or(u32::MAX)
}

#[derive(Clone)]
struct Iter<'a> {
    /// What has not been returned yet; `None` if nothing, not even an empty line.
    rest: Option<&'a str>,
    /// Whether a line end follows the last line.
    last_is_whole: bool,
}

fn without_return(line: &str) -> &str {
    line.strip_suffix('\r').unwrap_or(line)
}

impl<'a> Iterator for Iter<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let rest = self.rest?;
        let Some(at) = memchr::memchr(b'\n', rest.as_bytes()) else {
            self.rest = None;
            return Some(if self.last_is_whole { without_return(rest) } else { rest });
        };
        self.rest = Some(&rest[at + 1..]);
        Some(without_return(&rest[..at]))
    }
}

impl<'a> DoubleEndedIterator for Iter<'a> {
    fn next_back(&mut self) -> Option<&'a str> {
        let rest = self.rest?;
        let is_whole = std::mem::replace(&mut self.last_is_whole, true);
        let at = memchr::memrchr(b'\n', rest.as_bytes());
        self.rest = at.map(|at| &rest[..at]);
        let line = &rest[at.map_or(0, |at| at + 1)..];
        Some(if is_whole { without_return(line) } else { line })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_trimmed_is_white_space_at_the_ends() {
        for text in ["", " ", "a", "a b", " a", "a ", "é ", "\u{a0}a", "a\u{3000}", "\n\n"] {
            assert_eq!(trim(text), text.trim(), "{text:?}");
            assert_eq!(trim_start(text), text.trim_start(), "{text:?}");
            assert_eq!(trim_end(text), text.trim_end(), "{text:?}");
        }
    }

    #[test]
    fn white_space_is_that_of_unicode() {
        for (line, width, blank) in [
            ("", 0, true),
            ("  a", 2, false),
            (" \t\u{a0}\u{b}a", 4, false),
            ("\u{b}\u{3000} ", 3, true),
            ("é", 0, false),
        ] {
            assert_eq!((indent(line), is_blank(line)), (width, blank), "{line:?}");
        }
    }

    #[test]
    fn lines_are_those_of_the_standard_library() {
        for text in ["", "\n", "a", "a\n", "a\nb", "\n\na\r\nb\r\n\r\n", "a\rb\r", "\r\n", "x\n\r"] {
            let expected: Vec<_> = text.lines().collect();
            assert_eq!(lines(text).collect::<Vec<_>>(), expected, "{text:?}");
            assert_eq!(
                lines(text).rev().collect::<Vec<_>>(),
                text.lines().rev().collect::<Vec<_>>(),
                "{text:?}"
            );
            assert_eq!(count(text) as usize, expected.len(), "{text:?}");
            for text in [text.to_owned(), text.repeat(99), format!("{text}ab\u{a0a}\u{8a}cd{text}").repeat(9)]
            {
                let expected = text.lines().map(|line| line.as_ptr().addr() - text.as_ptr().addr());
                let starts = starts(&text);
                assert_eq!(starts, expected.collect::<Vec<_>>(), "{text:?}");
                let (places, end) = (Places::of(&text), text.len());
                for (line, (start, next)) in (1..).zip(starts.iter().zip(starts.iter().skip(1).chain([&end])))
                {
                    assert_eq!(places.lines(Lines::at(line)), &text[*start..*next], "{text:?}");
                }
                assert_eq!(places.lines(Lines::new(1, u32::MAX - 1)), text);
            }
        }
    }

    #[test]
    fn a_quick_look_misses_nothing() {
        assert_eq!(holds("a\nb<é", [b'\n', b'<', b'*']), [true, true, false]);
        for (text, may) in [("", false), ("ab", true), ("ba", false), (" a", true), ("\u{3000}a", true)] {
            assert_eq!(may_begin(text, |first| first == b'a'), may, "{text:?}");
        }
    }
}
