//! Which operations need a type: what its condition is where cargo features switch operations on.

use std::collections::HashMap;
use std::sync::Arc;

use super::Lowering;
use super::model::Operation;
use super::shapes::reachable;
use crate::names::Name;

/// Of how many operations a condition names the features at most. Types are shared by few operations or by most: the
/// figures are in docs/adr/0009-features-per-operation.md.
const MAX_NAMED: usize = 12;

impl Lowering<'_> {
    /// Returns the features with any of which a type is compiled, by the type's Rust name. A type that is not among them
    /// is always compiled.
    pub(super) fn needed_by(&self, operations: &[Arc<Operation>]) -> HashMap<Name, Vec<String>> {
        let mut needed: HashMap<Name, Vec<String>> = HashMap::new();
        for (operation, lowered) in self.description.operations.values().zip(operations) {
            let Some(feature) = &lowered.feature else { continue };
            let errors = || operation.errors.iter().filter_map(|name| self.description.errors.get(name));
            let members = operation.input.values().chain(operation.output.values());
            let members = members.chain(errors().flat_map(|error| error.members.values()));
            let types = members.map(|member| &member.r#type);
            let types = types.chain(errors().filter_map(|error| error.r#type.as_ref()));
            let shapes = reachable(self.description, types).into_iter();
            let bodies = operation.errors.iter().filter_map(|name| self.error_bodies.get(name.as_str()));
            for name in shapes.filter_map(|shape| self.shapes.name(shape)).chain(bodies) {
                let features = needed.entry(name.clone()).or_default();
                if features.last() != Some(feature) {
                    features.push(feature.clone());
                }
            }
        }
        needed.retain(|_, features| features.len() <= MAX_NAMED && features.len() < operations.len());
        needed
    }
}
