//! What the pages together say of one aspect of a node: equal claims merge, the more specific of compatible ones
//! wins, what is stated outweighs what is inferred, and the rest is a contradiction.

use std::borrow::Cow;
use std::mem::discriminant;
use std::ops::Deref;

use docwright_idl::{Bounds, Deprecation, Method};
use foldhash::fast::FixedState;
use indexmap::IndexMap;
use serde_json::{Number, Value};

use super::tree::{Node, Said};
use crate::claims::{Basis, Fact};

/// What was settled about one aspect of a node.
#[derive(Debug)]
pub(super) struct Settled<'t> {
    pub(super) fact: Cow<'t, Fact>,
    /// The claims on which it rests.
    pub(super) support: Support<'t>,
    /// A claim that contradicts it, if there is one.
    pub(super) against: Option<&'t Said>,
}

/// The claims on which something rests; most often it is one.
#[derive(Debug)]
pub(super) enum Support<'t> {
    One([&'t Said; 1]),
    Several(Vec<&'t Said>),
}

impl<'t> Deref for Support<'t> {
    type Target = [&'t Said];

    fn deref(&self) -> &[&'t Said] {
        match self {
            Self::One(one) => one,
            Self::Several(several) => several,
        }
    }
}

/// Settles each aspect of which something is said, in the order in which they were first mentioned. Facts of which
/// a node may have several are not settled but listed.
pub(super) fn settle(node: &Node) -> impl Iterator<Item = Settled<'_>> {
    let mut claims = Vec::with_capacity(node.said.iter().count());
    claims.extend(node.said.iter().filter(|said| !may_be_several(&said.fact)));
    let mut place = 0;
    std::iter::from_fn(move || {
        loop {
            let (before, behind) = claims.split_at(place);
            let (said, behind) = behind.split_first()?;
            place += 1;
            let is_same = |other: &&&Said| discriminant(&other.fact) == discriminant(&said.fact);
            if before.iter().any(|other| is_same(&other)) {
                continue;
            }
            let mut others = behind.iter().filter(is_same).peekable();
            return match others.peek() {
                None => {
                    let (fact, support) = (Cow::Borrowed(&said.fact), Support::One([said]));
                    Some(Settled { fact, support, against: None })
                }
                Some(_) => {
                    let claims = std::iter::once(said).chain(others).copied().collect();
                    Some(settle_several(said, claims))
                }
            };
        }
    })
}

/// Whether a node may have several facts of this kind.
pub(super) fn may_be_several(fact: &Fact) -> bool {
    matches!(
        fact,
        Fact::Auth(_) | Fact::Sample(_) | Fact::Example(_) | Fact::Rule(_) | Fact::FurtherStatus(_)
    )
}

/// Settles what several claims say, of which `first` is the first.
fn settle_several<'t>(first: &'t Said, mut claims: Vec<&'t Said>) -> Settled<'t> {
    let mut fact = Cow::Borrowed(&first.fact);
    let mut against = None;
    if claims.iter().any(|said| said.fact != first.fact) {
        // Stated first; the order of the pages, which is that of their names, decides the rest.
        claims.sort_by_key(|said| weakness(said.basis));
        let most_told = most_told(&claims);
        fact = Cow::Borrowed(most_told.unwrap_or(&claims[0].fact));
        let others = || claims.iter().filter(|said| said.fact != claims[0].fact);
        for said in most_told.is_none().then(others).into_iter().flatten() {
            match meet(&fact, &said.fact) {
                Some(both) => fact = Cow::Owned(both),
                None if gives_way(said.basis) => {}
                None => against = against.or(Some(*said)),
            }
        }
        claims.retain(|said| supports(&said.fact, &fact));
    }
    claims.sort_by_key(|said| (said.page, said.lines, weakness(said.basis)));
    claims.dedup_by_key(|said| (said.page, said.lines, said.basis));
    Settled { fact, support: Support::Several(claims), against }
}

/// Returns the prose that is said most often, if one is.
fn most_told<'t>(claims: &[&'t Said]) -> Option<&'t Fact> {
    let first @ Fact::Doc(_) = &claims.first()?.fact else { return None };
    if claims.iter().all(|said| said.fact == *first) {
        return None;
    }
    let mut counts: IndexMap<&str, (usize, &'t Fact), FixedState> = IndexMap::default();
    for said in claims {
        if let Fact::Doc(doc) = &said.fact {
            counts.entry(doc).or_insert((0, &said.fact)).0 += 1;
        }
    }
    let (most, fact) = counts.values().copied().max_by_key(|(count, _)| *count)?;
    let is_only = counts.values().filter(|(count, _)| *count == most).count() == 1;
    (is_only && counts.len() > 1).then_some(fact)
}

