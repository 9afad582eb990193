//! What `docwright explain` does.

use std::path::{Path, PathBuf};

use docwright_idl::{FactPath, file};

use super::text::{fact_text, line_text};
use super::{explain, line};
use crate::Failure;
use crate::args::Explain;
use crate::change::Reader;
use crate::clients::{self, Api, FOLDER};
use crate::describe::describe;
use crate::render::Record;
use crate::terminal::Terminal;
use crate::workspace::{ServiceFolder, Workspace};

/// Says what is known: about a fact, a line of a page, or a line of generated code.
///
/// # Errors
///
/// [`Failure::Usage`] if what is asked for does not exist.
pub fn run(workspace: &Workspace, arguments: &Explain, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
    let _reader = Reader::of(workspace, || terminal.waits())?;
    let Explain { subject, path, line } = arguments;
    match (subject, path, line) {
        (subject, None, Some(place)) => of_line(workspace, subject.as_deref(), place, terminal),
        (Some(service), Some(path), None) => of_fact(workspace, service, path, terminal),
        (Some(place), None, None) => of_generated(workspace, place, terminal),
        _ => Err(Failure::Usage(
            "name a service and a path, a line of generated code (`generated/clock/types.rs:12`), or `--line \
             specs/clock/pages/a.md:12`"
                .to_owned(),
        )),
    }
}

fn of_fact(
    workspace: &Workspace,
    service: &String,
    path: &str,
    terminal: &mut Terminal<'_>,
) -> Result<(), Failure> {
    let path: FactPath = path.parse().map_err(Failure::Usage)?;
    for service in workspace.select(std::slice::from_ref(service))? {
        facts(&service, &path, terminal)?;
    }
    Ok(())
}

/// Says what is known about a path.
fn facts(service: &ServiceFolder, path: &FactPath, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
    let explanation = explain(&describe(service), path)?;
    if explanation.of_holder {
        terminal.done("Part", &format!("nothing says `{path}` by itself; it is a part of this:"));
    }
    for fact in &explanation.facts {
        terminal.record(&Record::Fact(fact), || fact_text(fact));
    }
    Ok(())
}

/// Splits `file:12` into the file and the line.
fn place(text: &str) -> Result<(&str, usize), Failure> {
    text.rsplit_once(':')
        .and_then(|(file, line)| Some((file, line.parse().ok()?)))
        .ok_or_else(|| Failure::Usage(format!("`{text}` is no line of a file; write `file:12`")))
}

fn of_line(
    workspace: &Workspace,
    service: Option<&str>,
    text: &str,
    terminal: &mut Terminal<'_>,
) -> Result<(), Failure> {
    let (file, number) = place(text)?;
    let wanted: Vec<String> = service.map(str::to_owned).into_iter().collect();
    let services = workspace.select(&wanted)?;
    // As the user may type it, or as it is called within the service.
    let page = |service: &ServiceFolder| -> Option<PathBuf> {
        let path = Path::new(file);
        let within = path.strip_prefix(&service.path).ok().map(Path::to_owned);
        within.or_else(|| service.file(path).is_file().then(|| path.to_owned()))
    };
    let found: Vec<_> = services.iter().filter_map(|service| Some((service, page(service)?))).collect();
    match found.as_slice() {
        [(service, page)] => {
            let page: Vec<_> = page.iter().map(|part| part.to_string_lossy()).collect();
            let origin = line::line(&describe(service), &page.join("/"), number)?;
            terminal.record(&Record::Line(&origin), || line_text(&origin));
            Ok(())
        }
        [] => Err(Failure::Usage(format!("`{file}` is no page of a service"))),
        _ => {
            let names: Vec<_> = found.iter().map(|(service, _)| service.name.as_str()).collect();
            Err(Failure::Usage(format!("`{file}` is a page of {}; name the service", names.join(" and "))))
        }
    }
}

fn of_generated(workspace: &Workspace, text: &str, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
    let (name, number) = place(text)?;
    let path = [PathBuf::from(name), workspace.path(name)].into_iter().find(|path| path.is_file());
    let path = path.ok_or_else(|| Failure::Usage(format!("`{name}` does not exist")))?;
    let within = path.strip_prefix(workspace.path(FOLDER)).unwrap_or(&path);
    let module = within.iter().next().map(|part| part.to_string_lossy().into_owned()).unwrap_or_default();
    let module = module.strip_suffix(".rs").unwrap_or(&module);
    let services = workspace.services()?;
    let service = services.iter().find(|service| docwright_rust::module_name(&service.name) == module);
    let service = service.ok_or_else(|| Failure::Usage(format!("`{name}` was generated for no service")))?;
    let source = file::read(&path)?;
    let described = describe(service);
    let Some(api) = Api::of(&described)? else { return Err(described.findings.into()) };
    let (_, trace) = clients::traced(workspace, &api)?;
    // A client that is a crate has its sources in a folder of their own.
    let below: Vec<_> =
        within.iter().skip(1).map(|part| part.to_string_lossy()).skip_while(|part| part == "src").collect();
    let lines = trace.lines(&below.join("/"), &source);
    let Some(origin) = number.checked_sub(1).and_then(|index| lines.get(index)) else {
        return Err(Failure::Usage(format!("`{name}` has {} lines", lines.len())));
    };
    match origin {
        Some(origin) => {
            terminal.done("Made", &format!("line {number} of `{name}` from `{origin}`"));
            // A value of an enum is known by its place.
            let explanation = explain(&described, origin).or_else(|failure| match origin.parts() {
                [types, shape, part, _] if types == "types" && part == "enum" => {
                    explain(&described, &FactPath::new([types, shape, part]))
                }
                _ => Err(failure),
            })?;
            for fact in &explanation.facts {
                terminal.record(&Record::Fact(fact), || fact_text(fact));
            }
        }
        None => terminal.done("Written", &format!("line {number} of `{name}` for every client")),
    }
    Ok(())
}
