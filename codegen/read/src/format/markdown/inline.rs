//! The marks within a text that mean the same whatever stands around it: code, links, emphasis, backslashes, line ends.

use std::ops::Range;

use super::shown::Shown;

/// Returns a part of a page, the text of a paragraph or heading, as it is shown; `None` if it may mean something that is
/// not known here.
pub(super) fn read(page: &str, span: Range<usize>) -> Option<Shown<'_>> {
    let mut shown = Shown::of(page);
    Part { text: page, span, may_emphasise: true }.read(&mut shown)?;
    Some(shown)
}

/// A part of the text.
struct Part<'p> {
    text: &'p str,
    span: Range<usize>,
    may_emphasise: bool,
}

/// What a mark means.
enum Mark {
    /// Itself; text goes on here.
    Text(usize),
    /// Code, and where it ends with its marks.
    Code(Range<usize>, usize),
    /// What a link or emphasis holds, and where it ends.
    Span(Range<usize>, usize),
    /// A backslash before a mark that is text because of it.
    Escape,
    /// The end of a line, and where it ends. A backslash may be part of it.
    LineEnd(usize),
}

/// Whether a byte is a mark.
const MARKS: [bool; 256] = {
    let mut marks = [false; 256];
    let mut byte: u8 = 0;
    while byte < u8::MAX {
        marks[byte as usize] = byte.is_ascii_control()
            || matches!(byte, b'`' | b'*' | b'_' | b'[' | b']' | b'<' | b'&' | b'!' | b'\\');
        byte += 1;
    }
    marks
};

/// Whether a byte may stand in the target of a link without another meaning.
fn is_of_target(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'#'..=b'&' | b'+'..=b'/' | b':' | b';' | b'=' | b'?' | b'@' | b'_' | b'~')
}

impl<'p> Part<'p> {
    fn read(&self, shown: &mut Shown<'p>) -> Option<()> {
        let (mut begin, mut at) = (self.span.start, self.span.start);
        while let Some(place) = self.next_mark(at) {
            let mark = self.mark(place)?;
            let before = begin..place;
            (begin, at) = match mark {
                Mark::Text(end) => (begin, end),
                Mark::Code(code, end) => {
                    shown.push(before);
                    shown.push(code);
                    (end, end)
                }
                Mark::Span(span, end) => {
                    shown.push(before);
                    Part { span, may_emphasise: false, ..*self }.read(shown)?;
                    (end, end)
                }
                Mark::Escape => {
                    shown.push(before);
                    (place + 1, place + 2)
                }
                Mark::LineEnd(end) => {
                    let text =
                        if end > place + 1 { before.len() } else { self.text[before].trim_ascii_end().len() };
                    shown.push(begin..begin + text);
                    shown.push(end - 1..end);
                    let indent = self.text[end..].bytes().take_while(|byte| is_blank(*byte)).count();
                    (end + indent, end + indent)
                }
            };
        }
        shown.push(begin..self.span.end);
        Some(())
    }

    fn byte(&self, at: usize) -> u8 {
        self.text.as_bytes().get(at).copied().unwrap_or(b'\n')
    }

    fn next_mark(&self, from: usize) -> Option<usize> {
        /// How many bytes are looked at together: that takes less than to look at each by itself.
        const MANY: usize = 8;
        let is_mark = |byte: &u8| MARKS[*byte as usize];
        let is_plain = |many: &&[u8; MANY]| !many.iter().fold(false, |found, byte| found | is_mark(byte));
        let bytes = self.text.as_bytes().get(from..self.span.end)?;
        let plain = bytes.as_chunks::<MANY>().0.iter().take_while(is_plain).count() * MANY;
        bytes[plain..].iter().position(is_mark).map(|at| from + plain + at)
    }

    fn mark(&self, at: usize) -> Option<Mark> {
        let next = self.byte(at + 1);
        match self.byte(at) {
            b'`' => self.code(at).map(|end| Mark::Code(at + 1..end - 1, end)),
            b'[' => self.link(at),
            b'*' | b'_' => self.emphasis(at),
            b']' if next != b'(' => Some(Mark::Text(at + 1)),
            b'<' | b'&' if next == b' ' => Some(Mark::Text(at + 1)),
            b'!' if next != b'[' => Some(Mark::Text(at + 1)),
            b'\n' => Some(Mark::LineEnd(at + 1)),
            b'\\' if at + 1 == self.span.end || next == b'`' => None,
            b'\\' if next == b'\n' => Some(Mark::LineEnd(at + 2)),
            b'\\' if next.is_ascii_punctuation() => Some(Mark::Escape),
            b'\\' => Some(Mark::Text(at + 1)),
            _ => None,
        }
    }

