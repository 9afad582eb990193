//! The command `docwright`; see the library.

use std::process::ExitCode;

use clap::Parser;
use docwright::args::Cli;

/// Reading pages is mostly making small things and dropping them; this is a quarter faster than the C library's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    cli.color.write_global();
    let (mut out, mut err) = (anstream::stdout().lock(), anstream::stderr().lock());
    docwright::run(&cli, &mut out, &mut err).into()
}
