//! Comparing two descriptions by what they mean to those who call the generated client.
//!
//! [`compare`] walks both descriptions side by side and returns [`Finding`]s, each by a [`Rule`] of the table in
//! `rules`: what changed, in which direction its values travel, and how heavily it weighs. Requests are judged
//! contravariantly and responses covariantly, but the measure is the compiler: [`Impact::Breaking`] is what keeps code
//! from compiling that compiled, which the witnesses among the command's tests prove rule by rule. Whatever is renamed
//! is told by its content, and compared under both names.
//!
//! The walk takes every type of the description apart field by field, so that a field that is added to the model does
//! not compile here until it has a rule.

mod pairs;
mod rules;
mod usage;
mod walk;

pub use rules::{Change, Direction, Impact, Rule};
pub use walk::compare;

use std::fmt;

use serde::Serialize;

use crate::FactPath;

/// A difference between two descriptions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// By which rule it was found.
    pub rule: Rule,
    /// Where it is in the old description; `None` if nothing was there.
    pub old_path: Option<FactPath>,
    /// Where it is in the new description; `None` if nothing is there any more.
    pub new_path: Option<FactPath>,
    /// What stood there, in short.
    pub old: Option<String>,
    /// What stands there now, in short.
    pub new: Option<String>,
}

impl Finding {
    /// Returns where it is: in the new description, or where it was in the old one.
    pub fn path(&self) -> &FactPath {
        self.new_path.as_ref().or(self.old_path.as_ref()).unwrap_or(FactPath::ROOT)
    }

    /// Returns how heavily it weighs.
    pub fn impact(&self) -> Impact {
        self.rule.impact()
    }

    /// Returns what names the finding, the same in each run: 16 hexadecimal digits made of the rule, the places and the
    /// values. Lines play no part in it.
    pub fn fingerprint(&self, service: &str) -> String {
        let path = |path: &Option<FactPath>| path.as_ref().map(FactPath::to_string).unwrap_or_default();
        let value = |value: &Option<String>| value.clone().unwrap_or_default();
        let parts = [
            service.to_owned(),
            self.rule.name(),
            path(&self.old_path),
            path(&self.new_path),
            value(&self.old),
            value(&self.new),
        ];
        format!("{:016x}", crate::hash(parts.join("\u{1f}").bytes()))
    }

    /// Returns what it is about, such as "`StartRecovery` › `isDrill`".
    pub fn subject(&self) -> String {
        match (&self.old_path, &self.new_path) {
            (Some(old), Some(new)) if names(old) != names(new) => {
                format!("{}, once {}", names(new), names(old))
            }
            _ => names(self.path()),
        }
    }

    /// Returns the finding in one sentence, without its end.
    pub fn message(&self) -> String {
        let mut text = format!("{}: {}", self.rule.title(), self.subject());
        let short = |value: &str| shortened(value, 60);
        match (&self.old, &self.new) {
            (Some(old), Some(new)) => text.push_str(&format!(" ({} → {})", short(old), short(new))),
            (Some(old), None) => text.push_str(&format!(" (was {})", short(old))),
            (None, Some(new)) => text.push_str(&format!(" ({})", short(new))),
            (None, None) => {}
        }
        text
    }
}

/// Returns the names on a path, without the parts that every description has.
fn names(path: &FactPath) -> String {
    let mut names: Vec<String> = Vec::new();
    let mut parts = path.parts().iter().map(String::as_str);
    while let Some(part) = parts.next() {
        match part {
            // What follows is a name that the documentation gives.
            "operations" | "types" | "errors" | "input" | "output" | "members" | "union" | "variables"
            | "api_keys" | "scopes" | "waiters" => names.extend(parts.next().map(|name| format!("`{name}`"))),
            // The value is shown.
            "enum" => _ = parts.next(),
            "0" | "list" => names.push("each element".to_owned()),
            "key" => names.push("its keys".to_owned()),
            "value" => names.push("its values".to_owned()),
            _ => {}
        }
    }
    if names.is_empty() { "the service".to_owned() } else { names.join(" › ") }
}

