//! What was reconciled, held so that little of it is done again when pages change.
//!
//! Where pages say something else, it is revised, if that will do: the claims are put in the place of those before ([`edits`]),
//! members come and go ([`growth`]), with them shapes ([`shapes`]) and references to shapes ([`references`]), and so do errors
//! ([`errors`]); no pass but describing is run again, and that for the parts of the description alone that hold what changed.
//! Whatever else the passes decide by must be as it was: what is one and what is called how. Where it is not, where claims rest
//! on other claims, and where texts decided what is one, all is reconciled anew. The parts of which the same is said as before
//! ([`same`]) are not described again then, either ([`news`]).

mod edits;
mod errors;
mod growth;
mod news;
mod references;
mod same;
mod shapes;
#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap};
use std::mem::discriminant;
use std::sync::{Arc, OnceLock};

use docwright_idl::{Description, Diagnostic, FactPath, Part, Protocol};

use self::edits::Edits;
use self::growth::{Growth, Kept, Places};
use self::news::News;
use self::shapes::Come;
use super::describe::{self, Afterwards, Extent, Noted, describe, describe_part};
use super::recursion::{self, Targets};
use super::shapes::Ids;
use super::tree::{Change, Id, Laid, Tree};
use super::{
    OperationNode, Reconciled, Whole, link_docs, link_operation, link_shape, page_names, pagination,
};
use crate::claims::Step;
use crate::evidence::Evidence;
use crate::manifest::Manifest;
use crate::normalize::PageSource;

/// What was reconciled, to be revised.
pub(crate) struct Standing {
    manifest: Manifest,
    page_names: Vec<Arc<str>>,
    told: Told,
    description: Arc<Description>,
    evidence: Arc<Evidence>,
    findings: Vec<(FactPath, Diagnostic)>,
    /// How much of evidence and findings is about each part.
    extents: Vec<Extent>,
    /// Whether the description is that of what is told.
    is_whole: bool,
}

/// The parts of a description in the order of what is noted of them, each with its node.
type Parts = Vec<(Part, Id)>;

/// All that the pages say, and how it is described.
struct Told {
    whole: Whole,
    recursions: Targets,
    parts: Parts,
    /// The places of the parts, by their nodes.
    places: HashMap<Id, usize>,
    /// The operations that are described by the content of a shape.
    sides: HashMap<Id, Vec<Id>>,
    /// Where in the tree that has grown since then that is which the pages speak of.
    grown: Places,
    /// The shapes that stand in one place, once that was asked.
    lone_shapes: OnceLock<Arc<Ids>>,
    /// The members whose words may tell shapes apart, once that was asked.
    worded: OnceLock<Arc<Ids>>,
}

/// Returns the parts of what is described.
fn parts(whole: &Whole) -> Parts {
    let operations = whole.operations.iter().map(|of| (Part::Operation(of.name.clone()), of.id));
    let types = describe::types(&whole.tree).into_iter().map(|(name, id, ())| (Part::Type(name.into()), id));
    let errors =
        describe::errors(&whole.tree).into_iter().map(|(name, id, ())| (Part::Error(name.into()), id));
    std::iter::once((Part::Service, Tree::ROOT)).chain(operations).chain(types).chain(errors).collect()
}

impl Told {
    fn of(whole: Whole) -> Self {
        let mut sides: HashMap<Id, Vec<Id>> = HashMap::new();
        for operation in &whole.operations {
            for side in [Step::Input, Step::Output] {
                let shape = whole.tree.get(operation.id, &side).and_then(|side| whole.tree[side].shape);
                shape.into_iter().for_each(|shape| sides.entry(shape).or_default().push(operation.id));
            }
        }
        let recursions = recursion::targets(&whole.tree);
        let (places, grown, lone_shapes, worded) = Default::default();
        let parts = parts(&whole);
        let mut told =
            Self { whole, recursions, parts: Vec::new(), places, sides, grown, lone_shapes, worded };
        told.arrange(parts);
        told
    }

    /// Takes these for the parts of the description.
    fn arrange(&mut self, parts: Parts) {
        self.places = parts.iter().enumerate().map(|(place, (_, id))| (*id, place)).collect();
        self.parts = parts;
    }

    /// Returns the shapes of which nothing but their own description depends on what they hold.
    fn lone_shapes(&self) -> &Arc<Ids> {
        self.lone_shapes.get_or_init(|| self.whole.origins.lone(&self.whole.tree).into())
    }

    /// Returns the members whose words may tell shapes apart.
    fn worded(&self) -> &Arc<Ids> {
        self.worded.get_or_init(|| self.whole.origins.worded(&self.whole.tree).into())
    }

