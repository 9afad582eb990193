//! Turns what sentences of the documentation demand into facts: limits, defaults, forms, and which members exclude each
//! other.
//!
//! The sentences stay in the documentation. What a pattern ([`patterns`]) finds in one is an inference that names its
//! rule and its line; a sentence that demands something and matches no pattern is listed, so that the table can grow.

mod matching;
mod patterns;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::mem::discriminant;
use std::sync::{Arc, OnceLock};

use docwright_idl::{Bounds, Deprecation, MemberRule, Scalar};
use foldhash::fast::FixedState;
use rayon::prelude::*;
use serde_json::Value;

use self::matching::{Sentence, may_match};
use self::patterns::Told;
use super::tree::{Id, Marks, Said, Tree};
use crate::claims::{Basis, Fact, Kind, Step};
use crate::document::Lines;
use crate::lines::{Places, lines, trim};
use crate::mention::{parts, words, words_of};
use crate::normalize::PageSource;
use crate::search::find_ignoring_case;

/// How long a text may be in which sentences are looked for, in bytes.
pub(super) const MAX_TEXT: usize = 64 * 1024;

/// How long a paragraph is at most, as a rule.
const MAX_PARAGRAPH: usize = 1024;

/// How many members are worth a task of their own.
const MIN_SHARE: usize = 16;

/// A sentence that demands something and that no pattern matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unmatched {
    /// The page, by its place in the sorted list of pages.
    pub(crate) page: usize,
    pub(crate) lines: Lines,
}

/// The sentences of a text that tell something.
pub(super) type Tellings = Arc<[Telling]>;

/// A text, with its sentences that tell something.
pub(super) type TellingText = (Arc<str>, Tellings);

/// A sentence that tells something, or demands it.
#[derive(Clone, Debug)]
pub(super) struct Telling {
    sentence: String,
    /// What it tells, each with the rule that found it.
    told: Vec<(&'static str, Told)>,
    demands: bool,
}

/// All texts of which sentences tell something. What pages share is one text, so that it is found by where it is held.
#[derive(Debug, Default)]
pub(super) struct Heard(HashMap<usize, TellingText, FixedState>);

/// How many texts are kept that no page may hold any more.
const MAX_HEARD: usize = 100_000;

impl FromIterator<TellingText> for Heard {
    fn from_iter<I: IntoIterator<Item = TellingText>>(texts: I) -> Self {
        let mut heard = Self::default();
        heard.add(texts.into_iter());
        heard
    }
}

impl Heard {
    fn add(&mut self, texts: impl Iterator<Item = TellingText>) {
        let Self(heard) = self;
        if heard.len() > MAX_HEARD {
            heard.retain(|_, (text, _)| Arc::strong_count(text) > 1);
        }
        heard.extend(texts.map(|(text, tellings)| (place_of(&text), (text, tellings))));
    }

    /// Returns what the sentences of a text tell.
    fn of(&self, text: &Arc<str>) -> &[Telling] {
        self.0.get(&place_of(text)).map_or(&[], |(_, tellings)| tellings)
    }
}

fn place_of(text: &Arc<str>) -> usize {
    Arc::as_ptr(text).addr()
}

/// Returns the texts about a node that are searched, each with the claim of it.
fn texts(tree: &Tree, id: Id) -> impl Iterator<Item = (&Arc<str>, &Said)> {
    tree[id].said.iter().filter_map(|said| match &said.fact {
        Fact::Doc(text) if text.len() <= MAX_TEXT => Some((text, said)),
        _ => None,
    })
}

/// Claims what sentences say of members and of structures.
pub(super) fn infer(tree: &mut Tree, pages: &[&PageSource], heard: Heard) -> Inferred {
    let (requested, members): (Marks, Vec<Id>) = {
        let tree = &*tree;
        rayon::join(|| requested(tree), || tree.par_ids().filter(|id| has_sentences(tree, *id)).collect())
    };
    let mut inferred = Inferred { heard, requested, told: HashMap::default(), unmatched: Vec::new() };
    inferred.read(tree, pages, &members);
    inferred
}

/// What was inferred from sentences.
pub(super) struct Inferred {
    /// What sentences tell.
    heard: Heard,
    /// The nodes that a request may hold.
    requested: Marks,
    /// Of how many claims about a node that is so. They are the last ones about it.
    told: HashMap<Id, usize, FixedState>,
    /// Sentences that no pattern matches, each with the member whose text it is of.
    pub(super) unmatched: Vec<(Id, Unmatched)>,
}

impl Inferred {
    /// Takes note of a new node, which a request may hold if it may hold another one.
    pub(super) fn take_in(&mut self, id: Id, like: Id) {
        self.requested.take_in(id, like);
    }

