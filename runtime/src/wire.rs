//! One serde adapter for a value and for every container of it.
//!
//! `#[serde(with = "docwright_runtime::timestamp::epoch_seconds")]` works on a `Timestamp`, on an
//! `Option<Timestamp>`, on a `BTreeMap<String, Vec<Timestamp>>`: the module's two functions ask for [`Wire<Format>`],
//! which a scalar implements for its formats, and each container for every format of what it holds.

use std::{
    collections::{BTreeMap, HashMap},
    hash::{BuildHasher, Hash},
    marker::PhantomData,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A type that can be written and read in the format `F`.
pub trait Wire<F>: Sized {
    /// Writes the value in the format.
    ///
    /// # Errors
    /// What the serializer reports.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;

    /// Reads a value in the format.
    ///
    /// # Errors
    /// What the deserializer reports, or that the text is not of the format.
    fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

/// A value to be written in the format `F`.
struct Written<'a, T, F>(&'a T, PhantomData<F>);

impl<T: Wire<F>, F> Serialize for Written<'_, T, F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

fn written<T, F>(value: &T) -> Written<'_, T, F> {
    Written(value, PhantomData)
}

/// A value that was read in the format `F`.
struct Read<T, F>(T, PhantomData<F>);

impl<'de, T: Wire<F>, F> Deserialize<'de> for Read<T, F> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(|value| Self(value, PhantomData))
    }
}

impl<T: Wire<F>, F> Wire<F> for Option<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Some(value) => serializer.serialize_some(&written::<T, F>(value)),
            None => serializer.serialize_none(),
        }
    }

    fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = <Option<Read<T, F>> as Deserialize>::deserialize(deserializer)?;
        Ok(read.map(|read| read.0))
    }
}

impl<T: Wire<F>, F> Wire<F> for Box<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        T::serialize(self, serializer)
    }

    fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Box::new)
    }
}

impl<T: Wire<F>, F> Wire<F> for Vec<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(written::<T, F>))
    }

    fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = <Vec<Read<T, F>> as Deserialize>::deserialize(deserializer)?;
        Ok(read.into_iter().map(|read| read.0).collect())
    }
}

impl<K, T, F> Wire<F> for BTreeMap<K, T>
where
    K: Serialize + for<'de> Deserialize<'de> + Ord,
    T: Wire<F>,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter().map(|(key, value)| (key, written::<T, F>(value))))
    }

    fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = <BTreeMap<K, Read<T, F>> as Deserialize>::deserialize(deserializer)?;
        Ok(read.into_iter().map(|(key, read)| (key, read.0)).collect())
    }
}

impl<K, T, H, F> Wire<F> for HashMap<K, T, H>
where
    K: Serialize + for<'de> Deserialize<'de> + Eq + Hash,
    T: Wire<F>,
    H: BuildHasher + Default,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter().map(|(key, value)| (key, written::<T, F>(value))))
    }

    fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = <HashMap<K, Read<T, F>, H> as Deserialize>::deserialize(deserializer)?;
        Ok(read.into_iter().map(|(key, read)| (key, read.0)).collect())
    }
}

/// Defines what `#[serde(with = …)]` looks for in a module, for one format.
macro_rules! serde_with {
    ($format:ty) => {
        /// Writes a value, or a container of values, in this format.
        ///
        /// # Errors
        /// What the serializer reports.
        pub fn serialize<T, S>(value: &T, serializer: S) -> Result<S::Ok, S::Error>
        where
            T: $crate::wire::Wire<$format>,
            S: serde::Serializer,
        {
            value.serialize(serializer)
        }

        /// Reads a value, or a container of values, in this format.
        ///
        /// # Errors
        /// What the deserializer reports, or that a value is not of the format.
        pub fn deserialize<'de, T, D>(deserializer: D) -> Result<T, D::Error>
        where
            T: $crate::wire::Wire<$format>,
            D: serde::Deserializer<'de>,
        {
            T::deserialize(deserializer)
        }
    };
}
pub(crate) use serde_with;