    /// Returns the operation that the part at a place is.
    fn operation(&self, place: usize) -> Option<&OperationNode> {
        self.whole.operations.get(place.checked_sub(1)?)
    }

    /// Returns the place of the part at a place among those of its sort.
    fn rank(&self, place: usize) -> usize {
        let sort = |part: &Part| discriminant(part);
        self.parts[..place]
            .iter()
            .rev()
            .take_while(|(part, _)| sort(part) == sort(&self.parts[place].0))
            .count()
    }

    /// Returns the place of the part that a node is described in.
    fn part_of(&self, id: Id) -> Option<usize> {
        let tree = &self.whole.tree;
        let mut id = tree.now(id);
        while let Some(parent) = tree[id].parent.filter(|parent| *parent != Tree::ROOT) {
            id = tree.now(parent);
        }
        self.places.get(&id).copied()
    }

    /// Whether each part is described by what is said of it alone.
    fn is_apart(&self) -> bool {
        let tree = &self.whole.tree;
        self.recursions.values().all(|(target, _)| matches!(tree[*target].step, Step::Type(_)))
    }
}

impl Standing {
    /// Reconciles what the pages say, which are sorted by name. What is told as before is not described again. Returns also the
    /// parts of the description that may differ; `None` if all may.
    pub(crate) fn of(
        manifest: &Manifest,
        pages: &[&PageSource],
        laid: Laid,
        before: Option<Self>,
    ) -> (Self, Option<Vec<Part>>) {
        let mut told = Told::of(Whole::of(manifest, pages, laid));
        let before = before.filter(|before| before.is_whole && before.manifest == *manifest);
        match before.and_then(|before| Some((before.told_otherwise(&told, pages)?, before))) {
            Some((news, before)) => {
                let (standing, changed) = before.tell(told, news, pages);
                (standing, Some(changed))
            }
            None => {
                let page_names = page_names(pages);
                let subject = Whole::subject(manifest, pages, &page_names, &told.recursions);
                let Whole { tree, operations, stated_shapes, .. } = &mut told.whole;
                let (mut description, Noted { evidence, findings, extents }) =
                    describe(tree, &subject, manifest.service(), operations, Afterwards::Kept);
                link_docs(&mut description, manifest, stated_shapes);
                let (description, evidence) = (Arc::new(description), Arc::new(evidence));
                let manifest = manifest.clone();
                let is_whole = true;
                (
                    Self { manifest, page_names, told, description, evidence, findings, extents, is_whole },
                    None,
                )
            }
        }
    }

    /// Returns what is known now. `changed` are the parts of the description that may differ from what was told last.
    pub(crate) fn told(&self, pages: &[&PageSource], changed: Option<Vec<Part>>) -> Reconciled {
        let mut findings = self.told.whole.findings(&self.manifest, pages);
        findings.extend(self.findings.iter().cloned());
        let unmatched =
            self.told.whole.sentences.unmatched.iter().map(|(_, unmatched)| unmatched.clone()).collect();
        let (description, evidence) = (Arc::clone(&self.description), Arc::clone(&self.evidence));
        Reconciled { description, evidence, findings, unmatched, changed }
    }

