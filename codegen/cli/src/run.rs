//! Carries out a command line.

use std::io::Write;

use clap::{CommandFactory, ValueEnum};
use docwright_idl::{Code, Diagnostic, Severity};
use docwright_read::evidence::{Evidence, Source};

use crate::args::{self, Cli, Command, Normalize, OverlayCommand, Services};
use crate::change::{FileChange, KnownFiles, Reader, Writer};
use crate::clients::{self, Api};
use crate::compare;
use crate::coverage::{Count, ShownLine, unmatched_lines, unread_lines};
use crate::describe::{self, Described, Texts, describe, describe_all};
use crate::explain;
use crate::folder;
use crate::init::init;
use crate::lint::lint;
use crate::overlay;
use crate::render::{PageRecord, Record, safe};
use crate::report;
use crate::sync;
use crate::terminal::{Exit, Terminal};
use crate::workspace::{ServiceFolder, Workspace, read_manifest};
use crate::{Failure, command_name, manual, memo, plural, schemas, watch};

/// Carries out a command line, and returns how it ended. What was asked for goes to `out`, what there is to say
/// about it to `err`.
pub fn run(cli: &Cli, out: &mut dyn Write, err: &mut dyn Write) -> Exit {
    let work = |out: &mut dyn Write, err: &mut dyn Write| {
        let mut terminal = Terminal::new(cli, out, err);
        if let Err(failure) = dispatch(cli, &mut terminal) {
            terminal.failure(failure);
        }
        terminal.close();
        terminal.exit()
    };
    match (&cli.command, workspace(cli)) {
        (Command::Build(_) | Command::Check(_), Ok(workspace)) => {
            memo::remembered(&workspace, cli, out, err, work)
        }
        _ => work(out, err),
    }
}

fn dispatch(cli: &Cli, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
    check_format(cli)?;
    match &cli.command {
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Cli::command(), "docwright", &mut script);
            terminal.print(&String::from_utf8_lossy(&script));
            Ok(())
        }
        Command::Man { folder } => manual::man(folder, terminal),
        Command::Schema { of } => {
            terminal.print(&schemas::schema(*of));
            Ok(())
        }
        Command::Init(arguments) => init(&workspace_or_here(cli), arguments, terminal),
        Command::Sync(arguments) => sync::sync(&workspace(cli)?, arguments, terminal),
        Command::Normalize(Normalize { services, from, into }) => match from.as_slice() {
            [] => normalize(&workspace(cli)?, services, terminal),
            from => folder::normalize(from, into, terminal),
        },
        Command::Generate(arguments) => generate(&workspace(cli)?, arguments, terminal),
        Command::Build(services) => build(&workspace(cli)?, services, terminal),
        Command::Check(services) => check(&workspace(cli)?, services, terminal),
        Command::Watch(services) => watch::watch(&workspace(cli)?, services, terminal),
        Command::Explain(arguments) => explain::run(&workspace(cli)?, arguments, terminal),
        Command::Report(arguments) => report::report(&workspace(cli)?, arguments, terminal),
        Command::Coverage(services) => coverage(&workspace(cli)?, services, terminal),
        Command::Diff(arguments) => compare::diff(workspace(cli).ok().as_ref(), arguments, terminal),
        Command::Lint(arguments) => lint(|| workspace(cli), arguments, terminal),
        Command::Overlay { command: OverlayCommand::Add(arguments) } => {
            overlay::add(&workspace(cli)?, arguments, terminal)
        }
        Command::Changelog(arguments) => {
            compare::changelog(workspace(cli).ok().as_ref(), arguments, terminal)
        }
    }
}

/// Refuses a format that a command does not have.
///
/// # Errors
///
/// [`Failure::Usage`] with those that it has.
fn check_format(cli: &Cli) -> Result<(), Failure> {
    let formats = match cli.command {
        Command::Diff(_) => "human, json, github, sarif, junit, markdown",
        Command::Normalize(_)
        | Command::Generate(_)
        | Command::Build(_)
        | Command::Check(_)
        | Command::Lint(_) => "human, json, github, sarif, junit",
        _ => "human, json",
    };
    let wanted = cli.format.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
    match formats.split(", ").any(|format| format == wanted) {
        true => Ok(()),
        false => Err(Failure::Usage(format!("this command has no format `{wanted}`; it has {formats}"))),
    }
}

fn workspace(cli: &Cli) -> Result<Workspace, Failure> {
    match &cli.root {
        Some(root) if root.join("specs").is_dir() => Ok(Workspace::at(root)),
        Some(root) => Err(Failure::Usage(format!("`{}` holds no folder `specs/`", root.display()))),
        None => {
            let here = std::env::current_dir().map_err(|error| {
                Diagnostic::new(Code::CANNOT_READ, format!("cannot tell the current folder: {error}"))
            })?;
            Workspace::find(&here)
        }
    }
}

