//! Addresses of databases, as hosted databases and their tools write them.

use std::{error::Error, str::FromStr, time::Duration};

use tokio_postgres::Config;

/// Options that others know, with what to do here instead.
const INSTEAD: [(&str, &str); 10] = [
    ("dbname", "name the database in the path"),
    ("sslrootcert", "give the file in EXTRA_CA_FILE"),
    (
        "sslcert",
        "client certificates are not supported; use a password",
    ),
    (
        "sslkey",
        "client certificates are not supported; use a password",
    ),
    (
        "sslpassword",
        "client certificates are not supported; use a password",
    ),
    ("connection_limit", "set DATABASE_POOL_SIZE"),
    ("pool_timeout", "set DATABASE_REQUEST_SECONDS"),
    (
        "statement_cache_size",
        "leave it out, and set DATABASE_STATEMENTS",
    ),
    ("schema", "leave it out: the tables are in the schema todo"),
    ("sslaccept", "leave it out: certificates are always checked"),
];

/// How to connect, and what to know about the way.
#[derive(Debug)]
pub(super) struct Address {
    /// How to connect.
    pub(super) config: Config,
    /// Whether a pooler is in between which gives each transaction another connection (`pgbouncer=true`).
    pub(super) is_pooled: bool,
}

/// Parses a connection string. TLS is always verified, so libpq's `verify-full` and `verify-ca` mean `require` here, as do the
/// system's authorities, which are in the program. An error never repeats the text, which holds a password.
pub(super) fn postgres_url(value: &str) -> Result<Address, String> {
    if !value.contains("://") {
        return Err("not a Postgres connection string: it begins with postgres://".to_owned());
    }
    let mut kept = Vec::new();
    let mut is_pooled = false;
    let (address, options) = value.split_once('?').unwrap_or((value, ""));
    for option in options.split('&').filter(|option| !option.is_empty()) {
        let (name, setting) = option.split_once('=').unwrap_or((option, ""));
        match (name, setting) {
            ("sslmode", "verify-full" | "verify-ca") => kept.push("sslmode=require"),
            ("pgbouncer", "true" | "false") => is_pooled = setting == "true",
            ("sslrootcert", "system") => {}
            _ => {
                let instead = INSTEAD.iter().find(|(known, _)| *known == name);
                if let Some((name, instead)) = instead {
                    return Err(format!(
                        "the option {name} is not for this program: {instead}"
                    ));
                }
                kept.push(option);
            }
        }
    }
    let address = if kept.is_empty() {
        address.to_owned()
    } else {
        format!("{address}?{}", kept.join("&"))
    };
    let mut config = Config::from_str(&address).map_err(|error| {
        let reason = error.source().map(ToString::to_string);
        format!(
            "not a Postgres connection string{}",
            reason.as_deref().map_or_else(String::new, told)
        )
    })?;
    if config.get_hosts().is_empty() {
        return Err("the connection string names no host".to_owned());
    }
    if config.get_dbname().is_none_or(str::is_empty) {
        return Err("the connection string names no database: it ends with /NAME".to_owned());
    }
    config.application_name("todo-app");
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(Duration::from_secs(10));
    }
    Ok(Address { config, is_pooled })
}

/// A reason as it may be told. What is no name of an option may be a piece of a secret that stands where options do.
fn told(reason: &str) -> String {
    let name = reason.split('`').nth(1).unwrap_or_default();
    if name
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    {
        format!(" ({reason})")
    } else {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FR-412: what people copy from Neon, Prisma and `PgBouncer` works, or the option is named with what to do instead.
    #[test]
    fn options_of_others_work_or_are_named() {
        let parse = |options: &str| postgres_url(&format!("postgres://u:secret@db/todo{options}"));
        for works in [
            "",
            "?",
            "?pgbouncer=true",
            "?sslmode=require&channel_binding=require",
            "?sslmode=verify-full&sslrootcert=system",
            "?pgbouncer=true&connect_timeout=15&sslmode=verify-ca",
        ] {
            assert!(parse(works).is_ok(), "{works}: {:?}", parse(works));
        }
        let timeout = parse("?pgbouncer=true&connect_timeout=15").unwrap();
        assert!(timeout.is_pooled && !parse("?pgbouncer=false").unwrap().is_pooled);
        assert_eq!(
            timeout.config.get_connect_timeout(),
            Some(&Duration::from_secs(15))
        );
        let strict = parse("?sslmode=verify-full").unwrap();
        assert_eq!(
            strict.config.get_ssl_mode(),
            tokio_postgres::config::SslMode::Require
        );
        for (refused, named) in [
            ("?sslrootcert=/etc/ca.pem", "EXTRA_CA_FILE"),
            ("?pgbouncer=true&connection_limit=1", "DATABASE_POOL_SIZE"),
            ("?schema=public", "schema todo"),
            ("?sslmode=sometimes", "sslmode"),
            ("?pgbouncer=1", "pgbouncer"),
            ("?colour=red", "colour"),
            ("?dbname=other", "in the path"),
        ] {
            let problem = parse(refused).unwrap_err();
            assert!(problem.contains(named), "{refused}: {problem}");
            assert!(!problem.contains("secret"), "{problem}");
        }
        for nameless in [
            "postgres://u:secret@db",
            "postgres://u:secret@db/",
            "postgres://u:secret@db/?sslmode=require",
        ] {
            let problem = postgres_url(nameless).unwrap_err();
            assert!(problem.contains("names no database"), "{problem}");
        }
    }
}
