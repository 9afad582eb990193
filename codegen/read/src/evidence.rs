//! `evidence.yaml`: for each fact of the description, the pages and lines that say it, and how it was found.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::{self, Write as _};
use std::ops::Deref;
use std::str::FromStr;
use std::sync::Arc;

use docwright_idl::{Diagnostic, FactPath, Known, Map, Part, Version, yaml};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::claims::Basis;
use crate::document::Lines;

/// The content of `evidence.yaml`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// The version of the format; always 1.
    pub evidence: Version,
    /// The sources of each fact by the fact's path, in the order in which the facts stand in the description.
    pub facts: Map<Sources>,
    /// In how many examples members are, by their paths. That is what was observed, and no promise.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub observations: Map<Observation>,
}

/// In how many of the examples of what holds it a member is. Written as `3 of 4`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Observation {
    /// In how many it is.
    pub present: u32,
    /// How many there are.
    pub of: u32,
}

/// Where a fact comes from. Written as `stated pages/a.txt:3-4`, `inferred(rule) pages/a.txt:3`, `overlay 2` or
/// `manifest`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// A page says it.
    Stated(Place),
    /// The named rule inferred it from a page.
    Inferred(Box<Inference>),
    /// The overlay's change of this number, counted from 1, sets it.
    Overlay(usize),
    /// `docwright.yaml` says it.
    Manifest,
}

/// The sources of one fact. Most facts have one, which takes no room of its own.
#[derive(Clone)]
pub enum Sources {
    /// One source.
    One(Source),
    /// Any number of them.
    Several(Vec<Source>),
}

/// How a rule found a fact.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Inference {
    /// The rule's name; see [`rules`](crate::rules).
    pub rule: Cow<'static, str>,
    /// What it found it in.
    pub place: Place,
}

/// Lines of a page.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The page's path, relative to the service's folder.
    pub page: Arc<str>,
    /// The lines.
    pub lines: Lines,
}

impl Source {
    /// Returns the source for a claim on the given basis.
    pub fn of(basis: Basis, page: Arc<str>, lines: Lines) -> Self {
        let place = Place { page, lines };
        match basis {
            Basis::Stated => Self::Stated(place),
            Basis::Inferred(rule) => Self::inferred(rule, place),
        }
    }

    /// Returns the source for what a rule found.
    pub fn inferred(rule: impl Into<Cow<'static, str>>, place: Place) -> Self {
        Self::Inferred(Box::new(Inference { rule: rule.into(), place }))
    }

    /// Returns the rule that found the fact, if one did.
    pub fn rule(&self) -> Option<&str> {
        match self {
            Self::Inferred(inference) => Some(&inference.rule),
            Self::Stated(_) | Self::Overlay(_) | Self::Manifest => None,
        }
    }

    /// Returns the lines that the fact comes from, if it comes from a page.
    pub fn place(&self) -> Option<&Place> {
        match self {
            Self::Stated(place) => Some(place),
            Self::Inferred(inference) => Some(&inference.place),
            Self::Overlay(_) | Self::Manifest => None,
        }
    }
}

impl Sources {
    /// Returns the sources.
    pub fn as_slice(&self) -> &[Source] {
        self
    }

    /// Adds a source.
    pub fn push(&mut self, source: Source) {
        self.extend([source]);
    }

    /// Puts the sources in order, each once.
    pub(crate) fn put_in_order(&mut self) {
        if let Self::Several(several) = self {
            several.sort_unstable();
            several.dedup();
        }
    }
}

impl Default for Sources {
    fn default() -> Self {
        Self::Several(Vec::new())
    }
}

impl Deref for Sources {
    type Target = [Source];

    fn deref(&self) -> &[Source] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Several(several) => several,
        }
    }
}

impl<'s> IntoIterator for &'s Sources {
    type Item = &'s Source;
    type IntoIter = std::slice::Iter<'s, Source>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Extend<Source> for Sources {
    fn extend<I: IntoIterator<Item = Source>>(&mut self, sources: I) {
        let mut all = match std::mem::take(self) {
            Self::One(one) => vec![one],
            Self::Several(several) => several,
        };
        all.extend(sources);
        *self = all.into();
    }
}

impl IntoIterator for Sources {
    type Item = Source;
    type IntoIter = std::iter::Chain<std::option::IntoIter<Source>, std::vec::IntoIter<Source>>;

    fn into_iter(self) -> Self::IntoIter {
        let (one, several) = match self {
            Self::One(one) => (Some(one), Vec::new()),
            Self::Several(several) => (None, several),
        };
        one.into_iter().chain(several)
    }
}

