//! The command, as its users run it: on workspaces in temporary folders.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod answers;
mod bad_input;
mod bench;
mod codes;
mod compare;
mod cycle;
mod folder;
#[cfg(unix)]
mod hooks;
mod killed;
mod maintainer;
mod overlay;
mod readme;
mod remembered;
mod report;
mod sync;
mod usage;
mod watch;
