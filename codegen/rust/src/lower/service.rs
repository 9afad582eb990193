//! The service as a whole: what the client states about it, and what the description has to say for that.

use docwright_idl::{Auth as Documented, Code, Description, Diagnostic, Protocol as Wire, Service, Severity};

use super::model::{Auth, Protocol, ServiceInfo};
use crate::docs::{Docs, code, plain};

/// Returns what the client states about its service; reports what is missing.
pub(super) fn info(
    description: &Description,
    protocol: Option<Protocol>,
    findings: &mut Vec<Diagnostic>,
) -> Option<ServiceInfo> {
    let service = &description.service;
    let endpoint = endpoint(service, findings);
    let auth = auth(service, findings);
    Some(ServiceInfo {
        name: service.name.clone(),
        title: service.title.clone().unwrap_or_else(|| service.name.clone()),
        version: service.version.clone().unwrap_or_default(),
        endpoint: endpoint?,
        protocol: protocol?,
        auth: auth?,
    })
}

/// Returns the finding that something is not said, and how to say it.
fn missing(service: &Service, what: &str, example: &str) -> Diagnostic {
    let name = &service.name;
    Diagnostic::new(Code::MISSING_SETTING, format!("the description of `{name}` does not say {what}"))
        .help(format!("write `{example}` in specs/{name}/docwright.yaml"))
}

/// Returns the protocol; reports one that is missing, lacks something, or is not known to the runtime.
pub(super) fn protocol(description: &Description, findings: &mut Vec<Diagnostic>) -> Option<Protocol> {
    let service = &description.service;
    let version = match service.protocol {
        None => {
            let has_routes = description.operations.values().any(|operation| operation.http.is_some());
            let likely = match (has_routes, &service.auth.sigv4) {
                (true, None) => "protocol: http-json",
                (true, Some(_)) => "protocol: rest-json",
                (false, _) => "protocol: aws-json-1.1",
            };
            findings.push(
                missing(service, "how requests are written", likely)
                    .note("the protocols are rest-json, aws-json-1.0, aws-json-1.1 and http-json"),
            );
            return None;
        }
        Some(Wire::RestJson) => return Some(Protocol::RestJson),
        Some(Wire::HttpJson) => return Some(Protocol::HttpJson),
        Some(Wire::AwsJson10) => "1.0",
        Some(Wire::AwsJson11) => "1.1",
        Some(Wire::AwsQuery | Wire::Ec2Query | Wire::RestXml | Wire::RpcV2Cbor) => {
            findings.push(
                Diagnostic::new(
                    Code::UNSUPPORTED,
                    format!("no client can be generated for the protocol of `{}` yet", service.name),
                )
                .note("the protocols are rest-json, aws-json-1.0, aws-json-1.1 and http-json"),
            );
            return None;
        }
    };
    if service.target_prefix.is_none() {
        let what = "what precedes an operation's name in `X-Amz-Target`";
        let version = service.version.as_ref().map(|version| version.replace('-', ""));
        let version = version.as_deref().unwrap_or("<version without hyphens>");
        findings.push(missing(service, what, &format!("target_prefix: <Service>_{version}")));
    }
    Some(Protocol::AwsJson { version, target_prefix: service.target_prefix.clone().unwrap_or_default() })
}

/// Returns the base URL with the defaults of its variables: `{name=default}`.
fn endpoint(service: &Service, findings: &mut Vec<Diagnostic>) -> Option<String> {
    let Some(endpoint) = &service.endpoint else {
        let example = match &service.auth.sigv4 {
            Some(sigv4) => format!("endpoint: https://{}.{{region}}.amazonaws.com", sigv4.service),
            None => "endpoint: https://api.example.com/v1".to_owned(),
        };
        findings.push(missing(service, "where the service is", &example));
        return None;
    };
    Some(with_defaults(service, endpoint))
}

fn with_defaults(service: &Service, template: &str) -> String {
    let mut template = template.to_owned();
    for (name, variable) in &service.variables {
        if let Some(default) = &variable.default {
            template = template.replace(&format!("{{{name}}}"), &format!("{{{name}={default}}}"));
        }
    }
    template
}

/// Returns the ways to sign in, in order of preference.
fn auth(service: &Service, findings: &mut Vec<Diagnostic>) -> Option<Vec<Auth>> {
    let Documented { sigv4, oauth2, bearer, basic, api_keys } = &service.auth;
    let mut schemes = Vec::new();
    let mut complete = true;
    if let Some(sigv4) = sigv4 {
        schemes.push(Auth::SigV4 { service: sigv4.service.clone() });
    }
    if let Some(oauth2) = oauth2 {
        match &oauth2.token_url {
            Some(url) => schemes.push(Auth::OAuth2 { token_url: with_defaults(service, url) }),
            None => {
                let example = "auth: { oauth2: { token_url: https://… } }";
                findings.push(missing(service, "where OAuth 2.0 tokens are issued", example));
                complete = false;
            }
        }
    }
    if *bearer {
        schemes.push(Auth::Bearer);
    }
    if *basic || !api_keys.is_empty() {
        let mut finding = Diagnostic::new(
            Code::UNSUPPORTED,
            format!("a client of `{}` cannot sign in with a password or an API key yet", service.name),
        );
        if schemes.is_empty() && complete {
            complete = false;
        } else {
            finding.severity = Severity::Note;
        }
        findings.push(finding);
    }
    let is_aws = matches!(service.protocol, Some(Wire::RestJson | Wire::AwsJson10 | Wire::AwsJson11));
    if is_aws && complete && schemes.is_empty() {
        let example =
            format!("auth: {{ sigv4: {{ service: {} }} }}", service.name.trim_start_matches("aws-"));
        findings.push(missing(service, "how a client signs in", &example));
        complete = false;
    }
    complete.then_some(schemes)
}

/// Returns the documentation of the client's module.
pub(super) fn docs(description: &Description, info: &ServiceInfo) -> Docs {
    let service = &description.service;
    let mut docs = Docs::default();
    docs.paragraph(&plain(&info.title));
    if let Some(doc) = &service.doc {
        docs.markdown(doc);
    }
    let mut facts = Vec::new();
    if !info.version.is_empty() {
        facts.push(format!("API version {}.", code(&info.version)));
    }
    facts.push(format!("Endpoint {}.", code(service.endpoint.as_deref().unwrap_or_default())));
    docs.sentences(&facts);
    for (name, variable) in &service.variables {
        let mut sentences = vec![format!("The endpoint's variable {}:", code(name))];
        if let Some(default) = &variable.default {
            sentences.push(format!("default {}.", code(default)));
        }
        if !variable.values.is_empty() {
            let values: Vec<_> = variable.values.iter().map(|value| code(value)).collect();
            sentences.push(format!("One of {}.", values.join(", ")));
        }
        if sentences.len() > 1 {
            docs.sentences(&sentences);
        }
    }
    docs.link(service.doc_url.as_deref());
    docs
}
