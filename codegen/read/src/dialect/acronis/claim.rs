//! Claims what the page says of its endpoints, and what its examples show.

use std::collections::HashMap;

use docwright_idl::{Code, Deprecation, Example, ExamplePart, Location, Pagination, Scalar};

use super::Reader;
use super::body::Body;
use super::endpoint::{Endpoint, Response};
use super::entries::Prose;
use super::labels::{Label, bare};
use super::names::{ErrorNames, OperationNames, RuleName};
use super::property::{Level, Property, TypeName, typed};
use super::sections::Status;
use crate::claims::{Claims, Fact, Kind, LineClass, NodeId, Step, operation_key};
use crate::document::Lines;
use crate::examples::{Inferred, Json, JsonValue, Parts, is_uuid};

/// Where in the example of an error its code stands.
const ERROR_CODES: &[&[&str]] = &[&["error", "code"], &["code"], &["error_code"], &["errorCode"], &["error", "type"]];

/// The names of members that hold the seconds to wait before the next call.
const RETRY_AFTER: &[&str] = &["retry_after", "retryAfter", "retry_after_seconds", "retryAfterSeconds"];

/// Where an example of a page holds the cursor of the page that follows, by the parameter that takes it.
const CURSORS: &[(&str, &[&str])] =
    &[("after", &["paging", "cursors", "after"]), ("after", &["paging", "after"]), ("after", &["cursors", "after"])];

/// Words that say that a parameter may be given several times, in lower case.
const MULTIPLE_ENTRIES: &[&str] = &["multiple entries are accepted", "can be used multiple times"];

/// What stands for the digits of a UUID in a pattern.
const HEX_CLASSES: &[&str] = &["[0-9a-fA-F]", "[0-9A-Fa-f]", "[a-fA-F0-9]", "[A-Fa-f0-9]", "[0-9a-f]", "[a-f0-9]", "[0-9A-F]", "[A-F0-9]"];

/// The patterns of UUIDs, with `H` for a digit.
const UUID_PATTERNS: &[&str] = &["H{8}-H{4}-H{4}-H{4}-H{12}", "H{8}(-H{4}){3}-H{12}", "H{8}-(H{4}-){3}H{12}"];

/// An error as a response documents it.
struct ErrorCase<'e> {
    name: RuleName,
    code: Option<(String, Lines)>,
    /// The examples with this code.
    examples: Vec<&'e Json>,
}

/// Claims all that the page says of its endpoints.
pub(super) fn claim_all(reader: &mut Reader<'_>, endpoints: &[Endpoint<'_>]) {
    let mut error_names = ErrorNames::default();
    let errors: Vec<Vec<(&Response<'_>, Vec<ErrorCase<'_>>)>> =
        endpoints.iter().map(|endpoint| errors_of(endpoint, &mut error_names)).collect();
    // What two operations call by one name is one error: its type comes from the examples of both.
    let mut examples: HashMap<&str, Vec<&Json>> = HashMap::new();
    for case in errors.iter().flatten().flat_map(|(_, cases)| cases) {
        examples.entry(&case.name.0).or_default().extend(&case.examples);
    }
    let mut names = OperationNames::default();
    for (endpoint, errors) in endpoints.iter().zip(&errors) {
        let (name, rule) = names.name(&endpoint.route);
        let operation = reader.claims.node(Claims::ROOT, Step::Operation(operation_key(&name)));
        reader.claims.infer(operation, Fact::Name(name), endpoint.heading, rule);
        reader.claim_endpoint(operation, endpoint);
        for (response, cases) in errors {
            for case in cases {
                let examples = examples.get(case.name.0.as_str()).map_or(&[][..], Vec::as_slice);
                reader.claim_error(operation, response, case, examples);
            }
            reader.claim_examples(operation, &response.body, ExamplePart::Response, response.status);
        }
    }
}

