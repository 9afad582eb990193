//! The page of an operation: a request and a response, and an entry for each member and error.

use docwright_idl::{Code, Diagnostic, Location, Scalar};

use super::constraints;
use super::entries::{Entries, Entry, entries, split_at_holes};
use super::example;
use super::flow::{Piece, PieceKind, is_admonition};
use super::labels::Label;
use super::layout::{self, Scope};
use super::naming::{self, Name, Named};
use super::sections::{Section, SectionKind};
use super::syntax::{self, Broken, Place, Syntax};
use super::title::Title;
use super::{Page, snippet};
use crate::claims::{Basis, Claims, Fact, Kind, LineClass, NodeId, Step, operation_key};
use crate::dialect::prose::Prose;
use crate::document::Lines;

/// Reads the sections of an operation's page.
pub(super) fn read<'p>(
    page: &'p Page<'p>,
    claims: Claims,
    title: (Title<'_>, Lines),
    sections: &'p [Section<'p, 'p>],
) -> Claims {
    let mut reader = Reader::new(page, claims, title, sections);
    reader.uri_labels = labels(sections, SectionKind::UriParameters);
    // How entries are labelled the syntax of either side may tell.
    let (syntaxes, others): (Vec<_>, Vec<_>) = sections.iter().partition(|section| {
        matches!(section.kind, SectionKind::RequestSyntax | SectionKind::ResponseSyntax)
    });
    for section in syntaxes.into_iter().chain(others) {
        reader.section(section);
    }
    reader.check_complete(sections);
    reader.claims
}

/// Returns the labels of the entries in the sections of a kind.
fn labels(sections: &[Section<'_, '_>], kind: SectionKind) -> Vec<String> {
    let pieces = sections.iter().filter(|section| section.kind == kind);
    let labels = pieces.flat_map(|section| section.pieces).filter_map(Piece::label);
    labels.map(|label| label.text.to_owned()).collect()
}

/// One side of an operation, as far as it has been read.
struct Side {
    node: NodeId,
    syntax: Syntax,
    /// How many members have no name yet.
    unnamed: usize,
}

impl Side {
    fn new(claims: &mut Claims, operation: NodeId, step: Step) -> Self {
        Self { node: claims.node(operation, step), syntax: Syntax::default(), unnamed: 0 }
    }
}

struct Reader<'p> {
    page: &'p Page<'p>,
    sections: &'p [Section<'p, 'p>],
    claims: Claims,
    operation: NodeId,
    name: String,
    request: Side,
    response: Side,
    /// The labels of the entries for the URI, if the page has any.
    uri_labels: Vec<String>,
}

