//! What findings of every kind have in common, for the formats of other people's tools.

use docwright_idl::diff::Impact;
use docwright_idl::{Diagnostic, Severity, hash};

/// A finding as the tools of a code host know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    /// The code or the name of the rule.
    pub rule: String,
    /// What the rule is about.
    pub title: String,
    /// How much it weighs.
    pub level: Level,
    /// What was found, what helps included.
    pub message: String,
    /// Where, the most important place first.
    pub places: Vec<Spot>,
    /// What names the finding, the same in each run.
    pub fingerprint: String,
    /// Why it is not counted, if somebody wrote that down.
    pub ignored: Option<String>,
}

/// Lines of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The file, relative to the workspace.
    pub file: String,
    /// The first line, counted from 1.
    pub line: usize,
    /// The last line.
    pub end_line: usize,
    /// The column in characters, counted from 1.
    pub column: Option<usize>,
}

/// How much an alert weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Something worth knowing.
    Note,
    /// A person should look at it.
    Warning,
    /// It has to be mended, or be decided.
    Error,
}

impl From<Severity> for Level {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Note => Self::Note,
            Severity::Warning => Self::Warning,
            Severity::Error => Self::Error,
        }
    }
}

impl From<Impact> for Level {
    fn from(impact: Impact) -> Self {
        match impact {
            Impact::DocsOnly | Impact::Compatible => Self::Note,
            Impact::Risky => Self::Warning,
            Impact::Breaking => Self::Error,
        }
    }
}

impl From<&Diagnostic> for Alert {
    fn from(finding: &Diagnostic) -> Self {
        let mut message = finding.message.clone();
        for note in &finding.notes {
            message.push_str(&format!("\nnote: {note}"));
        }
        for help in &finding.help {
            message.push_str(&format!("\nhelp: {help}"));
        }
        let places = finding.snippets.iter().map(|snippet| {
            let meant = snippet.text.get(snippet.span.clone()).unwrap_or_default();
            let line = snippet.start_line();
            Spot {
                file: snippet.file.clone(),
                line,
                end_line: line + meant.matches('\n').count(),
                column: Some(snippet.column()),
            }
        });
        let places: Vec<Spot> = places.filter(|place| !place.file.is_empty()).collect();
        // Lines move; what is said about which file does not.
        let file = places.first().map_or("", |place| place.file.as_str());
        let meant = finding.snippets.first().map_or("", |snippet| snippet.text.as_str());
        let identity = [finding.code.as_str(), &finding.message, file, meant].join("\u{1f}");
        Self {
            rule: finding.code.as_str().to_owned(),
            title: finding.code.title().to_owned(),
            level: finding.severity.into(),
            message,
            places,
            fingerprint: format!("{:016x}", hash(identity.bytes())),
            ignored: None,
        }
    }
}
