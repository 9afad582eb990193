//! Pages for tests: the bundled ones, the fixtures, and the real ones where they lie beside the checkout.

#![allow(dead_code, reason = "each test uses what it needs")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use docwright_idl::{Description, yaml};
use docwright_read::manifest::Manifest;
use docwright_read::overlay::Overlay;
use docwright_read::{Normalized, PageSource, normalize};

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn page(name: &str, path: &Path) -> PageSource {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    PageSource { name: name.to_owned(), text: text.into() }
}

/// Returns a page of `tests/pages`.
pub(crate) fn fixture(name: &str) -> PageSource {
    page(name, &Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages").join(name))
}

/// Returns all pages of `tests/pages`.
pub(crate) fn fixtures() -> Vec<PageSource> {
    pages_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages"))
}

fn pages_in(folder: &Path) -> Vec<PageSource> {
    let mut pages: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| page(&entry.file_name().into_string().unwrap(), &entry.path()))
        .collect();
    pages.sort_by(|a, b| a.name.cmp(&b.name));
    pages
}

/// Returns the pages of a bundled service.
pub(crate) fn bundled_pages(service: &str) -> Vec<PageSource> {
    let mut pages = pages_in(&root().join("specs").join(service).join("pages"));
    for page in &mut pages {
        page.name = format!("pages/{}", page.name);
    }
    pages
}

pub(crate) fn manifest(service: &str) -> Manifest {
    let path = root().join("specs").join(service).join("docwright.yaml");
    yaml::read_named("docwright.yaml", &fs::read_to_string(path).unwrap()).unwrap()
}

pub(crate) fn overlay(service: &str) -> Overlay {
    let path = root().join("specs").join(service).join("overlay.yaml");
    fs::read_to_string(path)
        .map_or_else(|_| Overlay::default(), |text| Overlay::read("overlay.yaml", &text).unwrap())
}

/// Returns what comes of a bundled service.
pub(crate) fn bundled(service: &str) -> Normalized {
    normalize(&manifest(service), &bundled_pages(service), &overlay(service))
}

/// Returns the description of pages on their own.
pub(crate) fn describe(pages: &[PageSource]) -> Description {
    let manifest = Manifest { name: "test".to_owned(), ..Manifest::default() };
    let normalized = normalize(&manifest, pages, &Overlay::default());
    let description =
        normalized.description.unwrap_or_else(|| panic!("no description: {:#?}", normalized.diagnostics));
    std::sync::Arc::unwrap_or_clone(description)
}

/// Returns the real pages whose names begin with the given numbers, if they lie beside the checkout.
pub(crate) fn seeds(numbers: &[&str]) -> Option<Vec<PageSource>> {
    let shared = std::env::var_os("DOCWRIGHT_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    let Ok(folder) = fs::read_dir(shared.join("seeds")) else {
        eprintln!("skipped: no real pages beside the checkout");
        return None;
    };
    let mut pages: Vec<_> = folder
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), entry.path()))
        .filter(|(name, _)| numbers.iter().any(|number| name.starts_with(number)))
        .map(|(name, path)| page(&name, &path))
        .collect();
    pages.sort_by(|a, b| a.name.cmp(&b.name));
    (!pages.is_empty()).then_some(pages)
}

/// Returns the folder of the corpus, if it lies beside the checkout.
pub(crate) fn corpus() -> Option<PathBuf> {
    let shared = std::env::var_os("DOCWRIGHT_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    let corpus = std::env::var_os("DOCWRIGHT_CORPUS").map_or_else(|| shared.join("corpus"), PathBuf::from);
    let is_there = corpus.join("MANIFEST.json").exists();
    if !is_there {
        eprintln!("skipped: no corpus beside the checkout");
    }
    is_there.then_some(corpus)
}

/// Returns all files below a folder, in the order of their names.
pub(crate) fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    entries.into_iter().flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}
