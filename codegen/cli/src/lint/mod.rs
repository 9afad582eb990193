//! `docwright lint`: what is sound and yet looks wrong; and what each code means.

mod rules;

use docwright_idl::diff::Rule;
use docwright_idl::{Code, Diagnostic, Snippet, yaml};

use crate::Failure;
use crate::args::{Deny, Lint};
use crate::change::Reader;
use crate::describe::{Described, api_text, describe};
use crate::terminal::Terminal;
use crate::workspace::Workspace;

/// What there is to say of each code: why it is a finding, how one comes by it, and what to do. The examples are run by
/// a test.
pub const CODES: &str = include_str!("codes.md");

/// Checks services with all lints, or says what a code means.
///
/// # Errors
///
/// A code that there is not ([`Failure::Usage`]).
pub fn lint(
    workspace: impl FnOnce() -> Result<Workspace, Failure>,
    arguments: &Lint,
    terminal: &mut Terminal<'_>,
) -> Result<(), Failure> {
    if let Some(code) = &arguments.explain {
        terminal.print(&explanation(code)?);
        return Ok(());
    }
    let workspace = workspace()?;
    let _reader = Reader::of(&workspace, || terminal.waits())?;
    let services = workspace.select(&arguments.services.services)?;
    let mut count = 0;
    for service in &services {
        let described = describe(service);
        let mut findings: Vec<Diagnostic> = described.findings.clone();
        findings.extend(found(&described)?);
        findings.retain(|finding| {
            let is_allowed = arguments.allow.iter().any(|allow| match allow {
                Deny::Warnings => finding.severity == docwright_idl::Severity::Warning,
                Deny::Code(code) => finding.code == *code,
            });
            !is_allowed || finding.is_error()
        });
        count += findings.len();
        terminal.judge(&mut findings);
        terminal.findings(&findings);
    }
    let names: Vec<&str> = services.iter().map(|service| service.name.as_str()).collect();
    let what = if count == 0 { "nothing to say".to_owned() } else { format!("{count} to look at") };
    terminal.done("Linted", &format!("{}: {what}", names.join(", ")));
    Ok(())
}

/// Returns what the lints find in a description.
fn found(described: &Described) -> Result<Vec<Diagnostic>, Failure> {
    let Some(description) = &described.description else { return Ok(Vec::new()) };
    let text = api_text(description)?;
    let file = described.service.file("api.yaml").display().to_string();
    let mut findings = Vec::new();
    for lint in &rules::LINTS {
        for (path, message) in (lint.check)(description) {
            let span = yaml::locate(&text, &path).unwrap_or_default();
            findings.push(
                Diagnostic::new(lint.code, message)
                    .at(Snippet::of_bytes(file.as_str(), &text, span, "here"))
                    .note(format!("this is about `{path}`"))
                    .help(lint.help),
            );
        }
    }
    Ok(findings)
}

/// Returns what a code means, or a rule of `docwright diff`.
///
/// # Errors
///
/// [`Failure::Usage`] if there is neither.
fn explanation(name: &str) -> Result<String, Failure> {
    if let Some(rule) = Rule::from_name(name) {
        let mirror = rule.mirror();
        return Ok(format!(
            "# {rule}\n\nA rule of `docwright diff`: {}.\n\nIt is {}; the way back is `{mirror}`, which is {}.\n",
            rule.title(),
            rule.impact(),
            mirror.impact()
        ));
    }
    let code = Code::from_name(name).ok_or_else(|| {
        let known = Code::ALL.iter().map(|(code, ..)| code.as_str());
        let guess = crate::closest(name, known).first().map(|code| format!("; did you mean `{code}`?"));
        Failure::Usage(format!("there is no code or rule `{name}`{}", guess.unwrap_or_default()))
    })?;
    let text = section(code).unwrap_or_default();
    Ok(format!("# {code}: {} ({})\n\n{}\n", code.title(), code.severity(), text.trim()))
}

/// Returns what there is to say of a code, as Markdown.
pub fn section(code: Code) -> Option<&'static str> {
    let (_, rest) = CODES.split_once(&format!("\n## {code}\n"))?;
    Some(rest.split("\n## DW").next().unwrap_or(rest))
}
