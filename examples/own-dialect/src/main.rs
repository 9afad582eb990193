//! `docwright` with one more dialect: all of its commands read pages of the layout, too.

use std::process::ExitCode;

// ANCHOR: main
fn main() -> ExitCode {
    if let Err(error) = docwright_read::dialect::add(&[&own_dialect::Cards]) {
        eprintln!("error: {error}");
        return ExitCode::from(2);
    }
    docwright::main()
}
// ANCHOR_END: main
