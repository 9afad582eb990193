//! Finds and reads the pages of a service.

use std::fs;
use std::path::{Path, PathBuf};

use docwright_idl::{Code, Diagnostic};
use docwright_read::PageSource;

use super::ServiceFolder;
use crate::change::KnownFiles;

/// How many files one service may have.
pub const MAX_FILES: usize = 20_000;
/// How many bytes all pages of one service may have together.
const MAX_TOTAL_BYTES: u64 = 512 << 20;
/// How deep folders may be nested.
const MAX_DEPTH: usize = 32;
/// Where pages lie if `docwright.yaml` does not say.
const DEFAULT: &str = "pages";

/// Returns the pages in the files and folders `entries` (relative to the service's folder; `pages` if there are
/// none), in the order of their names, and what is wrong with those that cannot be read.
pub fn read_pages(
    service: &ServiceFolder,
    entries: &[String],
    known: &mut KnownFiles,
) -> (Vec<PageSource>, Vec<Diagnostic>) {
    let default = [DEFAULT.to_owned()];
    let entries = if entries.is_empty() { &default } else { entries };
    let mut names = Vec::new();
    let mut findings = Vec::new();
    for entry in entries {
        if Path::new(entry).is_absolute() {
            findings.push(
                Diagnostic::new(
                    Code::MISPLACED,
                    format!("`pages` of `{}` names the absolute path `{entry}`", service.name),
                )
                .help(
                    "name files and folders relative to `docwright.yaml`, so that every checkout finds them",
                ),
            );
            continue;
        }
        let start = service.file(entry);
        if !start.exists() && entries == default {
            continue;
        }
        let (files, problems) = known.files_below(&start);
        findings.extend(problems);
        names.extend(files.iter().filter_map(|below| page_name(entry, below)));
    }
    names.sort();
    names.dedup();
    if names.is_empty() && findings.is_empty() {
        let places: Vec<_> =
            entries.iter().map(|entry| format!("`{}`", service.file(entry).display())).collect();
        findings.push(
            Diagnostic::new(
                Code::NO_PAGES,
                format!("the service `{}` has no pages in {}", service.name, places.join(", ")),
            )
            .help("put its documentation pages there, as .md or .txt files"),
        );
    }
    let mut pages = Vec::new();
    let mut total = 0;
    for name in names {
        match known.read(&service.file(&name)) {
            Ok(text) => {
                total += text.len() as u64;
                pages.push(PageSource { name, text });
            }
            Err(finding) => findings.push(finding),
        }
        if total > MAX_TOTAL_BYTES {
            let limit = MAX_TOTAL_BYTES >> 20;
            findings.push(
                Diagnostic::new(
                    Code::TOO_LARGE,
                    format!("the pages of `{}` hold more than {limit} MiB together", service.name),
                )
                .help("split the service in two, or leave out pages that document no operation"),
            );
            break;
        }
    }
    (pages, findings)
}

/// Returns the name of the page `below` the entry of `docwright.yaml`: with `/` between its parts.
fn page_name(entry: &str, below: &Path) -> Option<String> {
    let mut parts: Vec<&str> = entry.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    for part in below.components() {
        parts.push(part.as_os_str().to_str()?);
    }
    Some(parts.join("/"))
}

/// Returns the files at and below `start`, relative to it, in the order of their names, and what could not be
/// looked at. Names that begin with a dot are ignored; links that lead out of `start` are not followed. More than `max`
/// files are refused.
pub fn files_below(start: &Path, max: usize) -> (Vec<PathBuf>, Vec<Diagnostic>) {
    let home = start.canonicalize().ok();
    let mut walk = Walk { start, home, max, files: Vec::new(), findings: Vec::new() };
    walk.visit(Path::new(""), 0);
    walk.files.sort();
    (walk.files, walk.findings)
}

struct Walk<'a> {
    start: &'a Path,
    home: Option<PathBuf>,
    max: usize,
    files: Vec<PathBuf>,
    findings: Vec<Diagnostic>,
}

