//! The way to a member that the description names by its path, in Rust's names.

use docwright_idl::{Map, Member};

use super::model::{Field, Item, Step, Struct, Type};
use super::view::View;

impl<'d> View<'d> {
    /// Returns the steps to a member, through structs alone, and its type. Names may hold the dots that join them.
    pub(super) fn member<'b>(
        &'b self,
        path: &str,
        members: &'b Map<Member>,
        fields: &'b [Field],
    ) -> Option<(Vec<Step>, &'b Type)>
    where
        'd: 'b,
    {
        self.find(path, members, fields, &|member| self.is_struct(&member.r#type))
    }

    /// Returns the steps to members, through structs and what the lists and maps hold that stand on the way, and the type of
    /// the values that are found there. The names of lists and maps may have `[]` after them.
    pub(super) fn values<'b>(
        &'b self,
        path: &str,
        members: &'b Map<Member>,
        fields: &'b [Field],
    ) -> Option<(Vec<Step>, &'b Type)>
    where
        'd: 'b,
    {
        let (steps, r#type) = self.find(&path.replace("[]", ""), members, fields, &|_| true)?;
        Some((steps, r#type.leaf()))
    }

    fn find<'b>(
        &'b self,
        path: &str,
        members: &'b Map<Member>,
        fields: &'b [Field],
        leads_on: &dyn Fn(&Member) -> bool,
    ) -> Option<(Vec<Step>, &'b Type)>
    where
        'd: 'b,
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
            let members = self.members_within(&member.r#type)?;
            let Type::Named(name) = field.r#type.leaf() else { return None };
            let Some(Item::Struct(Struct { fields: within, .. })) = self.item(name) else { return None };
            let (mut steps, r#type) = self.find(rest, members, within, leads_on)?;
            steps.insert(0, Step::of(field));
            Some((steps, r#type))
        })
    }
}
