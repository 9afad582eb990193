//! What a boto3 page documents: a client's method, a paginator or a waiter, as its first lines tell.

use crate::document::{Block, BlockKind, Lines};
use crate::lines::{lines, may_begin};
use crate::links::code_and_version;

/// What a page documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Subject<'a> {
    /// The client's class.
    pub(super) service: &'a str,
    pub(super) part: Part,
    /// The name: `start_recovery`, `DescribeJobs`, `JobCompleted`.
    pub(super) name: &'a str,
    pub(super) lines: Lines,
}

/// What of a client a page documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Method,
    /// Calls an operation for one page of a result after the other. It is named like the operation.
    Paginator,
    /// Calls an operation until something has reached a state.
    Waiter,
}

/// The parts, and how the pages call what has them.
const PARTS: &[(&str, Part)] =
    &[("Client", Part::Method), ("Paginator", Part::Paginator), ("Waiter", Part::Waiter)];

/// How the lines begin that show how a paginator or waiter is made and called.
const CALLS: &[&str] =
    &["paginator = client.get_paginator(", "paginate(", "waiter = client.get_waiter(", "wait("];

/// How the calls in a request syntax begin.
pub(super) const SYNTAX_CALLS: &[&str] =
    &["response = client.", "response_iterator = paginator.paginate(", "waiter.wait("];

impl<'a> Subject<'a> {
    /// Finds what a page documents.
    pub(super) fn of(blocks: &'a [Block<'_>]) -> Option<Self> {
        blocks.iter().take(8).find_map(|block| {
            let read = |line| Self::of_breadcrumb(line).or_else(|| Self::of_signature(line));
            let subject = lines(&block.text).next().and_then(read)?;
            Some(Self { lines: block.lines, ..subject })
        })
    }

    /// Reads `drs / Client / start_recovery`.
    pub(super) fn of_breadcrumb(line: &'a str) -> Option<Self> {
        let mut parts = line.split(" / ").map(str::trim);
        let (service, part, name) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        Self::new(service, part, name)
    }

    /// Reads `drs.Client.start_recovery(**kwargs)#` or `class drs.Paginator.DescribeJobs#`.
    pub(super) fn of_signature(line: &'a str) -> Option<Self> {
        let line = line.trim();
        let (path, is_class) = match line.strip_prefix("class ") {
            Some(class) => (without_anchor(class), true),
            None => {
                // Neither a method nor what it is of has blanks in its name.
                let end = memchr::memchr3(b'(', b' ', b'\n', line.as_bytes())?;
                (line[end..].starts_with('(').then(|| &line[..end])?, false)
            }
        };
        let (rest, name) = path.rsplit_once('.')?;
        let (service, part) = rest.rsplit_once('.')?;
        Self::new(service, part, name).filter(|subject| is_class == (subject.part != Part::Method))
    }

    fn new(service: &'a str, part: &str, name: &'a str) -> Option<Self> {
        let (_, part) = PARTS.iter().find(|(known, _)| *known == part)?;
        let is_named = match part {
            Part::Method => is_method(name),
            _ => !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'),
        };
        let is_service = !service.is_empty() && !service.contains(char::is_whitespace);
        (is_named && is_service).then_some(Self { service, part: *part, name, lines: Lines::at(1) })
    }

    /// Whether a line only says again what the page documents, or shows how it is made and called.
    pub(super) fn is_title(&self, line: &str) -> bool {
        let line = line.trim();
        without_anchor(line) == self.name
            || Subject::of_breadcrumb(line).is_some()
            || Subject::of_signature(line).is_some()
            || CALLS.iter().any(|call| line.starts_with(call)) && without_anchor(line).ends_with(')')
    }
}

/// Returns what a method takes, of its signature: `**kwargs` in `drs.Client.start_recovery(**kwargs)#`.
pub(super) fn signature_arguments(line: &str) -> Option<&str> {
    let subject = Subject::of_signature(line)?;
    let (_, arguments) = without_anchor(line.trim()).split_once('(')?;
    arguments.strip_suffix(')').filter(|_| subject.part == Part::Method)
}

/// Whether a line is the signature of what is called: a method's, or that of a paginator or waiter.
pub(super) fn is_call_signature(line: &str) -> bool {
    Subject::of_signature(line).is_some_and(|subject| subject.part == Part::Method) || is_call(line)
}

