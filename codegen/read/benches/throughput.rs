//! How fast pages become a description, as ratios within one run: `cargo bench -p docwright-read`.
//!
//! The time is that until the description is there; to free it afterwards takes more.
//!
//! Uses the corpus beside the checkout (`DOCWRIGHT_CORPUS`, default `../shared/corpus`) if it is there, and the
//! fixtures otherwise; `cargo bench -p docwright-read --bench throughput -- aws.md` measures one form alone, and
//! `--once` runs each once, for a profiler. Prints bytes of pages per second of one thread, text to description, and
//! what a second one brings; the speed on Markdown against that of its parser alone; how the cost grows with the
//! number of pages; and how much memory a process takes at most, of which the pages are a part. All ratios are of one
//! run; the times are the least of several.

#![allow(clippy::unwrap_used, reason = "a bench fails by panicking")]

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use docwright_read::manifest::Manifest;
use docwright_read::overlay::Overlay;
use docwright_read::{Normalized, PageSource, normalize};
use rayon::prelude::*;

/// The allocator of the command.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let corpus = std::env::var_os("DOCWRIGHT_CORPUS")
        .map_or_else(|| folder.join("../../../shared/corpus"), PathBuf::from);
    let pages = |form: &str| {
        if form == "acronis.md" && corpus.is_dir() {
            return acronis(&corpus);
        }
        let mut pages = Vec::new();
        collect(&corpus, form, &mut pages);
        if pages.is_empty() {
            let ending = form.trim_start_matches("boto3.").trim_start_matches("aws.");
            collect(&folder.join("tests/pages"), ending, &mut pages);
        }
        pages
    };
    if let Some(count) = std::env::args().find_map(|arg| arg.strip_prefix("--memory=")?.parse().ok()) {
        return take_memory(&pages("boto3.txt"), count);
    }
    let chosen: Vec<_> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    let (one, two) = (Threads::new(1), Threads::new(2));
    println!("pages of many services, text to description:");
    for form in ["boto3.txt", "boto3.lossy.txt", "aws.txt", "aws.md", "acronis.md"] {
        if chosen.is_empty() || chosen.iter().any(|chosen| chosen == form) {
            form_line(form, by_service(pages(form)), &one, &two);
        }
    }
    if chosen.is_empty() {
        curve(&pages("boto3.txt"), &one, &two);
        memory();
    }
}

/// Measures the pages of one form with one thread and with two, and Markdown against its parser.
fn form_line(form: &str, services: Vec<Vec<PageSource>>, one: &Threads, two: &Threads) {
    let bytes: usize = services.iter().flatten().map(|page| page.text.len()).sum();
    if bytes == 0 {
        return;
    }
    let all = || services.par_iter().map(|pages| describe(pages)).collect::<Vec<_>>();
    let (time, both) = (one.best(all), two.best(all));
    println!(
        "{form:16} {:4} services {:6.2} MB {:6.1} MB/s; two threads: {:.2} x",
        services.len(),
        bytes as f64 / 1e6,
        rate(bytes, time),
        time.as_secs_f64() / both.as_secs_f64(),
    );
    if form.ends_with(".md") {
        let options = pulldown_cmark::Options::ENABLE_TABLES;
        let parse = |page: &PageSource| pulldown_cmark::Parser::new_ext(&page.text, options).count();
        let parser = one.best(|| services.iter().flatten().map(parse).sum::<usize>());
        println!(
            "{:16} {:.2} x the speed of the Markdown parser alone",
            "",
            parser.as_secs_f64() / time.as_secs_f64()
        );
    }
}

/// Measures how the cost of one service's description grows with its pages.
fn curve(pages: &[PageSource], one: &Threads, two: &Threads) {
    println!("\npages of one service, text to description:");
    let mut first = None;
    for count in [10, 100, 1_000, 10_000] {
        let pages = of_one_service(pages, count);
        let bytes: usize = pages.iter().map(|page| page.text.len()).sum();
        let (time, both) = (one.best(|| describe(&pages)), two.best(|| describe(&pages)));
        let per_byte = time.as_secs_f64() / bytes as f64;
        let base = *first.get_or_insert(per_byte);
        println!(
            "{count:6} pages {:6.2} MB {:6.1} MB/s, {:.2} x the cost per byte of 10 pages; two threads: {:.2} x",
            bytes as f64 / 1e6,
            rate(bytes, time),
            per_byte / base,
            time.as_secs_f64() / both.as_secs_f64(),
        );
    }
}

