//! Commands that the guide names.

use clap::Parser;
use clap::error::ErrorKind;
use docwright::args::Cli;

use crate::{Chapter, Part};

/// Splits a line into words, as a shell does with quotes.
pub(crate) fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for c in line.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, ' ') => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    assert!(quote.is_none(), "a quote is open: {line}");
    words.extend(word);
    words
}

/// The lines of a chapter that are commands of docwright.
fn commands(chapter: &Chapter) -> Vec<String> {
    let mut commands = Vec::new();
    for part in chapter.parts() {
        match part {
            Part::Code(language, text) if ["sh", "console", "yaml"].contains(&language.as_str()) => {
                let line =
                    |line: &str| line.trim().trim_start_matches("- ").trim_start_matches("run: ").to_owned();
                commands.extend(text.lines().map(line));
            }
            Part::Inline(text) => commands.push(text),
            _ => {}
        }
    }
    commands.retain(|command| command.starts_with("docwright ") && !command.contains(['…', '<']));
    commands
}

#[test]
fn they_can_be_given() {
    let mut count = 0;
    for chapter in Chapter::all() {
        for command in commands(&chapter) {
            count += 1;
            let command = command.split(" > ").next().unwrap().split(" #").next().unwrap();
            let words = words(command);
            let is_name_alone = words.len() == 2;
            if let Err(error) = Cli::try_parse_from(words) {
                let is_fine = match error.kind() {
                    ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => true,
                    ErrorKind::MissingRequiredArgument => is_name_alone,
                    _ => false,
                };
                assert!(is_fine, "{}: `{command}`: {error}", chapter.name);
            }
        }
    }
    assert!(count > 70, "{count}");
}

#[test]
fn words_are_split_as_shells_do() {
    assert_eq!(words("a --b 'c d' \"e's\" ''"), ["a", "--b", "c d", "e's", ""]);
}
