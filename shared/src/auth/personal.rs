//! Personal access tokens: what a person says of one, and what is told of it (FR-220, ADR 0023).

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::Scope;

/// What a token is called, so that the person knows which program has it: 1 to 60 characters in one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(
    min_length = 1,
    max_length = 60,
    format = "token-name",
    pattern = "^[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]*[^\\u0000-\\u001f\\u007f-\\u009f\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]([^\\u0000-\\u001f\\u007f-\\u009f]*[^\\u0000-\\u001f\\u007f-\\u009f\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000])?[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]*$",
    example = "kubectl-ai on my laptop"
)]
pub struct Name(String);

impl Name {
    /// Longest name, in Unicode scalar values.
    pub const MAX_CHARACTERS: usize = 60;

    /// The name's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Name {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let name = text.trim();
        if name.is_empty() {
            return Err("a token's name needs at least one visible character");
        }
        if name.chars().count() > Self::MAX_CHARACTERS {
            return Err("a token's name has at most 60 characters");
        }
        if name.chars().any(char::is_control) {
            return Err("a token's name holds no control characters or line breaks");
        }
        Ok(Self(name.to_owned()))
    }
}

/// What a token is good for: one to three scopes, each once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "Vec<Scope>")]
#[schema(min_items = 1, max_items = 3, example = json!(["tasks:read"]))]
pub struct Scopes(Vec<Scope>);

impl Scopes {
    /// The scopes, in their order.
    pub fn iter(&self) -> impl Iterator<Item = Scope> {
        self.0.iter().copied()
    }
}

impl TryFrom<Vec<Scope>> for Scopes {
    type Error = &'static str;

    fn try_from(mut scopes: Vec<Scope>) -> Result<Self, Self::Error> {
        if scopes.is_empty() {
            return Err("a token needs at least one scope");
        }
        if scopes.len() > 3 {
            return Err("a token has at most three scopes");
        }
        scopes.sort_unstable();
        scopes.dedup();
        Ok(Self(scopes))
    }
}

/// For how many days a token is good: 1 to 366.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(try_from = "f64")]
#[schema(value_type = i32, minimum = 1, maximum = 366, example = 90)]
pub struct Days(i32);

impl Days {
    /// A token is made anew after this long at the latest.
    pub const MAX: i32 = 366;

    /// The bare number.
    #[must_use]
    pub fn get(self) -> i32 {
        self.0
    }
}

impl TryFrom<f64> for Days {
    type Error = &'static str;

    /// From a number; `90.0` is the integer 90, as JSON Schema has it.
    fn try_from(days: f64) -> Result<Self, Self::Error> {
        (1..=Self::MAX)
            .find(|whole| f64::from(*whole).total_cmp(&days).is_eq())
            .map(Self)
            .ok_or("a token is good for 1 to 366 days, a whole number")
    }
}

/// A token to make.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewToken {
    /// What it is called.
    pub name: Name,
    /// What it is good for.
    pub scopes: Scopes,
    /// For how long it is good.
    pub expires_in_days: Days,
}

/// A token that was made. Its secret is not stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Token {
    /// What it is named by.
    pub id: Uuid,
    /// What it is called.
    pub name: Name,
    /// What it is good for.
    pub scopes: Scopes,
    /// When it was made (RFC 3339, UTC).
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// When it ends (RFC 3339, UTC).
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: Timestamp,
    /// The last day on which it was used, in UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, format = Date, required = false)]
    pub last_used_on: Option<Date>,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// FR-221.
    #[test]
    fn what_a_token_is_made_of_is_bounded() {
        let good = json!({"name": " Cli ", "scopes": ["tasks:write", "tasks:read"], "expires_in_days": 366});
        let token: NewToken = serde_json::from_value(good.clone()).unwrap();
        assert_eq!(token.name.as_str(), "Cli");
        assert_eq!(
            token.scopes.iter().collect::<Vec<_>>(),
            [Scope::Read, Scope::Write]
        );
        let mut same = good.clone();
        same["expires_in_days"] = json!(366.0);
        assert_eq!(serde_json::from_value::<NewToken>(same).unwrap(), token);
        for (field, value) in [
            ("name", json!("")),
            ("name", json!("a".repeat(61))),
            ("name", json!("two\nlines")),
            ("scopes", json!([])),
            ("scopes", json!(vec!["tasks:read"; 4])),
            ("scopes", json!(["everything"])),
            ("expires_in_days", json!(0)),
            ("expires_in_days", json!(367)),
            ("expires_in_days", json!(1.5)),
            ("expires_in_days", json!(null)),
            ("user_id", json!("ann")),
        ] {
            let mut bad = good.clone();
            bad[field] = value;
            assert!(
                serde_json::from_value::<NewToken>(bad.clone()).is_err(),
                "{bad}"
            );
        }
    }
}
