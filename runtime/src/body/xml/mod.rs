//! XML, as the AWS query, EC2 query and REST-XML protocols speak it.
//!
//! [`tree`] reads a text into elements, within limits; [`read`] and [`write`] take values from them and write values.
//! Namespaces are not looked at: the elements of an answer are told by their local names.

pub(crate) mod read;
pub(crate) mod tree;
pub(crate) mod write;