impl<'p> Reader<'p> {
    fn new(
        page: &'p Page<'p>,
        mut claims: Claims,
        (title, lines): (Title<'_>, Lines),
        sections: &'p [Section<'p, 'p>],
    ) -> Self {
        let operation = claims.node(Claims::ROOT, Step::Operation(operation_key(title.name).into()));
        claims.state(operation, Fact::Name(title.name.to_owned()), lines);
        let request = Side::new(&mut claims, operation, Step::Input);
        let response = Side::new(&mut claims, operation, Step::Output);
        let name = title.name.to_owned();
        Self { page, sections, claims, operation, name, request, response, uri_labels: Vec::new() }
    }

    fn section(&mut self, section: &Section<'_, '_>) {
        if let Some(lines) = section.heading {
            self.claims.classify(lines, LineClass::Boilerplate);
        }
        match section.kind {
            SectionKind::Head | SectionKind::Contents => self.head(section.pieces),
            SectionKind::RequestSyntax => {
                self.request.syntax =
                    self.syntax(section.pieces, self.request.node, SectionKind::RequestBody);
            }
            SectionKind::ResponseSyntax => {
                self.response.syntax =
                    self.syntax(section.pieces, self.response.node, SectionKind::ResponseElements);
            }
            SectionKind::UriParameters => self.members(section.pieces, Scope::Uri, Step::Input),
            SectionKind::RequestBody => self.members(section.pieces, Scope::Body, Step::Input),
            SectionKind::ResponseElements => self.members(section.pieces, Scope::Body, Step::Output),
            SectionKind::Errors => self.errors(section.pieces),
            SectionKind::Examples => self.examples(section.pieces),
            SectionKind::SeeAlso => self.skip(section.pieces),
        }
    }

    fn skip(&mut self, pieces: &[Piece<'_>]) {
        for piece in pieces {
            self.claims.classify(piece.lines(), LineClass::Boilerplate);
        }
    }

    /// Reads what the examples of requests and responses show of how members are called, where no syntax does.
    fn examples(&mut self, pieces: &[Piece<'_>]) {
        self.skip(pieces);
        let has_syntax = |side: &Side| side.syntax != Syntax::default();
        for piece in pieces.iter().filter(|piece| matches!(piece.kind, PieceKind::Code | PieceKind::Text)) {
            let requested =
                (!has_syntax(&self.request)).then(|| example::request(piece, &self.name)).flatten();
            let answered =
                (!has_syntax(&self.response)).then(|| example::response(piece, &self.name)).flatten();
            for (shown, node) in [(requested, self.request.node), (answered, self.response.node)] {
                if let Some(shown) = shown
                    && let Some(lines) = shown.lines
                {
                    self.claims.state(node, Fact::Elements(Box::new(shown)), lines);
                }
            }
        }
    }

    fn head(&mut self, pieces: &[Piece<'_>]) {
        let mut doc = Prose::default();
        // With a fact about a member begins a section of which the heading is not known; it stays unread.
        let own = pieces.iter().take_while(|piece| piece.kind != PieceKind::Fact);
        for piece in own {
            let is_title = Title::read(piece.text()).is_some_and(|title| title.name == self.name);
            if is_title || piece.kind == PieceKind::Markup {
                self.claims.classify(piece.lines(), LineClass::Boilerplate);
            } else if layout::says_deprecated(piece.text()) {
                self.claims.state(self.operation, Fact::Deprecated(Box::default()), piece.lines());
            } else {
                piece.add_to(&mut doc);
            }
        }
        doc.claim(&mut self.claims, self.operation);
    }

    /// Reads a syntax; the members of its body have their entries in sections of the kind `of_body`.
    fn syntax(&mut self, pieces: &[Piece<'_>], root: NodeId, of_body: SectionKind) -> Syntax {
        // Text may hold a syntax over several lines, and lines of it may look like something else.
        let text: Vec<_> =
            pieces.iter().filter(|piece| piece.kind != PieceKind::Markup).map(Piece::markdown).collect();
        let lines = pieces.iter().map(Piece::lines).reduce(Lines::to);
        let Some(lines) = lines.filter(|_| !text.is_empty()) else { return Syntax::default() };
        let mut syntax = match syntax::read(&text.join("\n")) {
            Ok(syntax) => {
                self.claims.classify(lines, LineClass::Boilerplate);
                syntax
            }
            Err(broken) => {
                let Broken { problem, head } = *broken;
                self.claims.diagnostics.push(
                    Diagnostic::new(Code::MALFORMED_SYNTAX, format!("the syntax cannot be read: {problem}"))
                        .at(snippet(self.page, lines, "in this syntax"))
                        .help("compare the page with the vendor's; what follows the place is not read"),
                );
                head
            }
        };
        if !self.uri_labels.is_empty() {
            let is_described = |name: &str| self.uri_labels.iter().any(|label| label == name);
            syntax.fix_query(is_described);
            syntax.fix_host(is_described);
            syntax.find_aliases(&self.uri_labels);
        }
        if syntax.is_xml() {
            syntax.find_renamed(&labels(self.sections, of_body));
        }
        syntax.claim(&mut self.claims, self.operation, root, lines);
        syntax
    }

    /// Reads the entries of members. Those that lost their names get them from the syntax.
    fn members(&mut self, pieces: &[Piece<'_>], scope: Scope, step: Step) {
        let is_known = {
            let (request, response) = (&self.request.syntax, &self.response.syntax);
            let of = if step == Step::Input { request } else { response };
            |label: &Label<'_>| of.has_in_body(label.member) || of.place(label.text).1.is_some()
        };
        let found = entries(&mut self.claims, Some(self.operation), pieces, scope, &is_known);
        let Entries { list, required_first, is_binary } = found;
        let mut groups: Vec<Vec<Entry<'_, '_>>> = Vec::new();
        for entry in list {
            if entry.is_root_element() {
                self.claims.classify(entry.lines, LineClass::Boilerplate);
                continue;
            }
            match groups.last_mut().filter(|group| group.iter().any(|other| other.scope == entry.scope)) {
                Some(group) => group.push(entry),
                None => groups.push(vec![entry]),
            }
        }
        for group in groups {
            self.group(group, &step, required_first, is_binary);
        }
    }

    /// Reads entries of one scope.
    fn group(&mut self, mut group: Vec<Entry<'_, '_>>, step: &Step, required_first: bool, is_binary: bool) {
        let Some(scope) = group.first().map(|entry| entry.scope) else { return };
        let side = if *step == Step::Input { &self.request } else { &self.response };
        let mut named = Named::Unfit;
        if group.iter().any(|entry| entry.label.is_none()) {
            let syntaxes = [&self.request.syntax, &self.response.syntax];
            let has_wire_labels = syntaxes.iter().any(|syntax| syntax.has_wire_labels());
            let expected = naming::expected(&side.syntax, scope, has_wire_labels);
            // Entries without facts do not tell where the next begins; holes do, and notes leave such as well.
            let split = split_at_holes(group.clone());
            let is_typed = matches!(scope, Scope::Body | Scope::WholeBody);
            if split.len() > group.len() && (!is_typed || group.len() < expected.len()) {
                named = naming::assign(&split, &expected, &side.syntax, required_first);
            }
            match named {
                Named::All(_) => group = split,
                Named::Doubtful => {}
                Named::Unfit => named = naming::assign(&group, &expected, &side.syntax, required_first),
            }
            // Pieces by themselves are easier to tell apart for other pages than several entries in one.
            if !is_typed && !matches!(named, Named::All(_)) {
                group = split_at_holes(group);
            }
        }
        let names = if let Named::All(names) = named { names } else { Vec::new() };
        let side = if *step == Step::Input { &self.request } else { &self.response };
        let is_whole_body = scope == Scope::Body && group.len() == 1 && side.syntax.is_in_words();
        for (index, entry) in group.iter().enumerate() {
            let node = self.member(entry, step, names.get(index), is_binary);
            if is_whole_body {
                let payload = Fact::In(Location::Payload);
                self.claims.infer(node, payload, entry.lines, "payload-by-lone-entry");
            }
        }
    }

    /// Claims what an entry says, and returns the member's node.
    fn member(
        &mut self,
        entry: &Entry<'_, '_>,
        step: &Step,
        given: Option<&Name>,
        is_binary: bool,
    ) -> NodeId {
        let claims = &mut self.claims;
        let side = if *step == Step::Input { &mut self.request } else { &mut self.response };
        let (label, member, lines, basis) = match (&entry.label, given) {
            (Some((label, lines)), _) => {
                claims.classify(*lines, LineClass::Fact);
                (label.text.to_owned(), crate::claims::Name::from(label.member), *lines, Basis::Stated)
            }
            (None, Some(name)) => {
                (name.label.clone(), name.label.as_str().into(), entry.lines, Basis::Inferred(name.rule))
            }
            (None, None) => {
                let node = claims.node(side.node, Step::UnnamedMember(side.unnamed));
                side.unnamed += 1;
                if entry.scope == Scope::Uri {
                    claims.infer(node, Fact::In(Location::Path), entry.lines, "uri-entry");
                }
                entry.claim(claims, node, Some("member-without-name"));
                return node;
            }
        };
        let is_outside = matches!(entry.scope, Scope::Uri | Scope::Headers);
        let (member, place) = if is_outside {
            let (member, place) = side.syntax.place(&member);
            (crate::claims::Name::from(member), place)
        } else {
            (crate::claims::Name::from(side.syntax.member_in_body(&member)), None)
        };
        let node = claims.node(side.node, Step::Member(member.clone()));
        claims.claim(node, Fact::Name(label), lines, basis);
        let in_response = entry.label.as_ref().and_then(|(label, _)| label.in_response);
        if let Some(name) = in_response.filter(|name| *name != member) {
            claims.claim(node, Fact::WireName(name.to_owned()), lines, basis);
        }
        if place == Some(Place::Path) {
            let label = side.syntax.label_of(&member);
            side.syntax.claim_label(claims, self.operation, node, label, lines);
            if label != &*member {
                claims.infer(node, Fact::WireName(label.to_owned()), lines, "path-label-by-ending");
            }
        }
        if entry.scope == Scope::WholeBody {
            claims.state(node, Fact::In(Location::Payload), lines);
            // A page shows the form of all bodies but of such as are bytes.
            if is_binary || !entry.has_type && side.syntax.has_payload(&member) {
                let blob = Fact::Kind(Kind::Scalar(Scalar::Blob));
                claims.infer(node, blob, entry.lines, "binary-body");
            }
        }
        entry.claim(claims, node, if let Basis::Inferred(rule) = basis { Some(rule) } else { None });
        node
    }

    fn errors(&mut self, pieces: &[Piece<'_>]) {
        let found = entries(&mut self.claims, None, pieces, Scope::Errors, &|_| false);
        for (index, entry) in found.list.iter().enumerate() {
            let status_of = |piece: &Piece<'_>| Some((constraints::status(piece.text())?, piece.lines()));
            let mut statuses = entry.pieces.iter().filter_map(|piece| status_of(piece));
            let status = statuses.next();
            // The text of an error may say its status, too.
            statuses.for_each(|(_, lines)| self.claims.classify(lines, LineClass::Boilerplate));
            let node = match (&entry.label, status) {
                (Some((label, lines)), _) => {
                    let node = self.claims.node(self.operation, Step::Error(label.text.into()));
                    self.claims.state(node, Fact::Code(label.text.to_owned()), *lines);
                    node
                }
                (None, Some(_)) => self.claims.node(self.operation, Step::UnnamedError(index)),
                // What follows the errors and is none: examples that lost their heading.
                (None, None) => {
                    self.claims.classify(entry.lines, LineClass::Boilerplate);
                    continue;
                }
            };
            if let Some((status, lines)) = status {
                self.claims.state(node, Fact::Status(status), lines);
            }
            self.error_doc(entry, node);
        }
    }

    /// Claims the prose of an error, and that of its members, which newer pages list beneath it.
    fn error_doc(&mut self, entry: &Entry<'_, '_>, node: NodeId) {
        let mut doc = Prose::default();
        let mut member: Option<NodeId> = None;
        let mut body: Option<NodeId> = None;
        for piece in entry.pieces.iter().filter(|piece| constraints::status(piece.text()).is_none()) {
            let is_member = || !is_admonition(piece.text()) && !piece.leads_to_page();
            if let Some(label) = piece.label().filter(|_| is_member()) {
                std::mem::take(&mut doc).claim(&mut self.claims, member.unwrap_or(node));
                let body = *body.get_or_insert_with(|| self.claims.node(node, Step::Output));
                let found = self.claims.node(body, Step::Member(label.member.into()));
                // Pages state no type of an error's members; all protocols of AWS have a text for people there.
                let (kind, rule) = match label.member.eq_ignore_ascii_case("message") {
                    true => (Kind::Scalar(Scalar::String), "error-message"),
                    false => (Kind::Any, "member-without-type"),
                };
                self.claims.infer(found, Fact::Kind(kind), piece.lines(), rule);
                member = Some(found);
            } else {
                piece.add_to(&mut doc);
            }
        }
        doc.claim(&mut self.claims, member.unwrap_or(node));
    }

    /// Reports the parts that every page of this layout has and this one lacks.
    fn check_complete(&mut self, sections: &[Section<'_, '_>]) {
        use SectionKind::{
            Errors, RequestBody, RequestSyntax, ResponseElements, ResponseSyntax, SeeAlso, UriParameters,
        };
        let has = |kinds: &[SectionKind]| sections.iter().any(|section| kinds.contains(&section.kind));
        // An operation may take or give nothing; a page that ends before its errors is cut off.
        let parts: [(&[SectionKind], &str); 3] = [
            (
                &[RequestSyntax, UriParameters, RequestBody, ResponseSyntax, ResponseElements],
                "Request Syntax",
            ),
            (&[ResponseElements, Errors, SeeAlso], "Response Elements"),
            (&[Errors, SeeAlso], "Errors"),
        ];
        // A page that has all of its end lost no members: there are none.
        let ends_well = has(&[Errors]) && has(&[SeeAlso]);
        let missing: Vec<_> = parts
            .iter()
            .filter(|(kinds, _)| !(has(kinds) || ends_well))
            .map(|(_, heading)| format!("`{heading}`"))
            .collect();
        if !missing.is_empty() {
            let last = u32::max(self.page.document.line_count(), 1);
            self.claims.diagnostics.push(
                Diagnostic::new(Code::INCOMPLETE_PAGE, format!("the page has no {}", missing.join(", ")))
                    .at(snippet(self.page, Lines::at(last), "the page ends here"))
                    .help("fetch the page again; it seems to be cut off"),
            );
        }
    }
}
