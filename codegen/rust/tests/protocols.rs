//! Clients of the protocols that do not speak JSON, against a server on loopback: the bytes that they send, and what they
//! make of the answers.

#![deny(warnings)]
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::HeaderMap;
use axum::response::Response;
use docwright_runtime::{
    Blob, ByteStream, Client as Runtime, ClientBuilder, Credentials, Timestamp, WaitError,
};

/// Modules of somebody's crate.
mod clients {
    include!("generated/archive.rs");
    include!("generated/cobalt.rs");
    include!("generated/elevator.rs");
    include!("generated/quarry.rs");
}

use clients::{archive, cobalt, elevator, quarry};

/// A request as it arrived.
struct Received {
    /// Method, path and query.
    line: String,
    headers: HeaderMap,
    body: Bytes,
}

impl Received {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

/// A server that gives every request the same answer.
struct Server {
    url: String,
    received: Arc<Mutex<Option<Received>>>,
}

impl Server {
    async fn start(status: u16, headers: &[(&'static str, &'static str)], body: impl Into<Vec<u8>>) -> Self {
        let received = Arc::new(Mutex::new(None));
        let log = Arc::clone(&received);
        let (headers, answer): (Vec<_>, Vec<u8>) = (headers.to_vec(), body.into());
        let app = Router::new().fallback(move |request: Request| {
            let (log, headers, answer) = (Arc::clone(&log), headers.clone(), answer.clone());
            async move {
                let (parts, body) = request.into_parts();
                let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
                let line = format!("{} {}", parts.method, parts.uri);
                *log.lock().unwrap() = Some(Received { line, headers: parts.headers, body });
                let mut response = Response::builder().status(status);
                for (name, value) in headers {
                    response = response.header(name, value);
                }
                response.body(Body::from(answer)).unwrap()
            }
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { url, received }
    }

    fn client<C: From<Runtime>>(&self, builder: ClientBuilder<C>) -> C {
        let credentials = Credentials::new("AKID", "secret");
        builder.endpoint(&self.url).region("north").credentials(credentials).build().unwrap()
    }

    fn received(&self) -> Received {
        self.received.lock().unwrap().take().unwrap()
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[tokio::test]
async fn query_sends_a_form_and_reads_xml() {
    let answer = r#"<?xml version="1.0"?>
        <CutStonesResponse xmlns="https://quarry.example.com/doc/">
          <CutStonesResult>
            <CutId>c &amp; 1</CutId>
            <Stones>
              <member><Kind>marble</Kind><Depth>-3</Depth><Parts><member><Kind>slate</Kind></member></Parts></member>
              <member><Kind>granite</Kind><New>x</New></member>
            </Stones>
            <Weights><Name>a</Name><Weight>1.5</Weight></Weights>
            <Weights><Name>b</Name><Weight>NaN</Weight></Weights>
            <At>2026-11-22T01:02:03.250Z</At>
          </CutStonesResult>
          <ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata>
        </CutStonesResponse>"#;
    let server = Server::start(200, &[], answer).await;
    let client: quarry::Client = server.client(quarry::Client::builder());
    let stone = quarry::types::Stone::new(quarry::types::Kind::Granite)
        .parts([quarry::types::Stone::new(quarry::types::Kind::Marble).depth(2)]);
    let output = client
        .cut_stones("the pit", [stone])
        .tools(["saw", "drill+bit"])
        .tags([quarry::types::Tag::new("k").value("v")])
        .weights([("a", 0.5)])
        .since(at("2026-01-02T03:04:05Z"))
        .sample(&b"\xff\x00"[..])
        .anything(quarry::types::Shape::Sphere(quarry::types::Tag::new("s")))
        .send()
        .await
        .unwrap();
    let received = server.received();
    assert_eq!(received.line, "POST /");
    assert_eq!(received.header("content-type"), "application/x-www-form-urlencoded");
    assert!(received.header("authorization").contains("/north/quarry/aws4_request"));
    assert_eq!(
        received.text(),
        "Action=CutStones&Version=2026-01-01&QuarryName=the%20pit&Stone.1.Kind=granite&\
         Stone.1.Parts.member.1.Kind=marble&Stone.1.Parts.member.1.Depth=2&Tools.member.1=saw&\
         Tools.member.2=drill%2Bbit&Tags.Tag.1.Key=k&Tags.Tag.1.Value=v&Weights.entry.1.key=a&\
         Weights.entry.1.value=0.5&Since=2026-01-02T03%3A04%3A05Z&Sample=%2FwA%3D&Anything.Sphere.Key=s"
    );
    assert_eq!(output.cut_id, "c & 1");
    let stones = output.stones.unwrap();
    assert_eq!((stones.len(), stones[0].depth), (2, Some(-3)));
    assert_eq!(stones[0].parts.as_ref().unwrap()[0].kind, Some("slate".into()));
    let weights = output.weights.unwrap();
    assert!(weights["a"] == 1.5 && weights["b"].is_nan());
    assert_eq!(output.at, Some(at("2026-11-22T01:02:03.25Z")));

    client.close_quarry().send().await.unwrap();
    assert_eq!(server.received().text(), "Action=CloseQuarry&Version=2026-01-01");
}

#[tokio::test]
async fn query_errors() {
    use quarry::operations::CutStonesError;

    let answer = "<ErrorResponse><Error><Type>Sender</Type><Code>RockTooHard</Code><Message>no</Message>\
                  <Hardness>7</Hardness><Stones><member>s</member></Stones></Error><RequestId>r-2</RequestId></ErrorResponse>";
    let server = Server::start(400, &[], answer).await;
    let client: quarry::Client = server.client(quarry::Client::builder());
    let error = client.cut_stones("q", []).send().await.unwrap_err();
    assert_eq!(server.received().text(), "Action=CutStones&Version=2026-01-01&QuarryName=q&Stone=");
    let CutStonesError::RockTooHard(error) = error else { panic!("{error:?}") };
    assert_eq!((error.message(), error.request_id()), (Some("no"), Some("r-2")));
    assert_eq!(error.body().unwrap().hardness, Some(7));
    assert_eq!(error.body().unwrap().stones.as_deref(), Some(&["s".to_owned()][..]));

    for answer in ["", "<html>", "{}", "<ErrorResponse><Error/></ErrorResponse>"] {
        let server = Server::start(503, &[], answer).await;
        let client: quarry::Client = server.client(quarry::Client::builder());
        let error = client.cut_stones("q", []).send().await.unwrap_err();
        assert!(matches!(&error, CutStonesError::Unhandled(_)) && error.code().is_none(), "{error:?}");
    }
    let server =
        Server::start(200, &[], "<CutStonesResponse><CutStonesResult><CutId>1</CutId><At>x</At>").await;
    let client: quarry::Client = server.client(quarry::Client::builder());
    let error = client.cut_stones("q", []).send().await.unwrap_err();
    assert!(matches!(error, CutStonesError::Client(_)), "{error:?}");
}

#[tokio::test]
async fn waiters_tell_errors_as_their_operation_does() {
    let waiting = |code: &'static str| async move {
        let answer = format!("<ErrorResponse><Error><Code>{code}</Code></Error></ErrorResponse>");
        let server = Server::start(400, &[], answer).await;
        let client: quarry::Client = server.client(quarry::Client::builder());
        client.close_quarry().until_closed().await
    };
    for code in ["StillDustyFault", "StillDusty", "Flooded"] {
        let ended = waiting(code).await.unwrap_err();
        assert!(matches!(ended, WaitError::TimedOut { attempts: 4, .. }), "{code}: {ended:?}");
    }
    for code in ["NoSuchQuarry", "Collapsed", "CollapsedException"] {
        let ended = waiting(code).await.unwrap();
        assert!(ended.is_none(), "{code}: {ended:?}");
    }
    let ended = waiting("Dusty").await.unwrap_err();
    assert!(matches!(ended, WaitError::Call(_)), "{ended:?}");
}

#[tokio::test]
async fn ec2_has_capitals_in_and_lower_case_out() {
    let answer = r#"<DescribeCabinsResponse xmlns="http://elevator.example.com/doc/">
          <requestId>r-3</requestId>
          <cabinSet>
            <item>
              <cabinId>c-1</cabinId>
              <ruleSet><item><fromFloor>2</fromFloor><ranges><item><from>1</from></item></ranges></item></ruleSet>
              <built>2026-01-02T03:04:05.000Z</built>
              <empty>true</empty>
            </item>
          </cabinSet>
          <nextToken/>
        </DescribeCabinsResponse>"#;
    let server = Server::start(200, &[], answer).await;
    let client: elevator::Client = server.client(elevator::Client::builder());
    let filter = elevator::types::Filter::new().name("tag:x").values(["1", "2"]);
    let rule = elevator::types::Rule::new(3).ranges([elevator::types::Range::new().from(4)]);
    let output = client
        .describe_cabins()
        .cabin_ids(["c-1", "c-2"])
        .filters([filter])
        .rules([rule])
        .dry_run(false)
        .send()
        .await
        .unwrap();
    assert_eq!(
        server.received().text(),
        "Action=DescribeCabins&Version=2026-01-01&CabinId.1=c-1&CabinId.2=c-2&Filter.1.Name=tag%3Ax&\
         Filter.1.Value.1=1&Filter.1.Value.2=2&RuleSet.1.FromFloor=3&RuleSet.1.Ranges.1.From=4&DryRun=false"
    );
    let cabins = output.cabins.unwrap();
    assert_eq!((cabins.len(), cabins[0].cabin_id.as_deref()), (1, Some("c-1")));
    let rules = cabins[0].rules.as_ref().unwrap();
    assert_eq!((rules[0].from_floor, rules[0].ranges.as_ref().unwrap()[0].from), (Some(2), Some(1)));
    assert_eq!((cabins[0].built, cabins[0].empty), (Some(at("2026-01-02T03:04:05Z")), Some(true)));
    assert_eq!(output.next_token.as_deref(), Some(""));

    let answer = "<Response><Errors><Error><Code>InvalidCabinID.NotFound</Code><Message>gone</Message></Error></Errors>\
                  <RequestID>r-4</RequestID></Response>";
    let server = Server::start(400, &[], answer).await;
    let client: elevator::Client = server.client(elevator::Client::builder());
    let error = client.describe_cabins().send().await.unwrap_err();
    assert_eq!(server.received().text(), "Action=DescribeCabins&Version=2026-01-01");
    assert_eq!(error.to_string(), "InvalidCabinID.NotFound (400): gone [r-4]");
    assert!(matches!(error, elevator::operations::DescribeCabinsError::InvalidCabinIdNotFound(_)));
}

#[tokio::test]
async fn rest_xml_binds_and_writes_elements() {
    use archive::types::{Grant, Rule, RuleConfiguration, Tag};

    let server = Server::start(200, &[("x-archive-version", "v1")], "").await;
    let client: archive::Client = server.client(archive::Client::builder());
    let rule = Rule::new()
        .id("a<b")
        .days(3)
        .date(at("2026-01-02T00:00:00Z"))
        .acts(["x", "y"])
        .tags([Tag::new("k", "v")]);
    let output = client
        .put_rules("shelf-1", "a b/c", RuleConfiguration::new([rule, Rule::new()]))
        .owner("me")
        .meta([("One", "1")])
        .send()
        .await
        .unwrap();
    let received = server.received();
    assert_eq!(received.line, "PUT /shelf-1/a%20b/c?rules");
    assert_eq!((received.header("x-archive-owner"), received.header("x-archive-meta-one")), ("me", "1"));
    assert_eq!(received.header("content-type"), "application/xml");
    assert_eq!(
        received.text(),
        "<RuleConfiguration xmlns=\"https://archive.example.com/doc/\"><Rule><ID>a&lt;b</ID><Days>3</Days>\
         <Date>2026-01-02T00:00:00Z</Date><Act>x</Act><Act>y</Act><Tags><member><Key>k</Key><Value>v</Value></member></Tags></Rule>\
         <Rule></Rule></RuleConfiguration>"
    );
    assert_eq!(output.version_id.as_deref(), Some("v1"));

    let server = Server::start(200, &[], "<MoveResult><Moved>2</Moved></MoveResult>").await;
    let client: archive::Client = server.client(archive::Client::builder());
    let grant = Grant::new("Group").uri("u&");
    assert_eq!(client.move_papers("f").grants([grant]).send().await.unwrap().moved, Some(2));
    assert_eq!(
        server.received().text(),
        "<MoveRequest xmlns=\"https://archive.example.com/doc/\"><From>f</From><Grants>\
         <Grant xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"Group\"><URI>u&amp;</URI></Grant></Grants></MoveRequest>"
    );
}

/// A server that gives each request the next of some answers, and keeps what was asked.
async fn answering(answers: &'static [&'static str]) -> (String, Arc<Mutex<Vec<String>>>) {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&asked);
    let app = Router::new().fallback(move |request: Request| {
        let mut log = log.lock().unwrap();
        let answer = answers[log.len()];
        log.push(request.uri().query().unwrap_or_default().to_owned());
        std::future::ready(Response::new(Body::from(answer)))
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    (url, asked)
}

fn archive_at(url: &str) -> archive::Client {
    let builder = archive::Client::builder().endpoint(url).region("north");
    builder.credentials(Credentials::new("AKID", "secret")).build().unwrap()
}

#[tokio::test]
async fn several_tokens_say_together_which_page_is_wanted() {
    let answers = &[
        "<R><IsTruncated>true</IsTruncated><NextPaperMarker>b</NextPaperMarker><NextStateMarker>gone</NextStateMarker>\
         <Position><NextAgeMarker>7</NextAgeMarker></Position><Version>a1</Version><Version>a2</Version></R>",
        // The same paper, and no state any more.
        "<R><IsTruncated>true</IsTruncated><NextPaperMarker>b</NextPaperMarker><NextStateMarker/>\
         <Position><NextAgeMarker>9</NextAgeMarker></Position><Version>b1</Version></R>",
        "<R><IsTruncated>false</IsTruncated><NextPaperMarker>c</NextPaperMarker><Version>b2</Version></R>",
    ];
    let (url, asked) = answering(answers).await;
    let mut pages = archive_at(&url).list_versions().newest(true).pages();
    let mut found = Vec::new();
    while let Some(page) = pages.next().await {
        found.extend(page.unwrap().versions.unwrap());
    }
    assert_eq!(found, ["a1", "a2", "b1", "b2"]);
    assert_eq!(
        *asked.lock().unwrap(),
        ["newest=true", "paper-marker=b&state-marker=gone&age-marker=7", "paper-marker=b&age-marker=9"]
    );
    // Where all parts repeat, the pages would never end; without any, they have.
    let circle: &[&str] = &["<R><NextPaperMarker>b</NextPaperMarker><Version>a</Version></R>"; 2];
    let (url, asked) = answering(circle).await;
    let error = archive_at(&url).list_versions().items().collect().await.unwrap_err();
    assert!(error.to_string().contains("was there before"), "{error}");
    assert_eq!(asked.lock().unwrap().len(), 2);
    let (url, asked) = answering(&["<R><NextPaperMarker></NextPaperMarker><Version>a</Version></R>"]).await;
    assert_eq!(archive_at(&url).list_versions().items().collect().await.unwrap(), ["a"]);
    assert_eq!(*asked.lock().unwrap(), [""]);
}

#[tokio::test]
async fn rest_xml_reads_answers() {
    let answer = r#"<?xml version="1.0" encoding="UTF-8"?>
        <ListPapersResult xmlns="https://archive.example.com/doc/">
          <IsTruncated>false</IsTruncated>
          <Contents><Key>a</Key><Size>9223372036854775807</Size><LastModified>2026-01-02T03:04:05.000Z</LastModified></Contents>
          <CommonPrefixes><Prefix>p/</Prefix></CommonPrefixes>
          <Contents><Key>b</Key></Contents>
          <TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet>
        </ListPapersResult>"#;
    let server = Server::start(200, &[("x-archive-charged", "yes")], answer).await;
    let client: archive::Client = server.client(archive::Client::builder());
    let output = client.list_papers().max_keys(5).kinds(["x", "y&z"]).send().await.unwrap();
    assert_eq!(server.received().line, "GET /papers?max-keys=5&kind=x&kind=y%26z");
    let papers = output.papers.unwrap();
    assert_eq!((papers.len(), papers[0].size, papers[1].key.as_deref()), (2, Some(i64::MAX), Some("b")));
    assert_eq!(papers[0].last_modified, Some(at("2026-01-02T03:04:05Z")));
    // The documentation does not tell that this list has no element around it.
    assert_eq!(output.prefixes.unwrap()[0].prefix.as_deref(), Some("p/"));
    assert_eq!(output.tags.unwrap(), [archive::types::Tag::new("k", "v")]);
    assert_eq!((output.is_truncated, output.charged.as_deref()), (Some(false), Some("yes")));

    let server = Server::start(200, &[("content-type", "image/png")], &b"\x89PNG\xff"[..]).await;
    let client: archive::Client = server.client(archive::Client::builder());
    let paper = client.get_paper("a/b").send().await.unwrap();
    assert_eq!(server.received().line, "GET /papers/a%2Fb");
    assert_eq!(paper.body, Some(Blob::from(&b"\x89PNG\xff"[..])));
    assert_eq!(paper.kind.as_deref(), Some("image/png"));
}

/// Three messages of `application/vnd.amazon.eventstream`, their checksums made by zlib.
const EVENTS: [&[u8]; 3] = [
    b"\x00\x00\x00n\x00\x00\x00C\xac\xf5\x06o\x0d:message-type\x07\x00\x05event\x0b:event-type\x07\x00\x05Paper\x0d:content-type\x07\x00\x08text/xml<Paper><Key>a</Key></Paper>J1\xba\xa8",
    b"\x00\x00\x00d\x00\x00\x00R\x8c\xf5><\x0d:message-type\x07\x00\x05event\x0b:event-type\x07\x00\x04Page\x0d:content-type\x07\x00\x18application/octet-stream\xff\x00\x8b\x07v\x11",
    b"\x00\x00\x00\x81\x00\x00\x00L\x96\xceK\xf0\x0d:message-type\x07\x00\x09exception\x0f:exception-type\x07\x00\x06Failed\x0d:content-type\x07\x00\x08text/xml<Failed><Message>m</Message></Failed>\x98\x15\x16\x84",
];

#[tokio::test]
async fn bodies_are_streams() {
    let server = Server::start(200, &[("etag", "e")], &b"\xff\x00copy"[..]).await;
    let client: archive::Client = server.client(archive::Client::builder());
    let copy = client.copy_paper("p", &b"paper"[..]).send().await.unwrap();
    assert_eq!(copy.etag.as_deref(), Some("e"));
    assert_eq!(copy.body.collect().await.unwrap(), &b"\xff\x00copy"[..]);
    let received = server.received();
    assert_eq!((received.line.as_str(), received.text()), ("PUT /papers/p", "paper"));
    assert_eq!(received.header("content-length"), "5");

    // What one call brings, another takes, while it comes.
    let chunked = ByteStream::from_stream(client.copy_paper("p", "").send().await.unwrap().body);
    let copy = client.copy_paper("q", chunked).send().await.unwrap();
    assert_eq!(copy.body.collect().await.unwrap(), &b"\xff\x00copy"[..]);
    let received = server.received();
    assert_eq!(received.body, &b"\xff\x00copy"[..]);
    assert_eq!(received.header("transfer-encoding"), "chunked");
    assert_eq!(received.header("x-amz-content-sha256"), "UNSIGNED-PAYLOAD");

    let server = Server::start(404, &[], "<Error><Code>Gone</Code></Error>").await;
    let client: archive::Client = server.client(archive::Client::builder());
    assert_eq!(client.copy_paper("p", "").send().await.unwrap_err().code(), Some("Gone"));
}

#[tokio::test]
async fn answers_are_streams_of_events() {
    use archive::types::{Failed, Page, Paper, PaperEvents};

    let server = Server::start(200, &[], EVENTS.concat()).await;
    let client: archive::Client = server.client(archive::Client::builder());
    let mut events = client.watch_papers().send().await.unwrap().events;
    let mut came = Vec::new();
    while let Some(event) = events.next().await {
        came.push(event.unwrap());
    }
    assert_eq!(came.len(), 3, "{came:?}");
    assert!(matches!(&came[0], PaperEvents::Paper(Paper { key: Some(key), .. }) if key == "a"), "{came:?}");
    assert!(
        matches!(&came[1], PaperEvents::Page(Page { ink: Some(ink), .. }) if ink.as_ref() == b"\xff\x00")
    );
    assert!(matches!(&came[2], PaperEvents::Failed(Failed { message: Some(said), .. }) if said == "m"));

    let server = Server::start(200, &[], &EVENTS.concat()[..100]).await;
    let client: archive::Client = server.client(archive::Client::builder());
    let mut events = client.watch_papers().send().await.unwrap().events;
    while let Some(Ok(_)) = events.next().await {}
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn rest_xml_errors_in_all_forms() {
    use archive::operations::{MovePapersError, PutRulesError};

    for answer in [
        "<Error><Code>NoSuchShelf</Code><Message>gone</Message><RequestId>r</RequestId></Error>",
        "<ErrorResponse><Error><Code>NoSuchShelf</Code><Message>gone</Message></Error><RequestId>r</RequestId></ErrorResponse>",
    ] {
        let server = Server::start(404, &[], answer).await;
        let client: archive::Client = server.client(archive::Client::builder());
        let configuration = archive::types::RuleConfiguration::new([]);
        let error = client.put_rules("s", "p", configuration).send().await.unwrap_err();
        assert!(matches!(error, PutRulesError::NoSuchShelf(_)), "{error:?}");
        assert_eq!(error.to_string(), "NoSuchShelf (404): gone [r]");
    }
    for answer in [
        "<Error><Code>InvalidMove</Code><Messages><Message>m</Message></Messages></Error>",
        "<ErrorResponse><Error><Code>InvalidMove</Code><Messages><Message>m</Message></Messages></Error></ErrorResponse>",
    ] {
        let server = Server::start(400, &[], answer).await;
        let client: archive::Client = server.client(archive::Client::builder());
        let error = client.move_papers("f").send().await.unwrap_err();
        let MovePapersError::InvalidMove(error) = error else { panic!("{error:?}") };
        assert_eq!(error.body().unwrap().messages.as_deref(), Some(&["m".to_owned()][..]));
    }
}

#[tokio::test]
async fn rpc_v2_speaks_cbor() {
    use cobalt::types::{Find, Nugget};

    let answer = b"\xbf\x62id\x61x\x65finds\x9f\xa1\x64text\x61t\xa2\x66nugget\xa2\x65grams\xf9\x3e\x00\x67picture\x42\xff\x00\x64text\xf6\
                   \xa1\x63new\x01\xff\x62at\xc1\x1a\x00\x00\x00\x0a\x66weight\x07\xff";
    let server = Server::start(200, &[("content-type", "application/cbor")], &answer[..]).await;
    let client: cobalt::Client = server.client(cobalt::Client::builder());
    let output = client
        .dig(7)
        .since(at("1970-01-01T00:00:01.5Z"))
        .sample(&b"hi"[..])
        .rate(f64::INFINITY)
        .tags([("k", "v")])
        .kind(Find::Nugget(Nugget::new().grams(0.5)))
        .send()
        .await
        .unwrap();
    let received = server.received();
    assert_eq!(received.line, "POST /service/CobaltMine/operation/Dig");
    assert_eq!(received.header("smithy-protocol"), "rpc-v2-cbor");
    assert_eq!(received.header("content-type"), "application/cbor");
    assert_eq!(received.header("accept"), "application/cbor");
    let expected = b"\xa6\x65depth\x07\x65since\xc1\xfb\x3f\xf8\x00\x00\x00\x00\x00\x00\x66sample\x42hi\
                     \x64rate\xfb\x7f\xf0\x00\x00\x00\x00\x00\x00\x64tags\xa1\x61k\x61v\
                     \x64kind\xa1\x66nugget\xa1\x65grams\xfb\x3f\xe0\x00\x00\x00\x00\x00\x00";
    assert_eq!(received.body, &expected[..]);
    assert_eq!((output.id.as_str(), output.weight), ("x", Some(7.0)));
    assert_eq!(output.at, Some(at("1970-01-01T00:00:10Z")));
    let finds = output.finds.unwrap();
    assert_eq!(finds[0], Find::Text("t".to_owned()));
    assert_eq!(finds[1], Find::Nugget(Nugget::new().grams(1.5).picture(&b"\xff\x00"[..])));
    assert!(matches!(&finds[2], Find::Unknown(unknown) if unknown["new"] == 1));

    let server = Server::start(200, &[], &b"\xa1\x62ok\xf5"[..]).await;
    let client: cobalt::Client = server.client(cobalt::Client::builder());
    assert_eq!(client.ping().send().await.unwrap().ok, Some(true));
    let received = server.received();
    assert_eq!((received.line.as_str(), received.body.len()), ("POST /service/CobaltMine/operation/Ping", 0));
    assert_eq!(received.header("content-type"), "");
}

#[tokio::test]
async fn rpc_v2_errors() {
    use cobalt::operations::DigError;

    let answer =
        b"\xa4\x66__type\x74example.n#MineClosed\x67message\x62no\x65until\xc1\x0a\x67picture\x41\xff";
    let server = Server::start(423, &[("x-amzn-requestid", "r")], &answer[..]).await;
    let client: cobalt::Client = server.client(cobalt::Client::builder());
    let error = client.dig(1).send().await.unwrap_err();
    assert_eq!(error.to_string(), "MineClosed (423): no [r]");
    let DigError::MineClosed(error) = error else { panic!("{error:?}") };
    assert_eq!(error.body().unwrap().until, Some(at("1970-01-01T00:00:10Z")));
    assert_eq!(error.body().unwrap().picture, Some(Blob::from(&b"\xff"[..])));

    // What stands between may answer in another way.
    let server = Server::start(502, &[], r#"{"message": "no"}"#).await;
    let client: cobalt::Client = server.client(cobalt::Client::builder());
    let error = client.dig(1).send().await.unwrap_err();
    assert_eq!((error.code(), error.message(), error.is_retryable()), (None, Some("no"), true));
    let server = Server::start(200, &[], &b"\xa1\x62id\x07"[..]).await;
    let client: cobalt::Client = server.client(cobalt::Client::builder());
    let DigError::Client(error) = client.dig(1).send().await.unwrap_err() else { panic!() };
    assert_eq!(error.path(), Some("$.id"));
}
