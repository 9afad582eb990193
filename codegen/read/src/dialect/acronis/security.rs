//! The ways to sign in to the service.

use std::collections::HashSet;

use docwright_idl::{ApiKey, ApiKeyLocation, Location};

use super::endpoint::Endpoint;
use super::entries::{self, Form, Prose};
use super::labels::{Label, quoted};
use super::names::status_name;
use super::property::Property;
use super::sections::{Part, Section, SectionKind, Status};
use super::{Reader, endpoint};
use crate::claims::{AuthFact, Claims, Fact, LineClass, Step};
use crate::document::Lines;

/// A way to sign in, as its sections describe it.
#[derive(Debug, Default)]
struct Scheme<'d> {
    name: &'d str,
    lines: Option<Lines>,
    doc: Prose<'d>,
    grants: Vec<(&'d str, Lines)>,
    authorize_url: Option<(&'d str, Lines)>,
    token_url: Option<(&'d str, Lines)>,
    parameters: Vec<(Location, Property<'d>)>,
}

/// What a line of a scheme's description introduces, by how it begins (in lower case).
const INTRODUCTIONS: &[(&str, Introduction)] = &[
    ("supported grant types", Introduction::Grants),
    ("authorization uri", Introduction::AuthorizeUrl),
    ("authorization url", Introduction::AuthorizeUrl),
    ("access token uri", Introduction::TokenUrl),
    ("access token url", Introduction::TokenUrl),
];

#[derive(Clone, Copy)]
enum Introduction {
    Grants,
    AuthorizeUrl,
    TokenUrl,
}

/// Reads the sections on security that stand before the endpoints.
pub(super) fn read<'d>(reader: &mut Reader<'_>, sections: &[&'d Section<'d>], endpoints: &[Endpoint<'d>]) {
    let mut schemes: Vec<Scheme<'d>> = Vec::new();
    let mut known = HashSet::new();
    for section in sections {
        match section.kind {
            SectionKind::Scheme(name) => schemes.push(Scheme::read(reader, name, section)),
            SectionKind::Part(Part::Parameters(location)) => {
                let parameters = endpoint::parameters(reader, section);
                if let Some(scheme) = schemes.last_mut() {
                    scheme.parameters.extend(parameters.into_iter().map(|parameter| (location, parameter)));
                }
            }
            SectionKind::Part(Part::Scopes) => read_scopes(reader, section),
            SectionKind::Part(Part::Responses) => read_responses(reader, section, endpoints, &mut known),
            _ => {}
        }
    }
    for scheme in &schemes {
        scheme.claim(reader);
    }
}

impl<'d> Scheme<'d> {
    fn read(reader: &mut Reader<'_>, name: &'d str, section: &'d Section<'d>) -> Self {
        let mut scheme = Scheme { name, lines: section.heading, ..Self::default() };
        let mut in_grants = false;
        entries::each(section.blocks, |entry| {
            let (Form::Text(text) | Form::Bullet(text)) = entry.form else { return };
            let lower = text.to_ascii_lowercase();
            let introduction =
                INTRODUCTIONS.iter().find(|(begin, _)| lower.starts_with(begin)).map(|(_, kind)| *kind);
            let quoted = quoted(text).next().map(|quoted| (quoted, entry.lines));
            match (introduction, entry.form) {
                (Some(Introduction::AuthorizeUrl), _) => scheme.authorize_url = quoted,
                (Some(Introduction::TokenUrl), _) => scheme.token_url = quoted,
                (Some(Introduction::Grants), _) => {
                    reader.claims.classify(entry.lines, LineClass::Boilerplate);
                }
                (None, Form::Bullet(_)) if in_grants => scheme.grants.extend(quoted),
                _ => scheme.doc.add(&entry),
            }
            in_grants =
                matches!(introduction, Some(Introduction::Grants)) || in_grants && introduction.is_none();
        });
        scheme
    }

    fn claim(&self, reader: &mut Reader<'_>) {
        let claims = &mut reader.claims;
        let mut state = |fact, lines| claims.state(Claims::ROOT, Fact::Auth(fact), lines);
        for (grant, lines) in &self.grants {
            state(Box::new(AuthFact::Grant((*grant).to_owned())), *lines);
        }
        if let Some((url, lines)) = self.authorize_url {
            state(Box::new(AuthFact::AuthorizeUrl(url.to_owned())), lines);
        }
        if let Some((url, lines)) = self.token_url {
            state(Box::new(AuthFact::TokenUrl(url.to_owned())), lines);
        }
        let is_oauth2 = !self.grants.is_empty() || self.authorize_url.is_some() || self.token_url.is_some();
        for (location, parameter) in &self.parameters {
            match self.auth_of(*location, parameter) {
                Some(auth) if !is_oauth2 => state(Box::new(auth), parameter.line),
                _ => {}
            }
        }
        // What is said of a parameter that carries the key is said of signing in, which a client does by itself.
        let extents = self.parameters.iter().map(|(_, parameter)| parameter.extent());
        for lines in extents.chain(self.lines).chain(self.doc.get().map(|(_, lines)| lines)) {
            claims.classify(lines, LineClass::Boilerplate);
        }
    }

    /// Returns how one signs in with the given parameter.
    fn auth_of(&self, location: Location, parameter: &Property<'_>) -> Option<AuthFact> {
        let place = match location {
            Location::Header => ApiKeyLocation::Header,
            Location::Query => ApiKeyLocation::Query,
            Location::Cookie => ApiKeyLocation::Cookie,
            _ => return None,
        };
        let level = &parameter.value.own;
        let pattern = level.get(Label::Pattern).map_or("", |(pattern, _)| pattern);
        let doc = level.doc.get().or_else(|| self.doc.get()).map(|(doc, _)| doc);
        let words = [self.name, pattern, doc.unwrap_or_default()].join(" ").to_ascii_lowercase();
        if place == ApiKeyLocation::Header && parameter.name.eq_ignore_ascii_case("authorization") {
            for (word, auth) in
                [("basic", AuthFact::Basic), ("bearer", AuthFact::Bearer), ("oauth", AuthFact::Bearer)]
            {
                if words.contains(word) {
                    return Some(auth);
                }
            }
        }
        let key = ApiKey { r#in: place, name: parameter.name.to_owned(), doc: doc.map(str::to_owned) };
        Some(AuthFact::ApiKey(self.name.to_owned(), key))
    }
}

/// Reads a list of scopes: `` `scope` `` or `` `scope` — Description ``.
fn read_scopes(reader: &mut Reader<'_>, section: &Section<'_>) {
    entries::each(section.blocks, |entry| {
        let Form::Bullet(text) = entry.form else { return };
        let Some(scope) = quoted(text).next() else { return };
        let doc = text.split_once(['—', '–']).map(|(_, doc)| doc.trim().to_owned());
        reader.claims.state(
            Claims::ROOT,
            Fact::Auth(Box::new(AuthFact::Scope(scope.to_owned(), doc))),
            entry.lines,
        );
    });
}

/// Reads the responses that any endpoint may give. One with a status that an endpoint or another way to sign in
/// describes says nothing more.
fn read_responses(
    reader: &mut Reader<'_>,
    section: &Section<'_>,
    endpoints: &[Endpoint<'_>],
    known: &mut HashSet<u16>,
) {
    entries::each(section.blocks, |entry| {
        let Form::Table(table) = entry.form else { return };
        for (name, description) in super::rows(reader, table) {
            let (mut doc, mut lines) = (Prose::default(), name.lines);
            entries::each(&description.children, |entry| {
                doc.add(&entry);
                lines = name.lines.to(entry.lines);
            });
            let code = name.text.trim().parse().ok().filter(|code| (100..600_u16).contains(code));
            let Some(code) = code else { continue };
            reader.claims.classify(lines, LineClass::Boilerplate);
            if !known.insert(code) || endpoints.iter().any(|endpoint| endpoint.documents(code)) {
                continue;
            }
            let error = Step::Error(status_name(Some(Status::Code(code))).into());
            let error = reader.claims.node(Claims::ROOT, error);
            reader.claims.state(error, Fact::Status(code), name.lines);
            if let Some((doc, lines)) = doc.get() {
                reader.claims.state(error, Fact::Doc(doc.into()), lines);
            }
        }
    });
}
