//! Tables, with cells that may run over several lines.
//!
//! No Markdown parser reads such cells: a line end breaks the row, and a bullet within a cell ends the table. A row
//! begins here with a line that begins with a pipe, and goes on until a line ends with a pipe and the row has as many
//! cells as the table has columns. A row that is never closed ends before the next row, or at a heading or blank line.

use std::borrow::Cow;
use std::ops::Range;

use crate::lines::{is_blank, may_begin, starts, trim, trim_end, trim_start};
use crate::search;

/// How many lines a row may have.
const MAX_ROW: usize = 500;

/// Where a table stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Table {
    /// The bytes of the table.
    pub(super) span: Range<usize>,
    /// How many columns it has.
    pub(super) columns: usize,
    /// The bytes of each row without the last line end, the row of titles first.
    pub(super) rows: Vec<Range<usize>>,
}

/// The lines of a text.
#[derive(Clone, Copy)]
struct Lines<'a> {
    text: &'a str,
    /// Where each begins.
    starts: &'a [usize],
}

impl<'a> Lines<'a> {
    fn get(self, line: usize) -> Option<Line<'a>> {
        let start = *self.starts.get(line)?;
        let end = self.starts.get(line + 1).copied().unwrap_or(self.text.len());
        Some(Line { start, text: self.text[start..end].trim_end_matches(['\n', '\r']) })
    }
}

/// A line of the page.
#[derive(Clone, Copy)]
struct Line<'a> {
    start: usize,
    text: &'a str,
}

impl Line<'_> {
    fn end(&self) -> usize {
        self.start + self.text.len()
    }

    fn is_row(&self) -> bool {
        let trimmed = self.text.trim_start_matches(' ');
        self.text.len() - trimmed.len() < 4 && trimmed.starts_with('|')
    }

    fn is_heading(&self) -> bool {
        let marks = self.text.bytes().take_while(|byte| *byte == b'#').count();
        (1..=6).contains(&marks) && self.text[marks..].starts_with([' ', '\t'])
    }
}

/// Finds the tables that stand at the margin of a text, the lines of which begin at these places.
pub(super) fn find(text: &str, starts: &[usize]) -> Vec<Table> {
    if !starts.iter().any(|start| text.as_bytes().get(*start) == Some(&b'|')) {
        return Vec::new();
    }
    let lines = Lines { text, starts };
    // Other lines begin neither a table nor a fence.
    let may_count =
        |line: &usize| may_begin(&text[starts[*line]..], |first| matches!(first, b'|' | b'`' | b'~'));
    let mut tables = Vec::new();
    let mut fence = Fence::default();
    let mut at = 0;
    while let Some(next) = (at..starts.len()).find(may_count) {
        at = next + 1;
        let Some(line) = lines.get(next) else { break };
        fence.pass(line.text);
        if !fence.is_open()
            && line.text.starts_with('|')
            && let Some((table, behind)) = read(lines, next)
        {
            tables.push(table);
            at = behind;
        }
    }
    tables
}

/// Reads the text of one table that a Markdown parser has found.
pub(super) fn read_one(text: &str) -> Option<Table> {
    read(Lines { text, starts: &starts(text) }, 0).map(|(table, _)| table)
}

/// Returns the cells of a row: where each stands in `row`, without the blanks around it.
///
/// Cells beyond the last column belong to the last: a pipe that the page forgot to escape.
pub(super) fn cells(row: &str, columns: usize) -> Vec<Range<usize>> {
    let begin = row.len() - trim_start(row).len();
    let begin = begin + usize::from(row[begin..].starts_with('|'));
    let end = trim_end(row).len().max(begin);
    let end = end - usize::from(ends_with_pipe(&row[begin..end]));
    let inner = &row[begin..end];
    let mut cells = Vec::new();
    let mut start = 0;
    for pipe in pipes(inner).take(columns.saturating_sub(1)) {
        cells.push(start..pipe);
        start = pipe + 1;
    }
    cells.push(start..inner.len());
    for cell in &mut cells {
        let text = &inner[cell.clone()];
        let first = cell.start + text.len() - trim_start(text).len();
        *cell = begin + first..begin + first + trim(text).len();
    }
    cells
}

/// Returns a cell's text with its pipes no longer escaped.
pub(super) fn unescape(cell: &str) -> Cow<'_, str> {
    if search::find(cell, "\\|").is_some() {
        Cow::Owned(cell.replace("\\|", "|"))
    } else {
        Cow::Borrowed(cell)
    }
}

/// Whether the line separates a table's titles from its rows.
pub(super) fn is_delimiter(line: &str) -> bool {
    let line = line.trim();
    line.contains('|')
        && line.contains('-')
        && line.bytes().all(|byte| matches!(byte, b'|' | b'-' | b':' | b' ' | b'\t'))
}

/// Whether we are within a fenced code block.
#[derive(Default)]
pub(super) struct Fence(Option<(char, usize)>);

impl Fence {
    /// Takes notice of a line.
    pub(super) fn pass(&mut self, line: &str) {
        let Some((mark, length, info)) = fence_of(line) else { return };
        match self.0 {
            None if mark == '~' || !info.contains('`') => self.0 = Some((mark, length)),
            Some((open, least)) if mark == open && length >= least && info.is_empty() => self.0 = None,
            _ => {}
        }
    }

