//! The parts of a function's configuration. Each function composes the parts that it needs.

use std::{fmt, num::NonZeroU32, str::FromStr, time::Duration};

use axum::http::HeaderValue;
use jsonwebtoken::jwk::JwkSet;
use reqwest::Url;
use rustls_pki_types::CertificateDer;
use tracing::Level;
use tracing_subscriber::filter::{LevelFilter, Targets};

use super::{
    addresses::{is_loopback, service_url},
    environment::Environment,
    postgres_url::postgres_url,
};
use crate::{auth::key_set, db::Bounds, http_client};

/// A value that must not be shown: `Debug` prints dots.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The value itself, for the one place that sends it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(value: String) -> Self {
        Self(value)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("…")
    }
}

/// `http://` or `https://` URL.
///
/// # Errors
/// What is wrong with the text, which is not repeated: whoever mixes two settings up puts a key into it (FR-448).
pub fn url(value: &str) -> Result<Url, String> {
    let url = Url::parse(value).map_err(|error| format!("not a URL ({error})"))?;
    if matches!(url.scheme(), "http" | "https") && url.has_host() {
        Ok(url)
    } else {
        Err("not an http or https URL".to_owned())
    }
}

/// An address that tokens may travel to: HTTPS, or HTTP on this machine.
///
/// # Errors
/// What is wrong with the text.
pub fn safe_url(value: &str) -> Result<Url, String> {
    let address = url(value)?;
    let host = address.host_str().unwrap_or_default();
    if address.scheme() == "https" || is_loopback(host) {
        Ok(address)
    } else {
        Err("neither HTTPS nor HTTP on a loopback address".to_owned())
    }
}

/// Any text.
#[expect(clippy::unnecessary_wraps, reason = "parsers of variables may fail")]
pub(super) fn text(value: &str) -> Result<String, std::convert::Infallible> {
    Ok(value.to_owned())
}

/// A comma-separated list of origins such as `https://todo.example.com`.
///
/// # Errors
/// The first entry that is not an origin.
pub fn origins(value: &str) -> Result<Vec<HeaderValue>, String> {
    list(value)
        .map(|entry| {
            origin(entry).and_then(|origin| {
                HeaderValue::from_str(&origin).map_err(|error| error.to_string())
            })
        })
        .collect()
}

/// One origin: scheme, host and port, nothing else.
///
/// # Errors
/// What is wrong with the text.
pub fn origin(value: &str) -> Result<String, String> {
    let parsed = url(value)?;
    let origin = parsed.origin().ascii_serialization();
    if value.trim_end_matches('/') == origin {
        Ok(origin)
    } else {
        // The value is not told (FR-448): it may be a secret that belongs elsewhere.
        Err("not an origin: scheme and host in small letters, the port unless it is the usual one, and nothing else".to_owned())
    }
}

/// Who signs tokens: an address without query, fragment or password. It is compared letter by letter, so it is kept as it is
/// written.
fn issuer(value: &str) -> Result<String, String> {
    let address = url(value)?;
    let bare = address.query().is_none() && address.fragment().is_none();
    if bare && address.username().is_empty() && address.password().is_none() {
        Ok(value.to_owned())
    } else {
        Err("an issuer is an address without query, fragment and login".to_owned())
    }
}

/// The entries of a comma-separated list.
pub(crate) fn list(value: &str) -> impl Iterator<Item = &str> {
    value
        .split(',')
        .map(str::trim)
        .filter(|entry| !entry.is_empty())
}

/// Longer than the proxies known keep theirs: Go's 90 seconds, nginx' 60, a load balancer's 60.
const KEEP_ALIVE: Duration = Duration::from_mins(2);
/// More than people and their programs need, less than what harms others.
const REQUESTS_PER_MINUTE: NonZeroU32 = NonZeroU32::new(1_200).unwrap();
/// The fewest that can be set: one batch.
const LEAST_PER_MINUTE: u32 = 100;

/// A limit for one person, from 100 to 1,000,000.
pub fn per_minute(
    environment: &mut Environment,
    name: &'static str,
    default: NonZeroU32,
) -> NonZeroU32 {
    let limit = environment.optional(name, |value| {
        value
            .parse()
            .ok()
            .filter(|limit: &NonZeroU32| (LEAST_PER_MINUTE..=1_000_000).contains(&limit.get()))
            .ok_or_else(|| format!("not a number from {LEAST_PER_MINUTE} to 1000000"))
    });
    limit.unwrap_or(default)
}

