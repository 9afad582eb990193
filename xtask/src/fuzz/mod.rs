//! Feeds mangled pages to the readers and to all that follows them.
//!
//! ```text
//! pages of the corpus ──mutate──▶ input ──check──▶ fine, or a finding ──minimise──▶ target/fuzz/<reader>/…
//! ```
//!
//! An input is read twice, reconciled, written as YAML, read back, and generated as Rust ([`check`]). A watchdog ends the
//! process when an input takes far longer than its size allows, after it has saved the input. What ends the process by
//! itself, as an overflow of the stack does, leaves the input behind as `current`. A seed gives the same inputs again.
//! Pages that are read [`together`] are of one service, and some of them mangled.

mod check;
mod finding;
mod minimise;
mod mutate;
mod pages;
mod together;

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use docwright_read::PageSource;
use peak_alloc::PeakAlloc;

use self::check::Checked;
use self::finding::{Finding, Kind};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// How long the watchdog lets an input take, whatever its size, and for each of its bytes.
const HANG: (Duration, Duration) = (Duration::from_secs(10), Duration::from_micros(100));

/// What to feed to which reader.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The reader that all pages go to; `together` is each page's own, of several pages of a service at once.
    #[arg(long, value_parser = pages::READERS.map(|(reader, _)| reader).into_iter().chain([together::NAME]).collect::<Vec<_>>())]
    reader: String,
    /// How long to go on.
    #[arg(long, default_value_t = 1.0)]
    minutes: f64,
    /// What the inputs are made from; the same seed gives the same inputs.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The corpus; without it, the fixtures of the project are mangled.
    #[arg(long, env = "DOCWRIGHT_CORPUS", default_value = "../shared/corpus")]
    corpus: PathBuf,
    /// Where inputs are saved that something is wrong with.
    #[arg(long, default_value = "target/fuzz")]
    out: PathBuf,
    /// Checks this file alone, which may be a saved input.
    #[arg(long)]
    input: Option<PathBuf>,
}

/// Runs the readers until the time is over, and says what was found.
///
/// # Errors
///
/// Files that cannot be read or written, and that something was found.
pub(crate) fn run(options: &Options) -> io::Result<()> {
    finding::silence_panics();
    let watchdog = Watchdog::start(options.out.join(&options.reader));
    if let Some(path) = &options.input {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let page = PageSource { name, text: std::fs::read_to_string(path)?.into() };
        return match check_watched(&watchdog, &options.reader, &page).finding {
            Some(finding) => Err(io::Error::other(finding.to_string())),
            None => Ok(()),
        };
    }
    if options.reader == together::NAME {
        return together::run(options, &watchdog);
    }
    let forms = pages::of(&options.reader, &options.corpus)?;
    let pages: usize = forms.iter().map(Vec::len).sum();
    println!("{}: {pages} pages of {} forms to mangle, seed {}", options.reader, forms.len(), options.seed);
    let folder = options.out.join(&options.reader);
    std::fs::create_dir_all(&folder)?;
    let current = folder.join("current");
    let mut rng = fastrand::Rng::with_seed(options.seed);
    let end = Instant::now() + Duration::from_secs_f64(options.minutes * 60.0);
    let mut tally = Tally::default();
    let mut found = Found::default();
    while Instant::now() < end {
        let page = mutate::input(&mut rng, &forms);
        std::fs::write(&current, &*page.text)?;
        let checked = check_watched(&watchdog, &options.reader, &page);
        tally.count(&page, &checked);
        let Some(finding) = checked.finding else { continue };
        if !found.is_new(&finding) {
            continue;
        }
        let least = minimise::minimise(&page, &finding.kind, |page| {
            check_watched(&watchdog, &options.reader, page).finding.map(|finding| finding.kind)
        });
        let path = finding.save(&folder, &least)?;
        println!("{finding}\n  saved as {}", path.display());
    }
    std::fs::remove_file(&current)?;
    found.conclude(&options.reader, &tally)
}

/// What a run has found, and how often each kind.
#[derive(Default)]
struct Found(BTreeMap<Kind, (Finding, usize)>);

impl Found {
    /// Counts a finding, and returns whether it is the first of its kind.
    fn is_new(&mut self, finding: &Finding) -> bool {
        let (_, times) = self.0.entry(finding.kind.clone()).or_insert_with(|| (finding.clone(), 0));
        *times += 1;
        *times == 1
    }

    /// Says what was seen and found; an error if that is anything.
    fn conclude(self, reader: &str, tally: &Tally) -> io::Result<()> {
        println!("{reader}: {tally}; {} kinds of findings", self.0.len());
        for (finding, times) in self.0.values() {
            println!("{times:8} x {finding}");
        }
        if self.0.is_empty() { Ok(()) } else { Err(io::Error::other("something was found")) }
    }
}

/// What a run has seen.
#[derive(Default)]
struct Tally {
    inputs: usize,
    bytes: usize,
    described: usize,
    generated: usize,
    slowest: f64,
    hungriest: f64,
}

impl Tally {
    fn count(&mut self, page: &PageSource, checked: &Checked) {
        self.inputs += 1;
        self.bytes += page.text.len();
        self.described += usize::from(checked.is_described);
        self.generated += usize::from(checked.is_generated);
        self.slowest = self.slowest.max(checked.nanos_per_byte);
        self.hungriest = self.hungriest.max(checked.memory_per_byte);
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} inputs of {:.1} MB together, {} gave a description, {} Rust; at most {:.0} ns and {:.0} bytes of memory \
             per byte",
            self.inputs,
            self.bytes as f64 / 1e6,
            self.described,
            self.generated,
            self.slowest,
            self.hungriest
        )
    }
}

/// Watches that no input takes for ever.
struct Watchdog {
    current: Arc<Mutex<Option<(Instant, PageSource)>>>,
}

impl Watchdog {
    /// Starts watching. An input that hangs is saved in the folder `out`, and ends the process.
    fn start(out: PathBuf) -> Self {
        let current: Arc<Mutex<Option<(Instant, PageSource)>>> = Arc::default();
        let watched = Arc::clone(&current);
        std::thread::spawn(move || {
            loop {
                std::thread::sleep(Duration::from_millis(500));
                let Ok(current) = watched.lock() else { return };
                let Some((start, page)) = &*current else { continue };
                let allowed = HANG.0 + HANG.1 * u32::try_from(page.text.len()).unwrap_or(u32::MAX);
                if start.elapsed() > allowed {
                    let finding = Finding::new(Kind::Hang, format!("no end after {allowed:?}"));
                    let saved = finding.save(&out, page);
                    println!("{finding}\n  saved as {saved:?}");
                    std::process::exit(1);
                }
            }
        });
        Self { current }
    }

    /// Returns what comes of an input, while that is watched.
    fn watch<T>(&self, page: &PageSource, run: impl FnOnce() -> T) -> T {
        self.set(Some(page));
        let result = run();
        self.set(None);
        result
    }

    fn set(&self, page: Option<&PageSource>) {
        if let Ok(mut current) = self.current.lock() {
            *current = page.map(|page| (Instant::now(), page.clone()));
        }
    }
}

fn check_watched(watchdog: &Watchdog, reader: &str, page: &PageSource) -> Checked {
    watchdog.watch(page, || check::check(reader, page))
}
