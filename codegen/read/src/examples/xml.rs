//! XML that an example shows, with the lines on which each element stands.

use crate::document::Lines;

/// How deep elements are read.
const MAX_DEPTH: usize = 64;

/// How many different elements one may hold.
const MAX_PARTS: usize = 256;

/// An element. Those of one name that stand in one element are taken together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Element {
    /// The name, as it is written.
    pub(crate) name: String,
    /// The first text that stands in it, if no elements do.
    pub(crate) text: String,
    /// The elements within.
    pub(crate) parts: Vec<Element>,
    /// The lines of the first.
    pub(crate) lines: Option<Lines>,
    /// How many stand side by side.
    pub(crate) count: usize,
}

impl Element {
    /// Reads the element that a text begins with, the first line of which is `line`; none if it is not well-formed.
    pub(crate) fn parse(text: &str, line: u32) -> Option<Self> {
        let mut open: Vec<Self> = Vec::new();
        let (mut rest, mut line) = (text, line);
        loop {
            let (before, markup) = rest.split_once('<')?;
            let end = |mark: &str| markup.find(mark).map(|at| at + mark.len());
            let end = match markup {
                comment if comment.starts_with("!--") => end("-->")?,
                data if data.starts_with("![CDATA[") => end("]]>")?,
                tag => tag.find('>')? + 1,
            };
            let (tag, after) = markup.split_at(end);
            let begins = line + newlines(before);
            line = begins + newlines(tag);
            rest = after;
            match (open.last_mut(), before.trim()) {
                (_, "") => {}
                (Some(within), text) if within.parts.is_empty() => within.text = text.to_owned(),
                (Some(_), _) => {}
                (None, _) => return None,
            }
            let tag = tag.trim_end_matches('>');
            if tag.starts_with(['!', '?']) {
                continue;
            }
            if let Some(name) = tag.strip_prefix('/') {
                let mut closed = open.pop().filter(|element| element.name == name.trim())?;
                closed.lines = closed.lines.map(|lines| Lines::new(lines.first, line));
                match open.last_mut() {
                    Some(parent) => parent.add(closed)?,
                    None => return Some(closed),
                }
                continue;
            }
            let name = tag.split([' ', '\n', '\t', '\r', '/']).next().filter(|name| is_name(name))?;
            let lines = Some(Lines::new(begins, line));
            let element = Self { name: name.to_owned(), lines, count: 1, ..Self::default() };
            if !tag.ends_with('/') {
                (open.len() < MAX_DEPTH).then(|| open.push(element))?;
                continue;
            }
            match open.last_mut() {
                Some(parent) => parent.add(element)?,
                None => return Some(element),
            }
        }
    }

    /// Adds an element within, unless there are too many.
    fn add(&mut self, part: Self) -> Option<()> {
        if let Some(known) = self.parts.iter_mut().find(|known| known.name == part.name) {
            known.count += part.count;
            known.join(part);
            return Some(());
        }
        (self.parts.len() < MAX_PARTS).then(|| self.parts.push(part))
    }

    /// Adds what another element of the name holds.
    pub(crate) fn join(&mut self, other: Self) {
        if self.text.is_empty() {
            self.text = other.text;
        }
        for part in other.parts {
            let _ = self.add(part);
        }
    }
}

fn newlines(text: &str) -> u32 {
    u32::try_from(memchr::memchr_iter(b'\n', text.as_bytes()).count()).unwrap_or(u32::MAX)
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.:".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_of_one_name_are_taken_together() {
        let text = "<?xml version=\"1.0\"?>\n<Walls a=\"b\">\n <!-- <all> -->\n <id>7</id>\n <set>\n  <item><a/></item>\n  <item><b>x</b></item>\n </set>\n</Walls> and more";
        let walls = Element::parse(text, 10).unwrap();
        let [id, set] = walls.parts.as_slice() else { panic!("{walls:?}") };
        assert_eq!((walls.name.as_str(), walls.lines), ("Walls", Some(Lines::new(11, 18))));
        assert_eq!((id.text.as_str(), id.lines), ("7", Some(Lines::at(13))));
        let [item] = set.parts.as_slice() else { panic!("{set:?}") };
        assert_eq!((item.count, item.parts.len(), item.parts[1].text.as_str()), (2, 2, "x"));
    }

    #[test]
    fn what_is_not_well_formed_is_none() {
        let deep = "<a>".repeat(50_000);
        for text in ["", "a", "a <b/>", "<a>", "<a></b>", "<a", "<a><!-- </a>", "<9/>", "<your name>", &deep]
        {
            assert_eq!(Element::parse(text, 1), None, "{}", &text[..text.len().min(20)]);
        }
    }
}
