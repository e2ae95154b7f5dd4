//! Entity tags and the requests that depend on them (RFC 9110, sections 8.8.3 and 13.1).

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderName, header, request::Parts},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use super::Problem;
use crate::task::Expected;

/// A strong tag for anything that the text names.
#[must_use]
pub fn entity_tag(version: &str) -> String {
    let hash = Sha256::digest(version);
    format!("\"{}\"", URL_SAFE_NO_PAD.encode(hash))
}

/// `If-Match`: in which states of a thing its change is welcome.
#[derive(Debug)]
pub struct IfMatch(pub Expected);

/// `If-None-Match`: which states the caller has already.
#[derive(Debug)]
pub struct IfNoneMatch(Option<Tags>);

impl IfNoneMatch {
    /// Whether the caller has any.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        self.0.is_some()
    }

    /// Whether the caller has this state: the weak comparison, in which `W/` does not count.
    #[must_use]
    pub fn has(&self, tag: &str) -> bool {
        match &self.0 {
            None => false,
            Some(Tags::Any) => true,
            Some(Tags::These(tags)) => tags.iter().any(|known| known.opaque == tag),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(match read(&parts.headers, &header::IF_MATCH)? {
            None | Some(Tags::Any) => Expected::Any,
            Some(Tags::These(tags)) => {
                let strong = tags.into_iter().filter(|tag| !tag.is_weak);
                Expected::OneOf(strong.map(|tag| tag.opaque).collect())
            }
        }))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for IfNoneMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        read(&parts.headers, &header::IF_NONE_MATCH).map(Self)
    }
}

/// The value of either header.
#[derive(Debug, PartialEq, Eq)]
enum Tags {
    Any,
    These(Vec<Tag>),
}

#[derive(Debug, PartialEq, Eq)]
struct Tag {
    is_weak: bool,
    /// With its quotes.
    opaque: String,
}

fn read(headers: &HeaderMap, name: &HeaderName) -> Result<Option<Tags>, Problem> {
    if !headers.contains_key(name) {
        return Ok(None);
    }
    // An empty one is not "none": whoever sent it meant to ask for something.
    let lines: Option<Vec<&str>> = headers
        .get_all(name)
        .iter()
        .map(|value| value.to_str().ok())
        .collect();
    let list = lines.map(|lines| lines.join(","));
    list.and_then(|list| parse(&list)).map(Some).ok_or_else(|| {
        let detail = "It is * or a list of entity tags in double quotes, as ETag gives them.";
        Problem::invalid_parameter(detail).at_parameter(name.to_string())
    })
}

fn parse(list: &str) -> Option<Tags> {
    if list.trim() == "*" {
        return Some(Tags::Any);
    }
    let mut tags = Vec::new();
    let mut rest = list.trim();
    while !rest.is_empty() {
        let (is_weak, quoted) = match rest.strip_prefix("W/") {
            Some(quoted) => (true, quoted),
            None => (false, rest),
        };
        let (tag, behind) = quoted.strip_prefix('"')?.split_once('"')?;
        tags.push(Tag {
            is_weak,
            opaque: format!("\"{tag}\""),
        });
        let behind = behind.trim_start();
        // RFC 9110, section 5.6.1.2: empty elements of a list do not count.
        rest = behind.trim_start_matches([',', ' ', '\t']);
        if !rest.is_empty() && rest.len() == behind.len() {
            return None;
        }
    }
    (!tags.is_empty()).then_some(Tags::These(tags))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(is_weak: bool, opaque: &str) -> Tag {
        Tag {
            is_weak,
            opaque: opaque.to_owned(),
        }
    }

    /// FR-114, FR-115.
    #[test]
    fn lists_of_tags_are_read_as_the_standard_has_them() {
        assert_eq!(parse(" * "), Some(Tags::Any));
        let both = Tags::These(vec![tag(false, "\"a,b\""), tag(true, "\"\"")]);
        assert_eq!(parse("\"a,b\" ,, W/\"\""), Some(both));
        for none in ["a", "\"a", "\"a\" \"b\"", "w/\"a\"", "*, \"a\"", ","] {
            assert_eq!(parse(none), None, "{none}");
        }
    }
}
