//! What sentences of documentation demand, as a table: a rule's name, a pattern of a whole sentence, and what it tells.
//!
//! A pattern is a regular expression with places: `{self}` is the member that the sentence is about, `{a}`, `{b}` and
//! `{c}` name members, `{n}` and `{m}` are numbers, `{v}` is a value, `{u}` a unit, and `{f}` the form of a time. It is
//! matched against a whole sentence, without regard to case, and sentences with a condition match nothing unless the
//! pattern has it. Counted repetitions of what a sentence is made of make slow automata; `before` is measured instead.

use regex::bytes::Captures;

use crate::dialect::number;
use crate::search::Hints;

/// What a sentence tells; the names of members are as the sentence has them.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Told {
    Default(String),
    Length(Option<u64>, Option<u64>),
    Range(Option<serde_json::Number>, Option<serde_json::Number>),
    Items(u64),
    Values(Vec<String>),
    Format(String),
    TimeZone(&'static str),
    Unit(String),
    CaseSensitive,
    Deprecated,
    /// What to use in place of the member, if that is deprecated.
    Instead(String),
    /// Of each pair, at most one is given. `None` is the member that the sentence is about.
    Exclusive(Vec<(Option<String>, String)>),
    ExactlyOne(Vec<String>),
    AtLeastOne(Vec<String>),
    Together(Vec<String>),
    Requires(Option<String>, String),
    /// The first is ignored when the second is given.
    Ignored(Option<String>, Option<String>),
}

