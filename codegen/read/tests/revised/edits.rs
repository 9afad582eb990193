//! Random edits of pages, line by line.

use std::ops::Range;

use docwright_read::PageSource;
use proptest::prelude::*;

/// How a page changes.
#[derive(Clone, Debug)]
pub(super) enum Edit {
    /// A line is taken away.
    Drop(usize),
    /// An empty line comes before a line.
    Space(usize),
    /// A word is another one, where a line has some.
    Word(usize, &'static str),
    /// The numbers of a line are another one.
    Number(usize, u16),
    /// A line becomes another one of the page.
    Copy(usize, usize),
    /// What a line begins with is called otherwise on the whole page.
    Rename(usize, &'static str),
    /// A list of values has the first of them no more, or another one.
    Value(usize, bool),
    /// Lines that follow one another stand there once more, elsewhere.
    Repeat(usize, usize, usize),
    /// As many lines at one place and at another one change places.
    Swap(usize, usize, usize),
    /// Lines that follow one another are taken away.
    Cut(usize, usize),
    /// A line is followed by an entry that describes a member of that name.
    Enter(usize, &'static str),
    /// What another page's operation takes, syntax and description, is taken here, too.
    Borrow(usize, usize),
    /// Something is not taken any more, in syntax and description.
    Withdraw(usize),
}

pub(super) fn any_edit() -> impl Strategy<Value = Edit> {
    let line = 0..5_000_usize;
    let word =
        prop::sample::select(vec!["lamp", "It must not be empty.", "Yes", "No", "string", "deprecated", ""]);
    let name = prop::sample::select(vec![
        "lamp",
        "Lamps",
        "name",
        "nextToken",
        "maxResults",
        "tags",
        "lampShade",
        "ThrottlingException",
        "ValidationException",
    ]);
    prop_oneof![
        1 => line.clone().prop_map(Edit::Drop),
        3 => line.clone().prop_map(Edit::Space),
        6 => (line.clone(), word).prop_map(|(line, word)| Edit::Word(line, word)),
        2 => (line.clone(), 0..300_u16).prop_map(|(line, number)| Edit::Number(line, number)),
        1 => (line.clone(), line.clone()).prop_map(|(a, b)| Edit::Copy(a, b)),
        3 => (line.clone(), name.clone()).prop_map(|(line, name)| Edit::Rename(line, name)),
        2 => (line.clone(), any::<bool>()).prop_map(|(line, is_new)| Edit::Value(line, is_new)),
        1 => (line.clone(), 1..12_usize, line.clone()).prop_map(|(from, count, to)| Edit::Repeat(from, count, to)),
        1 => (line.clone(), line.clone(), 1..12_usize).prop_map(|(a, b, count)| Edit::Swap(a, b, count)),
        1 => (line.clone(), 1..8_usize).prop_map(|(from, count)| Edit::Cut(from, count)),
        4 => (line.clone(), name).prop_map(|(line, name)| Edit::Enter(line, name)),
        6 => (line.clone(), line.clone()).prop_map(|(page, which)| Edit::Borrow(page, which)),
        6 => line.prop_map(Edit::Withdraw),
    ]
}

pub(super) fn edit(text: &str, edit: &Edit, pages: &[PageSource]) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let count = lines.len();
    if count > 0 {
        match edit {
            Edit::Drop(line) => drop(lines.remove(line % count)),
            Edit::Space(line) => lines.insert(line % count, String::new()),
            Edit::Word(line, word) => {
                // The next line that has words from there on.
                let place = (0..count)
                    .map(|after| (line + after) % count)
                    .find(|at| lines[*at].contains(". ") || lines[*at].ends_with('.'));
                if let Some(place) = place {
                    let text = &lines[place];
                    let at = text.rfind(' ').unwrap_or_default();
                    lines[place] =
                        format!("{} {word}{}", &text[..at], if word.is_empty() { "." } else { "" });
                }
            }
            Edit::Number(line, number) => {
                let place = (0..count)
                    .map(|after| (line + after) % count)
                    .find(|at| lines[*at].contains(|c: char| c.is_ascii_digit()));
                if let Some(place) = place {
                    let parts: Vec<&str> = lines[place].split(|c: char| c.is_ascii_digit()).collect();
                    lines[place] = parts.join(&number.to_string());
                }
            }
            Edit::Copy(a, b) => lines[a % count] = lines[b % count].clone(),
            Edit::Rename(line, name) => {
                let is_within = |c: char| c.is_ascii_alphanumeric() || c == '_';
                let first = |line: &str| {
                    let word = line.trim_start_matches(|c: char| !is_within(c));
                    let end = word.find(|c: char| !is_within(c)).unwrap_or(word.len());
                    Some(word[..end].to_owned()).filter(|word| word.len() > 2)
                };
                let places = (0..count).map(|after| (line + after) % count);
                if let Some(word) = places.filter_map(|place| first(&lines[place])).next() {
                    for line in &mut lines {
                        let parts: Vec<&str> = line.split_inclusive(|c: char| !is_within(c)).collect();
                        let renamed = parts.into_iter().map(|part| match part.strip_prefix(word.as_str()) {
                            Some(mark) if !mark.starts_with(is_within) => format!("{name}{mark}"),
                            _ => part.to_owned(),
                        });
                        *line = renamed.collect();
                    }
                }
            }
            Edit::Value(line, is_new) => {
                let separators = ["'|'", " | "];
                let at = (0..count).map(|after| (line + after) % count);
                let found = at.flat_map(|at| separators.map(|separator| (at, separator)));
                if let Some((at, separator)) = found.into_iter().find(|(at, mark)| lines[*at].contains(mark))
                {
                    let first = lines[at].find(separator).unwrap();
                    match is_new {
                        true => lines[at].insert_str(first, &format!("{separator}LAMP")),
                        false => {
                            let start = lines[at][..first].rfind([' ', '\'']).map_or(0, |place| place + 1);
                            lines[at].replace_range(start..first + separator.len(), "");
                        }
                    }
                }
            }
            Edit::Repeat(from, length, to) => {
                let block: Vec<String> = lines.iter().skip(from % count).take(*length).cloned().collect();
                lines.splice(to % count..to % count, block);
            }
            Edit::Swap(a, b, length) => {
                let (a, b) = ((a % count).min(b % count), (a % count).max(b % count));
                for place in 0..*length.min(&(b - a)).min(&(count - b)) {
                    lines.swap(a + place, b + place);
                }
            }
            Edit::Cut(from, length) => {
                let end = (from % count + length).min(count);
                drop(lines.drain(from % count..end));
            }
            Edit::Borrow(page, which) => {
                let other: Vec<String> = pages[page % pages.len()].text.lines().map(str::to_owned).collect();
                let taken = taken_by(&other);
                if let Some((shown, described)) = taken.get(which % taken.len().max(1))
                    && let Some((before, before_entry)) = taken_by(&lines).into_iter().nth(which % 3)
                {
                    lines.splice(before_entry.start..before_entry.start, other[described.clone()].to_vec());
                    lines.splice(before.start..before.start, other[shown.clone()].to_vec());
                }
            }
            Edit::Withdraw(which) => {
                let taken = taken_by(&lines);
                if let Some((shown, described)) = taken.get(which % taken.len().max(1)) {
                    drop(lines.drain(described.clone()));
                    drop(lines.drain(shown.clone()));
                }
            }
            Edit::Enter(line, name) => {
                let place = (0..count).map(|after| (line + after) % count).find_map(|at| {
                    let indent = lines[at].len() - lines[at].trim_start().len();
                    // Entries begin so in either layout.
                    let is_client = lines[at].trim_start().starts_with("• ");
                    let is_wire =
                        at > 0 && lines[at - 1].is_empty() && lines.get(at + 1).is_some_and(String::is_empty);
                    (is_client || is_wire && lines[at].chars().all(|c| c.is_ascii_alphanumeric()))
                        .then_some((at, indent, is_client))
                });
                if let Some((at, indent, is_client)) = place {
                    let entry = match is_client {
                        true => format!("• {name} (integer) –\n\n  How many lamps there are.\n"),
                        false => {
                            format!("{name}\n\nHow many lamps there are.\n\nType: Integer\n\nRequired: No\n")
                        }
                    };
                    let entry = entry.split('\n').map(|line| match line {
                        "" => String::new(),
                        line => format!("{:indent$}{line}", ""),
                    });
                    lines.splice(at..at, entry.collect::<Vec<_>>());
                }
            }
        }
    }
    lines.join("\n")
}

/// Returns where a page of a method shows and where it describes what that takes.
fn taken_by(lines: &[String]) -> Vec<(Range<usize>, Range<usize>)> {
    let entries = lines.iter().enumerate().filter_map(|(at, line)| {
        let name = line.strip_prefix("  • ")?.split_once(" (")?.0;
        let is_next = |line: &String| line.starts_with("  • ") || !line.is_empty() && !line.starts_with(' ');
        let end = at + 1 + lines[at + 1..].iter().position(is_next)?;
        let start = lines[..at].iter().position(|line| line.starts_with(&format!("    {name}=")))?;
        let closing = match lines[start].chars().last()? {
            '[' => "    ]",
            '{' => "    }",
            _ => return Some((start..start + 1, at..end)),
        };
        let length = lines[start..at].iter().position(|line| line.starts_with(closing))?;
        Some((start..start + length + 1, at..end))
    });
    entries.collect()
}
