//! Types that are strings in JSON: parsed where they come in, canonical where they go out.

/// Implements `Deserialize` through `FromStr` and `Serialize` through `Display`.
macro_rules! string_in_json {
    ($($type:ty),+) => {$(
        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
    )+};
}

string_in_json!(
    crate::Due,
    crate::DueInput,
    crate::Filter,
    crate::Priority,
    crate::ProjectName,
    crate::Recurrence,
    crate::SearchText,
    crate::Tag,
    crate::Zone
);
