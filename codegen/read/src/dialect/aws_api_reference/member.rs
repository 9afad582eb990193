//! What an entry says of a member.

use docwright_idl::Scalar;

use super::constraints::{self, Constraint};
use super::entries::Entry;
use super::flow::Piece;
use super::labels::Numbered;
use super::layout;
use super::types::TypeText;
use crate::claims::{Basis, Claims, Fact, Kind, LineClass, NodeId, Step};
use crate::dialect::prose::Prose;
use crate::dialect::sentences;
use crate::document::Lines;

/// The nodes to which the constraints of an entry belong.
#[derive(Default)]
struct Targets {
    /// The lists, the outermost first.
    lists: Vec<NodeId>,
    /// What the lists or the map hold in the end, or the member itself.
    innermost: Option<NodeId>,
    /// The keys of the maps, the outermost first.
    keys: Vec<NodeId>,
    /// What the maps hold in the end.
    value: Option<NodeId>,
}

impl Entry<'_, '_> {
    /// Returns the kind of the member as far as its type tells.
    pub(super) fn kind(&self) -> Kind {
        let (_, mut facts) = self.parts();
        let r#type = facts.find_map(Piece::r#type);
        r#type.map_or(Kind::Any, |r#type| r#type.kind())
    }

    /// Returns the words of the prose.
    pub(super) fn prose_text(&self) -> String {
        let (prose, _) = self.parts();
        prose.map(Piece::text).collect::<Vec<_>>().join("\n")
    }

    /// Claims what the entry says of a member. With a rule, the name was found by that rule, and so is all that is
    /// claimed. Members that travel outside of a body have no type on the page.
    pub(super) fn claim(&self, claims: &mut Claims, node: NodeId, rule: Option<&'static str>) {
        let basis = rule.map_or(Basis::Stated, Basis::Inferred);
        let (prose, facts) = self.parts();
        if let Some((label, lines)) = &self.label
            && let Some(numbered) = &label.numbered
        {
            numbered.claim(claims, node, *lines, basis);
        }
        let mut targets = Targets { innermost: Some(node), ..Targets::default() };
        let mut is_typed = false;
        for piece in facts.clone() {
            if let Some(r#type) = piece.r#type() {
                targets = Targets::default();
                claim_type(claims, node, &r#type, piece.lines(), basis, &mut targets);
                is_typed = true;
            }
        }
        if !is_typed && !self.has_type {
            targets.lists.extend(self.infer_kind(claims, node, facts.clone()));
            if let Some(list) = targets.lists.first() {
                targets.innermost = Some(claims.node(*list, Step::Element));
            }
        }
        let mut lists = targets.lists.iter().copied();
        let mut of_keys = Vec::new();
        for piece in facts {
            let Some((constraint, fact)) = constraints::read(piece.text()) else {
                // A line that says nothing behind its colon.
                if piece.text().ends_with(':') {
                    claims.classify(piece.lines(), LineClass::Boilerplate);
                }
                continue;
            };
            let target = match constraint {
                Constraint::Whole => Some(node),
                Constraint::List => Some(lists.next().unwrap_or(node)),
                Constraint::Value => targets.innermost,
                // Each map in a map has its own lines about keys.
                Constraint::Key => {
                    let kind = std::mem::discriminant(&fact);
                    let before = of_keys.iter().filter(|other| **other == kind).count();
                    of_keys.push(kind);
                    targets.keys.get(before).or(targets.keys.last()).copied()
                }
                Constraint::MapValue => targets.value,
            };
            if let Some(target) = target {
                claims.claim(target, fact, piece.lines(), basis);
            }
        }
        let mut doc = Prose::default();
        for piece in prose {
            if layout::says_deprecated(piece.text()) {
                claims.claim(node, Fact::Deprecated(Box::default()), piece.lines(), basis);
                continue;
            }
            if let Some(numbered) = Numbered::entries(piece.text()) {
                numbered.claim(claims, node, piece.lines(), basis);
                claims.classify(piece.lines(), LineClass::Fact);
                continue;
            }
            sentences::read(claims, node, piece.text(), piece.lines());
            piece.add_to(&mut doc);
            claims.classify(piece.lines(), LineClass::Doc);
        }
        doc.claim_on(claims, node, basis);
    }
}

impl Entry<'_, '_> {
    /// Infers what a member without type is from what its constraints are about, and so what its elements are. Returns
    /// the member if it is a list.
    fn infer_kind<'p, 'a: 'p>(
        &self,
        claims: &mut Claims,
        node: NodeId,
        facts: impl Iterator<Item = &'p Piece<'a>>,
    ) -> Option<NodeId> {
        const RULE: &str = "member-without-type";
        let mut list = None;
        let mut scalar = None;
        for piece in facts {
            let Some((constraint, fact)) = constraints::read(piece.text()) else { continue };
            let limited = match (constraint, fact) {
                (Constraint::List, _) => {
                    list = list.or(Some(piece.lines()));
                    continue;
                }
                (Constraint::Value, Fact::Range(_)) => Scalar::Number,
                (Constraint::Value, Fact::Length(_) | Fact::Pattern(_)) => Scalar::String,
                _ => continue,
            };
            // A range tells most: a number may have a pattern, too.
            let is_better =
                |(kind, _): (Kind, Lines)| limited == Scalar::Number && kind != Kind::Scalar(Scalar::Number);
            if scalar.is_none_or(is_better) {
                scalar = Some((Kind::Scalar(limited), piece.lines()));
            }
        }
        let Some(lines) = list else {
            // A text may turn out to be anything that is written as one.
            let (kind, lines) = scalar
                .filter(|(kind, _)| *kind == Kind::Scalar(Scalar::Number))
                .unwrap_or((Kind::Any, self.lines));
            claims.infer(node, Fact::Kind(kind), lines, RULE);
            return None;
        };
        claims.infer(node, Fact::Kind(Kind::List), lines, RULE);
        if let Some((kind, lines)) = scalar {
            let element = claims.node(node, Step::Element);
            claims.infer(element, Fact::Kind(kind), lines, RULE);
        }
        Some(node)
    }
}

fn claim_type(
    claims: &mut Claims,
    node: NodeId,
    r#type: &TypeText<'_>,
    lines: Lines,
    basis: Basis,
    targets: &mut Targets,
) {
    claims.claim(node, Fact::Kind(r#type.kind()), lines, basis);
    match r#type {
        TypeText::Scalar(_) | TypeText::Any | TypeText::Exception => targets.innermost = Some(node),
        TypeText::Shape(name) => {
            claims.claim(node, Fact::ShapeName((*name).to_owned()), lines, basis);
            targets.innermost = Some(node);
        }
        TypeText::List(element) => {
            targets.lists.push(node);
            let below = claims.node(node, Step::Element);
            claim_type(claims, below, element, lines, basis, targets);
        }
        TypeText::Map(key, value) => {
            let key_node = claims.node(node, Step::Key);
            claim_type(claims, key_node, key, lines, basis, &mut Targets::default());
            targets.keys.push(key_node);
            let value_node = claims.node(node, Step::Value);
            claim_type(claims, value_node, value, lines, basis, targets);
            // Lines about values are about what the lists among them hold.
            targets.value = targets.innermost.or(Some(value_node));
        }
    }
}
