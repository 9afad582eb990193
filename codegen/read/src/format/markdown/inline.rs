//! The marks within a line that mean the same whatever stands around it: code, links, emphasis.

use std::ops::Range;

use super::Builder;

/// Reads a part of a line, at the beginning and end of which nothing is open. Returns `None` if it may mean something that
/// is not known here.
pub(super) fn read(builder: &mut Builder<'_, '_>, span: Range<usize>) -> Option<()> {
    Part { text: builder.page.text, span, may_emphasise: true }.read(builder)
}

/// A part of a line.
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

impl<'p> Part<'p> {
    fn read(&self, builder: &mut Builder<'_, '_>) -> Option<()> {
        let (mut begin, mut at) = (self.span.start, self.span.start);
        while let Some(place) = self.next_mark(at) {
            let mark = self.mark(place)?;
            if let Mark::Text(end) = mark {
                at = end;
                continue;
            }
            builder.source(begin..place);
            at = match mark {
                Mark::Text(end) => end,
                Mark::Code(code, end) => {
                    builder.text(&self.text[code], place..end);
                    end
                }
                Mark::Span(span, end) => {
                    builder.text("", place..end);
                    Part { span, may_emphasise: false, ..*self }.read(builder)?;
                    end
                }
            };
            begin = at;
        }
        builder.source(begin..self.span.end);
        Some(())
    }

    fn byte(&self, at: usize) -> u8 {
        self.text.as_bytes().get(at).copied().unwrap_or(b'\n')
    }

    fn next_mark(&self, from: usize) -> Option<usize> {
        let bytes = self.text.as_bytes().get(from..self.span.end)?;
        bytes.iter().position(|byte| MARKS[*byte as usize]).map(|at| from + at)
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
            _ => None,
        }
    }

    /// Returns where code ends that begins with one backtick, if there is no doubt.
    fn code(&self, at: usize) -> Option<usize> {
        let inner = &self.text.as_bytes()[at + 1..self.span.end];
        let end = at + 1 + memchr::memchr(b'`', inner)?;
        let is_clear = end > at + 1
            && self.byte(at + 1) != b' '
            && self.byte(end - 1) != b' '
            && self.byte(end + 1) != b'`';
        is_clear.then_some(end + 1)
    }

    fn link(&self, at: usize) -> Option<Mark> {
        let mut close = self.next_mark(at + 1)?;
        while self.byte(close) != b']' {
            close = match self.byte(close) {
                b'[' => return Some(Mark::Text(at + 1)),
                b'`' => self.next_mark(self.code(close)?)?,
                _ => self.next_mark(close + 1)?,
            };
        }
        match self.byte(close + 1) {
            b'(' => {
                let is_plain = |byte: &&u8| matches!(byte, b'#'..=b'&' | b'+'..=b';' | b'=' | b'?'..=b'Z' | b'_' | b'a'..=b'z' | b'~');
                let target =
                    self.text.as_bytes()[close + 2..self.span.end].iter().take_while(is_plain).count();
                let end = close + 2 + target;
                (target > 0 && self.byte(end) == b')').then_some(Mark::Span(at + 1..close, end + 1))
            }
            b'[' | b':' => None,
            _ => Some(Mark::Text(at + 1)),
        }
    }

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
                b'`' => self.code(end)?,
                b'[' => match self.link(end)? {
                    Mark::Text(end) | Mark::Code(_, end) | Mark::Span(_, end) => end,
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
                _ => end + 1,
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
