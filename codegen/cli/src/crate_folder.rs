//! A client as a crate of its own: what stands around its sources.
//!
//! The manifest, the README, the licences and `rustfmt.toml` are written if they are not there, and a person's from then
//! on; of the manifest docwright keeps the features. The example is generated like the sources.

use std::path::{Path, PathBuf};

use docwright_idl::{Code, Diagnostic, Service, Severity, file};
use docwright_rust::{Generated, module_name};

use crate::Failure;
use crate::package::{self, Declared, Package};
use crate::workspace::Workspace;

/// The version of the runtime that generated code is written for, which is docwright's.
const RUNTIME_VERSION: &str = env!("CARGO_PKG_VERSION");
/// What an edition and a compiler are needed for by generated code, if the workspace does not say more.
const DEFAULTS: &[(&str, &str)] = &[("edition", "2024"), ("rust-version", "1.95")];
/// What the manifest takes over from the workspace's.
const INHERITED: &[&str] = &["edition", "rust-version", "license", "repository"];
/// How files begin that hold a licence.
const LICENCES: &[&str] = &["LICENSE", "LICENCE", "COPYING"];

/// The content of files by their paths below the crate's folder.
pub type Files = Vec<(PathBuf, String)>;

/// Returns the name of the crate of a service's client, and of its folder.
pub fn crate_name(service: &str) -> String {
    module_name(service).trim_matches('_').replace('_', "-")
}

/// Returns the files around a crate's sources, by their paths below `folder`, which is relative to the workspace, and what
/// is worth knowing of them.
///
/// # Errors
///
/// Files that cannot be read (`DW0110`), and features that would be there twice (`DW0208`).
pub fn files(
    workspace: &Workspace,
    folder: &Path,
    service: &Service,
    client: &Generated,
) -> Result<(Files, Vec<Diagnostic>), Failure> {
    let root = Root::read(workspace)?;
    let name = crate_name(&service.name);
    let title = plain(service.title.as_deref().unwrap_or(&service.name));
    let mut files = Vec::new();
    let mut findings = Vec::from_iter(root.missing_member(folder));

    let manifest = workspace.path(folder.join(package::MANIFEST));
    let text = match manifest.exists() {
        true => file::read(&manifest)?,
        false => root.manifest(&name, &title, folder, client.example.is_some()),
    };
    if let Some(package) = Package::parse(&manifest.display().to_string(), text, None) {
        let known = Declared::from([(service.name.clone(), client.features.clone())]);
        let (text, found) = package.declare(known, &[])?;
        files.push((PathBuf::from(package::MANIFEST), text));
        findings.extend(found);
    }
    if let Some(example) = &client.example {
        files.push((PathBuf::from("examples/first_call.rs"), example.clone()));
    }
    let mut once = vec![
        ("README.md".to_owned(), readme(&name, &title, client)),
        (
            "rustfmt.toml".to_owned(),
            "# The generator has its own layout.\ndisable_all_formatting = true\n".to_owned(),
        ),
    ];
    once.extend(root.licences.clone());
    files.extend(
        once.into_iter()
            .filter(|(name, _)| !workspace.path(folder.join(name)).exists())
            .map(|(name, text)| (name.into(), text)),
    );
    Ok((files, findings))
}

/// What the workspace's root says of all its packages.
struct Root {
    manifest: toml::Table,
    /// The licences that lie there, by name.
    licences: Vec<(String, String)>,
}

impl Root {
    fn read(workspace: &Workspace) -> Result<Self, Diagnostic> {
        let path = workspace.path(package::MANIFEST);
        let text = if path.exists() { file::read(&path)? } else { String::new() };
        let folder = workspace.path(".");
        let entries = std::fs::read_dir(&folder).into_iter().flatten().flatten();
        let mut licences = Vec::new();
        for entry in entries {
            let name = entry.file_name().to_string_lossy().into_owned();
            if LICENCES.iter().any(|begin| name.starts_with(begin)) && entry.path().is_file() {
                licences.push((name, file::read(&entry.path())?));
            }
        }
        licences.sort();
        // What is no TOML is cargo's to complain about.
        Ok(Self { manifest: text.parse().unwrap_or_default(), licences })
    }

    /// Returns what the manifest says at a place.
    fn at(&self, path: &[&str]) -> Option<&toml::Value> {
        let (first, rest) = path.split_first()?;
        rest.iter().try_fold(self.manifest.get(*first)?, |value, key| value.get(key))
    }

