//! Errors: what the examples of a response call them, and what is claimed of them.

use foldhash::fast::FixedState;
use indexmap::IndexMap;

use super::super::Reader;
use super::super::endpoint::{Endpoint, Response};
use super::super::names::{ErrorNames, RuleName};
use super::super::property::Property;
use super::super::sections::Status;
use crate::claims::{Fact, Kind, NodeId, Step};
use crate::document::Lines;
use crate::examples::{Inferred, Json, JsonValue, Parts};
use crate::retryable;
use crate::search::find;
use docwright_idl::Scalar;

/// Where in the example of an error its code stands.
const ERROR_CODES: &[&[&str]] =
    &[&["error", "code"], &["code"], &["error_code"], &["errorCode"], &["error", "type"]];

/// The names of members that hold the seconds to wait before the next call.
const RETRY_AFTER: &[&str] = &["retry_after", "retryAfter", "retry_after_seconds", "retryAfterSeconds"];

/// The header with the seconds to wait before the next call (RFC 9110, section 10.2.3).
const RETRY_AFTER_HEADER: &str = "Retry-After";

/// An error as a response documents it.
pub(super) struct ErrorCase<'e> {
    /// The name, and the rule that made it.
    pub(super) name: RuleName,
    /// The code that the examples show, and where.
    code: Option<(&'e str, Lines)>,
    /// The examples with this code.
    pub(super) examples: Vec<&'e Json<'e>>,
}

/// Returns the errors of an endpoint: the responses that are no success, one error for each code that the examples
/// show.
pub(super) fn errors_of<'e, 'd>(
    endpoint: &'e Endpoint<'d>,
    names: &mut ErrorNames,
) -> Vec<(&'e Response<'d>, Vec<ErrorCase<'e>>)> {
    let success = endpoint.success();
    let is_error =
        |(place, response): &(usize, &Response<'_>)| Some(*place) != success && !response.is_success();
    let responses = endpoint.responses.iter().enumerate().filter(is_error);
    responses
        .map(|(_, response)| {
            let examples = response.body.examples.iter().filter_map(|example| example.json.as_ref().ok());
            let mut cases: IndexMap<String, ErrorCase<'e>, FixedState> = IndexMap::default();
            for json in examples {
                let code = code_of(json);
                let name = names.name(response.status, code.map(|(code, _)| code));
                let new = || ErrorCase { name: name.clone(), code, examples: Vec::new() };
                cases.entry(name.0.clone()).or_insert_with(new).examples.push(json);
            }
            if cases.is_empty() {
                let name = names.name(response.status, None);
                cases.insert(name.0.clone(), ErrorCase { name, code: None, examples: Vec::new() });
            }
            (response, cases.into_values().collect())
        })
        .collect()
}

fn code_of<'e>(json: &'e Json<'_>) -> Option<(&'e str, Lines)> {
    ERROR_CODES.iter().find_map(|path| {
        let code = json.at(path)?;
        match &code.value {
            JsonValue::String(text)
                if text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.len() <= 80 =>
            {
                Some((text.as_ref(), code.lines))
            }
            _ => None,
        }
    })
}

