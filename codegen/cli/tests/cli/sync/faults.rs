//! Everything that may go wrong between here and a page: it is said, and the files stay as they were.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::{Reply, Server, bench, bench_with, page, source};
use crate::bench::{Bench, PAGE};

const LOGIN: &str =
    "<html><title>Sign in</title><form><input name=user><input type=\"password\"></form></html>";

/// Brings a good page, lets the server answer otherwise, and returns what `sync` says then. Nothing may have changed.
fn refused(bad: Reply) -> (Bench, Server, String) {
    let server = Server::of(&[("/get-time.txt", Reply::text(PAGE))]);
    let bench = bench_with(
        &source("url", &server.url("/get-time.txt")),
        "max_bytes: 100000, timeout: 2, max_wait: 2",
    );
    bench.must(&["sync"]);
    let files = bench.files();
    server.hold(&[("/get-time.txt", bad)]);
    let outcome = bench.run(&["sync"]);
    assert_eq!(outcome.code, Some(1), "{}", outcome.err);
    assert!(outcome.err.contains("as they were") && outcome.err.contains("help:"), "{}", outcome.err);
    assert_eq!(bench.files(), files);
    bench.must(&["sync", "--offline"]);
    (bench, server, outcome.err)
}

#[test]
fn a_page_that_is_none_any_more_is_refused() {
    let cut = &PAGE[..PAGE.len() / 3];
    for (bad, code, words) in [
        (Reply::html(LOGIN), "DW0704", "a login form"),
        (Reply::html("<html><h1>404 Not Found</h1></html>"), "DW0704", "an error page"),
        (Reply::html("<html><h1>Just a moment...</h1></html>"), "DW0704", "a check for robots"),
        (Reply::text(""), "DW0704", "no dialect recognises"),
        (Reply::text(cut), "DW0705", "says"),
        (Reply::text(b"%PDF-1.7 \xe2\xe3".as_slice()), "DW0102", "PDF"),
        (Reply::new(403, "Go away"), "DW0701", "Go away"),
    ] {
        let (bench, server, said) = refused(bad);
        assert!(said.contains(code) && said.contains(words), "{words}: {said}");
        // What is merely suspicious can be taken.
        if code == "DW0705" {
            bench.must(&["sync", "--accept"]);
            assert_eq!(bench.read("specs/clock/pages/get-time.txt"), cut);
        }
        drop(server);
    }
}

#[test]
fn a_page_that_is_gone_is_kept_until_that_is_accepted() {
    let server = Server::of(&[
        ("/a.txt", Reply::text(page("GetTime"))),
        ("/b.txt", Reply::text(page("SetTime"))),
        ("/c.txt", Reply::text(page("StopClock"))),
    ]);
    let sources: String =
        ["/a.txt", "/b.txt", "/c.txt"].iter().map(|path| source("url", &server.url(path))).collect();
    let bench = bench(&sources);
    bench.must(&["sync"]);
    server.hold(&[("/a.txt", Reply::text(page("GetTime"))), ("/b.txt", Reply::text(page("SetTime")))]);
    let files = bench.files();
    let refused = bench.run(&["sync"]);
    assert!(refused.code == Some(1) && refused.err.contains("the page is gone"), "{}", refused.err);
    assert_eq!(bench.files(), files);
    bench.must(&["sync", "--accept"]);
    assert!(!bench.path("specs/clock/pages/c.txt").exists());
}

