//! Universally unique identifiers.

use std::{fmt, str::FromStr};

/// Where hyphens stand in the text.
const HYPHENS: [usize; 4] = [8, 13, 18, 23];

/// A universally unique identifier (RFC 9562) in its text form.
///
/// It is written as it was read, since services compare such identifiers as text; two that differ in the case of their
/// letters alone are equal all the same.
#[derive(Clone, Copy)]
pub struct UuidValue {
    bytes: [u8; 16],
    /// Which of the digits are capital letters, the first digit at the lowest bit.
    capitals: u32,
}

impl UuidValue {
    /// Returns the identifier of 16 bytes.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self { bytes, capitals: 0 }
    }

    /// Returns the 16 bytes.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.bytes
    }
}

impl From<[u8; 16]> for UuidValue {
    fn from(bytes: [u8; 16]) -> Self {
        Self::from_bytes(bytes)
    }
}

impl From<[u8; 16]> for super::Uuid {
    fn from(bytes: [u8; 16]) -> Self {
        Self::Known(bytes.into())
    }
}

impl PartialEq for UuidValue {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl Eq for UuidValue {}

impl PartialOrd for UuidValue {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for UuidValue {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.bytes.cmp(&other.bytes)
    }
}

impl std::hash::Hash for UuidValue {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.bytes.hash(state);
    }
}

/// A text that is no UUID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseUuidError(());

impl fmt::Display for ParseUuidError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a UUID: 32 hexadecimal digits in groups of 8, 4, 4, 4 and 12")
    }
}

impl std::error::Error for ParseUuidError {}

impl FromStr for UuidValue {
    type Err = ParseUuidError;

    fn from_str(text: &str) -> Result<Self, ParseUuidError> {
        let mut uuid = Self { bytes: [0; 16], capitals: 0 };
        let mut digits = 0;
        for (at, byte) in text.bytes().enumerate() {
            if HYPHENS.contains(&at) && byte == b'-' {
                continue;
            }
            let digit = (byte as char).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
            let (Some(digit), Some(place)) = (digit, uuid.bytes.get_mut(digits / 2)) else {
                return Err(ParseUuidError(()));
            };
            *place = *place << 4 | digit;
            uuid.capitals |= u32::from(byte.is_ascii_uppercase()) << digits;
            digits += 1;
        }
        if text.len() == 36 && digits == 32 { Ok(uuid) } else { Err(ParseUuidError(())) }
    }
}

impl fmt::Display for UuidValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::with_capacity(36);
        for digit in 0..32 {
            if HYPHENS.contains(&text.len()) {
                text.push('-');
            }
            let byte = self.bytes.get(digit / 2).copied().unwrap_or_default();
            let value = if digit % 2 == 0 { byte >> 4 } else { byte & 15 };
            let letter = char::from_digit(value.into(), 16).unwrap_or_default();
            let is_capital = self.capitals >> digit & 1 == 1;
            text.push(if is_capital { letter.to_ascii_uppercase() } else { letter });
        }
        f.pad(&text)
    }
}

impl fmt::Debug for UuidValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_is_kept_and_does_not_count() {
        let upper: UuidValue = "6EE88AD2-61F9-4685-97C0-7568D1076B5F".parse().unwrap();
        let lower: UuidValue = "6ee88ad2-61f9-4685-97c0-7568d1076b5f".parse().unwrap();
        assert_eq!(upper, lower);
        assert_eq!(upper.cmp(&lower), std::cmp::Ordering::Equal);
        assert_eq!(upper.to_string(), "6EE88AD2-61F9-4685-97C0-7568D1076B5F");
        assert_eq!(UuidValue::from_bytes(*upper.as_bytes()).to_string(), lower.to_string());
    }
}
