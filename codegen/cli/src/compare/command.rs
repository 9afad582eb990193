//! What `docwright diff` and `docwright changelog` do.

use docwright_idl::diff::Bump;
use docwright_idl::file;

use super::changelog::{entry, inserted};
use super::reports;
use super::text::{human, markdown};
use crate::Failure;
use crate::args::{self, Format};
use crate::change::Reader;
use crate::render::{ChangeRecord, ComparisonRecord, Record};
use crate::terminal::Terminal;
use crate::workspace::Workspace;

/// Says what differs, in the form that the command line asks for.
///
/// # Errors
///
/// As [`reports`].
pub fn diff(
    workspace: Option<&Workspace>,
    arguments: &args::Diff,
    terminal: &mut Terminal<'_>,
) -> Result<(), Failure> {
    let _reader = workspace.map(|workspace| Reader::of(workspace, || terminal.waits())).transpose()?;
    let (report, mut findings) = reports(workspace, &arguments.sides, today()?)?;
    terminal.judge(&mut findings);
    terminal.findings(&findings);
    if terminal.format() == Format::Markdown {
        terminal.print(&markdown(&report));
    }
    for comparison in &report.comparisons {
        let service = comparison.service.as_str();
        match terminal.format() {
            Format::Human => terminal.print(&human(comparison)),
            Format::Json => {
                for change in &comparison.changes {
                    terminal.print(&Record::Change(ChangeRecord::of(service, change)).line());
                }
            }
            Format::Github | Format::Sarif | Format::Junit => {
                for change in &comparison.changes {
                    terminal.alert(change.alert(service, arguments.fail_on));
                }
            }
            Format::Markdown => {}
        }
        let counted = comparison.changes.iter().filter(|change| change.ignored.is_none());
        let record = ComparisonRecord {
            service,
            old: &report.old,
            new: &report.new,
            counts: comparison.counts(),
            bump: Bump::after(counted.map(|change| change.finding.impact())),
        };
        let said = format!("{service}: {}", comparison.counts().text());
        terminal.record_done(&Record::Comparison(record), "Compared", &said);
    }
    terminal.done("Suggested", &format!("version bump: {}", report.suggestion()));
    if arguments.fail_on.is_some_and(|limit| report.worst() >= Some(limit)) {
        terminal.fail();
    }
    Ok(())
}

/// Prints the changelog's entry for what differs, or puts it into the changelog.
///
/// # Errors
///
/// As [`reports`]; and that the changelog cannot be read or written.
pub fn changelog(
    workspace: Option<&Workspace>,
    arguments: &args::Changelog,
    terminal: &mut Terminal<'_>,
) -> Result<(), Failure> {
    let today = today()?;
    let _reader = workspace.map(|workspace| Reader::of(workspace, || terminal.waits())).transpose()?;
    let (report, mut findings) = reports(workspace, &arguments.sides, today)?;
    terminal.judge(&mut findings);
    terminal.findings(&findings);
    let suggested = || report.version.as_ref().and_then(|version| report.bump().apply(version));
    let version = match (&arguments.version, arguments.release) {
        (None, true) => Some(suggested().ok_or_else(|| {
            Failure::Usage("no `Cargo.toml` tells the version so far; name one with `--version`".to_owned())
        })?),
        (version, _) => version.clone(),
    };
    let entry = entry(&report, version.as_deref(), today);
    let Some(path) = &arguments.into else {
        terminal.print(&entry);
        return Ok(());
    };
    let present = if path.exists() { Some(file::read(path)?) } else { None };
    let is_new = file::write_if_changed(path, &inserted(present.as_deref(), &entry))?;
    terminal.done(if is_new { "Wrote" } else { "Unchanged" }, &path.display().to_string());
    Ok(())
}

/// Returns the day: that of the clock, in UTC, or that of `SOURCE_DATE_EPOCH` where runs are to be the same.
///
/// # Errors
///
/// [`Failure::Usage`] if that variable holds no time.
fn today() -> Result<jiff::civil::Date, Failure> {
    let now = match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(seconds) => seconds
            .parse()
            .ok()
            .and_then(|seconds| jiff::Timestamp::from_second(seconds).ok())
            .ok_or_else(|| Failure::Usage(format!("SOURCE_DATE_EPOCH is no time: `{seconds}`")))?,
        Err(_) => jiff::Timestamp::now(),
    };
    Ok(now.to_zoned(jiff::tz::TimeZone::UTC).date())
}
