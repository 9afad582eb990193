//! The notation of names, as the parent module states it.

/// What a member's name says of how the member is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Notation<'n> {
    pub(super) name: &'n str,
    /// Whether it is an attribute.
    pub(super) attribute: bool,
    /// Whether the elements of a list or map stand without one around them.
    pub(super) flattened: bool,
    /// The notation of each element of a list, or of the entries of a map, if that is told.
    element: Option<&'n str>,
    /// The name of the key and the notation of the value of an entry, if that is told.
    entry: Option<(&'n str, &'n str)>,
}

impl<'n> Notation<'n> {
    pub(super) fn parse(text: &'n str) -> Self {
        let (text, attribute) = text.strip_prefix('@').map_or((text, false), |name| (name, true));
        let (name, rest) = text.split_at(text.find(['>', '[', '(']).unwrap_or(text.len()));
        let (rest, flattened) = rest.strip_prefix("[]").map_or((rest, false), |rest| (rest, true));
        let element = rest.strip_prefix('>');
        let entry = rest.strip_prefix('(').and_then(|entry| entry.strip_suffix(')')?.split_once(','));
        Self { name, attribute, flattened, element, entry }
    }

    /// Returns the notation of what stands in a list or map: nothing is told of it.
    pub(super) fn unknown(name: &'n str) -> Self {
        Self { name, ..Self::default() }
    }

    /// Whether anything is told beside the name.
    pub(super) fn is_telling(&self) -> bool {
        self.flattened || self.element.is_some()
    }

    /// Returns how each element of a list is written.
    pub(super) fn element(&self) -> Self {
        Self::parse(self.element.unwrap_or("member"))
    }

    /// Returns what each entry of a map is called.
    pub(super) fn entry(&self) -> &'n str {
        self.element.map_or("entry", |element| Self::parse(element).name)
    }

    fn parts(&self) -> Option<(&'n str, &'n str)> {
        self.element.map_or(self.entry, |element| Self::parse(element).entry)
    }

    /// Returns what the key of an entry is called.
    pub(super) fn key(&self) -> &'n str {
        self.parts().map_or("key", |(key, _)| key)
    }

    /// Returns how the value of an entry is written.
    pub(super) fn value(&self) -> Self {
        Self::parse(self.parts().map_or("value", |(_, value)| value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_what_they_tell() {
        let plain = Notation { name: "Tags", ..Notation::default() };
        for (text, expected) in [
            ("Tags", plain),
            ("Tags>Tag", Notation { element: Some("Tag"), ..plain }),
            ("Tags[]", Notation { flattened: true, ..plain }),
            ("Tags(K,V)", Notation { entry: Some(("K", "V")), ..plain }),
            ("Tags>Tag(K,V)", Notation { element: Some("Tag(K,V)"), ..plain }),
            ("Tags[](K,V)", Notation { flattened: true, entry: Some(("K", "V")), ..plain }),
            ("@Tags", Notation { attribute: true, ..plain }),
            ("@xsi:type", Notation { attribute: true, name: "xsi:type", ..plain }),
            ("", Notation::default()),
        ] {
            assert_eq!(Notation::parse(text), expected, "{text}");
        }
    }
    #[test]
    fn what_stands_within() {
        let entry = Notation::parse("Tags>Tag(K,V)");
        assert_eq!((entry.entry(), entry.key(), entry.value().name), ("Tag", "K", "V"));
        let nested = Notation::parse("Tags(Outer,value(Inner,List>Item))");
        assert_eq!((nested.entry(), nested.key(), nested.value().key()), ("entry", "Outer", "Inner"));
        assert_eq!(nested.value().value().element().name, "Item");
        assert_eq!(Notation::parse("Rows>Row>Cell").element(), Notation::parse("Row>Cell"));
        assert_eq!(Notation::parse("Rows").element().name, "member");
    }
}
