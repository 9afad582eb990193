//! `watch`: what a change touches is built, and nothing is ever stale.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use fastrand::Rng;

use crate::bench::Bench;
use crate::remembered;

/// A running `docwright watch`.
struct Watch {
    child: Child,
    lines: Receiver<String>,
}

impl Watch {
    fn start(bench: &Bench) -> Self {
        let mut child =
            bench.command().arg("watch").stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        let (sender, lines) = mpsc::channel();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        std::thread::spawn(move || {
            stderr.lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
        });
        let watch = Self { child, lines };
        watch.wait_for("Watching");
        watch
    }

    /// Waits for a line that holds a text, and returns all that was said until then.
    fn wait_for(&self, text: &str) -> String {
        let mut said = String::new();
        loop {
            match self.lines.recv_timeout(Duration::from_secs(60)) {
                Ok(line) => {
                    said.push_str(&line);
                    said.push('\n');
                    if line.contains(text) {
                        return said;
                    }
                }
                Err(error) => panic!("{error}: `{text}` was not said, but:\n{said}"),
            }
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

#[test]
fn findings_come_and_go_and_only_what_is_touched_is_built() {
    let bench = remembered::bench();
    let watch = Watch::start(&bench);
    assert!(bench.path("generated/tower/types.rs").exists());
    bench.edit("specs/clock/pages/1.txt", "length of 64", "length of 48");
    let said = watch.wait_for("Built");
    assert!(said.contains("Built clock: 3 files written") || said.contains("Built clock:"), "{said}");
    assert!(said.contains("specs/clock/api.yaml") && !said.contains("tower"), "{said}");
    bench.edit("specs/clock/pages/1.txt", "Type: String", "Type: String or so");
    let said = watch.wait_for("Built");
    assert!(said.contains("DW0107") && !said.contains("Gone"), "{said}");
    bench.edit("specs/clock/pages/1.txt", "Type: String or so", "Type: String");
    let said = watch.wait_for("Built");
    assert!(said.contains("Gone") && said.contains("DW0107"), "{said}");
    bench.write("specs/tower/pages/1.txt", "nothing that is read");
    let said = watch.wait_for("Built");
    assert!(said.contains("error[DW0104]") && said.contains("nothing was written"), "{said}");
    bench.write("generated/tower/mod.rs", "// edited\n");
    std::fs::remove_file(bench.path("specs/tower/pages/1.txt")).unwrap();
    watch.wait_for("files written");
    drop(watch);
    bench.must(&["check"]);
}

#[test]
fn it_comes_to_what_a_clean_build_gives() {
    let bench = remembered::bench();
    let watch = Watch::start(&bench);
    let mut random = Rng::with_seed(11);
    for round in 0..60 {
        // Several changes may come at once, or one while another is built.
        let changes = (0..random.usize(1..4)).map(|_| {
            std::thread::sleep(Duration::from_millis(random.choice([0, 0, 30, 100]).unwrap()));
            remembered::change_something(&bench, &mut random)
        });
        let what = changes.collect::<Vec<_>>().join(", ");
        let start = Instant::now();
        loop {
            let clean = bench.fresh_copy();
            clean.run(&["build"]);
            let (is, should) = (bench.files(), clean.files());
            if is == should {
                break;
            }
            let differ: Vec<_> = should
                .iter()
                .filter(|(name, text)| is.get(*name) != Some(text))
                .map(|(name, _)| name)
                .collect();
            assert!(start.elapsed() < Duration::from_secs(60), "round {round}, {what}: {differ:?}");
            std::thread::sleep(Duration::from_millis(100));
        }
    }
    drop(watch);
}
