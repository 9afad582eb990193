//! Feeds several pages of a service at once, some of them mangled: operations in all forms, and data types. What one page says may
//! change what follows from others, but neither end in a panic nor depend on their order.

use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use docwright_read::manifest::Manifest;
use docwright_read::overlay::Overlay;
use docwright_read::{Normalized, PageSource, normalize};
use fastrand::Rng;

use super::check::{Checked, within_bounds};
use super::finding::{Finding, Kind, caught};
use super::{Found, Options, Tally, Watchdog, mutate, pages};

/// What the reader is called that is each page's own.
pub(super) const NAME: &str = "together";

/// How many pages are read at once.
const PAGES: std::ops::RangeInclusive<usize> = 2..=10;

/// Reads sets of pages until the time is over, and says what was found.
pub(super) fn run(options: &Options, watchdog: &Watchdog) -> io::Result<()> {
    let services = services(&options.corpus)?;
    let count: usize = services.iter().map(Vec::len).sum();
    println!("{NAME}: {count} pages of {} services to mangle, seed {}", services.len(), options.seed);
    let folder = options.out.join(NAME);
    let mut rng = Rng::with_seed(options.seed);
    let end = Instant::now() + Duration::from_secs_f64(options.minutes * 60.0);
    let mut tally = Tally::default();
    let mut found = Found::default();
    while Instant::now() < end {
        let service = rng.usize(..services.len());
        let pages = input(&mut rng, &services[service]);
        let text: String = pages.iter().map(|page| &*page.text).collect();
        let all = PageSource { name: "pages.txt".to_owned(), text: text.into() };
        let checked = watchdog.watch(&all, || check(&mut rng, &pages, all.text.len()));
        tally.count(&all, &checked);
        let Some(finding) = checked.finding else { continue };
        if found.is_new(&finding) {
            println!("{finding}\n  saved as {}", finding.save_all(&folder, &pages)?.display());
        }
    }
    found.conclude(NAME, &tally)
}

/// Returns the pages of each service, of the corpus if there is one, and those of the project.
fn services(corpus: &Path) -> io::Result<Vec<Vec<PageSource>>> {
    let mut folders = if corpus.is_dir() { crate::fidelity::folders(corpus)? } else { Vec::new() };
    folders.extend(["codegen/read/tests/pages", "specs"].map(Into::into));
    let mut services = Vec::new();
    for folder in folders {
        let mut pages = Vec::new();
        pages::collect(
            &folder,
            &|name| [".txt", ".md", ".html"].iter().any(|end| name.ends_with(end)),
            &mut pages,
        )?;
        services.push(pages);
    }
    services.retain(|pages| !pages.is_empty());
    Ok(services)
}

/// Returns some pages of a service, each under a name of its own, of which some are mangled.
fn input(rng: &mut Rng, service: &[PageSource]) -> Vec<PageSource> {
    let mut pages: Vec<PageSource> = (0..rng.usize(PAGES))
        .map(|place| {
            let page = &service[rng.usize(..service.len())];
            PageSource { name: format!("{place}/{}", page.name), ..page.clone() }
        })
        .collect();
    for _ in 0..rng.usize(1..=pages.len()) {
        let place = rng.usize(..pages.len());
        pages[place] = mutate::mangled(rng, &pages[place], |rng| &service[rng.usize(..service.len())]);
    }
    pages
}

/// Checks that pages are read without a panic, within bounds, and to the same end in any order.
fn check(rng: &mut Rng, pages: &[PageSource], size: usize) -> Checked {
    let mut checked = Checked::default();
    let mut others = pages.to_vec();
    rng.shuffle(&mut others);
    let one = within_bounds(size.max(1) as f64, &mut checked, || described(pages));
    checked.is_described = one.as_ref().is_ok_and(|one| one.description.is_some());
    let both = one.and_then(|one| Ok((one, caught(|| described(&others))?)));
    checked.finding = match both {
        Ok((one, other)) => (one.description != other.description)
            .then(|| Finding::new(Kind::Broken("order"), "pages in another order gave another description")),
        Err(finding) => Some(finding),
    };
    checked
}

fn described(pages: &[PageSource]) -> Normalized {
    let manifest = Manifest { name: "fuzz".to_owned(), ..Manifest::default() };
    normalize(&manifest, pages, &Overlay::default())
}
