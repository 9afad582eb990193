//! Endpoints: what their sections say, before anything is claimed.

use std::borrow::Cow;
use std::collections::HashSet;

use docwright_idl::Location;
use foldhash::fast::FixedState;

use super::body::Body;
use super::entries::{self, Form};
use super::labels::{bare, quoted};
use super::property::Property;
use super::sections::{Part, Route, Section, SectionKind, Status};
use super::{Reader, rows};
use crate::claims::LineClass;
use crate::document::Lines;

/// What the page says of an endpoint.
#[derive(Debug)]
pub(super) struct Endpoint<'d> {
    /// Title, method and path.
    pub(super) route: Route<'d>,
    /// The lines of the heading.
    pub(super) heading: Lines,
    /// The description.
    pub(super) doc: Option<(Cow<'d, str>, Lines)>,
    /// The scopes of which a caller needs one.
    pub(super) scopes: Option<(Vec<String>, Lines)>,
    /// The parameters, each with where it travels.
    pub(super) parameters: Vec<(Location, Property<'d>)>,
    /// The request's body.
    pub(super) request: Option<Body<'d>>,
    /// The responses.
    pub(super) responses: Vec<Response<'d>>,
}

/// What the page says of a response.
#[derive(Debug)]
pub(super) struct Response<'d> {
    /// The status; `None` for any other that is not documented.
    pub(super) status: Option<Status>,
    /// The lines of the heading.
    pub(super) heading: Lines,
    /// The description.
    pub(super) doc: &'d str,
    /// The headers.
    pub(super) headers: Vec<Property<'d>>,
    /// The body.
    pub(super) body: Body<'d>,
}

impl<'d> Endpoint<'d> {
    /// Whether the page describes a response with the status.
    pub(super) fn documents(&self, code: u16) -> bool {
        self.responses.iter().any(|response| response.status == Some(Status::Code(code)))
    }

    /// Returns the place of the response to a call that succeeded: the first of class 2, else the one for all
    /// statuses.
    pub(super) fn success(&self) -> Option<usize> {
        let mut responses = self.responses.iter();
        let is_of_all = |response: &Response<'_>| response.status.is_none();
        responses.position(Response::is_success).or_else(|| self.responses.iter().position(is_of_all))
    }

    /// Returns all responses to calls that succeeded.
    pub(super) fn successes(&self) -> impl Iterator<Item = &Response<'d>> {
        let first = self.success();
        let is_it =
            move |(place, response): &(usize, &Response<'d>)| response.is_success() || first == Some(*place);
        self.responses.iter().enumerate().filter(is_it).map(|(_, response)| response)
    }

    /// Demands of the output only what all responses to calls that succeeded have: what one of them lacks need not be there.
    fn demand_what_all_have(&mut self) {
        let mut successes = self.successes();
        let (Some(first), Some(second)) = (successes.next(), successes.next()) else { return };
        let both = &first.named() & &second.named();
        let common = successes.fold(both, |common, response| &common & &response.named());
        let is_of_class = |response: &&mut Response<'d>| response.is_success();
        for response in self.responses.iter_mut().filter(is_of_class) {
            let headers = response.headers.iter_mut().map(|header| (true, header));
            let properties = response.body.properties.iter_mut().map(|property| (false, property));
            for (is_header, property) in headers.chain(properties) {
                property.required =
                    property.required.filter(|_| common.contains(&(is_header, property.name)));
            }
        }
    }
}

impl<'d> Response<'d> {
    /// Returns the names of what it holds, each with whether it is a header.
    fn named(&self) -> HashSet<(bool, &'d str), FixedState> {
        let headers = self.headers.iter().map(|header| (true, header.name));
        headers.chain(self.body.properties.iter().map(|property| (false, property.name))).collect()
    }

    /// Whether the status is one of success.
    pub(super) fn is_success(&self) -> bool {
        matches!(self.status, Some(Status::Code(200..=299) | Status::Class(2)))
    }
}

/// Reads all endpoints from their sections.
pub(super) fn read_all<'d, 'p: 'd>(
    reader: &mut Reader<'p>,
    sections: &'d [Section<'d>],
) -> Vec<Endpoint<'d>> {
    let is_endpoint = |section: &&Section<'_>| matches!(section.kind, SectionKind::Endpoint(_));
    let mut endpoints: Vec<Endpoint<'d>> = Vec::with_capacity(sections.iter().filter(is_endpoint).count());
    for section in sections {
        if let (SectionKind::Endpoint(route), Some(heading)) = (&section.kind, section.heading) {
            let doc = reader.source(section.body.0, section.body.1);
            let route = *route;
            let (scopes, parameters, request, responses) = Default::default();
            endpoints.push(Endpoint { route, heading, doc, scopes, parameters, request, responses });
        } else if let Some(endpoint) = endpoints.last_mut() {
            read_part(reader, endpoint, section);
        }
    }
    endpoints.iter_mut().for_each(Endpoint::demand_what_all_have);
    endpoints
}

fn read_part<'d>(reader: &mut Reader<'_>, endpoint: &mut Endpoint<'d>, section: &'d Section<'d>) {
    match section.kind {
        SectionKind::Part(Part::Security | Part::Scopes) => endpoint.scopes = scopes(reader, section),
        SectionKind::Part(Part::Parameters(location)) => {
            let parameters = parameters(reader, section);
            endpoint.parameters.extend(parameters.into_iter().map(|parameter| (location, parameter)));
        }
        SectionKind::Part(Part::ResponseHeaders) => {
            let headers = parameters(reader, section);
            if let Some(response) = endpoint.responses.last_mut() {
                response.headers.extend(headers);
            }
        }
        SectionKind::Part(Part::Body) => endpoint.request = Some(body(reader, section)),
        SectionKind::Response { status, doc } => {
            let heading = section.heading.unwrap_or(Lines::at(section.body.0));
            let body = body(reader, section);
            endpoint.responses.push(Response { status, heading, doc, headers: Vec::new(), body });
        }
        _ => {}
    }
}

fn body<'d>(reader: &mut Reader<'_>, section: &'d Section<'d>) -> Body<'d> {
    Body::read(section.blocks, |lines| reader.claims.classify(lines, LineClass::Boilerplate))
}

/// Reads the scopes that an endpoint asks for. How one signs in to it is said in sentences.
fn scopes(reader: &mut Reader<'_>, section: &Section<'_>) -> Option<(Vec<String>, Lines)> {
    let mut scopes = Vec::new();
    let mut lines: Option<Lines> = None;
    entries::each(section.blocks, |entry| match entry.form {
        Form::Bullet(text) => {
            scopes.extend(quoted(text).next().map(str::to_owned));
            lines = Some(lines.map_or(entry.lines, |before| before.to(entry.lines)));
        }
        _ => reader.claims.classify(entry.lines, LineClass::Boilerplate),
    });
    lines.map(|lines| (scopes, lines)).filter(|(scopes, _)| !scopes.is_empty())
}

/// Reads a table of parameters.
pub(super) fn parameters<'d>(reader: &mut Reader<'_>, section: &'d Section<'d>) -> Vec<Property<'d>> {
    let mut parameters = Vec::new();
    entries::each(section.blocks, |entry| {
        let Form::Table(table) = entry.form else { return };
        for (name, description) in rows(reader, table) {
            let lines = Lines::at(name.lines.first);
            let name = bare(name.as_markdown());
            if !name.is_empty() {
                parameters.push(Property::of_cell(name, lines, description));
            }
        }
    });
    parameters
}