    /// Whether a request may hold a node.
    pub(super) fn is_requested(&self, id: Id) -> bool {
        self.requested.has(id)
    }

    /// Takes in texts that pages say now.
    pub(super) fn hear(&mut self, texts: impl Iterator<Item = TellingText>) {
        self.heard.add(texts);
    }

    /// Takes back what was inferred from the texts of these holders' members.
    pub(super) fn take_back(&mut self, tree: &mut Tree, holders: &BTreeSet<Id>) {
        let is_within =
            |id: Id| holders.contains(&id) || tree[id].parent.is_some_and(|parent| holders.contains(&parent));
        self.unmatched.retain(|(member, _)| !is_within(*member));
        let taken: Vec<(Id, usize)> = self.told.extract_if(|id, _| is_within(*id)).collect();
        for (id, count) in taken {
            (0..count).for_each(|_| tree[id].forget_last());
        }
    }

    /// Infers again from the texts of these holders' members, in the order of the nodes that `rank` gives for them.
    pub(super) fn read_again(
        &mut self,
        tree: &mut Tree,
        pages: &[&PageSource],
        holders: &BTreeSet<Id>,
        rank: impl Fn(Id) -> Id,
    ) {
        let members = holders.iter().flat_map(|holder| tree.children(*holder).map(|(_, id)| id));
        let mut members: Vec<Id> = members.filter(|id| has_sentences(tree, *id)).collect();
        members.sort_by_key(|id| rank(*id));
        self.read(tree, pages, &members);
    }

    /// Whether anything may be known from the texts of a member.
    pub(super) fn is_told_by(&self, tree: &Tree, member: Id) -> bool {
        let holder = tree[member].parent;
        self.told_of(member) > 0
            || holder.is_some_and(|holder| self.told_of(holder) > 0)
            || self.unmatched.iter().any(|(of, _)| *of == member)
    }

    /// Returns how many of the claims about a node were inferred here.
    pub(super) fn told_of(&self, id: Id) -> usize {
        self.told.get(&id).copied().unwrap_or_default()
    }

    /// Claims what sentences say of these members, and of what holds them.
    fn read(&mut self, tree: &mut Tree, pages: &[&PageSource], members: &[Id]) {
        let Self { heard, requested, told, unmatched } = self;
        let found: Vec<Found> = {
            let (tree, requested, heard) = (&*tree, &*requested, &*heard);
            let places: Vec<OnceLock<Places<'_>>> = pages.iter().map(|_| OnceLock::new()).collect();
            let read = |id: &Id| {
                let is_requested = requested.has(*id);
                Reader { tree, pages, places: &places, heard, member: *id, is_requested }.read()
            };
            members.par_iter().with_min_len(MIN_SHARE).with_max_len(MIN_SHARE).map(read).collect()
        };
        for (member, Found { facts, unmatched: rest }) in members.iter().zip(found) {
            for (id, said) in facts {
                tree[id].say(said);
                *told.entry(id).or_default() += 1;
            }
            unmatched.extend(rest.into_iter().map(|rest| (*member, rest)));
        }
    }
}

/// What was found in the texts of a member.
#[derive(Default)]
struct Found {
    facts: Vec<(Id, Said)>,
    unmatched: Vec<Unmatched>,
}

/// Whether a node is a member of which pages may say something in sentences.
fn has_sentences(tree: &Tree, id: Id) -> bool {
    tree[id].may_have_tellings() && matches!(tree[id].step, Step::Member(_))
}

/// Returns for each node whether a request may hold it.
fn requested(tree: &Tree) -> Marks {
    let inputs = tree
        .children(Tree::ROOT)
        .filter(|(step, _)| matches!(step, Step::Operation(_)))
        .filter_map(|(_, operation)| tree.get(operation, &Step::Input));
    let mut open: Vec<Id> = inputs.collect();
    let mut requested = tree.marks();
    for id in &open {
        requested.add(*id);
    }
    while let Some(id) = open.pop() {
        let next = tree.children(id).map(|(_, child)| child).chain(tree[id].shape);
        open.extend(next.filter(|next| requested.add(*next)));
    }
    requested
}

/// Reads the texts of one member.
struct Reader<'t> {
    tree: &'t Tree,
    pages: &'t [&'t PageSource],
    /// Where the lines of each page begin, once that is needed.
    places: &'t [OnceLock<Places<'t>>],
    heard: &'t Heard,
    member: Id,
    /// Whether the member is part of a request.
    is_requested: bool,
}