/// Returns the errors of an endpoint: the responses that are no success, one error for each code that the examples
/// show.
fn errors_of<'e, 'd>(
    endpoint: &'e Endpoint<'d>,
    names: &mut ErrorNames,
) -> Vec<(&'e Response<'d>, Vec<ErrorCase<'e>>)> {
    let success = endpoint.success();
    let is_error = |(place, response): &(usize, &Response<'_>)| {
        Some(*place) != success && !matches!(response.status, Some(Status::Code(200..=299) | Status::Class(2)))
    };
    let responses = endpoint.responses.iter().enumerate().filter(is_error);
    responses
        .map(|(_, response)| {
            let mut cases: Vec<ErrorCase<'e>> = Vec::new();
            for json in response.body.examples.iter().filter_map(|example| example.json.as_ref().ok()) {
                let code = code_of(json);
                let name = names.name(response.status, code.as_ref().map(|(code, _)| code.as_str()));
                match cases.iter_mut().find(|case| case.name == name) {
                    Some(case) => case.examples.push(json),
                    None => cases.push(ErrorCase { name, code, examples: vec![json] }),
                }
            }
            if cases.is_empty() {
                let name = names.name(response.status, None);
                cases.push(ErrorCase { name, code: None, examples: Vec::new() });
            }
            (response, cases)
        })
        .collect()
}

fn code_of(json: &Json) -> Option<(String, Lines)> {
    ERROR_CODES.iter().find_map(|path| {
        let code = json.at(path)?;
        match &code.value {
            JsonValue::String(text) if text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.len() <= 80 => {
                Some((text.clone(), code.lines))
            }
            _ => None,
        }
    })
}

