//! `docwright overlay add`: writes a change of `overlay.yaml`, with what stands there and the lines that say so.

use std::path::Path;

use docwright_idl::{Code, Diagnostic, FactPath, file, yaml};
use docwright_read::overlay::{Change, Overlay, Split};
use serde_json::{Value, json};

use crate::Failure;
use crate::args::OverlayAdd;
use crate::change::{FileChange, Writer};
use crate::describe::{Described, describe_sources};
use crate::explain::{explain, sources_in_short, value_at};
use crate::render::safe;
use crate::terminal::Terminal;
use crate::workspace::{Sources, Workspace};

/// How many sources of what is corrected are quoted.
const MAX_QUOTED: usize = 4;
/// How many characters of a source are quoted.
const MAX_QUOTE: usize = 120;

/// Adds a change to a service's overlay, if it can be made.
///
/// # Errors
///
/// [`Failure::Usage`] if the target or a value is malformed, and why the change cannot be made; then nothing is written.
pub fn add(
    workspace: &Workspace,
    arguments: &OverlayAdd,
    terminal: &mut Terminal<'_>,
) -> Result<(), Failure> {
    let writer = Writer::of(workspace, || terminal.waits())?;
    let services = workspace.select(std::slice::from_ref(&arguments.service))?;
    let Some(service) = services.first() else { return Ok(()) };
    let path = Path::new("specs").join(&service.name).join("overlay.yaml");
    let shown = service.file("overlay.yaml").display().to_string();
    let sources = Sources::read(service)?;
    let present = match service.file("overlay.yaml").exists() {
        true => file::read(&service.file("overlay.yaml"))?,
        false => "overlay: 1\n".to_owned(),
    };
    let described = describe_sources(service, sources.clone());
    let mut change = change(arguments)?;
    let root = serde_json::to_value(described.description.as_deref()).unwrap_or_default();
    change.expect = match &arguments.expect {
        Some(expected) => Some(value(expected)?),
        None if described.description.is_none() => return Err(unknown(described)),
        None => expected(&change, &root),
    };
    let text = appended(&present, &entry(&change, &described)?);
    let overlay = Overlay::read(&shown, &text)?;
    let number = overlay.changes.len();
    let line = present.lines().count();
    let again = describe_sources(service, Sources { overlay, ..sources });
    let is_about_it = |finding: &Diagnostic| {
        finding.snippets.first().is_some_and(|snippet| snippet.file == shown && snippet.start_line() > line)
    };
    let refused: Vec<Diagnostic> = again.findings.into_iter().filter(is_about_it).collect();
    if !refused.is_empty() {
        terminal.done("Stopped", "because the change cannot be made; nothing was written");
        let as_errors = refused.into_iter().map(|mut finding| {
            finding.severity = docwright_idl::Severity::Error;
            finding
        });
        return Err(as_errors.collect::<Vec<_>>().into());
    }
    let changes: Vec<FileChange> = FileChange::write(workspace, &path, text)?.into_iter().collect();
    writer.apply(&changes)?;
    terminal.done("Added", &format!("change {number} to {shown}"));
    terminal.done("Next", &format!("{} build {}", crate::command_name(), service.name));
    Ok(())
}

/// Says that nothing tells what stands there.
fn unknown(described: Described) -> Failure {
    let mut findings = described.findings;
    findings.push(
        Diagnostic::new(
            Code::OVERLAY_TARGET,
            "the pages give no description, so nothing tells what stands there",
        )
        .help("say it with `--expect`, or mend what is wrong with the pages first"),
    );
    findings.into()
}

fn change(arguments: &OverlayAdd) -> Result<Change, Failure> {
    let target: FactPath = arguments.target.parse().map_err(Failure::Usage)?;
    let value_of = |text: &Option<String>| text.as_deref().map(value).transpose();
    let retype = match &arguments.retype {
        Some(text) => Some(
            yaml::read(text)
                .map_err(|finding| Failure::Usage(format!("`{text}` is no type: {}", finding.message)))?,
        ),
        None => None,
    };
    let uses: Result<Vec<FactPath>, String> = arguments.uses.iter().map(|text| text.parse()).collect();
    let uses = uses.map_err(Failure::Usage)?;
    Ok(Change {
        target,
        set: value_of(&arguments.set)?,
        add: value_of(&arguments.add)?,
        remove: arguments.remove,
        rename: arguments.rename.clone(),
        retype,
        require: arguments.require,
        split: arguments.split_into.clone().map(|into| Split { into, uses }),
        merge: arguments.merge.clone(),
        reason: arguments.reason.clone(),
        ..Change::default()
    })
}

/// Reads a value as YAML.
fn value(text: &str) -> Result<Value, Failure> {
    yaml::read(text).map_err(|finding| Failure::Usage(format!("`{text}` is no YAML: {}", finding.message)))
}

/// Returns what stands at a change's target, as far as the change depends on it.
fn expected(change: &Change, root: &Value) -> Option<Value> {
    if change.add.is_some() {
        return None;
    }
    let found = value_at(root, &change.target)?;
    let Value::Object(entries) = found else { return Some(found.clone()) };
    // Of a mapping, what tells it from others, and what is replaced.
    let replaced: Vec<&str> = match &change.set {
        Some(Value::Object(set)) => set.keys().map(String::as_str).collect(),
        _ => Vec::new(),
    };
    let telling = ["type", "required", "status", "code"];
    let is_shown = |name: &String| telling.contains(&name.as_str()) || replaced.contains(&name.as_str());
    let shown = entries.iter().filter(|(name, _)| is_shown(name));
    Some(json!(shown.map(|(name, value)| (name.clone(), value.clone())).collect::<serde_json::Map<_, _>>()))
}

/// Returns the YAML of a change as an element of `changes`, with the lines that say what it corrects.
fn entry(change: &Change, described: &Described) -> Result<String, Failure> {
    let mut text = String::new();
    let explanation = explain(described, &change.target).ok();
    let facts = explanation.iter().flat_map(|explanation| &explanation.facts);
    let sources = facts.flat_map(|fact| sources_in_short(fact).into_iter().map(move |source| (fact, source)));
    for (fact, source) in sources.take(MAX_QUOTED) {
        let name = fact.path.rsplit('.').next().unwrap_or_default();
        let line: String = safe(&format!("{name}: {source}")).chars().take(MAX_QUOTE).collect();
        text.push_str(&format!("  # {}\n", line.replace(['\n', '\r', '\t'], " ")));
    }
    for (index, line) in yaml::write(change)?.lines().enumerate() {
        text.push_str(match (index, line) {
            (0, _) => "  - ",
            (_, "") => "",
            _ => "    ",
        });
        text.push_str(line);
        text.push('\n');
    }
    Ok(text)
}

/// Returns an overlay's text with an entry at the end of its changes, which stand last in the file.
fn appended(present: &str, entry: &str) -> String {
    let mut text = present.trim_end().to_owned();
    text.push('\n');
    let has_changes = text.lines().any(|line| line.trim_end() == "changes:");
    let text = if has_changes { text } else { format!("{}changes:\n", text.replace("changes: []\n", "")) };
    format!("{text}{entry}")
}
