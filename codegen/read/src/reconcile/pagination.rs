//! Finds the members by which an operation is paged through.
//!
//! The page of a paginator says that an operation is paged, and leaves out the members that do it; the page of the
//! operation has them: what only the latter has are the tokens. Where there is no page of a paginator, the names of
//! the members tell. Several members may say together which page is wanted; their names tell which of those of the
//! output belong to them.
//!
//! The items of a page are its only list, or the one that the operation is called after, or the one that the limit's text is
//! about. Where none of that tells which of several lists it is, nothing is said of items, and that is reported.

use docwright_idl::{Code, Diagnostic, FactPath, Pagination, Scalar};

use rayon::prelude::*;

use super::MIN_SHARE;
use super::describe::snippet;
use super::tree::{Id, Said, Tree};
use crate::claims::{Basis, Fact, Kind, Step};
use crate::mention::{parts, words};
use crate::normalize::PageSource;
use crate::search::{find_ignoring_case, strip_prefix_ignoring_case};

/// The names of members that take the token of a page, in lower case. What holds the next one is called the same, or
/// so with `next` before it.
const TOKENS: &[&str] = &[
    "continuationtoken",
    "cursor",
    "marker",
    "nextcursor",
    "nextmarker",
    "nextpagetoken",
    "nexttoken",
    "pagemarker",
    "pagetoken",
    "paginationtoken",
    "startingtoken",
];

/// How the names of members that limit the items of a page begin, or what they are, in lower case.
const LIMITS: &[&str] = &["limit", "max", "pagelimit", "pagesize", "resultsperpage"];

/// The names of members that say whether there are more pages, in lower case.
const MORE: &[&str] = &["hasmore", "hasmoreresults", "istruncated", "moreresults", "truncated"];

/// How the names of members begin that hold what begins the next page, in lower case.
const NEXT: &str = "next";

/// The rule by which members' names tell how an operation is paged through.
const BY_NAMES: &str = "pagination-by-names";
/// The rule by which what the page of a paginator leaves out tells it.
const BY_PAGINATOR: &str = "pagination-by-what-is-left-out";
/// The rule by which the text of what limits a page tells which of several lists is paged through.
const BY_LIMIT: &str = "pagination-items-by-limit";

/// Finds how the operations are paged through, and reports for each if no page shows it.
pub(super) fn find(
    tree: &mut Tree,
    operations: &[(Id, String)],
    pages: &[&PageSource],
) -> Vec<Option<Unpaged>> {
    let found: Vec<_> = {
        let tree = &*tree;
        let of = |(id, name): &(Id, String)| of_operation(tree, *id, name, pages);
        operations.par_iter().with_min_len(MIN_SHARE).map(of).collect()
    };
    operations.iter().zip(found).map(|((id, _), found)| say(tree, *id, found)).collect()
}

/// As [`find`], of one operation for which that was found before.
pub(super) fn find_again(tree: &mut Tree, operation: (Id, &str), pages: &[&PageSource]) -> Option<Unpaged> {
    let (id, name) = operation;
    tree[id].retract(is_found);
    let found = of_operation(tree, id, name, pages);
    say(tree, id, found)
}

/// Whether a claim was found here.
pub(super) fn is_found(said: &Said) -> bool {
    matches!(said.fact, Fact::Pagination(_))
        && matches!(said.basis, Basis::Inferred(BY_NAMES | BY_PAGINATOR | BY_LIMIT))
}

fn say(tree: &mut Tree, operation: Id, found: Found) -> Option<Unpaged> {
    found.claims.into_iter().for_each(|said| tree[operation].say(said));
    found.unpaged
}

/// What is claimed of how an operation is paged through, and what no page shows of it.
#[derive(Default)]
struct Found {
    claims: Vec<Said>,
    unpaged: Option<Unpaged>,
}

/// That no page shows how an operation is paged through, or which of several lists is.
pub(super) type Unpaged = Box<(FactPath, Diagnostic)>;