impl Reader<'_> {
    fn claim_endpoint(&mut self, operation: NodeId, endpoint: &Endpoint<'_>) {
        let route = &endpoint.route;
        let path = Fact::Route(route.method, route.path.to_owned());
        self.claims.state(operation, path, endpoint.heading);
        self.claim_endpoint_doc(operation, endpoint);
        if let Some((scopes, lines)) = &endpoint.scopes {
            self.claims.state(operation, Fact::Scopes(scopes.clone()), *lines);
        }
        self.claim_input(operation, endpoint);
        if let Some(request) = &endpoint.request {
            self.claim_examples(operation, request, ExamplePart::Request, None);
        }
        for (place, response) in endpoint.responses.iter().enumerate() {
            let is_success = matches!(response.status, Some(Status::Code(200..=299) | Status::Class(2)));
            if is_success || Some(place) == endpoint.success() {
                self.claim_success(operation, response, Some(place) == endpoint.success());
            }
        }
        self.claim_paging(operation, endpoint);
    }

    fn claim_endpoint_doc(&mut self, operation: NodeId, endpoint: &Endpoint<'_>) {
        let mut doc = Prose::default();
        if !endpoint.route.title.is_empty() {
            let title = endpoint.route.title;
            let stop = if title.ends_with(['.', '!', '?']) { "" } else { "." };
            doc.add_text(&format!("{title}{stop}"), endpoint.heading, true);
        }
        if let Some((text, lines)) = &endpoint.doc {
            doc.add_text(text, *lines, true);
        }
        if let Some((doc, lines)) = doc.get() {
            self.claims.state(operation, Fact::Doc(doc), lines);
        }
    }

    fn claim_input(&mut self, operation: NodeId, endpoint: &Endpoint<'_>) {
        let labels = labels_of(endpoint.route.path);
        if labels.is_empty() && endpoint.parameters.is_empty() && endpoint.request.is_none() {
            return;
        }
        let input = self.claims.node(operation, Step::Input);
        let mut members = Members::default();
        for label in labels {
            let is_described = |(location, parameter): &&(Location, Property<'_>)| {
                *location == Location::Path && parameter.name == label
            };
            match endpoint.parameters.iter().find(is_described) {
                Some((_, parameter)) => self.claim_parameter(input, &mut members, Location::Path, parameter),
                None => {
                    let node = members.add(&mut self.claims, input, Location::Path, label, endpoint.heading);
                    let facts = [Fact::In(Location::Path), Fact::Required(true), Fact::Kind(Kind::Scalar(Scalar::String))];
                    for fact in facts {
                        self.claims.infer(node, fact, endpoint.heading, "path-label");
                    }
                }
            }
        }
        for (location, parameter) in endpoint.parameters.iter().filter(|(location, _)| *location != Location::Path) {
            self.claim_parameter(input, &mut members, *location, parameter);
        }
        if let Some(request) = &endpoint.request {
            self.claim_body(input, &mut members, request, &json_of(request));
        }
    }

    fn claim_parameter(
        &mut self,
        parent: NodeId,
        members: &mut Members,
        location: Location,
        parameter: &Property<'_>,
    ) {
        let node = members.add(&mut self.claims, parent, location, parameter.name, parameter.line);
        if location != Location::Body {
            self.claims.state(node, Fact::In(location), parameter.line);
        }
        self.claim_property(node, parameter, &[], location != Location::Body);
    }

    fn claim_success(&mut self, operation: NodeId, response: &Response<'_>, is_first: bool) {
        if let Some(Status::Code(code)) = response.status.filter(|_| is_first) {
            self.claims.state(operation, Fact::Status(code), response.heading);
        }
        let output = self.claims.node(operation, Step::Output);
        if !response.doc.is_empty() && is_first {
            self.claims.state(output, Fact::Doc(response.doc.to_owned()), response.heading);
        }
        self.claim_response(output, output, response, &json_of(&response.body), is_first);
        self.claim_examples(operation, &response.body, ExamplePart::Response, response.status);
    }

    fn claim_error(&mut self, operation: NodeId, response: &Response<'_>, case: &ErrorCase<'_>, examples: &[&Json]) {
        let (name, rule) = &case.name;
        let error = self.claims.node(operation, Step::Error(name.clone()));
        let lines = case.code.as_ref().map_or(response.heading, |(_, lines)| *lines);
        self.claims.infer(error, Fact::Name(name.clone()), lines, rule);
        if let Some(Status::Code(code)) = response.status {
            self.claims.state(error, Fact::Status(code), response.heading);
        }
        if !response.doc.is_empty() {
            self.claims.state(error, Fact::Doc(response.doc.to_owned()), response.heading);
        }
        if let Some((code, lines)) = &case.code {
            self.claims.infer(error, Fact::Code(code.clone()), *lines, rule);
        }
        let output = self.claims.node(error, Step::Output);
        self.claim_response(error, output, response, examples, true);
        let seconds = Inferred::of(examples.iter().copied()).and_then(|body| retry_after(&body, &mut Vec::new()));
        if let Some((path, lines)) = seconds {
            self.claims.infer(operation, Fact::RetryAfterMember(path), lines, "retry-after-member");
        }
    }

    /// Claims headers and body of a response, its media type on `media_node`.
    fn claim_response(
        &mut self,
        media_node: NodeId,
        output: NodeId,
        response: &Response<'_>,
        examples: &[&Json],
        has_media: bool,
    ) {
        let mut members = Members::default();
        for header in &response.headers {
            self.claim_parameter(output, &mut members, Location::Header, header);
        }
        if has_media {
            self.claim_media(media_node, &response.body);
        }
        self.claim_content(output, &mut members, &response.body, examples);
    }

    fn claim_body(&mut self, input: NodeId, members: &mut Members, body: &Body<'_>, examples: &[&Json]) {
        self.claim_media(input, body);
        self.claim_content(input, members, body, examples);
    }

    /// Claims the media type, JSON if it is among several.
    fn claim_media(&mut self, node: NodeId, body: &Body<'_>) {
        for (_, lines) in &body.media {
            self.claims.classify(*lines, LineClass::Boilerplate);
        }
        let chosen = body.media.iter().find(|(media, _)| media.contains("json")).or(body.media.first());
        if let Some((media, lines)) = chosen {
            self.claims.state(node, Fact::Media((*media).to_owned()), *lines);
        }
    }

    fn claim_content(&mut self, node: NodeId, members: &mut Members, body: &Body<'_>, examples: &[&Json]) {
        let objects: Option<Vec<_>> = examples.iter().map(|json| object(json)).collect();
        for property in &body.properties {
            let values: Vec<&Json> = objects
                .iter()
                .flatten()
                .flat_map(|members| members.iter().filter(|(name, _)| name == property.name))
                .map(|(_, value)| value)
                .collect();
            let member = members.add(&mut self.claims, node, Location::Body, property.name, property.line);
            self.claim_property(member, property, &values, false);
        }
        let whole = body.whole.levels().first().and_then(Level::type_name).map(|(name, _)| name.kind());
        let may_be_struct = !body.properties.is_empty() || matches!(whole, None | Some(Kind::Object | Kind::Any));
        let inferred = Inferred::of(examples.iter().copied());
        match inferred.as_ref().map(|inferred| (&inferred.parts, inferred.kind)) {
            Some((Parts::Members(shown), _)) if may_be_struct => {
                let is_new = |name: &String| !body.properties.iter().any(|property| property.name == name);
                for (name, inferred) in shown.iter().filter(|(name, _)| is_new(name)) {
                    let member = members.add(&mut self.claims, node, Location::Body, name, inferred.lines);
                    inferred.claim(&mut self.claims, member);
                }
                self.claim_whole_doc(node, body);
            }
            Some((_, Kind::Object)) if may_be_struct && whole.is_none() => {}
            _ if !body.properties.is_empty() => self.claim_whole_doc(node, body),
            _ => self.claim_payload(node, members, body, examples),
        }
    }

    /// Claims what is said of the body as a whole, on the node of its members.
    fn claim_whole_doc(&mut self, node: NodeId, body: &Body<'_>) {
        for level in body.whole.levels() {
            if let Some((doc, lines)) = level.doc.get() {
                self.claims.state(node, Fact::Doc(doc), lines);
            }
            if let Some((_, lines)) = level.type_name() {
                self.claims.classify(lines, LineClass::Fact);
            }
        }
    }

    /// Claims a body that is no object with known members, as one member.
    fn claim_payload(&mut self, node: NodeId, members: &mut Members, body: &Body<'_>, examples: &[&Json]) {
        let levels = body.whole.levels();
        let typed = levels.first().and_then(|level| level.get(Label::Type)).map(|(_, lines)| lines);
        let shown = examples.first().map(|json| json.lines);
        let media = body.media.first();
        let kind = media.and_then(|(media, _)| kind_of_media(media));
        let lines = match (typed.or(shown), kind, media) {
            (Some(lines), ..) => lines,
            (None, Some(_), Some((_, lines))) => *lines,
            _ => return self.claim_whole_doc(node, body),
        };
        let member = members.add(&mut self.claims, node, Location::Payload, "body", lines);
        self.claims.infer(member, Fact::In(Location::Payload), lines, "payload-member");
        if typed.is_none() && shown.is_none() {
            if let Some(kind) = kind {
                self.claims.infer(member, Fact::Kind(kind), lines, "payload-from-media");
            }
            return self.claim_whole_doc(node, body);
        }
        self.claim_levels(member, levels, None, examples);
    }

    fn claim_examples(
        &mut self,
        operation: NodeId,
        body: &Body<'_>,
        of: ExamplePart,
        status: Option<Status>,
    ) {
        let is_json = body.media.first().is_none_or(|(media, _)| media.contains("json"));
        let status = match status {
            Some(Status::Code(code)) => Some(code),
            _ => None,
        };
        for example in &body.examples {
            let content = match &example.json {
                Ok(json) => json.to_value(),
                Err(_) if !is_json => example.text.into(),
                Err(error) => {
                    let message = format!("an example is no JSON: {}", error.problem);
                    let help = "mend the example on the page; until then nothing is inferred from it";
                    let line = Lines::at(error.line.clamp(example.lines.first, example.lines.last));
                    self.report(Code::MALFORMED_SYNTAX, line, message, "reading stopped here", help);
                    continue;
                }
            };
            let name = example.name.map(str::to_owned);
            let example_fact = Fact::Example(Example { name, of, status, body: content });
            self.claims.state(operation, example_fact, example.lines);
        }
    }

    /// Claims how a list is paged through: what the examples have under `cursors.after` is what `after` takes.
    fn claim_paging(&mut self, operation: NodeId, endpoint: &Endpoint<'_>) {
        let query = |name: &str| {
            let is_it = |(location, parameter): &&(Location, Property<'_>)| {
                *location == Location::Query && parameter.name == name
            };
            endpoint.parameters.iter().find(is_it).map(|(_, parameter)| parameter)
        };
        let Some(response) = endpoint.success().and_then(|place| endpoint.responses.get(place)) else { return };
        let Some(page) = Inferred::of(json_of(&response.body)) else { return };
        let Parts::Members(members) = &page.parts else { return };
        let cursor = CURSORS.iter().find_map(|(name, path)| Some((query(name)?, *path, page.at(path)?)));
        let Some((parameter, path, cursor)) = cursor else { return };
        let mut lists = members.iter().filter(|(_, member)| member.kind == Kind::List);
        let items = lists.next().filter(|_| lists.next().is_none()).map(|(name, _)| name.clone());
        let pagination = Pagination {
            input_token: parameter.name.to_owned(),
            output_token: path.join("."),
            items,
            page_size: query("limit").map(|limit| limit.name.to_owned()),
            more_results: None,
        };
        self.claims.infer(operation, Fact::Pagination(pagination), cursor.lines, "cursor-paging");
    }

    /// Claims what is said of a parameter or property, and what the values show that examples have for it.
    fn claim_property(&mut self, node: NodeId, property: &Property<'_>, values: &[&Json], may_repeat: bool) {
        self.claims.classify(property.line, LineClass::Fact);
        if let Some(required) = property.required {
            self.claims.state(node, Fact::Required(required), property.line);
        }
        if property.deprecated {
            self.claims.state(node, Fact::Deprecated(Deprecation::default()), property.line);
        }
        let levels = property.value.levels();
        let is_single = |level: &&Level<'_>| level.type_name().is_none_or(|(name, _)| name.kind() != Kind::List);
        let repeats = levels.first().filter(is_single).filter(|_| may_repeat).and_then(|level| says_multiple(level));
        match (repeats, levels.first()) {
            (Some(lines), Some(level)) => {
                self.claims.infer(node, Fact::Kind(Kind::List), lines, "multiple-entries");
                self.claim_doc(node, level);
                self.claim_default(node, level, level.type_name().map(|(name, _)| name.kind()), true);
                let element = self.claims.node(node, Step::Element);
                self.claim_value(element, level, None, values);
            }
            _ => self.claim_levels(node, levels, None, values),
        }
    }

    /// Claims what is said of a value and its elements. `outer` is what the list around it says of the type.
    fn claim_levels(
        &mut self,
        node: NodeId,
        levels: &[Level<'_>],
        outer: Option<(TypeName, Lines)>,
        values: &[&Json],
    ) {
        let none = Level::default();
        let (level, rest) = levels.split_first().map_or((&none, levels), |(level, rest)| (level, rest));
        let name = level.type_name().or(outer);
        if let Some(lines) = level.introduction {
            self.claims.classify(lines, LineClass::Boilerplate);
        }
        self.claim_doc(node, level);
        self.claim_default(node, level, name.map(|(name, _)| name.kind()), false);
        let goes_on = self.claim_value(node, level, outer, values);
        let element = name.and_then(|(name, lines)| Some((name.element()?, lines)));
        if element.is_none() && rest.is_empty() {
            return;
        }
        let elements: Vec<&Json> = values.iter().filter_map(|json| array(json)).flatten().filter(|_| goes_on).collect();
        let node = self.claims.node(node, Step::Element);
        self.claim_levels(node, rest, element, &elements);
    }

    fn claim_doc(&mut self, node: NodeId, level: &Level<'_>) {
        if let Some((doc, lines)) = level.doc.get() {
            self.claims.state(node, Fact::Doc(doc), lines);
        }
    }

    fn claim_default(&mut self, node: NodeId, level: &Level<'_>, kind: Option<Kind>, in_list: bool) {
        let Some((text, lines)) = level.get(Label::Default) else { return };
        self.claims.classify(lines, LineClass::Boilerplate);
        match typed(bare(text), kind) {
            Some(value) => {
                let value = if in_list { vec![value].into() } else { value };
                self.claims.state(node, Fact::Default(value), lines);
            }
            None if text.is_empty() => {}
            None => {
                let message = format!("the default `{text}` is no value of the member's type");
                let help = "correct the type or the default in the service's `overlay.yaml`";
                self.report(Code::EXAMPLE_MISMATCH, lines, message, "does not fit the type", help);
            }
        }
    }

    /// Claims type and constraints of a value, and what the examples show beyond. Returns whether they agree.
    fn claim_value(
        &mut self,
        node: NodeId,
        level: &Level<'_>,
        outer: Option<(TypeName, Lines)>,
        values: &[&Json],
    ) -> bool {
        let stated = level.type_name().or(outer).map(|(name, lines)| (name.kind(), lines));
        if let Some((kind, lines)) = stated {
            self.claims.state(node, Fact::Kind(kind), lines);
        }
        self.claim_constraints(node, level, stated.map(|(kind, _)| kind));
        let Some(inferred) = Inferred::of(values.iter().copied()) else {
            self.claim_uuid_pattern(node, level, &[]);
            return true;
        };
        let Some((kind, lines)) = stated else {
            inferred.claim(&mut self.claims, node);
            return true;
        };
        if let Some(json) = values.iter().find(|json| !fits(kind, json)) {
            self.mismatch(json, lines, &format!("the page says {}", kind_name(kind)));
            return false;
        }
        if let Some((allowed, lines)) = level.values(Some(kind)) {
            let is_other = |json: &&&Json| json.value != JsonValue::Null && !allowed.contains(&json.to_value());
            if let Some(json) = values.iter().find(is_other) {
                self.mismatch(json, lines, "the page does not list it among the allowed values");
            }
        }
        let is_uuid = self.claim_uuid_pattern(node, level, values);
        if is_refined(kind, &inferred) && !is_uuid && !level.is_constrained() {
            inferred.claim_value(&mut self.claims, node);
        }
        if !matches!(kind, Kind::List) {
            inferred.claim_parts(&mut self.claims, node);
        }
        true
    }

    fn claim_constraints(&mut self, node: NodeId, level: &Level<'_>, kind: Option<Kind>) {
        if let Some((format, lines)) = level.format() {
            self.claims.state(node, Fact::Format(format), lines);
        }
        if let Some((bounds, lines)) = level.bounds(Label::MinLength, Label::MaxLength) {
            self.claims.state(node, Fact::Length(bounds), lines);
        }
        if let Some((bounds, lines)) = level.bounds(Label::Minimum, Label::Maximum) {
            self.claims.state(node, Fact::Range(bounds), lines);
        }
        let entries = || level.bounds(Label::MinEntries, Label::MaxEntries);
        if let Some((bounds, lines)) = level.bounds(Label::MinItems, Label::MaxItems).or_else(entries) {
            self.claims.state(node, Fact::Items(bounds), lines);
        }
        match level.get(Label::UniqueItems) {
            Some((text, lines)) if text.eq_ignore_ascii_case("true") => self.claims.state(node, Fact::Unique, lines),
            Some((text, lines)) if text.eq_ignore_ascii_case("false") => {
                self.claims.classify(lines, LineClass::Boilerplate);
            }
            _ => {}
        }
        if let Some((pattern, lines)) = level.get(Label::Pattern) {
            self.claims.state(node, Fact::Pattern(bare(pattern).to_owned()), lines);
        }
        if let Some((values, lines)) = level.values(kind).filter(|(values, _)| !values.is_empty()) {
            self.claims.state(node, Fact::Values { values, open: false }, lines);
        }
        if let Some((text, lines)) = level.get(Label::Example) {
            match typed(bare(text), kind) {
                Some(value) => self.claims.state(node, Fact::Sample(value), lines),
                None => self.claims.classify(lines, LineClass::Boilerplate),
            }
        }
    }

    /// Claims that a text with the pattern of UUIDs is one, unless an example shows that it is not.
    fn claim_uuid_pattern(&mut self, node: NodeId, level: &Level<'_>, values: &[&Json]) -> bool {
        let Some((pattern, lines)) = level.get(Label::Pattern).filter(|(pattern, _)| is_uuid_pattern(bare(pattern))) else {
            return false;
        };
        let is_other = |json: &&&Json| matches!(&json.value, JsonValue::String(text) if !is_uuid(text));
        if let Some(json) = values.iter().find(is_other) {
            self.mismatch(json, lines, &format!("the page says that it matches `{}`", bare(pattern)));
            return false;
        }
        self.claims.infer(node, Fact::Kind(Kind::Scalar(Scalar::Uuid)), lines, "uuid-pattern");
        true
    }

    fn mismatch(&mut self, json: &Json, stated: Lines, what: &str) {
        let text = json.to_value().to_string();
        let shown = text.char_indices().nth(60).map_or(text.clone(), |(end, _)| format!("{}…", &text[..end]));
        let message = format!("an example has {shown}, but {what} (line {})", stated.first);
        let help = "if the example is right, correct the description in the service's `overlay.yaml`";
        self.report(Code::EXAMPLE_MISMATCH, json.lines, message, "this does not fit", help);
    }
}

