//! Addresses of databases, as hosted databases and their tools write them.

use std::{error::Error, str::FromStr, time::Duration};

use tokio_postgres::Config;

/// Options that others know, with what to do here instead.
const INSTEAD: [(&str, &str); 9] = [
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
        "leave it out: no statement is cached",
    ),
    ("schema", "leave it out: the tables are in the schema todo"),
    ("sslaccept", "leave it out: certificates are always checked"),
];

/// Parses a connection string. TLS is always verified, so libpq's `verify-full` and `verify-ca` mean `require` here, as do the
/// system's authorities, which are in the program. `pgbouncer` is heeded by what we do anyway. An error never repeats the text,
/// which holds a password.
pub(super) fn postgres_url(value: &str) -> Result<Config, String> {
    if !value.contains("://") {
        return Err("not a Postgres connection string: it begins with postgres://".to_owned());
    }
    let mut kept = Vec::new();
    let (address, options) = value.split_once('?').unwrap_or((value, ""));
    for option in options.split('&').filter(|option| !option.is_empty()) {
        let (name, setting) = option.split_once('=').unwrap_or((option, ""));
        match (name, setting) {
            ("sslmode", "verify-full" | "verify-ca") => kept.push("sslmode=require"),
            ("pgbouncer", "true" | "false") | ("sslrootcert", "system") => {}
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
    config.application_name("todo-app");
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(Duration::from_secs(10));
    }
    Ok(config)
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
        assert_eq!(
            timeout.get_connect_timeout(),
            Some(&Duration::from_secs(15))
        );
        let strict = parse("?sslmode=verify-full").unwrap();
        assert_eq!(
            strict.get_ssl_mode(),
            tokio_postgres::config::SslMode::Require
        );
        for (refused, named) in [
            ("?sslrootcert=/etc/ca.pem", "EXTRA_CA_FILE"),
            ("?pgbouncer=true&connection_limit=1", "DATABASE_POOL_SIZE"),
            ("?schema=public", "schema todo"),
            ("?sslmode=sometimes", "sslmode"),
            ("?pgbouncer=1", "pgbouncer"),
            ("?colour=red", "colour"),
        ] {
            let problem = parse(refused).unwrap_err();
            assert!(problem.contains(named), "{refused}: {problem}");
            assert!(!problem.contains("secret"), "{problem}");
        }
    }
}
