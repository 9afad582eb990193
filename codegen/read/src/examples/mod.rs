//! Types from examples: what the values that a page shows have in common.
//!
//! A dialect reads the examples of a body with [`Json::parse`], which keeps the lines of each value, and hands all
//! of them together to [`Inferred::of`]. What comes out is one tree; [`Inferred::claim`] adds it to the claims, each
//! fact inferred by the rule of its name, from the lines of the first value that shows it:
//!
//! | rule | if the values are | then |
//! |---|---|---|
//! | `example-struct` | objects | a structure with all names that occur; none is required, for an example is no promise |
//! | `example-map` | objects of which every key is an id: a UUID, a number, or a text that is no name | a map |
//! | `example-empty` | objects or lists without content, or null | an object, a list of anything, anything |
//! | `example-list` | lists | a list; the elements of all of them are unified |
//! | `example-boolean` | true or false | a boolean |
//! | `example-integer` | numbers without a fraction | an integer |
//! | `example-number` | numbers, some with a fraction | a double |
//! | `example-date-time` | points in time as of RFC 3339 | a timestamp of the format `date-time` |
//! | `example-date` | dates `YYYY-MM-DD` | a date |
//! | `example-uuid` | whole UUIDs in lower case | a UUID; if some are in upper case, a string of the format `uuid` |
//! | `example-uri` | absolute URLs | a string of the format `uri` |
//! | `example-ipv4` | IPv4 addresses | a string of the format `ipv4` |
//! | `example-values` | upper-case words joined by underscores, at least two of them; if any holds a digit, one twice | a string with these values and others: an open enum |
//! | `example-string` | other texts | a string |
//! | `example-mixed` | of different types | anything |
//!
//! A null tells nothing where other values are, and an empty object or list is completed by those with content. One
//! value that does not fit a refinement (a UUID that is a digit short) makes the others plain strings, too.

mod infer;
mod json;
mod text;

pub(crate) use infer::{Inferred, Parts};
pub(crate) use json::{Json, JsonError, JsonValue};
pub(crate) use text::{is_date, is_date_time, is_uuid};
