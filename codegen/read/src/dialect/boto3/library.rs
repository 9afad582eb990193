//! Pages of methods that the client library adds to a service's operations: how to make a paginator, how to sign a URL,
//! how to upload a file in parts. They call no operation of their own, so they tell nothing of the service.

use docwright_idl::{Code, Diagnostic};

use super::subject::{Part, SYNTAX_CALLS, Subject, signature_arguments};
use super::{SEE_ALSO, snippet};
use crate::claims::{Claims, Fact, LineClass};
use crate::dialect::Page;
use crate::document::{Block, Lines};
use crate::lines::lines;

/// The methods that every client has. Their signatures are short, and damaged pages lose them.
const OF_EVERY_CLIENT: &[&str] = &[
    "can_paginate",
    "close",
    "generate_presigned_post",
    "generate_presigned_url",
    "get_paginator",
    "get_waiter",
];

/// Whether a method of this name is one that every client has.
pub(crate) fn is_of_every_client(method: &str) -> bool {
    OF_EVERY_CLIENT.contains(&method)
}

/// Whether a page documents a method of the library alone: it shows no request and leads to no page of the vendor's, and
/// the method is one of every client, or takes arguments by position, which no operation does.
pub(super) fn is_method(subject: &Subject<'_>, blocks: &[Block<'_>]) -> bool {
    let is_operation = || {
        blocks.iter().any(|block| {
            let text = block.text.trim();
            text == SEE_ALSO || SYNTAX_CALLS.iter().any(|call| text.starts_with(call))
        })
    };
    let takes_others = || {
        let arguments =
            blocks.iter().take(8).flat_map(|block| lines(&block.text)).find_map(signature_arguments);
        arguments.is_some_and(|arguments| !matches!(arguments, "" | "**kwargs"))
    };
    subject.part == Part::Method && (is_of_every_client(subject.name) || takes_others()) && !is_operation()
}

/// Reads such a page: nothing of it but the method's name is a fact.
pub(super) fn read(claims: &mut Claims, page: &Page<'_>, subject: &Subject<'_>) {
    claims.state(Claims::ROOT, Fact::MethodName(subject.name.to_owned()), subject.lines);
    claims.classify(Lines::new(1, page.document.line_count()), LineClass::Boilerplate);
    claims.diagnostics.push(
        Diagnostic::new(
            Code::NO_OPERATION,
            format!("`{}` is a method of the client library, not an operation", subject.name),
        )
        .at(snippet(page, subject.lines, "this method"))
        .help("remove the page if it is in the way; nothing of it is used"),
    );
}
