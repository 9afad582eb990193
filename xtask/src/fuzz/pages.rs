//! The pages that inputs are made from.

use std::io;
use std::path::Path;

use docwright_read::{PageSource, bids};

/// The readers, and how the names of their pages end in the corpus.
pub(super) const READERS: [(&str, &[&str]); 3] = [
    ("boto3", &["boto3.txt", "boto3.lossy.txt", "boto3.html", "paginator.txt"]),
    ("aws-api-reference", &["aws.txt", "aws.lossy.txt", ".md"]),
    ("acronis", &[".md"]),
];

/// Larger pages would leave time for a few inputs only.
const MAX_BYTES: usize = 100_000;

/// Returns the pages of the corpus that a reader recognises; without a corpus, those of the project's own pages.
pub(super) fn of(reader: &str, corpus: &Path) -> io::Result<Vec<PageSource>> {
    let mut pages = Vec::new();
    if corpus.is_dir() {
        let endings =
            READERS.iter().find(|(known, _)| *known == reader).map_or(&[][..], |(_, endings)| endings);
        collect(corpus, &|name| endings.iter().any(|ending| name.ends_with(ending)), &mut pages)?;
    } else {
        for folder in ["codegen/read/tests/pages", "specs"] {
            collect(Path::new(folder), &|_| true, &mut pages)?;
        }
    }
    pages.retain(|page| bids(page).first().is_some_and(|(dialect, _)| *dialect == reader));
    if pages.is_empty() { Err(io::Error::other("no pages")) } else { Ok(pages) }
}

fn collect(folder: &Path, wanted: &dyn Fn(&str) -> bool, pages: &mut Vec<PageSource>) -> io::Result<()> {
    let mut entries: Vec<_> = std::fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() {
            collect(&entry.path(), wanted, pages)?;
        } else if wanted(&name)
            && let Ok(text) = std::fs::read_to_string(entry.path())
            && text.len() <= MAX_BYTES
        {
            pages.push(PageSource { name, text: text.into() });
        }
    }
    Ok(())
}
