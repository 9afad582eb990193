//! The links with which AWS documentation leads from a page to the same thing in other documentation; they name the service, the
//! version of its API and what the page documents: `…/goto/WebAPI/drs-2020-02-26/StartRecovery`.

use std::sync::LazyLock;

use memchr::memmem::Finder;

/// What such a link names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Link<'t> {
    /// The code of the service: `drs`.
    pub(crate) code: &'t str,
    /// The version of its API, a date: `2020-02-26`.
    pub(crate) version: &'t str,
    /// The operation, data type or error, in upper or lower case: `StartRecovery`.
    pub(crate) subject: &'t str,
}

/// Finds such links in a text, whatever stands around them.
pub(crate) fn links(text: &str) -> impl Iterator<Item = Link<'_>> {
    static BEFORE: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("/goto/"));
    // What precedes a slash, and what follows it.
    let name = |text: &'_ str| {
        let is_of_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        let length = text.bytes().take_while(is_of_name).count();
        text[length..].starts_with('/').then_some(length)
    };
    let mut places = BEFORE.find_iter(text.as_bytes()).peekable();
    let links = std::iter::from_fn(move || {
        let start = places.next()? + BEFORE.needle().len();
        // The next such link is another.
        Some(&text[start..places.peek().copied().unwrap_or(text.len())])
    });
    links.filter_map(move |rest| {
        let rest = &rest[name(rest)? + 1..];
        let (service, rest) = rest.split_at(name(rest)?);
        let rest = &rest[1..];
        let (code, version) = code_and_version(service)?;
        let length = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let subject = &rest[..length];
        (!code.is_empty() && !subject.is_empty()).then_some(Link { code, version, subject })
    })
}

/// Splits what a link calls a service: `drs-2020-02-26`.
pub(crate) fn code_and_version(service: &str) -> Option<(&str, &str)> {
    const DATE: usize = "-0000-00-00".len();
    let (code, date) = service.split_at_checked(service.len().checked_sub(DATE)?)?;
    let is_of_date = |(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => u8::is_ascii_digit(&byte),
    };
    let version = date.strip_prefix('-').filter(|date| date.bytes().enumerate().all(is_of_date))?;
    Some((code, version))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_name_the_service_its_version_and_what_it_documents() {
        let text = "see [SDK](../goto/sdk/lamp-shop-2020-02-26/lightlamp.md) or \
                    <a href=\"https://x.test/goto/WebAPI/lamps-2021-01-01/LightLamp\">x</a>, \
                    not /goto/WebAPI/lamps/LightLamp or /goto/ or /goto/a/b-2020-02-2x/C or /goto/ä/ü/ö";
        let found: Vec<_> = links(text).map(|link| (link.code, link.version, link.subject)).collect();
        assert_eq!(found, [("lamp-shop", "2020-02-26", "lightlamp"), ("lamps", "2021-01-01", "LightLamp")]);
    }
}
