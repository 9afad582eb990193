//! Bodies of requests and responses: media type, properties and examples.

use super::entries::{self, Form};
use super::labels::{self, Label, bare};
use super::property::{Description, Property};
use crate::document::{Block, BlockKind, Lines};
use crate::examples::{Json, JsonError};
use crate::lines::{is_blank, trim, trim_start};
use crate::search::{find, split_once};

/// What the page says of a body.
#[derive(Debug, Default)]
pub(super) struct Body<'d> {
    /// The media types and where they stand.
    pub(super) media: Vec<(&'d str, Lines)>,
    /// The body as a whole, where the page describes it so.
    pub(super) whole: Description<'d>,
    /// The properties.
    pub(super) properties: Vec<Property<'d>>,
    /// The examples.
    pub(super) examples: Vec<BodyExample<'d>>,
}

/// A documented body.
#[derive(Debug)]
pub(super) struct BodyExample<'d> {
    /// The name that the page gives it.
    pub(super) name: Option<&'d str>,
    /// The example as it stands on the page.
    pub(super) text: &'d str,
    /// The example as JSON.
    pub(super) json: Result<Json<'d>, JsonError>,
    /// The lines of the name and the example.
    pub(super) lines: Lines,
}

/// What the next line belongs to.
enum Part {
    /// The body as a whole.
    Whole,
    /// The last property.
    Property,
    /// The examples.
    Examples,
}

impl<'d> Body<'d> {
    /// Reads a body, and passes on the lines that the layout has and that say nothing.
    pub(super) fn read(blocks: &'d [Block<'d>], mut pass: impl FnMut(Lines)) -> Self {
        let items = blocks.iter().filter(|block| block.kind == BlockKind::Item);
        let mut body = Self { properties: Vec::with_capacity(items.count()), ..Self::default() };
        let mut part = Part::Whole;
        let mut example_name = None;
        entries::each(blocks, |entry| {
            let label = entry.label();
            match (label, &part, entry.form) {
                (Some((Some(Label::Media), value)), ..) => {
                    let media = labels::quoted(value).next().unwrap_or(value);
                    body.media.push((media, entry.lines));
                    part = Part::Whole;
                }
                (Some((Some(Label::Example), "")), ..) => {
                    pass(entry.lines);
                    example_name = None;
                    part = Part::Examples;
                }
                (_, Part::Examples, Form::Code(text)) => {
                    body.add_example(example_name.take(), text, entry.lines);
                }
                (_, Part::Examples, Form::Text(text)) => {
                    // What the layout does not have stays unread.
                    if let Some(name) = example_title(text) {
                        example_name = Some((name, entry.lines));
                    }
                }
                (.., form) => {
                    let start = match form {
                        Form::Bullet(text) if entry.depth == 1 => property_start(text),
                        _ => None,
                    };
                    let open = body.open(&part);
                    // An item without description may be an allowed value.
                    let may_be_value = open.as_ref().is_some_and(|open| open.expects_value());
                    match (start, open) {
                        (Some((name, rest)), _) if !(may_be_value && rest.is_empty()) => {
                            body.properties.push(Property::begin(name, rest, &entry));
                            part = Part::Property;
                        }
                        (_, Some(open)) => {
                            open.read(&entry, label);
                        }
                        _ => {}
                    }
                }
            }
        });
        body
    }

    /// Returns the description that goes on.
    fn open(&mut self, part: &Part) -> Option<&mut Description<'d>> {
        match part {
            Part::Whole => Some(&mut self.whole),
            Part::Property => self.properties.last_mut().map(|property| &mut property.value),
            Part::Examples => None,
        }
    }

    /// Returns the media type that counts, JSON if it is among several, and where it stands.
    pub(super) fn chosen_media(&self) -> Option<(&'d str, Lines)> {
        match self.media.as_slice() {
            [only] => Some(*only),
            several => several.iter().find(|(media, _)| is_json(media)).or(several.first()).copied(),
        }
    }

    /// Whether the page describes a body at all.
    pub(super) fn is_described(&self) -> bool {
        let has_parts = !self.media.is_empty() || !self.properties.is_empty() || !self.examples.is_empty();
        has_parts || self.whole.levels().any(|level| level.extent().is_some())
    }

    fn add_example(&mut self, name: Option<(&'d str, Lines)>, text: &'d str, lines: Lines) {
        self.examples.push(BodyExample {
            name: name.map(|(name, _)| name),
            text,
            json: Json::parse(text, lines.first),
            lines: name.map_or(lines, |(_, name)| name.to(lines)),
        });
    }
}

/// Whether bodies of the media type are JSON.
pub(super) fn is_json(media: &str) -> bool {
    find(media, "json").is_some()
}

/// Reads `` `name` — Description `` or `` `name` ``.
fn property_start(text: &str) -> Option<(&str, &str)> {
    let (name, rest) = split_once(text.strip_prefix('`')?, "`")?;
    let rest = trim_start(rest);
    let description = if rest.is_empty() { rest } else { trim(rest.strip_prefix(['—', '–'])?) };
    (!is_blank(name)).then_some((name, description))
}

/// Reads ``*`name`*:``.
fn example_title(text: &str) -> Option<&str> {
    let title = text.trim().trim_end_matches(':');
    let title = title.strip_prefix(['*', '_'])?.strip_suffix(['*', '_'])?.trim_matches(['*', '_']);
    let name = bare(title);
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::Format;

    /// Shows the properties with the number of their allowed values, and the examples.
    fn show(text: &str) -> (Vec<String>, Vec<String>) {
        let document = Format::Markdown.read(text);
        let body = Body::read(&document.blocks, |_| {});
        let property = |property: &Property<'_>| {
            let values = property.value.levels().filter_map(|level| level.values(None));
            format!("{} {}", property.name, values.map(|(values, _)| values.len()).sum::<usize>())
        };
        let example = |example: &BodyExample<'_>| {
            format!("{} {}-{}", example.name.unwrap_or("-"), example.lines.first, example.lines.last)
        };
        let examples = body.examples.iter().map(example).collect();
        (body.properties.iter().map(property).collect(), examples)
    }

    const CLEAN: &str = "**Media type**: `application/json`\n\n- `a` — One.\n\n  **Type**: String\n\n  \
        **Allowed values**:\n\n  - `X`\n\n  - `Y`\n\n- `b` — Two:\n\n  - `not a value`\n\n  **Type**: any\n\n- `c`\n\n\
        **Examples**:\n\n*`first`*:\n\n```json\n{}\n```\n\n*`second`*:\n\n```json\n[]\n```\n";

    #[test]
    fn a_flat_list_reads_like_a_nested_one() {
        let properties = ["a 2", "b 0", "c 0"];
        let (clean, examples) = show(CLEAN);
        assert_eq!(clean, properties);
        assert_eq!(examples, ["first 23-26", "second 29-32"]);
        // In a flat list, an item of a description looks like a property without one.
        let lines =
            CLEAN.lines().map(str::trim).filter(|line| !line.is_empty() && !line.contains("not a value"));
        let flat: String = lines.map(|line| line.to_owned() + "\n").collect();
        let (damaged, examples) = show(&flat);
        assert_eq!(damaged, properties);
        assert_eq!(examples, ["first 11-13", "second 15-17"]);
    }

    #[test]
    fn an_example_may_have_no_name() {
        assert_eq!(show("**Example**:\n```json\n{}\n```\n").1, ["- 3-3"]);
    }
}
