//! What was lowered before, so that what sees nothing new is not lowered again.
//!
//! An operation or a shape is lowered by itself, in view of the service and of little else: of a shape that it names it sees
//! what that is called, of which kind it is, and who makes it; of a list or map that stands inline, all; of its errors, all.
//! [`Lowering::view_of_operation`] and [`Lowering::view_of_shape`] are hashes of what is seen. Whatever lowering comes to look
//! at belongs into them.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use docwright_idl::{Diagnostic, Operation as Documented, Revisions, Shape, TypeRef};

use super::Lowering;
use super::model::{Item, Operation};
use super::shapes::parts;
use crate::names::Name;

/// What was lowered last of a service, by the documented names.
#[derive(Debug, Default)]
pub(crate) struct Memo {
    pub(super) operations: HashMap<String, Lowered<Arc<Operation>>>,
    pub(super) types: HashMap<String, Lowered<Option<Arc<Item>>>>,
}

/// What became of an operation or a shape.
#[derive(Clone, Debug)]
pub(super) struct Lowered<T> {
    /// What was seen for it; `None` where nobody remembers.
    view: Option<u64>,
    pub(super) it: T,
    findings: Vec<Diagnostic>,
}

impl<T: Clone> Lowered<T> {
    /// Returns the same with what else was settled since.
    pub(super) fn settled(self, it: T) -> Self {
        Self { it, ..self }
    }
}

impl<'d> Lowering<'d> {
    /// Returns what is known, if it was lowered in the same view, else lowers it.
    pub(super) fn once<T: Clone>(
        &mut self,
        known: Option<&Lowered<T>>,
        view: Option<u64>,
        lower: impl FnOnce(&mut Self) -> T,
    ) -> Lowered<T> {
        if let Some(known) = known.filter(|known| view.is_some() && known.view == view) {
            self.findings.extend(known.findings.iter().cloned());
            return known.clone();
        }
        let before = self.findings.len();
        let it = lower(self);
        Lowered { view, it, findings: self.findings[before..].to_vec() }
    }

    /// Returns what an operation of these names is lowered in view of.
    pub(super) fn view_of_operation(
        &self,
        documented: &str,
        operation: &'d Documented,
        names: [&Name; 2],
    ) -> Option<u64> {
        let revisions = self.revisions?;
        let mut view = self.view(revisions);
        (revisions.operations.get(documented)?, names).hash(&mut view);
        let members = operation.input.values().chain(operation.output.values());
        self.see(members.map(|member| &member.r#type), revisions, &mut view);
        for name in &operation.errors {
            (name, revisions.errors.get(name), self.error_bodies.get(name.as_str())).hash(&mut view);
            if let Some(error) = self.description.errors.get(name) {
                let members = error.members.values().map(|member| &member.r#type);
                self.see(members.chain(&error.r#type), revisions, &mut view);
            }
        }
        Some(view.finish())
    }

    /// Returns what a shape is lowered in view of.
    pub(super) fn view_of_shape(&self, documented: &str, shape: &'d Shape) -> Option<u64> {
        let revisions = self.revisions?;
        let mut view = self.view(revisions);
        revisions.types.get(documented)?.hash(&mut view);
        self.shapes.hash_outline(documented, &mut view);
        self.see(parts(&shape.kind).into_iter(), revisions, &mut view);
        Some(view.finish())
    }

    fn view(&self, revisions: &Revisions) -> DefaultHasher {
        let mut view = DefaultHasher::new();
        (revisions.service, self.layout).hash(&mut view);
        view
    }

    /// Adds the shapes that the types name: those that are declared in outline, and the others with all that stands in them.
    fn see(&self, types: impl Iterator<Item = &'d TypeRef>, revisions: &Revisions, view: &mut DefaultHasher) {
        let mut open: Vec<&str> = types.flat_map(TypeRef::shapes).collect();
        let mut seen: Vec<&str> = Vec::new();
        while let Some(name) = open.pop() {
            if seen.contains(&name) {
                continue;
            }
            seen.push(name);
            self.shapes.hash_outline(name, view);
            if let Some(inline) = self.shapes.inline(name) {
                revisions.types.get(name).hash(view);
                open.extend(parts(inline).into_iter().flat_map(TypeRef::shapes));
            }
        }
    }
}
