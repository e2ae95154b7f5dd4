//! The canonical text of a filter.

use std::fmt::{self, Display};

use super::{Condition, Expression, Part, parse};

impl<D: Display> Display for Expression<D> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Is(condition) => condition.fmt(formatter),
            Self::Not(inner) => match &**inner {
                Self::Is(Condition::Has(part)) => write!(formatter, "no {part}"),
                Self::And(_) | Self::Or(_) => write!(formatter, "!({inner})"),
                Self::Is(_) | Self::Not(_) => write!(formatter, "!{inner}"),
            },
            Self::And(parts) => {
                write_joined(formatter, parts, " & ", |part| matches!(part, Self::Or(_)))
            }
            Self::Or(parts) => write_joined(formatter, parts, " | ", |_| false),
        }
    }
}

fn write_joined<D: Display>(
    formatter: &mut fmt::Formatter<'_>,
    parts: &[Expression<D>],
    symbol: &str,
    in_parentheses: impl Fn(&Expression<D>) -> bool,
) -> fmt::Result {
    for (number, part) in parts.iter().enumerate() {
        if number > 0 {
            formatter.write_str(symbol)?;
        }
        if in_parentheses(part) {
            write!(formatter, "({part})")?;
        } else {
            part.fmt(formatter)?;
        }
    }
    Ok(())
}

impl<D: Display> Display for Condition<D> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => formatter.write_str("all"),
            Self::Due(due) => due.fmt(formatter),
            Self::Completed => formatter.write_str("completed"),
            Self::Pending => formatter.write_str("pending"),
            Self::Has(part) => write!(formatter, "has {part}"),
            Self::Recurring => formatter.write_str("recurring"),
            Self::Subtask => formatter.write_str("subtask"),
            Self::Priority(priority) => priority.fmt(formatter),
            Self::Project(name) => {
                write_quotable(formatter, "#", name.as_str(), parse::is_bare_name)
            }
            Self::Tag(tag) => write_quotable(formatter, "@", tag.as_str(), parse::is_bare_name),
            Self::Search(text) => {
                write_quotable(formatter, "search: ", text.as_str(), parse::is_bare_search)
            }
        }
    }
}

impl Display for Part {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Date => "date",
            Self::Notes => "notes",
            Self::Tags => "tags",
        })
    }
}

/// The text behind its mark, in quotation marks where it would be read otherwise without them.
fn write_quotable(
    formatter: &mut fmt::Formatter<'_>,
    mark: &str,
    text: &str,
    is_bare: impl Fn(&str) -> bool,
) -> fmt::Result {
    formatter.write_str(mark)?;
    if is_bare(text) {
        return formatter.write_str(text);
    }
    let escaped = text.replace('\\', r"\\").replace('"', "\\\"");
    write!(formatter, "\"{escaped}\"")
}
