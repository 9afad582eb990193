//! Where contents that no page names are looked for: in what operations take and give, in errors and in shapes.

use super::names::Holder;
use super::tree::{Id, Tree};
use crate::claims::{Name, Step};

/// A content whose members are looked at.
pub(super) struct Root {
    pub(super) id: Id,
    /// The operation's, error's or shape's name.
    pub(super) name: Name,
    /// The operation's name or the shape's own word.
    pub(super) word: Name,
    is_operation: bool,
}

impl Root {
    /// Returns a shape, which members within it are qualified with the word of.
    pub(super) fn shape(id: Id, name: &str, word: &str) -> Self {
        Self { id, name: name.into(), word: word.into(), is_operation: false }
    }

    /// Returns what an operation takes or gives back.
    pub(super) fn side(id: Id, operation: &str) -> Self {
        Self { is_operation: true, ..Self::shape(id, operation, operation) }
    }

    /// Returns what holds the members.
    pub(super) fn holder(&self) -> Holder<'_> {
        if self.is_operation { Holder::Operation(&self.word) } else { Holder::Shape(&self.word) }
    }
}

/// Returns all roots: the operations' own, then those of the service.
pub(super) fn roots(tree: &Tree, operations: &[(Id, String)]) -> Vec<Root> {
    let mut roots: Vec<Root> = Vec::new();
    for (operation, name) in operations {
        let sides = [Step::Input, Step::Output].into_iter().filter_map(|side| tree.get(*operation, &side));
        roots.extend(sides.map(|id| Root::side(id, name)));
    }
    for (step, id) in tree.children(Tree::ROOT) {
        match step {
            Step::Error(name) => {
                roots.extend(tree.get(id, &Step::Output).map(|body| Root::shape(body, name, name)));
            }
            Step::Type(name) => roots.push(Root::shape(id, name, name)),
            _ => {}
        }
    }
    roots
}
