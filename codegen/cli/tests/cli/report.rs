//! Reports, in a real browser where there is one.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};

use base64::Engine;
use sha2::{Digest, Sha256};

use crate::bench::Bench;

const REPORT: &str = "target/docwright/report/clock.html";
const HOSTILE: &str = "Tells </script><script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\"> {{data}} &amp; \u{2028} time.";

/// A browser that can be driven without a window.
fn browser() -> Option<Command> {
    ["chromium", "chromium-browser", "google-chrome", "chrome"].into_iter().find_map(|name| {
        let found = Command::new(name).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
        found.is_ok_and(|status| status.success()).then(|| {
            let mut command = Command::new(name);
            command.args(["--headless", "--no-sandbox", "--disable-gpu", "--window-size=1400,900"]);
            command
        })
    })
}

/// Opens a report in a browser with a script of the test's in it, and returns what that says. Its hash joins the policy, or
/// does not.
fn run_in_browser(bench: &Bench, script: &str, is_allowed: bool) -> Option<String> {
    let Some(mut browser) = browser() else {
        eprintln!("no browser was found (chromium or google-chrome), so this is not tested");
        return None;
    };
    let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(script.as_bytes()));
    let mut html = bench.read(REPORT).replace("</body>", &format!("<script>{script}</script></body>"));
    if is_allowed {
        html = html.replacen("script-src ", &format!("script-src 'sha256-{hash}' "), 1);
    }
    bench.write("tested.html", html);
    let url = format!("file://{}", fs::canonicalize(bench.path("tested.html")).unwrap().display());
    let profile = bench.path("profile");
    let output = browser
        .arg(format!("--user-data-dir={}", profile.display()))
        .args(["--virtual-time-budget=4000", "--dump-dom", &url])
        .output()
        .unwrap();
    let dom = String::from_utf8_lossy(&output.stdout).into_owned();
    let said = dom.split("data-said=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
    Some(said.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">"))
}

fn bench() -> Bench {
    let bench = Bench::clock();
    bench.edit("specs/clock/pages/get-time.aws.txt", "Tells what time it is in a zone.", HOSTILE);
    let answer = "What the clocks show there.\n\nType: String";
    bench.edit("specs/clock/pages/get-time.aws.txt", answer, &format!("{answer} or so"));
    bench.write(
        "specs/clock/overlay.yaml",
        "overlay: 1\nchanges:\n  - target: operations.GetTime.input.zone.length\n    expect: 1..64\n    set: 1..32\n    reason: longer ones are refused\n",
    );
    bench.must(&["report"]);
    bench
}

#[test]
fn a_report_is_one_file_that_escapes_what_pages_say() {
    let bench = bench();
    let html = bench.read(REPORT);
    assert_eq!(html.matches("</script>").count(), 2);
    assert!(!html.contains("<img") && html.contains("\\u003cimg"), "what pages say is no markup");
    for loads in ["src=", "href=", "url(", "@import", "http-equiv=\"refresh\""] {
        let code = html.split("id=\"data\">").next().unwrap();
        assert!(!code.contains(loads), "{loads}");
    }
    let again = bench.must(&["report", "clock", "--into", "elsewhere"]);
    assert!(again.err.contains("elsewhere/clock.html"), "{}", again.err);
    assert_eq!(bench.read("elsewhere/clock.html"), html);
}

#[test]
fn lines_light_up_what_came_of_them_and_are_filtered_searched_and_reached_by_keys() {
    let bench = bench();
    let Some(said) = run_in_browser(&bench, include_str!("report.js"), true) else { return };
    for expected in [
        "'counts':'1,0,0,1'",
        "'on':'Required: Yes'",
        "'api':'input: { zone: { type: string, required: true, length: 1..32, doc: The zone whose time is wanted. } }'",
        "'rust':'pub zone: String,'",
        "'detail':true",
        "'back':'",
        "'fromRust':true",
        "'unread':'Type: String or so'",
        "'overlay':'input: { zone: { type: string, required: true, length: 1..32, doc: The zone whose time is wanted. } }'",
        "'found':true",
        "'hit':'UnknownZoneException'",
        "'moved':'}'",
        "'keys':true",
        "'hostile':true",
        "'title':'Clock Service'",
    ] {
        assert!(said.contains(expected), "{expected} is not in {said}");
    }
    assert!(said.contains("'theme':'dark'") || said.contains("'theme':'light'"), "{said}");
}

#[test]
fn a_script_that_is_not_the_reports_does_not_run() {
    let bench = bench();
    let script = "document.body.dataset.said = 'ran';";
    let (Some(allowed), Some(refused)) =
        (run_in_browser(&bench, script, true), run_in_browser(&bench, script, false))
    else {
        return;
    };
    assert_eq!((allowed.as_str(), refused.as_str()), ("ran", ""));
}

#[test]
fn reports_are_served_to_this_machine_and_made_anew() {
    let bench = bench();
    let mut server =
        bench.command().args(["report", "--serve", "--port", "0"]).stderr(Stdio::piped()).spawn().unwrap();
    let mut said = String::new();
    BufReader::new(server.stderr.take().unwrap()).read_line(&mut said).unwrap();
    let address = said.split("http://").nth(1).and_then(|rest| rest.split('/').next()).unwrap().to_owned();
    let get = |path: &str, host: &str| {
        let mut stream = TcpStream::connect(&address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nhost: {host}\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    };
    let first = get("/clock.html", &address);
    assert!(first.starts_with("HTTP/1.1 200") && first.contains("default-src 'none'"), "{}", &first[..200]);
    bench.edit(
        "specs/clock/pages/get-time.aws.txt",
        "What the clocks show there.",
        "What the clocks show now.",
    );
    assert!(get("/clock.html", &address).contains("What the clocks show now."));
    assert!(get("/", &address).contains("clock.html"));
    assert!(get("/clock.html", "evil.example").starts_with("HTTP/1.1 421"));
    assert!(get("/../../Cargo.toml", &address).starts_with("HTTP/1.1 404"));
    server.kill().unwrap();
    server.wait().unwrap();
}