/// What is logged (`LOG_LEVEL`, `info` by default): a level, or directives such as `info,shared=debug`.
pub fn log_filter(environment: &mut Environment) -> Targets {
    environment
        .optional("LOG_LEVEL", directives)
        .unwrap_or_else(|| Targets::new().with_default(Level::INFO))
}

/// Directives of a log. A word alone is a level: the library would take any other one for the name of a module.
fn directives(value: &str) -> Result<Targets, String> {
    for directive in list(value) {
        let level = directive.rsplit('=').next().unwrap_or_default();
        if LevelFilter::from_str(level).is_err() {
            return Err(
                "not a level; there are off, error, warn, info, debug and trace".to_owned(),
            );
        }
    }
    Targets::from_str(value).map_err(|_| "not directives such as info,shared=debug".to_owned())
}

/// Where and how a function listens and logs.
#[derive(Debug)]
pub struct HttpConfig {
    /// TCP port (`PORT`); not needed under Lambda.
    pub port: u16,
    /// Whether the process is started by AWS Lambda (`AWS_LAMBDA_RUNTIME_API`).
    pub lambda: bool,
    /// Origins whose pages may call (`CORS_ALLOWED_ORIGINS`).
    pub cors_origins: Vec<HeaderValue>,
    /// How long a connection may rest between two requests (`KEEP_ALIVE_SECONDS`).
    pub keep_alive: Duration,
    /// How often one person may ask this process in a minute (`RATE_LIMIT_REQUESTS_PER_MINUTE`).
    pub requests_per_minute: NonZeroU32,
    /// The port on which the process tells what it counts (`METRICS_PORT`); without one it counts nothing.
    pub metrics_port: Option<u16>,
    /// Where traces go; nowhere by default.
    pub traces: Option<TracesConfig>,
    /// What is logged (`LOG_LEVEL`): a level, or directives such as `info,shared=debug`.
    pub log_filter: Targets,
}

impl HttpConfig {
    /// Reads `PORT`, `CORS_ALLOWED_ORIGINS`, `KEEP_ALIVE_SECONDS` (120 by default), `RATE_LIMIT_REQUESTS_PER_MINUTE` (1,200
    /// by default), `METRICS_PORT`, `OTEL_…`, `LOG_LEVEL`, `AWS_LAMBDA_RUNTIME_API`.
    pub fn read(environment: &mut Environment) -> Option<Self> {
        let lambda = environment.is_set("AWS_LAMBDA_RUNTIME_API");
        let port = if lambda {
            Some(0)
        } else {
            environment.required("PORT", "the TCP port to listen on", tcp_port)
        };
        let metrics_port = environment.optional("METRICS_PORT", |value| match tcp_port(value) {
            Ok(_) if lambda => Err("nobody can reach a port of its own on Lambda"),
            Ok(own) if Some(own) == port => Err("the same as PORT; it needs one of its own"),
            other => other,
        });
        let cors_origins = environment
            .optional("CORS_ALLOWED_ORIGINS", origins)
            .unwrap_or_default();
        let keep_alive = environment.optional("KEEP_ALIVE_SECONDS", |value| {
            value
                .parse()
                .ok()
                .filter(|seconds| (1..=3600).contains(seconds))
                .map(Duration::from_secs)
                .ok_or("not a number from 1 to 3600")
        });
        let requests_per_minute = per_minute(
            environment,
            "RATE_LIMIT_REQUESTS_PER_MINUTE",
            REQUESTS_PER_MINUTE,
        );
        let traces = TracesConfig::read(environment);
        let log_filter = log_filter(environment);
        Some(Self {
            port: port?,
            lambda,
            cors_origins,
            keep_alive: keep_alive.unwrap_or(KEEP_ALIVE),
            requests_per_minute,
            metrics_port,
            traces,
            log_filter,
        })
    }
}

fn tcp_port(value: &str) -> Result<u16, &'static str> {
    let port = value.parse().ok().filter(|port| *port > 0);
    port.ok_or("not a port (1 to 65535)")
}

/// Where traces go.
#[derive(Debug, Clone)]
pub struct TracesConfig {
    /// The collector's address for them (`OTEL_EXPORTER_OTLP_ENDPOINT`, with `/v1/traces` behind it).
    pub address: Url,
    /// What the process is called there (`OTEL_SERVICE_NAME`).
    pub service: String,
    /// Trust for the way there.
    pub trust: TrustConfig,
}

