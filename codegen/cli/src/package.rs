//! The package of which the clients are the library: its cargo features, one per service and one per operation.
//!
//! They stand in `Cargo.toml`, which people own, between two lines of which docwright writes what is between them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use docwright_idl::{Code, Diagnostic, Severity, Snippet, file};
use docwright_rust::Layout;

use crate::workspace::Workspace;

/// The features of clients by the name of their service, each with what it enables.
pub type Declared = BTreeMap<String, BTreeMap<String, Vec<String>>>;

/// The package's manifest, relative to the workspace.
pub const MANIFEST: &str = "Cargo.toml";
/// The line after which docwright writes.
pub const BEGIN: &str =
    "# From here on `docwright generate` writes: a feature per service, and one per operation.";
/// The line before which docwright writes.
pub const END: &str = "# Up to here `docwright generate` writes.";
/// The feature that compiles what helps to test callers; a person may declare it.
const TESTING: &str = "testing";
/// The line under which features stand.
const SECTION: &str = "[features]";
/// How long a line may be.
const WIDTH: usize = 110;

/// The package of which the clients are the library.
#[derive(Clone, Debug)]
pub struct Package {
    /// Its `Cargo.toml`, as the user may type it.
    manifest: String,
    /// The content of that.
    text: String,
    /// The library's name in Rust code.
    pub library: String,
    /// The features that it has.
    features: toml::Table,
    /// Where docwright writes, if there is a place.
    place: Option<Range<usize>>,
}

impl Package {
    /// Returns the workspace's package, if its library is the crate root `root`, which docwright writes.
    ///
    /// # Errors
    ///
    /// That `Cargo.toml` cannot be read (`DW0110`).
    pub fn read(workspace: &Workspace, root: &str) -> Result<Option<Self>, Diagnostic> {
        let path = workspace.path(MANIFEST);
        if !path.exists() {
            return Ok(None);
        }
        Ok(Self::parse(&path.display().to_string(), file::read(&path)?, Some(root)))
    }

    /// Returns the package that a `Cargo.toml` called `manifest` describes, if its library is `root`, where that is given. A
    /// text that is no TOML is cargo's to complain about.
    pub fn parse(manifest: &str, text: String, root: Option<&str>) -> Option<Self> {
        let table = text.parse::<toml::Table>().ok()?;
        let text_at = |name: &str, key: &str| table.get(name)?.get(key)?.as_str();
        if root.is_some() && text_at("lib", "path") != root {
            return None;
        }
        let library = text_at("lib", "name").or(text_at("package", "name"))?.replace('-', "_");
        let features = table.get("features").and_then(|features| features.as_table());
        let features = features.cloned().unwrap_or_default();
        let place = place(&text);
        Some(Self { manifest: manifest.to_owned(), text, library, features, place })
    }

    /// Returns `Cargo.toml` with the features of the clients, and what is wrong with it. `known` has the features of the
    /// services whose clients were generated; those of the other `services` stay as they are.
    ///
    /// # Errors
    ///
    /// That a feature would be there twice (`DW0208`).
    pub fn declare(
        &self,
        mut known: Declared,
        services: &[&str],
    ) -> Result<(String, Vec<Diagnostic>), Vec<Diagnostic>> {
        let Some(place) = &self.place else {
            return Ok((self.text.clone(), Vec::from_iter(self.lacking(&known, services))));
        };
        let written: toml::Table = self.text[place.clone()].parse().unwrap_or_default();
        for service in services {
            known.entry((*service).to_owned()).or_insert_with(|| features_of(service, &written));
        }
        let by_hand: BTreeSet<&str> =
            self.features.keys().map(String::as_str).filter(|name| !written.contains_key(*name)).collect();
        if !by_hand.contains(TESTING) {
            let enables = vec!["docwright-runtime/testing".to_owned()];
            known.insert(String::new(), BTreeMap::from([(TESTING.to_owned(), enables)]));
        }
        let twice = twice(&known, &by_hand);
        if !twice.is_empty() {
            return Err(twice);
        }
        let (before, after) = (&self.text[..place.start], &self.text[place.end..]);
        Ok((format!("{before}{}{after}", lines(&known)), Vec::new()))
    }

    /// Returns the finding that features are not there and that docwright has no place to write them.
    fn lacking(&self, known: &Declared, services: &[&str]) -> Option<Diagnostic> {
        let needed = known.values().flat_map(BTreeMap::keys).map(String::as_str);
        let mut missing = services.iter().copied().chain(needed);
        let missing = missing.find(|name| !self.features.contains_key(*name))?;
        let section = self.text.find(SECTION);
        let snippets = section
            .map(|at| Snippet::of_bytes(&self.manifest, &self.text, at..at + SECTION.len(), ""))
            .into_iter()
            .collect();
        let message = format!(
            "`{}` has no feature `{missing}`, so nobody can switch on what stands behind it",
            self.manifest
        );
        let finding = Diagnostic::new(Code::MISSING_SETTING, message).help(format!(
            "write these two lines under `{SECTION}`, in place of the features of clients; docwright writes what \
             belongs between them\n{BEGIN}\n{END}"
        ));
        Some(Diagnostic { severity: Severity::Warning, snippets, ..finding })
    }
}

