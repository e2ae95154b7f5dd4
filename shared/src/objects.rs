//! Reading JSON in which an object is an object. Serde takes an array for a struct as well, its values in the order of the
//! fields; nothing that a contract promises looks so, and `[]` would pass for an object without fields (FR-130).

use std::fmt;

use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor,
};

/// A rule of serde's in JSON's words, which are those of whoever sent the JSON.
#[must_use]
pub fn in_words_of_json(rule: &str) -> String {
    [
        ("invalid type: sequence", "invalid type: array"),
        ("invalid type: map", "invalid type: object"),
        ("expected a sequence", "expected an array"),
        ("expected string or map", "expected an object"),
    ]
    .into_iter()
    .fold(rule.to_owned(), |rule, (serde, json)| {
        rule.replace(serde, json)
    })
}

/// Wraps a deserializer, a visitor or what they hand each other: at every depth, a struct is read from an object only.
#[derive(Debug, Clone, Copy)]
pub struct Objects<T>(pub T);

/// Names what is wanted where there is no object.
struct Struct<V>(V);

macro_rules! forward_deserialize {
    ($($method:ident($($name:ident: $type:ty),*))*) => {$(
        fn $method<V: Visitor<'de>>(self, $($name: $type,)* visitor: V) -> Result<V::Value, D::Error> {
            self.0.$method($($name,)* Objects(visitor))
        }
    )*};
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Objects<D> {
    type Error = D::Error;

    forward_deserialize! {
        deserialize_any() deserialize_bool()
        deserialize_i8() deserialize_i16() deserialize_i32() deserialize_i64() deserialize_i128()
        deserialize_u8() deserialize_u16() deserialize_u32() deserialize_u64() deserialize_u128()
        deserialize_f32() deserialize_f64() deserialize_char() deserialize_str() deserialize_string()
        deserialize_bytes() deserialize_byte_buf() deserialize_option() deserialize_unit()
        deserialize_unit_struct(name: &'static str) deserialize_newtype_struct(name: &'static str)
        deserialize_seq() deserialize_tuple(len: usize)
        deserialize_tuple_struct(name: &'static str, len: usize) deserialize_map()
        deserialize_enum(name: &'static str, variants: &'static [&'static str])
        deserialize_identifier() deserialize_ignored_any()
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_map(Objects(Struct(visitor)))
    }

    fn is_human_readable(&self) -> bool {
        self.0.is_human_readable()
    }
}

macro_rules! forward_visit {
    ($($method:ident($type:ty))*) => {$(
        fn $method<E: de::Error>(self, value: $type) -> Result<V::Value, E> {
            self.0.$method(value)
        }
    )*};
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Objects<V> {
    type Value = V::Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(formatter)
    }

    forward_visit! {
        visit_bool(bool) visit_i8(i8) visit_i16(i16) visit_i32(i32) visit_i64(i64) visit_i128(i128)
        visit_u8(u8) visit_u16(u16) visit_u32(u32) visit_u64(u64) visit_u128(u128)
        visit_f32(f32) visit_f64(f64) visit_char(char) visit_str(&str) visit_borrowed_str(&'de str)
        visit_string(String) visit_bytes(&[u8]) visit_borrowed_bytes(&'de [u8]) visit_byte_buf(Vec<u8>)
    }

    fn visit_none<E: de::Error>(self) -> Result<V::Value, E> {
        self.0.visit_none()
    }

    fn visit_unit<E: de::Error>(self) -> Result<V::Value, E> {
        self.0.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        self.0.visit_some(Objects(deserializer))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<V::Value, D::Error> {
        self.0.visit_newtype_struct(Objects(deserializer))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<V::Value, A::Error> {
        self.0.visit_seq(Objects(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<V::Value, A::Error> {
        self.0.visit_map(Objects(map))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, variant: A) -> Result<V::Value, A::Error> {
        self.0.visit_enum(Objects(variant))
    }
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Struct<V> {
    type Value = V::Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<V::Value, A::Error> {
        self.0.visit_map(map)
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Objects<S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Value, D::Error> {
        self.0.deserialize(Objects(deserializer))
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Objects<A> {
    type Error = A::Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, A::Error> {
        self.0.next_element_seed(Objects(seed))
    }

    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint()
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Objects<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        self.0.next_key_seed(seed)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, A::Error> {
        self.0.next_value_seed(Objects(seed))
    }

    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint()
    }
}

impl<'de, A: EnumAccess<'de>> EnumAccess<'de> for Objects<A> {
    type Error = A::Error;
    type Variant = Objects<A::Variant>;

    fn variant_seed<T: DeserializeSeed<'de>>(
        self,
        seed: T,
    ) -> Result<(T::Value, Self::Variant), A::Error> {
        let (name, variant) = self.0.variant_seed(seed)?;
        Ok((name, Objects(variant)))
    }
}

impl<'de, A: VariantAccess<'de>> VariantAccess<'de> for Objects<A> {
    type Error = A::Error;

    fn unit_variant(self) -> Result<(), A::Error> {
        self.0.unit_variant()
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, A::Error> {
        self.0.newtype_variant_seed(Objects(seed))
    }

    fn tuple_variant<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, A::Error> {
        self.0.tuple_variant(len, Objects(visitor))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        self.0
            .newtype_variant_seed(Objects(Fields { fields, visitor }))
    }
}

/// The fields of a variant, read as those of a struct.
struct Fields<V> {
    fields: &'static [&'static str],
    visitor: V,
}

impl<'de, V: Visitor<'de>> DeserializeSeed<'de> for Fields<V> {
    type Value = V::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        deserializer.deserialize_struct("", self.fields, self.visitor)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::{Deserialize, de::DeserializeOwned};
    use serde_json::{Value, json};

    use super::Objects;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        #[serde(default)]
        number: u8,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Kind {
        Bare,
        Wrapped(Inner),
        Pair(u8, Inner),
        Fields { inner: Inner },
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(from = "Inner")]
    struct Converted(u8);

    impl From<Inner> for Converted {
        fn from(inner: Inner) -> Self {
            Self(inner.number)
        }
    }

    /// The value by way of a text, and as it is.
    fn both<T: DeserializeOwned>(value: &Value) -> [Result<T, String>; 2] {
        let text = value.to_string();
        let mut reader = serde_json::Deserializer::from_str(&text);
        [
            T::deserialize(Objects(&mut reader)).map_err(|error| error.to_string()),
            T::deserialize(Objects(value)).map_err(|error| error.to_string()),
        ]
    }

    fn is_object_wanted<T: DeserializeOwned + std::fmt::Debug>(value: &Value) {
        for read in both::<T>(value) {
            let refusal = read.unwrap_err();
            let rule = "invalid type: sequence, expected an object";
            assert!(refusal.starts_with(rule), "{value}: {refusal}");
        }
    }

    /// FR-130: wherever a struct stands, an array in its place is refused.
    #[test]
    fn an_array_is_no_object_at_any_depth() {
        for array in [json!([]), json!([7])] {
            is_object_wanted::<Inner>(&array);
            is_object_wanted::<Option<Inner>>(&array);
            is_object_wanted::<Converted>(&array);
            is_object_wanted::<Vec<Inner>>(&json!([{}, array]));
            is_object_wanted::<(u8, Inner)>(&json!([1, array]));
            is_object_wanted::<BTreeMap<String, Inner>>(&json!({"a": array}));
            is_object_wanted::<Kind>(&json!({"wrapped": array}));
            is_object_wanted::<Kind>(&json!({"pair": [1, array]}));
            is_object_wanted::<Kind>(&json!({"fields": array}));
            is_object_wanted::<Kind>(&json!({"fields": [array]}));
            is_object_wanted::<Kind>(&json!({"fields": {"inner": array}}));
        }
    }

    /// FR-130: everything else is read as serde reads it.
    #[test]
    fn other_values_are_read_as_ever() {
        let number = |number| Inner { number };
        for (value, kind) in [
            (json!("bare"), Kind::Bare),
            (json!({"wrapped": {"number": 1}}), Kind::Wrapped(number(1))),
            (
                json!({"pair": [1, {"number": 2}]}),
                Kind::Pair(1, number(2)),
            ),
            (
                json!({"fields": {"inner": {}}}),
                Kind::Fields { inner: number(0) },
            ),
        ] {
            for read in both::<Kind>(&value) {
                assert_eq!(read.as_ref(), Ok(&kind), "{value}");
            }
        }
        for read in both::<Option<Inner>>(&Value::Null) {
            assert_eq!(read, Ok(None));
        }
        let anything = json!({"a": [1, -2, 3.5, "x", null, true, {"b": []}]});
        for read in both::<Value>(&anything) {
            assert_eq!(read.as_ref(), Ok(&anything));
        }
    }
}
