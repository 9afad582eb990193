//! Which pages a service's sources name.

use std::collections::BTreeSet;

use docwright_fetch::{Address, Answer, Fetcher, Filter, Page, Seen, index, sitemap};
use docwright_idl::{Code, Diagnostic, file};
use docwright_read::manifest::{Manifest, Source};

use crate::workspace::{MAX_FILES, ServiceFolder, files_below};

/// How deep sitemaps may name further sitemaps.
const MAX_SITEMAP_DEPTH: usize = 3;

/// A page that a source names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Wanted {
    /// A file of this machine.
    File {
        /// The folder, relative to the service's.
        folder: String,
        /// The file below it, with `/` between its parts; the folder's own name if that is a file.
        below: String,
    },
    /// A page of the web.
    Url(Address),
}

impl Wanted {
    /// Returns where the page comes from, as the lock says it.
    pub(super) fn from(&self) -> String {
        match self {
            Self::Url(address) => address.to_string(),
            Self::File { folder, below } => format!("{}/{below}", folder.trim_end_matches('/')),
        }
    }
}

/// What the sources of a service name.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// The pages, in the order of where they come from, each once.
    pub(super) wanted: BTreeSet<Wanted>,
    /// Why some are not known, and what else there is to say.
    pub(super) findings: Vec<Diagnostic>,
}

/// Returns the pages that the sources of a service name; sitemaps and indexes are fetched for that.
pub(super) fn plan(service: &ServiceFolder, manifest: &Manifest, fetcher: &Fetcher) -> Plan {
    let mut plan = Plan::default();
    for (number, source) in (1..).zip(&manifest.sources) {
        if let Err(finding) = plan.add(service, source, fetcher) {
            let place = format!("it is source {number} of `{}`", service.file("docwright.yaml").display());
            plan.findings.push(finding.note(place));
        }
    }
    if plan.wanted.len() > MAX_FILES {
        let message = format!("the sources of `{}` name more than {MAX_FILES} pages", service.name);
        plan.findings
            .push(Diagnostic::new(Code::TOO_LARGE, message).help("say which are meant with `include`"));
        plan.wanted.clear();
    }
    plan
}

impl Plan {
    fn add(&mut self, service: &ServiceFolder, source: &Source, fetcher: &Fetcher) -> Result<(), Diagnostic> {
        let Source { url, sitemap, index, folder, include, exclude } = source;
        let filter = Filter::new(include, exclude)?;
        match (url, sitemap, index, folder) {
            (Some(url), None, None, None) => {
                if !include.is_empty() || !exclude.is_empty() {
                    return Err(bad("a `url` is one page, of which nothing is included or excluded")
                        .help("take out `include` and `exclude`, or name a `sitemap` or an `index`"));
                }
                self.wanted.insert(Wanted::Url(Address::read(url)?));
                Ok(())
            }
            (None, Some(url), None, None) => {
                let mut listed = Vec::new();
                self.read_sitemap(&Address::read(url)?, fetcher, 0, &mut listed)?;
                self.list(url, &listed, &filter, fetcher)
            }
            (None, None, Some(url), None) => {
                let page = self.fetch(&Address::read(url)?, fetcher)?;
                let text = file::text(url, page.bytes)?;
                let links = index::links(&text);
                self.list(page.address.as_str(), &links, &filter, fetcher)
            }
            (None, None, None, Some(folder)) => self.read_folder(service, folder, &filter),
            _ => Err(bad("a source is exactly one of `url`, `sitemap`, `index` and `folder`")
                .help("write one list entry for each, such as `- url: https://docs.example.com/clock.html`")),
        }
    }

    fn fetch(&mut self, address: &Address, fetcher: &Fetcher) -> Result<Page, Diagnostic> {
        match fetcher.fetch(address, &Seen::default())? {
            Answer::Page(mut page) => {
                self.findings.append(&mut page.findings);
                Ok(page)
            }
            Answer::Gone(finding) => Err(finding),
            Answer::Unchanged => Err(bad(format!(
                "`{address}` was asked for without a condition, and answers that it did not change"
            ))),
        }
    }

