//! What a service's description is made from: `docwright.yaml`, `overlay.yaml` and the pages.

use docwright_idl::{Code, Diagnostic, FactPath, Snippet, file, yaml};
use docwright_read::PageSource;
use docwright_read::manifest::Manifest;
use docwright_read::overlay::Overlay;

use super::{ServiceFolder, read_pages};
use crate::change::KnownFiles;

/// What a service's description is made from.
#[derive(Clone, Debug)]
pub struct Sources {
    /// The content of `docwright.yaml`.
    pub manifest: Manifest,
    /// The content of `overlay.yaml`; empty if there is none.
    pub overlay: Overlay,
    /// The pages, in the order of their names.
    pub pages: Vec<PageSource>,
    /// What is worth knowing about the files, although nothing is wrong.
    pub findings: Vec<Diagnostic>,
}

impl Sources {
    /// Reads what the description of a service is made from.
    ///
    /// # Errors
    ///
    /// All that cannot be read: files (`DW0110`, `DW0103`, `DW0102`), YAML (`DW0201`), a name that is not the
    /// folder's (`DW0208`), and that there are no pages (`DW0112`).
    pub fn read(service: &ServiceFolder) -> Result<Self, Vec<Diagnostic>> {
        Self::read_with(service, &mut KnownFiles::default())
    }

    /// As [`read`](Self::read), without reading pages again that are known.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read).
    pub fn read_with(service: &ServiceFolder, known: &mut KnownFiles) -> Result<Self, Vec<Diagnostic>> {
        let manifest = read_manifest(service).map_err(|finding| vec![finding])?;
        let (pages, mut findings) = read_pages(service, &manifest.pages, known);
        let overlay = read_overlay(service).unwrap_or_else(|finding| {
            findings.push(finding);
            Overlay::default()
        });
        if findings.iter().any(Diagnostic::is_error) {
            return Err(findings);
        }
        Ok(Self { manifest, overlay, pages, findings })
    }
}

/// Reads `docwright.yaml` of a service.
///
/// # Errors
///
/// That it is not there or cannot be read (`DW0110`), YAML (`DW0201`), a name that is not the folder's (`DW0208`).
pub fn read_manifest(service: &ServiceFolder) -> Result<Manifest, Diagnostic> {
    let path = service.file("docwright.yaml");
    if !path.exists() {
        return Err(Diagnostic::new(Code::CANNOT_READ, format!("`{}` does not exist", path.display()))
            .note(format!("every folder in `specs/` is a service, and `{}` is one", service.name))
            .help(format!("write one; at the least `docwright: 1` and `name: {}`", service.name)));
    }
    let name = path.display().to_string();
    let text = file::read(&path)?;
    let manifest: Manifest = yaml::read_named(&name, &text)?;
    if manifest.name != service.name {
        let message = format!("the service is named `{}`, but its folder `{}`", manifest.name, service.name);
        let span = yaml::locate(&text, &FactPath::new(["name"])).unwrap_or_default();
        return Err(Diagnostic::new(Code::INVALID_NAME, message)
            .at(Snippet::of_bytes(name, &text, span, "expected the name of the folder"))
            .help(format!("write `name: {}`, or rename the folder", service.name)));
    }
    Ok(manifest)
}

fn read_overlay(service: &ServiceFolder) -> Result<Overlay, Diagnostic> {
    let path = service.file("overlay.yaml");
    if !path.exists() {
        return Ok(Overlay::default());
    }
    Overlay::read(&path.display().to_string(), &file::read(&path)?)
}
