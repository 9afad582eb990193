//! English words in names.

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
    ("ss", "ss"),
    ("cpus", "cpu"),
    ("gpus", "gpu"),
    ("menus", "menu"),
    ("us", "us"),
    ("is", "is"),
    ("s", ""),
];

/// Returns the singular of an English plural, of which only the last word counts; other words are returned as they are.
pub(crate) fn singular(word: &str) -> String {
    let lower = word.to_ascii_lowercase();
    let last = lower.rsplit(['_', '-', '.']).next().unwrap_or_default();
    if SINGULARS.contains(&last) || last.len() < 3 {
        return word.to_owned();
    }
    let ending = ENDINGS.iter().find(|(plural, _)| lower.ends_with(plural));
    match ending {
        // The singular begins as the plural does; what is kept keeps its case.
        Some((plural, single)) => {
            let common = plural.bytes().zip(single.bytes()).take_while(|(a, b)| a == b).count();
            let kept = word.len() - plural.len() + common;
            format!("{}{}", &word[..kept], &single[common..])
        }
        None => word.to_owned(),
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