impl Reader<'_> {
    fn read(&self) -> Found {
        let mut found = Found::default();
        let mut seen: Vec<&str> = Vec::new();
        let mut before: Option<&Arc<str>> = None;
        for (text, said) in texts(self.tree, self.member) {
            // Pages that use one shape say the same of it, and what they say is held once.
            if before.replace(text).is_some_and(|before| Arc::ptr_eq(before, text)) {
                continue;
            }
            let tellings = self.heard.of(text);
            if !tellings.is_empty() && !seen.contains(&&**text) {
                seen.push(text);
                self.tell(tellings, said, &mut found);
            }
        }
        self.drop_contradictions(&mut found);
        found
    }

    /// Takes back what two sentences say differently: each has a condition that does not stand in it.
    fn drop_contradictions(&self, found: &mut Found) {
        if found.facts.len() < 2 {
            return;
        }
        let differ = |fact: &Fact, other: &Fact| {
            discriminant(fact) == discriminant(other)
                && fact != other
                && !matches!(fact, Fact::Rule(_) | Fact::Deprecated(_))
        };
        let all = std::mem::take(&mut found.facts);
        let facts: Vec<Fact> = all.iter().map(|(_, said)| said.fact.clone()).collect();
        let (dropped, kept): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|(_, said)| facts.iter().any(|other| differ(&said.fact, other)));
        found.facts = kept;
        found
            .unmatched
            .extend(dropped.into_iter().map(|(_, said)| Unmatched { page: said.page, lines: said.lines }));
    }

    /// Adds what the sentences of a text tell.
    fn tell(&self, tellings: &[Telling], said: &Said, found: &mut Found) {
        let mut is_deprecated = false;
        let mut has_unit = false;
        for Telling { sentence, told, demands } in tellings {
            let place = || self.place(said, sentence);
            let mut matched = false;
            for (rule, told) in told.iter().cloned() {
                if matches!(told, Told::Deprecated) {
                    is_deprecated = true;
                }
                if matches!(told, Told::Unit(_)) && std::mem::replace(&mut has_unit, true)
                    || matches!(told, Told::Instead(_)) && !is_deprecated
                {
                    continue;
                }
                let facts = self.facts(told);
                if facts.is_empty() {
                    continue;
                }
                matched = true;
                for (id, fact) in facts {
                    found.facts.push((
                        id,
                        Said { page: said.page, fact, lines: place(), basis: Basis::Inferred(rule) },
                    ));
                }
            }
            if !matched && *demands {
                found.unmatched.push(Unmatched { page: said.page, lines: place() });
            }
        }
    }

    /// Returns the lines of a text on which a sentence stands; those of the whole text if it cannot be found there.
    fn place(&self, said: &Said, sentence: &str) -> Lines {
        const ENOUGH: usize = 24;
        if said.lines.first == said.lines.last {
            return said.lines;
        }
        let (Some(page), Some(places)) = (self.pages.get(said.page), self.places.get(said.page)) else {
            return said.lines;
        };
        let places = places.get_or_init(|| Places::of(&page.text));
        let mut length = 0;
        let begin: Vec<&str> = words_of(sentence)
            .take_while(|word| {
                length += word.len();
                length <= ENOUGH
            })
            .collect();
        let text = places.lines(said.lines);
        // There are few long words in a text.
        let Some((place, longest)) = begin.iter().enumerate().max_by_key(|(_, word)| word.len()) else {
            return said.lines;
        };
        let (before, after) = begin.split_at(place);
        let longest = longest.to_ascii_lowercase();
        let is_same =
            |next: Option<&str>, word: &str| next.is_some_and(|next| next.eq_ignore_ascii_case(word));
        let mut found = None;
        let (mut line, mut counted, mut from) = (said.lines.first, 0, 0);
        while let Some(at) = find_ignoring_case(&text[from..], &longest).map(|at| from + at) {
            // Words begin with a character of one byte.
            from = at + 1;
            if at > 0 && text.as_bytes()[at - 1].is_ascii_alphanumeric() {
                continue;
            }
            let start = memchr::memrchr(b'\n', &text.as_bytes()[..at]).map_or(0, |end| end + 1);
            let mut ahead = words_of(&text[start..at]).rev();
            let mut behind = words_of(lines(&text[at..]).next().unwrap_or_default());
            if after.iter().all(|word| is_same(behind.next(), word))
                && before.iter().rev().all(|word| is_same(ahead.next(), word))
            {
                line += memchr::memchr_iter(b'\n', &text.as_bytes()[counted..at]).count() as u32;
                counted = at;
                if found.replace(line).is_some_and(|before| before != line) {
                    return said.lines;
                }
            }
        }
        found.map_or(said.lines, Lines::at)
    }

    /// Returns what a sentence says of the member or of what holds it; nothing if it cannot be said of this one.
    fn facts(&self, told: Told) -> Vec<(Id, Fact)> {
        let kind = self.tree.kind(self.member);
        let (is_text, is_number) = (kind == Kind::Scalar(Scalar::String), is_number(kind));
        let own = |fact: Option<Fact>| fact.map(|fact| (self.member, fact)).into_iter().collect();
        match told {
            Told::Default(value) if self.is_requested => own(self.default(&value)),
            Told::Length(min, max) if is_text => {
                own(Bounds::new(min.map(Into::into), max.map(Into::into)).map(Box::new).map(Fact::Length))
            }
            Told::Range(min, max) if is_number => own(Bounds::new(min, max).map(Box::new).map(Fact::Range)),
            Told::Items(max) if kind == Kind::List && self.is_requested => {
                own(Bounds::new(None, Some(max.into())).map(Box::new).map(Fact::Items))
            }
            Told::Values(values) if is_text && self.values().is_none() => {
                let values = values.into_iter().map(Value::from).collect();
                own(Some(Fact::Values { values, open: true }))
            }
            Told::Format(form) if is_text => own(Some(Fact::Format(form))),
            Told::TimeZone(zone) if is_text => own(Some(Fact::TimeZone(zone))),
            Told::Unit(unit) if is_number || is_text && self.is_amount() => own(Some(Fact::Unit(unit))),
            Told::CaseSensitive if is_text => own(Some(Fact::CaseSensitive)),
            Told::Deprecated => own(Some(Fact::Deprecated(Box::default()))),
            Told::Instead(other) => own(self.sibling(&other).map(|other| {
                let replaced_by = Some(other.to_owned());
                Fact::Deprecated(Box::new(Deprecation { replaced_by, ..Deprecation::default() }))
            })),
            told if self.is_requested => {
                self.rules(told).into_iter().map(|(id, rule)| (id, Fact::Rule(Box::new(rule)))).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Whether the text says how much of something there is, so that digits are meant.
    fn is_amount(&self) -> bool {
        const BEGINNINGS: &[&str] = &["The amount of ", "The number of ", "How many "];
        let docs = self.tree[self.member].said.iter().filter_map(|said| match &said.fact {
            Fact::Doc(text) => Some(text),
            _ => None,
        });
        docs.clone().next().is_some()
            && docs.into_iter().all(|text| BEGINNINGS.iter().any(|begin| text.starts_with(begin)))
    }

    /// Returns the values that the member may have, its own or those of its shape.
    fn values(&self) -> Option<&[Value]> {
        let tree = self.tree;
        match tree.values(self.member).or_else(|| tree.values(tree.content(self.member)))? {
            Fact::Values { values, .. } => Some(values),
            _ => None,
        }
    }

    fn default(&self, text: &str) -> Option<Fact> {
        let is_symbol = |text: &str| {
            text.len() > 1
                && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_' || c == '-')
                && text.starts_with(|c: char| c.is_ascii_uppercase())
        };
        let value = match self.tree.kind(self.member) {
            Kind::Scalar(Scalar::Boolean) if text.eq_ignore_ascii_case("true") => true.into(),
            Kind::Scalar(Scalar::Boolean) if text.eq_ignore_ascii_case("false") => false.into(),
            kind if is_number(kind) => crate::dialect::number(text).map(Value::Number)?,
            Kind::Scalar(Scalar::String) | Kind::Any => match self.values() {
                Some(values) => {
                    let is_it =
                        |value: &&Value| value.as_str().is_some_and(|value| value.eq_ignore_ascii_case(text));
                    values.iter().find(is_it)?.clone()
                }
                None => is_symbol(text).then(|| text.into())?,
            },
            _ => return None,
        };
        Some(Fact::Default(Box::new(value)))
    }

    /// Returns what must hold between members of what holds this one.
    fn rules(&self, told: Told) -> Vec<(Id, MemberRule)> {
        let Some(holder) = self.tree[self.member].parent else { return Vec::new() };
        let rules = match told {
            Told::Exclusive(pairs) => {
                let rule = |(a, b): &(Option<String>, String)| {
                    Some(MemberRule::Exclusive(
                        self.in_order(&[self.named(a.as_deref())?, self.sibling(b)?])?,
                    ))
                };
                pairs.iter().map(rule).collect::<Option<Vec<_>>>()
            }
            Told::ExactlyOne(names) => self.all(&names).map(|names| vec![MemberRule::ExactlyOne(names)]),
            Told::AtLeastOne(names) => self.all(&names).map(|names| vec![MemberRule::AtLeastOne(names)]),
            Told::Together(names) => self.all(&names).map(|names| vec![MemberRule::Together(names)]),
            Told::Requires(member, other) => {
                self.named(member.as_deref()).zip(self.sibling(&other)).map(|(member, other)| {
                    vec![MemberRule::Requires { member: member.to_owned(), members: vec![other.to_owned()] }]
                })
            }
            Told::Ignored(member, given) => {
                self.named(member.as_deref()).zip(self.named(given.as_deref())).map(|(member, given)| {
                    vec![MemberRule::IgnoredWhen {
                        members: vec![member.to_owned()],
                        given: given.to_owned(),
                    }]
                })
            }
            _ => None,
        };
        // A rule speaks of different members.
        let fine = |rule: &MemberRule| {
            let members = rule.members();
            members.iter().collect::<HashSet<_>>().len() == members.len() && members.len() > 1
        };
        rules.into_iter().flatten().filter(fine).map(|rule| (holder, rule)).collect()
    }

    /// Returns the member of the name, or this one if there is none.
    fn named(&self, name: Option<&str>) -> Option<&str> {
        match (name, &self.tree[self.member].step) {
            (Some(name), _) if !matches!(name, "this" | "it") => self.sibling(name),
            (_, Step::Member(name)) => Some(name),
            _ => None,
        }
    }

    fn all(&self, names: &[String]) -> Option<Vec<String>> {
        let members: Option<Vec<&str>> = names.iter().map(|name| self.sibling(name)).collect();
        self.in_order(&members?)
    }

    /// Returns the names in the order of the members, so that two sentences about the same give one rule.
    fn in_order(&self, names: &[&str]) -> Option<Vec<String>> {
        let holder = self.tree[self.member].parent?;
        let members = self.tree.members(holder).map(|(name, _)| name).filter(|name| names.contains(name));
        Some(members.map(str::to_owned).collect())
    }

    /// Returns the member beside this one that a sentence names, as it is spelt or in words.
    fn sibling(&self, name: &str) -> Option<&str> {
        let holder = self.tree[self.member].parent?;
        let exact = self.tree.members(holder).map(|(name, _)| name).find(|member| *member == name);
        let wanted = words(name);
        let mut spelt = self.tree.members(holder).map(|(name, _)| name).filter(|member| {
            let parts = parts(member);
            parts == wanted || wanted.len() == 1 && wanted[0].eq_ignore_ascii_case(member)
        });
        let by_words = spelt.next().filter(|_| spelt.next().is_none());
        exact.or(by_words)
    }
}

fn is_number(kind: Kind) -> bool {
    use Scalar::{BigInteger, Double, Float, Integer, Long, Number};
    matches!(kind, Kind::Scalar(Integer | Long | BigInteger | Float | Double | Number))
}

/// Returns the sentences of a text that tell or demand something, if any do.
pub(super) fn tellings(text: &str) -> Option<Tellings> {
    if !may_match(text) {
        return None;
    }
    let mut tellings = Vec::new();
    each_sentence(text, |text| {
        let sentence = Sentence::new(text);
        let told: Vec<_> = sentence.told().collect();
        let demands = sentence.demands();
        if !told.is_empty() || demands {
            tellings.push(Telling { sentence: text.to_owned(), told, demands });
        }
    });
    (!tellings.is_empty()).then(|| tellings.into())
}

/// Calls `read` with each sentence of a text, without mark-up, list marks and full stops.
pub(crate) fn each_sentence(text: &str, mut read: impl FnMut(&str)) {
    let mut read = |sentence: &str| {
        let sentence = trim(sentence);
        if !sentence.is_empty() {
            read(sentence);
        }
    };
    each_paragraph(text, |paragraph, is_item| {
        let mut start = 0;
        for at in memchr::memchr3_iter(b'.', b'!', b'?', paragraph.as_bytes()) {
            let after = &paragraph[at + 1..];
            let ends = after.is_empty()
                || after.strip_prefix(' ').is_some_and(|next| next.starts_with(|c: char| !c.is_lowercase()));
            // What stands in parentheses behind an item is about what the item is about.
            let is_remark = is_item && after.starts_with(" (");
            if ends && !is_remark {
                read(&paragraph[start..at]);
                start = at + 1;
            }
        }
        read(&paragraph[start..]);
    });
}

/// Calls `read` with the paragraphs and list items of a text, each in one line and without mark-up, and whether it is an
/// item.
fn each_paragraph(text: &str, mut read: impl FnMut(&str, bool)) {
    /// What announces a sentence and is none.
    const LABELS: &[&str] = &["Constraints:", "Constraint:", "Note:", "Important:"];
    let mut paragraph = String::with_capacity(text.len().min(MAX_PARAGRAPH));
    let mut is_item = false;
    let mut finish = |paragraph: &mut String, is_item: bool| {
        if !paragraph.is_empty() {
            read(paragraph, is_item);
            paragraph.clear();
        }
    };
    for line in lines(text) {
        let line = trim(line);
        if line.is_empty() {
            finish(&mut paragraph, is_item);
            is_item = false;
            continue;
        }
        let item = ["- ", "* ", "+ ", "• "].iter().find_map(|mark| line.strip_prefix(mark));
        if item.is_some() {
            finish(&mut paragraph, is_item);
            is_item = true;
        }
        let content = item.unwrap_or(line);
        let content = LABELS.iter().find_map(|label| content.strip_prefix(label)).unwrap_or(content);
        if !paragraph.is_empty() {
            paragraph.push(' ');
        }
        push_without_markup(trim(content), &mut paragraph);
    }
    finish(&mut paragraph, is_item);
}

/// Adds a text without the marks of code and emphasis, and links as what they show.
fn push_without_markup(text: &str, plain: &mut String) {
    const APOSTROPHE: &str = "\u{2019}";
    let is_mark = |byte: &u8| matches!(byte, b'`' | b'*' | b'[' | 0xE2);
    let mut rest = text;
    // Most lines have none: to look at all bytes of a line takes less than to look for the first.
    if !text.bytes().fold(false, |found, byte| found | is_mark(&byte)) {
        return plain.push_str(text);
    }
    while let Some(at) = rest.as_bytes().iter().position(is_mark) {
        plain.push_str(&rest[..at]);
        let mark = &rest[at..];
        let mut width = mark.chars().next().map_or(1, char::len_utf8);
        if mark.starts_with(APOSTROPHE) {
            plain.push('\'');
        } else if let Some((shown, whole)) = mark.strip_prefix('[').and_then(link) {
            plain.push_str(shown.trim_matches('`'));
            width = 1 + whole;
        } else if !mark.starts_with(['`', '*']) {
            plain.push_str(&mark[..width]);
        }
        rest = &mark[width..];
    }
    plain.push_str(rest);
}

/// Reads `text](target)`: returns the text and how long the whole is.
fn link(text: &str) -> Option<(&str, usize)> {
    /// Longer targets are none.
    const MAX: usize = 2_000;
    // Looking no further than the next bracket keeps many of them cheap.
    let end = text.find(['[', '\n']).unwrap_or(text.len());
    let shown = text[..end].split_once("](").map(|(shown, _)| shown)?;
    let target = &text[shown.len() + 2..];
    let target = &target[..target.floor_char_boundary(MAX)];
    Some((shown, shown.len() + 2 + target.find(')')? + 1))
}

#[cfg(test)]
mod tests;
