//! `ignore.yaml`: differences that somebody looked at and accepted, each with a reason and a last day.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use docwright_idl::diff::{Finding, Rule};
use docwright_idl::{Code, Diagnostic, FactPath, Snippet, Version, file, yaml};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The content of `ignore.yaml`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IgnoreFile {
    /// The version of the format; always 1.
    pub ignore: Version,
    /// The differences that do not count.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Accepted>,
}

/// A difference that does not count: the one of a fingerprint, or those of a rule, at a path, or both.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// The fingerprint that `docwright diff` shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// The name of the rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<RuleName>,
    /// The path of what changed, or of something around it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub path: Option<FactPath>,
    /// Why it does not count.
    pub reason: String,
    /// The last day on which it does not count.
    #[schemars(with = "String", extend("format" = "date"))]
    pub until: Date,
}

/// The name of a rule that there is.
#[derive(Clone, Debug, PartialEq, Eq, schemars::JsonSchema)]
#[schemars(transparent)]
pub struct RuleName(String);

impl FromStr for RuleName {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        if Rule::from_name(name).is_some() {
            return Ok(Self(name.to_owned()));
        }
        let names: Vec<String> = Rule::all().map(Rule::name).collect();
        let close = crate::closest(name, names.iter().map(String::as_str));
        let guess = close.first().map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
        Err(format!("there is no rule `{name}`{guess}"))
    }
}

impl fmt::Display for RuleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for RuleName {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for RuleName {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        docwright_idl::parsed(deserializer)
    }
}

/// What is ignored in the comparison of a service, and what of that was met.
#[derive(Debug, Default)]
pub(super) struct Ignores {
    entries: Vec<(Accepted, bool)>,
    file: String,
    text: String,
}

impl Ignores {
    /// Reads the file, if it is there.
    ///
    /// # Errors
    ///
    /// That it cannot be read, or that an entry names nothing or has no reason (`DW0201`).
    pub(super) fn read(path: &Path) -> Result<Self, Diagnostic> {
        if !path.exists() {
            return Ok(Self::default());
        }
        let (name, text) = (path.display().to_string(), file::read(path)?);
        let content: IgnoreFile = yaml::read_named(&name, &text)?;
        let ignores = Self {
            entries: content.findings.into_iter().map(|entry| (entry, false)).collect(),
            file: name,
            text,
        };
        for (index, (entry, _)) in ignores.entries.iter().enumerate() {
            let names_nothing = entry.fingerprint.is_none() && entry.rule.is_none() && entry.path.is_none();
            let message = match (names_nothing, entry.reason.trim().is_empty()) {
                (true, _) => "an entry has a `fingerprint`, a `rule` or a `path`",
                (_, true) => "an entry needs a reason",
                _ => continue,
            };
            return Err(ignores.finding(Code::INVALID_YAML, index, message.to_owned()));
        }
        Ok(ignores)
    }

    /// Returns why a difference does not count today, if it does not.
    pub(super) fn reason(&mut self, finding: &Finding, fingerprint: &str, today: Date) -> Option<String> {
        let mut reason = None;
        for (entry, is_met) in &mut self.entries {
            let fits = entry.fingerprint.as_deref().is_none_or(|print| print == fingerprint)
                && entry.rule.as_ref().is_none_or(|rule| rule.0 == finding.rule.name())
                && entry.path.as_ref().is_none_or(|path| finding.path().is_within(path));
            *is_met |= fits;
            if fits && today <= entry.until {
                reason.get_or_insert_with(|| entry.reason.clone());
            }
        }
        reason
    }

    /// Returns what there is to say about the entries when all differences are known.
    pub(super) fn findings(&self, today: Date) -> Vec<Diagnostic> {
        let entries = self.entries.iter().enumerate().filter_map(|(index, (entry, is_met))| {
            if !is_met {
                let message = "nothing is found that this entry ignores".to_owned();
                return Some(self.finding(Code::IGNORE_UNUSED, index, message).help("remove it"));
            }
            (today > entry.until).then(|| {
                let message =
                    format!("this entry held until {}, and what it ignores counts again", entry.until);
                self.finding(Code::IGNORE_EXPIRED, index, message)
                    .help("decide anew: remove the entry, or give it another day")
            })
        });
        entries.collect()
    }

    fn finding(&self, code: Code, index: usize, message: String) -> Diagnostic {
        let path = FactPath::new(["findings".to_owned(), index.to_string()]);
        let span = yaml::locate(&self.text, &path).unwrap_or_default();
        let line =
            span.start..self.text[span.start..].find('\n').map_or(self.text.len(), |end| span.start + end);
        Diagnostic::new(code, message).at(Snippet::of_bytes(
            self.file.as_str(),
            &self.text,
            line,
            "this entry",
        ))
    }
}
