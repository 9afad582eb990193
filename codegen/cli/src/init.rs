//! Sets up a new service: copies its pages, finds out how they are written, and says what they do not tell.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use docwright_idl::{Code, Diagnostic, Service, file, is_service_name};
use docwright_read::manifest::Manifest;
use docwright_read::overlay::Overlay;
use docwright_read::{PageSource, bids, normalize};

use crate::args;
use crate::change::{FileChange, apply};
use crate::terminal::Terminal;
use crate::workspace::{MAX_FILES, Workspace, files_below};
use crate::{Failure, command_name};

const OVERLAY: &str = "\
# What the pages get wrong or leave out, corrected by hand. Each change names its target (a path in api.yaml), the
# value that is expected there (none: nothing stands there), what to do (`set`, `rename` or `remove`) and a reason:
#
#   changes:
#     - target: operations.GetTime.input.zone.required
#       expect: true
#       set: false
#       reason: calls without a zone answer in UTC
#
# A change whose target is gone, or is not what it expects any more, fails loudly.
overlay: 1
";

/// Sets up the service that the command line describes.
///
/// # Errors
///
/// A name that cannot be used or is taken ([`Failure::Usage`]), and pages that cannot be read or recognised.
pub fn init(
    workspace: &Workspace,
    arguments: &args::Init,
    terminal: &mut Terminal<'_>,
) -> Result<(), Failure> {
    let name = &arguments.service;
    if !is_service_name(name) {
        return Err(Failure::Usage(format!(
            "`{name}` cannot name a service; use small letters, digits and single hyphens, such as `aws-drs`"
        )));
    }
    let service = workspace.service(name);
    if service.path.exists() {
        return Err(Failure::Usage(format!(
            "`{}` exists already, and nothing is overwritten",
            service.path.display()
        )));
    }
    let mut pages = Vec::new();
    for from in &arguments.from {
        pages.extend(pages_from(from)?);
    }
    if let Some(pair) = duplicate(&pages) {
        return Err(Failure::Usage(format!(
            "two pages would both become `{pair}`; set up the service with one of them"
        )));
    }
    let recognised = recognise(&pages)?;
    let manifest = Manifest { name: name.clone(), ..Manifest::default() };
    let read = normalize(&manifest, &pages, &Overlay::default());
    let told = read.description.map(|description| description.service).unwrap_or_default();

    let folder = Path::new("specs").join(name);
    let file =
        |path: &str, content: String| FileChange { path: folder.join(path), old: None, new: Some(content) };
    let mut changes: Vec<_> = pages.iter().map(|page| file(&page.name, page.text.clone())).collect();
    changes.push(file("overlay.yaml", OVERLAY.to_owned()));
    changes.push(file("docwright.yaml", manifest_text(name, &recognised, &told)));
    apply(workspace, &changes)?;

    terminal.done("Set up", &format!("{} with {} pages", service.path.display(), pages.len()));
    for (dialect, pages) in &recognised {
        terminal.done("Recognised", &format!("{dialect}: {}", pages.join(", ")));
    }
    let manifest = service.file("docwright.yaml").display().to_string();
    let missing: Vec<&str> = SETTINGS
        .iter()
        .filter(|setting| (setting.told)(&told).is_none())
        .map(|setting| setting.key)
        .collect();
    if !missing.is_empty() {
        terminal
            .done("Missing", &format!("{}: the pages do not tell; fill in `{manifest}`", missing.join(", ")));
    }
    terminal.done("Next", &format!("{} build {name}", command_name()));
    Ok(())
}

/// Reads the pages in a file or folder, named as they will be in the service's folder.
fn pages_from(from: &Path) -> Result<Vec<PageSource>, Failure> {
    if !from.exists() {
        return Err(Failure::Usage(format!("`{}` does not exist", from.display())));
    }
    let (files, findings) = files_below(from, MAX_FILES);
    if findings.iter().any(Diagnostic::is_error) {
        return Err(findings.into());
    }
    if files.is_empty() {
        let message = format!("`{}` holds no pages", from.display());
        return Err(Diagnostic::new(Code::NO_PAGES, message)
            .help("name the files, or a folder that holds them")
            .into());
    }
    let mut pages = Vec::new();
    for below in files {
        // A file is found below itself under no name.
        let (path, name) = match from.file_name() {
            Some(name) if below.as_os_str().is_empty() => (from.to_owned(), Path::new(name)),
            _ => (from.join(&below), below.as_path()),
        };
        let parts: Vec<_> = name.iter().map(|part| part.to_string_lossy()).collect();
        pages.push(PageSource { name: format!("pages/{}", parts.join("/")), text: file::read(&path)? });
    }
    Ok(pages)
}

fn duplicate(pages: &[PageSource]) -> Option<&str> {
    let mut seen = BTreeSet::new();
    pages.iter().map(|page| page.name.as_str()).find(|name| !seen.insert(*name))
}

/// Returns the pages by the dialect that is surest of them.
///
/// # Errors
///
/// The pages that no dialect recognises (`DW0104`).
fn recognise(pages: &[PageSource]) -> Result<BTreeMap<&'static str, Vec<&str>>, Vec<Diagnostic>> {
    let mut recognised: BTreeMap<_, Vec<_>> = BTreeMap::new();
    let mut unknown = Vec::new();
    for page in pages {
        match bids(page).first() {
            Some((dialect, _)) => recognised.entry(*dialect).or_default().push(page.name.as_str()),
            None => unknown.push(
                Diagnostic::new(Code::UNKNOWN_LAYOUT, format!("no dialect recognises `{}`", page.name))
                    .help("leave it out if it documents no operation; else write a reader for its layout"),
            ),
        }
    }
    if unknown.is_empty() { Ok(recognised) } else { Err(unknown) }
}