/// Returns how little a basis weighs: what a page says weighs most, what a hole in a damaged page suggests least.
pub(super) fn weakness(basis: Basis) -> u8 {
    const FROM_DAMAGE: &[&str] = &["required-by-hole", "values-of-namesake"];
    match basis {
        Basis::Stated => 0,
        Basis::Inferred(rule) if FROM_DAMAGE.contains(&rule) => 2,
        Basis::Inferred(_) => 1,
    }
}

/// Whether a rule but says what is likely where nothing else is known, so that nobody need hear of it if not.
fn gives_way(basis: Basis) -> bool {
    const RULES: &[&str] =
        &["empty-braces", "text-of-json", "values-of-namesake", "xml-structure-of-one", "xml-list-by-plural"];
    matches!(basis, Basis::Inferred(rule) if RULES.contains(&rule))
}

/// Whether a claim is a reason to believe what was settled.
fn supports(claim: &Fact, settled: &Fact) -> bool {
    match (claim, settled) {
        _ if claim == settled => true,
        (Fact::Doc(_), Fact::Doc(_)) => false,
        _ => meet(claim, settled).is_some_and(|both| both == *settled),
    }
}

/// Returns what two claims about the same aspect say together; `None` if they contradict each other.
fn meet(a: &Fact, b: &Fact) -> Option<Fact> {
    match (a, b) {
        _ if a == b => Some(a.clone()),
        (Fact::Kind(a), Fact::Kind(b)) => a.meet(*b).map(Fact::Kind),
        // Pages word their prose as they like; the fuller text stands.
        (Fact::Doc(first), Fact::Doc(second)) => {
            Some(if second.len() > first.len() + first.len() / 2 { b.clone() } else { a.clone() })
        }
        (Fact::Name(_), Fact::Name(_)) => Some(a.clone()),
        (Fact::Route(method, path), Fact::Route(other_method, other_path)) if method == other_method => {
            route(*method, path, other_path)
        }
        (Fact::Values { values, open }, Fact::Values { values: others, open: other_open }) => {
            match (contains(values, others), contains(others, values)) {
                (true, true) => Some(Fact::Values { values: values.clone(), open: *open && *other_open }),
                (true, false) => Some(a.clone()),
                (false, true) => Some(b.clone()),
                (false, false) => None,
            }
        }
        (Fact::Length(a), Fact::Length(b)) => joined(a, b).map(Fact::Length),
        (Fact::Range(a), Fact::Range(b)) => joined(a, b).map(Fact::Range),
        (Fact::Items(a), Fact::Items(b)) => joined(a, b).map(Fact::Items),
        // There are many ways to one page.
        (Fact::DocUrl(_), Fact::DocUrl(_)) => Some(a.clone()),
        (Fact::Paginated { page_size: a }, Fact::Paginated { page_size: b }) => {
            Some(Fact::Paginated { page_size: *a || *b })
        }
        (Fact::Deprecated(first), Fact::Deprecated(second)) => {
            Some(Fact::Deprecated(Box::new(Deprecation {
                doc: first.doc.clone().or_else(|| second.doc.clone()),
                replaced_by: first.replaced_by.clone().or_else(|| second.replaced_by.clone()),
            })))
        }
        _ => None,
    }
}

/// Joins two limits of which each may leave out an end.
fn joined(a: &Bounds, b: &Bounds) -> Option<Box<Bounds>> {
    fn end<'n>(a: &'n Option<Number>, b: &'n Option<Number>) -> Option<&'n Option<Number>> {
        match (a, b) {
            (Some(known), Some(other)) => (known.as_f64() == other.as_f64()).then_some(a),
            (Some(_), None) => Some(a),
            _ => Some(b),
        }
    }
    Some(Box::new(Bounds { min: end(&a.min, &b.min)?.clone(), max: end(&a.max, &b.max)?.clone() }))
}

