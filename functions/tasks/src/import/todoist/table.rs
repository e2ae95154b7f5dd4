//! What spreadsheets make of a table (FR-905): the encoding, what stands between fields, and names of columns that were other
//! ones once.

use std::borrow::Cow;

/// What spreadsheets put between fields.
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];
/// Columns of older files, and what they are called now.
const RENAMED: [(&str, &str); 2] = [("DUE_DATE", "DATE"), ("DUE_DATE_LANG", "DATE_LANG")];

/// The text in UTF-8, without its byte order mark. Anything that claims to be nothing else is left as it is.
pub(super) fn in_utf8(bytes: &[u8]) -> Cow<'_, [u8]> {
    match bytes {
        [0xFF, 0xFE, text @ ..] => Cow::Owned(from_utf16(text, u16::from_le_bytes)),
        [0xFE, 0xFF, text @ ..] => Cow::Owned(from_utf16(text, u16::from_be_bytes)),
        text => Cow::Borrowed(text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text)),
    }
}

/// Half of a character is no character: it becomes one that is seen.
fn from_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Vec<u8> {
    let (pairs, _) = bytes.as_chunks::<2>();
    let units: Vec<u16> = pairs.iter().map(|pair| unit(*pair)).collect();
    String::from_utf16_lossy(&units).into_bytes()
}

/// The table behind a line that names the delimiter, as Excel writes it (`sep=;`), and what that line says.
pub(super) fn behind_separator(text: &[u8]) -> (Option<u8>, &[u8]) {
    let end = text.iter().position(|byte| *byte == b'\n');
    let line = text.get(..end.unwrap_or(text.len())).unwrap_or_default();
    match line.strip_suffix(b"\r").unwrap_or(line) {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter] => {
            let rest = end.and_then(|end| text.get(end + 1..)).unwrap_or_default();
            (Some(*delimiter), rest)
        }
        _ => (None, text),
    }
}

/// What stands between the names of the columns: of what spreadsheets use, that which is there most often.
pub(super) fn delimiter(text: &[u8]) -> u8 {
    let header = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |delimiter: &u8| header.split(|byte| byte == delimiter).count();
    // Of several the last: the usual one stands there.
    DELIMITERS
        .into_iter()
        .rev()
        .max_by_key(count)
        .unwrap_or(b',')
}

/// Whether a row ends without the quotation mark that closes a field: marks come in pairs, doubled ones too.
pub(super) fn ends_within_quotes(row: &[u8]) -> bool {
    row.split(|byte| *byte == b'"').count().is_multiple_of(2)
}

/// What a column is called today; where both names are there, the older one is a column like any other.
pub(super) fn column<'a>(name: &'a str, all: &[&str]) -> &'a str {
    let today = RENAMED.iter().find(|(old, _)| *old == name);
    today
        .filter(|(_, new)| !all.contains(new))
        .map_or(name, |(_, new)| new)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FR-905.
    #[test]
    fn what_stands_between_fields_is_found() {
        for (header, found) in [
            ("TYPE,CONTENT", b','),
            ("TYPE;CONTENT;A,B", b';'),
            ("TYPE\tCONTENT", b'\t'),
            ("TYPE", b','),
            ("", b','),
            ("TYPE,CONTENT\n;;;;", b','),
        ] {
            assert_eq!(delimiter(header.as_bytes()), found, "{header}");
        }
        assert_eq!(
            behind_separator(b"sep=;\r\nTYPE"),
            (Some(b';'), &b"TYPE"[..])
        );
        assert_eq!(
            behind_separator(b"SEP=\t\nTYPE"),
            (Some(b'\t'), &b"TYPE"[..])
        );
        assert_eq!(behind_separator(b"sep=,"), (Some(b','), &b""[..]));
        for none in ["", "sep=", "sep=;;\n", "TYPE,CONTENT\n"] {
            assert_eq!(behind_separator(none.as_bytes()), (None, none.as_bytes()));
        }
    }

    /// FR-905.
    #[test]
    fn encodings_are_told_by_their_marks() {
        let text = "TYPE,Grüße 🎉";
        let units: Vec<u16> = text.encode_utf16().collect();
        let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        for bytes in [
            text.as_bytes().to_vec(),
            [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
            [b"\xFF\xFE".to_vec(), little].concat(),
            [b"\xFE\xFF".to_vec(), big].concat(),
        ] {
            assert_eq!(in_utf8(&bytes), text.as_bytes());
        }
        assert_eq!(in_utf8(b"\xFF\xFEa"), &b""[..]);
    }
}
