//! The service as a whole: what the client states about it, and what the description has to say for that.

use std::sync::Arc;

use docwright_idl::{Auth as Documented, Code, Description, Diagnostic, OAuth2, Protocol as Wire, Service};

use super::model::{Auth, Operation, Protocol, ServiceInfo};
use crate::Layout;
use crate::docs::{Docs, code, plain};

/// Returns what the client states about its service; reports what is missing.
pub(super) fn info(
    service: &Service,
    protocol: Option<Protocol>,
    findings: &mut Vec<Diagnostic>,
) -> Option<ServiceInfo> {
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
            findings.push(missing(service, "how requests are written", likely).note(
                "the protocols are rest-json, aws-json-1.0, aws-json-1.1, aws-query, ec2-query, rest-xml, \
                         rpc-v2-cbor and http-json",
            ));
            return None;
        }
        Some(Wire::RestJson) => return Some(Protocol::RestJson),
        Some(Wire::HttpJson) => return Some(Protocol::HttpJson),
        Some(Wire::RestXml) => {
            return Some(Protocol::RestXml { namespace: service.xml_namespace.clone().unwrap_or_default() });
        }
        Some(wire @ (Wire::AwsQuery | Wire::Ec2Query)) => {
            if service.version.is_none() {
                findings.push(missing(
                    service,
                    "the version that each request names",
                    "version: \"2010-05-08\"",
                ));
            }
            return Some(if wire == Wire::AwsQuery { Protocol::AwsQuery } else { Protocol::Ec2Query });
        }
        Some(Wire::RpcV2Cbor) => {
            if service.target_prefix.is_none() {
                let what = "what the service is called in the path of its operations";
                findings.push(missing(service, what, "target_prefix: <Service>"));
            }
            return Some(Protocol::RpcV2Cbor { service: service.target_prefix.clone().unwrap_or_default() });
        }
        Some(Wire::AwsJson10) => "1.0",
        Some(Wire::AwsJson11) => "1.1",
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
            None if issues_by_redirect(oauth2) => schemes.push(Auth::Bearer),
            None => {
                let example = "auth: { oauth2: { token_url: https://… } }";
                findings.push(missing(service, "where OAuth 2.0 tokens are issued", example));
                complete = false;
            }
        }
    }
    if *bearer && !schemes.contains(&Auth::Bearer) {
        schemes.push(Auth::Bearer);
    }
    if *basic {
        schemes.push(Auth::Basic);
    }
    schemes.extend(api_keys.values().map(|key| Auth::ApiKey { place: key.r#in, name: key.name.clone() }));
    let is_aws = service.protocol.is_some_and(|protocol| protocol != Wire::HttpJson);
    if is_aws && complete && schemes.is_empty() {
        let example =
            format!("auth: {{ sigv4: {{ service: {} }} }}", service.name.trim_start_matches("aws-"));
        findings.push(missing(service, "how a client signs in", &example));
        complete = false;
    }
    complete.then_some(schemes)
}

/// Whether tokens come to a user's browser alone (RFC 6749, section 4.2): a client is given one.
fn issues_by_redirect(oauth2: &OAuth2) -> bool {
    oauth2.authorize_url.is_some() && oauth2.grants.iter().all(|grant| grant == "implicit")
}

/// Returns the documentation of the client's module.
pub(super) fn docs(service: &Service, info: &ServiceInfo) -> Docs {
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

/// Returns sentences on the features that switch the client's operations on.
pub(super) fn features(info: &ServiceInfo, layout: Layout, operations: &[Arc<Operation>]) -> Vec<String> {
    let one = operations.iter().min_by_key(|operation| operation.method.text().len());
    let one = one.and_then(|operation| operation.feature.as_deref()).map(|feature| {
        format!(
            "The documentation of each operation names the feature that compiles it alone, with the types that it needs, \
             such as {}.",
            code(feature)
        )
    });
    let all = layout.whole(&info.name);
    let all = all.map(|all| format!("The cargo feature {} compiles all operations.", code(&all)));
    all.into_iter().chain(one).collect()
}
