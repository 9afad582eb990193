//! The parts of a description that come and go, and those of which something else is told where all was reconciled anew: these are
//! described, and the others stay.

use std::collections::BTreeSet;

use docwright_idl::Part;
use foldhash::HashMap;

use super::same::Comparison;
use super::{Parts, Standing, Told, page_names};
use crate::normalize::PageSource;
use crate::reconcile::describe::{Extent, Noted};

/// Which parts of a description are others.
pub(super) struct News {
    /// The places that those had that are no more.
    gone: Vec<usize>,
    /// The places that those have that were not.
    pub(super) come: Vec<usize>,
    /// The places that the others have and had.
    kept: Vec<(usize, usize)>,
}

impl News {
    /// Compares parts; `None` if those that stay are in another order.
    pub(super) fn of(before: &Parts, now: &Parts) -> Option<Self> {
        let places = before.iter().enumerate();
        let mut known: HashMap<&Part, usize> = places.map(|(place, (part, _))| (part, place)).collect();
        let (mut come, mut kept) = (Vec::new(), Vec::new());
        for (place, (part, _)) in now.iter().enumerate() {
            match known.remove(part) {
                Some(before) => kept.push((place, before)),
                None => come.push(place),
            }
        }
        let mut gone: Vec<usize> = known.into_values().collect();
        gone.sort_unstable();
        kept.is_sorted_by_key(|(_, before)| *before).then_some(Self { gone, come, kept })
    }
}

impl Standing {
    /// Compares what is told now with what is described; `None` if that does not tell what would be described otherwise. Returns
    /// also the places of the parts of which something else is told.
    pub(super) fn told_otherwise(&self, now: &Told, pages: &[&PageSource]) -> Option<(News, Vec<usize>)> {
        if !self.is_apart() || !now.is_apart() {
            return None;
        }
        let news = News::of(&self.told.parts, &now.parts)?;
        let names: Vec<&str> = pages.iter().map(|page| page.name.as_str()).collect();
        let names_before: Vec<&str> = self.page_names.iter().map(|name| &**name).collect();
        let comparison = Comparison::of((&self.told, &names_before), (now, &names));
        // Findings show lines of pages, which may have changed in what says nothing.
        let is_same = |(place, before): (usize, usize)| {
            self.extents[before].findings == 0 && comparison.is_same(place, before)
        };
        let changed = news.kept.iter().filter(|places| !is_same(**places)).map(|(place, _)| *place).collect();
        Some((news, changed))
    }

    /// Takes what is told now for what was told before. Returns also the parts of the description that may differ.
    pub(super) fn tell(
        mut self,
        told: Told,
        (news, changed): (News, Vec<usize>),
        pages: &[&PageSource],
    ) -> (Self, Vec<Part>) {
        let mut parts = self.rearrange(&news);
        self.told = told;
        self.page_names = page_names(pages);
        let places: BTreeSet<usize> = news.come.into_iter().chain(changed).collect();
        parts.extend(self.describe_again(places, pages));
        (self, parts)
    }

    /// Forgets what is noted of parts that are no more, and makes room for what is noted of new ones. Returns those that are no
    /// more.
    pub(super) fn rearrange(&mut self, news: &News) -> Vec<Part> {
        let mut parts = Vec::new();
        for place in news.gone.iter().rev() {
            self.note_again(*place, Noted::default());
            self.extents.remove(*place);
            self.forget(*place);
            parts.push(self.told.parts[*place].0.clone());
        }
        news.come.iter().for_each(|place| self.extents.insert(*place, Extent::default()));
        parts
    }
}
