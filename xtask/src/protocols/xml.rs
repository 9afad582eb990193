//! Two texts of XML that say the same, in the same form.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// An element while its content is read.
#[derive(Default)]
struct Element {
    start: String,
    name: String,
    text: String,
    children: Vec<Element>,
}

/// Returns XML with attributes and the entries of maps in order, and without the space around texts; nothing if it is
/// none. `keys` are the names of the elements that hold the keys of maps.
pub(super) fn canonical(text: &str, keys: &[&str]) -> Option<String> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut open = vec![Element::default()];
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => open.push(started(&start)?),
            Event::Text(text) => open.last_mut()?.text.push_str(&text),
            Event::GeneralRef(reference) => {
                let reference = format!("&{};", &*reference);
                open.last_mut()?.text.push_str(&reference);
            }
            Event::End(_) => {
                let closed = open.pop()?;
                open.last_mut()?.children.push(closed);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let root = open.pop()?;
    (open.is_empty() && !root.children.is_empty()).then(|| root.written(keys))
}

fn started(start: &BytesStart<'_>) -> Option<Element> {
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.ok()?;
        attributes.push(format!(" {}={:?}", attribute.key.into_inner(), attribute.value));
    }
    attributes.sort();
    let name = start.name().into_inner().to_owned();
    Some(Element { start: format!("<{name}{}>", attributes.concat()), name, ..Element::default() })
}

impl Element {
    fn written(&self, keys: &[&str]) -> String {
        let is_entry =
            |element: &Self| element.children.first().is_some_and(|key| keys.contains(&key.name.as_str()));
        let mut children: Vec<(bool, &str, String)> = self
            .children
            .iter()
            .map(|child| (is_entry(child), child.name.as_str(), child.written(keys)))
            .collect();
        for run in children.chunk_by_mut(|a, b| a.0 && b.0 && a.1 == b.1) {
            run.sort();
        }
        let children: String = children.into_iter().map(|(.., text)| text).collect();
        let end = if self.name.is_empty() { String::new() } else { format!("</{}>", self.name) };
        format!("{}{}{children}{end}", self.start, self.text.trim())
    }
}
