//! Places the lines of a damaged syntax by the order of the bullets.
//!
//! Syntax and bullets list the same members in the same order. A line of the syntax can stand for each bullet of its
//! name and depth; matched from the front each line takes the first place it can, matched from the back the last.
//! Where both agree there is only one way to place the line.

use std::collections::HashMap;

use crate::claims::{Claims, Name, NodeId, Step};

/// The members that the bullets name, in order.
pub(super) struct Order {
    nodes: Vec<NodeId>,
    /// The places in `nodes` of the members with a given indentation and name, ascending.
    places: HashMap<(usize, Name), Vec<usize>>,
}

impl Order {
    /// Returns the members below `root` among the first `count` nodes; each level of nesting indents their syntax by
    /// `unit`.
    pub(super) fn of(claims: &Claims, root: NodeId, unit: usize, count: usize) -> Self {
        let mut order = Self { nodes: Vec::new(), places: HashMap::new() };
        let mut indents: HashMap<NodeId, usize> = HashMap::from([(root, 0)]);
        for (id, node) in claims.nodes().take(count) {
            let Some(parent) = node.parent.and_then(|parent| indents.get(&parent)) else { continue };
            let indent = parent + unit;
            match &node.step {
                Step::Member(name) => {
                    order.places.entry((indent, name.clone())).or_default().push(order.nodes.len());
                    order.nodes.push(id);
                }
                Step::Element | Step::Value => {}
                _ => continue,
            }
            indents.insert(id, indent);
        }
        order
    }

    /// Returns, for each line by its indentation and name, the member that it must stand for.
    pub(super) fn places(&self, lines: &[(usize, &str)]) -> Vec<Option<NodeId>> {
        let candidates: Vec<&[usize]> = lines
            .iter()
            .map(|(indent, name)| self.places.get(&(*indent, (*name).into())).map_or(&[][..], Vec::as_slice))
            .collect();
        let mut next = 0;
        let first: Vec<Option<usize>> = candidates
            .iter()
            .map(|places| {
                let place = *places.get(places.partition_point(|place| *place < next))?;
                next = place + 1;
                Some(place)
            })
            .collect();
        let mut end = self.nodes.len();
        let mut last: Vec<Option<usize>> = candidates
            .iter()
            .rev()
            .map(|places| {
                let place = *places.get(places.partition_point(|place| *place < end).checked_sub(1)?)?;
                end = place;
                Some(place)
            })
            .collect();
        last.reverse();
        first
            .into_iter()
            .zip(last)
            .map(|(first, last)| first.filter(|_| first == last).map(|place| self.nodes[place]))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Builds `a=[{type, name}], b=[{type, name}]` and returns the nodes of both `type`s.
    fn two_lists() -> (Claims, NodeId, [NodeId; 2]) {
        let mut claims = Claims::new("");
        let operation = claims.node(Claims::ROOT, Step::Operation("x".into()));
        let input = claims.node(operation, Step::Input);
        let types = ["a", "b"].map(|list| {
            let list = claims.node(input, Step::Member(list.into()));
            let element = claims.node(list, Step::Element);
            let r#type = claims.node(element, Step::Member("type".into()));
            claims.node(element, Step::Member("name".into()));
            r#type
        });
        (claims, input, types)
    }

    #[test]
    fn a_line_is_placed_where_its_order_leaves_one_way() {
        let (claims, input, [first, second]) = two_lists();
        let order = Order::of(&claims, input, 4, usize::MAX);
        assert_eq!(order.places(&[(12, "type"), (12, "name"), (12, "type"), (12, "name")])[0], Some(first));
        // One `type` was lost; what stands around the other tells which.
        assert_eq!(order.places(&[(12, "name"), (12, "type"), (12, "name")])[1], Some(second));
        assert_eq!(order.places(&[(12, "type")]), [None], "either may be meant");
        assert_eq!(order.places(&[(8, "type"), (12, "other")]), [None, None]);
    }
}
