//! What all cases of the program of cases share; it is compiled there, and not in xtask.

use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use docwright_runtime::bytes::Bytes;
use docwright_runtime::http::{Request, Response, StatusCode};
use docwright_runtime::serde_json::{self, Value, json};
use docwright_runtime::{Client, ClientBuilder, Document, Operation, ServiceInfo, Timestamp};

/// Returns a point in time.
pub fn timestamp(milliseconds: i64) -> Timestamp {
    Timestamp::from_millisecond(milliseconds).unwrap_or_default()
}

/// Returns the document that a text of JSON is.
pub fn document(json: &str) -> Document {
    serde_json::from_str(json).unwrap_or_default()
}

fn client(
    service: &'static ServiceInfo,
    endpoint: &str,
    transport: impl docwright_runtime::Transport,
) -> Result<Client, Value> {
    let builder = ClientBuilder::new(service).endpoint(endpoint).anonymous().skip_validation();
    builder.transport(transport).build().map_err(|error| json!({ "error": error.to_string() }))
}

/// Sends an input, and returns the request that it became.
pub async fn sent<I: Operation>(service: &'static ServiceInfo, endpoint: &str, input: I) -> Value {
    let request = Arc::new(Mutex::new(None));
    let kept = Arc::clone(&request);
    let transport = move |request: Request<Bytes>| {
        *kept.lock().unwrap() = Some(request);
        async { Ok(Response::new(Bytes::new())) }
    };
    let client = match client(service, endpoint, transport) {
        Ok(client) => client,
        Err(error) => return error,
    };
    let error = client.send(input).max_attempts(1).await.err();
    let Some(request) = request.lock().unwrap().take() else {
        return json!({ "error": error.map(|error| error.to_string()) });
    };
    let headers = request.headers().iter();
    let headers: Vec<_> =
        headers.map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes()))).collect();
    json!({
        "method": request.method().as_str(),
        "uri": request.uri().to_string(),
        "headers": headers,
        "body": request.body().to_vec(),
    })
}

/// Sends an input, and returns what an answer becomes.
pub async fn answered<I: Operation>(
    service: &'static ServiceInfo,
    input: I,
    status: u16,
    headers: &'static [(&'static str, &'static str)],
    body: &'static [u8],
) -> Result<Result<I::Output, I::Error>, Value> {
    let transport = move |_: Request<Bytes>| async move {
        let mut response = Response::new(Bytes::from_static(body));
        *response.status_mut() = StatusCode::from_u16(status).unwrap();
        for (name, value) in headers {
            response.headers_mut().append(*name, value.parse().unwrap());
        }
        Ok(response)
    };
    let client = client(service, "https://example.com", transport)?;
    Ok(client.send(input).max_attempts(1).await)
}

/// What a value and the expected one differ in; not-a-numbers count as equal.
pub fn compare<T: PartialEq + Debug>(what: &str, found: &T, expected: &T) -> Result<(), Value> {
    let shown = (format!("{found:?}"), format!("{expected:?}"));
    let is_nan = shown.1.contains("NaN") && shown.0 == shown.1;
    if found == expected || is_nan {
        return Ok(());
    }
    Err(json!({ "error": format!("{what} is\n    {}\n  and not\n    {}", shown.0, shown.1) }))
}
