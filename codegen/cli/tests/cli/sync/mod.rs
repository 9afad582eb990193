//! `sync`, against real servers on loopback.

mod faults;
mod init;
mod pages;
pub(crate) mod server;

pub(crate) use server::{Reply, Server};

use crate::bench::{Bench, MANIFEST, PAGE};

/// A workspace with the service `clock` that has these sources, and asks fast.
pub(crate) fn bench(sources: &str) -> Bench {
    bench_with(sources, "")
}

pub(crate) fn bench_with(sources: &str, fetch: &str) -> Bench {
    let bench = Bench::empty();
    bench.write(
        "specs/clock/docwright.yaml",
        format!("{MANIFEST}sources:\n{sources}fetch: {{ pause: 0, attempts: 2, {fetch} }}\n"),
    );
    bench
}

/// The page of another operation.
pub(crate) fn page(operation: &str) -> String {
    PAGE.replace("GetTime", operation).replace("/time", &format!("/{}", operation.to_lowercase()))
}

pub(crate) fn source(kind: &str, url: &str) -> String {
    format!("  - {kind}: {url}\n")
}
