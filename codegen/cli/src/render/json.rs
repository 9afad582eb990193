//! The machine-readable output: one JSON object per line, told apart by its `type`.

use docwright_idl::{Diagnostic, Severity, Snippet};
use serde::Serialize;
use serde_json::Value;

use crate::coverage::{Count, ShownLine};
use crate::explain::Known;
use crate::folder::{Service, Tally};

/// A line of the machine-readable output.
///
/// New kinds and fields may come; what is there stays.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Record<'a> {
    /// A finding.
    Diagnostic {
        /// Its code, such as `DW0104`.
        code: &'a str,
        /// `error`, `warning` or `note`.
        severity: Severity,
        /// What was found and what was expected.
        message: &'a str,
        /// The places, the most important first.
        places: Vec<Place<'a>>,
        /// Further facts.
        notes: &'a [String],
        /// What to type or write next.
        help: &'a [String],
    },
    /// A file that is not what it should be.
    Diff {
        /// The file, relative to the workspace.
        file: &'a str,
        /// The difference, as a unified diff; a long one is cut.
        diff: &'a str,
    },
    /// What became of a page's lines.
    Page(PageRecord<'a>),
    /// A fact and its sources.
    Fact(&'a Known),
    /// What was found of a service in a folder of pages.
    Service(&'a Service),
    /// What was found in a folder of pages altogether.
    Found(&'a Tally),
    /// What was done, at the end.
    Summary {
        /// The text that people get.
        message: &'a str,
    },
    /// That the command line was wrong.
    Usage {
        /// What was wrong, and what is right.
        message: &'a str,
    },
}

/// What became of a page's lines.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct PageRecord<'a> {
    /// The page.
    pub file: &'a str,
    /// The dialect that read it.
    pub dialect: Option<&'a str>,
    /// How many lines became what.
    #[serde(flatten)]
    pub count: Count,
    /// The lines that were not understood.
    pub unread_lines: &'a [ShownLine],
    /// The lines with sentences that demand something of a value, and that nothing was made of.
    pub unmatched_sentences: &'a [ShownLine],
}

/// A place in a file.
#[derive(Debug, Serialize)]
pub struct Place<'a> {
    /// The file.
    file: &'a str,
    /// The line, counted from 1.
    line: usize,
    /// The column in characters, counted from 1.
    column: usize,
    /// The last line.
    end_line: usize,
    /// What stands there.
    text: &'a str,
    /// What there is to say of it.
    #[serde(skip_serializing_if = "str::is_empty")]
    label: &'a str,
}

impl<'a> From<&'a Diagnostic> for Record<'a> {
    fn from(finding: &'a Diagnostic) -> Self {
        Self::Diagnostic {
            code: finding.code.as_str(),
            severity: finding.severity,
            message: &finding.message,
            places: finding.snippets.iter().map(Place::from).collect(),
            notes: &finding.notes,
            help: &finding.help,
        }
    }
}

impl<'a> From<&'a Snippet> for Place<'a> {
    fn from(snippet: &'a Snippet) -> Self {
        let text = snippet.text.get(snippet.span.clone()).unwrap_or_default();
        Self {
            file: &snippet.file,
            line: snippet.start_line(),
            column: snippet.column(),
            end_line: snippet.start_line() + text.matches('\n').count(),
            text,
            label: &snippet.label,
        }
    }
}

impl Record<'_> {
    /// Returns the line, with its end. Characters that a terminal would obey are escaped.
    pub fn line(&self) -> String {
        let value = serde_json::to_value(self).unwrap_or(Value::Null);
        let mut line = String::new();
        for c in value.to_string().chars() {
            match c {
                '\u{7f}'..='\u{9f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2066}'..='\u{2069}' => {
                    line.push_str(&format!("\\u{:04x}", u32::from(c)));
                }
                _ => line.push(c),
            }
        }
        line.push('\n');
        line
    }
}
