//! `docwright.yaml` of a new service.

use std::collections::BTreeMap;

use docwright_fetch::Address;
use docwright_idl::{Diagnostic, Map, Service, yaml};
use docwright_read::manifest::{Fetch, Source};

/// Something that `docwright.yaml` may say about the service.
pub(super) struct Setting {
    pub(super) key: &'static str,
    /// What it is for.
    purpose: &'static str,
    /// What one may write.
    example: &'static str,
    /// What the pages tell of it.
    pub(super) told: fn(&Service) -> Option<String>,
}

pub(super) const SETTINGS: [Setting; 5] = [
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

/// What is known of a service before anybody wrote anything about it.
#[derive(Clone, Debug)]
pub(super) struct Known<'a> {
    pub(super) name: &'a str,
    /// The pages, by the dialect that is surest of them.
    pub(super) recognised: BTreeMap<&'static str, Vec<&'a str>>,
    /// What the pages tell of the service.
    pub(super) told: Service,
    /// Whether the pages tell the methods and paths of requests.
    pub(super) has_routes: bool,
    /// Where the pages come from, and how they are fetched.
    pub(super) sources: &'a [Source],
    pub(super) fetch: &'a Fetch,
}

/// Returns the text of `docwright.yaml`: what is known, what the pages tell, and what has to be filled in.
///
/// # Errors
///
/// As [`yaml::write`].
pub(super) fn manifest_text(known: &Known<'_>) -> Result<String, Diagnostic> {
    let Known { name, recognised, told, sources, fetch, .. } = known;
    let mut text =
        format!("# What the service is, and what its pages never say.\ndocwright: 1\nname: {name}\n");
    let mut line = |line: &str| {
        text.push_str(line);
        text.push('\n');
    };
    line("");
    if !sources.is_empty() {
        line("# Where the pages come from; `docwright sync` brings them.");
        line(yaml::write(&Map::from_iter([("sources", sources)]))?.trim_end());
        if !fetch.is_default() {
            line(yaml::write(&Map::from_iter([("fetch", fetch)]))?.trim_end());
        }
        line("");
    }
    line("# The pages lie in pages/. Each was recognised:");
    for (dialect, pages) in recognised {
        line(&format!("#   {dialect}: {}", shortened(pages)));
    }
    line("# If that is wrong, name the dialect of all of them here.");
    line(&format!("# dialect: {}", recognised.keys().next().unwrap_or(&"")));
    for setting in &SETTINGS {
        line("");
        line(&format!("# {}", setting.purpose));
        match ((setting.told)(told), guessed(setting.key, known)) {
            (Some(value), _) => line(&format!("# The pages say: {}", value.replace(['\n', '\r'], " "))),
            (None, Some(guess)) => {
                line("# The pages do not say; this is a guess, so look it up:");
                line(&format!("# {}: {guess}", setting.key));
            }
            (None, None) => {
                line("# The pages do not say; fill it in:");
                line(&format!("# {}: {}", setting.key, setting.example));
            }
        }
    }
    line("");
    line("# Where the vendor documents the service, an operation and a shape; `{name}` stands for its name.");
    for (key, url) in [("doc_url", ""), ("operation_url", "{name}.html"), ("type_url", "{name}.html")] {
        line(&format!("# {key}: https://docs.example.com/{name}/{url}"));
    }
    Ok(text)
}

/// Returns the names of pages, the first ones of many.
pub(super) fn shortened(pages: &[&str]) -> String {
    const SHOWN: usize = 8;
    let rest = pages.len().saturating_sub(SHOWN);
    let more = if rest > 0 { format!(" and {rest} more") } else { String::new() };
    format!("{}{more}", pages.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", "))
}

/// Returns what a setting might be: by the custom of whose documentation it is, else by where it lies.
fn guessed(key: &str, known: &Known<'_>) -> Option<String> {
    let is_of_aws = known.recognised.keys().any(|dialect| matches!(*dialect, "boto3" | "aws-api-reference"));
    let code = known.name.strip_prefix("aws-").unwrap_or(known.name);
    match key {
        "endpoint" if is_of_aws => Some(format!("https://{code}.{{region}}.amazonaws.com")),
        "endpoint" => guessed_endpoint(known),
        "auth" if is_of_aws => Some(format!("{{ sigv4: {{ service: {code} }} }}")),
        "protocol" if is_of_aws && known.has_routes => {
            Some(if known.told.xml_namespace.is_some() { "rest-xml" } else { "rest-json" }.to_owned())
        }
        _ => None,
    }
}

/// Returns the base URL beside the documentation.
fn guessed_endpoint(known: &Known<'_>) -> Option<String> {
    let urls = known
        .sources
        .iter()
        .find_map(|source| [&source.url, &source.sitemap, &source.index].into_iter().flatten().next());
    let address = Address::read(urls?).ok()?;
    let host = address.host().split(':').next()?;
    let domain: Vec<&str> = host.rsplit('.').take(2).collect();
    let is_domain = domain.len() == 2 && domain[0].bytes().all(|byte| byte.is_ascii_alphabetic());
    is_domain.then(|| format!("https://api.{}.{}", domain[1], domain[0]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    use docwright_read::manifest::Manifest;

    #[test]
    fn the_manifest_says_what_is_missing_and_can_be_read() {
        let recognised = BTreeMap::from([("acronis", vec!["pages/a.txt"])]);
        let told = Service { title: Some("Clock\nService".into()), ..Service::default() };
        let known = Known {
            name: "clock",
            recognised,
            told,
            has_routes: true,
            sources: &[],
            fetch: &Fetch::default(),
        };
        let text = manifest_text(&known).unwrap();
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
    fn sources_are_written_down_and_the_endpoint_is_guessed() {
        let sources =
            [Source { url: Some("https://docs.clock.example/api.html".into()), ..Source::default() }];
        let fetch = Fetch { hosts: vec!["cdn.example".into()], ..Fetch::default() };
        let (recognised, told) = (BTreeMap::new(), Service::default());
        let known =
            Known { name: "clock", recognised, told, has_routes: true, sources: &sources, fetch: &fetch };
        let text = manifest_text(&known).unwrap();
        assert!(text.contains("\n# endpoint: https://api.clock.example\n"), "{text}");
        let manifest: Manifest = yaml::read(&text).unwrap();
        assert_eq!((manifest.sources.as_slice(), &manifest.fetch), (sources.as_slice(), &fetch));
        let of_aws = Known { name: "aws-drs", recognised: BTreeMap::from([("boto3", vec![])]), ..known };
        let guesses = ["title", "protocol", "endpoint", "auth"].map(|key| guessed(key, &of_aws));
        let expected = ["rest-json", "https://drs.{region}.amazonaws.com", "{ sigv4: { service: drs } }"];
        assert_eq!(guesses[0], None);
        assert_eq!(guesses[1..].iter().flatten().collect::<Vec<_>>(), expected);
        let without = Known { has_routes: false, ..of_aws };
        assert_eq!(guessed("protocol", &without), None);
    }
}
