//! Operations: their requests, inputs and outputs.

use docwright_idl::{Code, Diagnostic, Http, Member, Method, Operation as Documented, labels_of};

use super::Lowering;
use super::member::Members;
use super::model::{Field, Operation, Place, Protocol, Role, Struct, Type};
use crate::docs::{Docs, code, deprecation};
use crate::names::Name;

impl Lowering<'_> {
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

    /// Lowers an operation of which the request and the method are called so.
    pub(super) fn operation(
        &mut self,
        documented: &str,
        operation: &Documented,
        [request, method]: [&Name; 2],
    ) -> Operation {
        let http = self.http(documented, operation);
        let derived = |suffix| request.with_suffix(suffix);
        let input = self.input(documented, operation, derived("Input"), &http.path);
        let output = self.output(documented, operation, derived("Output"));
        let (errors, matches) = self.errors(documented, operation);
        let sends_empty_object = self.sends_empty_object(&http, &input);
        let host_labels = http.host_prefix.iter().flat_map(|prefix| labels_of(prefix)).filter_map(|label| {
            let named = |name: &str, member: &Member| name == label || member.name.as_deref() == Some(label);
            let members = operation.input.iter().zip(&input.fields);
            let filling: Vec<&Field> =
                members.filter(|((name, member), _)| named(name, member)).map(|(_, field)| field).collect();
            let is_label = |field: &&&Field| matches!(field.place, Place::Label | Place::GreedyLabel);
            // What travels there already fills it.
            let field = filling.first().filter(|_| !filling.iter().any(|field| is_label(&field)))?;
            Some((label.to_owned(), field.name.clone()))
        });
        let host_labels = host_labels.collect();
        let sends_empty_payload = self.protocol == Some(Protocol::RestJson)
            && operation.input.values().zip(&input.fields).any(|(member, field)| {
                field.place == Place::Payload && field.optional && self.view.is_struct(&member.r#type)
            });
        let token = operation.input.values().zip(&input.fields).find(|(member, field)| {
            member.idempotency_token && field.optional && field.r#type == Type::String
        });
        let token = token.map(|(_, field)| field.name.clone());
        let feature = self.layout.operation(&self.service.name, method);
        let mut docs = self.operation_docs(documented, operation, &http);
        docs.sentences(&Vec::from_iter(
            feature.as_deref().map(|feature| format!("Cargo feature {}.", code(feature))),
        ));
        Operation {
            documented: documented.to_owned(),
            docs,
            feature,
            deprecated: operation.deprecated.as_ref().map(deprecation),
            method: method.clone(),
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
            further_statuses: http.further_statuses,
            repeatable: operation.idempotent || token.is_some(),
            token,
            anonymous: operation.anonymous,
            scopes: operation.scopes.clone(),
            retry: operation.retry.clone().unwrap_or_default(),
            consumes: http.consumes,
            produces: http.produces,
            sends_empty_object,
            sends_empty_payload,
            request: request.clone(),
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

    fn input(&mut self, documented: &str, operation: &Documented, name: Name, path: &str) -> Struct {
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

    fn output(&mut self, documented: &str, operation: &Documented, name: Name) -> Struct {
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
        if !http.further_statuses.is_empty() {
            let statuses = http.status.iter().chain(&http.further_statuses).map(u16::to_string);
            facts.push(format!("Succeeds with HTTP {}.", Vec::from_iter(statuses).join(" or ")));
        }
        if operation.idempotent {
            facts.push("May be repeated without a further effect.".to_owned());
        }
        docs.sentences(&facts);
        docs.link(operation.doc_url.as_deref());
        docs
    }
}

/// Whether a media type is JSON, or a format in JSON (RFC 6839, section 3.1).
fn is_json(media: &str) -> bool {
    let essence = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || essence.ends_with("+json")
}
