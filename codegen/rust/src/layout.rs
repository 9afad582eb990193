//! What the formatter leaves open: blank lines between items, the runtime's macros, text that rustc refuses.

use std::collections::VecDeque;

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use syn::{File, Item, Macro};

/// The width up to which a macro's call stands on one line.
const WIDTH: usize = 90;

/// What an item begins with, and the group whose items stand together without blank lines between.
const STARTS: &[(&str, Option<u8>)] = &[
    ("pub use ", Some(0)),
    ("use std::", Some(1)),
    ("use super::", Some(2)),
    ("use ", Some(3)),
    ("pub mod ", Some(4)),
    ("mod ", Some(4)),
    ("type ", Some(5)),
    ("#![", Some(6)),
    ("const ", None),
    ("docwright_runtime::", None),
    ("///", None),
    ("#[", None),
    ("pub ", None),
    ("async fn ", None),
    ("fn ", None),
    ("impl ", None),
    ("impl<", None),
];

/// Returns the source of a file as a person would set it.
pub(crate) fn unparse(mut file: File) -> String {
    let mut calls = VecDeque::new();
    take_calls(&mut file.items, &mut calls);
    let mut spaced = String::new();
    let mut before = "";
    let mut group = None;
    let source = prettyplease::unparse(&file);
    let mut lines = source.lines().peekable();
    while let Some(line) = lines.next() {
        let indent = indent(line);
        // A condition belongs to what follows it.
        let told = lines.peek().filter(|_| line[indent..].starts_with("#[cfg(") && line.ends_with(']'));
        let told = told.map_or(&line[indent..], |next| next.trim_start());
        let start = STARTS.iter().find(|(start, _)| told.starts_with(start));
        if let Some((_, kind)) = start {
            let is_separate = kind.is_none() || *kind != group;
            if is_separate && indent == self::indent(before) && ends_item(before.trim_start()) {
                spaced.push('\n');
            }
            group = *kind;
        }
        match calls.pop_front_if(|call: &mut Call| line[indent..] == call.placeholder()) {
            Some(call) => call.write(indent, &mut spaced),
            None => write_line(line, &mut spaced),
        }
        before = line;
    }
    spaced
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Whether an item may end with the line.
fn ends_item(line: &str) -> bool {
    let is_code = !line.starts_with("///");
    line.starts_with("//!")
        || line.starts_with("#![")
        || is_code && (line.ends_with('}') || line.ends_with(';'))
}

/// Writes a line. What changes the direction of text is escaped: it can only stand in a literal, comments have none.
fn write_line(line: &str, to: &mut String) {
    for c in line.chars() {
        match c {
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => to.extend(c.escape_unicode()),
            c => to.push(c),
        }
    }
    to.push('\n');
}

/// A call of one of the runtime's macros, `path!(Name { entry, … });`, which the formatter would run together.
#[derive(Debug)]
struct Call {
    path: String,
    name: String,
    entries: Vec<String>,
}

impl Call {
    /// Returns the call in a macro's tokens; `None` if they have another form.
    fn parse(call: &Macro) -> Option<Self> {
        let path: Vec<_> = call.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        let mut tokens = call.tokens.clone().into_iter();
        let (Some(TokenTree::Ident(name)), Some(TokenTree::Group(group)), None) =
            (tokens.next(), tokens.next(), tokens.next())
        else {
            return None;
        };
        Some(Self { path: path.join("::"), name: name.to_string(), entries: entries(group.stream()) })
    }

    fn placeholder(&self) -> String {
        format!("{}!();", self.path)
    }

    fn write(&self, indent: usize, to: &mut String) {
        let Self { path, name, entries } = self;
        let margin = " ".repeat(indent);
        let body = match entries.as_slice() {
            [] => "{}".to_owned(),
            entries => format!("{{ {} }}", entries.join(", ")),
        };
        let line = format!("{margin}{path}!({name} {body});");
        if line.len() <= WIDTH {
            return write_line(&line, to);
        }
        write_line(&format!("{margin}{path}!({name} {{"), to);
        for entry in entries {
            write_line(&format!("{margin}    {entry},"), to);
        }
        write_line(&format!("{margin}}});"), to);
    }
}

/// Returns the comma-separated entries of a macro's body.
fn entries(body: TokenStream) -> Vec<String> {
    let mut entries: Vec<String> = Vec::new();
    let mut is_new = true;
    for token in body {
        if matches!(&token, TokenTree::Punct(punct) if punct.as_char() == ',') {
            is_new = true;
            continue;
        }
        if is_new {
            entries.push(String::new());
            is_new = false;
        }
        if let Some(entry) = entries.last_mut() {
            write_token(&token, entry);
        }
    }
    entries
}

/// Writes a token of a table: data, of which nothing but `=`, `,` and `:` stands apart from what is around it.
fn write_token(token: &TokenTree, to: &mut String) {
    match token {
        TokenTree::Group(group) => {
            let (open, close) = match group.delimiter() {
                Delimiter::Parenthesis => ("(", ")"),
                Delimiter::Brace => ("{", "}"),
                Delimiter::Bracket => ("[", "]"),
                Delimiter::None => ("", ""),
            };
            to.push_str(open);
            group.stream().into_iter().for_each(|token| write_token(&token, to));
            to.push_str(close);
        }
        TokenTree::Punct(punct) => match punct.as_char() {
            ',' => to.push_str(", "),
            '=' if !to.ends_with('.') => to.push_str(" = "),
            ':' if punct.spacing() == Spacing::Alone && !to.ends_with(':') => to.push_str(": "),
            other => to.push(other),
        },
        other => to.push_str(&other.to_string()),
    }
}

/// Takes the macro calls out of the items, in their order, and leaves empty calls in their places.
fn take_calls(items: &mut [Item], calls: &mut VecDeque<Call>) {
    for item in items {
        match item {
            Item::Macro(item) => {
                if let Some(call) = Call::parse(&item.mac) {
                    item.mac.tokens = TokenStream::new();
                    calls.push_back(call);
                }
            }
            Item::Mod(module) => {
                if let Some((_, items)) = &mut module.content {
                    take_calls(items, calls);
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;

    #[test]
    fn items_are_set_apart_and_macros_laid_out() {
        let file: File = parse_quote! {
            //! Docs.
            use std::fmt;
            use super::A;
            /// Ends like an item;
            /// but is none.
            #[derive(Clone)]
            #[must_use]
            pub struct S { pub a: u8, pub b: u8 }
            docwright_runtime::string_enum!(S { A = "a", B = "\u{202e}, b" });
            impl S {
                const A: u8 = 1;
                type B = u8;
                type C = u8;
                fn d() { if true { f(); } g(); }
                fn e() {}
            }
        };
        let expected = r#"//! Docs.

use std::fmt;

use super::A;

/// Ends like an item;
/// but is none.
#[derive(Clone)]
#[must_use]
pub struct S {
    pub a: u8,
    pub b: u8,
}

docwright_runtime::string_enum!(S { A = "a", B = "\u{202e}, b" });

impl S {
    const A: u8 = 1;

    type B = u8;
    type C = u8;

    fn d() {
        if true {
            f();
        }
        g();
    }

    fn e() {}
}
"#;
        assert_eq!(unparse(file), expected);
    }

    #[test]
    fn conditions_stand_with_what_they_are_of() {
        let file: File = parse_quote! {
            #[cfg(feature = "a")]
            mod a;
            #[cfg(feature = "b")]
            mod b;
            #[cfg(feature = "a")]
            pub use a::A;
            #[cfg(feature = "a")]
            impl A {}
        };
        let expected = "#[cfg(feature = \"a\")]\nmod a;\n#[cfg(feature = \"b\")]\nmod b;\n\n\
                        #[cfg(feature = \"a\")]\npub use a::A;\n\n#[cfg(feature = \"a\")]\nimpl A {}\n";
        assert_eq!(unparse(file), expected);
    }

    #[test]
    fn a_long_macro_call_has_a_line_per_entry() {
        let variants: Vec<_> = (0..20).map(|n| quote::format_ident!("Variant{n}")).collect();
        let file: File = parse_quote!(docwright_runtime::operation_error!(E { #(#variants),* }););
        let text = unparse(file);
        assert!(text.starts_with("docwright_runtime::operation_error!(E {\n    Variant0,\n    Variant1,\n"));
        assert!(text.ends_with("    Variant19,\n});\n"));
    }
}