    /// Returns where what stands at a mark ends that is neither a bracket nor emphasis.
    fn behind(&self, at: usize) -> Option<usize> {
        match self.byte(at) {
            b'`' => self.code(at),
            b'\\' => Some(at + 2),
            _ => Some(at + 1),
        }
    }

    /// Returns where code ends that begins with one backtick, if there is no doubt.
    fn code(&self, at: usize) -> Option<usize> {
        let inner = &self.text.as_bytes()[at + 1..self.span.end];
        let end = at + 1 + memchr::memchr2(b'`', b'\n', inner)?;
        let is_clear = self.byte(end) == b'`'
            && end > at + 1
            && self.byte(at + 1) != b' '
            && self.byte(end - 1) != b' '
            && self.byte(end + 1) != b'`';
        is_clear.then_some(end + 1)
    }

    /// Returns what a bracket begins: a link, or itself.
    fn link(&self, at: usize) -> Option<Mark> {
        let mut close = self.next_mark(at + 1)?;
        while self.byte(close) != b']' {
            close = match self.byte(close) {
                b'[' => return Some(Mark::Text(at + 1)),
                _ => self.next_mark(self.behind(close)?)?,
            };
        }
        match self.byte(close + 1) {
            b'(' => {
                let behind = &self.text.as_bytes()[close + 2..self.span.end];
                let target = &behind[..memchr::memchr(b')', behind)?];
                let is_plain = target.iter().fold(true, |is, byte| is & is_of_target(*byte));
                let end = close + 2 + target.len() + 1;
                (is_plain && !target.is_empty()).then_some(Mark::Span(at + 1..close, end))
            }
            b'[' | b':' => None,
            _ => Some(Mark::Text(at + 1)),
        }
    }

    /// Returns what a run of marks is: the beginning of emphasis that ends, or text.
    fn emphasis(&self, at: usize) -> Option<Mark> {
        let run = self.run(at);
        if run.is_text() {
            return Some(Mark::Text(at + run.width));
        }
        let may_open = self.may_emphasise && run.width <= if run.mark == b'_' { 1 } else { 2 } && run.opens();
        let mut end = may_open.then_some(at + run.width)?;
        loop {
            end = self.next_mark(end)?;
            end = match self.byte(end) {
                b'[' => match self.link(end)? {
                    Mark::Span(_, end) => end,
                    _ => end + 1,
                },
                b'*' | b'_' => {
                    let other = self.run(end);
                    if other.is_text() {
                        end + other.width
                    } else {
                        let closes = other.mark == run.mark && other.width == run.width && other.closes();
                        return closes.then(|| Mark::Span(at + run.width..end, end + run.width));
                    }
                }
                _ => self.behind(end)?,
            };
        }
    }

    fn run(&self, at: usize) -> Run {
        let mark = self.byte(at);
        let width = self.text.as_bytes()[at..].iter().take_while(|byte| **byte == mark).count();
        Run {
            mark,
            width,
            before: at.checked_sub(1).map_or(b'\n', |before| self.byte(before)),
            behind: self.byte(at + width),
        }
    }
}

/// A run of marks of emphasis, and the bytes beside it.
struct Run {
    mark: u8,
    width: usize,
    before: u8,
    behind: u8,
}

impl Run {
    /// Whether it is text wherever it stands: a run that stands free, or underscores within a word.
    fn is_text(&self) -> bool {
        let is_word = |byte: u8| byte.is_ascii_alphanumeric();
        self.mark == b'_' && is_word(self.before) && is_word(self.behind)
            || is_blank(self.before) && is_blank(self.behind)
    }

    /// Whether it opens emphasis, and closes none.
    fn opens(&self) -> bool {
        let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'`' | b'[');
        (is_blank(self.before) || self.before == b'(') && is_inner(self.behind)
    }

    /// Whether it closes emphasis that is open.
    fn closes(&self) -> bool {
        self.before.is_ascii_graphic() && (is_blank(self.behind) || self.behind.is_ascii_punctuation())
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n')
}
