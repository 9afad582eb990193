//! Proxies of the default transport, and anybody's transport.
#![cfg(feature = "transport")]
#![allow(clippy::unwrap_used)]

mod lamps;

use std::sync::{Arc, Mutex};

use docwright_runtime::{BuildError, Client, ClientBuilder, transport::Proxy};
use lamps::{LAMPS, ListLamps};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

/// A proxy that answers everything itself, and what it was sent.
async fn proxy(answer: &'static str) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let seen = Arc::<Mutex<Vec<String>>>::default();
    let log = Arc::clone(&seen);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut buffer = [0; 4096];
            let count = stream.read(&mut buffer).await.unwrap();
            log.lock().unwrap().push(String::from_utf8_lossy(&buffer[..count]).into_owned());
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    (address, seen)
}

const LIST: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}";

#[tokio::test]
async fn plain_requests_name_the_whole_uri_to_a_proxy() {
    let (address, seen) = proxy(LIST).await;
    let builder = ClientBuilder::new(&LAMPS).endpoint("http://lamps.invalid/api").bearer_token("sesame");
    let client: Client = builder.proxy(Proxy::Url(format!("http://me:hush@{address}"))).build().unwrap();
    client.call(&ListLamps::default()).await.unwrap();
    let seen = seen.lock().unwrap();
    assert!(seen[0].starts_with("GET http://lamps.invalid/api/lamps HTTP/1.1\r\n"), "{}", seen[0]);
    assert!(seen[0].contains("proxy-authorization: Basic bWU6aHVzaA=="), "{}", seen[0]);
    assert!(!format!("{client:?}").contains("hush"));
}

#[cfg(feature = "rustls")]
#[tokio::test]
async fn secure_requests_ask_a_proxy_for_a_tunnel() {
    let (address, seen) = proxy("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n").await;
    let builder = ClientBuilder::new(&LAMPS).endpoint("https://lamps.invalid").bearer_token("sesame");
    let client: Client = builder.proxy(Proxy::Url(format!("http://me:hush@{address}"))).build().unwrap();
    let error = client.call(&ListLamps::default()).max_attempts(1).await.unwrap_err();
    assert!(!error.to_string().contains("hush"), "{error}");
    let seen = seen.lock().unwrap();
    assert!(seen[0].starts_with("CONNECT lamps.invalid:443 HTTP/1.1\r\n"), "{}", seen[0]);
    assert!(seen[0].to_lowercase().contains("proxy-authorization: basic bwu6ahvzaa=="), "{}", seen[0]);
    assert!(!seen[0].contains("sesame"), "{}", seen[0]);
}

#[tokio::test]
async fn a_proxy_has_a_url() {
    let builder = ClientBuilder::<Client>::new(&LAMPS).bearer_token("sesame");
    let error = builder.proxy(Proxy::Url("proxy.example.com".to_owned())).build().unwrap_err();
    assert_eq!(error, BuildError::InvalidProxy);
}

#[cfg(feature = "tower")]
#[tokio::test]
async fn a_service_is_a_transport() {
    use std::{
        convert::Infallible,
        task::{Context, Poll},
    };

    use bytes::Bytes;
    use docwright_runtime::transport::TowerTransport;
    use http::{Request, Response};
    use http_body_util::Full;

    #[derive(Clone)]
    struct Lamps;

    impl tower_service::Service<Request<Bytes>> for Lamps {
        type Response = Response<Full<Bytes>>;
        type Error = Infallible;
        type Future = std::future::Ready<Result<Self::Response, Infallible>>;

        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
            Poll::Ready(Ok(()))
        }

        fn call(&mut self, request: Request<Bytes>) -> Self::Future {
            assert_eq!(request.uri(), "https://lamps.example.com/lamps");
            std::future::ready(Ok(Response::new(Full::from(r#"{"items":[{"watts":7}]}"#))))
        }
    }

    let builder = ClientBuilder::new(&LAMPS).bearer_token("sesame");
    let client: Client = builder.transport(TowerTransport::new(Lamps)).build().unwrap();
    let lamps = client.call(&ListLamps::default()).await.unwrap();
    assert_eq!(lamps.items[0].watts, Some(7));
}
