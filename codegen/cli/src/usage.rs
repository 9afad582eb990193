//! Command lines that cannot be understood.

use std::ffi::OsStr;
use std::io::Write;

use crate::render::Record;
use crate::terminal::Exit;

/// Says what is wrong with a command line, or prints the help that it asks for, and returns how that ends. Whoever asks
/// for JSON gets what is wrong as JSON, on `out`.
pub fn refuse<S: AsRef<OsStr>>(error: &clap::Error, arguments: &[S], out: &mut dyn Write) -> Exit {
    let is_wrong = error.use_stderr();
    let written = if is_wrong && asks_for_json(arguments) {
        let message = error.to_string();
        let message = message.trim().strip_prefix("error: ").unwrap_or(&message);
        out.write_all(Record::Usage { message }.line().as_bytes())
    } else {
        error.print()
    };
    match (written, is_wrong) {
        (Err(error), _) if error.kind() != std::io::ErrorKind::BrokenPipe => Exit::Files,
        (_, true) => Exit::Usage,
        (_, false) => Exit::Fine,
    }
}

/// Whether `--format json` is among the arguments, whatever else they are.
fn asks_for_json<S: AsRef<OsStr>>(arguments: &[S]) -> bool {
    let is = |argument: &S, text: &str| argument.as_ref() == OsStr::new(text);
    arguments.iter().any(|argument| is(argument, "--format=json"))
        || arguments.windows(2).any(|pair| is(&pair[0], "--format") && is(&pair[1], "json"))
}