    fn read_sitemap(
        &mut self,
        address: &Address,
        fetcher: &Fetcher,
        depth: usize,
        listed: &mut Vec<String>,
    ) -> Result<(), Diagnostic> {
        if depth > MAX_SITEMAP_DEPTH {
            return Err(bad(format!("sitemaps name each other more than {MAX_SITEMAP_DEPTH} levels deep"))
                .help("name the sitemap that lists the pages"));
        }
        let page = self.fetch(address, fetcher)?;
        let found = sitemap::read(address.as_str(), &page.bytes)?;
        listed.extend(found.pages);
        for further in found.sitemaps {
            let further = page.address.join(&further)?;
            if !fetcher.allows_host(&page.address, &further) {
                return Err(elsewhere(address.as_str(), &further));
            }
            self.read_sitemap(&further, fetcher, depth + 1, listed)?;
            if listed.len() > MAX_FILES * 4 {
                return Err(bad(format!("`{address}` lists more than {} pages", MAX_FILES * 4)));
            }
        }
        Ok(())
    }

    /// Takes those of the listed pages that the filter passes. What is listed and is no page of the web is left out, and
    /// what is on another host is refused: no list may send the reader anywhere.
    fn list(
        &mut self,
        of: &str,
        listed: &[String],
        filter: &Filter,
        fetcher: &Fetcher,
    ) -> Result<(), Diagnostic> {
        let base = Address::read(of)?;
        let mut taken = 0;
        for link in listed {
            let Ok(address) = base.join(link) else { continue };
            if !filter.passes(address.path()) {
                continue;
            }
            if !fetcher.allows_host(&base, &address) {
                return Err(elsewhere(of, &address));
            }
            taken += 1;
            self.wanted.insert(Wanted::Url(address));
        }
        if taken == 0 {
            let message = format!("`{of}` lists {} pages, and none that is meant", listed.len());
            return Err(bad(message).help(
                "correct `include` and `exclude`: they are patterns over whole paths, such as `/clock/**`",
            ));
        }
        Ok(())
    }

    fn read_folder(
        &mut self,
        service: &ServiceFolder,
        folder: &str,
        filter: &Filter,
    ) -> Result<(), Diagnostic> {
        let path = std::path::Path::new(folder);
        if path.is_absolute() {
            return Err(bad(format!("`folder` names the absolute path `{folder}`"))
                .help("name it relative to `docwright.yaml`, so that every checkout finds it"));
        }
        let start = service.file(path);
        if !start.exists() {
            let message = format!("`{}` does not exist", start.display());
            return Err(Diagnostic::new(Code::CANNOT_READ, message)
                .help("correct `folder`; it is relative to `docwright.yaml`"));
        }
        let (files, findings) = files_below(&start, MAX_FILES);
        self.findings.extend(findings);
        let mut taken = 0;
        for below in &files {
            let parts: Vec<&str> = below.iter().filter_map(|part| part.to_str()).collect();
            let (folder, below) = match parts.as_slice() {
                // A file is found below itself under no name.
                [] => folder.rsplit_once('/').unwrap_or((".", folder)),
                _ => (folder, &*parts.join("/")),
            };
            if filter.passes(&format!("/{below}")) {
                taken += 1;
                self.wanted.insert(Wanted::File { folder: folder.to_owned(), below: below.to_owned() });
            }
        }
        if taken == 0 {
            let message =
                format!("`{}` holds {} files, and none that is meant", start.display(), files.len());
            return Err(bad(message).help(
                "correct `include` and `exclude`: they are patterns over whole paths, such as `/clock/**`",
            ));
        }
        Ok(())
    }
}

fn bad(message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::BAD_SOURCE, message)
}

fn elsewhere(of: &str, address: &Address) -> Diagnostic {
    bad(format!("`{of}` lists `{address}`, which is on another host")).help(format!(
        "if that is the vendor's, too, add `{}` to `fetch.hosts` in docwright.yaml; else exclude it",
        address.host()
    ))
}
