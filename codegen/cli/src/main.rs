//! The command `docwright`; see the library.

use std::process::ExitCode;

use clap::Parser;
use docwright::args::Cli;

/// Reading pages is mostly making small things and dropping them; this is a quarter faster than the C library's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    let cli = match Cli::try_parse_from(&arguments) {
        Ok(cli) => cli,
        Err(error) => return docwright::refuse(&error, &arguments, &mut anstream::stdout().lock()).into(),
    };
    cli.color.write_global();
    let (mut out, mut err) = (anstream::stdout().lock(), anstream::stderr().lock());
    docwright::run(&cli, &mut out, &mut err).into()
}
