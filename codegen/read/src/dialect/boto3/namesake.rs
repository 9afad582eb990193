//! The values of a request's text of which a damaged page lost the syntax.
//!
//! What a request may set, the response reports under the same name: where the syntax shows the same values for all
//! members of that name, one of them in the response, the text has them too. Top-level lines of a request are single
//! words, which damage takes away; those of the response stand deeper and stay. A name that says nothing by itself is that of
//! many things: what it is of must be called the same, or be what the operation is about.

use std::collections::{HashMap, HashSet};

use docwright_idl::Scalar;
use serde_json::Value;

use crate::claims::{Claim, Claims, Fact, Kind, NodeId, Step};
use crate::lines::lines;
use crate::reconcile::is_vague;

const TEXT: Fact = Fact::Kind(Kind::Scalar(Scalar::String));

/// By what a text is known.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Key<'c> {
    /// The name of the nearest member around it, and of what holds that if the name says nothing by itself: none if that is the
    /// operation.
    names: [&'c str; 2],
    /// How the text is reached from there: within `tags`, as one of `tags[]` or `tags{}`.
    steps: Vec<&'c Step>,
}

/// Where a text stands.
#[derive(Clone, Copy)]
struct Stand {
    /// Whether it is within what the operation takes.
    is_input: bool,
    /// Whether a member at the top holds it.
    is_of_top: bool,
}

impl<'c> Key<'c> {
    /// Returns the key of a text, and where that stands.
    fn of(claims: &'c Claims, id: NodeId) -> Option<(Self, Stand)> {
        let way =
            std::iter::successors(Some(claims.get(id)), |node| node.parent.map(|parent| claims.get(parent)));
        let mut steps = Vec::new();
        let mut names = Vec::new();
        let mut is_input = false;
        for node in way {
            match &node.step {
                Step::Member(name) => names.push(name.as_str()),
                step @ (Step::Element | Step::Value) if names.is_empty() => steps.push(step),
                Step::Element | Step::Value => {}
                side @ (Step::Input | Step::Output) => {
                    is_input = *side == Step::Input;
                    break;
                }
                _ => return None,
            }
        }
        let name = *names.first()?;
        let holder = names.get(1).copied().filter(|_| is_vague(name)).unwrap_or_default();
        Some((Self { names: [name, holder], steps }, Stand { is_input, is_of_top: names.len() == 2 }))
    }
}

/// Returns, for each node, the first one of the same place: bullets and syntax make nodes of their own.
fn places(claims: &Claims) -> Vec<NodeId> {
    let mut first: HashMap<(Option<NodeId>, &Step), NodeId> = HashMap::new();
    let mut places: Vec<NodeId> = Vec::new();
    for (id, node) in claims.nodes() {
        let parent = node.parent.and_then(|parent| places.get(parent.index())).copied();
        places.push(*first.entry((parent, &node.step)).or_insert(id));
    }
    places
}

/// What the members of one name have in common.
struct Namesakes<'c> {
    /// The first that has values; `None` if others have no or other values.
    values: Option<&'c Claim>,
    in_response: bool,
}

/// Whether a text lists, as values, others than these.
fn lists_others(text: &str, values: &[Value]) -> bool {
    let is_value = |word: &str| {
        word.len() > 1
            && word.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
    };
    let are_alike = || values.iter().all(|value| value.as_str().is_some_and(is_value));
    let listed =
        lines(text).filter_map(|line| line.trim_start().strip_prefix("- ")?.split_whitespace().next());
    let mut others = listed.map(|word| word.trim_matches(['`', '*', ':'])).filter(|word| is_value(word));
    others.any(|word| values.iter().all(|value| value != word)) && are_alike()
}

