//! The service as one of its parts sees it while it is lowered, and what the part has seen.
//!
//! All that lowering learns of other parts it learns here, and whatever it looks at is noted. So what was lowered before holds
//! as long as the part itself and all that was noted are the same.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use docwright_idl::{Description, ErrorShape, Map, MapType, Member, Protocol, Revisions, ShapeKind, TypeRef};

use super::check::checked;
use super::error::LoweredError;
use super::memo::Numbered;
use super::model::Item;
use super::plan::{Plan, PlannedShape};
use crate::names::Name;

/// The service as one of its parts sees it.
#[derive(Debug)]
pub(crate) struct View<'d> {
    description: &'d Description,
    revisions: Option<&'d Revisions>,
    plan: Arc<Plan>,
    /// The errors, by their documented names. They are lowered before all else.
    pub(super) errors: HashMap<&'d str, Numbered<Arc<LoweredError>>>,
    /// The types, once all are lowered.
    pub(super) items: Arc<Items>,
    /// Whether all that can be seen is as it was in the run before.
    pub(super) is_as_before: bool,
    seen: RefCell<Vec<Seen>>,
}

/// What became of the types that are declared.
#[derive(Debug, Default)]
pub(super) struct Items {
    by_name: HashMap<Name, Numbered<Arc<Item>>>,
    /// Those that have rules, or hold something that has.
    checked: HashSet<Name>,
}

impl Items {
    pub(super) fn of(items: impl Iterator<Item = Numbered<Arc<Item>>>) -> Self {
        let by_name: HashMap<_, _> = items.map(|item| (item.it.name().clone(), item)).collect();
        let checked = checked(by_name.values().map(|item| &*item.it));
        Self { by_name, checked }
    }
}

/// Something that was seen, and the number that it had.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Seen(Sight, u64);

/// Something that can be seen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Sight {
    /// What is planned of a shape.
    Shape(String),
    /// What a shape is made of.
    Content(String),
    Error(String),
    /// What became of a type.
    Item(Name),
    /// Whether a type has rules.
    Check(Name),
}

/// What a list or map holds.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Container<'a> {
    List(&'a Member),
    Map(&'a MapType),
}

impl<'d> View<'d> {
    pub(super) fn new(
        description: &'d Description,
        revisions: Option<&'d Revisions>,
        (plan, is_as_before): (Arc<Plan>, bool),
    ) -> Self {
        Self {
            description,
            revisions,
            plan,
            errors: HashMap::new(),
            items: Arc::default(),
            is_as_before,
            seen: RefCell::default(),
        }
    }

    /// Returns a description in view of nothing else.
    #[cfg(test)]
    pub(crate) fn of(description: &'d Description) -> Self {
        let plan = super::Memo::default().begin(description, crate::Layout::Module, None);
        Self::new(description, None, plan)
    }

    /// Returns what is planned of a shape.
    pub(super) fn shape(&self, name: &str) -> Option<&PlannedShape> {
        self.note(|| Sight::Shape(name.to_owned()));
        self.plan.shapes.get(name).map(|shape| &shape.it)
    }

    /// Returns what a shape is made of.
    fn content(&self, name: &str) -> Option<&'d ShapeKind> {
        self.note(|| Sight::Content(name.to_owned()));
        self.description.types.get(name).map(|shape| &shape.kind)
    }

    /// Returns what a list or map holds, whether it has a name or not.
    pub(crate) fn container<'a>(&self, r#type: &'a TypeRef) -> Option<Container<'a>>
    where
        'd: 'a,
    {
        match r#type {
            TypeRef::List(element) => Some(Container::List(element)),
            TypeRef::Map(map) => Some(Container::Map(map)),
            TypeRef::Shape(name) if self.shape(name)?.kind.is_container() => match self.content(name)? {
                ShapeKind::List(element) => Some(Container::List(element)),
                ShapeKind::Map(map) => Some(Container::Map(map)),
                _ => None,
            },
            TypeRef::Shape(_) | TypeRef::Scalar(_) => None,
        }
    }

    /// Returns the members of the structure that a type is, or that its lists and maps hold in the end.
    pub(super) fn members_within<'a>(&self, mut r#type: &'a TypeRef) -> Option<&'a Map<Member>>
    where
        'd: 'a,
    {
        let mut passed = HashSet::new();
        while let Some(container) = self.container(r#type) {
            // A list may hold nothing but itself.
            if r#type.shape().is_some_and(|name| !passed.insert(name)) {
                return None;
            }
            r#type = match container {
                Container::List(element) => &element.r#type,
                Container::Map(map) => &map.value.r#type,
            };
        }
        match self.content(r#type.shape()?)? {
            ShapeKind::Struct { members, .. } => Some(members),
            _ => None,
        }
    }

    /// Returns an error, and what became of it.
    pub(super) fn error(&self, name: &str) -> Option<(&'d ErrorShape, &LoweredError)> {
        self.note(|| Sight::Error(name.to_owned()));
        Some((self.description.errors.get(name)?, &self.errors.get(name)?.it))
    }

    /// Returns the type of a Rust name.
    pub(super) fn item(&self, name: &Name) -> Option<&Item> {
        self.note(|| Sight::Item(name.clone()));
        self.items.by_name.get(name).map(|item| &*item.it)
    }

    /// Whether a type has rules, or holds something that has.
    pub(super) fn is_checked(&self, name: &Name) -> bool {
        self.note(|| Sight::Check(name.clone()));
        self.items.checked.contains(name)
    }

    /// Whether points in time are known from examples alone.
    pub(super) fn infers_times(&self) -> bool {
        self.description.service.protocol == Some(Protocol::HttpJson)
    }

    /// Notes that something was seen, if anybody remembers.
    fn note(&self, sight: impl FnOnce() -> Sight) {
        if self.revisions.is_some() {
            let sight = sight();
            let number = self.number(&sight);
            self.seen.borrow_mut().push(Seen(sight, number));
        }
    }

    /// Returns what was seen since this was asked last, each thing once.
    pub(super) fn take_seen(&self) -> Vec<Seen> {
        let mut seen = self.seen.take();
        seen.sort_unstable();
        seen.dedup();
        seen
    }

    /// Whether something is as it was seen.
    pub(super) fn is_as_seen(&self, Seen(sight, number): &Seen) -> bool {
        self.number(sight) == *number
    }

    /// Returns a number that something has as long as it is the same; zero if it is not there.
    fn number(&self, sight: &Sight) -> u64 {
        let known = match sight {
            Sight::Shape(name) => self.plan.shapes.get(name).map(|shape| shape.number),
            Sight::Content(name) => self.revisions.and_then(|revisions| revisions.types.get(name)).copied(),
            Sight::Error(name) => self.errors.get(name.as_str()).map(|error| error.number),
            Sight::Item(name) => self.items.by_name.get(name).map(|item| item.number),
            Sight::Check(name) => Some(u64::from(self.items.checked.contains(name))),
        };
        known.unwrap_or_default()
    }
}
