use std::collections::BTreeMap;

use super::*;
use crate::{
    Blob,
    typed::{Date, HourMinute},
};

#[derive(Clone, Debug, Default, PartialEq)]
struct Inner {
    name: Option<String>,
    secret: Option<Vec<String>>,
}
crate::checks!(Inner {
    name: [Length(1..=3), Pattern("^[a-z]+$")],
    secret: [Sensitive, Each(&[Length(0..=2)])],
});

#[derive(Clone, Debug, Default, PartialEq)]
struct Outer {
    list: Vec<Inner>,
    map: Option<BTreeMap<String, Box<Inner>>>,
    tags: Option<BTreeMap<String, String>>,
    count: Option<i64>,
    ratio: Option<f32>,
    r#type: Option<String>,
    day: Option<Date>,
    hour: Option<HourMinute>,
    blob: Option<Blob>,
    names: Option<Vec<String>>,
}
crate::checks!(Outer {
    list: [Items(0..=2)],
    map: [],
    tags: [Items(1..=u64::MAX), Keys(&[Length(1..=1)]), Each(&[Length(0..=1)])],
    count: [Integer(1..=i64::MAX), OneOf(&[Number(1.0), Number(2.0)])],
    ratio: [Float(0.1..=f64::MAX)],
    r#type: [OneOf(&[Text("a")])],
    day: [Form],
    hour: [FullHour],
    blob: [Length(2..=2)],
    names: [Distinct],
    _: [ExactlyOne(&["count", "ratio"]), Requires("day", &["hour"])],
});

fn inner(name: &str) -> Inner {
    Inner { name: Some(name.to_owned()), secret: None }
}

/// Asserts what is wrong with a value that is fine but for one change.
fn assert_broken(change: impl FnOnce(&mut Outer), expected: &str) {
    let mut outer = Outer { count: Some(1), ..Outer::default() };
    assert_eq!(outer.validate(), Ok(()));
    change(&mut outer);
    assert_eq!(outer.validate().unwrap_err().to_string(), expected);
}

#[test]
fn the_error_names_member_rule_and_value() {
    let map = |key: &str, value: &str| Some(BTreeMap::from([(key.to_owned(), value.to_owned())]));
    assert_broken(|o| o.list = vec![inner("a"); 3], "`list` must have at most 2 items, not 3");
    assert_broken(
        |o| o.list = vec![inner("a"), inner("")],
        "`list[1].name` must have 1 to 3 characters, not \"\" (0)",
    );
    assert_broken(
        |o| o.map = Some(BTreeMap::from([("k\n".to_owned(), Box::new(inner("A")))])),
        "`map[\"k\\n\"].name` must match `^[a-z]+$`, not \"A\"",
    );
    assert_broken(|o| o.tags = Some(BTreeMap::new()), "`tags` must have at least 1 item, not 0");
    assert_broken(|o| o.tags = map("", ""), "`tags[\"\"]` must have 1 character, not \"\" (0)");
    assert_broken(
        |o| o.tags = map("k", &"é".repeat(65)),
        &format!("`tags[\"k\"]` must have at most 1 character, not \"{}\"… (65)", "é".repeat(64)),
    );
    assert_broken(|o| o.count = Some(0), "`count` must be at least 1, not 0");
    assert_broken(|o| o.count = Some(3), "`count` must be one of 1, 2, not 3");
    assert_broken(|o| o.ratio = Some(0.0), "`ratio` must be at least 0.1, not 0");
    assert_broken(|o| o.r#type = Some("b".to_owned()), "`type` must be \"a\", not \"b\"");
    assert_broken(|o| o.day = Some("soon".into()), "`day` must be of the form YYYY-MM-DD, not \"soon\"");
    assert_broken(|o| o.hour = Some("12:30".into()), "`hour` must be a full hour, HH:00, not \"12:30\"");
    assert_broken(|o| o.hour = Some("noon".into()), "`hour` must be a full hour, HH:00, not \"noon\"");
    assert_broken(|o| o.blob = Some(Blob::from(vec![0])), "`blob` must have 2 bytes, not 1");
    assert_broken(
        |o| o.names = Some(["a", "b", "a"].map(str::to_owned).to_vec()),
        "`names[2]` must hold no two equal items, not one that is there already",
    );
}

#[test]
fn members_are_weighed_against_each_other() {
    assert_broken(|o| o.count = None, "`count` must be given, or one of `ratio`");
    assert_broken(|o| o.ratio = Some(0.1), "`ratio` cannot be given together with `count`");
    assert_broken(|o| o.day = Some("2026-11-26".into()), "`hour` must be given, because `day` is");
    let at = Place::ROOT;
    let members: [Member<'_>; 3] = [("a", &Some(true), &[]), ("b", &None::<bool>, &[]), ("c", &true, &[])];
    let broken = |relation: Relation| relation.check(&members, &at).err().map(|broken| broken.to_string());
    assert_eq!(broken(Relation::Together(&["a", "c"])), None);
    assert_eq!(broken(Relation::Together(&["b", "c"])).as_deref(), Some("`b` must be given, because `c` is"));
    assert_eq!(broken(Relation::AtLeastOne(&["b", "a"])), None);
    assert_eq!(broken(Relation::AtLeastOne(&["b"])).as_deref(), Some("`b` must be given"));
    assert_eq!(broken(Relation::Exclusive(&["a", "b"])), None);
    assert_eq!(broken(Relation::Requires("b", &["a", "c"])), None);
}

#[test]
fn what_is_sensitive_is_not_shown() {
    let secret = Inner { secret: Some(vec!["hush!".to_owned()]), ..Inner::default() };
    let broken = secret.validate().unwrap_err();
    assert_eq!(broken.to_string(), "`secret[0]` must have at most 2 characters");
    assert!(!format!("{broken:?}").contains("hush") && broken.value().is_none());
}

#[test]
fn a_pattern_that_does_not_compile_is_not_checked() {
    assert!(pattern::matches(r"(?=a)", "b") && pattern::matches(r"a{1,99999999}", "b"));
    assert!(pattern::matches("b", "abc") && !pattern::matches("^b", "abc"));
}

#[test]
fn numbers_at_the_ends_of_their_types() {
    let at = Place::ROOT;
    let rules = [Rule::Integer(1..=i64::MAX)];
    assert!(i128::MAX.check(&rules, &at).is_ok() && 0_i128.check(&rules, &at).is_err());
    let rules = [Rule::Float(0.1..=0.3)];
    assert!(0.1_f32.check(&rules, &at).is_ok() && 0.3_f32.check(&rules, &at).is_ok());
    assert!(f64::NAN.check(&rules, &at).is_ok() && f64::INFINITY.check(&rules, &at).is_err());
}
