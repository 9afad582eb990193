//! Operations: their requests, inputs, outputs and errors.

use std::sync::Arc;

use docwright_idl::{
    Code, Diagnostic, ErrorShape, Http, Member, Method, Operation as Documented, TypeRef, error_stem,
    labels_of,
};

use super::Lowering;
use super::member::Members;
use super::memo::{Lowered, Memo};
use super::model::{ErrorMatch, ErrorVariant, Field, Operation, Place, Protocol, Role, Struct, Type};
use crate::docs::{Docs, code, deprecation};
use crate::names::{Kind, Name, Scope};

impl<'d> Lowering<'d> {
    /// Lowers all operations, in the description's order.
    pub(super) fn operations(&mut self, known: &Memo) -> Vec<Lowered<Arc<Operation>>> {
        let documented = || self.description.operations.keys().map(String::as_str);
        let requests = Scope::new(&Kind::REQUEST, "the operations", &mut self.findings).settle(documented());
        let methods = Scope::new(&Kind::METHOD, "the client", &mut self.findings).settle(documented());
        let mut operations = Vec::new();
        for (((name, operation), request), method) in
            self.description.operations.iter().zip(requests).zip(methods)
        {
            let view = self.view_of_operation(name, operation, [&request, &method]);
            operations.push(self.once(known.operations.get(name), view, |lowering| {
                let http = lowering.http(name, operation);
                Arc::new(lowering.operation(name, operation, http, request, method))
            }));
        }
        operations
    }

    /// Returns the binding of an operation; reports one that is missing where the protocol needs it.
    fn http(&mut self, name: &str, operation: &Documented) -> Http {
        if let Some(protocol) = self.protocol.as_ref().filter(|protocol| !protocol.is_bound()) {
            let path = match protocol {
                Protocol::RpcV2Cbor { service } => format!("/service/{service}/operation/{name}"),
                _ => "/".to_owned(),
            };
            let host_prefix = operation.http.as_ref().and_then(|http| http.host_prefix.clone());
            return Http { method: Method::Post, path, host_prefix, ..Http::default() };
        }
        if let Some(http) = &operation.http {
            return http.clone();
        }
        // Without a protocol nobody knows whether the operation needs one.
        if self.protocol.is_none() {
            return Http::default();
        }
        self.findings.push(
            Diagnostic::new(
                Code::MISSING_SETTING,
                format!("operation `{name}` has no HTTP method and path, which its protocol needs"),
            )
            .help(format!("add a page that shows them, or write `http: {{ method: …, path: … }}` for operations.{name} in overlay.yaml")),
        );
        Http::default()
    }

