//! Writes what must hold between members.

use docwright_idl::{MemberRule, Trail};

use super::Describer;
use crate::claims::Fact;
use crate::reconcile::tree::{Id, Said};

/// A rule and the claims on which it rests.
struct Resting<'t> {
    rule: MemberRule,
    support: Vec<&'t Said>,
}

impl Describer<'_> {
    /// Returns what must hold between the members of a node.
    pub(super) fn rules(&mut self, id: Id, path: &Trail<'_>) -> Vec<MemberRule> {
        let tree = self.tree;
        let mut rules: Vec<Resting<'_>> = Vec::new();
        for said in tree[tree.content(id)].said.iter() {
            let Fact::Rule(rule) = &said.fact else { continue };
            match rules.iter_mut().find(|known| known.rule == **rule) {
                Some(known) => known.support.push(said),
                None => rules.push(Resting { rule: (**rule).clone(), support: vec![said] }),
            }
        }
        if rules.is_empty() {
            return Vec::new();
        }
        let names: Vec<&str> = tree.members(id).map(|(name, _)| name).collect();
        let rules = joined(rules, &names);
        for (index, resting) in rules.iter().enumerate() {
            for said in &resting.support {
                self.add_source(&path.join(&index.to_string()), said);
            }
        }
        rules.into_iter().map(|resting| resting.rule).collect()
    }
}

/// Joins pairs that exclude each other to one rule, where each two of the members are such a pair. The members are in
/// the order of `names`.
fn joined<'t>(rules: Vec<Resting<'t>>, names: &[&str]) -> Vec<Resting<'t>> {
    let pairs: Vec<[String; 2]> = rules
        .iter()
        .filter_map(|resting| match &resting.rule {
            MemberRule::Exclusive(members) => <[String; 2]>::try_from(members.clone()).ok(),
            _ => None,
        })
        .collect();
    let is_pair = |a: &String, b: &String| {
        pairs.iter().any(|[first, second]| (first, second) == (a, b) || (first, second) == (b, a))
    };
    let mut all: Vec<Resting<'t>> = Vec::new();
    for Resting { rule, support } in rules {
        let MemberRule::Exclusive(new) = &rule else {
            all.push(Resting { rule, support });
            continue;
        };
        let group = all.iter_mut().find_map(|known| match &mut known.rule {
            MemberRule::Exclusive(members) => members
                .iter()
                .all(|member| new.iter().all(|new| new == member || is_pair(new, member)))
                .then_some((members, &mut known.support)),
            _ => None,
        });
        match group {
            Some((members, known)) => {
                members.extend(new.iter().filter(|new| !members.contains(new)).cloned().collect::<Vec<_>>());
                members.sort_by_key(|member| names.iter().position(|name| name == member));
                known.extend(support);
            }
            None => all.push(Resting { rule, support }),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exclusive(names: &[&str]) -> MemberRule {
        MemberRule::Exclusive(names.iter().map(|name| (*name).to_owned()).collect())
    }

    fn joined_rules(pairs: &[&[&str]]) -> Vec<MemberRule> {
        let rules = pairs.iter().map(|pair| Resting { rule: exclusive(pair), support: Vec::new() }).collect();
        joined(rules, &["a", "b", "c", "d"]).into_iter().map(|resting| resting.rule).collect()
    }

    #[test]
    fn members_that_all_exclude_each_other_are_one_rule() {
        assert_eq!(joined_rules(&[&["a", "c"], &["a", "b"], &["b", "c"]]), [exclusive(&["a", "b", "c"])]);
        assert_eq!(
            joined_rules(&[&["a", "b"], &["b", "c"]]),
            [exclusive(&["a", "b"]), exclusive(&["b", "c"])]
        );
    }
}
