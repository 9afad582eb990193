//! SHA-256, and HMAC with it. They are ring's, which TLS brings anyway; for WebAssembly, where ring needs a C compiler, they are
//! of pure Rust.

#[cfg(not(target_family = "wasm"))]
pub(super) use native::{Key, sha256};
#[cfg(target_family = "wasm")]
pub(super) use portable::{Key, sha256};

#[cfg(not(target_family = "wasm"))]
mod native {
    use ring::{digest, hmac};

    /// A key to sign with.
    pub(in super::super) struct Key(hmac::Key);

    impl Key {
        pub(in super::super) fn new(bytes: &[u8]) -> Self {
            Self(hmac::Key::new(hmac::HMAC_SHA256, bytes))
        }

        pub(in super::super) fn sign(&self, text: &[u8]) -> impl AsRef<[u8]> + use<> {
            hmac::sign(&self.0, text)
        }
    }

    pub(in super::super) fn sha256(bytes: &[u8]) -> impl AsRef<[u8]> + use<> {
        digest::digest(&digest::SHA256, bytes)
    }
}

#[cfg(any(target_family = "wasm", test))]
mod portable {
    use hmac::{Hmac, KeyInit, Mac};
    use sha2::{Digest, Sha256};

    /// A key to sign with.
    pub(in super::super) struct Key(Hmac<Sha256>);

    impl Key {
        pub(in super::super) fn new(bytes: &[u8]) -> Self {
            Self(Hmac::new_from_slice(bytes).expect("a key of HMAC may have any length"))
        }

        pub(in super::super) fn sign(&self, text: &[u8]) -> impl AsRef<[u8]> + use<> {
            self.0.clone().chain_update(text).finalize().into_bytes()
        }
    }

    pub(in super::super) fn sha256(bytes: &[u8]) -> impl AsRef<[u8]> + use<> {
        Sha256::digest(bytes)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{native, portable};

    proptest! {
        #[test]
        fn both_are_the_same(
            key in proptest::collection::vec(any::<u8>(), 0..200),
            text in proptest::collection::vec(any::<u8>(), 0..200),
        ) {
            let (ours, theirs) = (native::sha256(&text), portable::sha256(&text));
            prop_assert_eq!(ours.as_ref(), theirs.as_ref());
            let (ours, theirs) = (native::Key::new(&key).sign(&text), portable::Key::new(&key).sign(&text));
            prop_assert_eq!(ours.as_ref(), theirs.as_ref());
        }
    }
}
