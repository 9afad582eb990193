//! What `docwright.yaml` says of a service's client: which operations it has, and where it stands.

use std::borrow::Cow;
use std::path::Path;

use docwright_idl::{Code, Description, Diagnostic, FactPath, Snippet, file, yaml};
use docwright_read::manifest::{Layout, Manifest};

use crate::change::FileChange;
use crate::closest;
use crate::workspace::{ServiceFolder, Workspace};

/// The file, relative to the service's folder.
const FILE: &str = "docwright.yaml";

/// What `docwright.yaml` says of a service's client.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The operations of the client; all if none is named.
    pub operations: Vec<String>,
    /// Where the client stands.
    pub layout: Layout,
}

impl Settings {
    /// Reads the settings of a service; the defaults if it has no `docwright.yaml`.
    ///
    /// # Errors
    ///
    /// A file that cannot be read (`DW0110`) or understood (`DW0201`).
    pub fn read(service: &ServiceFolder) -> Result<Self, Diagnostic> {
        let path = service.file(FILE);
        if !path.exists() {
            return Ok(Self::default());
        }
        let manifest: Manifest = yaml::read_named(&path.display().to_string(), &file::read(&path)?)?;
        Ok(Self { operations: manifest.operations, layout: manifest.layout })
    }

    /// Returns the description without the operations that the client has not, and without what only those need.
    ///
    /// # Errors
    ///
    /// Operations that are not described (`DW0208`).
    pub fn cut<'d>(
        &self,
        description: &'d Description,
        service: &ServiceFolder,
    ) -> Result<Cow<'d, Description>, Vec<Diagnostic>> {
        if self.operations.is_empty() {
            return Ok(Cow::Borrowed(description));
        }
        let unknown = self.operations.iter().filter(|name| !description.operations.contains_key(*name));
        let findings: Vec<_> = unknown.map(|name| unknown_operation(name, description, service)).collect();
        if !findings.is_empty() {
            return Err(findings);
        }
        let mut cut = description.clone();
        cut.operations.retain(|name, _| self.operations.contains(name));
        let operations = &cut.operations;
        cut.errors.retain(|name, _| operations.values().any(|operation| operation.errors.contains(name)));
        Ok(Cow::Owned(cut))
    }

    /// Returns the change after which `docwright.yaml` of a service says this, and all else that it says now.
    ///
    /// # Errors
    ///
    /// A file that cannot be read (`DW0110`), or that is written so that nobody but a person should change it (`DW0111`).
    pub fn write(
        &self,
        workspace: &Workspace,
        service: &ServiceFolder,
    ) -> Result<Option<FileChange>, Diagnostic> {
        let path = service.file(FILE);
        let old = if path.exists() {
            file::read(&path)?
        } else {
            format!("docwright: 1\nname: {}\n", service.name)
        };
        let before: Manifest = yaml::read_named(&path.display().to_string(), &old)?;
        let wanted = Manifest { operations: self.operations.clone(), layout: self.layout, ..before.clone() };
        let mut text = old;
        if before.operations != wanted.operations {
            text = with_entry(&text, "operations", &format!("[{}]", self.operations.join(", ")));
        }
        if before.layout != wanted.layout {
            text = with_entry(&text, "layout", self.layout.as_str());
        }
        if yaml::read::<Manifest>(&text).ok().as_ref() != Some(&wanted) {
            let message = format!("`{}` is not written so that settings can be added", path.display());
            return Err(Diagnostic::new(Code::CANNOT_WRITE, message).help(format!(
                "write `operations: [{}]` and `layout: {}` there yourself, then generate without the options",
                self.operations.join(", "),
                self.layout.as_str()
            )));
        }
        FileChange::write(workspace, Path::new("specs").join(&service.name).join(FILE), text)
    }
}

fn unknown_operation(name: &str, description: &Description, service: &ServiceFolder) -> Diagnostic {
    let path = service.file(FILE);
    let message =
        format!("the client of `{}` cannot have the operation `{name}`: it is not described", service.name);
    let close = closest(name, description.operations.keys().map(String::as_str));
    let help = match close.first() {
        None => format!("name operations of `{}`", service.file("api.yaml").display()),
        Some(name) => format!("did you mean `{name}`?"),
    };
    let finding = Diagnostic::new(Code::INVALID_NAME, message).help(help);
    let text = file::read(&path).unwrap_or_default();
    match yaml::locate(&text, &FactPath::new(["operations"]))
        .filter(|span| text[span.clone()].contains("operations"))
    {
        Some(span) => finding.at(Snippet::of_bytes(path.display().to_string(), &text, span, "named here")),
        None => finding,
    }
}

/// Returns a block of YAML with the entry `key: value`, in place of the one that it has, or at its end.
fn with_entry(text: &str, key: &str, value: &str) -> String {
    let line = format!("{key}: {value}\n");
    let mut result = String::new();
    let mut skipping = false;
    let mut placed = false;
    for old in text.split_inclusive('\n') {
        // An entry goes on as long as its lines are indented or list what it holds.
        skipping = skipping && old.starts_with([' ', '\t', '-']);
        if old.strip_prefix(key).is_some_and(|rest| rest.starts_with(':')) {
            skipping = true;
            placed = true;
            result.push_str(&line);
        } else if !skipping {
            result.push_str(old);
        }
    }
    if !placed {
        if !result.is_empty() && !result.ends_with('\n') {
            result.push('\n');
        }
        result.push_str(&line);
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_takes_the_place_of_the_old_one_or_stands_at_the_end() {
        let text = "# head\ndocwright: 1\noperations:\n  - A\n- B\n# about the name\nname: clock\n";
        assert_eq!(
            with_entry(text, "operations", "[C]"),
            "# head\ndocwright: 1\noperations: [C]\n# about the name\nname: clock\n"
        );
        assert_eq!(with_entry("name: clock", "layout", "crate"), "name: clock\nlayout: crate\n");
    }
}