impl From<Vec<Source>> for Sources {
    fn from(sources: Vec<Source>) -> Self {
        Self::Several(sources)
    }
}

impl PartialEq for Sources {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl fmt::Debug for Sources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl Serialize for Sources {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (**self).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Sources {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Self::Several)
    }
}

impl Evidence {
    /// Returns the facts at `path` and within it, with their sources.
    pub fn within<'a>(&'a self, path: &'a FactPath) -> impl Iterator<Item = (FactPath, &'a [Source])> {
        self.facts.iter().filter_map(move |(name, sources)| {
            let fact: FactPath = name.parse().ok()?;
            fact.is_within(path).then_some((fact, sources.as_slice()))
        })
    }
}

/// The text of evidence, put together from parts that are kept: runs of facts about one thing.
#[derive(Debug, Default)]
pub struct WrittenEvidence {
    /// By their first facts.
    runs: Known<Run>,
    /// How long the text was.
    length: usize,
}

#[derive(Debug)]
struct Run {
    facts: Vec<(String, Sources)>,
    text: String,
}

impl WrittenEvidence {
    /// Adds to a text what [`yaml::write`] returns of the evidence. If `changed` is given, evidence of other parts of the
    /// description is that which was written last.
    ///
    /// # Errors
    ///
    /// As [`yaml::write`].
    pub fn write(
        &mut self,
        evidence: &Evidence,
        changed: Option<&BTreeSet<Part>>,
        to: &mut String,
    ) -> Result<(), Diagnostic> {
        let changed: Option<Vec<String>> = changed.map(|changed| changed.iter().map(path_of).collect());
        // The first two parts of a path need not be a part of the description: names may hold dots.
        let may_differ = |thing: &str| {
            let is_of = |path: &String| thing.starts_with(path.as_str()) || path.starts_with(thing);
            changed.as_ref().is_none_or(|changed| changed.iter().any(is_of))
        };
        let Evidence { evidence: version, facts, observations } = evidence;
        if facts.is_empty() {
            to.push_str(&yaml::write(evidence)?);
            return Ok(());
        }
        self.runs.turn();
        let start = to.len();
        to.reserve(self.length);
        to.push_str(&yaml::write(&Map::from_iter([("evidence", version)]))?);
        to.push_str("facts:\n");
        let mut rest = facts.as_slice();
        while let Some((first, _)) = rest.first() {
            let thing = thing(first);
            if !may_differ(thing)
                && let Some((first, known)) = self.runs.take(first)
            {
                to.push_str(&known.text);
                rest = rest.get_range(known.facts.len()..).unwrap_or_default();
                self.runs.keep(first, known);
                continue;
            }
            let end = rest.keys().position(|path| !is_about(path, thing)).unwrap_or(rest.len());
            let (run, after) = rest.split_at(end);
            let is_same = |known: &Run| {
                known.facts.len() == run.len()
                    && known.facts.iter().zip(run).all(|((a, of_a), (b, of_b))| a == b && of_a == of_b)
            };
            let make = || {
                let mut text = String::new();
                run.iter().for_each(|(path, sources)| yaml::write_list(&mut text, path, sources));
                let facts = run.iter().map(|(path, sources)| (path.clone(), sources.clone())).collect();
                Ok::<_, Diagnostic>(Run { facts, text })
            };
            to.push_str(&self.runs.made(first, is_same, make)?.text);
            rest = after;
        }
        if !observations.is_empty() {
            to.push_str("observations:\n");
            to.push_str(&yaml::write_entries(observations)?);
        }
        self.length = to.len() - start;
        Ok(())
    }
}

/// Whether what is before the second dot of a path is that.
fn is_about(path: &str, thing: &str) -> bool {
    path.strip_prefix(thing).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        && (thing.contains('.') || path == thing)
}

/// Returns the path of a part of the description.
fn path_of(part: &Part) -> String {
    let (area, name) = match part {
        Part::Service => return "service".to_owned(),
        Part::Operation(name) => ("operations", name),
        Part::Type(name) => ("types", name),
        Part::Error(name) => ("errors", name),
    };
    FactPath::new([area, name]).to_string()
}

/// Returns the first two parts of a fact's path, or what is before the second dot; any that is the same for the same path
/// does.
fn thing(path: &str) -> &str {
    path.match_indices('.').nth(1).map_or(path, |(at, _)| &path[..at])
}

impl fmt::Display for Observation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.present, self.of)
    }
}

impl FromStr for Observation {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let numbers =
            text.split_once(" of ").and_then(|(present, of)| Some((present.parse().ok()?, of.parse().ok()?)));
        let (present, of) = numbers.ok_or_else(|| format!("`{text}` is no observation; write `3 of 4`"))?;
        Ok(Self { present, of })
    }
}

