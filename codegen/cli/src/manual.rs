//! `docwright man`: the manual's pages, one for the command and one for each of its commands.

use std::path::Path;

use clap::CommandFactory;
use clap_mangen::Man;
use docwright_idl::file::write_if_changed;
use docwright_idl::{Code, Diagnostic};

use crate::Failure;
use crate::args::Cli;
use crate::terminal::Terminal;

/// Writes the pages into a folder.
///
/// # Errors
///
/// That the folder or a file cannot be written (`DW0111`).
pub fn man(folder: &Path, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
    for (name, text) in pages()? {
        let path = folder.join(name);
        let verb = if write_if_changed(&path, &text)? { "Wrote" } else { "Unchanged" };
        terminal.done(verb, &path.display().to_string());
    }
    Ok(())
}

/// Returns each page's file name and text (roff), in the order of the commands.
///
/// # Errors
///
/// That a page cannot be rendered (`DW0111`).
pub fn pages() -> Result<Vec<(String, String)>, Diagnostic> {
    // Building gives each command its whole name, with hyphens as those of git: `docwright-overlay-add`.
    let mut command = Cli::command();
    command.build();
    let mut pages = Vec::new();
    render(&command, &mut pages)?;
    Ok(pages)
}

fn render(command: &clap::Command, pages: &mut Vec<(String, String)>) -> Result<(), Diagnostic> {
    let page = Man::new(command.clone());
    let mut text = Vec::new();
    page.render(&mut text).map_err(|error| {
        Diagnostic::new(Code::CANNOT_WRITE, format!("cannot render a page of the manual: {error}"))
    })?;
    pages.push((page.get_filename(), String::from_utf8_lossy(&text).into_owned()));
    command
        .get_subcommands()
        .filter(|below| !below.is_hide_set() && below.get_name() != "help")
        .try_for_each(|below| render(below, pages))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_command_has_a_page_with_its_options_and_examples() {
        let pages = pages().unwrap();
        let page = |name: &str| &pages.iter().find(|(known, _)| known == name).unwrap().1;
        assert_eq!(pages.len(), 2 + Cli::command().get_subcommands().count());
        assert!(page("docwright.1").contains("docwright\\-overlay(1)"), "{}", page("docwright.1"));
        let diff = page("docwright-diff.1");
        assert!(diff.contains(".TH docwright-diff 1") && diff.contains("fail\\-on"), "{diff}");
        assert!(page("docwright-overlay-add.1").contains("Examples:"));
    }
}
