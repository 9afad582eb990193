//! What the client library adds to an operation's members on the pages of paginators and waiters.
//!
//! `PaginationConfig` and `WaiterConfig` stand last in the input, the library's own `NextToken` last in the output.
//! They are taken out before the sections are read, so that they are never taken for the service's.

use std::borrow::Cow;

use super::bullets::Label;
use super::sections::{Kind, Section, is_field};
use super::subject::Part;
use super::syntax::unit_of;
use crate::document::{Block, BlockKind};

/// What is added on the pages of one kind.
struct Addition {
    /// The member of the input.
    input: &'static str,
    /// How the lines begin that show it in the syntax, each with how deep it stands.
    input_lines: &'static [(usize, &'static str)],
    /// The member of the output.
    output: Option<&'static str>,
    output_lines: &'static [(usize, &'static str)],
}

const PAGINATOR: Addition = Addition {
    input: "PaginationConfig",
    input_lines: &[(1, "PaginationConfig="), (2, "'MaxItems':"), (2, "'PageSize':"), (2, "'StartingToken':")],
    output: Some("NextToken"),
    output_lines: &[(1, "'NextToken':")],
};

const WAITER: Addition = Addition {
    input: "WaiterConfig",
    input_lines: &[(1, "WaiterConfig="), (2, "'Delay':"), (2, "'MaxAttempts':")],
    output: None,
    output_lines: &[],
};

/// A section's blocks without what was added, and that.
pub(super) struct Parted<'a> {
    pub(super) blocks: Vec<Block<'a>>,
    pub(super) added: Vec<Block<'a>>,
}

/// Takes out of a section what the client library adds for a paginator or waiter.
pub(super) fn part<'a>(part: Part, section: &Section<'_, 'a>) -> Parted<'a> {
    let addition = match part {
        Part::Method => return Parted { blocks: section.blocks.to_vec(), added: Vec::new() },
        Part::Paginator => &PAGINATOR,
        Part::Waiter => &WAITER,
    };
    let mut parted = Parted { blocks: Vec::new(), added: Vec::new() };
    match section.kind {
        Kind::RequestSyntax => parted.syntax(section, addition.input_lines),
        Kind::ResponseSyntax => parted.syntax(section, addition.output_lines),
        Kind::Parameters => parted.parameters(section, addition.input),
        Kind::ResponseStructure => parted.response(section, addition.output),
        _ => parted.blocks.extend_from_slice(section.blocks),
    }
    parted
}

impl<'a> Parted<'a> {
    fn syntax(&mut self, section: &Section<'_, 'a>, lines: &[(usize, &str)]) {
        let unit = unit_of(section);
        for block in section.blocks {
            let mut block = block.clone();
            if matches!(block.kind, BlockKind::Paragraph | BlockKind::Code) {
                let end = end_without(&block.text, lines, unit);
                if end < block.text.len() {
                    let mut added = block.clone();
                    added.text = slice(&block.text, end, block.text.len());
                    self.added.push(added);
                    block.text = slice(&block.text, 0, end);
                }
            }
            self.blocks.push(block);
        }
    }

    fn parameters(&mut self, section: &Section<'_, 'a>, name: &str) {
        let mut blocks = section.blocks.iter();
        for block in blocks.by_ref() {
            if !is_member(block, name) {
                self.blocks.push(block.clone());
            } else {
                self.added.push(block.clone());
                // A single parameter has no bullet; all that follows is about it.
                if block.kind != BlockKind::Item {
                    break;
                }
            }
        }
        self.added.extend(blocks.cloned());
    }

    fn response(&mut self, section: &Section<'_, 'a>, name: Option<&str>) {
        let is_added = |block: &Block<'_>| name.is_some_and(|name| is_member(block, name));
        for block in section.blocks {
            let mut block = block.clone();
            let (added, kept) = block.children.into_iter().partition(is_added);
            block.children = kept;
            self.added.extend::<Vec<_>>(added);
            self.blocks.push(block);
        }
    }
}

fn is_member(block: &Block<'_>, name: &str) -> bool {
    Label::read(&block.text).is_some_and(|label| label.name() == Some(name))
}

/// Returns where a syntax ends if the given lines at its end, and what closes them, are left out. What stands one
/// deeper is indented by `unit` columns.
fn end_without(syntax: &str, lines: &[(usize, &str)], unit: usize) -> usize {
    let mut end = syntax.len();
    let mut start = syntax.len();
    for line in syntax.split_inclusive('\n').rev() {
        start -= line.len();
        let text = line.trim();
        let indent = line.len() - line.trim_start().len();
        let is_added = lines.iter().any(|(at, beginning)| at * unit == indent && text.starts_with(beginning));
        let is_closer = text.bytes().all(|byte| b"]}),".contains(&byte));
        // The heading of what follows may stand right behind the syntax.
        match (is_added, is_closer || is_field(text)) {
            (true, _) => end = start,
            (false, true) => {}
            (false, false) => break,
        }
    }
    end
}

fn slice<'a>(text: &Cow<'a, str>, from: usize, to: usize) -> Cow<'a, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(&text[from..to]),
        Cow::Owned(text) => Cow::Owned(text[from..to].to_owned()),
    }
}