/// The members of an input or output, told apart if two have the same name.
#[derive(Default)]
struct Members(HashMap<String, Location>);

impl Members {
    fn add(
        &mut self,
        claims: &mut Claims,
        parent: NodeId,
        location: Location,
        name: &str,
        lines: Lines,
    ) -> NodeId {
        if *self.0.entry(name.to_owned()).or_insert(location) == location {
            return claims.node(parent, Step::Member(name.to_owned()));
        }
        let place = match location {
            Location::Path => "path",
            Location::Query => "query",
            Location::Header => "header",
            Location::Cookie => "cookie",
            _ => "body",
        };
        let node = claims.node(parent, Step::Member(format!("{place}_{name}")));
        claims.infer(node, Fact::WireName(name.to_owned()), lines, "member-name-from-place");
        node
    }
}

fn json_of<'b>(body: &'b Body<'_>) -> Vec<&'b Json> {
    body.examples.iter().filter_map(|example| example.json.as_ref().ok()).collect()
}

fn object(json: &Json) -> Option<&[(String, Json)]> {
    match &json.value {
        JsonValue::Object(members) => Some(members),
        _ => None,
    }
}

fn array(json: &Json) -> Option<&[Json]> {
    match &json.value {
        JsonValue::Array(elements) => Some(elements),
        _ => None,
    }
}