#[test]
fn pages_that_lost_half_of_their_operations_are_refused() {
    let server = Server::start(|_| Reply::new(404, ""));
    let paths = ["/a.txt", "/b.txt", "/c.txt", "/d.txt"];
    let pages: Vec<_> = paths
        .iter()
        .map(|path| (*path, Reply::text(page(&format!("Op{}", path[1..2].to_uppercase())))))
        .collect();
    let sitemap = |paths: &[&str]| {
        let urls: String =
            paths.iter().map(|path| format!("<url><loc>{}</loc></url>", server.url(path))).collect();
        ("/sitemap.xml", Reply::new(200, format!("<urlset>{urls}</urlset>")))
    };
    let bench = bench(&source("sitemap", &server.url("/sitemap.xml")));
    server.hold(&[&[sitemap(&paths)], &pages[..]].concat());
    bench.must(&["sync"]);
    let files = bench.files();
    server.hold(&[&[sitemap(&paths[..2])], &pages[..]].concat());
    let refused = bench.run(&["sync"]);
    assert_eq!(refused.code, Some(1));
    assert!(refused.err.contains("DW0705") && refused.err.contains("lost 2 of the 4"), "{}", refused.err);
    assert_eq!(bench.files(), files);
    let accepted = bench.must(&["sync", "--accept"]);
    assert!(accepted.err.contains("warning[DW0705]") && accepted.err.contains("2 gone"), "{}", accepted.err);
}

#[test]
fn one_bad_page_keeps_the_good_ones_back() {
    let server = Server::of(&[("/a.txt", Reply::text(PAGE)), ("/b.txt", Reply::html(LOGIN))]);
    let bench = bench(&[source("url", &server.url("/a.txt")), source("url", &server.url("/b.txt"))].concat());
    let refused = bench.run(&["sync"]);
    assert_eq!(refused.code, Some(1));
    assert_eq!(bench.files().len(), 1, "{:?}", bench.files().keys());
}

#[test]
fn what_passes_is_tried_again_and_what_does_not_is_said() {
    let count = AtomicUsize::new(0);
    let server = Server::start(move |request| match request.target.as_str() {
        "/robots.txt" => Reply::new(404, ""),
        _ => match count.fetch_add(1, Ordering::Relaxed) {
            0 => Reply::new(429, "").with("retry-after", "1"),
            1 => Reply::text(PAGE).cut_off_after(100),
            _ => Reply::text(PAGE),
        },
    });
    let start = Instant::now();
    let bench =
        bench_with(&source("url", &server.url("/get-time.txt")), "").also("attempts: 2", "attempts: 3");
    bench.must(&["sync"]);
    assert!(start.elapsed() >= Duration::from_secs(1), "Retry-After is obeyed");
    assert_eq!(server.requests().len(), 3);
    assert_eq!(bench.read("specs/clock/pages/get-time.txt"), PAGE);

    let (_, server, said) = refused(Reply::new(503, ""));
    assert!(said.contains("503") && said.contains("tried 2 times"), "{said}");
    assert_eq!(server.requests().len(), 3);
    let (_, server, said) = refused(Reply::new(503, "").with("retry-after", "3600"));
    assert!(said.contains("try again in 3600 seconds"), "{said}");
    assert_eq!(server.requests().len(), 2);
    let (_, _, said) = refused(Reply::text(PAGE).cut_off_after(10));
    assert!(said.contains("breaks off"), "{said}");
}

#[test]
fn size_and_time_are_limited() {
    let (_, _, said) = refused(Reply::text(vec![b'a'; 100_001]));
    assert!(said.contains("DW0103") && said.contains("100000 bytes"), "{said}");
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut packer, &vec![b' '; 50_000_000]).unwrap();
    let bomb = packer.finish().unwrap();
    assert!(bomb.len() < 100_000);
    let (_, _, said) = refused(Reply::text(bomb).with("content-encoding", "gzip"));
    assert!(said.contains("DW0103"), "{said}");
    let start = Instant::now();
    let (_, _, said) = refused(Reply::text(PAGE).after(Duration::from_secs(20)));
    assert!(said.contains("DW0701") && start.elapsed() < Duration::from_secs(15), "{said}");
}

