//! How an operation is paged through, in Rust's names.

use std::sync::Arc;

use docwright_idl::{
    Code, Description, Diagnostic, Map, Member, MemberRule, Operation as Documented, ShapeKind,
};

use super::model::{Client, Field, Item, Operation, Pagination, Step, Type};

/// Settles the pagination of all operations; notes those that are paged and cannot be streamed.
pub(super) fn settle(client: &mut Client, description: &Description, findings: &mut Vec<Diagnostic>) {
    let Client { operations, types, .. } = client;
    for operation in operations {
        let Some(documented) = description.operations.get(&operation.documented) else { continue };
        let Some(paging) = &documented.pagination else { continue };
        let finder = Finder { description, types };
        let found = finder.pagination(documented, operation);
        if operation.pagination.as_ref() != found.as_ref().ok() {
            Arc::make_mut(operation).pagination = found.as_ref().ok().cloned();
        }
        match found {
            Ok(_) => {}
            Err(reason) => findings.push(
                Diagnostic::new(
                    Code::NOT_STREAMED,
                    format!("`{}` is paged through, and gets no streams: {reason}", operation.documented),
                )
                .note(format!(
                    "its tokens are said to be `{}` and `{}`",
                    paging.input_token, paging.output_token
                )),
            ),
        }
    }
}

/// Finds members by their documented paths.
#[derive(Clone, Copy, Debug)]
struct Finder<'a> {
    description: &'a Description,
    types: &'a [Arc<Item>],
}

impl<'a> Finder<'a> {
    fn pagination(self, documented: &Documented, operation: &Operation) -> Result<Pagination, &'static str> {
        let paging = documented.pagination.clone().unwrap_or_default();
        let index = documented.input.get_index_of(paging.input_token.as_str());
        let token = index.and_then(|index| operation.input.fields.get(index));
        let token = token.ok_or("no member of the input is called like its token")?;
        let output = |path: &str| self.path(path, &documented.output, &operation.output.fields);
        let (next, next_type) = output(&paging.output_token).ok_or("no member of the output is called so")?;
        if next_type != &token.r#type {
            return Err("the tokens are of different types");
        }
        let more = match &paging.more_results {
            Some(path) => match output(path) {
                Some((steps, Type::Bool)) => Some(steps),
                _ => return Err("what says that there is more is not a boolean of the output"),
            },
            None => None,
        };
        let items = match &paging.items {
            Some(path) => match output(path) {
                Some((steps, list @ (Type::Vec(_) | Type::Map(..)))) => Some((steps, list.clone())),
                _ => return Err("its items are no list or map of the output"),
            },
            None => None,
        };
        let excluded = documented.rules.iter().filter_map(|rule| match rule {
            MemberRule::Exclusive(members) if members.contains(&paging.input_token) => Some(members),
            _ => None,
        });
        let excluded = excluded.flatten().filter_map(|member| documented.input.get_index_of(member.as_str()));
        let excluded = excluded.filter_map(|index| operation.input.fields.get(index));
        let excluded = excluded.filter(|field| field.name != token.name && field.optional);
        let mut cleared: Vec<_> = excluded.map(|field| field.name.clone()).collect();
        cleared.dedup();
        Ok(Pagination { token: step(token), token_type: token.r#type.clone(), cleared, next, more, items })
    }

    /// Returns the steps to a member, and its type. Names may hold the dots that join them.
    fn path(
        self,
        path: &str,
        members: &'a Map<Member>,
        fields: &'a [Field],
    ) -> Option<(Vec<Step>, &'a Type)> {
        if let Some(field) = members.get_index_of(path).and_then(|index| fields.get(index)) {
            return Some((vec![step(field)], &field.r#type));
        }
        path.match_indices('.').find_map(|(dot, _)| {
            let (name, rest) = (path.get(..dot)?, path.get(dot + 1..)?);
            let index = members.get_index_of(name)?;
            let (field, member) = (fields.get(index)?, members.get_index(index)?.1);
            let shape = member.r#type.shape()?;
            let ShapeKind::Struct { members, .. } = &self.description.types.get(shape)?.kind else {
                return None;
            };
            let Type::Named(name) = field.r#type.leaf() else { return None };
            let within = self.types.iter().find_map(|item| match &**item {
                Item::Struct(item) if item.name == *name => Some(&item.fields),
                _ => None,
            })?;
            let (mut steps, r#type) = self.path(rest, members, within)?;
            steps.insert(0, step(field));
            Some((steps, r#type))
        })
    }
}

fn step(field: &Field) -> Step {
    Step { name: field.name.clone(), optional: field.optional }
}