/// Returns the labels of a path's template.
fn labels_of(path: &str) -> Vec<&str> {
    let mut labels: Vec<&str> = Vec::new();
    for part in path.split('{').skip(1) {
        if let Some((label, _)) = part.split_once('}') {
            let label = label.trim_end_matches(['+', '*']);
            if !label.is_empty() && !labels.contains(&label) {
                labels.push(label);
            }
        }
    }
    labels
}

/// Returns where the page says that several entries are accepted.
fn says_multiple(level: &Level<'_>) -> Option<Lines> {
    let (doc, lines) = level.doc.get()?;
    let doc = doc.to_ascii_lowercase();
    MULTIPLE_ENTRIES.iter().any(|words| doc.contains(words)).then_some(lines)
}

fn is_uuid_pattern(pattern: &str) -> bool {
    let pattern = pattern.trim_start_matches('^').trim_end_matches('$');
    let digits = HEX_CLASSES.iter().fold(pattern.to_owned(), |pattern, class| pattern.replace(class, "H"));
    UUID_PATTERNS.contains(&digits.as_str())
}

/// Returns what a body is of which only the media type is known.
fn kind_of_media(media: &str) -> Option<Kind> {
    let is_structured = media.contains("json") || media.contains("xml") || media.contains("form");
    match media.starts_with("text/") {
        _ if is_structured => None,
        true => Some(Kind::Scalar(Scalar::String)),
        false => Some(Kind::Scalar(Scalar::Blob)),
    }
}

