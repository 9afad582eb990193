//! Killed at any moment: the next run finds the tree old or new, and succeeds.

use std::collections::BTreeMap;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::bench::{Bench, MANIFEST};
use crate::sync::{Reply, Server, page};

const OPERATIONS: usize = 25;
const KILLS: usize = 12;

type Files = BTreeMap<String, Vec<u8>>;

/// The text of a page in one of two versions, which differ in what becomes of them.
fn version(operation: usize, version: usize) -> String {
    page(&format!("Set{operation}"))
        .replace("Maximum length of 64", &format!("Maximum length of {}", 64 + version))
}

/// Runs a command and kills it after a while. Returns how long it ran.
fn run_and_kill(bench: &Bench, arguments: &[&str], after: Duration) -> Duration {
    let start = Instant::now();
    let mut child =
        bench.command().args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    while start.elapsed() < after && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_micros(200));
    }
    let elapsed = start.elapsed();
    child.kill().unwrap();
    child.wait().unwrap();
    elapsed
}

/// The files that a command writes.
fn written(bench: &Bench, is_written: fn(&str) -> bool) -> Files {
    bench
        .files()
        .into_iter()
        .filter(|(name, _)| is_written(name) || name.contains("/.docwright") || name.starts_with('.'))
        .collect()
}

/// Kills a command at any moment, again and again. `set` sets what the command works on to one of two versions.
fn kill_again_and_again(
    bench: &Bench,
    arguments: &[&str],
    is_written: fn(&str) -> bool,
    set: impl Fn(usize),
) {
    let mut outputs = Vec::new();
    let mut duration = Duration::ZERO;
    for version in [0, 1] {
        set(version);
        duration = run_and_kill(bench, arguments, Duration::from_secs(120));
        outputs.push(written(bench, is_written));
    }
    assert_ne!(outputs[0], outputs[1]);
    let mut current = 1;
    let mut seen = [0, 0];
    for kill in 0..KILLS {
        let next = 1 - current;
        set(next);
        // Most of the time it reads; what matters is towards the end.
        let share = if kill % 4 == 0 { fastrand::f64() } else { 0.6 + 0.5 * fastrand::f64() };
        run_and_kill(bench, arguments, duration.mul_f64(share));
        // Whatever command comes next ends the work.
        bench.run(&["coverage", "--quiet"]);
        let files = written(bench, is_written);
        let is = [files == outputs[current], files == outputs[next]];
        assert!(is[0] || is[1], "neither old nor new: {:?}", files.keys());
        seen[usize::from(is[1])] += 1;
        current = if is[1] { next } else { current };
    }
    set(1 - current);
    bench.must(arguments);
    assert_eq!(written(bench, is_written), outputs[1 - current], "{seen:?}");
}

#[test]
fn build_leaves_old_or_new() {
    let bench = Bench::empty();
    bench.write("specs/clock/docwright.yaml", MANIFEST);
    let set = |number: usize| {
        for operation in 0..OPERATIONS {
            bench.write(&format!("specs/clock/pages/{operation}.txt"), version(operation, number));
        }
    };
    kill_again_and_again(
        &bench,
        &["build"],
        |name| !name.contains("/pages/") && !name.contains("docwright.yaml"),
        set,
    );
}

#[test]
fn sync_leaves_old_or_new() {
    let server = Server::start(|_| Reply::new(404, ""));
    let sources: String = (0..OPERATIONS)
        .map(|operation| format!("  - url: {}\n", server.url(&format!("/{operation}.txt"))))
        .collect();
    let bench = Bench::empty();
    let manifest = format!("{MANIFEST}sources:\n{sources}fetch: {{ pause: 0, robots: false }}\n");
    bench.write("specs/clock/docwright.yaml", manifest);
    let set = |number: usize| {
        let pages: Vec<_> = (0..OPERATIONS)
            .map(|operation| (format!("/{operation}.txt"), Reply::text(version(operation, number))))
            .collect();
        let pages: Vec<_> = pages.iter().map(|(path, reply)| (path.as_str(), reply.clone())).collect();
        server.hold(&pages);
    };
    // The lock says when; that differs from run to run.
    kill_again_and_again(&bench, &["sync"], |name| name.contains("/pages/"), set);
    bench.must(&["sync", "--offline"]);
}

#[test]
fn watch_leaves_old_or_new() {
    let bench = Bench::empty();
    bench.write("specs/clock/docwright.yaml", MANIFEST);
    let set = |number: usize| {
        for operation in 0..OPERATIONS {
            bench.write(&format!("specs/clock/pages/{operation}.txt"), version(operation, number));
        }
    };
    let is_written = |name: &str| !name.contains("/pages/") && !name.contains("docwright.yaml");
    let outputs = [0, 1].map(|version| {
        set(version);
        bench.must(&["build"]);
        written(&bench, is_written)
    });
    let mut current = 1;
    for _ in 0..KILLS / 2 {
        // The first look is as a build; what is changed while it runs is built, too.
        let next = 1 - current;
        set(next);
        run_and_kill(&bench, &["watch"], Duration::from_millis(fastrand::u64(20..900)));
        bench.run(&["coverage", "--quiet"]);
        let files = written(&bench, is_written);
        assert!(
            files == outputs[current] || files == outputs[next],
            "neither old nor new: {:?}",
            files.keys()
        );
        current = if files == outputs[next] { next } else { current };
    }
    set(1 - current);
    bench.must(&["build"]);
    assert_eq!(written(&bench, is_written), outputs[1 - current]);
}

#[test]
fn two_builds_at_once_are_one_after_the_other() {
    let bench = Bench::empty();
    bench.write("specs/clock/docwright.yaml", MANIFEST);
    for operation in 0..OPERATIONS {
        bench.write(&format!("specs/clock/pages/{operation}.txt"), version(operation, 0));
    }
    let mut children: Vec<_> = (0..4)
        .map(|_| bench.command().arg("build").stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
        .collect();
    assert!(children.iter_mut().all(|child| child.wait().unwrap().success()));
    bench.must(&["check"]);
    assert!(bench.files().keys().all(|name| !name.contains(".docwright")));
}
