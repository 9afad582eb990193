//! What is told otherwise where all was reconciled anew: the parts that are new or say something else are described, and the
//! others stay.

use std::collections::{BTreeSet, HashMap};

use docwright_idl::Part;

use super::same::Comparison;
use super::{Standing, Told};
use crate::normalize::PageSource;
use crate::reconcile::describe::{Extent, Noted};

/// Which parts of a description are others.
pub(super) struct News {
    /// The places that those had that are no more.
    gone: Vec<usize>,
    /// The places that those have that were not.
    come: Vec<usize>,
    /// The places that those have of which something else is told.
    changed: Vec<usize>,
}

impl Standing {
    /// Compares what is told now with what is described; `None` if that does not tell what would be described otherwise.
    pub(super) fn told_otherwise(&self, now: &Told, pages: &[&PageSource]) -> Option<News> {
        if !self.is_apart() || !now.is_apart() {
            return None;
        }
        let names: Vec<&str> = pages.iter().map(|page| page.name.as_str()).collect();
        let names_before: Vec<&str> = self.page_names.iter().map(|name| &**name).collect();
        let comparison = Comparison::of((&self.told, &names_before), (now, &names));
        let parts = self.told.parts.iter().enumerate();
        let mut before: HashMap<&Part, usize> = parts.map(|(place, (part, _))| (part, place)).collect();
        let (mut come, mut changed) = (Vec::new(), Vec::new());
        for (place, (part, _)) in now.parts.iter().enumerate() {
            match before.remove(part) {
                None => come.push(place),
                // Contradictions show lines of pages, which may have changed in what says nothing.
                Some(known) if self.extents[known].conflicts > 0 || !comparison.is_same(place, known) => {
                    changed.push(place);
                }
                Some(_) => {}
            }
        }
        let mut gone: Vec<usize> = before.into_values().collect();
        gone.sort_unstable();
        let are_in_order = {
            let is_kept = |place: &usize| gone.binary_search(place).is_err();
            let is_known = |place: &usize| come.binary_search(place).is_err();
            let kept = (0..self.told.parts.len()).filter(is_kept).map(|place| &self.told.parts[place].0);
            kept.eq((0..now.parts.len()).filter(is_known).map(|place| &now.parts[place].0))
        };
        are_in_order.then_some(News { gone, come, changed })
    }

    /// Takes what is told now for what was told before. Returns also the parts of the description that may differ.
    pub(super) fn tell(mut self, told: Told, news: News, pages: &[&PageSource]) -> (Self, Vec<Part>) {
        let News { gone, come, changed } = news;
        let mut parts: Vec<Part> = Vec::new();
        for place in gone.into_iter().rev() {
            self.note_again(place, Noted::default());
            self.extents.remove(place);
            parts.push(self.told.parts[place].0.clone());
            self.forget(place);
        }
        self.told = told;
        self.page_names = super::page_names(pages);
        come.iter().for_each(|place| self.extents.insert(*place, Extent::default()));
        let places: BTreeSet<usize> = come.into_iter().chain(changed).collect();
        parts.extend(self.describe_again(places, pages));
        (self, parts)
    }
}
