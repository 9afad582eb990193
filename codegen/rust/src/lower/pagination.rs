//! How an operation is paged through, in Rust's names.

use docwright_idl::{Code, Diagnostic, MemberRule, Operation as Documented, Pagination as Paging};

use super::Lowering;
use super::model::{Field, Operation, PageToken, Pagination, Step, Type};
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
                .note(format!("its tokens are said to be {}", said(paging))),
            );
        }
        found.ok()
    }
}

/// Returns the tokens in words.
fn said(paging: &Paging) -> String {
    let pairs = paging.tokens().map(|(input, output)| format!("`{input}` and `{output}`"));
    pairs.collect::<Vec<_>>().join(", ")
}

fn pagination(
    view: &View<'_>,
    documented: &Documented,
    operation: &Operation,
) -> Result<Pagination, &'static str> {
    let paging = documented.pagination.clone().unwrap_or_default();
    let output = |path: &str| view.member(path, &documented.output, &operation.output.fields);
    let token = |(given, next): (&str, &str)| {
        let index = documented.input.get_index_of(given);
        let given = index.and_then(|index| operation.input.fields.get(index));
        let given = given.ok_or("no member of the input is called like its token")?;
        let (next, next_type) = output(next).ok_or("no member of the output is called so")?;
        if next_type != &given.r#type {
            return Err("the tokens are of different types");
        }
        Ok(PageToken { given: Step::of(given), r#type: given.r#type.clone(), next })
    };
    let tokens: Vec<PageToken> = paging.tokens().map(token).collect::<Result<_, _>>()?;
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
    let is_token = |member: &String| paging.tokens().any(|(given, _)| given == member);
    let excluded = documented.rules.iter().filter_map(|rule| match rule {
        MemberRule::Exclusive(members) if members.iter().any(is_token) => Some(members),
        _ => None,
    });
    let excluded = excluded.flatten().filter_map(|member| documented.input.get_index_of(member.as_str()));
    let excluded = excluded.filter_map(|index| operation.input.fields.get(index));
    let is_token = |field: &Field| tokens.iter().any(|token| token.given.name == field.name);
    let excluded = excluded.filter(|field| !is_token(field) && field.optional);
    let mut cleared: Vec<_> = excluded.map(|field| field.name.clone()).collect();
    cleared.dedup();
    Ok(Pagination { tokens, cleared, more, items })
}