impl TracesConfig {
    /// Reads `OTEL_EXPORTER_OTLP_ENDPOINT`, the origin of a collector that takes OTLP over HTTP, `CLUSTER_DOMAIN`,
    /// `OTEL_SERVICE_NAME` (`todo-app` by default) and `EXTRA_CA_FILE`. Without the first there are no traces.
    fn read(environment: &mut Environment) -> Option<Self> {
        if !environment.is_set("OTEL_EXPORTER_OTLP_ENDPOINT") {
            return None;
        }
        let service = service_url(environment);
        let address = environment.optional("OTEL_EXPORTER_OTLP_ENDPOINT", |value| {
            let mut url = service(value)?;
            if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
                return Err("more than an origin, such as http://collector:4318".to_owned());
            }
            url.set_path("/v1/traces");
            Ok(url)
        });
        let service = environment.optional("OTEL_SERVICE_NAME", text);
        Some(Self {
            address: address?,
            service: service.unwrap_or_else(|| "todo-app".to_owned()),
            trust: TrustConfig::read(environment),
        })
    }
}

/// Extra certificate authorities to trust.
#[derive(Debug, Clone, Default)]
pub struct TrustConfig {
    authorities: Vec<CertificateDer<'static>>,
}

impl TrustConfig {
    /// Reads `EXTRA_CA_FILE`, a PEM file.
    pub fn read(environment: &mut Environment) -> Self {
        let authorities = environment.optional("EXTRA_CA_FILE", |path| {
            let pem = std::fs::read(path)
                .map_err(|error| format!("the file cannot be read ({error})"))?;
            http_client::parse_authorities(&pem)
        });
        Self {
            authorities: authorities.unwrap_or_default(),
        }
    }

    /// The extra authorities.
    #[must_use]
    pub fn extra_authorities(&self) -> &[CertificateDer<'static>] {
        &self.authorities
    }
}

/// How to reach Postgres.
#[derive(Debug, Clone)]
pub struct DatabaseConfig {
    /// Parsed connection string. `Debug` of the driver's type hides the password.
    pub postgres: tokio_postgres::Config,
    /// How many connections a process keeps at most.
    pub pool_size: usize,
    /// How many tasks one person may write in a minute (`RATE_LIMIT_WRITES_PER_MINUTE`).
    pub writes_per_minute: NonZeroU32,
    /// Whether connections keep the program's statements prepared (`DATABASE_STATEMENTS`).
    pub caches_statements: bool,
    /// How many tasks one person may have (`TASKS_PER_PERSON`).
    pub tasks_per_person: NonZeroU32,
    /// How long requests may be busy with the database.
    pub bounds: Bounds,
    /// Trust for TLS connections.
    pub trust: TrustConfig,
}

impl DatabaseConfig {
    /// The default of `writes_per_minute`: more than a person needs, and several batches (FR-117).
    pub const WRITES_PER_MINUTE: NonZeroU32 = NonZeroU32::new(600).unwrap();

    /// The default of `tasks_per_person`: what lists are measured with (FR-616).
    pub const TASKS_PER_PERSON: NonZeroU32 = NonZeroU32::new(100_000).unwrap();

