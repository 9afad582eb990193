//! The cases that do not apply to clients made from documentation, each with its reason.

/// Cases by their names, with why they are not run.
const CASES: &[(&str, &str)] = &[];

/// Returns why a case does not apply, if it does not.
pub(super) fn reason(case: &str) -> Option<&'static str> {
    CASES.iter().find(|(id, _)| *id == case).map(|(_, reason)| *reason)
}
