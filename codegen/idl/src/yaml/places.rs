//! On which lines of a YAML text its keys stand.

use saphyr_parser::{Event, Parser};

use crate::FactPath;

/// Returns each key and each element of a sequence, by its path, with the number of its line, counted from 1, in the order in
/// which they stand. What follows something malformed is left out.
pub fn places(text: &str) -> Vec<(FactPath, usize)> {
    let mut places = Vec::new();
    // The collections that are open: the path of each, and what comes next in it.
    let mut open: Vec<(FactPath, Next)> = Vec::new();
    for (event, span) in Parser::new_from_str(text).map_while(Result::ok) {
        let line = span.start.line();
        match event {
            Event::MappingStart(..) => {
                let path = value_path(&mut open, &mut places, line);
                open.push((path, Next::Key));
            }
            Event::SequenceStart(..) => {
                let path = value_path(&mut open, &mut places, line);
                open.push((path, Next::Element(0)));
            }
            Event::MappingEnd | Event::SequenceEnd => {
                open.pop();
            }
            Event::Scalar(text, ..) => match open.last_mut() {
                Some((path, next @ Next::Key)) => {
                    places.push((path.join(text.as_ref()), line));
                    *next = Next::Value(text.into_owned());
                }
                _ => {
                    value_path(&mut open, &mut places, line);
                }
            },
            Event::Alias(_) => {
                value_path(&mut open, &mut places, line);
            }
            _ => {}
        }
    }
    places
}

enum Next {
    Key,
    Value(String),
    Element(usize),
}

/// Returns the path of a value that begins, and goes on in what holds it.
fn value_path(open: &mut [(FactPath, Next)], places: &mut Vec<(FactPath, usize)>, line: usize) -> FactPath {
    let Some((path, next)) = open.last_mut() else { return FactPath::default() };
    match next {
        Next::Value(key) => {
            let path = path.join(std::mem::take(key));
            *next = Next::Key;
            path
        }
        Next::Element(index) => {
            let path = path.join(index.to_string());
            *index += 1;
            places.push((path.clone(), line));
            path
        }
        // A key that is a collection has no path; its value is skipped as if it had an empty one.
        Next::Key => {
            *next = Next::Value(String::new());
            path.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_and_element_has_its_line() {
        let text = "a: { x: 1, y: [p, q] }\nb:\n  c: |\n    text\n    more\n  d:\n    - e: f\n      g: h\n";
        let places: Vec<_> = places(text).into_iter().map(|(path, line)| (path.to_string(), line)).collect();
        let expected = [
            ("a", 1),
            ("a.x", 1),
            ("a.y", 1),
            ("a.y.0", 1),
            ("a.y.1", 1),
            ("b", 2),
            ("b.c", 3),
            ("b.d", 6),
            ("b.d.0", 7),
            ("b.d.0.e", 7),
            ("b.d.0.g", 8),
        ];
        assert_eq!(places, expected.map(|(path, line)| (path.to_owned(), line)));
        assert!(super::places("[: }").len() < 3);
    }
}
