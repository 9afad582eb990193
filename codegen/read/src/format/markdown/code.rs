//! Code between fences at the margin. The parser would tell its lines one by one; where it begins and ends is seen here
//! as well, so that the parser need not look at them.

use std::ops::Range;

use memchr::memmem;

use super::table::Table;

const FENCE: &str = "```";
const OTHER_FENCE: &[u8] = b"~~~";

/// How deep a fence that closes code may be indented.
const MAX_INDENT: usize = 3;

/// Code between fences.
pub(super) struct Fence {
    /// Where the first fence begins.
    pub(super) start: usize,
    /// The lines between the fences.
    pub(super) content: Range<usize>,
    /// Where the line behind the last fence begins.
    pub(super) end: usize,
}

/// Returns the code of a page, outside of tables. `None` if the page has fences elsewhere than at the margin, or fences that
/// none closes: what these hold the parser alone can tell.
pub(super) fn fences(text: &str, tables: &[Table]) -> Option<Vec<Fence>> {
    let bytes = text.as_bytes();
    // The parser makes other line ends of carriage returns.
    if memmem::find(bytes, OTHER_FENCE).is_some() || memchr::memchr(b'\r', bytes).is_some() {
        return None;
    }
    let mut fences = Vec::new();
    let mut tables = tables.iter().peekable();
    let mut open: Option<(usize, usize, usize)> = None;
    let mut end = 0;
    for at in memmem::find_iter(bytes, FENCE) {
        if at < end {
            continue;
        }
        while tables.next_if(|table| table.span.end <= at).is_some() {}
        if open.is_none()
            && let Some(table) = tables.peek().filter(|table| table.span.start <= at)
        {
            end = table.span.end;
            continue;
        }
        let start = memchr::memrchr(b'\n', &bytes[..at]).map_or(0, |before| before + 1);
        end = memchr::memchr(b'\n', &bytes[at..]).map_or(text.len(), |length| at + length);
        let info = text[at..end].trim_start_matches('`');
        let length = end - at - info.len();
        let next = text.len().min(end + 1);
        match open {
            None if at == start && !info.contains('`') => open = Some((start, length, next)),
            None => return None,
            Some((open_at, least, first)) => {
                let is_closing = at - start <= MAX_INDENT
                    && text[start..at].bytes().all(|byte| byte == b' ')
                    && length >= least
                    && info.trim_ascii().is_empty();
                if is_closing {
                    fences.push(Fence { start: open_at, content: first..start, end: next });
                    open = None;
                }
            }
        }
    }
    open.is_none().then_some(fences)
}
