//! The way to a member that the description names by its path, in Rust's names.

use std::sync::Arc;

use docwright_idl::{Description, Map, Member, ShapeKind};

use super::model::{Field, Item, Step, Type};

/// Finds members by their documented paths.
#[derive(Clone, Copy, Debug)]
pub(super) struct Finder<'a> {
    pub(super) description: &'a Description,
    pub(super) types: &'a [Arc<Item>],
}

impl<'a> Finder<'a> {
    /// Returns the steps to a member, through structs alone, and its type. Names may hold the dots that join them.
    pub(super) fn member<'b>(
        self,
        path: &str,
        members: &'b Map<Member>,
        fields: &'b [Field],
    ) -> Option<(Vec<Step>, &'b Type)>
    where
        'a: 'b,
    {
        let is_struct = |member: &Member| {
            let shape = member.r#type.shape().and_then(|name| self.description.types.get(name));
            shape.is_some_and(|shape| matches!(shape.kind, ShapeKind::Struct { .. }))
        };
        self.find(path, members, fields, &is_struct)
    }

    /// Returns the steps to members, through structs and what the lists and maps hold that stand on the way, and the type of
    /// the values that are found there. The names of lists and maps may have `[]` after them.
    pub(super) fn values<'b>(
        self,
        path: &str,
        members: &'b Map<Member>,
        fields: &'b [Field],
    ) -> Option<(Vec<Step>, &'b Type)>
    where
        'a: 'b,
    {
        let (steps, r#type) = self.find(&path.replace("[]", ""), members, fields, &|_| true)?;
        Some((steps, r#type.leaf()))
    }

    fn find<'b>(
        self,
        path: &str,
        members: &'b Map<Member>,
        fields: &'b [Field],
        leads_on: &dyn Fn(&Member) -> bool,
    ) -> Option<(Vec<Step>, &'b Type)>
    where
        'a: 'b,
    {
        if let Some(field) = members.get_index_of(path).and_then(|index| fields.get(index)) {
            return Some((vec![Step::of(field)], &field.r#type));
        }
        path.match_indices('.').find_map(|(dot, _)| {
            let (name, rest) = (path.get(..dot)?, path.get(dot + 1..)?);
            let index = members.get_index_of(name)?;
            let (field, member) = (fields.get(index)?, members.get_index(index)?.1);
            if !leads_on(member) {
                return None;
            }
            let members = self.description.members_within(&member.r#type)?;
            let Type::Named(name) = field.r#type.leaf() else { return None };
            let within = self.types.iter().find_map(|item| match &**item {
                Item::Struct(item) if item.name == *name => Some(&item.fields),
                _ => None,
            })?;
            let (mut steps, r#type) = self.find(rest, members, within, leads_on)?;
            steps.insert(0, Step::of(field));
            Some((steps, r#type))
        })
    }
}