#[test]
fn redirects_lead_only_where_they_may() {
    let other = Server::of(&[("/get-time.txt", Reply::text(PAGE))]);
    let server = Server::of(&[
        ("/moved.txt", Reply::redirect(301, "get-time.txt")),
        ("/get-time.txt", Reply::text(PAGE)),
        ("/away.txt", Reply::redirect(302, &other.url("/get-time.txt"))),
        ("/loop.txt", Reply::redirect(302, "/loop.txt")),
        ("/file.txt", Reply::redirect(302, "file:///etc/passwd")),
        ("/nowhere.txt", Reply::new(302, "")),
    ]);
    let outcome = |path: &str, fetch: &str| {
        let bench = bench_with(&source("url", &server.url(path)), fetch);
        let outcome = bench.run(&["sync"]);
        (outcome.code, outcome.err)
    };
    let (code, said) = outcome("/moved.txt", "");
    assert!(code == Some(0) && said.contains("note[DW0702]") && said.contains("moved to"), "{said}");
    for (path, words) in [
        ("/away.txt", "another host"),
        ("/loop.txt", "redirects more than 5 times"),
        ("/file.txt", "only `http` and `https`"),
        ("/nowhere.txt", "to nowhere"),
    ] {
        let (code, said) = outcome(path, "");
        assert!(code == Some(1) && said.contains("DW0702") && said.contains(words), "{path} {said}");
    }
    assert!(other.requests().is_empty(), "the other host was never asked");
    let (code, said) = outcome("/away.txt", &format!("hosts: ['{}']", other.address()));
    assert!(code == Some(0), "{said}");
}

#[test]
fn a_list_of_pages_does_not_send_the_reader_elsewhere() {
    let other = Server::of(&[("/get-time.txt", Reply::text(PAGE))]);
    let server =
        Server::of(&[("/llms.txt", Reply::text(format!("- [x]({})\n", other.url("/get-time.txt"))))]);
    let bench = bench(&source("index", &server.url("/llms.txt")));
    let refused = bench.run(&["sync"]);
    assert!(refused.code == Some(1) && refused.err.contains("which is on another host"), "{}", refused.err);
    assert!(other.requests().is_empty());
}

#[test]
fn robots_txt_is_obeyed() {
    let forbidding = |text: &'static str| {
        Server::of(&[("/robots.txt", Reply::text(text)), ("/get-time.txt", Reply::text(PAGE))])
    };
    let server = forbidding("User-agent: *\nDisallow: /get\n");
    let refused = bench(&source("url", &server.url("/get-time.txt"))).run(&["sync"]);
    assert!(refused.code == Some(1) && refused.err.contains("Disallow: /get"), "{}", refused.err);
    assert!(server.requests().is_empty(), "the page was never asked for");
    bench_with(&source("url", &server.url("/get-time.txt")), "robots: false").must(&["sync"]);

    let server = forbidding("User-agent: docwright\nAllow: /\n\nUser-agent: *\nDisallow: /\n");
    bench(&source("url", &server.url("/get-time.txt"))).must(&["sync"]);

    let server = Server::of(&[("/robots.txt", Reply::new(500, "")), ("/get-time.txt", Reply::text(PAGE))]);
    let refused = bench(&source("url", &server.url("/get-time.txt"))).run(&["sync"]);
    assert!(refused.code == Some(1) && refused.err.contains("DW0703"), "{}", refused.err);
}

#[test]
fn a_host_is_not_asked_faster_than_agreed() {
    let files: Vec<(String, Reply)> =
        (0..4).map(|at| (format!("/p{at}.txt"), Reply::text(page(&format!("Op{at}"))))).collect();
    let files: Vec<_> = files.iter().map(|(path, reply)| (path.as_str(), reply.clone())).collect();
    let server = Server::of(&files);
    let sources: String = files.iter().map(|(path, _)| source("url", &server.url(path))).collect();
    let bench = bench(&sources).also("pause: 0,", "pause: 0.2,");
    bench.must(&["sync"]);
    let times: Vec<Instant> = server.requests().iter().map(|request| request.at).collect();
    assert_eq!(times.len(), 4);
    assert!(times[3].duration_since(times[0]) >= Duration::from_millis(400), "{times:?}");
}

#[test]
fn a_proxy_is_used() {
    let server = Server::of(&[("/get-time.txt", Reply::text(PAGE))]);
    let proxy = Server::start(|_| Reply::text(PAGE));
    let bench = bench(&source("url", &server.url("/get-time.txt")));
    let outcome = bench.run_with(&[("HTTP_PROXY", &proxy.url(""))], &["sync"]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.err);
    assert!(!proxy.requests().is_empty(), "the proxy was asked");
}
