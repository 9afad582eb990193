//! The layout of the AWS API Reference: a page for each operation ([`operation`]) and for each data type
//! ([`data_type`]), each with an entry for every member and error.
//!
//! A page is first cut into pieces ([`flow`]), which are the same whatever the format, then into sections
//! ([`sections`]) and entries ([`entries`]). The syntax ([`syntax`]) has the names at all levels and the HTTP binding;
//! the entries have types, constraints and prose of the top level ([`member`]). A damaged page has lost the names of
//! its entries; [`naming`] finds them.

mod common;
mod constraints;
mod data_type;
mod entries;
mod example;
mod flow;
mod labels;
mod layout;
mod markup;
mod member;
mod naming;
mod operation;
mod sections;
mod syntax;
mod title;
mod types;

use docwright_idl::{Code, Diagnostic, Snippet};

use self::flow::PieceKind;
use self::sections::{Section, SectionKind, sections};
use self::title::Title;
use super::{Dialect, Page};
use crate::claims::{Claims, Fact, LineClass, operation_key};
use crate::document::{BlockKind, Lines};
use crate::lines::{lines, may_begin};
use crate::links::links;

/// The dialect of the AWS API Reference.
pub(super) struct AwsApiReference;

impl Dialect for AwsApiReference {
    fn name(&self) -> &'static str {
        "aws-api-reference"
    }

    fn bid(&self, page: &Page<'_>) -> u8 {
        /// What lines of such a page begin with, and how much that tells. One of the first few must be there, or two
        /// of the next: what follows may stand in pages of any layout.
        const LAYOUT: usize = 5;
        const HINTS: usize = 8;
        const MARKS: &[(&str, u8)] = &[
            ("URI Request Parameters", 20),
            ("Request Parameters", 10),
            ("Response Elements", 15),
            ("Contents", 10),
            ("If the action is successful, the service sends back an HTTP", 10),
            ("For more information about using this API in one of the language-specific AWS SDKs", 20),
            ("For information about the errors that are common to all actions", 20),
            ("HTTP Status Code: ", 20),
            ("HTTP/1.1 ", 15),
            ("Type: ", 10),
            ("Required: ", 10),
        ];
        /// More marks tell no more.
        const ENOUGH: u8 = 90;
        if common::is_page(page) {
            return ENOUGH;
        }
        let mut present = [false; MARKS.len()];
        let mut marks: u8 = 0;
        let mut has_title = false;
        for (index, block) in page.document.blocks.iter().enumerate() {
            let may_be_title = index == 0 || block.kind == BlockKind::Heading(1);
            has_title |=
                may_be_title && lines(&block.text).next().is_some_and(|line| Title::read(line).is_some());
            let begins_mark = |first: u8| matches!(first, b'U' | b'R' | b'C' | b'I' | b'F' | b'H' | b'T');
            // Entries may be paragraphs of many lines; what follows in an example or syntax tells nothing.
            let count = if block.kind == BlockKind::Code { 1 } else { usize::MAX };
            let next = memchr::memchr_iter(b'\n', block.text.as_bytes()).map(|end| end + 1);
            let begun = std::iter::once(0).chain(next).take(count).map(|start| &block.text[start..]);
            for line in begun.filter(|line| may_begin(line, begins_mark)) {
                let line = line.trim_ascii_start();
                for ((mark, weight), seen) in MARKS.iter().zip(&mut present) {
                    let may_be = !*seen && line.as_bytes().first() == mark.as_bytes().first();
                    if may_be && line.starts_with(mark) {
                        *seen = true;
                        marks += weight;
                    }
                }
            }
            if has_title && marks >= ENOUGH {
                break;
            }
        }
        let count = |from: usize, to: usize| present.iter().take(to).skip(from).filter(|seen| **seen).count();
        if count(0, LAYOUT) == 0 && count(LAYOUT, HINTS) < 2 {
            return 0;
        }
        if has_title { marks.min(ENOUGH) + 10 } else { marks.min(ENOUGH) }
    }

    fn read(&self, page: &Page<'_>) -> Claims {
        let mut claims = page.claims();
        let pieces = flow::pieces(page.document);
        if common::is_page(page) && common::read(page, &mut claims, &pieces) {
            return claims;
        }
        let Some((title, lines, index)) = Title::find(&pieces) else {
            claims.diagnostics.push(
                Diagnostic::new(Code::INCOMPLETE_PAGE, "the page does not say what it documents")
                    .at(Snippet::of_lines(page.name, page.text, 1, 1, "expected `Operation - Service`"))
                    .help("keep the page's title"),
            );
            return claims;
        };
        title::claim_service(&mut claims, page, (title.service, lines), |text| {
            Title::read(text).filter(|other| other.name == title.name)?.service
        });
        // What precedes the title is not about the API, nor is what a site puts between the document's title and the page's.
        let again = title.again(&pieces, index);
        for piece in &pieces[..again.map_or(index, |again| again + 1)] {
            claims.classify(piece.lines(), LineClass::Boilerplate);
        }
        let index = again.unwrap_or(index);
        let sections = sections(&pieces[index + 1..]);
        if let Some((version, lines)) = version(title.name, &sections) {
            claims.state(Claims::ROOT, Fact::Version(version), lines);
        }
        let has_facts = || pieces.iter().any(|piece| piece.kind == PieceKind::Fact);
        let is_type = sections.iter().any(|section| section.kind == SectionKind::Contents)
            || (sections
                .iter()
                .all(|section| matches!(section.kind, SectionKind::Head | SectionKind::SeeAlso))
                && has_facts());
        let mut claims = if is_type {
            claims.classify(lines, LineClass::Fact);
            data_type::read(claims, (title, lines), &sections)
        } else {
            operation::read(page, claims, (title, lines), &sections)
        };
        claims.classify_unread(page, crate::format::is_markup, LineClass::Boilerplate);
        claims
    }
}

/// Returns the version of the API that a page's links to the same in other documentation name, and where.
fn version(name: &str, sections: &[Section<'_, '_>]) -> Option<(String, Lines)> {
    let key = operation_key(name);
    let also = sections.iter().filter(|section| section.kind == SectionKind::SeeAlso);
    also.flat_map(|section| section.pieces).find_map(|piece| {
        let link = links(piece.linked()).find(|link| operation_key(link.subject) == key)?;
        Some((link.version.to_owned(), piece.lines()))
    })
}

/// Shows lines of a page.
fn snippet(page: &Page<'_>, lines: Lines, label: &str) -> Snippet {
    Snippet::of_lines(page.name, page.text, lines.first as usize, lines.last as usize, label)
}