    fn operation(
        &mut self,
        documented: &'d str,
        operation: &'d Documented,
        http: Http,
        request: Name,
        method: Name,
    ) -> Operation {
        let derived = |suffix| request.with_suffix(suffix);
        let input = self.input(documented, operation, derived("Input"), &http.path);
        let output = self.output(documented, operation, derived("Output"));
        let (errors, matches) = self.errors(documented, operation);
        let sends_empty_object = self.sends_empty_object(&http, &input);
        let host_labels = http.host_prefix.iter().flat_map(|prefix| labels_of(prefix)).filter_map(|label| {
            let named = |name: &str, member: &Member| name == label || member.name.as_deref() == Some(label);
            let members = operation.input.iter().zip(&input.fields);
            let elsewhere = |field: &Field| !matches!(field.place, Place::Label | Place::GreedyLabel);
            let (_, field) = members
                .into_iter()
                .find(|((name, member), field)| named(name, member) && elsewhere(field))?;
            Some((label.to_owned(), field.name.clone()))
        });
        let host_labels = host_labels.collect();
        let sends_empty_payload = self.protocol == Some(Protocol::RestJson)
            && operation.input.values().zip(&input.fields).any(|(member, field)| {
                field.place == Place::Payload && field.optional && self.shapes.is_struct(&member.r#type)
            });
        let token = operation.input.values().zip(&input.fields).find(|(member, field)| {
            member.idempotency_token && field.optional && field.r#type == Type::String
        });
        let token = token.map(|(_, field)| field.name.clone());
        let feature = self.layout.operation(&self.description.service.name, &method);
        let mut docs = self.operation_docs(documented, operation, &http);
        docs.sentences(&Vec::from_iter(
            feature.as_deref().map(|feature| format!("Cargo feature {}.", code(feature))),
        ));
        Operation {
            documented: documented.to_owned(),
            docs,
            feature,
            deprecated: operation.deprecated.as_ref().map(deprecation),
            method,
            // Settled when all types are.
            pagination: None,
            waiters: Vec::new(),
            error: derived("Error"),
            http_method: http.method,
            path: http.path,
            host_prefix: http.host_prefix,
            host_labels,
            body: self.body,
            root: http.root.unwrap_or_else(|| format!("{documented}Request")),
            status: http.status,
            repeatable: operation.idempotent || token.is_some(),
            token,
            anonymous: operation.anonymous,
            scopes: operation.scopes.clone(),
            retry: operation.retry.clone().unwrap_or_default(),
            consumes: http.consumes,
            produces: http.produces,
            sends_empty_object,
            sends_empty_payload,
            request,
            input,
            output,
            errors,
            matches,
        }
    }

    /// Whether the body is an empty object because a JSON body is documented and no member is in it. What AWS expects
    /// is settled by its protocols.
    fn sends_empty_object(&self, http: &Http, input: &Struct) -> bool {
        self.protocol == Some(Protocol::HttpJson)
            && matches!(http.method, Method::Post | Method::Put | Method::Patch)
            && http.consumes.as_deref().is_some_and(is_json)
            && !input.fields.iter().any(|field| matches!(field.place, Place::Body | Place::Payload))
    }

    fn input(&mut self, documented: &str, operation: &'d Documented, name: Name, path: &str) -> Struct {
        let fields = self.fields(Members {
            place: &format!("operations.{documented}.input"),
            owner: None,
            members: &operation.input,
            rules: &operation.rules,
            role: Role::Input,
            path,
            received: false,
        });
        let mut docs = Docs::default();
        docs.paragraph(&format!("What {} takes.", code(documented)));
        if fields.0.iter().any(|field| field.place != Place::Body) {
            docs.paragraph("Serde writes the body of the request alone, and reads every member.");
        }
        Struct::new(name, docs, None, fields, Role::Input)
    }

    fn output(&mut self, documented: &str, operation: &'d Documented, name: Name) -> Struct {
        let fields = self.fields(Members {
            place: &format!("operations.{documented}.output"),
            owner: None,
            members: &operation.output,
            rules: &[],
            role: Role::Output,
            path: "",
            received: true,
        });
        let mut docs = Docs::default();
        docs.paragraph(&format!("What {} gives back.", code(documented)));
        Struct::new(name, docs, None, fields, Role::Output)
    }

    fn operation_docs(&self, documented: &str, operation: &Documented, http: &Http) -> Docs {
        let mut docs =
            Docs::new(operation.doc.as_deref(), || format!("Calls the operation {}.", code(documented)));
        let mut facts = Vec::new();
        if self.protocol.as_ref().is_none_or(Protocol::is_bound) {
            facts.push(format!("Sends {}.", code(&format!("{} {}", http.method.as_str(), http.path))));
        }
        match operation.scopes.as_slice() {
            [] => {}
            [only] => facts.push(format!("Needs the OAuth 2.0 scope {}.", code(only))),
            scopes => {
                let scopes: Vec<_> = scopes.iter().map(|scope| code(scope)).collect();
                facts.push(format!("Needs one of the OAuth 2.0 scopes {}.", scopes.join(", ")));
            }
        }
        if operation.anonymous {
            facts.push("Needs no signing in.".to_owned());
        }
        if operation.idempotent {
            facts.push("May be repeated without a further effect.".to_owned());
        }
        if let Some(retry) = operation.retry.as_ref().filter(|retry| !retry.statuses.is_empty()) {
            let statuses: Vec<_> = retry.statuses.iter().map(u16::to_string).collect();
            facts.push(format!("May succeed when it is repeated after HTTP {}.", statuses.join(", ")));
        }
        docs.sentences(&facts);
        docs.link(operation.doc_url.as_deref());
        docs
    }

    /// Lowers the errors of an operation, and finds out what tells them apart.
    fn errors(
        &mut self,
        documented: &str,
        operation: &'d Documented,
    ) -> (Vec<ErrorVariant>, Vec<ErrorMatch>) {
        let mut names: Vec<&'d str> = Vec::new();
        for name in &operation.errors {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        let place = format!("operations.{documented}.errors");
        let settled = Scope::new(&Kind::ERROR, place, &mut self.findings).settle(names.iter().copied());
        let (mut variants, mut tells) = (Vec::new(), Vec::new());
        let mut guessed: Vec<ErrorMatch> = Vec::new();
        for (name, variant) in names.iter().zip(settled) {
            let Some(error) = self.description.errors.get(*name) else { continue };
            let body = match self.error_bodies.get(name) {
                Some(body) => Some(Type::Named(body.clone())),
                None => error.r#type.as_ref().and_then(|r#type| self.body(name, r#type)),
            };
            let code = error_code(name, error, self.protocol.as_ref());
            let stands_for_all = |tell: &ErrorMatch| tell.code.is_none() && tell.status.is_none();
            if code.is_none() && error.status.is_none() && tells.iter().any(stands_for_all) {
                self.findings.push(
                    Diagnostic::new(
                        Code::MISSING_SETTING,
                        format!("nothing tells error `{name}` from others: it has neither status nor code"),
                    )
                    .help(format!("write `status: …` or `code: …` for errors.{name} in overlay.yaml")),
                );
            }
            if error.code.is_none() && has_codes_of_its_own(self.protocol.as_ref()) {
                let code = Some(error_stem(name).to_owned());
                guessed.push(ErrorMatch { code, status: None, variant: variants.len() });
            }
            tells.push(ErrorMatch { code, status: error.status, variant: variants.len() });
            let outside = self.error_structs.get(name).filter(|item| item.role == Role::Output).cloned();
            let docs = self.error_docs.entry(name).or_insert_with(|| error_docs(name, error)).clone();
            let is_retryable = error.retryable;
            variants.push(ErrorVariant { name: variant, docs, body, outside, is_retryable });
        }
        add_guessed(&mut tells, guessed);
        let matches = settle_matches(&tells, self.protocol == Some(Protocol::HttpJson));
        (variants, matches)
    }

    /// Returns the type of an error's body; reports one that has none.
    fn body(&mut self, error: &str, r#type: &TypeRef) -> Option<Type> {
        let body = self.shapes.type_of(&Member::of(r#type.clone()), None);
        body.map_err(|reason| self.unsupported(&format!("errors.{error}.type"), reason)).ok()
    }
}

/// Returns the code that an error is told by: AWS sends its name.
pub(super) fn error_code(name: &str, error: &ErrorShape, protocol: Option<&Protocol>) -> Option<String> {
    let is_aws = protocol != Some(&Protocol::HttpJson);
    error.code.clone().or_else(|| is_aws.then(|| name.to_owned()))
}

/// Whether a service of the protocol may send another code than the error's name, mostly the name without its last word.
fn has_codes_of_its_own(protocol: Option<&Protocol>) -> bool {
    matches!(protocol, Some(Protocol::AwsQuery | Protocol::Ec2Query | Protocol::RestXml { .. }))
}

/// Adds codes that no page tells, each that may be of one error alone.
fn add_guessed(tells: &mut Vec<ErrorMatch>, guessed: Vec<ErrorMatch>) {
    let known = guessed.iter().chain(tells.iter()).map(|tell| tell.code.clone()).collect::<Vec<_>>();
    let is_alone = |tell: &ErrorMatch| known.iter().filter(|code| **code == tell.code).count() == 1;
    tells.extend(guessed.into_iter().filter(is_alone));
}

/// Whether a media type is JSON, or a format in JSON (RFC 6839, section 3.1).
fn is_json(media: &str) -> bool {
    let essence = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || essence.ends_with("+json")
}

fn error_docs(name: &str, error: &ErrorShape) -> Docs {
    let mut docs = Docs::new(error.doc.as_deref(), || format!("The error {}.", code(name)));
    let mut facts: Vec<String> = error.status.iter().map(|status| format!("HTTP {status}.")).collect();
    if error.retryable {
        facts.push("Trying again may help.".to_owned());
    }
    docs.sentences(&facts);
    docs.link(error.doc_url.as_deref());
    docs
}

/// Returns what is compared to tell the errors apart, the narrowest first.
///
/// An error that has neither code nor status stands for whatever is none of the others.
///
/// A code tells an error; where several share a code, code and status do. A status tells an error that has no code;
/// where several share a status, the first of them stands for all. With `status_suffices`, a status that one error alone
/// has tells that error, whatever the code: where no standard says how an error states its code, what stands between may
/// answer without one.
fn settle_matches(tells: &[ErrorMatch], status_suffices: bool) -> Vec<ErrorMatch> {
    let shared = |code: &Option<String>| tells.iter().filter(|other| other.code == *code).count() > 1;
    let alone = |status| tells.iter().filter(|other| other.status == status).count() == 1;
    let narrowed = tells.iter().map(|tell| {
        let by_status = tell.code.is_none() || shared(&tell.code);
        ErrorMatch { status: tell.status.filter(|_| by_status), ..tell.clone() }
    });
    let widened = tells
        .iter()
        .filter(|tell| status_suffices && tell.status.is_some() && alone(tell.status))
        .map(|tell| ErrorMatch { code: None, ..tell.clone() });
    let mut matches: Vec<ErrorMatch> = Vec::new();
    for tell in narrowed.chain(widened) {
        let same = |other: &ErrorMatch| other.code == tell.code && other.status == tell.status;
        if !matches.iter().any(same) {
            matches.push(tell);
        }
    }
    matches.sort_by_key(|tell| (tell.code.is_none(), tell.status.is_none()));
    matches
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tell(code: Option<&str>, status: impl Into<Option<u16>>, variant: usize) -> ErrorMatch {
        ErrorMatch { code: code.map(str::to_owned), status: status.into(), variant }
    }

    #[test]
    fn errors_are_told_by_code_then_by_code_and_status_then_by_status() {
        let tells = [
            tell(None, 400, 0),
            tell(Some("Busy"), 409, 1),
            tell(None, 400, 2),
            tell(Some("Gone"), 404, 3),
            tell(Some("Gone"), 410, 4),
            tell(Some("Gone"), None, 5),
        ];
        let settled = [
            tell(Some("Gone"), 404, 3),
            tell(Some("Gone"), 410, 4),
            tell(Some("Busy"), None, 1),
            tell(Some("Gone"), None, 5),
            tell(None, 400, 0),
        ];
        assert_eq!(settle_matches(&tells, false), settled);
        let by_status = [tell(None, 409, 1), tell(None, 404, 3), tell(None, 410, 4)];
        assert_eq!(settle_matches(&tells, true), [&settled[..], &by_status].concat());
    }

    #[test]
    fn an_error_may_be_told_by_its_name_without_the_last_word() {
        let client = |said: &str, errors: &str| {
            let names: Vec<&str> = errors.split(", ").filter_map(|error| error.split(':').next()).collect();
            let body = format!(
                "operations: {{ Act: {{ http: {{ method: POST, path: / }}, errors: [{}] }} }}\nerrors: {{ {errors} }}",
                names.join(", ")
            );
            let matches = crate::emit::testing::client_of(said, &body).operations[0].matches.clone();
            matches.into_iter().filter_map(|tell| Some((tell.code?, tell.variant))).collect::<Vec<_>>()
        };
        let told = |codes: &[(&str, usize)]| {
            codes.iter().map(|(code, variant)| ((*code).to_owned(), *variant)).collect::<Vec<_>>()
        };
        assert_eq!(
            client("protocol: aws-query, version: v", "BusyFault: {}"),
            told(&[("BusyFault", 0), ("Busy", 0)])
        );
        assert_eq!(client("protocol: rest-json", "BusyFault: {}"), told(&[("BusyFault", 0)]));
        // What a page tells is all.
        assert_eq!(
            client("protocol: aws-query, version: v", "BusyFault: { code: Occupied }"),
            told(&[("Occupied", 0)])
        );
        let both = told(&[("BusyFault", 0), ("BusyError", 1)]);
        assert_eq!(client("protocol: aws-query, version: v", "BusyFault: {}, BusyError: {}"), both);
        assert_eq!(
            client("protocol: aws-query, version: v", "BusyFault: {}, Busy: {}"),
            told(&[("BusyFault", 0), ("Busy", 1)])
        );
    }

    #[test]
    fn a_status_that_several_errors_have_tells_none_with_a_code() {
        let tells = [tell(Some("Busy"), 409, 0), tell(Some("Locked"), 409, 1), tell(Some("Lost"), None, 2)];
        let settled =
            [tell(Some("Busy"), None, 0), tell(Some("Locked"), None, 1), tell(Some("Lost"), None, 2)];
        assert_eq!(settle_matches(&tells, true), settled);
    }
}
