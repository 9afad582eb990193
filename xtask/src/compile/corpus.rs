//! The services of the corpus: their pages, and the manifest with what pages never say.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use docwright_idl::{Auth, Protocol, SigV4, file};
use docwright_read::PageSource;
use docwright_read::manifest::Manifest;
use serde_json::Value;

/// A service with its pages.
pub(crate) struct Service {
    pub(crate) manifest: Manifest,
    pub(crate) pages: Vec<PageSource>,
}

/// The pages of an operation that are read together, each list in order of preference: the first that is there counts.
const PAGES: &[&[&str]] = &[&["boto3.txt"], &["aws.md", "aws.txt"], &["paginator.txt"]];

/// How the corpus calls the protocols. Which version of AWS JSON a service speaks, it does not say.
const PROTOCOLS: &[(&str, Protocol)] = &[
    ("ec2", Protocol::Ec2Query),
    ("json", Protocol::AwsJson11),
    ("query", Protocol::AwsQuery),
    ("rest-json", Protocol::RestJson),
    ("rest-xml", Protocol::RestXml),
    ("smithy-rpc-v2-cbor", Protocol::RpcV2Cbor),
];

/// The folder of the references that are one page each.
pub(crate) const REFERENCES: &str = "acronis";

/// Returns the services, in the order of their names.
pub(super) fn services(corpus: &Path) -> io::Result<Vec<Service>> {
    let list: Value = serde_json::from_str(&std::fs::read_to_string(corpus.join("MANIFEST.json"))?)?;
    let mut services = BTreeMap::new();
    for operation in list["operations"].as_array().into_iter().flatten() {
        let (Some(name), Some(protocol)) = (operation["service"].as_str(), operation["protocol"].as_str())
        else {
            continue;
        };
        let known = PROTOCOLS.iter().find(|(known, _)| *known == protocol);
        let (_, protocol) =
            known.ok_or_else(|| io::Error::other(format!("unknown protocol `{protocol}`")))?;
        services.insert(name.to_owned(), *protocol);
    }
    let mut all = Vec::new();
    for (name, protocol) in services {
        all.push(Service { pages: pages(&corpus.join(&name))?, manifest: manifest(&name, protocol) });
    }
    all.extend(references(corpus)?);
    Ok(all)
}

/// Returns a manifest with what no page says; what stands for a name that the corpus does not tell is made up.
fn manifest(name: &str, protocol: Protocol) -> Manifest {
    let named = matches!(protocol, Protocol::AwsJson10 | Protocol::AwsJson11 | Protocol::RpcV2Cbor);
    Manifest {
        name: name.to_owned(),
        version: Some("corpus".to_owned()),
        protocol: Some(protocol),
        target_prefix: named.then(|| name.to_owned()),
        endpoint: Some(format!("https://{name}.{{region}}.amazonaws.com")),
        auth: Auth { sigv4: Some(SigV4 { service: name.to_owned() }), ..Auth::default() },
        ..Manifest::default()
    }
}

/// Returns all pages of a service that are told apart by their folders.
fn pages(service: &Path) -> io::Result<Vec<PageSource>> {
    let mut pages = Vec::new();
    for folder in super::super::fidelity::folders(service)? {
        let names: Vec<String> = std::fs::read_dir(&folder)?
            .filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()))
            .collect();
        let has = |name: &&&str| names.iter().any(|other| other == **name);
        let chosen = PAGES.iter().filter_map(|names| names.iter().find(has)).map(|name| (*name).to_owned());
        let others = names.iter().filter(|name| name.starts_with("waiter.") || name.ends_with(".aws.md"));
        for name in chosen.chain(others.cloned()) {
            pages.push(page(&folder.join(&name), service)?);
        }
    }
    Ok(pages)
}

/// Returns the references that are one page each.
pub(crate) fn references(corpus: &Path) -> io::Result<Vec<Service>> {
    let folder = &corpus.join(REFERENCES);
    let mut services = Vec::new();
    for entry in std::fs::read_dir(folder)?.filter_map(Result::ok) {
        let path = entry.path();
        if path.extension().is_some_and(|extension| extension == "md") {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            let words: Vec<&str> = stem.split(['.', '_']).filter(|word| !word.is_empty()).collect();
            let name = words.join("-");
            let manifest = Manifest { name, protocol: Some(Protocol::HttpJson), ..Manifest::default() };
            services.push(Service { manifest, pages: vec![page(&path, folder)?] });
        }
    }
    services.sort_by(|a, b| a.manifest.name.cmp(&b.manifest.name));
    Ok(services)
}

fn page(path: &Path, service: &Path) -> io::Result<PageSource> {
    let text = file::read(path).map_err(|finding| io::Error::other(finding.to_string()))?;
    let name = path.strip_prefix(service).unwrap_or(path).to_string_lossy().into_owned();
    Ok(PageSource { name, text: text.into() })
}
