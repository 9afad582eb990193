//! The command `docwright`; see the library.

use std::process::ExitCode;

use clap::Parser;
use docwright::args::Cli;

fn main() -> ExitCode {
    let cli = Cli::parse();
    cli.color.write_global();
    let (mut out, mut err) = (anstream::stdout().lock(), anstream::stderr().lock());
    docwright::run(&cli, &mut out, &mut err).into()
}
