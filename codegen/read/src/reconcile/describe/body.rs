//! Writes what an XML body is called.

use docwright_idl::*;

use super::Describer;
use crate::claims::Fact;
use crate::reconcile::facets::settle;
use crate::reconcile::tree::Id;

impl Describer<'_> {
    /// Names the root element of a request's body: of the member that is the body, or else of the binding, if it is
    /// not called like the operation.
    pub(super) fn root(
        &mut self,
        input: Id,
        (name, path): (&str, &Trail<'_>),
        members: &mut Map<Member>,
        http: &mut Http,
    ) {
        let tree = self.tree;
        let settled = settle(&tree[input]).find(|settled| matches!(*settled.fact, Fact::Root(_)));
        let Some(settled) = settled else { return };
        let Fact::Root(root) = settled.fact.as_ref() else { return };
        let whole = members.iter_mut().find(|(_, member)| member.r#in == Some(Location::Payload));
        if let Some((member_name, member)) = whole {
            if member.name.as_ref().unwrap_or(member_name) != root {
                member.name = Some(root.clone());
                self.record(&path.join("input").join(member_name).join("name"), &settled);
            }
            return;
        }
        let mut in_body =
            members.values().filter(|member| matches!(member.r#in, None | Some(Location::Body)));
        if in_body.next().is_some() && root.strip_suffix("Request") != Some(name) {
            http.root = Some(root.clone());
            self.record(&path.join("http").join("root"), &settled);
        }
    }
}
