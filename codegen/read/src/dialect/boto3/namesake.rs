//! The values of a request's text of which a damaged page lost the syntax.
//!
//! What a request may set, the response reports under the same name: where the syntax shows the same values for all
//! members of that name, one of them in the response, the text has them too. Top-level lines of a request are single
//! words, which damage takes away; those of the response stand deeper and stay. What an operation selects by may have
//! other values than what it reports (`ALL`), and a name that says nothing by itself is that of many things.

use std::collections::{HashMap, HashSet};

use docwright_idl::Scalar;

use crate::claims::{Claim, Claims, Fact, Kind, NodeId, Step};
use crate::reconcile::is_vague;

/// What the names of operations begin with, without punctuation, that select by what they take.
const SELECTING: &[&str] = &["batchget", "describe", "get", "list", "lookup", "query", "search"];

const TEXT: Fact = Fact::Kind(Kind::Scalar(Scalar::String));

/// How a text is reached from the nearest member around it: `tags`, `tags[]`, `tags{}`; `None` if the member's name says
/// nothing by itself.
fn tail(claims: &Claims, mut id: NodeId) -> Option<String> {
    let mut steps = String::new();
    loop {
        let node = claims.get(id);
        match &node.step {
            Step::Member(name) => return (!is_vague(name)).then(|| format!("{name}{steps}")),
            Step::Element => steps.insert_str(0, "[]"),
            Step::Value => steps.insert_str(0, "{}"),
            _ => return None,
        }
        id = node.parent?;
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

/// Returns the operation that takes what a node is within.
fn taker(claims: &Claims, mut id: NodeId) -> Option<&str> {
    while let Some(parent) = claims.get(id).parent {
        if let (Step::Input, Step::Operation(operation)) = (&claims.get(id).step, &claims.get(parent).step) {
            return Some(operation);
        }
        id = parent;
    }
    None
}

/// Whether a node is within what an operation takes, and sets by it.
fn is_set(claims: &Claims, id: NodeId) -> bool {
    let selects = |operation: &str| SELECTING.iter().any(|verb| operation.starts_with(verb));
    taker(claims, id).is_some_and(|operation| !selects(operation))
}

/// What the members of one name have in common.
struct Namesakes<'c> {
    /// The first that has values; `None` if others have no or other values.
    values: Option<&'c Claim>,
    in_response: bool,
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
    let mut namesakes: HashMap<String, Namesakes<'_>> = HashMap::new();
    for claim in by_syntax.iter().filter(|claim| claim.fact == TEXT) {
        let Some(tail) = tail(claims, claim.node) else { continue };
        let values = enums.get(&place(claim)).copied();
        let known = namesakes.entry(tail).or_insert(Namesakes { values, in_response: false });
        known.values = known.values.filter(|known| values.is_some_and(|values| values.fact == known.fact));
        known.in_response |= taker(claims, claim.node).is_none();
    }
    let is_lost =
        |claim: &&Claim| claim.fact == TEXT && !shown.contains(&place(claim)) && is_set(claims, claim.node);
    let found: Vec<_> = by_bullets
        .iter()
        .filter(is_lost)
        .filter_map(|claim| {
            let namesakes = namesakes.get(&tail(claims, claim.node)?)?;
            let values = namesakes.values.filter(|_| namesakes.in_response)?;
            Some((claim.node, values.fact.clone(), values.lines))
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

    /// Builds a request and a response with a member of each name, the latter in structures of their own; the response's have
    /// the given values. Returns those of the request.
    fn values_of(operation: &str, name: &str, response: &[(&str, &[&str])]) -> Option<Fact> {
        let mut claims = Claims::new("\n");
        let line = Lines::at(1);
        let operation = claims.node(Claims::ROOT, Step::Operation(operation.into()));
        let input = claims.node(operation, Step::Input);
        let lost = claims.node(input, Step::Member(name.into()));
        claims.state(lost, TEXT, line);
        let bullets = claims.all().len();
        let output = claims.node(operation, Step::Output);
        for (index, (name, values)) in response.iter().enumerate() {
            let part = claims.node(output, Step::Member(format!("part{index}").into()));
            let node = claims.node(part, Step::Member((*name).into()));
            claims.state(node, TEXT, line);
            if !values.is_empty() {
                let values = values.iter().map(|value| (*value).into()).collect();
                claims.state(node, Fact::Values { values, open: false }, line);
            }
        }
        claim_values(&mut claims, bullets);
        let found = claims.all().iter().find(|claim| claim.node == lost && claim.fact != TEXT);
        found.map(|claim| claim.fact.clone())
    }

    #[test]
    fn a_text_has_the_values_that_all_of_its_name_have() {
        let on_off = Fact::Values { values: ["on".into(), "off".into()].into(), open: false };
        let two: &[&str] = &["on", "off"];
        let values_of_request = |name: &str, response: &[_]| values_of("setlight", name, response);
        assert_eq!(values_of_request("light", &[("light", two), ("light", two)]), Some(on_off));
        assert_eq!(values_of_request("light", &[("light", two), ("light", &["on"])]), None);
        assert_eq!(values_of_request("light", &[("light", two), ("light", &[])]), None);
        assert_eq!(values_of_request("light", &[("lamp", two)]), None);
        assert_eq!(values_of_request("status", &[("status", two)]), None, "says nothing by itself");
        assert_eq!(
            values_of("listlights", "light", &[("light", two)]),
            None,
            "there may be more to select by"
        );
    }
}
