//! `init` from URLs.

use super::{Reply, Server, page};
use crate::bench::{Bench, PAGE};

#[test]
fn a_service_is_set_up_from_a_url_and_can_be_synced() {
    let server = Server::of(&[("/clock/get-time.txt", Reply::text(PAGE))]);
    let bench = Bench::empty();
    let outcome = bench.must(&["init", "--from", &server.url("/clock/get-time.txt")]);
    assert!(outcome.err.contains("aws-api-reference: pages/clock/get-time.txt"), "{}", outcome.err);
    assert!(outcome.err.contains("Missing") && outcome.err.contains("protocol"), "{}", outcome.err);
    // The page calls it so.
    let manifest = bench.read("specs/clock-service/docwright.yaml");
    assert!(manifest.contains("# endpoint: https://clock-service.{region}.amazonaws.com"), "{manifest}");
    assert_eq!(bench.read("specs/clock-service/pages/clock/get-time.txt"), PAGE);
    bench.must(&["sync", "--locked"]);
    bench.must(&["normalize"]);
}

#[test]
fn a_service_is_set_up_from_lists_of_pages() {
    let llms = "- [Get](clock/get-time.txt)\n- [News](news.txt)\n";
    let server = Server::of(&[
        ("/llms.txt", Reply::text(llms)),
        ("/clock/get-time.txt", Reply::text(PAGE)),
        ("/clock/set-time.txt", Reply::text(page("SetTime"))),
        ("/news.txt", Reply::text("News")),
    ]);
    let sitemap = format!("<urlset><url><loc>{}</loc></url></urlset>", server.url("/clock/set-time.txt"));
    let sitemaps = Server::of(&[("/sitemap.xml", Reply::new(200, sitemap))]);
    let bench = Bench::empty();
    let (llms, sitemap) = (server.url("/llms.txt"), sitemaps.url("/sitemap.xml"));
    let from = ["init", "clock", "--from", &llms, &sitemap];
    let refused = bench.run(&from);
    assert!(refused.code == Some(1) && refused.err.contains("on another host"), "{}", refused.err);
    assert!(bench.files().is_empty());
    let with_host = [&from[..], &["--host", server.address()]].concat();
    let refused = bench.run(&with_host);
    assert!(refused.code == Some(1) && refused.err.contains("DW0704"), "{}", refused.err);
    assert!(bench.files().is_empty());
    bench.must(&[&with_host[..], &["--include", "/clock/*"]].concat());
    assert!(bench.read("specs/clock/pages/clock/set-time.txt").contains("SetTime"));
    bench.must(&["sync", "--locked"]);
}

#[test]
fn pages_that_do_not_name_their_service_need_a_name() {
    let bench = Bench::empty();
    bench.write("a.txt", PAGE.replace("GetTime - Clock Service", "GetTime"));
    let outcome = bench.run(&["init", "--from", "a.txt"]);
    assert!(outcome.code == Some(2) && outcome.err.contains("do not name their service"), "{}", outcome.err);
}
