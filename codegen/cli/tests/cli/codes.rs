//! Each code is documented, and the examples find what they are about.

use std::collections::BTreeMap;
use std::fs;
use std::sync::{Arc, Mutex};

use docwright_idl::Code;

use crate::bench::Bench;
use crate::sync::{Reply, Server};

/// A code block: what stands behind its fence, and what is in it.
struct Block<'a> {
    info: Vec<&'a str>,
    lines: Vec<&'a str>,
}

fn blocks(section: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut lines = section.lines();
    while let Some(line) = lines.next() {
        if line.starts_with("```") {
            let info = line.trim_start_matches('`');
            let fence = &line[..line.len() - info.len()];
            let content = lines.by_ref().take_while(|line| *line != fence).collect();
            blocks.push(Block { info: info.split_whitespace().collect(), lines: content });
        }
    }
    blocks
}

/// Replaces the lines behind `-` by those behind `+`, pair by pair.
fn replace(bench: &Bench, path: &str, lines: &[&str]) {
    let mut edits: Vec<(Vec<&str>, Vec<&str>)> = Vec::new();
    let mut was_new = true;
    for line in lines {
        let is_new = line.starts_with('+') || (was_new && !line.starts_with('-') && !edits.is_empty());
        if !is_new && was_new {
            edits.push((Vec::new(), Vec::new()));
        }
        let text = line.strip_prefix(['+', '-']).unwrap_or(line);
        if let Some((old, new)) = edits.last_mut() {
            if is_new { new.push(text) } else { old.push(text) }
        }
        was_new = is_new;
    }
    for (old, new) in edits {
        bench.edit(path, &old.join("\n"), &new.join("\n"));
    }
}

/// Runs an example, and returns all that its commands say.
fn run(bench: &Bench, section: &str) -> String {
    let answers: Arc<Mutex<BTreeMap<String, Reply>>> = Arc::default();
    let server = Server::start({
        let answers = Arc::clone(&answers);
        move |request| {
            let answers = answers.lock().unwrap();
            answers.get(&request.target).cloned().unwrap_or(Reply::new(404, "Not found"))
        }
    });
    let section = section.replace("docs.example.com", server.address());
    let mut said = String::new();
    for block in blocks(&section) {
        let content = || block.lines.iter().map(|line| format!("{line}\n")).collect::<String>();
        match block.info.as_slice() {
            ["text", path] => bench.write(path, content()),
            ["bytes", path] => {
                let bytes = block.lines.iter().flat_map(|line| line.split(' '));
                let bytes: Vec<u8> = bytes.map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect();
                bench.write(path, bytes);
            }
            ["copy", to, from] => bench.write(to, bench.read(from)),
            ["diff", path] => replace(bench, path, &block.lines),
            ["serve", path, status, header @ ..] => {
                let mut reply = Reply::new(status.parse().unwrap(), content());
                if let [name, value] = header {
                    reply = reply.with(name.trim_end_matches(':'), value);
                }
                answers.lock().unwrap().insert((*path).to_owned(), reply);
            }
            ["console"] => {
                for line in &block.lines {
                    let words: Vec<&str> = line.split_whitespace().collect();
                    match words.as_slice() {
                        ["rm", path] => fs::remove_file(bench.path(path)).unwrap(),
                        ["truncate", "-s", size, path] => {
                            let mebibytes: u64 = size.trim_end_matches('M').parse().unwrap();
                            fs::File::create(bench.path(path)).unwrap().set_len(mebibytes << 20).unwrap();
                        }
                        ["docwright", arguments @ ..] => said.push_str(&bench.run(arguments).err),
                        other => panic!("what does {other:?} do?"),
                    }
                }
            }
            other => panic!("what is {other:?}?"),
        }
    }
    said
}

#[test]
fn each_code_is_explained_and_its_example_finds_it() {
    let mut wrong = Vec::new();
    for (code, ..) in Code::ALL {
        let bench = Bench::clock();
        bench.must(&["build"]);
        let text = bench.must(&["lint", "--explain", code.as_str()]).out;
        assert!(text.starts_with(&format!("# {code}: ")), "{text}");
        let way_out = text.rsplit("\n\n").next().unwrap_or_default();
        if !way_out.starts_with("Way out: ") || text.lines().nth(2).is_none_or(str::is_empty) {
            wrong.push(format!("{code} is not explained: {text}"));
            continue;
        }
        let said = run(&bench, &text);
        if !said.contains(&format!("[{code}]")) {
            wrong.push(format!("the example of {code} does not find it:\n{said}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn rules_of_comparison_are_explained_too_and_nothing_else_is() {
    let bench = Bench::empty();
    let text = bench.must(&["lint", "--explain", "request-length-tightened"]).out;
    assert!(text.contains("It is risky; the way back is `request-length-widened`"), "{text}");
    let unknown = bench.run(&["lint", "--explain", "DW0998"]);
    assert_eq!(unknown.code, Some(2));
    assert!(unknown.err.contains("there is no code or rule `DW0998`"), "{}", unknown.err);
}

#[test]
fn lints_can_be_allowed_and_denied() {
    let bench = Bench::clock();
    assert!(bench.must(&["lint", "--deny", "warnings"]).err.contains("nothing to say"));
    bench.edit("specs/clock/docwright.yaml", "https:", "http:");
    assert!(bench.must(&["lint"]).err.contains("warning[DW0803]"));
    assert_eq!(bench.run(&["lint", "--deny", "DW0803"]).code, Some(1));
    assert!(bench.must(&["lint", "--allow", "DW0803"]).err.contains("nothing to say"));
    assert!(
        bench
            .must(&["lint", "--format", "github"])
            .out
            .starts_with("::warning file=specs/clock/api.yaml,line=")
    );
}
