//! Types from examples: what the values that a page shows have in common.
//!
//! A dialect reads the examples of a body with [`Json::parse`], which keeps the lines of each value, and hands all
//! of them together to [`Inferred::of`]. What comes out is one tree of what is [`Shown`] at each place;
//! [`Inferred::claim`] adds it to the claims. What is shown at several places of one shape is joined when the claims are
//! reconciled, and only then something follows from it, by the rule of its name, from the lines of the first value that
//! shows it:
//!
//! | rule | if the values are | then |
//! |---|---|---|
//! | `example-struct` | objects | a structure with all names that occur; none is required, for an example is no promise |
//! | `example-map` | objects of which every key is an id (a UUID, a number, a domain written backwards, a text that is no name), or one word with a number before an object | a map |
//! | `example-empty` | objects or lists without content, or null | an object, a list of anything, anything |
//! | `example-list` | lists | a list; the elements of all of them are unified |
//! | `example-boolean` | true or false | a boolean |
//! | `example-integer` | numbers without a fraction | an integer |
//! | `example-number` | numbers, some with a fraction | a double |
//! | `example-date-time` | points in time as of RFC 3339 | a timestamp of the format `date-time` |
//! | `example-date` | dates `YYYY-MM-DD` | a date |
//! | `example-uuid` | UUIDs | a UUID |
//! | `example-uri`, `example-email` | absolute URLs, addresses of mailboxes | a string of that format |
//! | `example-ipv4`, `example-ipv6`, `example-ip` | IP addresses of one version, of both | a string of that format |
//! | `example-values` | upper-case words joined by underscores, at least two of them; if any holds a digit, one twice | a string with these values and others: an open enum |
//! | `example-string` | other texts | a string |
//! | `example-mixed` | of different types | anything: JSON that is not looked into |
//! | `example-null` | null, among others | a value that may be null |
//!
//! An empty object or list is completed by those with content. One value that does not fit a refinement makes the others
//! plain strings, too, except for UUIDs: where no more than half of the texts are a digit too long or too short,
//! these are reported, and the type stands.

mod infer;
mod json;
mod shown;
mod text;
mod xml;

pub(crate) use infer::{Inferred, Named, Parts};
pub(crate) use json::{Json, JsonError, JsonValue};
pub use shown::Shown;
pub(crate) use text::{is_date, is_date_time, is_uuid};
pub use xml::Element;