    /// Takes in what pages say now, and returns the parts of the description that may differ; `None` if all must be reconciled
    /// anew.
    pub(crate) fn revise(
        &mut self,
        manifest: &Manifest,
        pages: &[&PageSource],
        changes: &[Change],
    ) -> Option<Vec<Part>> {
        if !self.is_whole || !self.is_of(manifest, pages) || !self.is_fit() {
            return None;
        }
        let mut touched: BTreeSet<Id> = self.mentioned(changes);
        let edits: Vec<_> = changes.iter().map(|change| self.edits(change)).collect::<Option<_>>()?;
        // Whether others have an error, too, is known of one operation at a time.
        if edits.iter().filter(|(_, growth)| growth.has_errors()).count() > 1 {
            return None;
        }
        self.is_whole = false;
        let mut families: BTreeSet<Id> = BTreeSet::new();
        let (mut is_rearranged, mut has_referred) = (false, false);
        for (change, (edits, mut growth)) in changes.iter().zip(edits) {
            // What was found of it took what others refer to now for what stands in one place.
            if has_referred && (growth.is_any() || edits.are_any()) {
                return None;
            }
            let other_errors = growth.take_errors();
            if let Some(errors) = &other_errors {
                errors.forget(&mut self.told, &change.pages);
                touched.extend(errors.shared());
            }
            let Told { whole, places, grown, .. } = &mut self.told;
            let mut of_change: BTreeSet<Id> = edits
                .families(&whole.tree, &whole.sentences)
                .into_iter()
                .chain(growth.families(&whole.tree))
                .collect();
            let mut gone: Vec<Id> = growth.gone_shapes().collect();
            of_change.extend(&gone);
            whole.sentences.take_back(&mut whole.tree, &of_change);
            touched.extend(edits.apply(whole, &change.pages)?);
            touched.extend(change.before.tops().map(|id| grown.id(id)).filter(|id| places.contains_key(id)));
            let Come { shapes, referred } = growth.apply(&mut self.told)?;
            if let Some(errors) = &other_errors {
                let new = errors.share(&mut self.told)?;
                is_rearranged |= !new.is_empty() || !errors.lost().is_empty();
                touched.extend(new);
                gone.extend(errors.lost());
            }
            is_rearranged |= !gone.is_empty() || !shapes.is_empty();
            has_referred |= !referred.is_empty();
            families.extend(of_change.into_iter().chain(shapes).chain(referred));
            for id in gone {
                touched.remove(&id);
                families.remove(&id);
            }
        }
        let Told { whole, grown, .. } = &mut self.told;
        let Whole { tree, operations, unpaged, sentences, .. } = whole;
        let is_changed = |page: usize| changes.iter().any(|change| change.pages.contains(&page));
        for (operation, unpaged) in operations.iter().zip(unpaged) {
            // What pages of one operation say of a shape may tell how another one is paged through.
            let rests_on_it = tree[operation.id]
                .said
                .iter()
                .any(|said| pagination::is_found(said) && is_changed(said.page));
            if touched.contains(&operation.id) || unpaged.is_some() || rests_on_it {
                *unpaged = pagination::find_again(tree, (operation.id, &operation.name), pages);
                touched.extend(rests_on_it.then_some(operation.id));
            }
        }
        sentences.hear(changes.iter().flat_map(|change| change.now.telling_texts()));
        sentences.read_again(tree, pages, &families, |id| grown.rank(id));
        touched.append(&mut families);
        let mut changed = Vec::new();
        if is_rearranged {
            let now = parts(&self.told.whole);
            changed = self.rearrange(&News::of(&self.told.parts, &now)?);
            self.told.arrange(now);
        }
        let parts: BTreeSet<usize> =
            touched.iter().map(|id| self.told.part_of(*id)).collect::<Option<_>>()?;
        let of_sides =
            parts.iter().filter_map(|place| self.told.sides.get(&self.told.parts[*place].1)).flatten();
        let of_sides = of_sides.map(|id| self.told.part_of(*id)).collect::<Option<Vec<_>>>()?;
        let parts = parts.into_iter().chain(of_sides).collect();
        self.is_whole = true;
        changed.extend(self.describe_again(parts, pages));
        Some(changed)
    }

    /// Whether it is what pages of these names say of a service of that manifest.
    fn is_of(&self, manifest: &Manifest, pages: &[&PageSource]) -> bool {
        self.manifest == *manifest
            && pages.iter().map(|page| page.name.as_str()).eq(self.page_names.iter().map(|name| &**name))
    }

    /// Whether what is noted about each part stands by itself.
    fn is_apart(&self) -> bool {
        let noted: usize = self.extents.iter().map(|extent| extent.facts).sum();
        self.told.is_apart()
            && self.extents.len() == self.told.parts.len()
            && noted == self.evidence.facts.len()
    }

    /// Whether it can be revised.
    fn is_fit(&self) -> bool {
        let Whole { tree, named_errors, origins, .. } = &self.told.whole;
        self.is_apart()
            && !tree.topics().examples
            && !tree.topics().xml
            && !named_errors.had_unnamed
            && !tree.has_split()
            && !origins.have_pairs()
    }

    /// Returns the nodes of the parts of which findings show lines of the pages.
    fn mentioned(&self, changes: &[Change]) -> BTreeSet<Id> {
        let pages: Vec<&str> =
            changes.iter().flat_map(|change| &change.pages).map(|page| &*self.page_names[*page]).collect();
        let mut start = 0;
        let mut mentioned = BTreeSet::new();
        for ((_, id), extent) in self.told.parts.iter().zip(&self.extents) {
            let findings = &self.findings[start..start + extent.findings];
            let mut snippets = findings.iter().flat_map(|(_, finding)| &finding.snippets);
            if snippets.any(|snippet| pages.contains(&snippet.file.as_str())) {
                mentioned.insert(*id);
            }
            start += extent.findings;
        }
        mentioned
    }