fn contains(values: &[Value], others: &[Value]) -> bool {
    others.iter().all(|other| values.contains(other))
}

/// Joins two spellings of one path: where only one marks a segment as a label, that mark counts.
fn route(method: Method, a: &str, b: &str) -> Option<Fact> {
    fn bare(segment: &str) -> &str {
        segment.trim_matches(['{', '}'])
    }
    fn parts(path: &str) -> (Vec<&str>, &str) {
        let (path, query) = path.split_at(path.find('?').unwrap_or(path.len()));
        (path.split('/').collect(), query)
    }
    let ((first, query), (second, other_query)) = (parts(a), parts(b));
    let same = query == other_query
        && first.len() == second.len()
        && first.iter().zip(&second).all(|(a, b)| bare(a) == bare(b));
    same.then(|| {
        let joined: Vec<_> =
            first.iter().zip(&second).map(|(a, b)| if b.starts_with('{') { b } else { a }).copied().collect();
        Fact::Route(method, format!("{}{query}", joined.join("/")))
    })
}

#[cfg(test)]
mod tests {
    use docwright_idl::Scalar;

    use super::*;
    use crate::claims::{Kind, Step};
    use crate::document::Lines;

    fn values(values: &[&str], open: bool) -> Fact {
        Fact::Values { values: values.iter().map(|value| Value::from(*value)).collect(), open }
    }

    #[test]
    fn of_texts_the_one_told_most_often_stands_else_the_fullest() {
        let doc = |texts: &[&str]| {
            let mut node = Node::new(None, Step::Service);
            for (page, text) in texts.iter().enumerate() {
                let fact = Fact::Doc((*text).into());
                node.say(Said { page, fact, lines: Lines::at(1), basis: Basis::Stated });
            }
            let settled = settle(&node).next().unwrap();
            let Fact::Doc(doc) = settled.fact.as_ref() else { panic!("it is a text") };
            doc.to_string()
        };
        assert_eq!(
            doc(&["It is gone.", "It is gone, and will not come back.", "It is gone."]),
            "It is gone."
        );
        assert_eq!(
            doc(&["Gone.", "It is gone, and will not come back."]),
            "It is gone, and will not come back."
        );
        assert_eq!(doc(&["It is gone.", "It has gone."]), "It is gone.");
    }

    #[test]
    fn compatible_claims_join_and_contradictions_do_not() {
        let route = |path: &str| Fact::Route(Method::Get, path.into());
        assert_eq!(meet(&route("/a/b?x"), &route("/a/{b}?x")), Some(route("/a/{b}?x")));
        assert_eq!(meet(&route("/a/b?x"), &route("/a/{b}?y")), None);
        let joined = [
            (route("/a/{b}/c"), route("/a/b/{c}"), route("/a/{b}/{c}")),
            (
                Fact::Length(Box::new(Bounds { min: Some(1.into()), max: None })),
                Fact::Length(Box::new(Bounds { min: None, max: Some(9.into()) })),
                Fact::Length(Box::new(Bounds { min: Some(1.into()), max: Some(9.into()) })),
            ),
            (
                Fact::Deprecated(Box::default()),
                Fact::Deprecated(Box::new(Deprecation {
                    replaced_by: Some("b".into()),
                    ..Deprecation::default()
                })),
                Fact::Deprecated(Box::new(Deprecation {
                    replaced_by: Some("b".into()),
                    ..Deprecation::default()
                })),
            ),
            (values(&["A"], true), values(&["A", "B"], false), values(&["A", "B"], false)),
            (values(&["A", "B"], true), values(&["B", "A"], false), values(&["A", "B"], false)),
            (
                Fact::Kind(Kind::Scalar(Scalar::Number)),
                Fact::Kind(Kind::Scalar(Scalar::Long)),
                Fact::Kind(Kind::Scalar(Scalar::Long)),
            ),
        ];
        for (a, b, both) in joined {
            assert_eq!(meet(&a, &b), Some(both));
        }
        let contradictions = [
            (route("/a"), route("/b")),
            (values(&["A", "B"], false), values(&["A", "C"], false)),
            (Fact::Required(true), Fact::Required(false)),
            (Fact::Status(200), Fact::Status(201)),
        ];
        for (a, b) in contradictions {
            assert_eq!((meet(&a, &b), meet(&b, &a)), (None, None));
        }
    }
}
