//! Each generated client calls a real HTTP server on loopback. The server checks what arrives, down to the signature,
//! and answers as the documentation shows: success and errors.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod acronis_dr;
mod aws_drs;
mod in_memory;
mod lightsail;
mod pagination;
mod server;
mod sigv4;
mod validation;
