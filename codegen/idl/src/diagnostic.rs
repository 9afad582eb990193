//! What docwright has to say about its input: findings with a code, a place and a way to mend them.
//!
//! Every stage returns diagnostics as data; the command renders them for people and machines.

use std::fmt;
use std::ops::Range;

use serde::{Serialize, Serializer};

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Something worth knowing; nothing is wrong.
    Note,
    /// The result stands, but a person should look at it.
    Warning,
    /// The result cannot be relied on, or there is none.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $severity:ident, $title:literal;)+) => {
        /// The kind of a finding: a stable code with its usual severity and a title.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct Code(&'static str);

        impl Code {
            $(#[doc = $title] $(#[$doc])* pub const $name: Self = Self($code);)+

            /// All codes in ascending order, each with its usual severity and title.
            pub const ALL: &[(Self, Severity, &'static str)] = &[$((Self::$name, Severity::$severity, $title),)+];
        }
    };
}

codes! {
    // 01: files and pages
    EMPTY_PAGE = "DW0101", Error, "A page holds no text.";
    NOT_TEXT = "DW0102", Error, "A page is not UTF-8 text.";
    TOO_LARGE = "DW0103", Error, "A file is larger than docwright reads.";
    UNKNOWN_LAYOUT = "DW0104", Error, "No dialect recognises a page.";
    AMBIGUOUS_LAYOUT = "DW0105", Error, "Two dialects claim a page with equal confidence.";
    INCOMPLETE_PAGE = "DW0106", Warning, "A page lacks a part that its layout demands.";
    UNREAD_LINE = "DW0107", Warning, "Lines of a page were not understood.";
    FOREIGN_PAGE = "DW0108", Error, "A page documents another service.";
    MALFORMED_SYNTAX = "DW0109", Warning, "A syntax block of a page cannot be read.";
    CANNOT_READ = "DW0110", Error, "A file cannot be read.";
    CANNOT_WRITE = "DW0111", Error, "A file cannot be written.";
    NO_PAGES = "DW0112", Error, "A service has no pages.";
    UNKNOWN_SERVICE = "DW0114", Error, "Nothing tells to which service a page belongs.";
    NO_OPERATION = "DW0115", Note, "A page documents no operation of the service.";
    // 02: YAML and descriptions
    INVALID_YAML = "DW0201", Error, "A YAML file is malformed.";
    DANGLING_TYPE = "DW0202", Error, "A type is used but not described.";
    IMPOSSIBLE_RANGE = "DW0203", Error, "A range has no values.";
    PATH_LABEL = "DW0204", Error, "A path label and a member do not match.";
    DUPLICATE_OPERATION = "DW0205", Error, "Two operations have the same name.";
    DANGLING_MEMBER = "DW0206", Error, "A member is named but not described.";
    DANGLING_ERROR = "DW0207", Error, "An error is named but not described.";
    INVALID_NAME = "DW0208", Error, "A name cannot be used.";
    MISPLACED = "DW0209", Error, "Something stands where it has no meaning.";
    ENDLESS_TYPE = "DW0210", Error, "A required member contains itself.";
    // 03: reconciling
    CONFLICT = "DW0301", Error, "Pages contradict each other.";
    INFERRED_ERROR_NAME = "DW0302", Warning, "No page names an error; its name was inferred.";
    OVERLAY_TARGET = "DW0303", Error, "An overlay's target does not exist.";
    OVERLAY_EXPECTED = "DW0304", Error, "An overlay's target is not what the overlay expects.";
    NAME_COUNT = "DW0305", Warning, "Names and entries do not pair up.";
    EXAMPLE_MISMATCH = "DW0307", Warning, "An example contradicts what the page says.";
    INFERRED_OPERATION_NAME = "DW0308", Note, "No page spells an operation's name; it was inferred.";
    UNKNOWN_PAGING = "DW0309", Note, "An operation is paged through, but no page shows by which members.";
    MISSING_PAGE = "DW0310", Warning, "Something is named of which there is no page.";
    LEFT_OUT = "DW0311", Warning, "What is not sound was left out of a description.";
    OVERLAY_CAUGHT_UP = "DW0312", Warning, "An overlay corrects what the pages say by now.";
    EXAMPLE_SLIP = "DW0313", Note, "A text in an example is nearly what the others at its place are.";
    SEVERAL_MEDIA = "DW0314", Warning, "Answers to calls that succeeded have different media types.";
    NOT_SHOWN = "DW0315", Warning, "No page shows what an operation takes or gives back.";
    UNKNOWN_TYPE = "DW0316", Note, "No page tells of what type something is.";
    // 04: generating
    MISSING_SETTING = "DW0401", Error, "The description lacks what a client needs.";
    UNSUPPORTED = "DW0402", Error, "The description asks for what the generator cannot emit.";
    NAME_COLLISION = "DW0403", Note, "Two names became one in Rust and were told apart by rule.";
    NOT_STREAMED = "DW0404", Note, "An operation is paged through, and its pages cannot be streamed.";
    UNTESTED_EXAMPLE = "DW0405", Note, "An example is not what the description says, and no test is made of it.";
    // 05: checking
    STALE = "DW0501", Error, "A written file is not what its sources give.";
    // 06: comparing
    IGNORE_EXPIRED = "DW0601", Warning, "An entry of ignore.yaml has expired.";
    IGNORE_UNUSED = "DW0602", Note, "An entry of ignore.yaml ignores nothing.";
    // 07: bringing pages
    FETCH_FAILED = "DW0701", Error, "A page cannot be fetched.";
    REDIRECTED = "DW0702", Error, "A page redirects to where none may lead.";
    ROBOTS = "DW0703", Error, "A site does not allow a page to be fetched.";
    NOT_DOCUMENTATION = "DW0704", Error, "What took the place of a page is no documentation.";
    PAGE_SHRANK = "DW0705", Error, "A page lost half of what it said.";
    LOCK_MISMATCH = "DW0706", Error, "The pages are not those of docwright.lock.";
    BAD_SOURCE = "DW0707", Error, "A source of pages cannot be used.";
    PAGE_IN_THE_WAY = "DW0708", Error, "A page that was put there by hand is in the way.";
    // 08: linting
    UNDOCUMENTED = "DW0801", Warning, "An operation has no documentation.";
    SECRET_IN_SIGHT = "DW0802", Warning, "A member is named like a secret, and not marked as one.";
    PLAIN_HTTP = "DW0803", Warning, "An endpoint is not encrypted.";
    UNUSED_SHAPE = "DW0804", Warning, "Nothing uses a type.";
    UNUSED_ERROR = "DW0805", Note, "No operation fails with an error.";
    REQUIRED_DEFAULT = "DW0806", Warning, "A required member has a default.";
    MISFIT_CONSTRAINT = "DW0807", Warning, "A constraint does not fit its member's type.";
    LONE_VALUE = "DW0808", Note, "An enum has one value.";
    SIMILAR_NAMES = "DW0809", Warning, "Two members' names are the same but for their case.";
    SAME_ROUTE = "DW0810", Warning, "Nothing tells the requests of two operations apart.";
}

impl Code {
    /// Returns the code's text, such as `DW0101`.
    pub fn as_str(self) -> &'static str {
        self.0
    }

    /// Returns the code of the given text.
    pub fn from_name(text: &str) -> Option<Self> {
        Self::ALL.iter().map(|(code, ..)| *code).find(|code| code.0.eq_ignore_ascii_case(text))
    }

    /// Returns the severity that findings of this kind usually have.
    pub fn severity(self) -> Severity {
        Self::ALL
            .iter()
            .find(|(code, ..)| *code == self)
            .map_or(Severity::Error, |(_, severity, _)| *severity)
    }

    /// Returns what findings of this kind are about, as a sentence.
    pub fn title(self) -> &'static str {
        Self::ALL.iter().find(|(code, ..)| *code == self).map_or("", |(.., title)| *title)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

/// A place in a file, with the lines that stand there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Snippet {
    /// The file, as the caller names it.
    pub file: String,
    /// The number of the first line of `text`, counted from 1.
    pub line: usize,
    /// The lines, without the last line end.
    pub text: String,
    /// The bytes of `text` that are meant.
    pub span: Range<usize>,
    /// What there is to say of this place.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub label: String,
}

