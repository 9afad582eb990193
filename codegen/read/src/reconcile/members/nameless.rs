//! Gives members that lost their names those of the client library's, by their texts.

use std::collections::HashSet;

use docwright_idl::Location;

use super::{Pairing, nameless};
use crate::claims::{Basis, Fact, Kind, Step};
use crate::reconcile::alike::{SAME, Text, WHOLE};
use crate::reconcile::tree::{Id, Said, Tree};

impl Pairing<'_> {
    /// Gives members that lost their names those of the client library's.
    pub(super) fn nameless(&mut self, side: Id) {
        let lost = nameless(self.tree, side);
        if lost.is_empty() {
            return;
        }
        let members: Vec<(String, Id)> =
            self.tree.members(side).map(|(name, id)| (name.to_owned(), id)).collect();
        let mut ids: Vec<Id> = members.iter().map(|(_, id)| *id).filter(|id| self.is_client(*id)).collect();
        // Pages list members in the order of the alphabet; equal texts are told apart by that.
        let name_of = |tree: &Tree, id: Id| match &tree[id].step {
            Step::Member(name) => name.to_lowercase(),
            _ => String::new(),
        };
        ids.sort_by_key(|id| name_of(self.tree, *id));
        let texts = self.texts(ids.into_iter(), lost.len());
        let alike: Vec<Alike> = lost.iter().map(|id| self.alike(*id, &texts)).collect();
        // Of two entries with a type each one is another member: that which says the whole is meant first.
        let is_typed = |id: &Id| self.tree.kind(*id) != Kind::Any;
        let mut typed: HashSet<Id> = HashSet::new();
        let whole: Vec<Option<Id>> = lost
            .iter()
            .zip(&alike)
            .map(|(id, alike)| alike.whole().filter(|target| !is_typed(id) || typed.insert(*target)))
            .collect();
        let mut last: Option<Id> = None;
        let mut taken: HashSet<Id> = HashSet::new();
        let mut pairs: Vec<(Id, Id)> = Vec::new();
        for ((id, alike), whole) in lost.into_iter().zip(alike).zip(whole) {
            let is_free = |target: &Id| !is_typed(&id) || !typed.contains(target);
            if let Some(target) = whole.or_else(|| alike.meant(&texts, last, &taken, is_free)) {
                pairs.push((id, target));
                taken.insert(target);
                last = Some(target);
                if is_typed(&id) {
                    typed.insert(target);
                }
            }
        }
        for (id, target) in pairs {
            self.adopt(id, target);
            self.constrain_elements(target);
        }
    }

    /// Returns the members of whose texts one holds what another says.
    fn alike(&self, id: Id, candidates: &[(Id, Text)]) -> Alike {
        const NEARLY: f64 = 0.02;
        let Some(text) = Text::of(self.tree, id) else { return Alike(Vec::new()) };
        let mut alike: Vec<(f64, f64, Id)> = candidates
            .iter()
            .filter(|(candidate, _)| self.fits(id, *candidate))
            .map(|(candidate, other)| (text.share_in(other), text.likeness(other), *candidate))
            .filter(|(share, ..)| *share >= SAME)
            .collect();
        let best = alike.iter().map(|(share, ..)| *share).fold(0.0, f64::max);
        alike.retain(|(share, ..)| best - share <= NEARLY);
        Alike(alike.into_iter().map(|(_, likeness, id)| (likeness, id)).collect())
    }

    /// Moves what is said of a member without name to one with a name; the rule stands for it from now on.
    fn adopt(&mut self, unnamed: Id, target: Id) {
        const RULE: &str = "member-by-doc";
        let in_path = self.tree[unnamed].retract(|said| said.fact == Fact::In(Location::Path));
        self.tree.adopt(unnamed, target, RULE);
        if let Some(said) = in_path.into_iter().next().filter(|_| !self.is_outside(target)) {
            self.bind(target, Said { basis: Basis::Inferred(RULE), ..said });
        }
    }

    /// Binds a member to the segment of the path that bears its name.
    fn bind(&mut self, member: Id, said: Said) {
        let Step::Member(name) = self.tree[member].step.clone() else { return };
        let route = self.tree[self.operation].said.iter().find_map(|said| match &said.fact {
            Fact::Route(method, path) => Some((*method, path.clone())),
            _ => None,
        });
        let Some((method, path)) = route else { return };
        let Some((label, path)) = with_label(&path, &name) else { return };
        let mut say = |id: Id, fact: Fact| self.tree[id].say(Said { fact, ..said.clone() });
        say(self.operation, Fact::Route(method, path));
        say(member, Fact::In(Location::Path));
        if label != name {
            say(member, Fact::WireName(label));
        }
    }
}