/// Something that `docwright.yaml` may say about the service.
struct Setting {
    key: &'static str,
    /// What it is for.
    purpose: &'static str,
    /// What one may write.
    example: &'static str,
    /// What the pages tell of it.
    told: fn(&Service) -> Option<String>,
}

const SETTINGS: [Setting; 5] = [
    Setting {
        key: "title",
        purpose: "The name that the vendor gives the service.",
        example: "Clock Service",
        told: |service| service.title.clone(),
    },
    Setting {
        key: "version",
        purpose: "The version of the API.",
        example: "\"2026-01-31\"",
        told: |service| service.version.clone(),
    },
    Setting {
        key: "protocol",
        purpose: "How requests and responses are written: http-json, rest-json, rest-xml, aws-query, ec2-query, \
                  aws-json-1.0, aws-json-1.1 or rpc-v2-cbor (the last three need `target_prefix` too).",
        example: "http-json",
        told: |service| {
            service
                .protocol
                .map(|protocol| serde_json::json!(protocol).as_str().unwrap_or_default().to_owned())
        },
    },
    Setting {
        key: "endpoint",
        purpose: "The base URL; `{name}` stands for a variable that the caller sets.",
        example: "https://clock.{region}.example.com",
        told: |service| service.endpoint.clone(),
    },
    Setting {
        key: "auth",
        purpose: "How one signs in: `sigv4: { service: name }`, `oauth2: { token_url: … }`, `bearer: true`, \
                  `basic: true` or `api_keys`.",
        example: "{ bearer: true }",
        told: |service| (!service.auth.is_none()).then(|| serde_json::json!(service.auth).to_string()),
    },
];

/// Returns the text of `docwright.yaml`: what is known, what the pages tell, and what has to be filled in.
fn manifest_text(name: &str, recognised: &BTreeMap<&str, Vec<&str>>, told: &Service) -> String {
    let mut text =
        format!("# What the service is, and what its pages never say.\ndocwright: 1\nname: {name}\n");
    let mut line = |line: String| {
        text.push_str(&line);
        text.push('\n');
    };
    line(String::new());
    line("# The pages lie in pages/. Each was recognised:".to_owned());
    for (dialect, pages) in recognised {
        line(format!("#   {dialect}: {}", pages.join(", ")));
    }
    line("# If that is wrong, name the dialect of all of them here.".to_owned());
    line(format!("# dialect: {}", recognised.keys().next().unwrap_or(&"")));
    for setting in &SETTINGS {
        line(String::new());
        line(format!("# {}", setting.purpose));
        match (setting.told)(told) {
            Some(value) => line(format!("# The pages say: {}", value.replace(['\n', '\r'], " "))),
            None => {
                line("# The pages do not say; fill it in:".to_owned());
                line(format!("# {}: {}", setting.key, setting.example));
            }
        }
    }
    line(String::new());
    line(
        "# Where the vendor documents the service, an operation and a shape; `{name}` stands for its name."
            .to_owned(),
    );
    for (key, url) in [("doc_url", ""), ("operation_url", "{name}.html"), ("type_url", "{name}.html")] {
        line(format!("# {key}: https://docs.example.com/{name}/{url}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use docwright_idl::yaml;

    #[test]
    fn the_manifest_says_what_is_missing_and_can_be_read() {
        let recognised = BTreeMap::from([("boto3", vec!["pages/a.txt"])]);
        let told = Service { title: Some("Clock\nService".into()), ..Service::default() };
        let text = manifest_text("clock", &recognised, &told);
        assert!(text.contains("# The pages say: Clock Service\n"), "{text}");
        assert!(text.contains("# endpoint: https://clock.{region}.example.com\n"), "{text}");
        let manifest: Manifest = yaml::read(&text).unwrap();
        assert_eq!(manifest, Manifest { name: "clock".into(), ..Manifest::default() });
        // What is commented out is right when the comment mark is taken away.
        let filled: String = text
            .lines()
            .map(|line| {
                let bare = line.strip_prefix("# ").unwrap_or_default();
                let key = bare.split(':').next().unwrap_or_default();
                let is_setting =
                    key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') && bare.contains(": ");
                format!("{}\n", if is_setting { bare } else { line })
            })
            .collect();
        let manifest: Manifest = yaml::read(&filled).unwrap_or_else(|error| panic!("{error}\n{filled}"));
        assert!(
            manifest.auth.bearer && manifest.type_url.is_some() && manifest.dialect.is_some(),
            "{filled}"
        );
    }

    #[test]
    fn every_protocol_is_named() {
        use docwright_idl::Protocol::*;
        let purpose = SETTINGS.iter().find(|setting| setting.key == "protocol").unwrap().purpose;
        let named: BTreeSet<&str> =
            purpose.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '.').collect();
        for protocol in [RestJson, AwsJson10, AwsJson11, AwsQuery, Ec2Query, RestXml, RpcV2Cbor, HttpJson] {
            let name = serde_json::json!(protocol);
            assert!(named.contains(name.as_str().unwrap()), "{name}");
        }
    }

    #[test]
    fn the_overlay_is_empty_and_its_example_is_right() {
        assert_eq!(yaml::read::<Overlay>(OVERLAY).unwrap(), Overlay::default());
        let example: String = OVERLAY
            .lines()
            .filter_map(|line| line.strip_prefix("#   "))
            .map(|line| format!("{line}\n"))
            .collect();
        let overlay: Overlay = yaml::read(&format!("overlay: 1\n{example}")).unwrap();
        assert_eq!(overlay.changes.len(), 1);
    }
}
