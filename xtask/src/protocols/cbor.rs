//! CBOR in a form in which equal values are equal texts.

use minicbor::Decoder;
use minicbor::data::Type;

/// Returns the value that bytes are, as text: maps in the order of their keys, numbers by what they are worth.
pub(super) fn shown(bytes: &[u8]) -> String {
    if bytes.is_empty() {
        return String::new();
    }
    value(&mut Decoder::new(bytes)).unwrap_or_else(|error| format!("no CBOR: {error}"))
}

fn value(decoder: &mut Decoder<'_>) -> Result<String, minicbor::decode::Error> {
    Ok(match decoder.datatype()? {
        Type::F16 | Type::F32 | Type::F64 => match decoder.datatype()? {
            Type::F16 => format!("{:?}", f64::from(decoder.f16()?)),
            Type::F32 => format!("{:?}", f64::from(decoder.f32()?)),
            _ => format!("{:?}", decoder.f64()?),
        },
        Type::Bytes | Type::BytesIndef => {
            let mut all = Vec::new();
            for chunk in decoder.bytes_iter()? {
                all.extend_from_slice(chunk?);
            }
            format!("bytes {all:?}")
        }
        Type::String | Type::StringIndef => {
            let mut all = String::new();
            for chunk in decoder.str_iter()? {
                all.push_str(chunk?);
            }
            format!("{all:?}")
        }
        Type::Array | Type::ArrayIndef => {
            let count = decoder.array()?;
            let mut all = Vec::new();
            while !ended(decoder, count, all.len())? {
                all.push(value(decoder)?);
            }
            format!("[{}]", all.join(", "))
        }
        Type::Map | Type::MapIndef => {
            let count = decoder.map()?;
            let mut all = Vec::new();
            while !ended(decoder, count, all.len())? {
                let key = value(decoder)?;
                all.push(format!("{key}: {}", value(decoder)?));
            }
            all.sort();
            format!("{{{}}}", all.join(", "))
        }
        Type::Tag => {
            let tag = decoder.tag()?;
            format!("{}({})", tag.as_u64(), value(decoder)?)
        }
        Type::Bool => decoder.bool()?.to_string(),
        Type::Null => {
            decoder.null()?;
            "null".to_owned()
        }
        _ => format!("{:?}", i128::from(decoder.int()?) as f64),
    })
}

/// Whether an array or map is at its end.
fn ended(
    decoder: &mut Decoder<'_>,
    count: Option<u64>,
    read: usize,
) -> Result<bool, minicbor::decode::Error> {
    match count {
        Some(count) => Ok(u64::try_from(read).is_ok_and(|read| read >= count)),
        None if decoder.datatype()? == Type::Break => decoder.skip().map(|()| true),
        None => Ok(false),
    }
}