pub(super) struct Pattern {
    pub(super) rule: &'static str,
    pub(super) text: &'static str,
    pub(super) told: fn(&Captures<'_>) -> Option<Told>,
}

const fn pattern(rule: &'static str, text: &'static str, told: fn(&Captures<'_>) -> Option<Told>) -> Pattern {
    Pattern { rule, text, told }
}

/// What stands for the places of a pattern.
const PLACES: &[(&str, &str)] = &[
    (
        "{self}",
        r"(?:(?:this|the) (?:parameter|field|property|value|member|option|attribute|element|setting|argument|name)|it|this)",
    ),
    ("{a}", r#"(?:the )?["']?(?<a>{name})["']?(?:{noun})?"#),
    ("{b}", r#"(?:the )?["']?(?<b>{name})["']?(?:{noun})?"#),
    ("{c}", r#"(?:the )?["']?(?<c>{name})["']?(?:{noun})?"#),
    ("{name}", r"[a-z][a-z0-9_.]*(?: [a-z][a-z0-9_]*){0,7}?"),
    (
        "{noun}",
        r" (?:request |response |input )?(?:parameter|field|property|object|option|member|attribute)s?",
    ),
    ("{n}", r"(?<n>{number})"),
    ("{m}", r"(?<m>{number})"),
    ("{number}", r"-?\d[\d,]*(?:\.\d+)?|one|two|three|four|five|six|seven|eight|nine|ten"),
    ("{v}", r#"["']?(?<v>[a-z0-9_+/-]+(?:[.,][a-z0-9_+/-]+)*)["']?"#),
    (
        "{u}",
        r"(?<u>(?:(?:nano|micro|milli)?seconds|minutes|hours|days|weeks|months|years|(?:kilo|mega|giga|tera|kibi|mebi|gibi|tebi)?bytes|[KMGT]i?B|[KMG]bps|MBps|percent)(?: per (?:second|minute|hour|day))?)",
    ),
    ("{f}", r"(?<f>(?-i:[dhHmMsSyYDT0](?:[dhHmMsSyYDT0:./-]*[hHmMsSyYDd0])))"),
    ("{cannot}", r"(?:cannot|can't|can not|must not)"),
    ("{given}", r"(?:specified|provided|set|given|defined|used|configured|present)"),
    ("{characters}", r"(?:[a-z0-9() -]*? )?(?:characters|letters)\b"),
];

pub(super) const PATTERNS: &[Pattern] = &[
    pattern(
        "exclusive-by-sentence",
        r"{self} {cannot} be {given} (?:together |in combination |at the same time )?with {a}",
        own_pairs,
    ),
    pattern(
        "exclusive-by-sentence",
        r"(?:{self} )?{cannot} be {given} in the same (?:api )?(?:call|request) as {a}",
        own_pairs,
    ),
    pattern(
        "exclusive-by-sentence",
        r"(?:{self} )?{cannot} be {given} if {a} is (?:also )?{given}",
        own_pairs,
    ),
    pattern(
        "exclusive-by-sentence",
        r"(?:{self} is )?mutually exclusive with {a}(?:(?: and|,| or) {b})?(?:,? (?:and|or) {c})?",
        own_pairs,
    ),
    pattern("exclusive-by-sentence", r"{a} and {b} are mutually exclusive", pair),
    pattern(
        "exclusive-by-sentence",
        r"{a} and {b} {cannot} be {given} (?:together|at the same time|in the same (?:call|request))",
        pair,
    ),
    pattern(
        "exclusive-by-sentence",
        r"you {cannot} (?:specify|use|provide|set) (?:both )?{a} and {b}(?: in the same (?:call|request)| together| at the same time)",
        pair,
    ),
    pattern("exclusive-by-sentence", r"you {cannot} (?:specify|use|provide|set) both {a} and {b}", pair),
    pattern(
        "exclusive-by-sentence",
        r"if you (?:specify|use|provide|set) {a},? you {cannot} (?:also )?(?:specify|use|provide|set) {b}(?: or {c})?(?: as well)?",
        first_with_others,
    ),
    pattern(
        "exclusive-by-sentence",
        r"you can (?:only )?(?:specify|use|provide) either {a} or {b},? (?:but )?not both",
        pair,
    ),
    pattern(
        "exactly-one-by-sentence",
        r"(?:within each [a-z]+(?: object)?, )?you must (?:specify|use|provide) either {a} or {b},? but not both",
        |found| Some(Told::ExactlyOne(names(found))),
    ),
    pattern(
        "exactly-one-by-sentence",
        r"(?:you must )?(?:specify|provide) exactly one of (?:the following: )?{a},?(?: {b},)? or {c}",
        |found| Some(Told::ExactlyOne(names(found))),
    ),
    pattern(
        "at-least-one-by-sentence",
        r"you must (?:specify|use|provide) at least one of (?:the following: )?{a}(?:, {b})?,? (?:and|or) {c}",
        |found| Some(Told::AtLeastOne(names(found))),
    ),
    pattern(
        "at-least-one-by-sentence",
        r"at least one of {a}(?:, {b})?,? (?:and|or) {c} (?:must be {given}|is required)",
        |found| Some(Told::AtLeastOne(names(found))),
    ),
    pattern("together-by-sentence", r"{a} and {b} must (?:both )?be {given} together", |found| {
        Some(Told::Together(names(found)))
    }),
    pattern(
        "requires-by-sentence",
        r"if you (?:specify|use|provide|set) {a},? you must also (?:specify|use|provide|set) {b}",
        |found| Some(Told::Requires(name(found, "a"), name(found, "b")?)),
    ),
    pattern(
        "ignored-by-sentence",
        r"if you (?:specify|use|provide|set) {a},? (?:then )?{b} is ignored",
        |found| Some(Told::Ignored(name(found, "b"), name(found, "a"))),
    ),
    pattern("ignored-by-sentence", r"{self} is ignored (?:if|when) {a} is (?:also )?{given}", |found| {
        Some(Told::Ignored(None, name(found, "a")))
    }),
    pattern(
        "default-by-sentence",
        r"(?:the |its )?default(?: value)?(?: for {self})?(?: is|:) {v}(?: {u})?(?: if (?:it is )?not {given})?",
        default,
    ),
    pattern(
        "default-by-sentence",
        r"(?:if not {given}, )?(?:{self} |this value )?defaults to {v}(?: {u})?",
        default,
    ),
    pattern(
        "default-by-sentence",
        r"if (?:you (?:don't|do not) specify (?:a|this|the) (?:value|parameter|field)|no(?: value is|thing is) {given}|{self} (?:isn't|is not) {given}|{self} is omitted|omitted|unspecified),? (?:then )?(?:the default(?: value)?(?: of| is)?|it defaults to) {v}(?: {u})?(?: is used)?",
        default,
    ),
    pattern(
        "length-by-sentence",
        r"(?:{self} |the [a-z]+ |(?:an? )?(?:tag )?(?:name|key|value)s? )?(?:(?:can|must|may) )?(?:(?:are case-sensitive and )?(?:contain|include|accept|have|be|consist of) )?(?:up to|at most|a maximum(?: length)? of|no more than) {n} {characters}.*",
        longest,
    ),
    pattern("length-by-sentence", r"(?:the )?maximum length(?: is| of|:) {n}(?: {characters})?", longest),
    pattern(
        "length-by-sentence",
        r"(?:{self} |the [a-z]+ )?(?:must|can|may) (?:be|contain|have|include) (?:from |between )?{n}(?: to | and |-|–){m} {characters}(?: long| in length)?",
        |found| Some(Told::Length(whole(found, "n"), Some(whole(found, "m")?))),
    ),
    pattern(
        "range-by-sentence",
        r"(?:the )?(?:valid|accepted|allowed) (?:range|values)(?: is| are|:)? (?:from |between |numbers between )?{n}(?: to | through | and |-|–){m}(?: {u})?(?: \(.*\))?(?:,? inclusive)?",
        range,
    ),
    pattern(
        "range-by-sentence",
        r"{self} must be (?:an? (?:number|integer|value) )?(?:between|from) {n} (?:and|to) {m}(?: {u})?(?:,? inclusive)?",
        range,
    ),
    pattern("range-by-sentence", r"(?:the )?minimum(?: value)?(?: is|:) {n}(?: {u})?", |found| {
        Some(Told::Range(Some(amount(found, "n")?), None))
    }),
    pattern("range-by-sentence", r"(?:the )?maximum(?: value)?(?: is|:) {n}(?: {u})?", |found| {
        Some(Told::Range(None, Some(amount(found, "n")?)))
    }),
    pattern(
        "items-by-sentence",
        r"you can (?:specify|provide|include|list) (?:up to|at most|a maximum of) {n} [a-z][a-z -]*(?: (?:for|in|per) (?:each|a|this|the) [a-z]+)?",
        |found| Some(Told::Items(whole(found, "n")?)),
    ),
    pattern(
        "values-by-sentence",
        r"(?:the )?(?:valid|possible|allowed|accepted) values (?:are|include)(?: the following)?:? (?<list>(?-i:[A-Z][A-Z0-9_-]+)(?:(?:, and |, or |, | and | or | \| )(?-i:[A-Z][A-Z0-9_-]+))+)",
        listed,
    ),
    pattern("format-by-sentence", r"(?:(?<before>[a-z ,']*?) )?in (?:the )?{f} format(?:[ ,;].*)?", format),
    pattern(
        "format-by-sentence",
        r"(?:(?<before>.*)[ ,])?(?:in the format|formatted(?: as)?) {f}(?:[ ,;].*)?",
        format,
    ),
    pattern(
        "time-zone-by-sentence",
        r"(?:(?<before>.*) )?in (?:the )?(?:coordinated universal time(?: \(utc\))?|utc)(?: time zone)?",
        |found| is_near(found, 120).then_some(Told::TimeZone("UTC")),
    ),
    pattern(
        "unit-by-sentence",
        r"(?:the|an?|specifies|indicates|maximum|minimum|total|amount|size|time|duration|how long)\b[^.]*?[ (](?:measured )?in {u}(?:[ ,;)].*)?",
        unit,
    ),
    pattern("unit-by-sentence", r"how many {u}\b.*", unit),
    pattern(
        "case-by-sentence",
        r"(?:{self}|(?:the |tag |filter )?(?:names?|keys?|values?|keys and values|identifier))(?: and values)? (?:is|are) case[- ]sensitive",
        |_| Some(Told::CaseSensitive),
    ),
    pattern("case-by-sentence", r".*\(case[- ]sensitive\)", |_| Some(Told::CaseSensitive)),
    pattern(
        "case-by-sentence",
        r"(?:specifies )?(?:an? )?unique,? case[- ]sensitive (?:identifier|string|token|id)\b.*",
        |_| Some(Told::CaseSensitive),
    ),
    pattern(
        "deprecated-by-sentence",
        r"\(?deprecated\)?|deprecated (?:property|parameter|field)|(?:this (?:parameter|field|property|member|element|option)|it) (?:is|has been) deprecated(?:[ ,;:-].*)?",
        |_| Some(Told::Deprecated),
    ),
    pattern(
        "deprecated-by-sentence",
        r"(?:(?:this (?:parameter|field|property)|it) is deprecated[,;:-]? ?)?(?:please )?use {a} instead",
        |found| Some(Told::Instead(name(found, "a")?)),
    ),
];

/// What a sentence demands of a value in some words. It is listed if no pattern matches it.
pub(super) const DEMAND: &str = r"\b(?:must|cannot|can't|may not|mutually exclusive|not both|at least \w+ of|maximum of|at most|up to \d|default(?:s to| is| value is)|valid (?:values|range)|possible values|ignored|case[- ]sensitive|only valid|only applies)\b";

/// What a sentence has that may match or demand something, in upper or lower case.
pub(super) static HINTS: Hints = Hints::new(&[
    "accepted range",
    "accepted value",
    "allowed range",
    "allowed value",
    "at least",
    "at most",
    "can not",
    "can't",
    "cannot",
    "case sens",
    "case-sens",
    "default",
    "deprecated",
    "exactly one",
    "exclusive",
    " format",
    "formatted",
    "how many ",
    "ignored",
    "in bytes",
    "in days",
    "in GB",
    "in Gbps",
    "in gib",
    "in gig",
    "in hours",
    "in KB",
    "in Kbps",
    "in kib",
    "in kil",
    "in MB",
    "in Mbps",
    "in meb",
    "in meg",
    "in mib",
    "in mic",
    "in mil",
    "in min",
    "in months",
    "in nan",
    "in perc",
    "in sec",
    "in TB",
    "in teb",
    "in ter",
    "in tib",
    "in weeks",
    "in years",
    "instead",
    "maximum",
    "may not",
    "minimum",
    "more than",
    "must",
    "not both",
    "only applies",
    "only valid",
    "possible value",
    "together",
    "universal",
    "up to",
    "UTC",
    "valid range",
    "valid value",
]);

/// Patterns tell no case apart but where they say so. Sentences are English: what ASCII has not is but passed over, which
/// keeps the automata small.
pub(super) const FLAGS: &str = "(?i-u)";

pub(super) fn expanded(text: &str) -> String {
    let text = PLACES.iter().fold(text.to_owned(), |text, (place, meaning)| text.replace(place, meaning));
    format!("^(?:{text})$")
}

fn text<'s>(found: &Captures<'s>, place: &str) -> Option<&'s str> {
    std::str::from_utf8(found.name(place)?.as_bytes()).ok()
}

fn name(found: &Captures<'_>, place: &str) -> Option<String> {
    text(found, place).map(str::to_owned)
}

/// Whether what a pattern has last stands near the beginning of the sentence.
fn is_near(found: &Captures<'_>, most: usize) -> bool {
    found.name("before").is_none_or(|before| before.len() <= most)
}

fn names(found: &Captures<'_>) -> Vec<String> {
    ["a", "b", "c"].iter().filter_map(|place| name(found, place)).collect()
}

fn own_pairs(found: &Captures<'_>) -> Option<Told> {
    Some(Told::Exclusive(names(found).into_iter().map(|name| (None, name)).collect()))
}

fn pair(found: &Captures<'_>) -> Option<Told> {
    Some(Told::Exclusive(vec![(name(found, "a"), name(found, "b")?)]))
}

fn first_with_others(found: &Captures<'_>) -> Option<Told> {
    let first = name(found, "a");
    let others = names(found).into_iter().skip(1);
    Some(Told::Exclusive(others.map(|other| (first.clone(), other)).collect()))
}

fn default(found: &Captures<'_>) -> Option<Told> {
    Some(Told::Default(name(found, "v")?))
}

fn longest(found: &Captures<'_>) -> Option<Told> {
    Some(Told::Length(None, Some(whole(found, "n")?)))
}

fn range(found: &Captures<'_>) -> Option<Told> {
    Some(Told::Range(Some(amount(found, "n")?), Some(amount(found, "m")?)))
}

fn listed(found: &Captures<'_>) -> Option<Told> {
    let list = text(found, "list")?;
    let is_value = |word: &&str| !word.is_empty() && !matches!(*word, "and" | "or" | "|");
    Some(Told::Values(list.split([' ', ',']).filter(is_value).map(str::to_owned).collect()))
}

/// Returns the form of a date or time, if it is one.
fn format(found: &Captures<'_>) -> Option<Told> {
    const PARTS: &[&str] = &["YYYY", "yyyy", "MM", "DD", "dd", "HH", "hh", "mm", "ss"];
    let form = name(found, "f")?;
    let is_form = PARTS.iter().any(|part| form.contains(part)) && form.len() > 3;
    (is_form && is_near(found, 80)).then_some(Told::Format(form))
}

fn unit(found: &Captures<'_>) -> Option<Told> {
    let unit = name(found, "u")?;
    let is_word = unit.chars().skip(1).all(|c| c.is_ascii_lowercase() || c == ' ');
    Some(Told::Unit(if is_word { unit.to_ascii_lowercase() } else { unit }))
}

fn amount(found: &Captures<'_>, place: &str) -> Option<serde_json::Number> {
    const WORDS: &[&str] = &["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    let text = text(found, place)?;
    let word = WORDS.iter().position(|word| text.eq_ignore_ascii_case(word));
    word.map_or_else(|| number(text), |place| Some((place + 1).into()))
}

fn whole(found: &Captures<'_>, place: &str) -> Option<u64> {
    amount(found, place)?.as_u64()
}
