//! The files of a suite: botocore's, which are Smithy's cases in botocore's form, and its own older ones below `legacy`.

use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

/// Cases that call one operation in the same way.
#[derive(Debug)]
pub(super) struct Group {
    /// The file below the suite's folder, without its ending: `input/rest-json`.
    pub(super) file: String,
    /// Whether it is one of botocore's own, whose models write some things otherwise.
    pub(super) legacy: bool,
    pub(super) metadata: Value,
    /// The shapes by name, as botocore writes them.
    pub(super) shapes: Map<String, Value>,
    /// The operation.
    pub(super) given: Value,
    pub(super) endpoint: Option<String>,
    pub(super) cases: Vec<Case>,
}

/// A request that an input makes, or an output that an answer makes.
#[derive(Debug)]
pub(super) struct Case {
    /// Its name in the suite, or else its place: `legacy/input/ec2 3.1`.
    pub(super) id: String,
    pub(super) content: Value,
}

/// Returns all groups of a suite, in the order of its files.
pub(super) fn load(folder: &Path) -> io::Result<Vec<Group>> {
    let mut groups = Vec::new();
    for part in ["input", "output", "legacy/input", "legacy/output"] {
        let Ok(entries) = std::fs::read_dir(folder.join(part)) else { continue };
        let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
        paths.sort();
        for path in paths {
            let text = std::fs::read_to_string(&path)?;
            let unreadable = |error| io::Error::other(format!("{}: {error}", path.display()));
            let suites: Vec<Value> = serde_json::from_str(&text).map_err(unreadable)?;
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            let file = format!("{part}/{stem}");
            for (index, suite) in suites.into_iter().enumerate() {
                groups.extend(grouped(&file, index, suite));
            }
        }
    }
    Ok(groups)
}

/// Returns the cases of one part of a file, those with the same operation together.
fn grouped(file: &str, index: usize, mut suite: Value) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let Value::Array(cases) = suite["cases"].take() else { return groups };
    for (number, mut content) in cases.into_iter().enumerate() {
        let given = content["given"].take();
        let id = content["id"].as_str().map_or_else(|| format!("{file} {index}.{number}"), str::to_owned);
        let case = Case { id, content };
        if let Some(group) = groups.iter_mut().find(|group| group.given == given) {
            group.cases.push(case);
            continue;
        }
        groups.push(Group {
            file: file.to_owned(),
            legacy: file.starts_with("legacy/"),
            metadata: suite["metadata"].clone(),
            shapes: suite["shapes"].as_object().cloned().unwrap_or_default(),
            given,
            endpoint: suite["clientEndpoint"].as_str().map(str::to_owned),
            cases: vec![case],
        });
    }
    groups
}

impl Group {
    /// Whether its cases are of requests.
    pub(super) fn is_input(&self) -> bool {
        self.file.contains("input/")
    }

    /// Returns the name of the operation.
    pub(super) fn operation(&self) -> &str {
        self.given["name"].as_str().unwrap_or("Operation")
    }

    /// Returns the name of the protocol, as botocore calls it.
    pub(super) fn protocol(&self) -> &str {
        self.metadata["protocol"].as_str().unwrap_or_default()
    }
}
