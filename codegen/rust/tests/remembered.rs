//! A client generated with what is known of the one before is the one that is generated with nothing known.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeMap;
use std::fmt::Write;

use docwright_idl::{Description, Written, validate, yaml};
use docwright_rust::{Cache, Layout, Options, generate, generate_with};
use fastrand::Rng;
use serde_json::Value;

/// Between them they have all that a description can hold. Each with how many changes are made to it.
const DESCRIPTIONS: [(&str, usize); 7] = [
    (include_str!("descriptions/archive.yaml"), 20),
    (include_str!("descriptions/elevator.yaml"), 20),
    (include_str!("descriptions/harbour.yaml"), 20),
    (include_str!("descriptions/kitchen-sink.yaml"), 20),
    (include_str!("descriptions/lighthouse.yaml"), 20),
    (include_str!("descriptions/quarry.yaml"), 20),
    (include_str!("descriptions/weir.yaml"), 250),
];

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
    let other = |key: &str, random: &mut Rng| random.choice(pool.get(key)?).cloned();
    match (random.u8(..4), description.pointer_mut(parent).unwrap()) {
        (0, Value::Object(entries)) => _ = entries.remove(name),
        (0, Value::Array(elements)) => _ = elements.pop(),
        (1, Value::Object(entries)) => {
            // One entry more, from one that holds entries of the same kind.
            let Some(Value::Object(others)) = other(key(parent), random) else { return };
            let Some(new) = random.choice(others) else { return };
            entries.insert(new.0, new.1);
        }
        _ => {
            if let Some(value) = other(name, random) {
                *description.pointer_mut(&path).unwrap() = value;
            }
        }
    }
}

/// Calls an operation, a shape or an error otherwise, wherever it is named.
fn rename(description: &mut Value, random: &mut Rng) {
    let mut names = Vec::new();
    each(description, "", &mut |path, _| {
        if let ["", "operations" | "types" | "errors", name] = *Vec::from_iter(path.split('/')) {
            names.push(name.to_owned());
        }
    });
    let Some(name) = random.choice(names) else { return };
    let other = random.choice([format!("{name}Too"), name.to_lowercase(), "Result".to_owned()]).unwrap();
    let text = description.to_string().replace(&format!("{name:?}"), &format!("{other:?}"));
    *description = serde_json::from_str(&text).unwrap();
}

#[test]
fn what_is_known_never_shows() {
    let descriptions = DESCRIPTIONS.map(|(text, changes)| (value(&yaml::read(text).unwrap()), changes));
    let mut pool = Pool::new();
    for (description, _) in &descriptions {
        each(description, "", &mut |path, value| {
            pool.entry(key(path).to_owned()).or_default().push(value.clone());
        });
    }
    let mut random = Rng::with_seed(3);
    let (mut clients, mut refused) = (0, 0);
    for (mut sound, changes) in descriptions {
        for layout in [Layout::Shared, Layout::Crate, Layout::Module] {
            let mut options = Options::default();
            options.layout = layout;
            let (mut written, mut cache) = (Written::default(), Cache::new());
            for round in 0..changes {
                let mut changed = sound.clone();
                if round > 0 {
                    match random.u8(..12) {
                        0 => rename(&mut changed, &mut random),
                        1 => (0..3).for_each(|_| change(&mut changed, &pool, &mut random)),
                        _ => change(&mut changed, &pool, &mut random),
                    }
                }
                let Ok(description) = yaml::read::<Description>(&changed.to_string()) else { continue };
                let is_valid = validate(&description).iter().all(|problem| !problem.diagnostic.is_error());
                if !is_valid || written.write(&description, None, &mut String::new()).is_err() {
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