fn of_operation(tree: &Tree, id: Id, name: &str, pages: &[&PageSource]) -> Found {
    let said = &tree[id].said;
    if said.iter().any(|said| matches!(said.fact, Fact::Pagination(_))) {
        return Found::default();
    }
    let paginators: Vec<Said> =
        said.iter().filter(|said| matches!(said.fact, Fact::Paginated { .. })).cloned().collect();
    let found = Paging::of(tree, id, &paginators).and_then(|paging| paging.find(name));
    let path = || FactPath::new(["operations", name, "pagination"]);
    match (found, paginators.first()) {
        (Some((claims, lists)), _) => {
            let names: Vec<_> = lists.iter().map(|(list, _)| format!("`{list}`")).collect();
            let says = |id: Id| tree[id].said.first();
            let places = lists.iter().filter_map(|(_, id)| says(*id));
            let unpaged = (!lists.is_empty()).then(|| {
                let message = format!("no page says which list `{name}` pages through: {}", names.join(" or "));
                let finding = Diagnostic::new(Code::UNKNOWN_PAGING, message)
                    .help("say it as `pagination.items` in overlay.yaml; until then there are pages, and no stream of items");
                let at = |finding: Diagnostic, said| finding.at(snippet(pages, said, "a list".to_owned()));
                Box::new((path().join("items"), places.fold(finding, at)))
            });
            Found { claims, unpaged }
        }
        (None, None) => Found::default(),
        (None, Some(said)) => {
            let message = format!("no page shows by which members `{name}` is paged through");
            let finding = Diagnostic::new(Code::UNKNOWN_PAGING, message)
                .at(snippet(pages, said, "it is paged, says this page".to_owned()))
                .help("add the operation's own page, or say it in overlay.yaml");
            Found { claims: Vec::new(), unpaged: Some(Box::new((path(), finding))) }
        }
    }
}

/// An operation that may be paged through.
struct Paging<'t> {
    tree: &'t Tree,
    operation: Id,
    /// What the pages of paginators say.
    paginators: &'t [Said],
    input: Id,
    output: Id,
}

/// A part of what says which page is wanted: the member that takes it, and that which holds the next one.
struct Token<'t> {
    input: Named<'t>,
    output: Place,
}

/// A member, with its name.
type Named<'t> = (&'t str, Id);

/// A member, by its path.
struct Place {
    path: String,
    id: Id,
}

impl<'t> Paging<'t> {
    fn of(tree: &'t Tree, operation: Id, paginators: &'t [Said]) -> Option<Self> {
        let (input, output) = (tree.get(operation, &Step::Input)?, tree.get(operation, &Step::Output)?);
        Some(Self { tree, operation, paginators, input, output })
    }

    /// Returns what is claimed, with its reasons, and the lists of which nothing tells which is paged through.
    fn find(&self, operation: &str) -> Option<(Vec<Said>, Vec<Named<'t>>)> {
        let inputs = self.left_out(self.input);
        let (first, further) = self.tokens(&inputs)?;
        let limit = self
            .limit(&inputs, |id| std::iter::once(&first).chain(&further).any(|token| token.input.1 == id));
        // What is paged stands beside the token.
        let (holder, prefix) = match first.output.path.rsplit_once('.') {
            Some((parent, _)) => (self.tree[first.output.id].parent?, format!("{parent}.")),
            None => (self.output, String::new()),
        };
        let lists: Vec<_> =
            self.tree.members(holder).filter(|(_, id)| self.tree.kind(*id) == Kind::List).collect();
        let named = only(lists.iter())
            .or_else(|| only(lists.iter().filter(|list| is_called_after(operation, list.0))));
        let by_limit = limit.filter(|_| named.is_none()).and_then(|(_, id)| self.by_limit(&lists, id));
        let items = named.copied().or(by_limit.map(|(list, _)| list));
        let pagination = Pagination {
            input_token: first.input.0.to_owned(),
            output_token: first.output.path.clone(),
            further_tokens: further.iter().map(|token| (token.input.0, token.output.path.clone())).collect(),
            items: items.map(|(name, _)| format!("{prefix}{name}")),
            page_size: limit.map(|(name, _)| name.to_owned()),
            more_results: self.more(holder).map(|name| format!("{prefix}{name}")),
        };
        let rule = if self.paginators.is_empty() { BY_NAMES } else { BY_PAGINATOR };
        let tokens = std::iter::once(&first).chain(&further);
        let reasons = tokens.flat_map(|token| [token.input.1, token.output.id]);
        let reasons = reasons.filter_map(|id| self.reason(id));
        let fact = Fact::Pagination(Box::new(pagination));
        let claim = |said: &Said, rule| Said { fact: fact.clone(), basis: Basis::Inferred(rule), ..*said };
        let claims = self.paginators.iter().chain(reasons).map(|said| claim(said, rule));
        let claims = claims.chain(by_limit.map(|(_, said)| claim(said, BY_LIMIT))).collect();
        Some((claims, if items.is_none() { lists } else { Vec::new() }))
    }

