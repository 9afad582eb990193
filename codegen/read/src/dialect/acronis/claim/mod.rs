//! Claims what the page says of its endpoints, and what its examples show.

mod deprecation;
mod errors;
mod value;

use std::collections::{HashMap, HashSet};

use docwright_idl::{Code, Example, ExamplePart, Location, Pagination, Scalar};
use foldhash::fast::FixedState;
use indexmap::IndexSet;

use self::errors::{ErrorCase, errors_of};
use super::Reader;
use super::body::{Body, is_json};
use super::endpoint::{Endpoint, Response};
use super::names::{ErrorNames, OperationNames, subject};
use super::property::Property;
use super::sections::Status;
use crate::claims::{Claims, Fact, Kind, LineClass, Name, NodeId, Step, operation_key};
use crate::document::Lines;
use crate::examples::{Inferred, Json, Named, Parts};
use crate::reconcile::is_container;

/// Where an example of a page holds the cursor of the page that follows, by the parameter that takes it.
const CURSORS: &[(&str, &[&str])] = &[
    ("after", &["paging", "cursors", "after"]),
    ("after", &["paging", "after"]),
    ("after", &["cursors", "after"]),
];

/// Claims all that the page says of its endpoints.
pub(super) fn claim_all(reader: &mut Reader<'_>, endpoints: &[Endpoint<'_>]) {
    let mut error_names = ErrorNames::default();
    let errors: Vec<Vec<(&Response<'_>, Vec<ErrorCase<'_>>)>> =
        endpoints.iter().map(|endpoint| errors_of(endpoint, &mut error_names)).collect();
    // What two operations call by one name is one error: its type comes from the examples of both, and is claimed
    // where the error comes first. So it has one media type, JSON if it is among those of the operations; an operation
    // whose page shows another keeps that.
    let mut examples: HashMap<&str, Vec<&Json<'_>>, FixedState> = HashMap::default();
    let mut media: HashMap<&str, &str, FixedState> = HashMap::default();
    for (response, case) in
        errors.iter().flatten().flat_map(|(response, cases)| cases.iter().map(|case| (*response, case)))
    {
        examples.entry(&case.name.0).or_default().extend(&case.examples);
        if let Some((found, _)) = response.body.chosen_media() {
            let known = media.entry(&case.name.0).or_insert(found);
            if is_json(found) && !is_json(known) {
                *known = found;
            }
        }
    }
    let mut names = OperationNames::default();
    for (endpoint, errors) in endpoints.iter().zip(&errors) {
        let (name, rule) = names.name(&endpoint.route);
        let operation = reader.claims.node(Claims::ROOT, Step::Operation(operation_key(&name).into()));
        reader.claims.infer(operation, Fact::Name(name), endpoint.heading, rule);
        reader.claim_endpoint(operation, endpoint);
        for (response, cases) in errors {
            for case in cases {
                let examples = examples.remove(case.name.0.as_str()).unwrap_or_default();
                let media = media.get(case.name.0.as_str()).copied();
                reader.claim_error(operation, response, case, &examples, media);
            }
            reader.claim_examples(operation, &response.body, ExamplePart::Response, response.status);
        }
    }
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
        self.claim_successes(operation, endpoint);
        self.claim_paging(operation, endpoint);
    }

    fn claim_endpoint_doc(&mut self, operation: NodeId, endpoint: &Endpoint<'_>) {
        let title = endpoint.route.title;
        let titled = (!title.is_empty()).then_some(endpoint.heading);
        let stop = if title.is_empty() || title.ends_with(['.', '!', '?']) { "" } else { "." };
        let (text, below) = match &endpoint.doc {
            Some((text, lines)) => (&**text, Some(*lines)),
            None => ("", None),
        };
        let gap = if titled.is_some() && below.is_some() { "\n\n" } else { "" };
        if let Some(lines) = titled.into_iter().chain(below).reduce(Lines::to) {
            let doc = [title, stop, gap, text].concat();
            self.claims.state(operation, Fact::Doc(doc.trim().into()), lines);
        }
        let in_title = deprecation::find(title).map(|_| endpoint.heading);
        let in_doc = || {
            let (text, lines) = endpoint.doc.as_ref()?;
            let before = text.get(..deprecation::find(text)?)?;
            Some(Lines::at(lines.first + before.matches('\n').count() as u32))
        };
        if let Some(lines) = in_title.or_else(in_doc) {
            let deprecated = Fact::Deprecated(Box::default());
            self.claims.infer(operation, deprecated, lines, "deprecated-by-sentence");
        }
    }

    fn claim_input(&mut self, operation: NodeId, endpoint: &Endpoint<'_>) {
        let labels = labels_of(endpoint.route.path);
        if labels.is_empty() && endpoint.parameters.is_empty() && endpoint.request.is_none() {
            return;
        }
        let input = self.claims.node(operation, Step::Input);
        let mut members = Members::default();
        let described: HashMap<&str, &Property<'_>, FixedState> = endpoint
            .parameters
            .iter()
            .filter(|(location, _)| *location == Location::Path)
            .map(|(_, parameter)| (parameter.name, parameter))
            .collect();
        for label in labels {
            match described.get(label) {
                Some(parameter) => self.claim_parameter(input, &mut members, Location::Path, parameter),
                None => {
                    let node = members.add(&mut self.claims, input, Location::Path, label, endpoint.heading);
                    let facts = [
                        Fact::In(Location::Path),
                        Fact::Required(true),
                        Fact::Kind(Kind::Scalar(Scalar::String)),
                    ];
                    for fact in facts {
                        self.claims.infer(node, fact, endpoint.heading, "path-label");
                    }
                }
            }
        }
        for (location, parameter) in
            endpoint.parameters.iter().filter(|(location, _)| *location != Location::Path)
        {
            self.claim_parameter(input, &mut members, *location, parameter);
        }
        if let Some(request) = &endpoint.request {
            self.claim_body(input, &members, request, &json_of(request));
        }
    }

    fn claim_parameter<'d>(
        &mut self,
        parent: NodeId,
        members: &mut Members<'d>,
        location: Location,
        parameter: &Property<'d>,
    ) {
        let node = members.add(&mut self.claims, parent, location, parameter.name, parameter.line);
        if location != Location::Body {
            self.claims.state(node, Fact::In(location), parameter.line);
        }
        self.claim_property(node, parameter, &[], location != Location::Body);
    }

    /// Claims the responses to calls that succeeded: what any of them holds is in the output.
    fn claim_successes(&mut self, operation: NodeId, endpoint: &Endpoint<'_>) {
        let media = endpoint.successes().find_map(|response| response.body.chosen_media());
        let mut status: Option<u16> = None;
        for (index, response) in endpoint.successes().enumerate() {
            if let Some(Status::Code(code)) = response.status {
                let first = *status.get_or_insert(code);
                let fact = if first == code { Fact::Status(code) } else { Fact::FurtherStatus(code) };
                self.claims.state(operation, fact, response.heading);
            }
            let output = self.claims.node(operation, Step::Output);
            if !response.doc.is_empty() && index == 0 {
                self.claims.state(output, Fact::Doc(response.doc.into()), response.heading);
            }
            let here = response.body.chosen_media();
            if let (Some((first, stated)), Some((other, lines))) = (media, here)
                && first != other
            {
                let message =
                    format!("this answer is `{other}`, and the one on line {} `{first}`", stated.first);
                let help =
                    "the client reads both alike; if that fails, let the overlay say what the output is";
                self.report(Code::SEVERAL_MEDIA, lines, message, "another media type", help);
            }
            self.claim_response(output, output, response, &json_of(&response.body), here == media);
            self.claim_subject(output, endpoint, response);
            self.claim_examples(operation, &response.body, ExamplePart::Response, response.status);
        }
    }

    /// Claims what the elements of a list are called whose own name tells nothing: as the title calls them.
    fn claim_subject(&mut self, output: NodeId, endpoint: &Endpoint<'_>, response: &Response<'_>) {
        let mut lists =
            response.body.properties.iter().filter(|property| is_container(property.name)).peekable();
        if lists.peek().is_none() {
            return;
        }
        let Some(name) = subject(&endpoint.route, &self.title) else { return };
        for property in lists {
            let list = self.claims.node(output, Step::Member(property.name.into()));
            let element = self.claims.node(list, Step::Element);
            let fact = Fact::ShapeName(name.clone());
            self.claims.infer(element, fact, endpoint.heading, "shape-name-from-title");
        }
    }

    /// Claims headers and body of a response, its media type on `media_node`.
    fn claim_response(
        &mut self,
        media_node: NodeId,
        output: NodeId,
        response: &Response<'_>,
        examples: &[&Json<'_>],
        has_media: bool,
    ) {
        let mut members = Members::default();
        for header in &response.headers {
            self.claim_parameter(output, &mut members, Location::Header, header);
        }
        for (_, lines) in &response.body.media {
            self.claims.classify(*lines, LineClass::Boilerplate);
        }
        if has_media {
            self.claim_media(media_node, &response.body);
        }
        self.claim_content(output, &members, &response.body, examples);
    }

    fn claim_body(&mut self, input: NodeId, members: &Members<'_>, body: &Body<'_>, examples: &[&Json<'_>]) {
        for (_, lines) in &body.media {
            self.claims.classify(*lines, LineClass::Boilerplate);
        }
        self.claim_media(input, body);
        self.claim_content(input, members, body, examples);
    }

    /// Claims the media type.
    fn claim_media(&mut self, node: NodeId, body: &Body<'_>) {
        if let Some((media, lines)) = body.chosen_media() {
            self.claims.state(node, Fact::Media(media.to_owned()), lines);
        }
    }

    fn claim_content(
        &mut self,
        node: NodeId,
        members: &Members<'_>,
        body: &Body<'_>,
        examples: &[&Json<'_>],
    ) {
        let named = Named::of(examples);
        let mut values: Vec<&Json<'_>> = Vec::new();
        for property in &body.properties {
            values.clear();
            values.extend(named.get(property.name));
            let member = members.node(&mut self.claims, node, Location::Body, property.name, property.line);
            self.claim_property(member, property, &values, false);
            let objects = || examples.iter().filter(|json| json.members().is_some());
            if property.required == Some(true)
                && let Some(json) = objects().find(|json| json.at(&[property.name]).is_none())
            {
                let message = format!(
                    "an example lacks `{}`, which is required (line {})",
                    property.name, property.line.first
                );
                let help = "if the example is right, say `require: false` in the service's `overlay.yaml`";
                self.report(
                    Code::EXAMPLE_MISMATCH,
                    Lines::at(json.lines.first),
                    message,
                    "it is not in here",
                    help,
                );
            }
        }
        let whole = body.whole.own.type_name().map(|(name, _)| name.kind());
        let may_be_struct =
            !body.properties.is_empty() || matches!(whole, None | Some(Kind::Object | Kind::Any));
        // What is within the known members was claimed with them.
        let known: HashSet<&str, FixedState> = match examples {
            [] => HashSet::default(),
            _ => body.properties.iter().map(|property| property.name).collect(),
        };
        let inferred = Inferred::with(examples, &named, |name| !known.contains(name));
        match inferred.map(|inferred| (inferred.kind(), inferred)) {
            Some((Kind::Struct, inferred)) if may_be_struct => {
                if let Parts::Members(shown) = inferred.claim_value(&mut self.claims, node).parts {
                    for (name, inferred) in shown {
                        let lines = inferred.lines();
                        let member = members.node(&mut self.claims, node, Location::Body, &name, lines);
                        inferred.claim(&mut self.claims, member);
                    }
                }
                self.claim_whole_doc(node, body);
            }
            Some((Kind::Object, inferred)) if may_be_struct && whole.is_none() => {
                inferred.claim_value(&mut self.claims, node);
            }
            _ if !body.properties.is_empty() => self.claim_whole_doc(node, body),
            _ => self.claim_payload(node, members, body, examples),
        }
    }

    /// Claims what is said of the body as a whole, on the node of its members.
    fn claim_whole_doc(&mut self, node: NodeId, body: &Body<'_>) {
        for level in body.whole.levels() {
            if let Some((doc, lines)) = level.doc.get() {
                self.claims.state(node, Fact::Doc(doc.into()), lines);
            }
            if let Some((_, lines)) = level.type_name() {
                self.claims.classify(lines, LineClass::Fact);
            }
        }
    }

    /// Claims a body that is no object with known members, as one member.
    fn claim_payload(
        &mut self,
        node: NodeId,
        members: &Members<'_>,
        body: &Body<'_>,
        examples: &[&Json<'_>],
    ) {
        let typed = body.whole.own.typed();
        let shown = examples.first().map(|json| json.lines);
        let media = body.media.first();
        let kind = media.and_then(|(media, _)| kind_of_media(media));
        let lines = match (typed.or(shown), kind, media) {
            (Some(lines), ..) => lines,
            (None, Some(_), Some((_, lines))) => *lines,
            _ => return self.claim_whole_doc(node, body),
        };
        let member = members.node(&mut self.claims, node, Location::Payload, "body", lines);
        self.claims.infer(member, Fact::In(Location::Payload), lines, "payload-member");
        if typed.is_none() && shown.is_none() {
            if let Some(kind) = kind {
                self.claims.infer(member, Fact::Kind(kind), lines, "payload-from-media");
            }
            return self.claim_whole_doc(node, body);
        }
        self.claim_description(member, &body.whole, examples);
    }

    fn claim_examples(
        &mut self,
        operation: NodeId,
        body: &Body<'_>,
        of: ExamplePart,
        status: Option<Status>,
    ) {
        let is_json = body.media.first().is_none_or(|(media, _)| is_json(media));
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
            let shown = Example { name, of, status, body: content };
            self.claims.state(operation, Fact::Example(shown.into()), example.lines);
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
        let Some(response) = endpoint.success().and_then(|place| endpoint.responses.get(place)) else {
            return;
        };
        if !CURSORS.iter().any(|(name, _)| query(name).is_some()) {
            return;
        }
        let Some(page) = Inferred::of(&json_of(&response.body)) else { return };
        let Parts::Members(shown) = &page.parts else { return };
        let cursor = CURSORS.iter().find_map(|(name, path)| Some((query(name)?, *path, page.at(path)?)));
        let Some((parameter, path, cursor)) = cursor else { return };
        let lists = shown.iter().filter(|(_, member)| member.kind() == Kind::List).map(|(name, _)| name);
        let lists: Vec<&Name> = lists.collect();
        // What is listed stands under a name that says nothing else.
        let containers: Vec<&Name> = lists.iter().copied().filter(|name| is_container(name)).collect();
        let items = match (lists.as_slice(), containers.as_slice()) {
            ([only], _) | (_, [only]) => Some(only.to_string()),
            _ => None,
        };
        if items.is_none() && !lists.is_empty() {
            let names: Vec<String> = lists.iter().map(|name| format!("`{name}`")).collect();
            let message =
                format!("the page does not say which list is paged through: {}", names.join(" or "));
            let help = "say it as `pagination.items` in overlay.yaml; until then there are pages, and no stream of items";
            self.report(Code::UNKNOWN_PAGING, cursor.lines(), message, "this begins the next page", help);
        }
        let pagination = Pagination {
            input_token: parameter.name.to_owned(),
            output_token: path.join("."),
            items,
            page_size: query("limit").map(|limit| limit.name.to_owned()),
            ..Pagination::default()
        };
        self.claims.infer(operation, Fact::Pagination(Box::new(pagination)), cursor.lines(), "cursor-paging");
    }
}

/// The members of an input or output by where they travel, told apart if two have the same name.
#[derive(Default)]
struct Members<'e>(HashMap<&'e str, Location, FixedState>);

impl<'e> Members<'e> {
    /// Adds a member, and returns its node.
    fn add(
        &mut self,
        claims: &mut Claims,
        parent: NodeId,
        location: Location,
        name: &'e str,
        lines: Lines,
    ) -> NodeId {
        self.0.entry(name).or_insert(location);
        self.node(claims, parent, location, name, lines)
    }

    /// Returns the node of a member behind which none comes that travels elsewhere.
    fn node(
        &self,
        claims: &mut Claims,
        parent: NodeId,
        location: Location,
        name: &str,
        lines: Lines,
    ) -> NodeId {
        if self.0.get(name).is_none_or(|known| *known == location) {
            return claims.node(parent, Step::Member(name.into()));
        }
        let place = match location {
            Location::Path => "path",
            Location::Query => "query",
            Location::Header => "header",
            Location::Cookie => "cookie",
            _ => "body",
        };
        let node = claims.node(parent, Step::Member(format!("{place}_{name}").into()));
        claims.infer(node, Fact::WireName(name.to_owned()), lines, "member-name-from-place");
        node
    }
}

fn json_of<'b>(body: &'b Body<'_>) -> Vec<&'b Json<'b>> {
    body.examples.iter().filter_map(|example| example.json.as_ref().ok()).collect()
}

/// Returns the labels of a path's template.
fn labels_of(path: &str) -> IndexSet<&str, FixedState> {
    path.split('{')
        .skip(1)
        .filter_map(|part| Some(part.split_once('}')?.0.trim_end_matches(['+', '*'])))
        .filter(|label| !label.is_empty())
        .collect()
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
