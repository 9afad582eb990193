//! The machine-readable output: one JSON object per line, told apart by its `type`.

use docwright_idl::diff::{Bump, Impact};
use docwright_idl::{Diagnostic, Severity, Snippet};
use serde::Serialize;
use serde_json::Value;

use crate::compare;
use crate::coverage::{Count, ShownLine};
use crate::explain::{Known, LineOrigin};
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
    /// What came of a line of a page.
    Line(&'a LineOrigin),
    /// What was found of a service in a folder of pages.
    Service(&'a Service),
    /// What was found in a folder of pages altogether.
    Found(&'a Tally),
    /// A difference between two descriptions.
    Change(ChangeRecord<'a>),
    /// How the descriptions of a service, or of all, differ.
    Comparison(ComparisonRecord<'a>),
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

/// A difference between two descriptions.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct ChangeRecord<'a> {
    /// The service.
    pub service: &'a str,
    /// The rule's name.
    pub rule: String,
    /// What it means to callers.
    pub impact: Impact,
    /// What changed, in one sentence.
    pub message: String,
    /// Where it was, as a path of the old description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old_path: Option<String>,
    /// Where it is, as a path of the new description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_path: Option<String>,
    /// What stood there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<&'a str>,
    /// What stands there now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<&'a str>,
    /// On which lines it stood.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old_places: Option<&'a compare::Places>,
    /// On which lines it stands now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_places: Option<&'a compare::Places>,
    /// What names it, the same in each run.
    pub fingerprint: &'a str,
    /// Why it does not count, if it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ignored: Option<&'a str>,
}

impl<'a> ChangeRecord<'a> {
    /// Returns the record of a difference.
    pub fn of(service: &'a str, change: &'a compare::Change) -> Self {
        let finding = &change.finding;
        Self {
            service,
            rule: finding.rule.name(),
            impact: finding.impact(),
            message: finding.message(),
            old_path: finding.old_path.as_ref().map(ToString::to_string),
            new_path: finding.new_path.as_ref().map(ToString::to_string),
            old: finding.old.as_deref(),
            new: finding.new.as_deref(),
            old_places: change.old_places.as_ref(),
            new_places: change.new_places.as_ref(),
            fingerprint: &change.fingerprint,
            ignored: change.ignored.as_deref(),
        }
    }
}

/// How the descriptions of a service differ.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct ComparisonRecord<'a> {
    /// The service.
    pub service: &'a str,
    /// What the old side is.
    pub old: &'a str,
    /// What the new side is.
    pub new: &'a str,
    /// How many differences there are of each impact.
    #[serde(flatten)]
    pub counts: compare::Counts,
    /// By how much the version rises because of this service.
    pub bump: Bump,
}

/// A line of what `docwright diff` prints for machines, diagnostics aside.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[serde(tag = "type", rename_all = "kebab-case")]
#[allow(dead_code, reason = "it is there for its schema")]
enum DiffLine<'a> {
    /// A difference.
    Change(ChangeRecord<'a>),
    /// How the descriptions of a service differ; comes after its differences.
    Comparison(ComparisonRecord<'a>),
    /// What comes of it all.
    Summary {
        /// The text that people get.
        message: &'a str,
    },
}

/// Returns the JSON Schema of a line of what `docwright diff --format json` prints.
pub fn diff_schema() -> String {
    format!("{:#}\n", schemars::schema_for!(DiffLine<'_>).as_value())
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
