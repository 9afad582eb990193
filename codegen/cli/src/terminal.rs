//! Says what was found and done, and keeps the exit code.

use std::io::{self, Write};
use std::process::ExitCode;

use docwright_idl::{Code, Diagnostic, Severity};
use indicatif::{ProgressBar, ProgressStyle};

use crate::Failure;
use crate::args::{Cli, Deny, Format};
use crate::render::{Alert, Record, annotation, human, junit, safe, sarif};

/// How a command ended; the greatest of several counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// 0: all is fine.
    #[default]
    Fine,
    /// 1: there are errors, denied warnings or stale files.
    Findings,
    /// 2: the command line is wrong.
    Usage,
    /// 3: a file could not be read or written.
    Files,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Where a command says what it found and did.
pub struct Terminal<'a> {
    out: &'a mut dyn Write,
    err: &'a mut dyn Write,
    format: Format,
    quiet: bool,
    deny: &'a [Deny],
    exit: Exit,
    /// What goes into a document that is printed at the end.
    alerts: Vec<Alert>,
}

const VERB: &str = "\u{1b}[1;32m";
const ADDED: &str = "\u{1b}[32m";
const REMOVED: &str = "\u{1b}[31m";
const HUNK: &str = "\u{1b}[36m";
const PLAIN: &str = "\u{1b}[0m";

impl<'a> Terminal<'a> {
    /// Returns a terminal that writes what was asked for to `out`, and what there is to say about it to `err`. Both
    /// get colours; they are expected to strip them where nobody can see them.
    pub fn new(cli: &'a Cli, out: &'a mut dyn Write, err: &'a mut dyn Write) -> Self {
        Self {
            out,
            err,
            format: cli.format,
            quiet: cli.quiet,
            deny: &cli.deny,
            exit: Exit::Fine,
            alerts: Vec::new(),
        }
    }

    /// Whether people read the output.
    pub fn is_human(&self) -> bool {
        self.format == Format::Human
    }

    /// Returns how to say what was found.
    pub fn format(&self) -> Format {
        self.format
    }

    /// Whether progress may be shown to people.
    pub fn shows_progress(&self) -> bool {
        self.is_human() && !self.quiet && io::IsTerminal::is_terminal(&io::stderr())
    }

    /// Returns a bar that shows how many of `length` things are done; a hidden one where nobody would see it.
    pub fn progress(&self, verb: &'static str, length: usize) -> ProgressBar {
        if !self.shows_progress() {
            return ProgressBar::hidden();
        }
        let progress = ProgressBar::new(length as u64);
        if let Ok(style) = ProgressStyle::with_template("{prefix:>12} {wide_bar} {pos}/{len} {msg}") {
            progress.set_style(style);
        }
        progress.set_prefix(verb);
        progress
    }

    /// Makes findings errors that the command line denies.
    pub fn judge(&self, findings: &mut [Diagnostic]) {
        for finding in findings {
            let is_denied = self.deny.iter().any(|deny| match deny {
                Deny::Warnings => finding.severity == Severity::Warning,
                Deny::Code(code) => finding.code == *code,
            });
            if is_denied && !finding.is_error() {
                finding.severity = Severity::Error;
                finding.notes.push("it counts as an error because of `--deny`".to_owned());
            }
        }
    }

    /// Says what was found.
    pub fn findings(&mut self, findings: &[Diagnostic]) {
        for finding in findings {
            if finding.is_error() {
                let is_about_files = matches!(finding.code, Code::CANNOT_READ | Code::CANNOT_WRITE);
                self.exit = self.exit.max(if is_about_files { Exit::Files } else { Exit::Findings });
            } else if self.quiet {
                continue;
            }
            match self.format {
                Format::Human | Format::Markdown => self.say(&human(finding)),
                Format::Json => self.print(&Record::from(finding).line()),
                Format::Github | Format::Sarif | Format::Junit => self.alert(Alert::from(finding)),
            }
        }
    }

    /// Says what was found in the form of other people's tools.
    pub fn alert(&mut self, alert: Alert) {
        match self.format {
            Format::Github => self.print(&annotation(&alert)),
            _ => self.alerts.push(alert),
        }
    }

    /// Notes that there is something to decide.
    pub fn fail(&mut self) {
        self.exit = self.exit.max(Exit::Findings);
    }

    /// Prints the document that holds everything, if the format has one.
    pub fn close(&mut self) {
        match self.format {
            Format::Sarif => self.print(&sarif(&self.alerts)),
            Format::Junit => self.print(&junit(&self.alerts)),
            Format::Human | Format::Json | Format::Github | Format::Markdown => {}
        }
    }

    /// Says why a command failed.
    pub fn failure(&mut self, failure: Failure) {
        match failure {
            Failure::Findings(mut findings) => {
                self.judge(&mut findings);
                self.findings(&findings);
            }
            Failure::Usage(message) => {
                self.exit = self.exit.max(Exit::Usage);
                match self.format {
                    Format::Json => self.print(&Record::Usage { message: &message }.line()),
                    _ => self.say(&format!("\u{1b}[1;31merror\u{1b}[0m: {}\n", safe(&message))),
                }
            }
        }
    }

    /// Says what was done, unless the command is to be quiet.
    pub fn done(&mut self, verb: &str, what: &str) {
        if self.quiet {
            return;
        }
        match self.format {
            Format::Human | Format::Markdown => {
                self.say(&format!("{VERB}{verb:>12}{PLAIN} {}\n", safe(what)));
            }
            Format::Github | Format::Sarif | Format::Junit => {}
            Format::Json => self.print(&Record::Summary { message: &format!("{verb} {what}") }.line()),
        }
    }

    /// Prints a record for machines; for people, what `text` returns.
    pub fn record(&mut self, record: &Record<'_>, text: impl FnOnce() -> String) {
        match self.format {
            Format::Human => self.print(&text()),
            Format::Json => self.print(&record.line()),
            // Nothing may stand beside a document.
            Format::Github | Format::Sarif | Format::Junit | Format::Markdown => {}
        }
    }

    /// Says that somebody else works on the workspace.
    pub fn waits(&mut self) {
        self.done("Waiting", "for another docwright that works on this workspace");
    }

    /// Says what was done, unless the command is to be quiet; machines get the record.
    pub fn record_done(&mut self, record: &Record<'_>, verb: &str, what: &str) {
        match self.format {
            Format::Json if self.quiet => {}
            Format::Json => self.print(&record.line()),
            _ => self.done(verb, what),
        }
    }

    /// Prints the diff of a file.
    pub fn diff(&mut self, file: &str, diff: &str) {
        self.record(&Record::Diff { file, diff }, || {
            let colour = |line: &str| match line.as_bytes().first() {
                Some(b'+') => ADDED,
                Some(b'-') => REMOVED,
                Some(b'@') => HUNK,
                _ => PLAIN,
            };
            diff.lines().map(|line| format!("{}{}{PLAIN}\n", colour(line), safe(line))).collect()
        });
    }

    /// Prints what was asked for.
    pub fn print(&mut self, text: &str) {
        let result = self.out.write_all(text.as_bytes()).and_then(|()| self.out.flush());
        self.written(result);
    }

    fn say(&mut self, text: &str) {
        let result = self.err.write_all(text.as_bytes());
        self.written(result);
    }

    /// A reader that has seen enough is no failure; everything else is.
    fn written(&mut self, result: io::Result<()>) {
        if result.is_err_and(|error| error.kind() != io::ErrorKind::BrokenPipe) {
            self.exit = Exit::Files;
        }
    }

    /// Returns how the command ended.
    pub fn exit(&self) -> Exit {
        self.exit
    }
}
