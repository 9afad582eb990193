//! Pages that are of another service than the others, as their links tell.

use std::collections::BTreeMap;

use docwright_idl::{Code, Diagnostic, Snippet};

use crate::normalize::PageSource;

/// Reports the pages of a service that link to themselves under another code than most of its pages do; `codes` has
/// that of each page ([`code_of`](super::code_of)). Titles and
/// classes, which pages state, are compared when the pages are reconciled.
pub(crate) fn foreign_pages(
    service: &str,
    pages: &[&PageSource],
    codes: &[Option<String>],
) -> Vec<Diagnostic> {
    let codes: Vec<(&PageSource, &str)> =
        pages.iter().zip(codes).filter_map(|(page, code)| Some((*page, code.as_deref()?))).collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, code) in &codes {
        *counts.entry(code).or_default() += 1;
    }
    let Some((most, _)) = counts.into_iter().max_by_key(|(code, count)| (*count, std::cmp::Reverse(*code)))
    else {
        return Vec::new();
    };
    let strange = codes.into_iter().filter(|(_, code)| *code != most);
    strange.map(|(page, code)| foreign(service, page, code, most)).collect()
}

fn foreign(service: &str, page: &PageSource, code: &str, expected: &str) -> Diagnostic {
    let name = &page.name;
    let finding = Diagnostic::new(
        Code::FOREIGN_PAGE,
        format!("`{name}` documents `{code}`, as its links tell, not `{expected}` as the others do"),
    )
    .help(format!(
        "move the page to its own service: `docwright init <service> --from specs/{service}/{name}`"
    ));
    match page.text.find(&format!("/{code}-")) {
        Some(at) => finding.at(Snippet::of_bytes(
            name.as_str(),
            &page.text,
            at + 1..at + 1 + code.len(),
            "of this service",
        )),
        None => finding,
    }
}
