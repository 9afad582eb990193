//! Acronis Disaster Recovery v2: plain HTTP with JSON, OAuth 2.0. The answers are the documented examples.

use docwright_clients::acronis_dr::Client;
use docwright_clients::acronis_dr::operations::{ListServersError, StartFailoverProdError};
use docwright_clients::acronis_dr::types::{CloudServerStatus, ListServersType, RecoveryPoint};
use docwright_clients::runtime::OAuth2;
use docwright_idl::{Description, ExamplePart, yaml};
use serde_json::{Value, json};

use crate::server::{Answer, Received, Server};

/// Returns the documented response of an operation with a status and, if given, a name.
fn documented(operation: &str, status: u16, name: Option<&str>) -> Value {
    let text = include_str!("../../specs/acronis-dr/api.yaml");
    let description: Description = yaml::read(text).unwrap();
    let example = description.operations[operation].examples.iter().find(|example| {
        example.of == ExamplePart::Response
            && example.status == Some(status)
            && (name.is_none() || example.name.as_deref() == name)
    });
    example.unwrap_or_else(|| panic!("{operation} documents no {status} {name:?}")).body.clone()
}

fn bearer(server: &Server) -> Client {
    Client::builder().endpoint(format!("{}/api/dr/v2", server.url)).bearer_token("a-token").build().unwrap()
}

#[tokio::test]
async fn list_servers_reads_the_documented_pages() {
    let server =
        Server::start(|_| Answer::json(200, &documented("ListServers", 200, Some("paginated_first")))).await;
    let answer = bearer(&server)
        .list_servers()
        .r#type(ListServersType::Recovery)
        .recovery_resource_id(["a b", "c&d"])
        .limit(2)
        .send()
        .skip_validation()
        .await
        .unwrap();
    let request = server.only();
    assert_eq!((request.method.as_str(), request.path.as_str()), ("GET", "/api/dr/v2/servers"));
    assert_eq!(request.query, "type=RECOVERY&recovery.resource_id=a%20b&recovery.resource_id=c%26d&limit=2");
    assert_eq!(request.header("authorization"), "Bearer a-token");
    assert!(request.body.is_empty());

    let servers = answer.items.unwrap();
    assert_eq!(servers.len(), 2);
    assert_eq!(servers[0].status, Some(CloudServerStatus::PoweringOff));
    assert_eq!(servers[0].vm.as_ref().unwrap().ram_mb, Some(2048));
    assert_eq!(servers[0].issues.as_ref().unwrap().len(), 3);
    assert_eq!(servers[0].created_at.as_ref().unwrap().to_string(), "2018-11-11T20:20:39Z");
    let paging = answer.paging.unwrap();
    assert_eq!((paging.count, paging.total), (Some(2), Some(3)));
    assert!(paging.cursors.unwrap().after.is_some());
}

#[tokio::test]
async fn every_documented_response_is_read() {
    let server = Server::start(|request| {
        let operation = match request.path.rsplit('/').next().unwrap() {
            "servers" => "ListServers",
            "sites" => "ListSites",
            path if path.ends_with(":stop_failover") => "StopFailover",
            path if path.ends_with(":start_failover_test") => "StartFailoverTest",
            path if path.contains(":start_failover_prod") => "StartFailoverProd",
            _ => "GetSite",
        };
        Answer::json(
            if request.method == "GET" { 200 } else { 202 },
            &documented(operation, if request.method == "GET" { 200 } else { 202 }, None),
        )
    })
    .await;
    let client = bearer(&server);
    let id = "3ee1f451-cb6e-3e60-3fea-73cb9d0fba6c";
    assert_eq!(client.list_sites().allow_deleted(true).send().await.unwrap().items.unwrap().len(), 2);
    assert_eq!(client.get_site(id).send().await.unwrap().default, Some(true));
    assert!(client.start_failover_test(id).send().await.unwrap().task_uuid.is_some());
    assert!(client.stop_failover(id).send().await.unwrap().task_uuid.is_some());
    let point = RecoveryPoint::new().backup_id("b").archive_id("a").vault_id("v");
    assert!(client.start_failover_prod(id).recovery_point(point).send().await.unwrap().task_uuid.is_some());

    let sent: Vec<(String, String)> = server
        .all()
        .into_iter()
        .map(|request| (request.method, format!("{}?{}", request.path, request.query)))
        .collect();
    let at = |method: &str, path: &str| (method.to_owned(), format!("/api/dr/v2{path}"));
    assert_eq!(
        sent,
        [
            at("GET", "/sites?allow_deleted=true"),
            at("GET", &format!("/sites/{id}?")),
            at("POST", &format!("/servers/{id}:start_failover_test?")),
            at("POST", &format!("/servers/{id}:stop_failover?")),
            at("POST", &format!("/servers/{id}:start_failover_prod?")),
        ]
    );
    let stop = &server.all()[3];
    assert_eq!((stop.json(), stop.header("content-type")), (json!({}), "application/json"));
    assert_eq!(
        server.all()[4].json(),
        json!({ "recovery_point": { "backup_id": "b", "archive_id": "a", "vault_id": "v" } })
    );
}