fn is_call(line: &str) -> bool {
    may_begin(line, |first| matches!(first, b'p' | b'w'))
        && ["paginate(", "wait("].iter().any(|call| line.trim_start().starts_with(call))
}

/// Whether a term begins what is said of it, as the term of a definition list: a signature.
pub(super) fn is_signature(text: &str) -> bool {
    Subject::of_signature(text).is_some() || is_call(text)
}

/// Returns a title without the sign that links to it.
pub(super) fn without_anchor(title: &str) -> &str {
    title.trim_end_matches(['#', '¶']).trim_end()
}

fn is_method(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

/// Returns the method in a sentence about `drs.Client.describe_jobs()`.
pub(super) fn method_called(sentence: &str) -> Option<&str> {
    let (_, rest) = sentence.split_once(".Client.")?;
    let (name, _) = rest.split_once("()")?;
    is_method(name).then_some(name)
}

/// Finds the sentence that says which method a paginator or waiter calls.
pub(super) fn calling_sentence<'b, 'a>(blocks: &'b [Block<'a>]) -> Option<&'b Block<'a>> {
    const BEGINNINGS: [&str; 2] = ["Creates an iterator", "Polls "];
    blocks.iter().filter(|block| block.kind == BlockKind::Paragraph).find(|block| {
        let text = block.text.trim();
        BEGINNINGS.iter().any(|beginning| text.starts_with(beginning)) && method_called(text).is_some()
    })
}

/// Spells a method's name as an operation's: `start_recovery` becomes `StartRecovery`. Acronyms within cannot be
/// known, which is why the name is an inference.
pub(super) fn operation_name(method: &str) -> String {
    method
        .split('_')
        .flat_map(|word| {
            let mut letters = word.chars();
            letters.next().map(|first| first.to_uppercase().collect::<String>() + letters.as_str())
        })
        .collect()
}

/// What the link to the vendor's page of an operation names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ApiLink<'a> {
    pub(super) url: &'a str,
    /// The API's version, a date.
    pub(super) version: Option<&'a str>,
    pub(super) operation: &'a str,
}

impl<'a> ApiLink<'a> {
    /// Reads `…/goto/WebAPI/drs-2020-02-26/StartRecovery`.
    pub(super) fn read(url: &'a str) -> Option<Self> {
        let (_, path) = url.split_once("/goto/WebAPI/")?;
        let (service, operation) = path.split_once('/')?;
        let is_name = !operation.is_empty() && operation.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let version = code_and_version(service).map(|(_, version)| version);
        is_name.then_some(Self { url, version, operation })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_lines_tell_what_a_page_documents() {
        let read = |line| {
            Subject::of_breadcrumb(line)
                .or_else(|| Subject::of_signature(line))
                .map(|subject| (subject.service, subject.part, subject.name))
        };
        assert_eq!(read("Lamps / Client / light_lamp"), Some(("Lamps", Part::Method, "light_lamp")));
        assert_eq!(read("Lamps.Client.light_lamp(**kwargs)#"), Some(("Lamps", Part::Method, "light_lamp")));
        assert_eq!(read("Lamps / Paginator / ListLamps"), Some(("Lamps", Part::Paginator, "ListLamps")));
        assert_eq!(read("class Lamps.Waiter.LampLit#"), Some(("Lamps", Part::Waiter, "LampLit")));
        for line in [
            "Lamps / Client / LightLamp",
            "Lamps / Client / light_lamp / more",
            "Lamps / Resource / lamp",
            "class Lamps.Client.light_lamp#",
            "Lamps.Waiter.LampLit(x)",
            "See Lamps.Client.light_lamp()",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
    }

    #[test]
    fn the_link_to_the_vendors_page_names_the_operation() {
        let read = |url| ApiLink::read(url).map(|link| (link.version, link.operation));
        let version = Some("2020-02-26");
        assert_eq!(
            read("https://x.test/goto/WebAPI/lamps-2020-02-26/LightLEDs"),
            Some((version, "LightLEDs"))
        );
        assert_eq!(read("https://x.test/goto/WebAPI/lamps/LightLEDs"), Some((None, "LightLEDs")));
        assert_eq!(read("https://x.test/goto/WebAPI/lamps-2020-02-26/a/b"), None);
        assert_eq!(read("https://x.test/LightLEDs"), None);
    }
}
