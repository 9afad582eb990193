//! What is brought from where, and what is asked for again.

use super::{Reply, Server, bench, bench_with, page, source};
use crate::bench::PAGE;

#[test]
fn a_page_is_brought_once_and_then_only_asked_for() {
    let validators = [
        Reply::text(PAGE).with("etag", "\"one\""),
        Reply::text(PAGE).with("last-modified", "Thu, 26 Nov 2026 08:00:00 GMT"),
        Reply::text(PAGE),
    ];
    for (reply, is_known) in validators.into_iter().zip([true, true, false]) {
        let server = Server::of(&[("/docs/get-time.txt", reply)]);
        let bench = bench(&source("url", &server.url("/docs/get-time.txt")));
        let first = bench.must(&["sync"]);
        assert!(first.err.contains("Brought clock: 1 pages, of which 1 new"), "{}", first.err);
        assert_eq!(bench.read("specs/clock/pages/docs/get-time.txt"), PAGE);
        let lock = bench.read("specs/clock/docwright.lock");
        assert!(lock.contains(&server.url("/docs/get-time.txt")) && lock.contains("sha256"), "{lock}");
        bench.must(&["build"]);
        bench.must(&["check"]);
        server.requests();
        let files = bench.files();
        let again = bench.must(&["sync"]);
        assert!(again.err.contains("Unchanged"), "{}", again.err);
        assert_eq!(bench.files(), files);
        let [request] = &server.requests()[..] else { panic!("one request") };
        let is_conditional =
            ["if-none-match", "if-modified-since"].iter().any(|name| request.headers.contains_key(*name));
        assert_eq!(is_conditional, is_known);
        assert!(request.headers["user-agent"].starts_with("docwright/"), "{request:?}");
        bench.must(&["sync", "--locked"]);
        bench.must(&["sync", "--offline"]);
    }
}

#[test]
fn a_change_is_taken_and_locked_sees_it_first() {
    let server = Server::of(&[("/get-time.txt", Reply::text(PAGE))]);
    let bench = bench(&source("url", &server.url("/get-time.txt")));
    bench.must(&["sync"]);
    let files = bench.files();
    let changed = PAGE.replace("Maximum length of 64.", "Maximum length of 32.");
    assert_ne!(changed, PAGE);
    server.hold(&[("/get-time.txt", Reply::text(changed.clone()))]);
    let locked = bench.run(&["sync", "--locked"]);
    assert_eq!(locked.code, Some(1));
    assert!(locked.out.contains("+") && locked.out.contains("Maximum length of 32."), "{}", locked.out);
    assert!(locked.err.contains("DW0706") && locked.err.contains("docwright sync clock"), "{}", locked.err);
    assert_eq!(bench.files(), files);
    bench.must(&["sync", "--offline"]);
    let taken = bench.must(&["sync"]);
    assert!(taken.err.contains("0 new and 1 changed"), "{}", taken.err);
    assert_eq!(bench.read("specs/clock/pages/get-time.txt"), changed);
}

#[test]
fn sitemaps_and_indexes_list_pages_and_filters_choose() {
    let server = Server::start(|_| Reply::new(404, ""));
    let site = |path: &str| server.url(path);
    let index = format!("<sitemapindex><sitemap><loc>{}</loc></sitemap></sitemapindex>", site("/api.xml"));
    let urls = ["/api/get-time.txt", "/api/set-time.txt", "/api/old/a.txt", "/blog/b.txt"];
    let sitemap: String = urls.iter().map(|path| format!("<url><loc>{}</loc></url>", site(path))).collect();
    let llms = "# Clock\n- [Stop](api/stop-clock.md): stops\n- [News](news.md)\n- [Mail](mailto:a@b)\n";
    server.hold(&[
        ("/sitemap.xml", Reply::new(200, index)),
        ("/api.xml", Reply::new(200, format!("<urlset>{sitemap}</urlset>"))),
        ("/llms.txt", Reply::text(llms)),
        ("/api/get-time.txt", Reply::text(PAGE)),
        ("/api/set-time.txt", Reply::text(page("SetTime"))),
        ("/api/stop-clock.md", Reply::text(page("StopClock"))),
    ]);
    let sources = format!(
        "  - sitemap: {}\n    include: [/api/**]\n    exclude: [/api/old/*]\n  - index: {}\n    include: [/api/*]\n",
        site("/sitemap.xml"),
        site("/llms.txt")
    );
    let bench = bench(&sources);
    bench.must(&["sync"]);
    let names: Vec<_> = bench.files().into_keys().filter(|name| name.contains("/pages/")).collect();
    assert_eq!(
        names,
        ["get-time.txt", "set-time.txt", "stop-clock.md"].map(|name| format!("specs/clock/pages/api/{name}"))
    );
    // A page that the sitemap does not list any more goes; one of three is less than half.
    let fewer = sitemap.replace(&format!("<url><loc>{}</loc></url>", site("/api/set-time.txt")), "");
    server.hold(&[
        ("/sitemap.xml", Reply::new(200, format!("<urlset>{fewer}</urlset>"))),
        ("/llms.txt", Reply::text(llms)),
        ("/api/get-time.txt", Reply::text(PAGE)),
        ("/api/stop-clock.md", Reply::text(page("StopClock"))),
    ]);
    let outcome = bench.must(&["sync"]);
    assert!(outcome.err.contains("1 gone"), "{}", outcome.err);
    assert!(!bench.path("specs/clock/pages/api/set-time.txt").exists());
}

