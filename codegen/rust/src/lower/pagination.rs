//! How an operation is paged through, in Rust's names.

use docwright_idl::{Code, Diagnostic, MemberRule, Operation as Documented};

use super::Lowering;
use super::model::{Operation, Pagination, Step, Type};
use super::view::View;

impl Lowering<'_> {
    /// Returns how an operation is paged through; notes one that is and cannot be streamed.
    pub(super) fn pagination(
        &mut self,
        documented: &Documented,
        operation: &Operation,
    ) -> Option<Pagination> {
        let paging = documented.pagination.as_ref()?;
        let found = pagination(&self.view, documented, operation);
        if let Err(reason) = found {
            self.findings.push(
                Diagnostic::new(
                    Code::NOT_STREAMED,
                    format!("`{}` is paged through, and gets no streams: {reason}", operation.documented),
                )
                .note(format!(
                    "its tokens are said to be `{}` and `{}`",
                    paging.input_token, paging.output_token
                )),
            );
        }
        found.ok()
    }
}

fn pagination(
    view: &View<'_>,
    documented: &Documented,
    operation: &Operation,
) -> Result<Pagination, &'static str> {
    let paging = documented.pagination.clone().unwrap_or_default();
    let index = documented.input.get_index_of(paging.input_token.as_str());
    let token = index.and_then(|index| operation.input.fields.get(index));
    let token = token.ok_or("no member of the input is called like its token")?;
    let output = |path: &str| view.member(path, &documented.output, &operation.output.fields);
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
    Ok(Pagination { token: Step::of(token), token_type: token.r#type.clone(), cleared, next, more, items })
}
