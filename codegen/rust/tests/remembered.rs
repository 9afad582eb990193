//! A client generated with what is known of the one before is the one that is generated with nothing known.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeMap;
use std::fmt::Write;

use docwright_idl::{Description, Written, yaml};
use docwright_rust::{Cache, Layout, Options, generate, generate_with};
use fastrand::Rng;
use serde_json::Value;

/// Between them they have all that a description can hold.
const DESCRIPTIONS: [&str; 6] = [
    include_str!("descriptions/archive.yaml"),
    include_str!("descriptions/elevator.yaml"),
    include_str!("descriptions/harbour.yaml"),
    include_str!("descriptions/kitchen-sink.yaml"),
    include_str!("descriptions/lighthouse.yaml"),
    include_str!("descriptions/quarry.yaml"),
];
/// How many changes are made to each.
const CHANGES: usize = 25;

/// The values of all descriptions by the key under which they stand.
type Pool = BTreeMap<String, Vec<Value>>;

fn value(description: &Description) -> Value {
    serde_json::to_value(description).unwrap()
}

/// Calls `with` for each value within another, with its path.
fn each(value: &Value, path: &str, with: &mut impl FnMut(&str, &Value)) {
    with(path, value);
    let mut below = |key: &str, value: &Value| {
        let mut path = path.to_owned();
        write!(path, "/{}", key.replace('~', "~0").replace('/', "~1")).unwrap();
        each(value, &path, with);
    };
    match value {
        Value::Object(entries) => entries.iter().for_each(|(key, value)| below(key, value)),
        Value::Array(elements) => {
            elements.iter().enumerate().for_each(|(index, value)| below(&index.to_string(), value));
        }
        _ => {}
    }
}

fn key(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// Changes one thing: takes it away, or puts there what stands under the same key elsewhere, or adds that.
fn change(description: &mut Value, pool: &Pool, random: &mut Rng) {
    let mut paths = Vec::new();
    each(description, "", &mut |path, _| paths.push(path.to_owned()));
    let path = paths.swap_remove(random.usize(1..paths.len()));
    let (parent, name) = path.rsplit_once('/').unwrap();
    let other = |key: &str, random: &mut Rng| random.choice(&pool[key]).unwrap().clone();
    match (random.u8(..4), description.pointer_mut(parent).unwrap()) {
        (0, Value::Object(entries)) => _ = entries.remove(name),
        (0, Value::Array(elements)) => _ = elements.pop(),
        (1, Value::Object(entries)) => {
            // One entry more, from one that holds entries of the same kind.
            let Value::Object(others) = other(key(parent), random) else { return };
            let Some(new) = random.choice(others) else { return };
            entries.insert(new.0, new.1);
        }
        _ if pool.contains_key(name) => *description.pointer_mut(&path).unwrap() = other(name, random),
        _ => {}
    }
}

#[test]
fn what_is_known_never_shows() {
    let descriptions = DESCRIPTIONS.map(|text| value(&yaml::read(text).unwrap()));
    let mut pool = Pool::new();
    for description in &descriptions {
        each(description, "", &mut |path, value| {
            pool.entry(key(path).to_owned()).or_default().push(value.clone());
        });
    }
    let mut random = Rng::with_seed(3);
    let (mut clients, mut refused) = (0, 0);
    for mut sound in descriptions {
        for layout in [Layout::Shared, Layout::Module] {
            let mut options = Options::default();
            options.layout = layout;
            let (mut written, mut cache) = (Written::default(), Cache::new());
            for round in 0..CHANGES {
                let mut changed = sound.clone();
                if round > 0 {
                    change(&mut changed, &pool, &mut random);
                }
                let Ok(description) = yaml::read::<Description>(&changed.to_string()) else { continue };
                if written.write(&description, None, &mut String::new()).is_err() {
                    continue;
                }
                let should = generate(&description, &options);
                let is = generate_with(&description, &options, &mut cache, written.revisions());
                assert!(is == should, "round {round}: {}", yaml::write(&description).unwrap());
                // From what is refused nothing more follows, so it is taken back, and seen again.
                match should {
                    Ok(_) => (sound, clients) = (changed, clients + 1),
                    Err(_) => refused += 1,
                }
            }
        }
    }
    assert!(clients > 100 && refused > 10, "{clients} clients, {refused} refused");
}
