//! What a syntax block claims.

use docwright_idl::{Location, Scalar};

use super::super::labels::ELEMENT;
use super::{Form, Renamed, Start, Syntax, bare};
use crate::claims::{Claims, Fact, Kind, Name, NodeId, Step};
use crate::document::Lines;

/// The prefix of the attributes that XML Schema has for all documents (XML Schema part 1, section 2.6). Pages may print
/// them like elements.
const INSTANCE: &str = "xsi:";

/// The rule by which a name in the query stands for several.
const QUERY_MAP: &str = "query-map-by-entry";

impl Syntax {
    /// Claims all that the syntax says.
    pub(in super::super) fn claim(&self, claims: &mut Claims, operation: NodeId, root: NodeId, lines: Lines) {
        match &self.start {
            Some(Start::Request(target)) => {
                let route = Fact::Route(target.method, target.path.clone());
                match target.is_fixed_by_entries {
                    true => claims.infer(operation, route, lines, "fixed-query-by-entries"),
                    false => claims.state(operation, route, lines),
                }
            }
            Some(Start::StatusMember(name)) => {
                let node = claims.node(root, Step::Member(name.clone().into()));
                claims.state(node, Fact::In(Location::Status), lines);
                claims.infer(node, Fact::Kind(Kind::Scalar(Scalar::Integer)), lines, "status-is-integer");
            }
            Some(Start::Response(status)) => claims.state(operation, Fact::Status(*status), lines),
            None => {}
        }
        if let Some(name) = &self.root {
            claims.state(root, Fact::Root(name.clone()), lines);
        }
        if let Some(namespace) = &self.namespace {
            claims.state(Claims::ROOT, Fact::XmlNamespace(namespace.clone()), lines);
        }
        if let Some(media) = &self.media {
            claims.state(root, Fact::Media(media.clone()), lines);
        }
        let query = self.target().into_iter().flat_map(|target| &target.query);
        let carried = query.map(|pair| (pair, Location::Query));
        let header =
            |wire: &str| if wire.ends_with('-') { Location::PrefixHeaders } else { Location::Header };
        let carried = carried.chain(self.headers.iter().map(|pair| (pair, header(&pair.0))));
        for ((wire, member), location) in carried {
            let node = claims.node(root, Step::Member(member.clone().into()));
            claims.state(node, Fact::In(location), lines);
            if wire != member {
                claims.state(node, Fact::WireName(wire.clone()), lines);
            }
        }
        for name in self.target().into_iter().flat_map(|target| &target.query_maps) {
            let node = claims.node(root, Step::Member(name.clone().into()));
            claims.infer(node, Fact::In(Location::QueryMap), lines, QUERY_MAP);
            claims.infer(node, Fact::Kind(Kind::Map), lines, QUERY_MAP);
            for part in [Step::Key, Step::Value] {
                let part = claims.node(node, part);
                claims.infer(part, Fact::Kind(Kind::Scalar(Scalar::String)), lines, QUERY_MAP);
            }
        }
        for label in self.path_labels() {
            let node = claims.node(root, Step::Member(self.member_of(label).into()));
            self.claim_label(claims, operation, node, label, lines);
        }
        if let Some(label) = self.host() {
            let node = claims.node(root, Step::Member(label.to_owned().into()));
            claims.state(node, Fact::In(Location::Host), lines);
            let prefix = Fact::HostPrefix(format!("{{{label}}}."));
            claims.infer(operation, prefix, lines, "host-label-by-name");
        }
        match &self.body {
            Some(Form::Struct(members)) => {
                claim_members(claims, root, members, &self.renamed, lines);
            }
            Some(form @ (Form::List(_) | Form::Map(..))) => claim_form(claims, root, form, lines),
            _ => {}
        }
        if let Some(payload) = &self.payload {
            let node = claims.node(root, Step::Member(payload.clone().into()));
            claims.state(node, Fact::In(Location::Payload), lines);
        }
    }

    /// Claims that a member travels in the path. A path names its labels without braces where a page lost them.
    pub(in super::super) fn claim_label(
        &self,
        claims: &mut Claims,
        operation: NodeId,
        node: NodeId,
        name: &str,
        lines: Lines,
    ) {
        let Some(target) = self.target() else { return };
        claims.state(node, Fact::In(Location::Path), lines);
        if self.marked_labels().any(|label| label == name) && target.path.contains(&format!("{{{name}")) {
            return;
        }
        let (path, fixed) = target.path.split_at(target.path.find('?').unwrap_or(target.path.len()));
        let label = |segment: &str| match bare(segment) == name {
            true if segment.ends_with('+') => format!("{{{name}+}}"),
            true => format!("{{{name}}}"),
            false => segment.to_owned(),
        };
        let template: Vec<_> = path.split('/').map(label).collect();
        let route = Fact::Route(target.method, format!("{}{fixed}", template.join("/")));
        claims.infer(operation, route, lines, "path-label-by-name");
    }
}

fn claim_members(
    claims: &mut Claims,
    parent: NodeId,
    members: &[(Name, Form)],
    renamed: &Renamed,
    lines: Lines,
) {
    for (name, form) in members {
        let other = renamed.get(name);
        let node = claims.node(parent, Step::Member(other.map_or(name, |(member, _)| member).clone()));
        if let Some((_, rule)) = other {
            claims.infer(node, Fact::WireName(name.to_string()), lines, rule);
        }
        if matches!(form, Form::Scalar(_)) && name.starts_with(INSTANCE) {
            claims.infer(node, Fact::In(Location::Attribute), lines, "xml-attribute-by-prefix");
        }
        claim_form(claims, node, form, lines);
    }
}

fn claim_form(claims: &mut Claims, node: NodeId, form: &Form, lines: Lines) {
    match form {
        Form::Empty => claims.infer(node, Fact::Kind(Kind::Struct), lines, "empty-braces"),
        Form::Plural(..) => claims.infer(node, Fact::Kind(Kind::List), lines, "xml-list-by-plural"),
        Form::Holder(_) => claims.infer(node, Fact::Kind(Kind::Struct), lines, "xml-structure-of-one"),
        form => claims.state(node, Fact::Kind(form.kind()), lines),
    }
    match form {
        Form::Recursive(name) => claims.state(node, Fact::ShapeName(name.clone()), lines),
        Form::Repeated(_) => claims.state(node, Fact::Flattened, lines),
        Form::Attribute(_) => claims.state(node, Fact::In(Location::Attribute), lines),
        _ => {}
    }
    match form {
        Form::Struct(members) | Form::Holder(members) => {
            claim_members(claims, node, members, &Renamed::new(), lines)
        }
        Form::Map(key, value) => {
            let key_node = claims.node(node, Step::Key);
            claim_form(claims, key_node, key, lines);
            let value_node = claims.node(node, Step::Value);
            claim_form(claims, value_node, value, lines);
        }
        Form::List(element) | Form::Repeated(element) => {
            let element_node = claims.node(node, Step::Element);
            claim_form(claims, element_node, element, lines);
        }
        Form::Plural(name, element) => {
            let element_node = claims.node(node, Step::Element);
            if name != ELEMENT {
                claims.infer(element_node, Fact::WireName(name.to_string()), lines, "xml-list-by-plural");
            }
            claim_form(claims, element_node, element, lines);
        }
        Form::Scalar(_)
        | Form::Attribute(_)
        | Form::Opaque
        | Form::Words
        | Form::Empty
        | Form::Recursive(_) => {}
    }
}
