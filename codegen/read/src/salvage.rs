//! The description of what stands, where [`normalize`](crate::normalize()) gives all or nothing.
//!
//! In a folder of many services something is always wrong. What is wrong is said; what does not depend on it stands.

use std::sync::Arc;

use docwright_idl::{Code, Description, Diagnostic, FactPath, validate};

use crate::evidence::Evidence;
use crate::manifest::Manifest;
use crate::normalize::{Draft, Normalized, PageSource, draft};
use crate::overlay::Overlay;

/// Leaving one thing out may leave others without what they need; this often it is looked again.
const MAX_ROUNDS: usize = 16;

/// Reads the pages of a service into a description, as [`normalize`](crate::normalize()) does, and leaves out the
/// operations, shapes and errors that are not sound. Of what the pages contradict each other about, that counts which
/// the more reliable or else the first page says; the contradiction is among the findings. There is no description only
/// if nothing is left of it.
///
/// Whether the pages are of one service is the caller's judgement; see [`grouping`](crate::grouping).
pub fn salvage(manifest: &Manifest, pages: &[PageSource]) -> Normalized {
    let Draft { mut description, mut evidence, changed, coverage, mut diagnostics, mut problems } =
        draft(manifest, pages, &Overlay::default());
    diagnostics.retain(|finding| finding.code != Code::FOREIGN_PAGE);
    let mut left_out: Vec<FactPath> = Vec::new();
    for _ in 0..MAX_ROUNDS {
        if problems.is_empty() {
            break;
        }
        for path in &problems {
            left_out.extend(leave_out(Arc::make_mut(&mut description), path));
        }
        problems = validate(&description).into_iter().map(|problem| problem.path).collect();
    }
    if !left_out.is_empty() {
        left_out.sort_by_key(ToString::to_string);
        forget(Arc::make_mut(&mut evidence), &left_out);
        let names: Vec<String> = left_out.iter().map(|path| format!("`{path}`")).collect();
        diagnostics.push(
            Diagnostic::new(Code::LEFT_OUT, format!("left out of `{}`: {}", manifest.name, names.join(", ")))
                .help("set the service up with `docwright init`, and correct what is wrong in overlay.yaml"),
        );
    }
    let stands = problems.is_empty() && !description.operations.is_empty();
    Normalized { description: stands.then_some(description), evidence, changed, coverage, diagnostics }
}

/// Removes the operation, shape or error within which a problem is, and returns its path.
fn leave_out(description: &mut Description, problem: &FactPath) -> Option<FactPath> {
    let [place, name, ..] = problem.parts() else { return None };
    let is_gone = match place.as_str() {
        "operations" => description.operations.shift_remove(name).is_some(),
        "types" => description.types.shift_remove(name).is_some(),
        "errors" => description.errors.shift_remove(name).is_some(),
        _ => false,
    };
    is_gone.then(|| FactPath::new([place, name]))
}

/// Removes the evidence of what was left out.
fn forget(evidence: &mut Evidence, left_out: &[FactPath]) {
    evidence.facts.retain(|fact, _| match fact.parse::<FactPath>() {
        Ok(fact) => !left_out.iter().any(|gone| fact.is_within(gone)),
        Err(_) => true,
    });
}