/// The members of which a text may be, each with how much of both texts is the same.
struct Alike(Vec<(f64, Id)>);

impl Alike {
    /// Returns the only member of which a text says all.
    fn whole(&self) -> Option<Id> {
        let mut whole = self.0.iter().filter(|(likeness, _)| *likeness >= WHOLE).map(|(_, id)| *id);
        whole.next().filter(|_| whole.next().is_none())
    }

    /// Returns the member that a text is about. A text that several have, such as a note, is about the member of the
    /// text before it, or about the next one that has no text yet.
    fn meant(
        &self,
        candidates: &[(Id, Text)],
        last: Option<Id>,
        taken: &HashSet<Id>,
        is_free: impl Fn(&Id) -> bool,
    ) -> Option<Id> {
        let has_whole = self.0.iter().any(|(likeness, _)| *likeness >= WHOLE);
        let counts = |likeness: f64| !has_whole || likeness >= WHOLE;
        let alike: Vec<Id> = self
            .0
            .iter()
            .filter(|(likeness, id)| counts(*likeness) && is_free(id))
            .map(|(_, id)| *id)
            .collect();
        if let [only] = alike.as_slice() {
            return Some(*only);
        }
        let from = last.and_then(|last| candidates.iter().position(|(id, _)| *id == last));
        let is_later =
            |id: &Id| from.is_none_or(|from| candidates.iter().skip(from).any(|(later, _)| later == id));
        last.filter(|last| alike.contains(last))
            .or_else(|| alike.iter().copied().find(|id| !taken.contains(id) && is_later(id)))
    }
}

/// Returns the segment that bears a member's name, and the path in which it is marked as a label, if there is one.
fn with_label(path: &str, name: &str) -> Option<(String, String)> {
    fn bare(segment: &str) -> &str {
        segment.trim_matches(['{', '}']).trim_end_matches('+')
    }
    let (path, query) = path.split_at(path.find('?').unwrap_or(path.len()));
    let same = |exact: bool| {
        path.split('/').map(bare).find(|segment| {
            if exact { *segment == name } else { !segment.is_empty() && segment.eq_ignore_ascii_case(name) }
        })
    };
    let label = same(true).or_else(|| same(false))?;
    let mark = |segment: &str| match bare(segment) == label {
        true if segment.trim_end_matches('}').ends_with('+') => format!("{{{label}+}}"),
        true => format!("{{{label}}}"),
        false => segment.to_owned(),
    };
    let template: Vec<_> = path.split('/').map(mark).collect();
    Some((label.to_owned(), format!("{}{query}", template.join("/"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_becomes_a_label_by_its_name() {
        let found = |label: &str, path: &str| Some((label.to_owned(), path.to_owned()));
        assert_eq!(with_label("/walls/wallId?all", "wallId"), found("wallId", "/walls/{wallId}?all"));
        assert_eq!(with_label("/walls/wallId", "WallId"), found("wallId", "/walls/{wallId}"));
        assert_eq!(with_label("/{Key+}", "Key"), found("Key", "/{Key+}"));
        assert_eq!(with_label("/walls", "wallId"), None);
    }
}
