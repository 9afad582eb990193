//! The pages that inputs are made from.

use std::collections::BTreeMap;
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

/// Returns the pages that a reader recognises, of the corpus if there is one and of the project, by their forms: what their names end
/// with. Each form is mangled as often as any other, however many pages there are of it.
pub(super) fn of(reader: &str, corpus: &Path) -> io::Result<Vec<Vec<PageSource>>> {
    let mut pages = Vec::new();
    if corpus.is_dir() {
        let endings =
            READERS.iter().find(|(known, _)| *known == reader).map_or(&[][..], |(_, endings)| endings);
        collect(corpus, &|name| endings.iter().any(|ending| name.ends_with(ending)), &mut pages)?;
    }
    for folder in ["codegen/read/tests/pages", "specs"] {
        collect(Path::new(folder), &|_| true, &mut pages)?;
    }
    pages.retain(|page| bids(page).first().is_some_and(|(dialect, _)| *dialect == reader));
    let mut forms: BTreeMap<String, Vec<PageSource>> = BTreeMap::new();
    for page in pages {
        let form = page.name.split_once('.').map_or("", |(_, ending)| ending).to_owned();
        forms.entry(form).or_default().push(page);
    }
    if forms.is_empty() { Err(io::Error::other("no pages")) } else { Ok(forms.into_values().collect()) }
}

pub(super) fn collect(
    folder: &Path,
    wanted: &dyn Fn(&str) -> bool,
    pages: &mut Vec<PageSource>,
) -> io::Result<()> {
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