/// Claims the values of texts that bullets show and the syntax does not. The first `bullets` claims were made by
/// bullets, the others by the syntax.
pub(super) fn claim_values(claims: &mut Claims, bullets: usize) {
    let places = places(claims);
    let place = |claim: &Claim| places.get(claim.node.index()).copied().unwrap_or(claim.node);
    let (by_bullets, by_syntax) = claims.all().split_at(bullets.min(claims.all().len()));
    let shown: HashSet<NodeId> = by_syntax.iter().map(place).collect();
    let enums: HashMap<NodeId, &Claim> = by_syntax
        .iter()
        .filter(|claim| matches!(claim.fact, Fact::Values { .. }))
        .map(|claim| (place(claim), claim))
        .collect();
    let mut namesakes: HashMap<Key<'_>, Namesakes<'_>> = HashMap::new();
    for claim in by_syntax.iter().filter(|claim| claim.fact == TEXT) {
        let Some((key, Stand { is_input, is_of_top })) = Key::of(claims, claim.node) else { continue };
        let values = enums.get(&place(claim)).copied();
        // What the response holds at the top is what the operation is about.
        let of_subject = (!is_input && is_of_top).then(|| Key { names: [key.names[0], ""], ..key.clone() });
        for key in of_subject.into_iter().chain([key]) {
            let known = namesakes.entry(key).or_insert(Namesakes { values, in_response: false });
            known.values =
                known.values.filter(|known| values.is_some_and(|values| values.fact == known.fact));
            known.in_response |= !is_input;
        }
    }
    let docs: HashMap<NodeId, &str> = by_bullets
        .iter()
        .filter_map(|claim| if let Fact::Doc(doc) = &claim.fact { Some((claim.node, &**doc)) } else { None })
        .collect();
    let is_lost = |claim: &&Claim| claim.fact == TEXT && !shown.contains(&place(claim));
    let found: Vec<_> = by_bullets
        .iter()
        .filter(is_lost)
        .filter_map(|claim| {
            let (key, _) = Key::of(claims, claim.node).filter(|(_, stand)| stand.is_input)?;
            let namesakes = namesakes.get(&key)?;
            let found = namesakes.values.filter(|_| namesakes.in_response)?;
            let Fact::Values { values, .. } = &found.fact else { return None };
            let is_denied = docs.get(&claim.node).is_some_and(|doc| lists_others(doc, values));
            (!is_denied).then(|| (claim.node, found.fact.clone(), found.lines))
        })
        .collect();
    for (node, values, lines) in found {
        claims.infer(node, values, lines, "values-of-namesake");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Lines;

    /// Builds a request with a member of which the syntax is lost, and a response with members that have values, each by the
    /// names that lead there. Returns the request's values.
    fn values_of(request: &str, doc: &str, response: &[(&str, &[&str])]) -> Option<Fact> {
        let mut claims = Claims::new("\n");
        let line = Lines::at(1);
        let operation = claims.node(Claims::ROOT, Step::Operation("x".into()));
        let member = |claims: &mut Claims, side: Step, path: &str| {
            let side = claims.node(operation, side);
            path.split('.').fold(side, |at, name| claims.node(at, Step::Member(name.into())))
        };
        let lost = member(&mut claims, Step::Input, request);
        claims.state(lost, TEXT, line);
        claims.state(lost, Fact::Doc(doc.into()), line);
        let bullets = claims.all().len();
        for (path, values) in response {
            let node = member(&mut claims, Step::Output, path);
            claims.state(node, TEXT, line);
            if !values.is_empty() {
                let values = values.iter().map(|value| (*value).into()).collect();
                claims.state(node, Fact::Values { values, open: false }, line);
            }
        }
        claim_values(&mut claims, bullets);
        claims.all()[bullets..].iter().find(|claim| claim.node == lost).map(|claim| claim.fact.clone())
    }

    const TWO: &[&str] = &["ON", "OFF"];

    fn found() -> Option<Fact> {
        Some(Fact::Values { values: TWO.iter().map(|value| (*value).into()).collect(), open: false })
    }

    #[test]
    fn a_text_has_the_values_that_all_of_its_name_have() {
        let of_request = |response: &[_]| values_of("light", "How it shines.", response);
        assert_eq!(of_request(&[("a.light", TWO), ("a.b.c.light", TWO)]), found());
        assert_eq!(of_request(&[("a.light", TWO), ("b.light", &["ON"])]), None);
        assert_eq!(of_request(&[("a.light", TWO), ("b.light", &[])]), None);
        assert_eq!(of_request(&[("a.lamp", TWO)]), None);
        let items = |item: &str| {
            values_of("light", &format!("One of:\n\n- `ON`: bright.\n- {item}"), &[("light", TWO)])
        };
        assert_eq!(items("`OFF`: dark."), found());
        assert_eq!(items("`ANY`: however it shines."), None);
    }

    #[test]
    fn a_name_that_says_nothing_by_itself_is_that_of_what_holds_it() {
        for (request, response, is_found) in [
            ("status", "status", true),
            ("status", "lamp.status", true),
            ("status", "lamp.bulb.status", false),
            ("bulb.status", "lamp.bulb.status", true),
            ("bulb.status", "lamp.status", false),
        ] {
            let values = values_of(request, "How it is.", &[(response, TWO)]);
            assert_eq!(values, found().filter(|_| is_found), "{request} {response}");
        }
    }
}