/// Whether an example's value can be of the kind.
fn fits(kind: Kind, json: &Json) -> bool {
    let is = |text_is: fn(&str) -> bool| matches!(&json.value, JsonValue::String(text) if text_is(text));
    match (&json.value, kind) {
        (JsonValue::Null, _) | (_, Kind::Any) => true,
        (JsonValue::Object(_), kind) => matches!(kind, Kind::Object | Kind::Struct | Kind::Union | Kind::Map | Kind::Recursive),
        (JsonValue::Array(_), kind) => kind == Kind::List,
        (value, Kind::Scalar(scalar)) => match scalar {
            Scalar::Document => true,
            Scalar::Boolean => matches!(value, JsonValue::Bool(_)),
            Scalar::Integer | Scalar::Long | Scalar::BigInteger => {
                matches!(value, JsonValue::Number(number) if !number.is_f64())
            }
            Scalar::Float | Scalar::Double | Scalar::Number => matches!(value, JsonValue::Number(_)),
            Scalar::Uuid => is(is_uuid),
            Scalar::Timestamp => is(crate::examples::is_date_time) || is(crate::examples::is_date),
            Scalar::Date => is(crate::examples::is_date),
            Scalar::String | Scalar::Blob | Scalar::Time | Scalar::Duration => is(|_| true),
        },
        _ => false,
    }
}