#[tokio::test]
async fn documented_errors_carry_their_body() {
    fn answer(request: &Received) -> Answer {
        let status: u16 =
            request.path.split('/').next_back().unwrap().split(':').next().unwrap().parse().unwrap();
        match status {
            504 => Answer(504, vec![], String::new()),
            status => Answer::json(status, &documented("StartFailoverProd", status, None)),
        }
    }
    let server = Server::start(answer).await;
    let call =
        async |status: u16| bearer(&server).start_failover_prod(status.to_string()).send().await.unwrap_err();
    use StartFailoverProdError as E;
    assert!(matches!(call(400).await, E::BadRequest(_)));
    assert!(matches!(call(401).await, E::Unauthorized(_)));
    assert!(matches!(call(403).await, E::MethodNotAllowed(_)));
    assert!(matches!(call(404).await, E::EntityNotFound(_)));
    assert!(matches!(call(500).await, E::InternalError(_)));
    // Nothing but the status tells this one.
    assert!(matches!(call(504).await, E::GatewayTimeout(_)));
    let E::ResourceBusy(busy) = call(409).await else { panic!("the conflict is documented") };
    let error = busy.body().unwrap().error.as_ref().unwrap();
    assert_eq!(error.context.as_ref().unwrap().task_uuids.as_ref().unwrap().len(), 1);
    let throttled = call(429).await;
    assert!(matches!(throttled, E::TooManyRequests(_)));
    assert_eq!(throttled.retry_after().map(|wait| wait.as_secs()), Some(300), "the hint stands in the body");
}

#[tokio::test]
async fn oauth2_fetches_a_token_once_and_sends_it() {
    let server = Server::start(|request| match request.path.as_str() {
        "/api/2/idp/token" => {
            Answer::json(200, &json!({ "access_token": "fresh", "token_type": "bearer", "expires_in": 3600 }))
        }
        _ => Answer::json(200, &documented("ListServers", 200, Some("paginated_none"))),
    })
    .await;
    let credentials = OAuth2::client_credentials("me", "hush")
        .scope("dr_service::admin")
        .token_url(format!("{}/api/2/idp/token", server.url));
    let client =
        Client::builder().endpoint(format!("{}/api/dr/v2", server.url)).oauth2(credentials).build().unwrap();
    for _ in 0..2 {
        assert_eq!(client.list_servers().send().await.unwrap().items, Some(vec![]));
    }
    let requests = server.all();
    assert_eq!(requests.len(), 3, "one token serves both calls");
    let form = String::from_utf8(requests[0].body.to_vec()).unwrap();
    assert!(
        form.contains("grant_type=client_credentials") && form.contains("scope=dr_service%3A%3Aadmin"),
        "{form}"
    );
    assert!(requests[1..].iter().all(|request| request.header("authorization") == "Bearer fresh"));
    assert!(!format!("{client:?}").contains("hush"));
}

#[tokio::test]
async fn a_server_that_is_gone_is_a_client_error() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let client = Client::builder().endpoint(url).bearer_token("a-token").build().unwrap();
    let error = client.list_servers().send().await.unwrap_err();
    assert!(matches!(error, ListServersError::Client(_)), "{error:?}");
    assert!(!error.to_string().is_empty());
}

#[tokio::test]
async fn an_input_is_kept_and_sent_later() {
    use docwright_clients::acronis_dr::operations::StartFailoverProdInput;

    let server = Server::start(|_| Answer::json(202, &json!({}))).await;
    let client = bearer(&server);
    let point = RecoveryPoint::new().backup_id("98031459-b158-4c75-9c40-73b7ca142e52");
    let input = client.start_failover_prod("u-1").recovery_point(point).into_input();
    let mut kept = serde_json::to_value(&input).unwrap();
    kept["uuid"] = json!("u-1");
    let read: StartFailoverProdInput = serde_json::from_value(kept).unwrap();
    assert_eq!(read, input);
    client.send(read).await.unwrap();
    let request = server.only();
    assert_eq!(request.path, "/api/dr/v2/servers/u-1:start_failover_prod");
    assert_eq!(
        request.json(),
        json!({ "recovery_point": { "backup_id": "98031459-b158-4c75-9c40-73b7ca142e52" } })
    );
}
