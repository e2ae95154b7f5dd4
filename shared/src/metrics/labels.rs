//! The values that labels can have: closed sets, so that nobody's behaviour makes a time series.

use axum::http::Method;

use crate::quota::Counted;

macro_rules! values {
    ($(#[$meta:meta])* $name:ident { $($(#[$of:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$of])* $variant,)+ }

        impl $name {
            /// Every value.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The label's value.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
        }
    };
}

values! {
    /// What a request waited for.
    Wait {
        /// A connection, which may have to be opened.
        Connection = "connection",
        /// An answer to what was sent together.
        Answer = "answer",
    }
}

values! {
    /// Where a model stands in the order in which they are asked.
    Place {
        /// The endpoint that is asked first.
        First = "first",
        /// The one behind it.
        Fallback = "fallback",
        /// The model that needs no endpoint.
        BuiltIn = "built-in",
    }
}

values! {
    /// What came of asking a model.
    ModelStep {
        /// A reply.
        Replied = "replied",
        /// Too many requests, for now or for the day.
        Limited = "limited",
        /// It is down, overloaded or unreachable.
        Unavailable = "unavailable",
        /// Nothing came in time.
        TimedOut = "timed_out",
        /// The key or the request was refused.
        Refused = "refused",
        /// The reply could not be used.
        Unusable = "unusable",
        /// The turn ended first.
        Ended = "ended",
    }
}

values! {
    /// What came of a call of a tool.
    ToolOutcome {
        /// All of it was done, or had been done before.
        Done = "done",
        /// Some entries of it failed.
        PartlyDone = "partly_done",
        /// The caller may mend it.
        Refused = "refused",
        /// The server could not do it.
        Failed = "failed",
    }
}

values! {
    /// What took the place of what.
    Takeover {
        /// The next model, of one that gave no usable reply.
        Model = "model",
        /// Another connection, of one that was silent or lost.
        Database = "database",
    }
}

values! {
    /// A limit that refuses.
    Limit {
        /// Requests of one person in a minute.
        Requests = "requests",
        /// Calls of one tool by one person in a minute.
        Calls = "calls",
        /// Writes of one person in a minute.
        Writes = "writes",
        /// Tasks of one person.
        Tasks = "tasks",
        /// Connections of the process, or one person's share of them.
        Connections = "connections",
        /// The size of a body.
        Body = "body",
    }
}

impl From<Counted> for Limit {
    fn from(counted: Counted) -> Self {
        match counted {
            Counted::Requests => Self::Requests,
            Counted::Calls => Self::Calls,
            Counted::Writes => Self::Writes,
        }
    }
}

/// The method, of those that HTTP itself knows: a caller may make up any other.
pub(super) fn method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
