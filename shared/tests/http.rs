//! What stands around every function's routes (FR-413, FR-414, FR-415) and the environment (FR-412).
#![expect(
    clippy::unwrap_used,
    reason = "a test whose set-up fails must stop there"
)]

use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, header},
    response::Response,
    routing::get,
};
use http_body_util::BodyExt;
use shared::config::{AuthConfig, DatabaseConfig, Environment, HttpConfig, ModelConfig};
use tower::ServiceExt;

fn function() -> Router {
    let pairs = [
        ("PORT", "8080"),
        (
            "CORS_ALLOWED_ORIGINS",
            "https://todo.example, http://localhost:3000",
        ),
    ];
    let config = HttpConfig::read(&mut Environment::from_pairs(pairs)).unwrap();
    let routes = Router::new()
        .route("/api/fine", get(|| async { "fine" }))
        .route(
            "/api/panic",
            get(|| async { panic!("a secret of ours") as () }),
        );
    shared::http::around(routes, &config)
}

async fn call(request: axum::http::request::Builder) -> (Response, String) {
    let mut response = function()
        .oneshot(request.body(Body::empty()).unwrap())
        .await
        .unwrap();
    let body = std::mem::take(response.body_mut())
        .collect()
        .await
        .unwrap()
        .to_bytes();
    (response, String::from_utf8(body.to_vec()).unwrap())
}

/// FR-414, FR-444: the process goes on, and the caller learns nothing of the panic.
#[tokio::test]
async fn a_panic_is_a_problem_without_detail() {
    let (response, body) = call(Request::get("/api/panic")).await;
    assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(
        response.headers()[header::CONTENT_TYPE],
        "application/problem+json"
    );
    assert!(body.contains("urn:todo-app:problem:internal") && !body.contains("secret"));
    assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
    assert_eq!(
        response.headers()[header::X_CONTENT_TYPE_OPTIONS],
        "nosniff"
    );
    assert_eq!(
        call(Request::get("/api/fine")).await.0.status(),
        StatusCode::OK
    );
}

/// FR-413: a request id is taken over when a log can hold it, and made otherwise.
#[tokio::test]
async fn every_answer_has_a_request_id() {
    let (response, _) = call(Request::get("/api/fine").header("x-request-id", "abc-123")).await;
    assert_eq!(response.headers()["x-request-id"], "abc-123");
    for bad in ["", "two words", "{\"a\":1}", &"x".repeat(129)] {
        let (response, _) = call(Request::get("/api/nothing").header("x-request-id", bad)).await;
        let id = response.headers()["x-request-id"]
            .to_str()
            .unwrap()
            .to_owned();
        assert!(id.len() == 36 && id != bad);
    }
}

/// FR-415.
#[tokio::test]
async fn only_listed_origins_may_read_answers() {
    for (origin, allowed) in [
        ("https://todo.example", true),
        ("http://localhost:3000", true),
        ("https://todo.example.evil.test", false),
        ("null", false),
    ] {
        let (response, _) = call(Request::get("/api/fine").header("origin", origin)).await;
        let allow = response.headers().get(header::ACCESS_CONTROL_ALLOW_ORIGIN);
        assert_eq!(
            allow.is_some_and(|value| value == origin),
            allowed,
            "{origin}"
        );
        let preflight = Request::options("/api/fine")
            .header("origin", origin)
            .header("access-control-request-method", "PATCH")
            .header(
                "access-control-request-headers",
                "authorization,content-type",
            );
        let (response, _) = call(preflight).await;
        assert_eq!(
            response
                .headers()
                .contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN),
            allowed,
            "{origin}"
        );
    }
}