#[test]
fn a_folder_is_copied() {
    let bench = bench("  - folder: ../../vendor\n    include: ['/**/*.txt']\n");
    bench.write("vendor/a/get-time.aws.txt", PAGE);
    bench.write("vendor/notes.md", "not this");
    bench.must(&["sync"]);
    assert_eq!(bench.read("specs/clock/pages/a/get-time.aws.txt"), PAGE);
    assert!(bench.read("specs/clock/docwright.lock").contains("../../vendor/a/get-time.aws.txt"));
    bench.must(&["build"]);
    bench.must(&["sync", "--locked"]);
}

#[test]
fn names_from_hostile_urls_stay_in_the_folder() {
    let paths = [
        "/a/..%2F..%2F..%2Fescape.txt",
        "/.git/config",
        "/CON.txt",
        "/con.TXT",
        "/x",
        "/x/y.txt",
        "/%00.txt",
    ];
    let files: Vec<_> =
        paths.iter().enumerate().map(|(at, path)| (*path, Reply::text(page(&format!("Op{at}"))))).collect();
    let server = Server::of(&files);
    let sources: String = paths.iter().map(|path| source("url", &server.url(path))).collect();
    let bench = bench(&sources);
    bench.must(&["sync"]);
    let files = bench.files();
    let pages: Vec<_> = files.keys().filter(|name| name.starts_with("specs/clock/pages/")).collect();
    assert_eq!(pages.len(), paths.len(), "{pages:?}");
    assert_eq!(files.len(), paths.len() + 2);
    let lower: std::collections::BTreeSet<_> = pages.iter().map(|name| name.to_lowercase()).collect();
    assert_eq!(lower.len(), pages.len(), "{pages:?}");
    assert!(
        pages.iter().all(|name| !name.contains("/.") && !name.to_lowercase().contains("/con.")),
        "{pages:?}"
    );
    bench.must(&["sync", "--locked"]);
}

#[test]
fn a_page_of_ones_own_is_not_overwritten() {
    let server = Server::of(&[("/get-time.txt", Reply::text(PAGE))]);
    let bench = bench(&source("url", &server.url("/get-time.txt")));
    bench.write("specs/clock/pages/get-time.txt", "mine");
    let refused = bench.run(&["sync"]);
    assert_eq!(refused.code, Some(1));
    assert!(refused.err.contains("DW0708"), "{}", refused.err);
    assert_eq!(bench.read("specs/clock/pages/get-time.txt"), "mine");
    bench.must(&["sync", "--accept"]);
    assert_eq!(bench.read("specs/clock/pages/get-time.txt"), PAGE);
}

#[test]
fn check_and_offline_find_pages_that_are_not_those_of_the_lock() {
    let server = Server::of(&[("/get-time.txt", Reply::text(PAGE))]);
    let bench = bench(&source("url", &server.url("/get-time.txt")));
    let missing = bench.run(&["sync", "--offline"]);
    assert!(missing.err.contains("DW0706") && missing.code == Some(1), "{}", missing.err);
    bench.must(&["sync"]);
    bench.must(&["build"]);
    server.requests();
    let page = "specs/clock/pages/get-time.txt";
    bench.write(page, PAGE.replace('\n', "\r\n"));
    bench.must(&["sync", "--offline"]);
    bench.write(page, format!("{PAGE}\n"));
    for command in [["check"].as_slice(), &["sync", "--offline"]] {
        let outcome = bench.run(command);
        assert_eq!(outcome.code, Some(1), "{command:?} {}", outcome.err);
        assert!(outcome.err.contains("DW0706") && outcome.err.contains("overlay.yaml"), "{}", outcome.err);
    }
    assert!(server.requests().is_empty(), "offline means without network");
    let mended = bench.must(&["sync"]);
    assert!(mended.err.contains("changed by hand"), "{}", mended.err);
    assert_eq!(bench.read(page), PAGE);
    bench.must(&["check"]);
    let lock = bench.read("specs/clock/docwright.lock");
    bench.write("specs/clock/docwright.lock", lock.replace("pages/get-time.txt", "../../escaped.txt"));
    let hostile = bench.run(&["sync", "--offline"]);
    assert!(hostile.err.contains("not below the service's folder"), "{}", hostile.err);
    bench.run(&["sync"]);
    assert!(!bench.path("escaped.txt").exists());
    bench.edit("specs/clock/docwright.yaml", "/get-time.txt", "/other.txt");
    let changed = bench.run(&["check"]);
    assert!(changed.err.contains("sources of `clock` changed"), "{}", changed.err);
}

#[test]
fn a_source_is_one_thing() {
    for (sources, expected) in [
        ("  - { url: 'http://h/a', folder: b }\n", "exactly one"),
        ("  - {}\n", "exactly one"),
        ("  - { url: 'file:///etc/passwd' }\n", "only `http` and `https`"),
        ("  - { folder: /etc }\n", "absolute path"),
        ("  - { folder: gone }\n", "does not exist"),
        ("  - { url: 'http://h/a', include: [b] }\n", "one page"),
        ("  - { sitemap: 'http://h/a', include: ['['] }\n", "is no pattern"),
    ] {
        let bench = bench(sources);
        let outcome = bench.run(&["sync"]);
        assert!(matches!(outcome.code, Some(1 | 3)), "{sources} {}", outcome.err);
        assert!(
            outcome.err.contains(expected) && outcome.err.contains("source 1"),
            "{sources} {}",
            outcome.err
        );
        assert_eq!(bench.files().len(), 1);
    }
    let bench = bench_with("  - { folder: x }\n", "timeout: -1");
    assert!(bench.run(&["sync"]).err.contains("`timeout: -1` is no number of seconds"));
}