impl Snippet {
    /// How many bytes of the lines a snippet keeps at most.
    const MAX_TEXT: usize = 2_000;

    /// Returns the place of the given bytes of `source`, the content of `file`, with the whole lines around it.
    pub fn of_bytes(
        file: impl Into<String>,
        source: &str,
        span: Range<usize>,
        label: impl Into<String>,
    ) -> Self {
        let start = floor_boundary(source, span.start);
        let number = memchr::memchr_iter(b'\n', &source.as_bytes()[..start]).count() + 1;
        Self::of_span(file.into(), source, span, number, label.into())
    }

    /// Returns the place of the given bytes, which begin on the line `number`.
    fn of_span(file: String, source: &str, span: Range<usize>, number: usize, label: String) -> Self {
        let start = floor_boundary(source, span.start);
        let end = floor_boundary(source, span.end.max(start));
        let first = source[..start].rfind('\n').map_or(0, |at| at + 1);
        let last = source[end..].find('\n').map_or(source.len(), |at| end + at);
        let last = floor_boundary(source, last.min(first + Self::MAX_TEXT));
        let (start, end) = (start.min(last), end.min(last));
        Self {
            file,
            line: number,
            text: source[first..last].trim_end_matches('\r').to_owned(),
            span: start - first..end - first,
            label,
        }
    }

