//! `cargo xtask guide`: writes the pages of the guide that are made from the project's own tables: the reference of its
//! files from their types, and the diagnostics from the text that `docwright lint --explain` prints. A test says when one
//! is stale.

mod diagnostics;
mod schema;

use std::fs;
use std::io;
use std::path::Path;

use docwright::args::SchemaOf;

/// The folder of the pages, relative to the workspace.
const FOLDER: &str = "docs/guide/src/reference";

/// Returns each page's name and text.
fn pages() -> Vec<(&'static str, String)> {
    let files = [
        ("api-yaml.md", "`api.yaml`: the description", SchemaOf::Api),
        ("docwright-yaml.md", "`docwright.yaml`: what a service is", SchemaOf::Docwright),
        ("overlay-yaml.md", "`overlay.yaml`: corrections", SchemaOf::Overlay),
        ("ignore-yaml.md", "`ignore.yaml`: accepted differences", SchemaOf::Ignore),
    ];
    let mut pages: Vec<_> =
        files.into_iter().map(|(name, title, of)| (name, schema::page(title, of))).collect();
    pages.push(("diagnostics.md", diagnostics::page()));
    pages
}

/// Writes the pages.
pub(crate) fn run() -> io::Result<()> {
    fs::create_dir_all(FOLDER)?;
    for (name, text) in pages() {
        fs::write(Path::new(FOLDER).join(name), text)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_is_what_its_sources_give() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(FOLDER);
        for (name, text) in pages() {
            let written = fs::read_to_string(folder.join(name)).unwrap_or_default();
            assert!(written == text, "{FOLDER}/{name} is stale; run `cargo xtask guide`");
        }
    }
}
