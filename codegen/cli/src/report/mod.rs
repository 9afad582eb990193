//! `docwright report`: a service's pages beside what was made of them, as one HTML file that needs nothing else.
//!
//! Pages are hostile. So what they say goes into the file as JSON, in which `<` is escaped, and from there onto the page as
//! text, never as markup. A strict policy in the file allows its own style and its own script by their hashes, and nothing
//! else: no network, no other script, no form.

mod data;
mod serve;

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use docwright_idl::file;
use sha2::{Digest, Sha256};

use self::data::Data;
use self::serve::serve;
use crate::Failure;
use crate::args;
use crate::change::Reader;
use crate::clients::{self, Api};
use crate::describe::{Described, describe};
use crate::terminal::Terminal;
use crate::workspace::{ServiceFolder, Workspace};

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Carries out the command.
///
/// # Errors
///
/// Services that do not exist ([`Failure::Usage`]), pages that give no description, files that cannot be written, and an
/// address that cannot be listened on.
pub fn report(
    workspace: &Workspace,
    arguments: &args::Report,
    terminal: &mut Terminal<'_>,
) -> Result<(), Failure> {
    let services = workspace.select(&arguments.services.services)?;
    if arguments.serve {
        return serve(workspace, &services, arguments.port, terminal);
    }
    for service in &services {
        let html = {
            let _reader = Reader::of(workspace, || terminal.waits())?;
            html(workspace, service)?
        };
        let path = workspace.path(&arguments.into).join(format!("{}.html", service.name));
        file::write_if_changed(&path, &html)?;
        terminal.done("Reported", &path.display().to_string());
    }
    Ok(())
}

/// Returns the report of a service.
fn html(workspace: &Workspace, service: &ServiceFolder) -> Result<String, Failure> {
    let described = describe(service);
    let Some(api) = Api::of(&described)? else { return Err(described.findings.into()) };
    of(workspace, &described, &api)
}

fn of(workspace: &Workspace, described: &Described, api: &Api) -> Result<String, Failure> {
    let (generated, trace) = clients::traced(workspace, api)?;
    let data = Data::of(described, api, &generated, &trace);
    let title = api.description.service.title.as_deref().unwrap_or(&api.service.name);
    Ok(page(title, &json(&data)))
}

/// Returns the file that shows data.
fn page(title: &str, data: &str) -> String {
    let parts = [
        ("csp", policy()),
        ("title", escaped(title)),
        ("style", STYLE.to_owned()),
        ("data", data.to_owned()),
        ("script", SCRIPT.to_owned()),
    ];
    // In one pass, so that nothing that was put in is taken for a place to put something.
    let mut html = String::with_capacity(PAGE.len() + STYLE.len() + SCRIPT.len() + data.len());
    let mut rest = PAGE;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, after) = after.split_once("}}").unwrap_or((after, ""));
        html.push_str(before);
        html.extend(parts.iter().filter(|(known, _)| *known == name).map(|(_, text)| text.as_str()));
        rest = after;
    }
    html.push_str(rest);
    html
}

/// Returns the policy: the page's own style and script, known by their hashes, and nothing else.
fn policy() -> String {
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        hash(STYLE),
        hash(SCRIPT)
    )
}

/// Returns JSON that can stand in a script element: nothing in it ends one, or begins a comment.
fn json(data: &Data<'_>) -> String {
    let text = serde_json::to_string(data).unwrap_or_default();
    text.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Where reports lie if nobody says, relative to the workspace.
pub const FOLDER: &str = "target/docwright/report";

/// Whether a path may be one of a report; nothing else is served.
fn service_of<'a>(path: &str, services: &'a [ServiceFolder]) -> Option<&'a ServiceFolder> {
    let name = Path::new(path.strip_prefix('/')?).file_name()?.to_str()?.strip_suffix(".html")?;
    services.iter().find(|service| service.name == name)
}
