//! Checks a signature as the service does: written from the specification of AWS Signature Version 4, with nothing of
//! the code that signs.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::server::Received;

pub(crate) const KEY_ID: &str = "AKIDEXAMPLE";
pub(crate) const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

/// Panics unless the request is signed with [`SECRET`] for the region and service.
pub(crate) fn verify(request: &Received, region: &str, service: &str) {
    let authorization = request.header("authorization");
    let part = |name: &str| {
        let (_, rest) = authorization
            .split_once(&format!("{name}="))
            .unwrap_or_else(|| panic!("no {name} in {authorization}"));
        rest.split(',').next().unwrap().trim().to_owned()
    };
    assert!(authorization.starts_with("AWS4-HMAC-SHA256 "), "{authorization}");
    let time = request.header("x-amz-date");
    let date = &time[..8];
    let scope = format!("{date}/{region}/{service}/aws4_request");
    assert_eq!(part("Credential"), format!("{KEY_ID}/{scope}"));
    let signed = part("SignedHeaders");
    assert!(signed.split(';').any(|name| name == "host"), "{signed}");
    let headers: String = signed
        .split(';')
        .map(|name| {
            format!("{name}:{}\n", request.header(name).split_whitespace().collect::<Vec<_>>().join(" "))
        })
        .collect();
    let mut query: Vec<_> = request.query.split('&').filter(|pair| !pair.is_empty()).collect();
    query.sort_unstable();
    let canonical = [
        request.method.clone(),
        escape_again(&request.path),
        query.join("&"),
        headers,
        signed.clone(),
        hex(&Sha256::digest(&request.body)),
    ]
    .join("\n");
    let text = format!("AWS4-HMAC-SHA256\n{time}\n{scope}\n{}", hex(&Sha256::digest(&canonical)));
    let key = [date, region, service, "aws4_request"]
        .iter()
        .fold(format!("AWS4{SECRET}").into_bytes(), |key, part| mac(&key, part.as_bytes()));
    assert_eq!(part("Signature"), hex(&mac(&key, text.as_bytes())), "{canonical}");
}

/// Every service but S3 signs the path with its escapes escaped once more.
fn escape_again(path: &str) -> String {
    path.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

fn mac(key: &[u8], text: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(text);
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
