//! What was read in a service's pages before, so that those that did not change are not read again, and what was reconciled, so
//! that it is revised where that will do.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::manifest::Manifest;
use crate::normalize::{LaidPage, PageSource, read_page};
use crate::reconcile::{Change, Groups, Reconciled, Shared, Standing};

/// What is known of a service's pages: all that comes of a page's name and text and of the dialect that the manifest names, what
/// comes of pages that speak of the same, and what all pages together say.
#[derive(Default)]
pub struct PageCache {
    /// In the order of their names.
    pages: Vec<Known>,
    groups: Groups,
    /// What changed when pages were read last, if they spoke of the same as before.
    changes: Option<Vec<Change>>,
    standing: Option<Standing>,
    /// Whether an overlay was laid over that last.
    pub(crate) is_overlaid: bool,
}

struct Known {
    source: PageSource,
    dialect: Option<String>,
    page: LaidPage,
}

impl PageCache {
    /// Reads those of the sorted pages that are not known, and forgets what is known of others.
    pub(crate) fn read(
        &mut self,
        manifest: &Manifest,
        pages: &[&PageSource],
    ) -> impl Iterator<Item = &LaidPage> {
        let known = std::mem::take(&mut self.pages).into_iter().enumerate();
        let known = known.map(|(place, known)| (known.source.name.clone(), (place, known)));
        let mut known: HashMap<String, (usize, Known)> = known.collect();
        // Pages that nobody wrote to are the same text, not just an equal one.
        let is_same_text = |a: &Arc<str>, b: &Arc<str>| Arc::ptr_eq(a, b) || a == b;
        let is_same = |known: &Known, page: &PageSource| {
            is_same_text(&known.source.text, &page.text) && known.dialect == manifest.dialect
        };
        let known: Vec<_> = pages
            .iter()
            .map(|page| known.remove(&page.name).filter(|(_, known)| is_same(known, page)))
            .collect();
        let shared = Shared::default();
        let read: Vec<(bool, Known)> = known
            .into_par_iter()
            .zip(pages)
            .enumerate()
            .map(|(place, (known, page))| match known {
                Some((before, known)) if before == place => (false, known),
                Some((_, mut known)) => {
                    known.page.layer.place_at(place);
                    (true, known)
                }
                None => {
                    let (source, dialect) = ((*page).clone(), manifest.dialect.clone());
                    let page = LaidPage::of(&shared, place, page, read_page(manifest, page));
                    (true, Known { source, dialect, page })
                }
            })
            .collect();
        let (is_new, read): (Vec<_>, Vec<_>) = read.into_iter().unzip();
        self.changes =
            self.groups.take(&read.iter().map(|known| &known.page.layer).collect::<Vec<_>>(), &is_new);
        self.pages = read;
        self.pages.iter().map(|known| &known.page)
    }

    /// Reconciles what the pages say that were read last: revises what is known, if that will do.
    pub(crate) fn reconcile(&mut self, manifest: &Manifest, pages: &[&PageSource]) -> Reconciled {
        let Self { changes, standing, groups, .. } = self;
        let mut before = standing.take();
        let changed = before
            .as_mut()
            .zip(changes.take())
            .and_then(|(standing, changes)| standing.revise(manifest, pages, &changes));
        let (now, changed) = match (before, changed) {
            (Some(revised), Some(changed)) => (revised, Some(changed)),
            (before, _) => Standing::of(manifest, pages, groups.laid(), before),
        };
        standing.insert(now).told(pages, changed)
    }
}