impl Serialize for Observation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Observation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        docwright_idl::parsed(deserializer)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.page)?;
        f.write_str(":")?;
        self.lines.first.fmt(f)?;
        if self.lines.last != self.lines.first {
            f.write_str("-")?;
            self.lines.last.fmt(f)?;
        }
        Ok(())
    }
}

impl FromStr for Place {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let malformed = || format!("`{text}` is no place; write `page:3` or `page:3-4`");
        let (page, lines) = text.rsplit_once(':').ok_or_else(malformed)?;
        let (first, last) = lines.split_once('-').unwrap_or((lines, lines));
        let line = |text: &str| text.parse().map_err(|_| malformed());
        Ok(Self { page: page.into(), lines: Lines::new(line(first)?, line(last)?) })
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stated(place) => {
                f.write_str("stated ")?;
                place.fmt(f)
            }
            Self::Inferred(inference) => write!(f, "inferred({}) {}", inference.rule, inference.place),
            Self::Overlay(number) => write!(f, "overlay {number}"),
            Self::Manifest => f.write_str("manifest"),
        }
    }
}

impl FromStr for Source {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let malformed = || {
            format!(
                "`{text}` is no source; expected `stated …`, `inferred(rule) …`, `overlay N` or `manifest`"
            )
        };
        if text == "manifest" {
            return Ok(Self::Manifest);
        }
        let (kind, rest) = text.split_once(' ').ok_or_else(malformed)?;
        if let Some(rule) = kind.strip_prefix("inferred(").and_then(|rule| rule.strip_suffix(')')) {
            return Ok(Self::inferred(rule.to_owned(), rest.parse()?));
        }
        match kind {
            "stated" => Ok(Self::Stated(rest.parse()?)),
            "overlay" => rest.parse().map(Self::Overlay).map_err(|_| malformed()),
            _ => Err(malformed()),
        }
    }
}

impl Serialize for Source {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        /// How much room all takes but the names of pages, as a rule.
        const ROOM: usize = 48;
        let page = self.place().map_or(0, |place| place.page.len());
        let mut text = String::with_capacity(page + ROOM);
        write!(text, "{self}").map_err(serde::ser::Error::custom)?;
        serializer.serialize_str(&text)
    }
}

impl<'de> Deserialize<'de> for Source {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        docwright_idl::parsed(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_is_written_as_a_whole_whatever_was_written_before() {
        let source = |line| Source::Stated(Place { page: "pages/a.txt".into(), lines: Lines::at(line) });
        let path = |index: usize| match index {
            0 => "service.title".to_owned(),
            index => format!("operations.Set{}.input.m{index}", index / 9),
        };
        let facts = |lines: &[u32]| -> Map<Sources> {
            let sources = |index: usize, line| match index % 3 {
                0 => Sources::One(source(line)),
                more => vec![source(line); more + 1].into(),
            };
            let fact = |(index, line): (usize, &u32)| (path(index), sources(index, *line));
            lines.iter().enumerate().map(fact).collect()
        };
        let of = |lines: &[u32]| Evidence { facts: facts(lines), ..Evidence::default() };
        let lines: Vec<u32> = (1..50).collect();
        let mut changed = lines.clone();
        changed[20] = 999;
        let mut reordered = of(&lines);
        reordered.facts.swap_indices(12, 13);
        let mut observed = of(&changed);
        observed.observations.insert("operations.Set1.input.m9".into(), Observation { present: 1, of: 2 });
        let mut written = WrittenEvidence::default();
        for evidence in [of(&lines), of(&changed), of(&lines[..17]), reordered, observed, of(&[]), of(&lines)]
        {
            let mut text = "# head\n".to_owned();
            written.write(&evidence, None, &mut text).unwrap();
            assert_eq!(text, format!("# head\n{}", yaml::write(&evidence).unwrap()));
        }
    }

    #[test]
    fn a_source_reads_what_it_writes() {
        let place = |lines| Place { page: "pages/a b:c.txt".into(), lines };
        let sources = [
            Source::Stated(place(Lines::at(3))),
            Source::inferred("names-by-order", place(Lines::new(3, 9))),
            Source::Overlay(2),
            Source::Manifest,
        ];
        for source in sources {
            assert_eq!(source.to_string().parse(), Ok(source));
        }
        let observation = Observation { present: 3, of: 4 };
        assert_eq!(observation.to_string().parse(), Ok(observation));
        assert!("3 4".parse::<Observation>().is_err());
        for text in ["", "stated", "stated x", "stated x:y", "guessed x:1", "overlay x"] {
            assert!(text.parse::<Source>().is_err(), "{text}");
        }
    }
}
