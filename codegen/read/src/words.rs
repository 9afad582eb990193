//! English words in names.

use std::borrow::Cow;

/// Words that end like plurals and are none.
const SINGULARS: &[&str] =
    &["aws", "dns", "gps", "https", "ios", "news", "nfs", "os", "series", "sms", "tls", "vps"];

/// Endings of plurals, and those of their singulars; the first that fits counts.
const ENDINGS: &[(&str, &str)] = &[
    ("ies", "y"),
    ("sses", "ss"),
    ("xes", "x"),
    ("ches", "ch"),
    ("shes", "sh"),
    ("tuses", "tus"),
    ("aliases", "alias"),
    ("alias", "alias"),
    ("canvas", "canvas"),
    ("kubernetes", "kubernetes"),
    ("ss", "ss"),
    ("cpus", "cpu"),
    ("gpus", "gpu"),
    ("menus", "menu"),
    ("us", "us"),
    ("is", "is"),
    ("s", ""),
];

/// Returns the singular of an English plural, of which only the last word counts; other words are returned as they are.
pub(crate) fn singular(word: &str) -> Cow<'_, str> {
    let last = word.rsplit(['_', '-', '.']).next().unwrap_or_default();
    if last.len() < 3 || SINGULARS.iter().any(|known| last.eq_ignore_ascii_case(known)) {
        return word.into();
    }
    let ends = |end: &str| {
        let at = word.len().checked_sub(end.len());
        at.is_some_and(|at| word.as_bytes()[at..].eq_ignore_ascii_case(end.as_bytes()))
    };
    let Some((plural, single)) = ENDINGS.iter().find(|(plural, _)| ends(plural)) else { return word.into() };
    // The singular begins as the plural does; what is kept keeps its case.
    let common = plural.bytes().zip(single.bytes()).take_while(|(a, b)| a == b).count();
    let kept = &word[..word.len() - plural.len() + common];
    match &single[common..] {
        "" => kept.into(),
        end => (kept.to_owned() + end).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals_become_singular() {
        for (plural, expected) in [
            ("Disks", "Disk"),
            ("Policies", "Policy"),
            ("Addresses", "Address"),
            ("Statuses", "Status"),
            ("ClientAliases", "ClientAlias"),
            ("Alias", "Alias"),
            ("Boxes", "Box"),
            ("JobIDs", "JobID"),
            ("Cpus", "Cpu"),
            ("CPUs", "CPU"),
            ("Status", "Status"),
            ("Access", "Access"),
            ("Analysis", "Analysis"),
            ("Data", "Data"),
            ("source_servers", "source_server"),
            ("s", "s"),
        ] {
            assert_eq!(singular(plural), expected);
        }
    }
}
