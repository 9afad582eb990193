//! The page of diagnostics: each code with its severity, why it is a finding, an example, and the way out.

use docwright::lint::section;
use docwright_idl::Code;

/// Returns the page.
pub(super) fn page() -> String {
    let mut page = "# Diagnostics\n\n<!-- Written by `cargo xtask guide`. -->\n\n\
        Every finding has a code that stays what it is. `docwright lint --explain DW0107` prints what stands here; the\n\
        examples are run by a test, in a workspace with one service, `clock`. A block with a path is a file, one with `-` and `+`\n\
        a change to one.\n\n\
        | code | severity | what it says |\n|---|---|---|\n"
        .to_owned();
    for (code, ..) in Code::ALL {
        let anchor = code.as_str().to_lowercase();
        page.push_str(&format!("| [{code}](#{anchor}) | {} | {} |\n", code.severity(), code.title()));
    }
    for (code, ..) in Code::ALL {
        page.push_str(&format!("\n## {code}\n\n**{}** ({})\n\n", code.title(), code.severity()));
        for line in section(*code).unwrap_or_default().trim().lines() {
            page.push_str(&fence(line));
            page.push('\n');
        }
    }
    page
}

/// The examples name their files behind the fence, which renderers do not show.
fn fence(line: &str) -> String {
    let info = line.trim_start_matches('`');
    let fence = &line[..line.len() - info.len()];
    if fence.len() < 3 {
        return line.to_owned();
    }
    match info.split_whitespace().collect::<Vec<_>>().as_slice() {
        ["text", file] => format!("`{file}`:\n\n{fence}text"),
        ["bytes", file] => format!("`{file}`, in hexadecimal:\n\n{fence}text"),
        ["diff", file] => format!("In `{file}`:\n\n{fence}diff"),
        ["copy", to, from] => format!("`{to}`, a copy of `{from}`.\n\n{fence}text"),
        ["serve", path, answer @ ..] => {
            format!("`http://docs.example.com{path}` answers `{}`:\n\n{fence}text", answer.join(" "))
        }
        _ => line.to_owned(),
    }
}