/// Returns what is between the two lines.
fn place(text: &str) -> Option<Range<usize>> {
    let begin = text.find(BEGIN)?;
    let start = begin + text[begin..].find('\n')? + 1;
    let end = start + text[start..].find(END)?;
    Some(start..end)
}

/// Returns the features of a service among those that docwright wrote.
fn features_of(service: &str, written: &toml::Table) -> BTreeMap<String, Vec<String>> {
    let enables = |name: &str| -> Vec<String> {
        let list = written.get(name).and_then(toml::Value::as_array).into_iter().flatten();
        list.filter_map(toml::Value::as_str).map(str::to_owned).collect()
    };
    let operations = enables(service);
    let base = Layout::Shared.base(service);
    let names = std::iter::once(service.to_owned()).chain(base).chain(operations);
    names.filter(|name| written.contains_key(name)).map(|name| (name.clone(), enables(&name))).collect()
}

/// Returns the findings that a feature belongs to two services, or stands elsewhere in `Cargo.toml`.
fn twice(known: &Declared, by_hand: &BTreeSet<&str>) -> Vec<Diagnostic> {
    let mut owners: BTreeMap<&str, &str> = BTreeMap::new();
    let mut findings = Vec::new();
    for (service, features) in known {
        for name in features.keys() {
            let help = if by_hand.contains(name.as_str()) {
                format!("take the line `{name} = …` out of `Cargo.toml`")
            } else if let Some(other) = owners.insert(name, service) {
                format!(
                    "rename one of the services `{other}` and `{service}`: its folder, and `name` in its docwright.yaml"
                )
            } else {
                continue;
            };
            let message = format!("the feature `{name}` of the service `{service}` would be there twice");
            findings.push(Diagnostic::new(Code::INVALID_NAME, message).help(help));
        }
    }
    findings
}

/// Returns the lines that declare features.
fn lines(known: &Declared) -> String {
    let mut text = String::new();
    for (name, enables) in known.values().flatten() {
        let quoted: Vec<String> = enables.iter().map(|feature| format!("{feature:?}")).collect();
        let line = format!("{name} = [{}]\n", quoted.join(", "));
        if line.len() <= WIDTH {
            text.push_str(&line);
        } else {
            text.push_str(&format!("{name} = [\n    {},\n]\n", quoted.join(",\n    ")));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn package(features: &str) -> Package {
        let folder = tempfile::tempdir().unwrap();
        let manifest = format!(
            "[package]\nname = \"time-clients\"\n[lib]\npath = \"generated/lib.rs\"\n[features]\n{features}\n"
        );
        fs::write(folder.path().join(MANIFEST), manifest).unwrap();
        Package::read(&Workspace::at(folder.path()), "generated/lib.rs").unwrap().unwrap()
    }

    fn declared(service: &str, operation: &str) -> Declared {
        let feature = format!("{service}-{operation}");
        let features = BTreeMap::from([
            (format!("_{service}"), vec![]),
            (service.to_owned(), vec![feature.clone()]),
            (feature, vec![format!("_{service}")]),
        ]);
        Declared::from([(service.to_owned(), features)])
    }

    #[test]
    fn features_are_written_between_two_lines_and_those_of_others_stay() {
        let package = package(&format!(
            "own = []\n{BEGIN}\n_gone = []\ngone = []\n_b = []\nb = [\"b-x\"]\nb-x = [\"_b\"]\n{END}\nlast = []"
        ));
        let (text, findings) = package.declare(declared("a", "now"), &["a", "b"]).unwrap();
        assert_eq!(findings, []);
        assert!(
            text.ends_with(&format!(
                "own = []\n{BEGIN}\ntesting = [\"docwright-runtime/testing\"]\n_a = []\na = [\"a-now\"]\na-now = [\"_a\"]\n_b = []\nb = [\"b-x\"]\nb-x = [\"_b\"]\n{END}\nlast = []\n"
            )),
            "{text}"
        );
    }

    #[test]
    fn a_package_without_a_place_is_told_how_to_make_one() {
        let (text, findings) = package("other = []").declare(declared("a", "now"), &["a"]).unwrap();
        assert!(text.ends_with("other = []\n"));
        assert!(findings[0].help[0].contains(BEGIN), "{findings:?}");
        assert_eq!((findings[0].severity, findings[0].snippets[0].line), (Severity::Warning, 5));
        let by_hand = package("_a = []\na = [\"a-now\"]\na-now = [\"_a\"]");
        assert_eq!(by_hand.declare(declared("a", "now"), &["a"]).unwrap().1, []);
    }

    #[test]
    fn a_feature_that_would_be_there_twice_is_refused() {
        let lines = format!("{BEGIN}\n{END}");
        let by_hand = package(&format!("a-now = []\n{lines}"));
        let findings = by_hand.declare(declared("a", "now"), &["a"]).unwrap_err();
        assert_eq!(findings[0].code, Code::INVALID_NAME);
        let mut both = declared("a", "b-c");
        both.extend(declared("a-b", "c"));
        let findings = package(&lines).declare(both, &["a", "a-b"]).unwrap_err();
        assert!(findings[0].message.contains("`a-b-c`"), "{findings:?}");
    }
}