    /// Returns the manifest of a new crate.
    fn manifest(&self, name: &str, title: &str, folder: &Path, has_example: bool) -> String {
        let inherited = |key: &str| {
            let said = self.at(&["workspace", "package", key]).or_else(|| self.at(&["package", key]));
            let default = DEFAULTS.iter().find(|(known, _)| *known == key).map(|(_, value)| *value);
            said.and_then(toml::Value::as_str).or(default).map(|value| format!("{key} = {}\n", quoted(value)))
        };
        let inherited: String = INHERITED.iter().filter_map(|key| inherited(key)).collect();
        let runtime = ["path", "git"].into_iter().find_map(|key| Some((key, self.runtime(key)?)));
        let runtime = runtime.map(|(key, place)| match key {
            "path" if Path::new(place).is_absolute() => format!(", path = {}", quoted(place)),
            "path" => {
                format!(", path = {}", quoted(&format!("{}{place}", "../".repeat(folder.iter().count()))))
            }
            key => format!(", {key} = {}", quoted(place)),
        });
        let example = "\n[[example]]\nname = \"first_call\"\nrequired-features = [\"full\", \"transport\"]\n";
        format!(
            "# `docwright generate` wrote this once; it is yours, but for the features between the two lines that say so.\n\
             [package]\nname = {name}\ndescription = {description}\nversion = \"0.1.0\"\n{inherited}readme = \"README.md\"\n\n\
             [package.metadata.docs.rs]\nall-features = true\nrustdoc-args = [\"--cfg\", \"docsrs\"]\n\n\
             [features]\ndefault = [\"full\", \"rustls\"]\n\
             # The default transport, TLS for it, and the platform's root certificates for that.\n\
             transport = [\"docwright-runtime/transport\"]\n\
             rustls = [\"transport\", \"docwright-runtime/rustls\"]\n\
             native-roots = [\"rustls\", \"docwright-runtime/native-roots\"]\n\
             {begin}\n{end}\n\n\
             [dependencies]\n\
             docwright-runtime = {{ version = \"{RUNTIME_VERSION}\", default-features = false{runtime} }}\n\n\
             [dev-dependencies]\ntokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}\n{example}",
            name = quoted(name),
            description = quoted(&format!("A client of {title}")),
            runtime = runtime.unwrap_or_default(),
            begin = package::BEGIN,
            end = package::END,
            example = if has_example { example } else { "" },
        )
    }

    /// Returns where the workspace has the runtime from.
    fn runtime(&self, key: &str) -> Option<&str> {
        let tables: [&[&str]; 2] = [&["workspace", "dependencies"], &["dependencies"]];
        tables.into_iter().find_map(|table| self.at(&[table, &["docwright-runtime", key]].concat())?.as_str())
    }

    /// Returns the finding that cargo refuses the crate: it lies in a workspace of which it is no member.
    fn missing_member(&self, folder: &Path) -> Option<Diagnostic> {
        self.manifest.get("workspace")?;
        let folder = folder.to_string_lossy().replace('\\', "/");
        let pattern = folder.rsplit_once('/').map(|(above, _)| format!("{above}/*"));
        let lists =
            ["members", "exclude"].into_iter().filter_map(|key| self.at(&["workspace", key])?.as_array());
        let mut entries = lists.flatten().filter_map(toml::Value::as_str);
        if entries.any(|entry| entry == folder || Some(entry) == pattern.as_deref()) {
            return None;
        }
        let message =
            format!("the crate in `{folder}` is no member of the workspace, so cargo refuses to build it");
        let help = format!("add \"{folder}\" to `members` in the workspace's Cargo.toml");
        let finding = Diagnostic::new(Code::MISSING_SETTING, message).help(help);
        Some(Diagnostic { severity: Severity::Warning, ..finding })
    }
}

fn readme(name: &str, title: &str, client: &Generated) -> String {
    let code = client.example.as_deref().map(|example| {
        let program: Vec<&str> = example.lines().filter(|line| !line.starts_with("//")).collect();
        format!("\n```rust\n{}\n```\n", program.join("\n").trim())
    });
    let one = client.features.keys().find(|feature| !feature.starts_with('_') && *feature != "full");
    let one = one.map_or(String::new(), |one| {
        format!("| `{one}`, … | one operation each, with the types that it needs; the documentation of its method names it |\n")
    });
    format!(
        "# {name}\n\nA typed Rust client of {title}, generated from its documentation by docwright.\n\n\
         ```toml\n[dependencies]\n{name} = \"0.1\"\n```\n{}\n\
         | feature | default | what it compiles |\n|---|---|---|\n\
         | `full` | yes | all operations |\n{}\
         | `rustls` | yes | TLS with Mozilla's root certificates |\n\
         | `native-roots` | no | the platform's root certificates instead |\n\
         | `testing` | no | a service in memory, and the exchanges that the documentation shows |\n\
         | `transport` | with `rustls` | HTTP; without it, bring a transport of your own |\n",
        code.unwrap_or_default(),
        one.replacen(" | one", " | with `full` | one", 1),
    )
}

/// Returns a text from a page as one line without anything that Markdown or TOML would take for more than text.
fn plain(text: &str) -> String {
    let text: String =
        text.chars().map(|c| if c.is_control() || "`<>[]|*\\".contains(c) { ' ' } else { c }).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns a text as a basic string of TOML.
fn quoted(text: &str) -> String {
    let escaped: String = text
        .chars()
        .filter(|c| !c.is_control())
        .flat_map(|c| matches!(c, '"' | '\\').then_some('\\').into_iter().chain([c]))
        .collect();
    format!("\"{escaped}\"")
}
