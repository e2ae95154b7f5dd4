//! The statements that a version sends, recorded with their parameters, and sent again to another schema (FR-474, ADR 0039).

use std::time::Duration;

use bytes::{BufMut, BytesMut};
use serde::{Deserialize, Serialize};
use tokio_postgres::{
    Client,
    types::{IsNull, ToSql, Type, to_sql_checked},
};

use super::{TestDatabase, Wire, scenario};
use crate::db::{Role, migrations, tasks};

/// A statement as it went over the wire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// Its text.
    pub sql: String,
    /// Its parameters; without the field it was sent as plain text, and may be several statements.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameters: Option<Vec<Parameter>>,
}

/// A parameter of a statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parameter {
    /// The OID of its type.
    #[serde(rename = "type")]
    pub kind: u32,
    /// Its value in the binary form of its type, in hexadecimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

impl Recorded {
    /// What is the same in each recording: the text, and the types of the parameters. Of plain text, which holds values, only
    /// the kind of it.
    #[must_use]
    pub fn shape(&self) -> (String, Vec<u32>) {
        match &self.parameters {
            None => (self.sql.split(' ').take(2).collect(), Vec::new()),
            Some(parameters) => {
                let types = parameters.iter().map(|parameter| parameter.kind);
                (self.sql.clone(), types.collect())
            }
        }
    }
}

/// Adds the statements among a client's messages.
pub(super) fn record(statements: &mut Vec<Recorded>, messages: &[(u8, Vec<u8>)]) {
    for (kind, message) in messages {
        let mut rest = Reader(message);
        match kind {
            b'Q' => statements.extend(rest.text().map(|sql| Recorded {
                sql,
                parameters: None,
            })),
            b'P' => statements.extend(parsed(&mut rest)),
            b'B' => {
                if let (Some(last), Some(values)) = (statements.last_mut(), values(&mut rest)) {
                    let parameters = last.parameters.iter_mut().flatten();
                    for (parameter, value) in parameters.zip(values) {
                        parameter.value = value;
                    }
                }
            }
            _ => {}
        }
    }
}

fn parsed(rest: &mut Reader<'_>) -> Option<Recorded> {
    let _name = rest.text()?;
    let sql = rest.text()?;
    let types = (0..rest.short()?).map(|_| rest.long());
    let parameters = types
        .map(|kind| {
            Some(Parameter {
                kind: kind?,
                value: None,
            })
        })
        .collect::<Option<Vec<_>>>();
    Some(Recorded { sql, parameters })
}

fn values(rest: &mut Reader<'_>) -> Option<Vec<Option<String>>> {
    let (_portal, _name) = (rest.text()?, rest.text()?);
    for _ in 0..rest.short()? {
        rest.short()?;
    }
    let values = (0..rest.short()?).map(|_| {
        // Minus one is none.
        let length = rest.long()?;
        match usize::try_from(length).ok().filter(|_| length != u32::MAX) {
            None => Some(None),
            Some(length) => rest.take(length).map(|value| Some(hexadecimal(value))),
        }
    });
    values.collect()
}

/// What is left of a message.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn short(&mut self) -> Option<u16> {
        let bytes = self.take(2)?.try_into().ok()?;
        Some(u16::from_be_bytes(bytes))
    }

    fn long(&mut self) -> Option<u32> {
        let bytes = self.take(4)?.try_into().ok()?;
        Some(u32::from_be_bytes(bytes))
    }

    fn text(&mut self) -> Option<String> {
        let end = self.0.iter().position(|byte| *byte == 0)?;
        let text = String::from_utf8(self.take(end)?.to_vec()).ok();
        self.take(1)?;
        text
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        for digit in [byte >> 4, byte & 0xf] {
            text.extend(char::from_digit(digit.into(), 16));
        }
        text
    })
}

/// Records what this version sends, on a database of its own.
///
/// # Panics
/// When a query fails.
pub async fn of_this_version() -> Vec<Recorded> {
    let test = TestDatabase::new().await;
    let wire = Wire::to(&test).await;
    let config = wire.config(&test);
    scenario::run(&config).await;
    // As a version with other keys writes them.
    let stale = "update todo.task set fold = 0";
    let owner = test.owner().await;
    owner.batch_execute(stale).await.expect("stale tasks");
    let mut owner = wire.owner(&test).await;
    let folded = tasks::refold(&mut owner).await;
    assert_ne!(folded.expect("keys"), 0);
    // Its connection ends within a transaction, so that it comes last.
    let checked = migrations::check(&config, Role::Tasks, Duration::ZERO, |_| {}).await;
    checked.expect("a schema of this version");
    wire.statements()
}

/// Sends recorded statements again, as a superuser, each in its transaction and role; gives what is refused, with the
/// statement.
///
/// # Panics
/// When what was recorded has a type that is not Postgres' own, or a value that is no hexadecimal number.
pub async fn replay(client: &Client, recorded: &[Recorded]) -> Vec<String> {
    let mut refused = Vec::new();
    for Recorded { sql, parameters } in recorded {
        let done = match parameters {
            None => client.batch_execute(sql).await,
            Some(parameters) => {
                let values: Vec<Raw> = parameters.iter().map(Raw::of).collect();
                let typed: Vec<(&(dyn ToSql + Sync), Type)> = values
                    .iter()
                    .zip(parameters)
                    .map(|(value, parameter)| {
                        let kind = Type::from_oid(parameter.kind).expect("a type of Postgres' own");
                        (value as _, kind)
                    })
                    .collect();
                client.query_typed(sql, &typed).await.map(drop)
            }
        };
        if let Err(error) = done {
            let reason = error
                .as_db_error()
                .map_or_else(|| error.to_string(), ToString::to_string);
            refused.push(format!("{reason}: {sql}"));
        }
    }
    refused
}

/// A value in the binary form of its type.
#[derive(Debug)]
struct Raw(Option<Vec<u8>>);

impl Raw {
    fn of(parameter: &Parameter) -> Self {
        let bytes = |text: &String| {
            (0..text.len())
                .step_by(2)
                .map(|place| u8::from_str_radix(text.get(place..place + 2)?, 16).ok())
                .collect::<Option<Vec<u8>>>()
                .expect("pairs of hexadecimal digits")
        };
        Self(parameter.value.as_ref().map(bytes))
    }
}

impl ToSql for Raw {
    fn to_sql(
        &self,
        _kind: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        Ok(match &self.0 {
            None => IsNull::Yes,
            Some(bytes) => {
                out.put_slice(bytes);
                IsNull::No
            }
        })
    }

    fn accepts(_kind: &Type) -> bool {
        true
    }

    to_sql_checked!();
}
