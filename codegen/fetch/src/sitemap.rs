//! Sitemaps: XML that lists pages, or further sitemaps; perhaps packed with gzip.

use std::io::Read;

use docwright_idl::{Code, Diagnostic};
use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::Event;

/// How many pages a sitemap may list; the protocol allows no more.
pub const MAX_ENTRIES: usize = 50_000;
/// How many bytes a sitemap may have when it is unpacked.
const MAX_BYTES: u64 = 64 << 20;

/// What a sitemap lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sitemap {
    /// The URLs of pages.
    pub pages: Vec<String>,
    /// The URLs of further sitemaps.
    pub sitemaps: Vec<String>,
}

/// Reads a sitemap; `name` is how findings call it.
///
/// # Errors
///
/// What is no sitemap, or is too large (`DW0707`).
pub fn read(name: &str, bytes: &[u8]) -> Result<Sitemap, Diagnostic> {
    let unpacked;
    let bytes = if bytes.starts_with(b"\x1f\x8b") {
        unpacked = unpack(name, bytes)?;
        unpacked.as_slice()
    } else {
        bytes
    };
    let refuse = |why: String| {
        Diagnostic::new(Code::BAD_SOURCE, format!("`{name}` is no sitemap: {why}"))
            .help("a sitemap is XML with a `urlset` or `sitemapindex`; list the pages one by one instead")
    };
    let text = std::str::from_utf8(bytes).map_err(|error| refuse(error.to_string()))?;
    let mut reader = Reader::from_str(text);
    let mut sitemap = Sitemap::default();
    let (mut path, mut text) = (Vec::<String>::new(), String::new());
    loop {
        match reader
            .read_event()
            .map_err(|error| refuse(format!("at byte {}: {error}", reader.error_position())))?
        {
            Event::Start(start) => {
                path.push(start.local_name().as_ref().to_owned());
                text.clear();
            }
            Event::Text(piece) => text.push_str(&piece),
            Event::CData(piece) => text.push_str(&piece),
            Event::GeneralRef(reference) => {
                match (reference.resolve_char_ref(), resolve_xml_entity(&reference)) {
                    (Ok(Some(c)), _) => text.push(c),
                    (_, Some(entity)) => text.push_str(entity),
                    _ => return Err(refuse(format!("it refers to `&{};`", &*reference))),
                }
            }
            Event::End(_) => {
                let names: Vec<&str> = path.iter().map(String::as_str).collect();
                let list = match names.as_slice() {
                    ["urlset", "url", "loc"] => Some(&mut sitemap.pages),
                    ["sitemapindex", "sitemap", "loc"] => Some(&mut sitemap.sitemaps),
                    _ => None,
                };
                list.into_iter().for_each(|list| list.push(text.trim().to_owned()));
                if sitemap.pages.len() + sitemap.sitemaps.len() > MAX_ENTRIES {
                    return Err(refuse(format!("it lists more than {MAX_ENTRIES} pages")));
                }
                path.pop();
                if path.is_empty() {
                    break;
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if sitemap.pages.is_empty() && sitemap.sitemaps.is_empty() {
        return Err(refuse("it lists no page".to_owned()));
    }
    Ok(sitemap)
}

fn unpack(name: &str, bytes: &[u8]) -> Result<Vec<u8>, Diagnostic> {
    let mut unpacked = Vec::new();
    let read = flate2::read::MultiGzDecoder::new(bytes).take(MAX_BYTES + 1).read_to_end(&mut unpacked);
    match read {
        Ok(_) if unpacked.len() as u64 <= MAX_BYTES => Ok(unpacked),
        Ok(_) => Err(Diagnostic::new(
            Code::TOO_LARGE,
            format!("`{name}` unpacks to more than {} MiB", MAX_BYTES >> 20),
        )),
        Err(error) => Err(Diagnostic::new(Code::BAD_SOURCE, format!("`{name}` cannot be unpacked: {error}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_pages_and_further_sitemaps() {
        let pages = "<?xml version=\"1.0\"?><urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\
                     <url><loc> https://h/a?x=1&amp;y=2 </loc><lastmod>2026-01-01</lastmod></url>\
                     <url><loc><![CDATA[https://h/b]]></loc></url></urlset>";
        assert_eq!(read("s", pages.as_bytes()).unwrap().pages, ["https://h/a?x=1&y=2", "https://h/b"]);
        let index = "<sitemapindex><sitemap><loc>https://h/1.xml</loc></sitemap></sitemapindex>";
        assert_eq!(read("s", index.as_bytes()).unwrap().sitemaps, ["https://h/1.xml"]);
    }

    #[test]
    fn a_packed_sitemap_is_unpacked_within_limits() {
        use std::io::Write;
        let pack = |text: &[u8]| {
            let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            packer.write_all(text).unwrap();
            packer.finish().unwrap()
        };
        let packed = pack(b"<urlset><url><loc>https://h/a</loc></url></urlset>");
        assert_eq!(read("s", &packed).unwrap().pages, ["https://h/a"]);
        assert_eq!(read("s", &packed[..20]).unwrap_err().code, Code::BAD_SOURCE);
        let bomb = pack(&vec![b' '; MAX_BYTES as usize + 10]);
        assert_eq!(read("s", &bomb).unwrap_err().code, Code::TOO_LARGE);
    }

    #[test]
    fn what_is_no_sitemap_is_refused() {
        for text in [
            "",
            "not found",
            "<html><body>Sign in</body></html>",
            "<urlset></urlset>",
            "<urlset><url><loc>x",
            "<!DOCTYPE x [<!ENTITY a \"b\">]><urlset><url><loc>&a;</loc></url></urlset>",
        ] {
            assert_eq!(read("s", text.as_bytes()).unwrap_err().code, Code::BAD_SOURCE, "{text}");
        }
    }
}