    /// Returns what is said now instead of what was said before, and what is spoken of now; `None` if more than that depends on it.
    fn edits<'c>(&self, change: &'c Change) -> Option<(Edits<'c>, Growth<'c>)> {
        let Whole { tree, paired, .. } = &self.told.whole;
        let mut growth = Growth::of(&self.told, change)?;
        let is_by_text = change.before.tops().any(|id| paired.by_text.contains(&self.told.grown.id(id)));
        let edits = |growth: &Growth<'c>| {
            let kept = growth.kept(&self.told);
            let worded =
                kept.iter().any(Kept::is_described_otherwise).then(|| Arc::clone(self.told.worded()));
            let lone = Arc::clone(self.told.lone_shapes());
            let mut edits = Edits::new(is_by_text, lone, worded.unwrap_or_default());
            let is_odd = |kept: &&Kept<'c>| edits.add(tree, kept.id, &kept.was_said, &kept.is_said).is_none();
            let odd: Vec<Id> = kept.iter().filter(is_odd).map(|kept| kept.now).collect();
            (edits, odd)
        };
        let (mut all, odd) = edits(&growth);
        if !odd.is_empty() {
            growth.replace(&odd)?;
            (all, _) = edits(&growth);
        }
        growth.settle(&self.told)?;
        let is_fit = !growth.is_any() || !is_by_text && self.manifest.protocol != Some(Protocol::Ec2Query);
        is_fit.then_some((all, growth))
    }

    /// Describes the parts at these places again, and returns them.
    fn describe_again(&mut self, places: BTreeSet<usize>, pages: &[&PageSource]) -> Vec<Part> {
        places.iter().for_each(|place| self.describe_part(*place, pages));
        places.into_iter().map(|place| self.told.parts[place].0.clone()).collect()
    }

    fn describe_part(&mut self, place: usize, pages: &[&PageSource]) {
        let Self { manifest, told, page_names, .. } = self;
        let Told { whole, recursions, parts, .. } = &*told;
        let subject = Whole::subject(manifest, pages, page_names, recursions);
        let (part, id) = &parts[place];
        let (tree, id) = (&whole.tree, *id);
        let description = Arc::make_mut(&mut self.description);
        let rank = told.rank(place);
        let noted = match part {
            Part::Service => {
                let (service, noted) = describe_part(tree, &subject, |to| to.service(manifest.service()));
                description.service = service;
                noted
            }
            Part::Operation(name) => {
                let errors = told.operation(place).map(|of| &*of.errors).unwrap_or_default();
                let (mut operation, noted) =
                    describe_part(tree, &subject, |to| to.operation(id, name, errors));
                link_operation(manifest, name, &mut operation);
                description.operations.shift_insert(rank, name.clone(), operation);
                noted
            }
            Part::Type(name) => {
                let (mut shape, noted) = describe_part(tree, &subject, |to| to.shape(id, name));
                link_shape(manifest, &whole.stated_shapes, name, &mut shape);
                description.types.shift_insert(rank, name.clone(), shape);
                noted
            }
            Part::Error(name) => {
                let (error, noted) = describe_part(tree, &subject, |to| to.error(id, name));
                description.errors.shift_insert(rank, name.clone(), error);
                noted
            }
        };
        self.note_again(place, noted);
    }

    /// Forgets how the part at a place is described.
    fn forget(&mut self, place: usize) {
        let description = Arc::make_mut(&mut self.description);
        let rank = self.told.rank(place);
        match self.told.parts[place].0 {
            Part::Service => {}
            Part::Operation(_) => drop(description.operations.shift_remove_index(rank)),
            Part::Type(_) => drop(description.types.shift_remove_index(rank)),
            Part::Error(_) => drop(description.errors.shift_remove_index(rank)),
        }
    }

    /// Puts what was noted about a part in the place of what was noted before.
    fn note_again(&mut self, place: usize, noted: Noted) {
        let Extent { facts, observations, findings } = self.extents[..place].iter().copied().sum();
        let extent = self.extents[place];
        let Evidence { facts: known, observations: observed, .. } = Arc::make_mut(&mut self.evidence);
        let is_same = extent.facts == noted.evidence.facts.len()
            && known[facts..facts + extent.facts].keys().eq(noted.evidence.facts.keys());
        if is_same {
            let known = known[facts..facts + extent.facts].values_mut();
            known.zip(noted.evidence.facts).for_each(|(known, (_, new))| *known = new);
        } else {
            drop(known.splice(facts..facts + extent.facts, noted.evidence.facts));
        }
        drop(observed.splice(observations..observations + extent.observations, noted.evidence.observations));
        drop(self.findings.splice(findings..findings + extent.findings, noted.findings));
        self.extents[place] = noted.extents.into_iter().sum();
    }
}