/// Says how much memory processes take that describe one service each.
fn memory() {
    println!("\npages of one service, the most memory that a process takes:");
    for count in [0, 1_000, 10_000] {
        let me = std::env::current_exe().unwrap();
        let child = std::process::Command::new(me).arg(format!("--memory={count}")).output().unwrap();
        print!("{}", String::from_utf8_lossy(&child.stdout));
    }
}

/// Describes one service of so many pages, and says how much memory that took, where the system tells (Linux).
fn take_memory(pages: &[PageSource], count: usize) {
    let pages = of_one_service(pages, count);
    let bytes: usize = pages.iter().map(|page| page.text.len()).sum();
    let described = describe(&pages);
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak =
        status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok());
    if let Some(peak) = peak.map(|kilobytes: f64| kilobytes * 1024.0) {
        let allowed = 4.0 * bytes as f64 + 100e6;
        println!(
            "{count:6} pages {:6.2} MB {:7.1} MB, {:.2} x what is allowed: 4 x the pages and 100 MB",
            bytes as f64 / 1e6,
            peak / 1e6,
            peak / allowed
        );
    }
    drop(described);
}

fn describe(pages: &[PageSource]) -> Normalized {
    let manifest = Manifest { name: "bench".to_owned(), ..Manifest::default() };
    normalize(&manifest, black_box(pages), &Overlay::default())
}

/// Returns so many pages of one service: those of the largest, under other names if there are too few.
fn of_one_service(pages: &[PageSource], count: usize) -> Vec<PageSource> {
    let all: Vec<_> = by_service(pages.to_vec()).into_iter().max_by_key(Vec::len).unwrap_or_default();
    (0..count).map(|index| renamed(&all[index % all.len()], index / all.len())).collect()
}

/// Returns the page under the name of another operation.
fn renamed(page: &PageSource, copy: usize) -> PageSource {
    if copy == 0 {
        return page.clone();
    }
    let method = page.text.lines().next().and_then(|line| line.rsplit(" / ").next()).unwrap_or_default();
    let text = page.text.replacen(method, &format!("{method}_copy{copy}"), 3);
    PageSource { name: format!("{copy}/{}", page.name), text: text.into() }
}

fn by_service(pages: Vec<PageSource>) -> Vec<Vec<PageSource>> {
    let mut services = std::collections::BTreeMap::<String, Vec<PageSource>>::new();
    for page in pages {
        let service = page.name.split('/').next().unwrap_or_default().to_owned();
        services.entry(service).or_default().push(page);
    }
    services.into_values().collect()
}

fn acronis(corpus: &Path) -> Vec<PageSource> {
    let mut pages = Vec::new();
    collect(&corpus.join("acronis"), ".md", &mut pages);
    for page in &mut pages {
        page.name = format!("{}/page.md", page.name);
    }
    pages
}

fn collect(folder: &Path, ending: &str, pages: &mut Vec<PageSource>) {
    fn visit(root: &Path, folder: &Path, ending: &str, pages: &mut Vec<PageSource>) {
        let mut entries: Vec<_> =
            std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                visit(root, &path, ending, pages);
            } else if path.to_string_lossy().ends_with(ending) {
                let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
                let is_exact = !ending.starts_with("boto3") && !ending.starts_with("aws")
                    || name.ends_with(&format!("/{ending}"));
                if is_exact && !name.contains("/types/") {
                    pages.push(PageSource { name, text: std::fs::read_to_string(&path).unwrap().into() });
                }
            }
        }
    }
    visit(folder, folder, ending, pages);
}

/// A number of threads on which all that is measured runs.
struct Threads(rayon::ThreadPool);

impl Threads {
    fn new(count: usize) -> Self {
        Self(rayon::ThreadPoolBuilder::new().num_threads(count).build().unwrap())
    }

    /// Returns the least of several runs' times, of fewer the longer they take. What they return is freed afterwards.
    fn best<T: Send>(&self, run: impl Fn() -> T + Sync) -> Duration {
        const ENOUGH: Duration = Duration::from_secs(3);
        let most = if std::env::args().any(|arg| arg == "--once") { 1 } else { 15 };
        let begin = Instant::now();
        let mut best = Duration::MAX;
        for _ in 0..most {
            let (time, made) = self.0.install(|| {
                let start = Instant::now();
                let made = black_box(run());
                (start.elapsed(), made)
            });
            self.0.install(|| drop(made));
            best = best.min(time);
            if begin.elapsed() > ENOUGH {
                break;
            }
        }
        best
    }
}

fn rate(bytes: usize, time: Duration) -> f64 {
    bytes as f64 / 1e6 / time.as_secs_f64()
}