impl Reader<'_> {
    /// Claims an error of an operation; `examples` are those from which its type comes, and `media` is the error's
    /// media type, which may be another than the response's.
    pub(super) fn claim_error(
        &mut self,
        operation: NodeId,
        response: &Response<'_>,
        case: &ErrorCase<'_>,
        examples: &[&Json<'_>],
        media: Option<&str>,
    ) {
        let (name, rule) = &case.name;
        let error = self.claims.node(operation, Step::Error(name.clone().into()));
        let lines = case.code.map_or(response.heading, |(_, lines)| lines);
        self.claims.infer(error, Fact::Name(name.clone()), lines, rule);
        if let Some(Status::Code(code)) = response.status {
            self.claims.state(error, Fact::Status(code), response.heading);
        }
        if !response.doc.is_empty() {
            self.claims.state(error, Fact::Doc(response.doc.into()), response.heading);
        }
        if let Some((code, lines)) = case.code {
            self.claims.infer(error, Fact::Code(code.to_owned()), lines, rule);
        }
        let output = self.claims.node(error, Step::Output);
        let here = response.body.chosen_media();
        match here {
            Some((here, lines)) if media != Some(here) => {
                self.claims.state(error, Fact::MediaHere(Some(here.to_owned())), lines);
            }
            None if media.is_some() && !response.body.is_described() => {
                self.claims.infer(error, Fact::MediaHere(None), response.heading, "error-without-body");
            }
            _ => {}
        }
        let has_media = here.map(|(here, _)| here) == media;
        self.claim_response(error, output, response, examples, has_media);
        if let Some(lines) = case.examples.iter().find_map(|json| asks_to_try_again(json)) {
            self.claims.infer(error, Fact::Retryable, lines, "retryable-by-example");
        }
        let is_told = case.examples.iter().any(|json| has_retry_after(json));
        let body = is_told.then(|| Inferred::of(&case.examples)).flatten();
        let seconds = body.and_then(|body| retry_after(&body, &mut Vec::new()));
        if let Some((path, lines)) = seconds {
            self.claims.infer(operation, Fact::RetryAfterMember(path), lines, "retry-after-member");
        }
        let header = || Fact::RetryAfterHeader(RETRY_AFTER_HEADER.to_owned());
        let described = |header: &&Property<'_>| header.name.eq_ignore_ascii_case(RETRY_AFTER_HEADER);
        if let Some(described) = response.headers.iter().find(described) {
            self.claims.state(operation, header(), described.line);
        } else if let Some(lines) = case.examples.iter().find_map(|json| speaks_of_retry_after(json)) {
            self.claims.infer(operation, header(), lines, "retry-after-header");
        }
    }
}

/// Returns where a text of an example speaks of the header with the seconds to wait.
fn speaks_of_retry_after(json: &Json<'_>) -> Option<Lines> {
    match &json.value {
        JsonValue::String(text) => find(text, RETRY_AFTER_HEADER).map(|_| json.lines),
        JsonValue::Array(elements) => elements.iter().find_map(speaks_of_retry_after),
        JsonValue::Object(members) => members.iter().find_map(|(_, member)| speaks_of_retry_after(member)),
        _ => None,
    }
}

/// Returns where an example asks to try again, or shows how long to wait before that.
fn asks_to_try_again(json: &Json<'_>) -> Option<Lines> {
    match &json.value {
        JsonValue::String(text) => retryable::is_said(text).then_some(json.lines),
        JsonValue::Array(elements) => elements.iter().find_map(asks_to_try_again),
        JsonValue::Object(members) => members.iter().find_map(|(name, member)| {
            let is_delay = RETRY_AFTER.contains(&&**name) && matches!(member.value, JsonValue::Number(_));
            if is_delay { Some(member.lines) } else { asks_to_try_again(member) }
        }),
        _ => None,
    }
}

/// Whether an example has a member that may have the seconds to wait.
fn has_retry_after(json: &Json<'_>) -> bool {
    match &json.value {
        JsonValue::Object(members) => {
            members.iter().any(|(name, member)| RETRY_AFTER.contains(&&**name) || has_retry_after(member))
        }
        _ => false,
    }
}

/// Returns the path to the seconds to wait, and where an example shows them.
fn retry_after(inferred: &Inferred, path: &mut Vec<String>) -> Option<(String, Lines)> {
    let Parts::Members(members) = &inferred.parts else { return None };
    for (name, member) in members {
        path.push(name.to_string());
        let is_number = matches!(member.kind(), Kind::Scalar(Scalar::Integer | Scalar::Double));
        if is_number && RETRY_AFTER.contains(&name.as_str()) {
            return Some((path.join("."), member.lines()));
        }
        if let Some(found) = retry_after(member, path) {
            return Some(found);
        }
        path.pop();
    }
    None
}