/// FR-412: all problems at once, by name, and no secret in the text.
#[test]
fn a_bad_environment_names_everything_that_is_wrong() {
    let mut environment = Environment::from_pairs([
        ("PORT", "80 80"),
        ("DATABASE_URL", "postgres://todo:hunter2hunter2@[bad/todo"),
        ("DATABASE_POOL_SIZE", "0"),
        ("DATABASE_BULK_SECONDS", "0.5"),
        ("AUTH_JWKS", "{}"),
        ("AUTH_ISSUER", " "),
        ("CORS_ALLOWED_ORIGINS", "https://todo.example/path"),
        ("LOG_LEVEL", "warning"),
        ("EXTRA_CA_FILE", "/nowhere/ca.pem"),
    ]);
    let http = HttpConfig::read(&mut environment);
    let database = DatabaseConfig::read(&mut environment);
    let auth = AuthConfig::read(&mut environment);
    let problems = environment
        .finish(http.zip(database.zip(auth)))
        .unwrap_err()
        .to_string();
    for name in [
        "PORT",
        "DATABASE_URL",
        "DATABASE_POOL_SIZE",
        "DATABASE_BULK_SECONDS",
        "AUTH_JWKS",
        "AUTH_ISSUER",
        "AUTH_AUDIENCE",
        "CORS_ALLOWED_ORIGINS",
        "LOG_LEVEL",
        "EXTRA_CA_FILE",
    ] {
        assert!(
            problems.contains(&format!("\n  {name}: ")),
            "{name} in {problems}"
        );
    }
    assert!(!problems.contains("hunter2"), "{problems}");
}

/// FR-448: whoever puts a key where something else belongs does not find it in the log.
#[test]
fn a_broken_value_is_not_repeated() {
    const SETTINGS: [&str; 20] = [
        "PORT",
        "KEEP_ALIVE_SECONDS",
        "RATE_LIMIT_REQUESTS_PER_MINUTE",
        "RATE_LIMIT_WRITES_PER_MINUTE",
        "CORS_ALLOWED_ORIGINS",
        "LOG_LEVEL",
        "DATABASE_URL",
        "MIGRATE_DATABASE_URL",
        "DATABASE_POOL_SIZE",
        "DATABASE_REQUEST_SECONDS",
        "DATABASE_BULK_SECONDS",
        "DATABASE_EXPORT_SECONDS",
        "TASKS_PER_PERSON",
        "AUTH_JWKS_URL",
        "AUTH_JWKS",
        "CLUSTER_DOMAIN",
        "EXTRA_CA_FILE",
        "LLM_BASE_URL",
        "LLM_CONTEXT_TOKENS",
        "LLM_FALLBACK_BASE_URL",
    ];
    for value in [
        "sk-live",
        "sk-live key",
        "\"sk-live\"",
        "http://sk-live.example.com",
        "http://ann:sk-live@192.168.0.1/x",
        "ftp://x/?sk-live",
        "https://sk-live@x:y",
        "postgres://host/name?sk-live=1",
        "postgres://ann:sk-live@[host/name",
        "info,shared=sk-live",
    ] {
        let mut environment = Environment::from_pairs(SETTINGS.map(|name| (name, value)));
        let parts = (
            HttpConfig::read(&mut environment).is_some(),
            DatabaseConfig::read(&mut environment).is_some(),
            DatabaseConfig::read_for_migration(&mut environment).is_some(),
            AuthConfig::read(&mut environment).is_some(),
            ModelConfig::read_all(&mut environment).len(),
        );
        let problems = environment.finish(Some(parts)).unwrap_err().to_string();
        assert!(problems.contains("\n  PORT: "), "{problems}");
        assert!(!problems.contains("sk-live"), "{value}: {problems}");
    }
}

/// Hosted databases give TLS addresses with options that libpq knows (FR-511).
#[test]
fn addresses_of_hosted_databases_are_understood() {
    for url in [
        "postgresql://owner:secret@ep-cool-1.eu-central-1.aws.neon.tech/neondb?sslmode=require&channel_binding=require",
        "postgres://owner:secret@db.example:5432/todo?sslmode=verify-full",
        "postgres://owner:secret@127.0.0.1/todo",
    ] {
        let mut environment = Environment::from_pairs([("DATABASE_URL", url)]);
        let config = DatabaseConfig::read(&mut environment);
        let config = environment.finish(config).unwrap();
        assert!(
            !format!("{config:?}").contains("secret"),
            "the password is not shown"
        );
    }
}
