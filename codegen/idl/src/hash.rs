//! A hash that is the same on every machine and in every version.

/// Returns the 64-bit FNV-1a hash of bytes (draft-eastlake-fnv).
pub fn hash(bytes: impl IntoIterator<Item = u8>) -> u64 {
    bytes
        .into_iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::hash;

    #[test]
    fn it_is_fnv_1a() {
        // From the reference vectors of the FNV specification (appendix C).
        assert_eq!(
            ["", "a", "foobar"].map(|text| hash(text.bytes())),
            [0xcbf2_9ce4_8422_2325, 0xaf63_dc4c_8601_ec8c, 0x8594_4171_f739_67e8]
        );
    }
}