    /// Reads `DATABASE_URL`, `DATABASE_POOL_SIZE` (1 to 100, 5 by default), `DATABASE_STATEMENTS` (`cached`, or `unnamed`, the
    /// default, and with `pgbouncer=true` in the address in any case), `DATABASE_REQUEST_SECONDS`,
    /// `DATABASE_BULK_SECONDS`, `DATABASE_EXPORT_SECONDS`, `RATE_LIMIT_WRITES_PER_MINUTE` (600 by default),
    /// `TASKS_PER_PERSON` (100,000 by default) and `EXTRA_CA_FILE`.
    pub fn read(environment: &mut Environment) -> Option<Self> {
        let pool_size = environment.optional("DATABASE_POOL_SIZE", |value| {
            value
                .parse()
                .ok()
                .filter(|size| (1..=100).contains(size))
                .ok_or("not a number from 1 to 100")
        });
        let postgres = environment.required(
            "DATABASE_URL",
            "postgres://user:password@host/database",
            postgres_url,
        );
        let writes_per_minute = per_minute(
            environment,
            "RATE_LIMIT_WRITES_PER_MINUTE",
            Self::WRITES_PER_MINUTE,
        );
        let caches_statements = environment.optional("DATABASE_STATEMENTS", |value| match value {
            "cached" => Ok(true),
            "unnamed" => Ok(false),
            other => Err(format!("{other:?} is neither cached nor unnamed")),
        });
        let tasks_per_person = environment.optional("TASKS_PER_PERSON", |value| {
            value
                .parse()
                .ok()
                .filter(|number: &NonZeroU32| number.get() <= 10_000_000)
                .ok_or("not a number from 1 to 10000000")
        });
        let mut bound = |name, default| {
            let seconds = environment.optional(name, seconds);
            seconds.unwrap_or(default)
        };
        let bounds = Bounds {
            request: bound("DATABASE_REQUEST_SECONDS", Bounds::DEFAULT.request),
            bulk: bound("DATABASE_BULK_SECONDS", Bounds::DEFAULT.bulk),
            export: bound("DATABASE_EXPORT_SECONDS", Bounds::DEFAULT.export),
        };
        let trust = TrustConfig::read(environment);
        let address = postgres?;
        Some(Self {
            postgres: address.config,
            pool_size: pool_size.unwrap_or(5),
            writes_per_minute,
            caches_statements: caches_statements.unwrap_or(false) && !address.is_pooled,
            tasks_per_person: tasks_per_person.unwrap_or(Self::TASKS_PER_PERSON),
            bounds,
            trust,
        })
    }

    /// Reads the owner's direct connection: `MIGRATE_DATABASE_URL`, else `DATABASE_URL`.
    pub fn read_for_migration(environment: &mut Environment) -> Option<Self> {
        let name = if environment.is_set("MIGRATE_DATABASE_URL") {
            "MIGRATE_DATABASE_URL"
        } else {
            "DATABASE_URL"
        };
        let postgres = environment.required(
            name,
            "postgres://owner:password@host/database",
            postgres_url,
        );
        let trust = TrustConfig::read(environment);
        Some(Self {
            postgres: postgres?.config,
            pool_size: 1,
            writes_per_minute: Self::WRITES_PER_MINUTE,
            caches_statements: false,
            tasks_per_person: Self::TASKS_PER_PERSON,
            bounds: Bounds::DEFAULT,
            trust,
        })
    }
}

/// How long a request may be busy with the database.
fn seconds(value: &str) -> Result<Duration, &'static str> {
    value
        .parse()
        .ok()
        .filter(|seconds| (1..=3600).contains(seconds))
        .map(Duration::from_secs)
        .ok_or("not a number of seconds from 1 to 3600")
}

/// Whose tokens are accepted.
#[derive(Debug, Clone)]
pub struct AuthConfig {
    /// Where the signing keys are (`AUTH_JWKS_URL`).
    pub jwks_url: Option<Url>,
    /// Signing keys known from the start (`AUTH_JWKS`).
    pub jwks: Option<JwkSet>,
    /// The only accepted `iss` (`AUTH_ISSUER`).
    pub issuer: String,
    /// The platform's own `aud` (`AUTH_AUDIENCE`).
    pub audience: String,
    /// Trust for fetching the keys.
    pub trust: TrustConfig,
}

impl AuthConfig {
    /// Reads `AUTH_JWKS_URL`, `CLUSTER_DOMAIN`, `AUTH_JWKS`, `AUTH_ISSUER`, `AUTH_AUDIENCE`, `EXTRA_CA_FILE`.
    pub fn read(environment: &mut Environment) -> Option<Self> {
        if !environment.is_set("AUTH_JWKS_URL") && !environment.is_set("AUTH_JWKS") {
            environment.problem("AUTH_JWKS_URL or AUTH_JWKS: not set; one of them needs the keys that sign the session tokens");
        }
        let service = service_url(environment);
        let jwks_url = environment.optional("AUTH_JWKS_URL", service);
        let jwks = environment.optional("AUTH_JWKS", |value| key_set::parse(value.as_bytes()));
        let issuer = environment.required(
            "AUTH_ISSUER",
            "the issuer of the session tokens, the web app's origin",
            issuer,
        );
        let audience =
            environment.required("AUTH_AUDIENCE", "the audience of the session tokens", text);
        let trust = TrustConfig::read(environment);
        Some(Self {
            jwks_url,
            jwks,
            issuer: issuer?,
            audience: audience?,
            trust,
        })
    }
}
