//! Turns what the sentences about one member tell into facts about it and about what holds it.

use std::collections::HashSet;
use std::mem::discriminant;
use std::sync::{Arc, OnceLock};

use docwright_idl::{Bounds, Deprecation, MemberRule, Scalar};
use serde_json::Value;

use super::super::tree::{Id, Said, Tree};
use super::patterns::Told;
use super::{Heard, Telling, Unmatched, texts};
use crate::claims::{Basis, Fact, Kind, Step};
use crate::document::Lines;
use crate::lines::{Places, lines};
use crate::mention::{parts, words, words_of};
use crate::normalize::PageSource;
use crate::search::find_ignoring_case;

/// What was found in the texts of a member.
#[derive(Default)]
pub(super) struct Found {
    pub(super) facts: Vec<(Id, Said)>,
    pub(super) unmatched: Vec<Unmatched>,
}

/// Reads the texts of one member.
pub(super) struct Reader<'t> {
    pub(super) tree: &'t Tree,
    pub(super) pages: &'t [&'t PageSource],
    /// Where the lines of each page begin, once that is needed.
    pub(super) places: &'t [OnceLock<Places<'t>>],
    pub(super) heard: &'t Heard,
    pub(super) member: Id,
    /// Whether the member is part of a request.
    pub(super) is_requested: bool,
}

impl Reader<'_> {
    pub(super) fn read(&self) -> Found {
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
