//! Long results, page by page: the cursors travel as documented, and whoever stops early sends nothing more.

use std::time::Duration;

use docwright_clients::acronis_dr::Client;
use docwright_clients::acronis_dr::operations::ListServersError;
use docwright_clients::acronis_dr::types::ListServersType;
use docwright_clients::runtime::ClientErrorKind;
use serde_json::{Value, json};

use crate::server::{Answer, Received, Server};

fn client(server: &Server) -> Client {
    Client::builder().endpoint(&server.url).bearer_token("t").build().unwrap()
}

fn page(names: &[&str], after: Option<&str>) -> Value {
    let items: Vec<Value> = names.iter().map(|name| json!({ "name": name })).collect();
    json!({ "items": items, "paging": { "cursors": { "after": after, "total": 5 } } })
}

/// Answers three pages: by no cursor, by `a` and by `b`.
fn three_pages(request: &Received) -> Answer {
    let page = match request.query.rsplit_once("after=") {
        None => page(&["one", "two"], Some("a")),
        Some((_, "a")) => page(&[], Some("b")),
        Some((_, "b")) => page(&["three"], None),
        Some((_, other)) => panic!("nobody gave the cursor {other}"),
    };
    Answer::json(200, &page)
}

fn queries(server: &Server) -> Vec<String> {
    server.all().into_iter().map(|request| request.query).collect()
}

#[tokio::test]
async fn pages_follow_the_cursor() {
    let server = Server::start(three_pages).await;
    let mut pages = client(&server).list_servers().r#type(ListServersType::Recovery).limit(2).pages();
    let mut sizes = Vec::new();
    while let Some(page) = pages.next().await {
        sizes.push(page.unwrap().items.unwrap().len());
    }
    assert_eq!(sizes, [2, 0, 1]);
    assert!(pages.next().await.is_none());
    // What cannot be given together with a cursor is not.
    assert_eq!(queries(&server), ["type=RECOVERY&limit=2", "type=RECOVERY&after=a", "type=RECOVERY&after=b"]);
}

#[tokio::test]
async fn items_come_one_by_one() {
    let server = Server::start(three_pages).await;
    let servers = client(&server).list_servers().items().collect().await.unwrap();
    let names: Vec<&str> = servers.iter().filter_map(|server| server.name.as_deref()).collect();
    assert_eq!(names, ["one", "two", "three"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_and_items_are_waited_for() {
    let server = Server::start(three_pages).await;
    let client = client(&server);
    let waiting = tokio::task::spawn_blocking(move || {
        let names: Result<Vec<_>, ListServersError> = client.list_servers().items().wait().collect();
        let names: Vec<_> = names.unwrap().into_iter().filter_map(|server| server.name).collect();
        assert_eq!(names, ["one", "two", "three"]);
        let first = client.list_servers().pages().wait().next().unwrap().unwrap();
        assert_eq!(first.items.unwrap().len(), 2);
    });
    waiting.await.unwrap();
    // Whoever stops after the first page sends nothing more.
    assert_eq!(queries(&server).len(), 4);
}

#[tokio::test]
async fn whoever_stops_early_sends_nothing_more() {
    let server = Server::start(three_pages).await;
    let request = client(&server).list_servers();
    let idle = request.clone().items();
    assert!(server.all().is_empty());
    drop(idle);
    let mut items = request.items();
    assert_eq!(items.next().await.unwrap().unwrap().name.as_deref(), Some("one"));
    assert_eq!(items.next().await.unwrap().unwrap().name.as_deref(), Some("two"));
    drop(items);
    assert_eq!(queries(&server), [""]);
}

#[tokio::test]
async fn a_cursor_that_repeats_is_an_error() {
    let server = Server::start(|request| {
        let after = match request.query.rsplit_once("after=") {
            Some((_, "a")) => "b",
            _ => "a",
        };
        Answer::json(200, &page(&["again"], Some(after)))
    })
    .await;
    let mut pages = client(&server).list_servers().pages();
    for _ in 0..3 {
        pages.next().await.unwrap().unwrap();
    }
    let error = pages.next().await.unwrap().unwrap_err();
    let ListServersError::Client(error) = error else { panic!("{error}") };
    assert_eq!(error.kind(), ClientErrorKind::Cursor);
    assert_eq!(error.to_string(), "the cursor \"a\" was there before, so the pages would never end");
    assert!(pages.next().await.is_none());
    assert_eq!(queries(&server), ["", "after=a", "after=b"]);
}

#[tokio::test]
async fn an_error_ends_the_pages_and_tells_where_to_go_on() {
    let server = Server::start(|request| match request.query.as_str() {
        "" => Answer::json(200, &page(&["one"], Some("a"))),
        _ => Answer::json(403, &json!({ "error": { "code": "MethodNotAllowed", "domain": "d" } })),
    })
    .await;
    let mut pages = client(&server).list_servers().pages();
    assert!(pages.next().await.unwrap().is_ok());
    let error = pages.next().await.unwrap().unwrap_err();
    assert_eq!(error.status(), Some(403));
    assert!(pages.next().await.is_none());
    assert_eq!(pages.next_input().after.as_deref(), Some("a"));
    assert!(client(&server).list_servers().items().collect().await.is_err());
}

#[tokio::test]
async fn a_future_that_is_dropped_loses_no_page() {
    let server = Server::start(|request| {
        std::thread::sleep(Duration::from_millis(60));
        three_pages(request)
    })
    .await;
    let mut items = client(&server).list_servers().items().each_call(|call| call.max_attempts(1));
    let mut names = Vec::new();
    loop {
        match tokio::time::timeout(Duration::from_millis(5), items.next()).await {
            Err(_) => {}
            Ok(Some(server)) => names.push(server.unwrap().name.unwrap()),
            Ok(None) => break,
        }
    }
    assert_eq!(names, ["one", "two", "three"]);
    assert_eq!(queries(&server), ["", "after=a", "after=b"]);
}

#[tokio::test]
async fn the_check_can_be_skipped_for_each_call() {
    let server = Server::start(three_pages).await;
    let request = client(&server).list_servers().limit(500);
    assert!(request.clone().pages().collect().await.is_err());
    assert!(server.all().is_empty());
    let pages = request.pages().each_call(|call| call.skip_validation()).collect().await.unwrap();
    assert_eq!(pages.len(), 3);
}
