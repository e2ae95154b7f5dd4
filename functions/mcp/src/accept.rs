//! Which forms of an answer a client takes (RFC 9110, section 12.5.1). The protocol has clients list both, JSON and streams, and
//! the MCP library refuses all others; many clients list what they need, everything, or nothing (FR-280).

use axum::http::{HeaderMap, HeaderValue, header};

const BOTH: HeaderValue = HeaderValue::from_static("application/json, text/event-stream");

/// Marks a request whose client takes no stream: it is told of no progress.
#[derive(Debug, Clone, Copy)]
pub(crate) struct JsonAlone;

/// Has the library see a client that takes JSON as one that lists both. Gives whether it takes no streams.
pub(crate) fn widen(headers: &mut HeaderMap) -> bool {
    if !takes(headers, "application", "json") {
        return false;
    }
    let takes_streams = takes(headers, "text", "event-stream");
    headers.insert(header::ACCEPT, BOTH);
    !takes_streams
}

/// Whether a type is acceptable: by the most specific range that it is in. No range at all is every type.
fn takes(headers: &HeaderMap, kind: &str, subtype: &str) -> bool {
    let mut lines = headers.get_all(header::ACCEPT).iter().peekable();
    if lines.peek().is_none() {
        return true;
    }
    let ranges = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .filter_map(|range| specificity(range, kind, subtype));
    ranges.max().is_some_and(|(_, is_acceptable)| is_acceptable)
}

/// How narrowly a range holds a type, and whether its weight is above zero.
fn specificity(range: &str, kind: &str, subtype: &str) -> Option<(u8, bool)> {
    let mut parts = range.split(';').map(str::trim);
    let (first, second) = parts.next()?.split_once('/')?;
    let specificity = match (first, second) {
        ("*", "*") => 0,
        (first, "*") if first.eq_ignore_ascii_case(kind) => 1,
        (first, second)
            if first.eq_ignore_ascii_case(kind) && second.eq_ignore_ascii_case(subtype) =>
        {
            2
        }
        _ => return None,
    };
    let weight = parts
        .filter_map(|part| part.split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("q"))
        .and_then(|(_, weight)| weight.trim().parse::<f32>().ok());
    Some((specificity, weight.is_none_or(|weight| weight > 0.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FR-280.
    #[test]
    fn ranges_are_read_as_the_standard_has_them() {
        for (accept, json, stream) in [
            (None, true, true),
            (Some("*/*"), true, true),
            (Some("application/json"), true, false),
            (Some("application/json;charset=utf-8"), true, false),
            (Some("Application/JSON, Text/Event-Stream"), true, true),
            (Some("text/event-stream, application/*;q=0.1"), true, true),
            (Some("*/*;q=0.8, text/event-stream;q=0"), true, false),
            (Some("text/event-stream"), false, true),
            (Some("text/html, */*;q=0"), false, false),
            (Some("application/json;q=0, */*"), false, true),
            (Some("text/html"), false, false),
            (Some(""), false, false),
            (Some("nonsense"), false, false),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(accept) = accept {
                headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
            }
            assert_eq!(takes(&headers, "application", "json"), json, "{accept:?}");
            assert_eq!(
                takes(&headers, "text", "event-stream"),
                stream,
                "{accept:?}"
            );
            let before = headers.clone();
            assert_eq!(widen(&mut headers), json && !stream, "{accept:?}");
            let after = if json {
                Some(&BOTH)
            } else {
                before.get(header::ACCEPT)
            };
            assert_eq!(headers.get(header::ACCEPT), after, "{accept:?}");
        }
    }
}
