//! Schemas of the types that are strings in JSON (feature `schema`). Formats have the names that `specs/006-task-model`
//! gives them, so that clients can know what to make of the text.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, SchemaFormat, Type},
};

/// One line with something to see: no control characters, and not blanks alone, or what nobody sees. Of the latter, what stands
/// above U+FFFF cannot be said in the same way to every engine.
const ONE_LINE: &str = "^[^\\u0000-\\u001f\\u007f-\\u009f]*[^\\u0000-\\u001f\\u007f-\\u009f\\t-\\r \\u0085\\u00a0\\u00ad\\u034f\\u061c\\u115f\\u1160\\u1680\\u17b4\\u17b5\\u180b-\\u180f\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u2800\\u3000\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufff8][^\\u0000-\\u001f\\u007f-\\u009f]*$";

/// Implements both kinds of schema: the name, the format, the bounds in characters, an example, what it is, and the pattern
/// that it has where one can say it.
macro_rules! string_schema {
    ($($type:ty: $name:literal, $format:literal, $least:literal to $most:expr, $example:literal, $description:literal $(, $pattern:expr)?;)+) => {$(
        impl JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn json_schema(_generator: &mut SchemaGenerator) -> Schema {
                json_schema!({"type": "string", "minLength": $least, "maxLength": $most, "description": $description})
            }
        }

        impl PartialSchema for $type {
            fn schema() -> RefOr<utoipa::openapi::Schema> {
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .format(Some(SchemaFormat::Custom($format.to_owned())))
                    .min_length(Some($least))
                    .max_length(Some($most))
                    $(.pattern(Some($pattern)))?
                    .examples([$example])
                    .description(Some($description))
                    .into()
            }
        }

        impl ToSchema for $type {
            fn name() -> Cow<'static, str> {
                $name.into()
            }
        }
    )+};
}

string_schema! {
    crate::Due: "Due", "due", 10 to 128, "2026-11-27T17:00:00+01:00[Europe/Berlin]",
        "A day, or a local time with its IANA time zone (RFC 9557).";
    crate::DueInput: "DueInput", "due", 1 to 128, "2026-11-27T17:00",
        "A day, 2026-11-27, a local time, 2026-11-27T17:00, with or without its zone, [Europe/Berlin], or English words such as tomorrow 5pm.";
    crate::Filter: "Filter", "filter", 1 to crate::Filter::MAX_CHARACTERS, "(today | overdue) & p1 & #work",
        "Conditions with !, &, | and parentheses, such as today, overdue, next 7 days, no date, p1, #project, @tag, search: text.";
    crate::ProjectName: "ProjectName", "project", 1 to crate::ProjectName::MAX_CHARACTERS, "Work",
        "A project's name, kept as written; in any letter case it is the same project.", ONE_LINE;
    crate::Recurrence: "Recurrence", "rrule", 10 to crate::Recurrence::MAX_CHARACTERS, "FREQ=WEEKLY;BYDAY=MO,FR",
        "How it repeats: RRULE of RFC 5545 with FREQ of DAILY, WEEKLY, MONTHLY or YEARLY.";
    crate::SearchText: "SearchText", "search", 1 to crate::SearchText::MAX_CHARACTERS, "milk",
        "Words that begin words of the title or the notes, without regard to letter case and accents.";
    crate::Tag: "Tag", "tag", 1 to crate::Tag::MAX_CHARACTERS, "home",
        "A tag, kept as written; in any letter case it is the same tag.", ONE_LINE;
    crate::Zone: "Zone", "iana-time-zone", 1 to 64, "Europe/Berlin",
        "A time zone of the IANA database.";
}
