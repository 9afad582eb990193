//! Errors: what stands in them, and how those of an operation are told apart.

use std::sync::Arc;

use docwright_idl::{
    Code, Diagnostic, ErrorShape, Location, Member, Operation as Documented, TypeRef, error_stem,
};

use super::Lowering;
use super::member::Members;
use super::model::{ErrorMatch, ErrorVariant, Item, Protocol, Role, Struct, Type};
use crate::docs::{Docs, code};
use crate::names::{Kind, Name, Scope};

/// What became of an error.
#[derive(Debug)]
pub(super) struct LoweredError {
    /// The struct of its members, if it has some of its own.
    pub(super) item: Option<Arc<Item>>,
    /// What is said of it at the operations.
    docs: Docs,
}

impl Lowering<'_> {
    /// Lowers an error; `body` is what the struct of its members is called.
    pub(super) fn error(&mut self, documented: &str, error: &ErrorShape, body: Option<Name>) -> LoweredError {
        let item = body.map(|name| Arc::new(Item::Struct(self.error_struct(documented, error, name))));
        LoweredError { item, docs: error_docs(documented, error) }
    }

    fn error_struct(&mut self, documented: &str, error: &ErrorShape, name: Name) -> Struct {
        let is_bound = self.protocol.as_ref().is_some_and(Protocol::is_bound);
        let is_outside = |member: &Member| {
            matches!(member.r#in, Some(Location::Header | Location::PrefixHeaders | Location::Status))
        };
        // What travels beside the body is read as an output's is.
        let outside = is_bound && error.members.values().any(is_outside);
        let role = if outside { Role::Output } else { Role::Received };
        let fields = self.fields(Members {
            place: &format!("errors.{documented}.members"),
            owner: None,
            members: &error.members,
            rules: &[],
            role,
            path: "",
            received: true,
        });
        let mut docs = Docs::default();
        docs.paragraph(&format!("What the service says with the error {}.", code(documented)));
        docs.link(error.doc_url.as_deref());
        Struct::new(name, docs, None, fields, role)
    }

    /// Lowers the errors of an operation, and finds out what tells them apart.
    pub(super) fn errors(
        &mut self,
        documented: &str,
        operation: &Documented,
    ) -> (Vec<ErrorVariant>, Vec<ErrorMatch>) {
        let mut names: Vec<&str> = Vec::new();
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
            let Some((error, LoweredError { item, docs })) = self.view.error(name) else { continue };
            let docs = docs.clone();
            let outside = item.as_deref().and_then(|item| match item {
                Item::Struct(item) if item.role == Role::Output => Some(item.clone()),
                _ => None,
            });
            let body = match item {
                Some(item) => Some(Type::Named(item.name().clone())),
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
            if let Some(code) = guessed_code(name, error, self.protocol.as_ref()) {
                guessed.push(ErrorMatch { code: Some(code), status: None, variant: variants.len() });
            }
            tells.push(ErrorMatch { code, status: error.status, variant: variants.len() });
            let (documented, is_retryable) = ((*name).to_owned(), error.retryable);
            variants.push(ErrorVariant { documented, name: variant, docs, body, outside, is_retryable });
        }
        add_guessed(&mut tells, guessed);
        let matches = settle_matches(&tells, self.protocol == Some(Protocol::HttpJson));
        (variants, matches)
    }

    /// Returns the type of an error's body; reports one that has none.
    fn body(&mut self, error: &str, r#type: &TypeRef) -> Option<Type> {
        let body = self.view.type_of(&Member::of(r#type.clone()), None);
        body.map_err(|reason| self.unsupported(&format!("errors.{error}.type"), reason)).ok()
    }
}

/// Returns the code that an error is told by: AWS sends its name.
pub(super) fn error_code(name: &str, error: &ErrorShape, protocol: Option<&Protocol>) -> Option<String> {
    let is_aws = protocol != Some(&Protocol::HttpJson);
    error.code.clone().or_else(|| is_aws.then(|| name.to_owned()))
}

/// Returns the code that a service of the protocol may send instead of the error's name: mostly that is the name without its
/// last word.
pub(super) fn guessed_code(name: &str, error: &ErrorShape, protocol: Option<&Protocol>) -> Option<String> {
    let has_own =
        matches!(protocol, Some(Protocol::AwsQuery | Protocol::Ec2Query | Protocol::RestXml { .. }));
    (error.code.is_none() && has_own).then(|| error_stem(name).to_owned())
}

/// Adds codes that no page tells, each that may be of one error alone.
fn add_guessed(tells: &mut Vec<ErrorMatch>, guessed: Vec<ErrorMatch>) {
    let known = guessed.iter().chain(tells.iter()).map(|tell| tell.code.clone()).collect::<Vec<_>>();
    let is_alone = |tell: &ErrorMatch| known.iter().filter(|code| **code == tell.code).count() == 1;
    tells.extend(guessed.into_iter().filter(is_alone));
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