/// Returns the workspace, or the current folder, which becomes one.
fn workspace_or_here(cli: &Cli) -> Workspace {
    match (&cli.root, workspace(cli)) {
        (_, Ok(workspace)) => workspace,
        (Some(root), Err(_)) => Workspace::at(root),
        (None, Err(_)) => Workspace::at(""),
    }
}

fn normalize(workspace: &Workspace, services: &Services, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
    let writer = Writer::of(workspace, || terminal.waits())?;
    let described = described(&workspace.select(&services.services)?, terminal);
    if is_stopped(&described, terminal) {
        return Ok(());
    }
    let changes = describe::changes(workspace, &described)?;
    write(&writer, &changes, terminal)?;
    summarise(&described, terminal);
    Ok(())
}

fn generate(
    workspace: &Workspace,
    arguments: &args::Generate,
    terminal: &mut Terminal<'_>,
) -> Result<(), Failure> {
    let services = workspace.select(&arguments.services.services)?;
    if !arguments.operations.is_empty() && services.len() != 1 {
        let names: Vec<_> = services.iter().map(|service| service.name.as_str()).collect();
        let names = names.join(", ");
        return Err(Failure::Usage(format!(
            "`--operations` is for one service, and these are several: {names}"
        )));
    }
    let writer = Writer::of(workspace, || terminal.waits())?;
    let mut apis = Vec::new();
    let mut errors = Vec::new();
    let mut settled = Vec::new();
    for service in services {
        match Api::read(&service) {
            Ok(mut api) => {
                if !arguments.operations.is_empty() {
                    api.settings.operations = arguments.operations.clone();
                }
                if let Some(layout) = arguments.layout {
                    api.settings.layout = layout;
                }
                if !arguments.operations.is_empty() || arguments.layout.is_some() {
                    settled.extend(api.settings.write(workspace, &service)?);
                }
                apis.push(api);
            }
            Err(findings) => errors.extend(findings),
        }
    }
    if !errors.is_empty() {
        return Err(errors.into());
    }
    let (changes, mut findings) = clients::changes(workspace, &apis)?;
    settled.extend(changes);
    terminal.judge(&mut findings);
    terminal.findings(&findings);
    if terminal.exit() == Exit::Fine {
        write(&writer, &settled, terminal)?;
    }
    Ok(())
}

fn build(workspace: &Workspace, services: &Services, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
    let writer = Writer::of(workspace, || terminal.waits())?;
    let described = described(&workspace.select(&services.services)?, terminal);
    if is_stopped(&described, terminal) {
        return Ok(());
    }
    let (changes, mut findings) = all_changes(workspace, &described)?;
    terminal.judge(&mut findings);
    terminal.findings(&findings);
    if terminal.exit() == Exit::Fine {
        write(&writer, &changes, terminal)?;
        summarise(&described, terminal);
    }
    Ok(())
}

fn check(workspace: &Workspace, services: &Services, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
    let _reader = Reader::of(workspace, || terminal.waits())?;
    let selected = workspace.select(&services.services)?;
    let described = described(&selected, terminal);
    let (changes, mut findings) = all_changes(workspace, &described)?;
    for service in &selected {
        // A manifest that cannot be read was reported with the rest.
        findings.extend(read_manifest(service).iter().flat_map(|manifest| sync::verify(service, manifest)));
    }
    terminal.judge(&mut findings);
    terminal.findings(&findings);
    if changes.is_empty() {
        if terminal.exit() == Exit::Fine {
            terminal.done("Checked", &format!("{}: nothing is stale", names(&described)));
        }
        return Ok(());
    }
    for change in &changes {
        terminal.diff(&change.path.display().to_string(), &change.diff());
    }
    terminal.findings(&[stale(&changes, &services.services)]);
    Ok(())
}

/// Says which files are stale, and what mends them.
fn stale(changes: &[FileChange], services: &[String]) -> Diagnostic {
    const SHOWN: usize = 20;
    let message = match changes {
        [change] => format!("`{}` is not what its sources give", change.path.display()),
        _ => format!("{} files are not what their sources give", changes.len()),
    };
    let mut finding = Diagnostic::new(Code::STALE, message);
    if changes.len() > 1 {
        let names: Vec<_> =
            changes.iter().take(SHOWN).map(|change| change.path.display().to_string()).collect();
        let rest = changes.len().saturating_sub(SHOWN);
        let more = if rest > 0 { format!(", and {rest} more") } else { String::new() };
        finding = finding.note(format!("they are {}{more}", names.join(", ")));
    }
    let command = [&[command_name().to_owned(), "build".to_owned()], services].concat().join(" ");
    finding.help(format!("run `{command}` and commit the difference together with its cause"))
}

/// Returns what must change so that descriptions and clients are what the pages give.
fn all_changes(
    workspace: &Workspace,
    described: &[Described],
) -> Result<(Vec<FileChange>, Vec<Diagnostic>), Failure> {
    let mut changes = Vec::new();
    let mut apis = Vec::new();
    for described in described {
        if let Some(texts) = Texts::of(described)? {
            apis.push(Api::read_again(&described.service, texts.api.clone())?);
            changes.extend(texts.changes(workspace, &described.service.name, &mut KnownFiles::default())?);
        }
    }
    changes.extend(schemas::changes(workspace)?);
    let (clients, findings) = clients::changes(workspace, &apis)?;
    changes.extend(clients);
    Ok((changes, findings))
}