fn shortened(text: &str, max: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= max {
        return line;
    }
    line.chars().take(max - 1).chain(['…']).collect()
}

/// By how much a client's version rises after a change (Semantic Versioning 2.0.0).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Bump {
    /// Nothing changed.
    None,
    /// What it does is documented differently.
    Patch,
    /// What compiled compiles.
    Minor,
    /// Something does not compile any more.
    Major,
}

impl Bump {
    /// Returns the bump after findings of the given impacts.
    pub fn after(impacts: impl IntoIterator<Item = Impact>) -> Self {
        impacts.into_iter().max().map_or(Self::None, |impact| match impact {
            Impact::DocsOnly => Self::Patch,
            Impact::Compatible | Impact::Risky => Self::Minor,
            Impact::Breaking => Self::Major,
        })
    }

    /// Returns the version after `version`, which has the form `1.2.3`; `None` if it has not. Before 1.0.0, what is
    /// not compatible raises the middle number, and everything else the last one, as cargo understands them.
    pub fn apply(self, version: &str) -> Option<String> {
        let core = version.split(['-', '+']).next()?;
        let numbers: Vec<u64> = core.split('.').map(|number| number.parse().ok()).collect::<Option<_>>()?;
        let [major, minor, patch] = numbers.try_into().ok()?;
        let (major, minor, patch): (u64, u64, u64) = (major, minor, patch);
        let next = match (self, major, minor) {
            (Self::None, ..) => (major, minor, patch),
            (Self::Major, 0, 0) | (Self::Minor | Self::Patch, 0, _) => (major, minor, patch.checked_add(1)?),
            (Self::Major, 0, _) => (major, minor.checked_add(1)?, 0),
            (Self::Major, ..) => (major.checked_add(1)?, 0, 0),
            (Self::Minor, ..) => (major, minor.checked_add(1)?, 0),
            (Self::Patch, ..) => (major, minor, patch.checked_add(1)?),
        };
        Some(format!("{}.{}.{}", next.0, next.1, next.2))
    }
}

impl fmt::Display for Bump {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_rise_as_cargo_understands_them() {
        for (version, patch, minor, major) in [
            ("1.2.3", "1.2.4", "1.3.0", "2.0.0"),
            ("0.1.7", "0.1.8", "0.1.8", "0.2.0"),
            ("0.0.3", "0.0.4", "0.0.4", "0.0.4"),
            ("1.0.0-rc.1", "1.0.1", "1.1.0", "2.0.0"),
        ] {
            let raised = [Bump::Patch, Bump::Minor, Bump::Major].map(|bump| bump.apply(version).unwrap());
            assert_eq!(raised, [patch, minor, major]);
        }
        assert_eq!(Bump::Major.apply("18446744073709551615.0.0"), None);
        assert_eq!(Bump::Major.apply("one"), None);
        assert_eq!(Bump::after([Impact::Risky, Impact::DocsOnly]), Bump::Minor);
        assert_eq!(Bump::after([]), Bump::None);
    }

    #[test]
    fn a_finding_says_what_it_is_about() {
        let finding = Finding {
            rule: Rule { change: Change::LengthTightened, direction: Some(Direction::Request) },
            old_path: Some("operations.Go.input.tags.type.map.key.length".parse().unwrap()),
            new_path: Some("operations.Went.input.tags.type.map.key.length".parse().unwrap()),
            old: Some("1..64".into()),
            new: Some("1..32".into()),
        };
        assert_eq!(
            finding.message(),
            "in requests, fewer lengths are allowed: `Went` › `tags` › its keys, once `Go` › `tags` › its keys \
             (1..64 → 1..32)"
        );
        assert_eq!(finding.fingerprint("a"), finding.clone().fingerprint("a"));
        assert_ne!(finding.fingerprint("a"), finding.fingerprint("b"));
    }
}
