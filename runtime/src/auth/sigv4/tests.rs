//! The signature against the vectors that AWS publishes, and what must never be shown.
//!
//! Of the vectors, these are the ones for signing in headers, with the path normalised, without a header for the
//! body's hash. The one for a space in the path is left out: it escapes the path once, as S3 alone wants it.

use super::*;

const ACCESS_KEY: &str = "AKIDEXAMPLE";
const SECRET_KEY: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const NO_TOKEN: Option<&str> = None;
const HEX_TOKEN: Option<&str> = Some("6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267");
const STS_TOKEN: Option<&str> = Some(concat!(
    "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YU",
    "uwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8Y",
    "QcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICC",
    "R/oLxBA=="
));

struct Vector {
    name: &'static str,
    /// Method, path and query, headers beside `Host`.
    request: (&'static str, &'static str, &'static [(&'static str, &'static str)]),
    token: Option<&'static str>,
    signature: &'static str,
}

#[rustfmt::skip]
const VECTORS: &[Vector] = &[
    Vector { name: "get-header-key-duplicate", request: ("GET", "/", &[("My-Header1", "value2"), ("My-Header1", "value2"), ("My-Header1", "value1")]), token: NO_TOKEN, signature: "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea" },
    Vector { name: "get-header-value-order", request: ("GET", "/", &[("My-Header1", "value4"), ("My-Header1", "value1"), ("My-Header1", "value3"), ("My-Header1", "value2")]), token: NO_TOKEN, signature: "08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01" },
    Vector { name: "get-header-value-trim", request: ("GET", "/", &[("My-Header1", "value1"), ("My-Header2", "\"a   b   c\"")]), token: NO_TOKEN, signature: "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736" },
    Vector { name: "get-relative-normalized", request: ("GET", "/example/..", &[]), token: NO_TOKEN, signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31" },
    Vector { name: "get-relative-relative-normalized", request: ("GET", "/example1/example2/../..", &[]), token: NO_TOKEN, signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31" },
    Vector { name: "get-slash-dot-slash-normalized", request: ("GET", "/./", &[]), token: NO_TOKEN, signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31" },
    Vector { name: "get-slash-normalized", request: ("GET", "//", &[]), token: NO_TOKEN, signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31" },
    Vector { name: "get-slash-pointless-dot-normalized", request: ("GET", "/./example", &[]), token: NO_TOKEN, signature: "ef75d96142cf21edca26f06005da7988e4f8dc83a165a80865db7089db637ec5" },
    Vector { name: "get-slashes-normalized", request: ("GET", "//example//", &[]), token: NO_TOKEN, signature: "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84" },
    Vector { name: "get-unreserved", request: ("GET", "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", &[]), token: NO_TOKEN, signature: "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f" },
    Vector { name: "get-utf8", request: ("GET", "/ሴ", &[]), token: NO_TOKEN, signature: "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85" },
    Vector { name: "get-vanilla", request: ("GET", "/", &[]), token: NO_TOKEN, signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31" },
    Vector { name: "get-vanilla-empty-query-key", request: ("GET", "/?Param1=value1", &[]), token: NO_TOKEN, signature: "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb" },
    Vector { name: "get-vanilla-query", request: ("GET", "/", &[]), token: NO_TOKEN, signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31" },
    Vector { name: "get-vanilla-query-order-encoded", request: ("GET", "/?Param-3=Value3&Param=Value2&%E1%88%B4=Value1", &[]), token: NO_TOKEN, signature: "371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac" },
    Vector { name: "get-vanilla-query-order-key-case", request: ("GET", "/?Param2=value2&Param1=value1", &[]), token: NO_TOKEN, signature: "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500" },
    Vector { name: "get-vanilla-query-unreserved", request: ("GET", "/?-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz=-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", &[]), token: NO_TOKEN, signature: "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197" },
    Vector { name: "get-vanilla-utf8-query", request: ("GET", "/?ሴ=bar", &[]), token: NO_TOKEN, signature: "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04" },
    Vector { name: "get-vanilla-with-session-token", request: ("GET", "/", &[]), token: HEX_TOKEN, signature: "07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8" },
    Vector { name: "post-header-key-case", request: ("POST", "/", &[]), token: NO_TOKEN, signature: "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b" },
    Vector { name: "post-header-key-sort", request: ("POST", "/", &[("My-Header1", "value1")]), token: NO_TOKEN, signature: "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c" },
    Vector { name: "post-header-value-case", request: ("POST", "/", &[("My-Header1", "VALUE1")]), token: NO_TOKEN, signature: "cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d" },
    Vector { name: "post-sts-header-before", request: ("POST", "/", &[]), token: STS_TOKEN, signature: "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead" },
    Vector { name: "post-vanilla", request: ("POST", "/", &[]), token: NO_TOKEN, signature: "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b" },
    Vector { name: "post-vanilla-empty-query-value", request: ("POST", "/?Param1=value1", &[]), token: NO_TOKEN, signature: "28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11" },
    Vector { name: "post-vanilla-query", request: ("POST", "/?Param1=value1", &[]), token: NO_TOKEN, signature: "28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11" },
];

fn credentials() -> Credentials {
    Credentials::new(ACCESS_KEY, SECRET_KEY)
}

fn request(method: &str, uri: &str, body: &'static str) -> Request<Bytes> {
    Request::builder().method(method).uri(uri).body(Bytes::from_static(body.as_bytes())).unwrap()
}

fn authorization(request: &Request<Bytes>) -> &str {
    request.headers()["authorization"].to_str().unwrap()
}

#[test]
fn published_vectors() {
    assert!(VECTORS.len() == 26);
    let now: Timestamp = "2015-08-30T12:36:00Z".parse().unwrap();
    for Vector { name, request: (method, target, headers), token, signature } in VECTORS {
        let credentials = match token {
            Some(token) => credentials().session_token(*token),
            None => credentials(),
        };
        let signer = Signer::new(&credentials, "service", "us-east-1".to_owned()).unwrap();
        let mut request = request(method, &format!("https://example.amazonaws.com{target}"), "");
        for (name, value) in *headers {
            let name = HeaderName::try_from(*name).unwrap();
            request.headers_mut().append(name, HeaderValue::from_static(value));
        }
        signer.sign(&mut request, false, now).unwrap();
        let expected = "Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=";
        let authorization = authorization(&request);
        assert!(authorization.starts_with("AWS4-HMAC-SHA256 "), "{name}: {authorization}");
        assert!(authorization.contains(expected), "{name}: {authorization}");
        assert!(authorization.ends_with(&format!(", Signature={signature}")), "{name}: {authorization}");
        assert_eq!(request.headers()["x-amz-date"], "20150830T123600Z", "{name}");
        assert_eq!(request.headers()["host"], "example.amazonaws.com", "{name}");
        assert_eq!(
            request.headers().get("x-amz-security-token").map(|token| token.to_str().unwrap()),
            *token,
            "{name}"
        );
    }
}

/// From the first edition of the vectors, which signs the body without naming its hash in a header.
#[test]
fn the_body_is_signed() {
    let signer = Signer::new(&credentials(), "service", "us-east-1".to_owned()).unwrap();
    let mut request = request("POST", "https://example.amazonaws.com/", "Param1=value1");
    let form = HeaderValue::from_static("application/x-www-form-urlencoded");
    request.headers_mut().insert("content-type", form);
    signer.sign(&mut request, false, "2015-08-30T12:36:00Z".parse().unwrap()).unwrap();
    assert!(
        authorization(&request).ends_with(
            "SignedHeaders=content-type;host;x-amz-date, \
             Signature=ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"
        ),
        "{}",
        authorization(&request)
    );
}

/// An ARN in a path label is escaped on the wire, and once more in what is signed.
#[test]
fn an_escaped_path_is_escaped_again() {
    let signer = Signer::new(&credentials(), "lambda", "us-east-2".to_owned()).unwrap();
    let function = "arn%3Aaws%3Alambda%3Aus-west-2%3A892717189312%3Afunction%3Amy-rusty-fun";
    let uri = format!("https://lambda.us-east-2.amazonaws.com/2015-03-31/functions/{function}/invocations");
    let mut request = request("POST", &uri, "");
    signer.sign(&mut request, false, "2021-05-11T15:40:45Z".parse().unwrap()).unwrap();
    let signature = "4b93abbcc68be32bd64c18e2c71150660ab4c29bbd6c32a383a7517a88fc1804";
    assert!(authorization(&request).ends_with(signature), "{}", authorization(&request));
}

#[test]
fn the_port_is_part_of_the_signed_host() {
    let signer = Signer::new(&credentials(), "service", "us-east-1".to_owned()).unwrap();
    let mut request = request("GET", "http://127.0.0.1:4566/", "");
    signer.sign(&mut request, false, Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!(request.headers()["host"], "127.0.0.1:4566");
}

#[test]
fn from_the_environment() {
    let complete = |name: &str| match name {
        "AWS_ACCESS_KEY_ID" => Some("AKID".to_owned()),
        "AWS_SECRET_ACCESS_KEY" => Some("secret".to_owned()),
        "AWS_SESSION_TOKEN" => Some("token".to_owned()),
        _ => None,
    };
    let credentials = Credentials::from_lookup(complete).unwrap();
    assert_eq!(credentials.access_key_id, "AKID");
    assert_eq!(credentials.secret_access_key.expose_secret(), "secret");
    assert_eq!(credentials.session_token.unwrap().expose_secret(), "token");

    let without_token = |name: &str| complete(name).filter(|_| name != "AWS_SESSION_TOKEN");
    assert!(Credentials::from_lookup(without_token).unwrap().session_token.is_none());
    let without_secret = |name: &str| complete(name).filter(|_| name != "AWS_SECRET_ACCESS_KEY");
    assert_eq!(
        Credentials::from_lookup(without_secret).unwrap_err(),
        BuildError::MissingEnvironment { variable: "AWS_SECRET_ACCESS_KEY" }
    );
    let empty = |_: &str| Some(String::new());
    assert!(Credentials::from_lookup(empty).is_err());
}

#[test]
fn credentials_that_no_header_can_hold() {
    for (credentials, what) in [
        (Credentials::new("", "secret"), "access key ID"),
        (Credentials::new("AKID\n", "secret"), "access key ID"),
        (Credentials::new("AKID", ""), "secret access key"),
        (Credentials::new("AKID", "secret").session_token("to\0ken"), "session token"),
    ] {
        let error = Signer::new(&credentials, "service", "us-east-1".to_owned()).unwrap_err();
        assert_eq!(error, BuildError::InvalidCredentials { what });
    }
}

#[test]
fn secrets_are_not_shown() {
    let credentials = credentials().session_token("sesame");
    let signer = Signer::new(&credentials, "service", "us-east-1".to_owned()).unwrap();
    let mut request = request("GET", "https://example.amazonaws.com/", "");
    signer.sign(&mut request, false, Timestamp::UNIX_EPOCH).unwrap();
    let shown = format!("{credentials:?} {signer:?} {:?}", request.headers());
    for secret in [SECRET_KEY, "sesame", "Signature="] {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert!(shown.contains(ACCESS_KEY));
}

/// From the documentation of S3's signatures: the example of a `GET` with a range, and one of its paths.
#[test]
fn s3_wants_the_path_as_it_is_and_the_hash_in_a_header() {
    let credentials = Credentials::new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    let signer = Signer::new(&credentials, "s3", "us-east-1".to_owned()).unwrap();
    let mut request = request("GET", "https://examplebucket.s3.amazonaws.com/test.txt", "");
    request.headers_mut().insert("range", HeaderValue::from_static("bytes=0-9"));
    signer.sign(&mut request, false, "2013-05-24T00:00:00Z".parse().unwrap()).unwrap();
    assert_eq!(
        request.headers()["x-amz-content-sha256"],
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    );
    let signature = "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41";
    assert!(authorization(&request).ends_with(signature), "{}", authorization(&request));
}

#[test]
fn a_stream_is_signed_without_its_body() {
    for service in ["s3", "other"] {
        let signer = Signer::new(&credentials(), service, "us-east-1".to_owned()).unwrap();
        let mut request = request("PUT", "https://example.amazonaws.com/a%2Fb", "");
        signer.sign(&mut request, true, Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(request.headers()["x-amz-content-sha256"], "UNSIGNED-PAYLOAD");
    }
}
