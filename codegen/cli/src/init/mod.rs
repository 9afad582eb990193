//! Sets up a new service: brings its pages, finds out how they are written, and says what they do not tell.

mod manifest;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::Path;
use std::sync::Arc;

use docwright_fetch::LOCK;
use docwright_idl::{Code, Diagnostic, file, is_service_name};
use docwright_read::grouping::{Group, group, identify};
use docwright_read::manifest::{Fetch, Manifest, Source};
use docwright_read::{PageSource, bids, salvage};

use self::manifest::{Known, SETTINGS, manifest_text, shortened};
use crate::args;
use crate::change::{FileChange, Writer};
use crate::sync::{Synced, synced};
use crate::terminal::Terminal;
use crate::workspace::{MAX_FILES, Workspace, files_below};
use crate::{Failure, command_name, plural};

const OVERLAY: &str = "\
# What the pages get wrong or leave out, corrected by hand. Each change names its target (a path in api.yaml), the
# value that is expected there (none: nothing stands there), what to do (`set`, `rename` or `remove`) and a reason:
#
#   changes:
#     - target: operations.GetTime.input.zone.required
#       expect: true
#       set: false
#       reason: calls without a zone answer in UTC
#
# A change whose target is gone, or is not what it expects any more, fails loudly.
overlay: 1
";

/// Sets up the service that the command line describes.
///
/// # Errors
///
/// A name that cannot be used or is taken ([`Failure::Usage`]), and pages that cannot be brought, read or recognised.
pub fn init(
    workspace: &Workspace,
    arguments: &args::Init,
    terminal: &mut Terminal<'_>,
) -> Result<(), Failure> {
    if let Some(name) = &arguments.service {
        usable(workspace, name)?;
    }
    let mut pages = Vec::new();
    let mut left_out = Vec::new();
    let mut sources = Vec::new();
    for from in &arguments.from {
        match from.to_str().filter(|from| from.starts_with("http://") || from.starts_with("https://")) {
            Some(url) => sources.push(source_of(url, arguments)),
            None => pages.extend(pages_from(from, &mut left_out)?),
        }
    }
    let fetch = Fetch { hosts: arguments.host.clone(), ..Fetch::default() };
    let mut lock = None;
    if !sources.is_empty() {
        lock = bring(workspace, &sources, &fetch, &mut pages, terminal)?;
        if lock.is_none() {
            return Ok(());
        }
    }
    let mut others = Vec::new();
    let name = match &arguments.service {
        Some(name) => {
            // Which pages a sitemap or an index means is said by patterns.
            if sources.is_empty() {
                others = keep_service(&mut pages, name);
            }
            name.clone()
        }
        None => guessed_name(workspace, &pages)?,
    };
    if let Some(pair) = duplicate(&pages) {
        return Err(Failure::Usage(format!(
            "two pages would both become `{pair}`; set up the service with one of them"
        )));
    }
    let recognised = recognise(&pages)?;
    let service = workspace.service(&name);
    let manifest = Manifest { name: name.clone(), ..Manifest::default() };
    // What the pages contradict each other about does not hide what they agree on.
    let read = salvage(&manifest, &pages);
    let has_routes = read
        .description
        .as_ref()
        .is_some_and(|description| description.operations.values().any(|operation| operation.http.is_some()));
    let told = read.description.map(|description| description.service.clone()).unwrap_or_default();
    let known = Known { name: &name, recognised, told, has_routes, sources: &sources, fetch: &fetch };

    let folder = Path::new("specs").join(&name);
    let file = |path: &str, content: Arc<String>| FileChange {
        path: folder.join(path),
        old: None,
        new: Some(content),
    };
    let mut changes: Vec<_> =
        pages.iter().map(|page| file(&page.name, page.text.to_string().into())).collect();
    changes.extend(lock.map(|lock| file(LOCK, lock.into())));
    changes.push(file("overlay.yaml", OVERLAY.to_owned().into()));
    changes.push(file("docwright.yaml", manifest_text(&known)?.into()));
    Writer::of(workspace, || terminal.waits())?.apply(&changes)?;

    if !left_out.is_empty() {
        let count = plural(left_out.len(), "file");
        let names: Vec<&str> = left_out.iter().map(String::as_str).collect();
        terminal.done("Left out", &format!("{count} without documentation: {}", shortened(&names)));
    }
    for (service, count) in others {
        terminal.done("Left out", &format!("{} of {service}", plural(count, "page")));
    }
    let count = plural(pages.len(), "page");
    terminal.done("Set up", &format!("{} with {count}", service.path.display()));
    for (dialect, pages) in &known.recognised {
        terminal.done("Recognised", &format!("{dialect}: {}", shortened(pages)));
    }
    let manifest = service.file("docwright.yaml").display().to_string();
    let missing: Vec<&str> = SETTINGS
        .iter()
        .filter(|setting| (setting.told)(&known.told).is_none())
        .map(|setting| setting.key)
        .collect();
    if !missing.is_empty() {
        terminal
            .done("Missing", &format!("{}: the pages do not tell; fill in `{manifest}`", missing.join(", ")));
    }
    terminal.done("Next", &format!("{} build {name}", command_name()));
    Ok(())
}

