//! Documented names in Rust's cases.

use heck::{ToSnakeCase, ToUpperCamelCase};

/// How Rust writes a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    /// `source_server_id`.
    Snake,
    /// `SourceServerId`.
    Camel,
}

impl Case {
    /// Returns the name in this case: ASCII letters, digits and underscores, or nothing if it has neither letter
    /// nor digit. It may begin with a digit.
    pub(crate) fn plain(self, name: &str) -> String {
        if self == Self::Camel && is_plain_camel(name) {
            return name.to_owned();
        }
        self.join(&fold_acronyms(&name.replace(|c: char| !c.is_ascii_alphanumeric(), " ")))
    }

    /// Returns the name in this case with every other character spelled out: `_links` is `underscore_links`.
    pub(crate) fn spelled(self, name: &str) -> String {
        if name.is_empty() {
            return self.join("empty");
        }
        let mut words = String::new();
        for c in name.chars() {
            if c.is_ascii_alphanumeric() {
                words.push(c);
            } else if let Some((_, word)) = SPELLED.iter().find(|(spelled, _)| *spelled == c) {
                words.extend([" ", word, " "]);
            } else {
                words.push_str(&format!(" u{:x} ", u32::from(c)));
            }
        }
        self.join(&fold_acronyms(&words))
    }

    fn join(self, words: &str) -> String {
        match self {
            Self::Snake => words.to_snake_case(),
            Self::Camel => words.to_upper_camel_case(),
        }
    }
}

/// What characters are called in a name that needs them.
const SPELLED: &[(char, &str)] = &[
    (' ', "space"),
    ('!', "bang"),
    ('"', "quote"),
    ('#', "hash"),
    ('$', "dollar"),
    ('%', "percent"),
    ('&', "and"),
    ('\'', "apostrophe"),
    ('(', "open"),
    (')', "close"),
    ('*', "star"),
    ('+', "plus"),
    (',', "comma"),
    ('-', "minus"),
    ('.', "dot"),
    ('/', "slash"),
    (':', "colon"),
    (';', "semicolon"),
    ('<', "less"),
    ('=', "equal"),
    ('>', "greater"),
    ('?', "question"),
    ('@', "at"),
    ('\\', "backslash"),
    ('^', "caret"),
    ('_', "underscore"),
    ('|', "or"),
    ('~', "tilde"),
];

/// Words whose case misleads a splitter that goes by upper-case letters.
const MIXED: &[(&str, &str)] = &[
    ("IPv", "Ipv"),
    ("OAuth", "Oauth"),
    ("vCPU", "Vcpu"),
    ("KiB", "Kib"),
    ("MiB", "Mib"),
    ("GiB", "Gib"),
    ("TiB", "Tib"),
];

/// Whether a name of letters is in camel case as it is: a capital letter begins each word, and none follows another one.
fn is_plain_camel(name: &str) -> bool {
    let mut before = b'A';
    name.as_bytes().first().is_some_and(u8::is_ascii_uppercase)
        && name.bytes().skip(1).all(|letter| {
            let is_fit =
                letter.is_ascii_lowercase() || letter.is_ascii_uppercase() && before.is_ascii_lowercase();
            before = letter;
            is_fit
        })
        && !MIXED.iter().any(|(mixed, _)| name.contains(mixed))
}

/// Returns the text with mixed-case words and plural acronyms as single words: `IPv6` as `Ipv6`, `serverIDs` as
/// `serverIds`.
fn fold_acronyms(text: &str) -> String {
    let mut text = text.to_owned();
    for (mixed, folded) in MIXED {
        if text.contains(mixed) {
            text = text.replace(mixed, folded);
        }
    }
    let mut bytes = text.into_bytes();
    for at in 2..bytes.len() {
        let plural = bytes[at] == b's' && !bytes.get(at + 1).is_some_and(u8::is_ascii_lowercase);
        if plural && bytes[at - 1].is_ascii_uppercase() && bytes[at - 2].is_ascii_uppercase() {
            let acronym = bytes[..at].iter().rev().take_while(|byte| byte.is_ascii_uppercase()).count();
            bytes[at - acronym + 1..at].make_ascii_lowercase();
        }
    }
    String::from_utf8(bytes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn what_is_in_camel_case_stays_as_it_is(name in "([A-Z][a-z]{0,4}|OAuth|GiB|IPv){1,5}") {
            let split = Case::Camel.join(&fold_acronyms(&name));
            proptest::prop_assert_eq!(Case::Camel.plain(&name), split);
        }
    }

    #[test]
    fn names_in_both_cases() {
        for (name, snake, camel) in [
            ("sourceServerID", "source_server_id", "SourceServerId"),
            ("recoveryInstanceIDs", "recovery_instance_ids", "RecoveryInstanceIds"),
            ("ebsVolumeARNsByName", "ebs_volume_arns_by_name", "EbsVolumeArnsByName"),
            ("HTTPServer", "http_server", "HttpServer"),
            ("HTTPSettings", "http_settings", "HttpSettings"),
            ("assignIPv6Address", "assign_ipv6_address", "AssignIpv6Address"),
            ("EC2InstanceState", "ec2_instance_state", "Ec2InstanceState"),
            ("OAuthToken", "oauth_token", "OauthToken"),
            ("NOT_STARTED", "not_started", "NotStarted"),
            ("us-east-1", "us_east_1", "UsEast1"),
            ("recovery.resource_id", "recovery_resource_id", "RecoveryResourceId"),
            ("t2.micro", "t2_micro", "T2Micro"),
            ("_links", "links", "Links"),
            ("2xx", "2xx", "2xx"),
            ("$ref", "ref", "Ref"),
            ("größe", "gr_e", "GrE"),
            ("*", "", ""),
            ("IDs", "ids", "Ids"),
            ("s", "s", "S"),
        ] {
            assert_eq!(Case::Snake.plain(name), snake, "{name}");
            assert_eq!(Case::Camel.plain(name), camel, "{name}");
        }
    }

    #[test]
    fn characters_spelled_out() {
        for (name, camel) in [
            ("", "Empty"),
            ("*", "Star"),
            ("<=", "LessEqual"),
            ("_links", "UnderscoreLinks"),
            ("a-b", "AMinusB"),
            ("日本", "U65e5U672c"),
        ] {
            assert_eq!(Case::Camel.spelled(name), camel, "{name}");
        }
        assert_eq!(Case::Snake.spelled("_links"), "underscore_links");
    }

    #[test]
    fn spelled_characters_are_sorted_and_not_alphanumeric() {
        assert!(SPELLED.is_sorted_by_key(|(c, _)| *c));
        assert!(SPELLED.iter().all(|(c, _)| !c.is_ascii_alphanumeric()));
    }
}
