//! The notation of names, as the parent module states it.

/// What a member's name says of how the member is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Notation<'n> {
    pub(super) name: &'n str,
    /// Whether it is an attribute.
    pub(super) attribute: bool,
    /// Whether the elements of a list or map stand without one around them.
    pub(super) flattened: bool,
    /// What each element of a list, or entry of a map, is called, if that is told.
    element: Option<&'n str>,
    /// What the key and the value of an entry are called, if that is told.
    entry: Option<(&'n str, &'n str)>,
}

impl<'n> Notation<'n> {
    pub(super) fn parse(text: &'n str) -> Self {
        let (text, entry) = match text.strip_suffix(')').and_then(|text| text.split_once('(')) {
            Some((text, entry)) => (text, entry.split_once(',')),
            None => (text, None),
        };
        let (text, attribute) = text.strip_prefix('@').map_or((text, false), |name| (name, true));
        let (text, flattened) = text.strip_suffix("[]").map_or((text, false), |name| (name, true));
        let (name, element) = text.split_once('>').map_or((text, None), |(name, of)| (name, Some(of)));
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

    /// Returns what each element of a list is called.
    pub(super) fn element(&self) -> &'n str {
        self.element.unwrap_or("member")
    }

    /// Returns what each entry of a map is called.
    pub(super) fn entry(&self) -> &'n str {
        self.element.unwrap_or("entry")
    }

    pub(super) fn key(&self) -> &'n str {
        self.entry.map_or("key", |(key, _)| key)
    }

    pub(super) fn value(&self) -> &'n str {
        self.entry.map_or("value", |(_, value)| value)
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
            ("Tags>Tag(K,V)", Notation { element: Some("Tag"), entry: Some(("K", "V")), ..plain }),
            ("Tags[](K,V)", Notation { flattened: true, entry: Some(("K", "V")), ..plain }),
            ("@Tags", Notation { attribute: true, ..plain }),
            ("@xsi:type", Notation { attribute: true, name: "xsi:type", ..plain }),
            ("", Notation::default()),
        ] {
            assert_eq!(Notation::parse(text), expected, "{text}");
        }
    }
}