/// Whether the examples show more than the kind that the page states. That all numbers are whole says nothing.
fn is_refined(kind: Kind, inferred: &Inferred) -> bool {
    let is_number = matches!(kind, Kind::Scalar(Scalar::Number | Scalar::Float | Scalar::Double));
    let says_more = inferred.kind != kind || inferred.format.is_some() || !inferred.values.is_empty();
    says_more && !is_number && kind.meet(inferred.kind) == Some(inferred.kind) && inferred.kind != Kind::Any
}

fn kind_name(kind: Kind) -> String {
    match kind {
        Kind::Scalar(scalar) => scalar.name().to_owned(),
        Kind::Object | Kind::Struct | Kind::Union | Kind::Map | Kind::Recursive => "object".to_owned(),
        Kind::List => "array".to_owned(),
        Kind::Any => "any".to_owned(),
    }
}

/// Returns the path to the seconds to wait, and where an example shows them.
fn retry_after(inferred: &Inferred, path: &mut Vec<String>) -> Option<(String, Lines)> {
    let Parts::Members(members) = &inferred.parts else { return None };
    for (name, member) in members {
        path.push(name.clone());
        let is_number = matches!(member.kind, Kind::Scalar(Scalar::Integer | Scalar::Double));
        if is_number && RETRY_AFTER.contains(&name.as_str()) {
            return Some((path.join("."), member.lines));
        }
        if let Some(found) = retry_after(member, path) {
            return Some(found);
        }
        path.pop();
    }
    None
}