    pub(super) fn is_open(&self) -> bool {
        self.0.is_some()
    }
}

/// Returns the character and length of the fence with which the line begins, and what follows it.
pub(super) fn fence_of(line: &str) -> Option<(char, usize, &str)> {
    if !may_begin(line, |first| matches!(first, b'`' | b'~')) {
        return None;
    }
    let line = line.trim_start();
    let mark = line.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
    let rest = line.trim_start_matches(mark);
    let length = line.len() - rest.len();
    (length >= 3).then_some((mark, length, rest.trim()))
}

/// Reads the table that begins at the line `at`, if one does; returns it with the line that follows it.
fn read(lines: Lines<'_>, at: usize) -> Option<(Table, usize)> {
    let titles = lines.get(at)?;
    let delimiter = lines.get(at + 1).filter(|line| is_delimiter(line.text))?;
    let columns = cells(titles.text, usize::MAX).len();
    if cells(delimiter.text, usize::MAX).len() != columns {
        return None;
    }
    let mut table = Table {
        span: titles.start..delimiter.end(),
        columns,
        rows: std::iter::once(titles.start..titles.end()).collect(),
    };
    let mut next = at + 2;
    while let Some(first) = lines.get(next).filter(Line::is_row) {
        let last = last_line_of_row(lines, next, columns);
        let row = first.start..lines.get(last).map_or(first.end(), |line| line.end());
        table.span.end = row.end;
        table.rows.push(row);
        next = last + 1;
    }
    Some((table, next))
}

/// Returns the last line of the row that begins with the line `first`.
fn last_line_of_row(lines: Lines<'_>, first: usize, columns: usize) -> usize {
    let mut pipes_seen = 0;
    let mut fence = Fence::default();
    let mut last_resort = None;
    let end = lines.starts.len().min(first + MAX_ROW);
    for (at, line) in (first..end).filter_map(|at| Some((at, lines.get(at)?))) {
        if at > first && line.is_row() && !fence.is_open() {
            return last_resort.unwrap_or(at - 1);
        }
        if at > first && (line.is_heading() || is_blank(line.text)) {
            last_resort.get_or_insert(at - 1);
        }
        fence.pass(line.text);
        pipes_seen += pipes(line.text).count();
        if pipes_seen > columns && ends_with_pipe(line.text) && !fence.is_open() {
            return at;
        }
    }
    last_resort.unwrap_or(end - 1)
}

/// Returns where the pipes stand that are not escaped.
fn pipes(text: &str) -> impl DoubleEndedIterator<Item = usize> {
    let bytes = text.as_bytes();
    let is_escaped =
        |at: &usize| bytes[..*at].iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1;
    memchr::memchr_iter(b'|', bytes).filter(move |at| !is_escaped(at))
}

fn ends_with_pipe(text: &str) -> bool {
    let text = trim_end(text);
    text.ends_with('|') && pipes(text).next_back() == Some(text.len() - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(text: &str) -> Vec<Table> {
        super::find(text, &starts(text))
    }

    fn rows(text: &str) -> Vec<Vec<String>> {
        let table = find(text).remove(0);
        let cell = |row: &str, cell: Range<usize>| unescape(&row[cell]).into_owned();
        table
            .rows
            .iter()
            .map(|row| &text[row.clone()])
            .map(|row| cells(row, table.columns).into_iter().map(|span| cell(row, span)).collect())
            .collect()
    }

    #[test]
    fn a_cell_runs_over_lines_blanks_and_bullets_until_its_pipe() {
        let text = "| N | D |\n|---|---|\n| `a` | one\n\n**T**: X\n- `P`\n- `Q` |\n| `b` | two |\nafter\n";
        assert_eq!(rows(text), [["N", "D"], ["`a`", "one\n\n**T**: X\n- `P`\n- `Q`"], ["`b`", "two"]]);
        assert_eq!(&text[find(text)[0].span.end..], "\nafter\n");
    }

    #[test]
    fn a_row_without_its_last_pipe_ends_before_the_next_row_or_heading() {
        assert_eq!(rows("| N | D |\n|--|--|\n| a | one\n| b | two |\n")[1], ["a", "one"]);
        let text = "| N | D |\n|--|--|\n| a | one\ntwo\n# Next\nprose\n| M | E |\n|--|--|\n";
        assert_eq!(rows(text)[1], ["a", "one\ntwo"]);
        assert_eq!(find(text).len(), 2);
    }

    #[test]
    fn pipes_in_excess_belong_to_the_last_cell_and_escaped_ones_to_any() {
        assert_eq!(rows("| N | D |\n|--|--|\n| a \\| b | `x|y` |\n")[1], ["a | b", "`x|y`"]);
    }

    #[test]
    fn what_looks_like_a_table_within_code_is_none() {
        assert_eq!(find("```\n| a |\n|---|\n```\n"), []);
        assert_eq!(find("| a | b |\n|---|\n"), []);
    }
}
