//! CBOR (RFC 8949), as Smithy RPC v2 speaks it.

mod read;
mod write;

pub(crate) use read::from_bytes;
pub(crate) use write::to_bytes;