    /// Returns the list that the text of what limits a page is about, and that text.
    fn by_limit(&self, lists: &[Named<'t>], limit: Id) -> Option<(Named<'t>, &'t Said)> {
        self.tree[limit].said.iter().find_map(|said| {
            let Fact::Doc(text) = &said.fact else { return None };
            let counted = counted(text)?;
            only(lists.iter().filter(|(name, _)| is_plural_of_one(name, &counted))).map(|list| (*list, said))
        })
    }

    /// Returns what is said first of a member by the operation's own pages, or by any: a shape may be of several operations.
    fn reason(&self, id: Id) -> Option<&Said> {
        let is_own = |page: usize| self.tree[self.operation].said.iter().any(|said| said.page == page);
        let said = &self.tree[id].said;
        said.iter().find(|said| is_own(said.page)).or_else(|| said.first())
    }

    /// Returns the member that limits the items of a page.
    fn limit(&self, inputs: &[Named<'t>], is_token: impl Fn(Id) -> bool) -> Option<Named<'t>> {
        let has_limit = |said: &Said| said.fact == Fact::Paginated { page_size: true };
        if !self.paginators.is_empty() && !self.paginators.iter().any(has_limit) {
            return None;
        }
        let numbers = || inputs.iter().filter(|(_, id)| !is_token(*id) && self.is_number(*id));
        let left_out = || only(numbers()).filter(|_| !self.paginators.is_empty());
        only(numbers().filter(|(name, _)| is_limit(name))).or_else(left_out).copied()
    }

    /// Returns what says which page is wanted: the first member that does, and those that do it together with that.
    fn tokens(&self, inputs: &[Named<'t>]) -> Option<(Token<'t>, Vec<Token<'t>>)> {
        let is_next = |(name, _): &(&str, Id)| begins(name, NEXT);
        let outputs: Vec<_> = self.left_out(self.output).into_iter().filter(is_next).collect();
        let next = |input: &Named<'t>| {
            let named = |output: &&(&str, Id)| is_next_of(output.0, input.0);
            let output = only(outputs.iter().filter(named))?;
            let fits = self.tree.kind(input.1).meet(self.tree.kind(output.1)).is_some();
            let output = Place { path: output.0.to_owned(), id: output.1 };
            fits.then_some(Token { input: *input, output })
        };
        let mut pairs: Vec<Token<'t>> = inputs.iter().filter_map(next).collect();
        // Names alone tell too little, unless something else tells that there are pages.
        if self.paginators.is_empty() && self.more(self.output).is_none() {
            pairs.retain(|token| ends_like_token(token.input.0));
        }
        let single = || {
            let input = self.input_token(inputs)?;
            Some(Token { input, output: self.output_token(input)? })
        };
        if pairs.len() < 2
            && let Some(single) = single()
        {
            return Some((single, Vec::new()));
        }
        let mut pairs = pairs.into_iter();
        pairs.next().map(|first| (first, pairs.collect()))
    }

    /// Returns the member that says whether there are more pages.
    fn more(&self, holder: Id) -> Option<&'t str> {
        let is_it = |name: &&str| MORE.iter().any(|more| name.eq_ignore_ascii_case(more));
        self.tree.members(holder).map(|(name, _)| name).find(is_it)
    }

    /// Returns the members that the pages of paginators leave out; without such pages, all.
    fn left_out(&self, side: Id) -> Vec<Named<'t>> {
        if self.paginators.is_empty() {
            return self.tree.members(side).collect();
        }
        let is_shown = |id: Id| {
            let shows = |said: &Said| self.paginators.iter().any(|paginator| paginator.page == said.page);
            self.tree.walk(id).into_iter().any(|id| self.tree[id].said.iter().any(shows))
        };
        self.tree.members(side).filter(|(_, id)| !is_shown(*id)).collect()
    }

    fn input_token(&self, inputs: &[Named<'t>]) -> Option<Named<'t>> {
        let is_text = |(_, id): &&(&str, Id)| self.is_text(*id);
        let named = only(inputs.iter().filter(|(name, _)| is_token(name)).filter(is_text));
        // What a paginator leaves out is the token, whatever it is called, if it is not the limit.
        let left_out = || {
            let others = || inputs.iter().filter(|(name, _)| !is_limit(name));
            let no_number = |(_, id): &&(&str, Id)| !self.is_number(*id);
            let found = only(others().filter(is_text)).or_else(|| only(others().filter(no_number)));
            found.or_else(|| only(others())).filter(|_| !self.paginators.is_empty())
        };
        named.or_else(left_out).copied()
    }

    fn output_token(&self, (input, input_id): (&str, Id)) -> Option<Place> {
        let wanted = [format!("next{}", input.to_ascii_lowercase()), input.to_ascii_lowercase()];
        let fits = |id: Id| match self.is_text(input_id) {
            true => self.is_text(id),
            false => self.tree.kind(id) == self.tree.kind(input_id),
        };
        let left_out = self.left_out(self.output);
        let alike: Vec<_> = left_out.into_iter().filter(|(_, id)| fits(*id)).collect();
        let place = |path: String, id: Id| Place { path, id };
        for wanted in &wanted {
            if let Some((name, id)) = alike.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)) {
                return Some(place((*name).to_owned(), *id));
            }
        }
        if let Some((name, id)) = only(alike.iter()).filter(|_| !self.paginators.is_empty()) {
            return Some(place((*name).to_owned(), *id));
        }
        // Paginators leave out nothing within a structure.
        for wanted in &wanted {
            for (outer, structure) in self.tree.members(self.output) {
                if let Some((name, id)) = self
                    .tree
                    .members(structure)
                    .find(|(name, id)| name.eq_ignore_ascii_case(wanted) && fits(*id))
                {
                    return Some(place(format!("{outer}.{name}"), id));
                }
            }
        }
        None
    }

    fn is_text(&self, id: Id) -> bool {
        matches!(self.tree.kind(id), Kind::Any | Kind::Scalar(Scalar::String))
            && self.tree.values_or_shown(self.tree.content(id)).is_none()
    }

    fn is_number(&self, id: Id) -> bool {
        let is_number =
            |scalar| matches!(scalar, Scalar::Integer | Scalar::Long | Scalar::Number | Scalar::String);
        match self.tree.kind(id) {
            Kind::Any => true,
            Kind::Scalar(scalar) => is_number(scalar),
            _ => false,
        }
    }
}

/// Whether an operation is called after what a list holds.
fn is_called_after(operation: &str, list: &str) -> bool {
    operation.to_ascii_lowercase().ends_with(&list.to_ascii_lowercase())
}

/// Returns the words for what a text says the number of: `source`, `servers` of "The maximum number of source servers to
/// return".
fn counted(text: &str) -> Option<Vec<String>> {
    /// What may come behind.
    const ENDS: &[&str] = &[
        "are", "can", "for", "in", "on", "per", "return", "returned", "shown", "that", "to", "which", "you",
    ];
    let behind = find_ignoring_case(text, "number of ").map(|at| &text[at + "number of ".len()..])?;
    let phrase = behind.split(['.', ',', ';', ':', '(']).next().unwrap_or_default();
    let counted: Vec<String> =
        words(phrase).into_iter().take_while(|word| !ENDS.contains(&word.as_str())).collect();
    (!counted.is_empty()).then_some(counted)
}

/// Whether words end with those of a name, whether either is in the plural or not.
fn is_plural_of_one(name: &str, words: &[String]) -> bool {
    let name = parts(name);
    let stem = |word: &str| word.strip_suffix('s').unwrap_or(word).to_owned();
    let tail = words.len().checked_sub(name.len()).and_then(|from| words.get(from..));
    !name.is_empty()
        && tail.is_some_and(|tail| tail.iter().map(|word| stem(word)).eq(name.iter().map(|part| stem(part))))
}

fn is_token(name: &str) -> bool {
    TOKENS.iter().any(|token| name.eq_ignore_ascii_case(token))
}

/// Whether a name ends like those of tokens.
fn ends_like_token(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["cursor", "marker", "token"].iter().any(|word| name.ends_with(word))
}

/// Whether members are called like what begins a page and what begins the next one: `StartName` or `Name` and `NextName`.
fn is_next_of(output: &str, input: &str) -> bool {
    let key = |name: &str| -> String {
        name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
    };
    let (output, input) = (key(output), key(input));
    let next = output.strip_prefix(NEXT).filter(|next| !next.is_empty());
    next.is_some_and(|next| input == next || input.strip_prefix("start") == Some(next))
}

fn is_limit(name: &str) -> bool {
    LIMITS.iter().any(|limit| begins(name, limit))
}

/// Whether a name begins with a word in lower case, whatever its own case.
fn begins(name: &str, word: &str) -> bool {
    strip_prefix_ignoring_case(name, word).is_some()
}

/// Returns what an iterator yields if it is one thing.
fn only<T>(mut all: impl Iterator<Item = T>) -> Option<T> {
    let first = all.next()?;
    all.next().is_none().then_some(first)
}
