//! What a text in an example looks like.

/// Whether the text is a point in time (RFC 3339, section 5.6, `date-time`).
pub(crate) fn is_date_time(text: &str) -> bool {
    let Some((date, time)) = text.split_at_checked(10) else { return false };
    let Some(time) = time.strip_prefix(['T', 't', ' ']) else { return false };
    let Some((clock, rest)) = time.split_at_checked(8) else { return false };
    let rest = match rest.strip_prefix('.') {
        Some(fraction) => {
            let zone = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
            if zone.len() == fraction.len() {
                return false;
            }
            zone
        }
        None => rest,
    };
    let is_offset =
        |zone: &str| zone.strip_prefix(['+', '-']).is_some_and(|offset| fits(offset, "HH:MM", &[23, 59]));
    is_date(date) && fits(clock, "HH:MM:SS", &[23, 59, 60]) && (matches!(rest, "Z" | "z") || is_offset(rest))
}

/// Whether the text is a date (RFC 3339, section 5.6, `full-date`).
pub(crate) fn is_date(text: &str) -> bool {
    fits(text, "YYYY-MM-DD", &[9999, 12, 31]) && !text.contains("-00")
}

/// Whether the text has the form's length and punctuation, and digits elsewhere, and no group of digits exceeds its
/// greatest value.
fn fits(text: &str, form: &str, greatest: &[u32]) -> bool {
    text.len() == form.len()
        && text
            .bytes()
            .zip(form.bytes())
            .all(|(byte, form)| if form.is_ascii_alphabetic() { byte.is_ascii_digit() } else { byte == form })
        && text
            .split(['-', ':'])
            .zip(greatest)
            .all(|(group, greatest)| group.parse::<u32>().is_ok_and(|number| number <= *greatest))
}

/// Whether the text is a UUID (RFC 9562, section 4), in upper or lower case.
pub(crate) fn is_uuid(text: &str) -> bool {
    let groups = [8, 4, 4, 4, 12];
    text.len() == 36
        && text.split('-').count() == groups.len()
        && text.split('-').zip(groups).all(|(group, length)| {
            group.len() == length && group.bytes().all(|byte| byte.is_ascii_hexdigit())
        })
}

/// Whether the text has the groups of a UUID, and one of them is a digit too long or too short.
pub(super) fn is_nearly_uuid(text: &str) -> bool {
    let lengths = [8_usize, 4, 4, 4, 12];
    let groups = text.split('-');
    matches!(text.len(), 35 | 37)
        && groups.clone().count() == lengths.len()
        && groups.clone().all(|group| group.bytes().all(|byte| byte.is_ascii_hexdigit()))
        && groups.zip(lengths).map(|(group, length)| group.len().abs_diff(length)).sum::<usize>() == 1
}

/// Whether the text is the address of a mailbox, as most people write it.
pub(super) fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let is_atom = |part: &str, more: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c))
    };
    is_atom(local, "._%+-")
        && domain.contains('.')
        && domain.split('.').all(|label| is_atom(label, "-"))
        && domain.rsplit('.').next().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_alphabetic()))
}

/// Whether the text is an absolute URL of the web.
pub(super) fn is_uri(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        !rest.is_empty() && !rest.contains(|c: char| c.is_whitespace() || c == '<' || c == '{')
    })
}

/// Whether the text is an IPv4 address.
pub(super) fn is_ipv4(text: &str) -> bool {
    text.parse::<std::net::Ipv4Addr>().is_ok()
}

/// Whether the text is an IPv6 address.
pub(super) fn is_ipv6(text: &str) -> bool {
    text.parse::<std::net::Ipv6Addr>().is_ok()
}

/// Whether the text is one of the upper-case words, joined by underscores, with which enums are written.
pub(super) fn is_token(text: &str) -> bool {
    text.len() > 1
        && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
        && text.split('_').all(|word| word.starts_with(|c: char| c.is_ascii_uppercase()))
}

/// Whether the text is a key of a map and no member's name: a UUID, a number, a long hexadecimal number, a domain
/// written backwards, or a text with a character that names do not have.
pub(super) fn is_key(text: &str) -> bool {
    let is_name_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '$' | '@');
    let is_digit = |byte: u8| byte.is_ascii_digit();
    text.is_empty()
        || is_uuid(text)
        || text.bytes().all(is_digit)
        || text.len() >= 12 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) && text.bytes().any(is_digit)
        || text.matches('.').count() >= 2
        || !text.chars().all(is_name_part)
}

/// Returns what a name with a number at its end is without it: `eth` of `eth0`.
pub(super) fn numbered(text: &str) -> Option<&str> {
    let stem = text.trim_end_matches(|c: char| c.is_ascii_digit());
    (!stem.is_empty() && stem.len() < text.len()).then_some(stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rule: fn(&str) -> bool, yes: &[&str], no: &[&str]) {
        for text in yes {
            assert!(rule(text), "{text:?}");
        }
        for text in no {
            assert!(!rule(text), "{text:?}");
        }
    }

    #[test]
    fn texts_are_told_by_their_form() {
        check(
            is_date_time,
            &["2021-04-05T06:07:08+00:00", "2024-03-09T05:40:00Z", "2023-10-15T13:52:35.311Z"],
            &[
                "2021-04-05",
                "2021-13-05T06:07:08Z",
                "2021-04-05T06:07:08",
                "2021-04-05T06:07:08.Z",
                "ä".repeat(9).as_str(),
            ],
        );
        check(is_date, &["2024-02-29"], &["2024-2-29", "2024-00-10", "2024/02/29", "today-date"]);
        check(
            is_uuid,
            &["3c0d5a71-9e42-4b8f-8a16-70d2f4c9b5e3", "5B7E20C4-16F9-4D3A-9C82-E4A1705DB93F"],
            &["D4908B1E-7A35-4C6F-B0D2-95E13F7A2C8", "3c0d5a71-9e42-4b8f-8a16-70d2f4c9b5eg", "a-b"],
        );
        check(
            is_uri,
            &["https://example.com/a?b=c"],
            &["example.com", "https://", "http://{host}/", "avfs:/x"],
        );
        check(is_ipv4, &["203.0.113.9"], &["203.0.113", "1.2.3.4.5", "256.0.0.1"]);
        check(is_token, &["ERROR", "POWERING_OFF", "X64"], &["A", "Error", "4X", "A__B", "A-B", ""]);
        check(
            is_key,
            &["12", "8080/tcp", "https://x/y", "a b", "8dfafdbc3a40", "org.example.role"],
            &["name", "_links", "x-y", "a.b", "@id", "deadbeefcafe", "8dfafd"],
        );
        check(
            is_nearly_uuid,
            &["D4908B1E-7A35-4C6F-B0D2-95E13F7A2C8", "D4908B1E-7A35-4C6FA-B0D2-95E13F7A2C81"],
            &[
                "3c0d5a71-9e42-4b8f-8a16-70d2f4c9b5e3",
                "1-2-3-4-5",
                "D4908B1E-7A35-4C6F-B0D2-95E13F7A2",
                "a-b",
            ],
        );
        check(
            is_email,
            &["ada@example.com", "a.b+c@mail.example.org"],
            &[
                "@example.com",
                "ada@example",
                "ada @example.com",
                "ada@@example.com",
                "a@b.c1",
                "ssh://a@b.cc",
            ],
        );
        check(is_ipv6, &["2001:db8::1", "::"], &["203.0.113.9", "2001:db8", "12:30"]);
        assert_eq!((numbered("eth0"), numbered("7"), numbered("eth")), (Some("eth"), None, None));
    }
}
