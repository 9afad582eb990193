//! The workspace: a folder that holds `specs/`, and the services in it.

mod pages;
mod sources;

pub use pages::{MAX_FILES, files_below, read_pages};
pub use sources::{Sources, read_manifest};

use std::fs;
use std::path::{Component, Path, PathBuf};

use docwright_idl::{Code, Diagnostic};

use crate::{Failure, closest};

/// A folder that holds `specs/`, with a folder per service in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workspace {
    root: PathBuf,
}

/// The folder of a service below `specs/`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ServiceFolder {
    /// The service's name, which is the folder's.
    pub name: String,
    /// The folder, as the user may type it.
    pub path: PathBuf,
}

impl Workspace {
    /// Returns the workspace in the folder `root`, which need not hold `specs/` yet.
    pub fn at(root: impl AsRef<Path>) -> Self {
        // Annotations of `./specs` are shown nowhere: the repository knows the file as `specs`.
        let parts = root.as_ref().components().filter(|part| *part != Component::CurDir);
        Self { root: parts.collect() }
    }

    /// Returns the workspace that holds the folder `from`: the nearest folder upwards that holds `specs/` with a
    /// service in it. Its paths are relative to `from`.
    ///
    /// # Errors
    ///
    /// [`Failure::Usage`] if there is none.
    pub fn find(from: &Path) -> Result<Self, Failure> {
        let mut root = PathBuf::new();
        for folder in from.ancestors() {
            if holds_services(&folder.join("specs")) {
                return Ok(Self { root });
            }
            root.push("..");
        }
        Err(Failure::Usage(format!(
            "neither `{}` nor a folder above it holds `specs/` with services; go to a workspace, name one with `--root`, or begin \
             one with `docwright init`",
            from.display()
        )))
    }

    /// Returns where `path`, which is relative to the workspace, lies.
    pub fn path(&self, path: impl AsRef<Path>) -> PathBuf {
        self.root.join(path)
    }

    /// Returns the folder of the service `name`, which need not exist.
    pub fn service(&self, name: &str) -> ServiceFolder {
        ServiceFolder { name: name.to_owned(), path: self.path("specs").join(name) }
    }

    /// Returns all services, by name.
    ///
    /// # Errors
    ///
    /// `DW0110` if `specs/` cannot be read.
    pub fn services(&self) -> Result<Vec<ServiceFolder>, Diagnostic> {
        let specs = self.path("specs");
        let unreadable = |error: std::io::Error| {
            Diagnostic::new(
                Code::CANNOT_READ,
                format!("cannot read the folder `{}`: {error}", specs.display()),
            )
        };
        let mut services = Vec::new();
        for entry in fs::read_dir(&specs).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if !name.starts_with('.') && entry.path().is_dir() {
                services.push(self.service(&name));
            }
        }
        services.sort();
        Ok(services)
    }

    /// Returns the services of the given names, or all if none is given; by name, each once.
    ///
    /// # Errors
    ///
    /// [`Failure::Usage`] if there is no such service, or none at all.
    pub fn select(&self, names: &[String]) -> Result<Vec<ServiceFolder>, Failure> {
        let services = self.services()?;
        if services.is_empty() {
            return Err(Failure::Usage(format!(
                "`{}` holds no service; begin one with `docwright init`",
                self.path("specs").display()
            )));
        }
        if let Some(unknown) = names.iter().find(|name| services.iter().all(|service| service.name != **name))
        {
            let known: Vec<&str> = services.iter().map(|service| service.name.as_str()).collect();
            let guess = match closest(unknown, known.iter().copied()).first() {
                Some(name) => format!("did you mean `{name}`?"),
                None => format!("there are: {}", known.join(", ")),
            };
            return Err(Failure::Usage(format!("there is no service `{unknown}`; {guess}")));
        }
        Ok(services.into_iter().filter(|service| names.is_empty() || names.contains(&service.name)).collect())
    }
}

/// Whether a folder is the `specs/` of a workspace, and not one that has the name by chance.
fn holds_services(specs: &Path) -> bool {
    let entries = fs::read_dir(specs).into_iter().flatten().flatten();
    entries
        .into_iter()
        .any(|entry| ["docwright.yaml", "pages"].iter().any(|part| entry.path().join(part).exists()))
}

impl ServiceFolder {
    /// Returns where `file`, which is relative to the service's folder, lies.
    pub fn file(&self, file: impl AsRef<Path>) -> PathBuf {
        self.path.join(file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workspace_is_found_upwards_and_its_paths_are_short() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("specs/b/pages")).unwrap();
        fs::create_dir_all(folder.path().join("specs/a")).unwrap();
        fs::create_dir_all(folder.path().join("specs/.hidden")).unwrap();
        fs::create_dir_all(folder.path().join("specs/b/specs/by-chance")).unwrap();
        let found = Workspace::find(&folder.path().join("specs/b/pages")).unwrap();
        assert_eq!(found.path("specs"), Path::new("../../../specs"));
        let beside = Workspace::find(&folder.path().join("specs/b")).unwrap();
        assert_eq!(beside.path("specs"), Path::new("../../specs"));
        let here = Workspace::find(folder.path()).unwrap();
        assert_eq!(here.path("specs"), Path::new("specs"));
    }

    #[test]
    fn services_are_selected_by_name_and_a_misspelt_name_is_mended() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["specs/lightsail", "specs/aws-drs", "specs/.git"] {
            fs::create_dir_all(folder.path().join(name)).unwrap();
        }
        let workspace = Workspace::at(folder.path());
        let names = |selected: &[&str]| -> Result<Vec<String>, Failure> {
            let selected: Vec<String> = selected.iter().map(|&name| name.to_owned()).collect();
            Ok(workspace.select(&selected)?.into_iter().map(|service| service.name).collect())
        };
        assert_eq!(names(&[]).unwrap(), ["aws-drs", "lightsail"]);
        assert_eq!(names(&["lightsail", "lightsail"]).unwrap(), ["lightsail"]);
        let Err(Failure::Usage(text)) = names(&["lightsial"]) else {
            panic!("an unknown service is wrong usage")
        };
        assert!(text.contains("did you mean `lightsail`?"), "{text}");
    }
}