/// Refuses a name that cannot be used or is taken.
fn usable(workspace: &Workspace, name: &str) -> Result<(), Failure> {
    if !is_service_name(name) {
        return Err(Failure::Usage(format!(
            "`{name}` cannot name a service; use small letters, digits and single hyphens, such as `aws-drs`"
        )));
    }
    let service = workspace.service(name);
    if service.path.exists() {
        return Err(Failure::Usage(format!(
            "`{}` exists already, and nothing is overwritten",
            service.path.display()
        )));
    }
    Ok(())
}

/// Returns the name that the pages give their service.
fn guessed_name(workspace: &Workspace, pages: &[PageSource]) -> Result<String, Failure> {
    let identities: Vec<_> = pages.iter().filter_map(|page| identify(page).ok()).collect();
    let services = group(&identities, &[]).services;
    match services.as_slice() {
        [service] if !service.marks.is_empty() && is_service_name(&service.name) => {
            usable(workspace, &service.name)?;
            Ok(service.name.clone())
        }
        [] | [_] => Err(Failure::Usage(format!(
            "the pages do not name their service; do it: `{} init <service> --from …`",
            command_name()
        ))),
        several => {
            let names: Vec<_> = several.iter().map(|service| format!("`{}`", service.name)).collect();
            Err(Failure::Usage(format!(
                "the pages are of several services: {}; name the one that is meant (`{command} init <service> --from …`), or \
                 use `{command} normalize --from`",
                names.join(", "),
                command = command_name()
            )))
        }
    }
}

/// Of pages of several services, keeps those of the service of this name, and those of which nobody knows whose they are. Returns the
/// other services, with how many pages of each were dropped.
fn keep_service(pages: &mut Vec<PageSource>, name: &str) -> Vec<(String, usize)> {
    let known: Vec<_> =
        pages.iter().enumerate().filter_map(|(place, page)| Some((place, identify(page).ok()?))).collect();
    let (places, identities): (Vec<usize>, Vec<_>) = known.into_iter().unzip();
    let mut services: Vec<(String, HashSet<usize>)> = group(&identities, &[])
        .services
        .into_iter()
        .filter(|service| !service.marks.is_empty())
        .map(|Group { name, pages, .. }| (name, pages.iter().map(|placed| places[placed.page]).collect()))
        .collect();
    let Some(own) = services.iter().position(|(service, _)| service == name) else { return Vec::new() };
    let (_, own) = services.remove(own);
    // A page may be of several.
    services.iter_mut().for_each(|(_, pages)| pages.retain(|page| !own.contains(page)));
    let mut place = 0..;
    pages.retain(|_| {
        place.next().is_none_or(|place| !services.iter().any(|(_, pages)| pages.contains(&place)))
    });
    services.retain(|(_, pages)| !pages.is_empty());
    services.into_iter().map(|(service, pages)| (service, pages.len())).collect()
}

/// Returns the source that a URL names, by what it is called: a sitemap, an index, or a page.
fn source_of(url: &str, arguments: &args::Init) -> Source {
    let file = url.split(['?', '#']).next().and_then(|path| path.rsplit('/').next()).unwrap_or_default();
    let url = Some(url.to_owned());
    let filtered = Source {
        include: arguments.include.clone(),
        exclude: arguments.exclude.clone(),
        ..Source::default()
    };
    if file.ends_with(".xml") || file.ends_with(".xml.gz") {
        Source { sitemap: url, ..filtered }
    } else if file == "llms.txt" {
        Source { index: url, ..filtered }
    } else {
        Source { url, ..Source::default() }
    }
}