impl Walk<'_> {
    fn visit(&mut self, below: &Path, depth: usize) {
        let path = if below.as_os_str().is_empty() { self.start.to_owned() } else { self.start.join(below) };
        if self.files.len() > self.max || depth > MAX_DEPTH {
            return self.refuse(&path, depth);
        }
        if depth > 0 && path.is_symlink() && !self.stays_home(&path) {
            let finding = Diagnostic::new(
                Code::CANNOT_READ,
                format!("`{}` is a link that leads elsewhere; it is not followed", path.display()),
            );
            let finding = finding.help("copy what it leads to, or name it under `pages` in docwright.yaml");
            self.findings.push(Diagnostic { severity: docwright_idl::Severity::Warning, ..finding });
            return;
        }
        match fs::metadata(&path) {
            Ok(kind) if kind.is_file() => {
                if below.to_str().is_some() {
                    self.files.push(below.to_owned());
                } else {
                    self.cannot_read(&path, "its name is not UTF-8");
                }
            }
            Ok(kind) if kind.is_dir() => {
                match fs::read_dir(&path).and_then(Iterator::collect::<Result<Vec<_>, _>>) {
                    Ok(mut entries) => {
                        entries.sort_by_key(fs::DirEntry::file_name);
                        for entry in entries {
                            if !entry.file_name().to_string_lossy().starts_with('.') {
                                self.visit(&below.join(entry.file_name()), depth + 1);
                            }
                        }
                    }
                    Err(error) => self.cannot_read(&path, error),
                }
            }
            Ok(_) => self.cannot_read(&path, "it is neither a file nor a folder"),
            Err(error) => self.cannot_read(&path, error),
        }
    }

    /// Whether a link leads to something below the start that is not above the link itself.
    fn stays_home(&self, link: &Path) -> bool {
        let (Some(home), Ok(target)) = (&self.home, link.canonicalize()) else { return false };
        let place = link.parent().and_then(|parent| parent.canonicalize().ok());
        target.starts_with(home) && place.is_some_and(|place| !place.starts_with(&target))
    }

    fn cannot_read(&mut self, path: &Path, why: impl std::fmt::Display) {
        self.findings.push(
            Diagnostic::new(Code::CANNOT_READ, format!("cannot read `{}`: {why}", path.display()))
                .help("pages are ordinary files that you may read"),
        );
    }

    fn refuse(&mut self, path: &Path, depth: usize) {
        let limit = if depth > MAX_DEPTH {
            format!("more than {MAX_DEPTH} folders deep")
        } else {
            format!("more than {} files", self.max)
        };
        // One finding is enough: the walk ends here, but its callers go on.
        if self.findings.iter().all(|finding| finding.code != Code::TOO_LARGE) {
            let message = format!("`{}` is {limit} below `{}`", path.display(), self.start.display());
            let help = "put only documentation pages there, or name single files and folders";
            self.findings.push(Diagnostic::new(Code::TOO_LARGE, message).help(help));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service(files: &[(&str, &str)]) -> (tempfile::TempDir, ServiceFolder) {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join("clock").join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let path = folder.path().join("clock");
        (folder, ServiceFolder { name: "clock".into(), path })
    }

    fn names(pages: &[PageSource]) -> Vec<&str> {
        pages.iter().map(|page| page.name.as_str()).collect()
    }

    #[test]
    fn pages_are_found_at_any_depth_in_a_fixed_order_and_hidden_ones_are_not() {
        let (_folder, service) = service(&[
            ("pages/b.md", "b"),
            ("pages/a/z.txt", "z"),
            ("pages/.draft.md", "no"),
            ("pages/.git/x.md", "no"),
            ("extra.md", "e"),
        ]);
        let (pages, findings) = read_pages(&service, &[], &mut KnownFiles::default());
        assert_eq!((names(&pages), findings), (vec!["pages/a/z.txt", "pages/b.md"], vec![]));
        let (pages, findings) = read_pages(
            &service,
            &["./extra.md".into(), "pages".into(), "pages/b.md".into()],
            &mut KnownFiles::default(),
        );
        assert_eq!((names(&pages), findings), (vec!["extra.md", "pages/a/z.txt", "pages/b.md"], vec![]));
    }

    #[test]
    fn a_service_without_pages_or_with_absolute_ones_is_told_what_to_do() {
        let (_folder, service) = service(&[("docwright.yaml", "")]);
        assert_eq!(read_pages(&service, &[], &mut KnownFiles::default()).1[0].code, Code::NO_PAGES);
        assert_eq!(
            read_pages(&service, &["/etc".into()], &mut KnownFiles::default()).1[0].code,
            Code::MISPLACED
        );
        assert_eq!(
            read_pages(&service, &["gone".into()], &mut KnownFiles::default()).1[0].code,
            Code::CANNOT_READ
        );
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_within_the_pages_and_nowhere_else() {
        use std::os::unix::fs::symlink;
        let (folder, service) = service(&[("pages/a.md", "a")]);
        fs::write(folder.path().join("secret"), "secret").unwrap();
        symlink(folder.path().join("secret"), service.file("pages/out.md")).unwrap();
        symlink("a.md", service.file("pages/in.md")).unwrap();
        symlink(".", service.file("pages/loop")).unwrap();
        let (pages, findings) = read_pages(&service, &[], &mut KnownFiles::default());
        assert_eq!(names(&pages), ["pages/a.md", "pages/in.md"]);
        assert_eq!(findings.len(), 2, "{findings:?}");
        assert!(findings.iter().all(|finding| !finding.is_error()));
    }
}
