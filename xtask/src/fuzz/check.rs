//! What must hold for any page, whatever happened to it.

use std::time::Duration;

use docwright_idl::{Auth, Code, Description, Protocol, SigV4, validate, yaml};
use docwright_read::claims::{LineClass, listing};
use docwright_read::manifest::Manifest;
use docwright_read::overlay::Overlay;
use docwright_read::{Normalized, PageSource, claims, normalize};

use super::MEMORY;
use super::finding::{Finding, Kind, caught};

/// How long reading and reconciling may take whatever the page's size, and for each of its bytes, in nanoseconds.
const MAX_NANOS: (f64, f64) = (50e6, 3_000.0);
/// How much memory they may take whatever the page's size, and for each of its bytes.
const MAX_MEMORY: (f64, f64) = (16e6, 250.0);
/// How often something slow is done again: other processes may have been in the way.
const AGAIN: usize = 4;
/// Of how many descriptions one becomes Rust, which takes longer than all the rest.
const GENERATED: u64 = 16;

/// Returns how long this process has had a processor, so that a busy machine makes nothing slow.
#[cfg(unix)]
fn time_used() -> Duration {
    let used = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::try_from(used).unwrap_or_default()
}

/// Returns how long this process has been there.
#[cfg(not(unix))]
fn time_used() -> Duration {
    static START: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);
    START.elapsed()
}

/// What came of an input.
#[derive(Default)]
pub(super) struct Checked {
    pub(super) finding: Option<Finding>,
    pub(super) is_described: bool,
    pub(super) is_generated: bool,
    pub(super) nanos_per_byte: f64,
    pub(super) memory_per_byte: f64,
}

/// Checks that a page is read without a panic, to the same end each time, within bounds, with every line accounted for,
/// and that what is made of it can be written, read back and generated.
pub(super) fn check(reader: &str, page: &PageSource) -> Checked {
    let mut checked = Checked::default();
    checked.finding = all(reader, page, &mut checked).err();
    checked
}

fn all(reader: &str, page: &PageSource, checked: &mut Checked) -> Result<(), Finding> {
    // Whatever the dialect is said to be, the page finds its reader, or is refused with a reason.
    let alone = caught(|| listing(&claims(page).1))?;
    if alone != caught(|| listing(&claims(page).1))? {
        return Err(Finding::new(Kind::Broken("determinism"), "the same page gave other claims"));
    }
    let size = page.text.len().max(1) as f64;
    let normalized = within_bounds(size, checked, || described(reader, page))?;
    lines(page, &normalized)?;
    let Some(description) = normalized.description else { return Ok(()) };
    checked.is_described = true;
    written(&description)?;
    // The choice is the page's, so that a minimised input is chosen as well.
    if page.text.bytes().map(u64::from).sum::<u64>() % GENERATED == 0 {
        checked.is_generated = generated(&description)?;
    }
    Ok(())
}

/// Returns what comes of pages of so many bytes, if that takes no more time and memory than they may.
pub(super) fn within_bounds<T>(size: f64, checked: &mut Checked, run: impl Fn() -> T) -> Result<T, Finding> {
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage() as f64;
    let start = time_used();
    let result = caught(&run)?;
    let since = |start: Duration| time_used().saturating_sub(start).as_nanos() as f64;
    let mut nanos = since(start);
    let memory = MEMORY.peak_usage() as f64 - before;
    for _ in 0..AGAIN {
        if nanos <= MAX_NANOS.0 + MAX_NANOS.1 * size {
            break;
        }
        let start = time_used();
        caught(&run)?;
        nanos = nanos.min(since(start));
    }
    (checked.nanos_per_byte, checked.memory_per_byte) =
        ((nanos - MAX_NANOS.0).max(0.0) / size, (memory - MAX_MEMORY.0).max(0.0) / size);
    if checked.nanos_per_byte > MAX_NANOS.1 {
        let seen = format!("{:.1} ms for {size} bytes", nanos / 1e6);
        return Err(Finding::new(Kind::Slow("reading"), seen));
    }
    if checked.memory_per_byte > MAX_MEMORY.1 {
        let seen = format!("{:.1} MB for {size} bytes", memory / 1e6);
        return Err(Finding::new(Kind::Memory, seen));
    }
    Ok(result)
}

/// Normalizes one page, by the reader of this name. The protocol is one that fits what pages of the layout say.
fn described(reader: &str, page: &PageSource) -> Normalized {
    let protocol = if reader == "boto3" { Protocol::AwsJson11 } else { Protocol::RestJson };
    let manifest = Manifest {
        name: "fuzz".to_owned(),
        dialect: Some(reader.to_owned()),
        protocol: Some(protocol),
        target_prefix: Some("Fuzz".to_owned()),
        endpoint: Some("https://fuzz.example.com".to_owned()),
        auth: Auth { sigv4: Some(SigV4 { service: "fuzz".to_owned() }), ..Auth::default() },
        ..Manifest::default()
    };
    normalize(&manifest, std::slice::from_ref(page), &Overlay::default())
}

/// Checks that every line has a class, and that none is unread without a finding.
fn lines(page: &PageSource, normalized: &Normalized) -> Result<(), Finding> {
    let broken = |seen: &str| Err(Finding::new(Kind::Broken("coverage"), seen));
    let [coverage] = normalized.coverage.as_slice() else { return broken("not one page") };
    if coverage.lines.len() != page.text.lines().count() {
        return broken("not every line has a class");
    }
    // A line with nothing but characters that cannot be seen may count as blank.
    let is_wrong = |(line, class): (&str, &LineClass)| match class {
        LineClass::Blank => line.contains(char::is_alphanumeric),
        _ => line.trim().is_empty(),
    };
    if page.text.lines().zip(&*coverage.lines).any(is_wrong) {
        return broken("a line is blank that is none, or the other way round");
    }
    let is_unread = coverage.lines.contains(&LineClass::Unread);
    let is_told = normalized.diagnostics.iter().any(|finding| {
        matches!(
            finding.code,
            Code::UNREAD_LINE | Code::EMPTY_PAGE | Code::UNKNOWN_LAYOUT | Code::INCOMPLETE_PAGE
        )
    });
    if is_unread && !is_told { broken("a line is unread and nobody is told") } else { Ok(()) }
}

/// Checks that a description is sound, and reads back as it was written.
fn written(description: &Description) -> Result<(), Finding> {
    let broken = |seen: String| Err(Finding::new(Kind::Broken("yaml"), seen));
    if let Some(problem) = caught(|| validate(description))?.first() {
        return Err(Finding::new(Kind::Broken("validity"), problem.diagnostic.to_string()));
    }
    let text = match caught(|| yaml::write(description))? {
        Ok(text) => text,
        Err(finding) => return broken(finding.to_string()),
    };
    match caught(|| yaml::read::<Description>(&text))? {
        Ok(again) if again == *description => Ok(()),
        Ok(_) => broken("it reads back as another description".to_owned()),
        Err(finding) => broken(finding.to_string()),
    }
}

/// Checks that the Rust of a description parses; returns whether there is any.
fn generated(description: &Description) -> Result<bool, Finding> {
    let generate = || docwright_rust::generate(description, &docwright_rust::Options::default());
    let Ok(generated) = caught(generate)? else { return Ok(false) };
    for (name, file) in &generated.files {
        if let Err(error) = caught(|| syn::parse_file(file))? {
            return Err(Finding::new(Kind::Broken("rust"), format!("{name}: {error}")));
        }
    }
    Ok(true)
}