    /// Returns the place of the lines `first..=last` of `source`, counted from 1, without their indentation.
    pub fn of_lines(
        file: impl Into<String>,
        source: &str,
        first: usize,
        last: usize,
        label: impl Into<String>,
    ) -> Self {
        let mut offset = start_of(source, first.max(1)).unwrap_or(source.len());
        let mut found: Option<Range<usize>> = None;
        for (_, line) in (first.max(1)..=last).zip(source[offset..].split_inclusive('\n')) {
            let text = line.trim_end();
            let start = offset + text.len() - text.trim_start().len();
            let start = found.map_or(start, |found| found.start);
            found = Some(start..start.max(offset + text.len()));
            offset += line.len();
        }
        match found {
            Some(span) => Self::of_span(file.into(), source, span, first.max(1), label.into()),
            None => Self::of_bytes(file, source, source.len()..source.len(), label),
        }
    }

    /// Returns the snippet's column, in characters counted from 1.
    pub fn column(&self) -> usize {
        let before = self.text.get(..self.span.start).unwrap_or_default();
        before.rsplit('\n').next().unwrap_or_default().chars().count() + 1
    }

    /// Returns the number of the line on which the meant bytes begin, counted from 1.
    pub fn start_line(&self) -> usize {
        let before = self.text.get(..self.span.start).unwrap_or_default();
        self.line + before.bytes().filter(|byte| *byte == b'\n').count()
    }
}

/// Returns where a line begins, counted from 1, if there is one. What stands before is counted by stretches, which costs next to
/// nothing even for the last of many lines.
fn start_of(source: &str, line: usize) -> Option<usize> {
    const STRETCH: usize = 4_096;
    let mut breaks = line.saturating_sub(1);
    if breaks == 0 {
        return Some(0);
    }
    let mut at = 0;
    for stretch in source.as_bytes().chunks(STRETCH) {
        let count = memchr::memchr_iter(b'\n', stretch).count();
        if count >= breaks {
            return memchr::memchr_iter(b'\n', stretch).nth(breaks - 1).map(|last| at + last + 1);
        }
        breaks -= count;
        at += stretch.len();
    }
    None
}

fn floor_boundary(text: &str, index: usize) -> usize {
    text.floor_char_boundary(index.min(text.len()))
}

impl fmt::Display for Snippet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.start_line(), self.column())
    }
}

/// A finding: what is wrong, where, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// The kind of finding.
    pub code: Code,
    /// How much it weighs.
    pub severity: Severity,
    /// What was found and what was expected, in one sentence.
    pub message: String,
    /// The places, the most important first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub snippets: Vec<Snippet>,
    /// Further facts that help to understand the finding.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// What to type or write next.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub help: Vec<String>,
}

impl Diagnostic {
    /// Returns a finding of the given kind, with that kind's usual severity.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        let severity = code.severity();
        Self { code, severity, message: message.into(), snippets: vec![], notes: vec![], help: vec![] }
    }

    /// Adds a place.
    #[must_use]
    pub fn at(mut self, snippet: Snippet) -> Self {
        self.snippets.push(snippet);
        self
    }

    /// Adds a further fact.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// Whether it is an error.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]: {}", self.severity, self.code, self.message)?;
        for snippet in &self.snippets {
            write!(f, "\n  --> {snippet}")?;
            if !snippet.label.is_empty() {
                write!(f, ": {}", snippet.label)?;
            }
        }
        for note in &self.notes {
            write!(f, "\n  note: {note}")?;
        }
        for help in &self.help {
            write!(f, "\n  help: {help}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostic {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_ascending() {
        assert!(Code::ALL.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn a_snippet_holds_whole_lines_and_points_into_them() {
        let snippet = Snippet::of_bytes("p.txt", "eins\nzwei drei\nvier", 10..14, "");
        assert_eq!((snippet.text.as_str(), snippet.line, snippet.column()), ("zwei drei", 2, 6));
        assert_eq!(&snippet.text[snippet.span.clone()], "drei");
        let lines = Snippet::of_lines("p.txt", "a\n  b\nc\n", 2, 3, "");
        assert_eq!((&lines.text[lines.span.clone()], lines.start_line()), ("b\nc", 2));
    }

    #[test]
    fn a_snippet_never_splits_a_character() {
        let text = "ä".repeat(3_000);
        for at in 0..8 {
            let snippet = Snippet::of_bytes("p", &text, at..at + 1, "");
            assert!(snippet.text.get(snippet.span.clone()).is_some());
        }
        let blank = Snippet::of_lines("p", "a\n   \nb\n", 2, 2, "");
        assert_eq!((blank.start_line(), blank.text.as_str()), (2, "   "));
        let beyond = Snippet::of_lines("p", "one", 7, 9, "");
        assert_eq!(beyond.line, 1);
    }

    #[test]
    fn a_line_is_found_wherever_it_stands() {
        let text: String = (1..5_000).map(|number| format!("line {number}\r\n")).collect();
        for number in [1, 2, 400, 401, 402, 403, 404, 405, 406, 4_999] {
            let snippet = Snippet::of_lines("p", &text, number, number, "");
            let line = format!("line {number}");
            assert_eq!((snippet.line, snippet.text.as_str()), (number, line.as_str()));
        }
        assert_eq!(start_of(&text, 5_000), Some(text.len()));
        assert_eq!((start_of(&text, 5_001), start_of("", 1)), (None, Some(0)));
    }
}
