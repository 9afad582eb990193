//! What is revised, and what is not.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::Standing;
use crate::claims::Shared;
use crate::manifest::Manifest;
use crate::normalize::{LaidPage, PageSource, read_page};
use crate::reconcile::tree::{Groups, Layer};
use crate::reconcile::{Heard, Reconciled};

fn layers(pages: &[PageSource]) -> Vec<Layer> {
    let read =
        |(place, page)| LaidPage::of(&Shared::default(), place, page, read_page(&Manifest::default(), page));
    pages.iter().enumerate().map(read).map(|page| page.layer).collect()
}

fn told(standing: &Standing, pages: &[&PageSource]) -> (String, String) {
    let Reconciled { description, evidence, .. } = standing.told(pages, None);
    (format!("{description:#?}"), format!("{evidence:#?}"))
}

/// Changes pages of two operations one after another, and returns whether it was enough to revise what was known before.
fn revise(edits: &[(usize, &str, &str)]) -> Vec<bool> {
    let page = |name: &str, text: &str| PageSource { name: name.to_owned(), text: text.into() };
    let mut pages = [
        page("a.txt", include_str!("../../../tests/pages/drs-start-recovery.aws.txt")),
        page("b.txt", include_str!("../../../tests/pages/drs-start-recovery.boto3.txt")),
        page("c.txt", include_str!("../../../tests/pages/drs-create-extended-source-server.aws.txt")),
        page("d.txt", include_str!("../../../tests/pages/drs-create-extended-source-server.boto3.txt")),
    ];
    let (manifest, mut heard) = (Manifest::default(), Heard::default());
    let mut groups = Groups::default();
    let mut standing: Option<Standing> = None;
    let mut revised = Vec::new();
    for (page, from, to) in [&(0, "", "")].into_iter().chain(edits) {
        assert!(pages[*page].text.contains(from), "{from}");
        pages[*page].text = pages[*page].text.replacen(from, to, 1).into();
        let layers = layers(&pages);
        let pages: Vec<&PageSource> = pages.iter().collect();
        let changes = groups.take(&layers.iter().collect::<Vec<_>>(), &[true; 4]);
        let (anew, _) = Standing::of(&manifest, &pages, groups.laid(), &mut heard, None);
        if let (Some(standing), Some(changes)) = (&mut standing, changes) {
            let is_revised = standing.revise(&manifest, &pages, &changes, &mut heard).is_some();
            if is_revised {
                assert!(told(standing, &pages) == told(&anew, &pages), "{from} -> {to}");
            } else {
                *standing = anew;
            }
            revised.push(is_revised);
        } else {
            standing = Some(anew);
        }
    }
    revised
}

const ENTRY: &str =
    "limit\n\nHow many of them. It is ignored if `isDrill` is given.\n\nType: Integer\n\nRequired: No\n\n";

#[test]
fn members_come_and_go_and_become_others() {
    let with_entry = format!("{ENTRY}tags\n");
    let edits = [
        (0, "tags\n", with_entry.as_str()),
        (0, "Starts the recovery", "Begins the recovery"),
        (0, "Type: Integer", "Type: Long"),
        (0, "Type: Long", "Type: Array of strings"),
        (0, "limit\n", "pageLimit\n"),
        (0, "isDrill\n\nSays", "\nisDrill\n\nSays"),
        (0, "pageLimit\n\n", "limit\n\n"),
        (0, "Type: Array of strings", "Type: Integer"),
        (0, with_entry.as_str(), "tags\n"),
    ];
    assert_eq!(revise(&edits), [true; 9]);
}

#[test]
fn members_of_a_shape_that_stands_in_one_place_come_and_go() {
    let entry = "      • pageLimit (integer) –\n\n        How many of them.\n\n";
    let before = "      • recoverySnapshotID (string) –\n";
    let shown = "            'recoverySnapshotID': 'string'\n";
    let edits = [
        (1, before, &*format!("{entry}{before}")),
        (1, shown, &*format!("            'pageLimit': 123,\n{shown}")),
        (1, entry, ""),
    ];
    assert_eq!(revise(&edits), [true; 3]);
}

#[test]
fn values_of_an_enum_that_stands_in_one_place_come_and_go() {
    let edits = [
        (1, "'LAUNCH'|'TERMINATE'|", "'LAUNCH'|'TERMINATE'|'PAUSE'|"),
        (1, "'LAUNCH'|'TERMINATE'|'PAUSE'|", "'LAUNCH'|'PAUSE'|"),
        // A text is no enum.
        (
            1,
            "'START_RECOVERY'|'START_DRILL'|'FAILBACK'|'DIAGNOSTIC'|'TERMINATE_RECOVERY_INSTANCES'|'TARGET_ACCOUNT'|'CREATE_NETWORK_RECOVERY'|'UPDATE_NETWORK_RECOVERY'|'ASSOCIATE_NETWORK_RECOVERY'",
            "'string'",
        ),
    ];
    assert_eq!(revise(&edits), [true, true, false]);
}

#[test]
fn errors_that_others_have_come_and_go() {
    let throttling = "ThrottlingException\n\nToo many requests came in, so this one was turned away.\n\nHTTP Status Code: 429\n\n";
    let own = throttling.replace("this one", "yours");
    let with_entry = format!("{ENTRY}tags\n");
    let edits = [
        // What its text says of the members around it stays.
        (0, "tags\n", with_entry.as_str()),
        (0, throttling, ""),
        (0, "UninitializedAccountException\n", &*format!("{throttling}UninitializedAccountException\n")),
        (0, throttling, ""),
        (1, "  • drs.Client.exceptions.ThrottlingException\n\n", ""),
        (
            1,
            "  • drs.Client.exceptions.Unin",
            "  • drs.Client.exceptions.ThrottlingException\n\n  • drs.Client.exceptions.Unin",
        ),
        (0, "UninitializedAccountException\n", &*format!("{throttling}UninitializedAccountException\n")),
        // As such, the error is described otherwise at other operations.
        (0, throttling, &*own),
        (0, "Starts the recovery", "Begins the recovery"),
        // No other operation has it.
        (0, "ConflictException\n", "LampException\n"),
    ];
    assert_eq!(revise(&edits), [true, true, true, true, true, true, true, true, true, false]);
}

#[test]
fn what_names_or_likeness_of_others_may_depend_on_is_reconciled_anew() {
    // A shape more.
    assert_eq!(revise(&[(0, "Type: Boolean", "Type: Drill object")]), [false]);
    // Two members that each page knows by another name may be one: texts tell that from then on.
    let edits =
        [(0, "isDrill", "isExercise"), (0, "isDrill\n", "isExercise\n"), (0, "only a drill", "but a drill")];
    assert_eq!(revise(&edits), [true, false, false]);
}