/// Reads the pages of services, with progress, and says what was found.
fn described(services: &[ServiceFolder], terminal: &mut Terminal<'_>) -> Vec<Described> {
    let progress = terminal.progress("Reading", services.len());
    let mut described = describe_all(services, |name| {
        progress.set_message(name.to_owned());
        progress.inc(1);
    });
    progress.finish_and_clear();
    for described in &mut described {
        terminal.judge(&mut described.findings);
        terminal.findings(&described.findings);
    }
    described
}

/// Whether errors keep everything from being written, which is then said.
fn is_stopped(described: &[Described], terminal: &mut Terminal<'_>) -> bool {
    let unsound: Vec<&str> = described
        .iter()
        .filter(|described| !described.is_sound())
        .map(|described| described.service.name.as_str())
        .collect();
    if !unsound.is_empty() {
        terminal
            .done("Stopped", &format!("because of errors in {}; nothing was written", unsound.join(", ")));
    }
    !unsound.is_empty()
}

fn write(writer: &Writer<'_>, changes: &[FileChange], terminal: &mut Terminal<'_>) -> Result<(), Failure> {
    writer.apply(changes)?;
    for change in changes {
        let verb = if change.new.is_some() { "Wrote" } else { "Removed" };
        terminal.done(verb, &change.path.display().to_string());
    }
    if changes.is_empty() {
        terminal.done("Unchanged", "everything is as its sources give it");
    }
    Ok(())
}

fn names(described: &[Described]) -> String {
    described.iter().map(|described| described.service.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// Says how much came of the pages of each service.
fn summarise(described: &[Described], terminal: &mut Terminal<'_>) {
    for described in described {
        let Some(description) = &described.description else { continue };
        let lines = described.coverage.iter().map(|page| Count::of(&page.lines));
        let (unread, total) =
            lines.fold((0, 0), |(unread, total), count| (unread + count.unread, total + count.total()));
        let warnings =
            described.findings.iter().filter(|finding| finding.severity == Severity::Warning).count();
        let summary = [
            plural(description.operations.len(), "operation"),
            plural(description.types.len(), "shape"),
            plural(description.errors.len(), "error"),
            format!(
                "{} of {} inferred",
                inferred(&described.evidence),
                plural(described.evidence.facts.len(), "fact")
            ),
            format!("{unread} of {} unread", plural(total, "line")),
            plural(warnings, "warning"),
        ];
        terminal.done("Described", &format!("{}: {}", described.service.name, summary.join(", ")));
    }
}

/// Returns how many facts no page states and no person wrote: those that rules alone found.
fn inferred(evidence: &Evidence) -> usize {
    let is_inferred =
        |sources: &[Source]| sources.iter().all(|source| matches!(source, Source::Inferred(..)));
    evidence.facts.values().filter(|sources| is_inferred(sources)).count()
}

fn coverage(workspace: &Workspace, services: &Services, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
    let _reader = Reader::of(workspace, || terminal.waits())?;
    for service in workspace.select(&services.services)? {
        let mut described = describe(&service);
        terminal.judge(&mut described.findings);
        // What is worth a warning is what `normalize` is for; here it would bury the answer.
        described.findings.retain(Diagnostic::is_error);
        terminal.findings(&described.findings);
        for page in &described.coverage {
            let file = service.file(&page.page).display().to_string();
            let (unread_lines, unmatched) =
                (unread_lines(&described, page), unmatched_lines(&described, page));
            let record = PageRecord {
                file: &file,
                dialect: page.dialect,
                count: Count::of(&page.lines),
                unread_lines: &unread_lines,
                unmatched_sentences: &unmatched,
            };
            terminal.record(&Record::Page(record), || page_text(&record));
        }
    }
    Ok(())
}

fn page_text(page: &PageRecord<'_>) -> String {
    let Count { facts, doc, boilerplate, unread } = page.count;
    let mut text = format!(
        "{} ({}): {} lines are {facts} facts, {doc} doc, {boilerplate} boilerplate, {unread} unread\n",
        safe(page.file),
        page.dialect.unwrap_or("no dialect"),
        page.count.total(),
    );
    let list = |lines: &[ShownLine]| -> String {
        lines.iter().map(|shown| format!("{:>6} | {}\n", shown.line, safe(&shown.text))).collect()
    };
    text.push_str(&list(page.unread_lines));
    if !page.unmatched_sentences.is_empty() {
        let count = page.unmatched_sentences.len();
        let noun = if count == 1 { "line of documentation demands" } else { "lines of documentation demand" };
        text.push_str(&format!("       {count} {noun} something that became no fact:\n"));
        text.push_str(&list(page.unmatched_sentences));
    }
    text
}