/// Brings the pages of the sources, and returns the text of their lock; `None` if errors, which were said, leave none.
fn bring(
    workspace: &Workspace,
    sources: &[Source],
    fetch: &Fetch,
    pages: &mut Vec<PageSource>,
    terminal: &mut Terminal<'_>,
) -> Result<Option<String>, Failure> {
    // No folder has this name, so nothing is there yet.
    let service = workspace.service(".new");
    let manifest = Manifest { sources: sources.to_vec(), fetch: fetch.clone(), ..Manifest::default() };
    let Synced { changes, mut findings, .. } = synced(workspace, &service, &manifest, false, terminal)?;
    terminal.judge(&mut findings);
    terminal.findings(&findings);
    let mut lock = None;
    for change in changes {
        let name: Vec<_> = change.path.iter().skip(2).map(|part| part.to_string_lossy()).collect();
        match (name.join("/"), change.new) {
            (name, Some(text)) if name == LOCK => lock = Some(text.to_string()),
            (name, Some(text)) => pages.push(PageSource { name, text: text.as_str().into() }),
            (_, None) => {}
        }
    }
    Ok(lock)
}

/// Reads the pages in a file or folder, named as they will be in the service's folder. What else lies in a folder of pages
/// is left out.
fn pages_from(from: &Path, left_out: &mut Vec<String>) -> Result<Vec<PageSource>, Failure> {
    if !from.exists() {
        return Err(Failure::Usage(format!("`{}` does not exist", from.display())));
    }
    let (files, findings) = files_below(from, MAX_FILES);
    if findings.iter().any(Diagnostic::is_error) {
        return Err(findings.into());
    }
    if files.is_empty() {
        let message = format!("`{}` holds no pages", from.display());
        return Err(Diagnostic::new(Code::NO_PAGES, message)
            .help("name the files, or a folder that holds them")
            .into());
    }
    let mut pages = Vec::new();
    let mut others = Vec::new();
    let mut foreign = Vec::new();
    for below in files {
        // A file is found below itself under no name.
        let (path, name) = match from.file_name() {
            Some(name) if below.as_os_str().is_empty() => (from.to_owned(), Path::new(name)),
            _ => (from.join(&below), below.as_path()),
        };
        let parts: Vec<_> = name.iter().map(|part| part.to_string_lossy()).collect();
        match file::read(&path) {
            Ok(text) => {
                let page = PageSource { name: format!("pages/{}", parts.join("/")), text: text.into() };
                let is_page = !bids(&page).is_empty();
                let found = if is_page { &mut pages } else { &mut others };
                found.push((path, page));
            }
            Err(finding) if finding.code == Code::NOT_TEXT => foreign.push((path, finding)),
            Err(finding) => return Err(finding.into()),
        }
    }
    if pages.is_empty() {
        // Nothing is a page: what is no text is reported here, the rest by who looks for its dialect.
        if !foreign.is_empty() {
            return Err(foreign.into_iter().map(|(_, finding)| finding).collect::<Vec<_>>().into());
        }
        pages = others;
    } else {
        let paths = others.iter().map(|(path, _)| path).chain(foreign.iter().map(|(path, _)| path));
        left_out.extend(paths.map(|path| path.display().to_string()));
        left_out.sort();
    }
    Ok(pages.into_iter().map(|(_, page)| page).collect())
}

fn duplicate(pages: &[PageSource]) -> Option<&str> {
    let mut seen = BTreeSet::new();
    pages.iter().map(|page| page.name.as_str()).find(|name| !seen.insert(*name))
}

/// Returns the pages by the dialect that is surest of them.
///
/// # Errors
///
/// The pages that no dialect recognises (`DW0104`).
fn recognise(pages: &[PageSource]) -> Result<BTreeMap<&'static str, Vec<&str>>, Vec<Diagnostic>> {
    let mut recognised: BTreeMap<_, Vec<_>> = BTreeMap::new();
    let mut unknown = Vec::new();
    for page in pages {
        match bids(page).first() {
            Some((dialect, _)) => recognised.entry(*dialect).or_default().push(page.name.as_str()),
            None => unknown.push(
                Diagnostic::new(Code::UNKNOWN_LAYOUT, format!("no dialect recognises `{}`", page.name))
                    .help("leave it out if it documents no operation; else write a reader for its layout"),
            ),
        }
    }
    if unknown.is_empty() { Ok(recognised) } else { Err(unknown) }
}

#[cfg(test)]
mod tests {
    use docwright_read::overlay::Overlay;

    use super::*;
    use docwright_idl::yaml;

    #[test]
    fn the_overlay_is_empty_and_its_example_is_right() {
        assert_eq!(yaml::read::<Overlay>(OVERLAY).unwrap(), Overlay::default());
        let example: String = OVERLAY
            .lines()
            .filter_map(|line| line.strip_prefix("#   "))
            .map(|line| format!("{line}\n"))
            .collect();
        let overlay: Overlay = yaml::read(&format!("overlay: 1\n{example}")).unwrap();
        assert_eq!(overlay.changes.len(), 1);
    }
}
