//! Key sets as an issuer may send them (FR-441): too large, never, or empty.
#![expect(
    clippy::unwrap_used,
    reason = "a test whose set-up fails must stop there"
)]

use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{Router, body::Body, response::Response, routing::get};
use clock::SystemClock;
use futures::{future::join_all, stream};
use serde_json::json;
use shared::{
    Error,
    auth::Verifier,
    config::{AuthConfig, Environment},
    testing::Issuer,
};
use tokio::{net::TcpListener, time::timeout};

/// As long as a key set may be.
const MAX_BYTES: usize = 256 * 1024;

/// A configuration that asks this address.
fn at(listener: &TcpListener) -> AuthConfig {
    let url = format!("http://{}/jwks", listener.local_addr().unwrap());
    AuthConfig {
        jwks_url: Some(url.parse().unwrap()),
        jwks: None,
        ..Issuer::default().config()
    }
}

/// An issuer that answers so.
async fn serve(answer: fn(&str) -> Body, text: String) -> AuthConfig {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let config = at(&listener);
    let route = get(async move || Response::new(answer(&text)));
    tokio::spawn(axum::serve(listener, Router::new().route("/jwks", route)).into_future());
    config
}

/// With its length.
fn whole(text: &str) -> Body {
    Body::from(text.to_owned())
}

/// In chunks, which say nothing of the length.
fn in_chunks(text: &str) -> Body {
    let chunks: Vec<_> = text
        .as_bytes()
        .chunks(1000)
        .map(|chunk| Ok::<_, Infallible>(chunk.to_vec()))
        .collect();
    Body::from_stream(stream::iter(chunks))
}

/// How many blanks an issuer without an end has sent.
static BLANKS: AtomicUsize = AtomicUsize::new(0);

/// Followed by blanks without end.
fn endless(text: &str) -> Body {
    let blanks = vec![b' '; 1000];
    let text = text.as_bytes().to_vec();
    let first = stream::once(async move { Ok::<_, Infallible>(text) });
    let rest = stream::repeat_with(move || {
        BLANKS.fetch_add(blanks.len(), Ordering::SeqCst);
        Ok(blanks.clone())
    });
    Body::from_stream(futures::StreamExt::chain(first, rest))
}

fn is_unavailable<T>(outcome: &Result<T, Error>) -> bool {
    matches!(outcome, Err(Error::Unavailable { .. }))
}

/// FR-441: the longest set that is read has 256 KiB, whether its length is told or not.
#[tokio::test]
async fn a_key_set_has_a_largest_size_however_it_is_sent() {
    let issuer = Issuer::default();
    let set = serde_json::to_string(&issuer.jwks()).unwrap();
    let padded = |bytes: usize| set.clone() + &" ".repeat(bytes - set.len());
    for framing in [whole, in_chunks] {
        let config = serve(framing, padded(MAX_BYTES)).await;
        let verifier = Verifier::new(&config, None, Arc::new(SystemClock)).unwrap();
        assert!(verifier.verify(&issuer.session_token("ann")).await.is_ok());
        let config = serve(framing, padded(MAX_BYTES + 1)).await;
        let verifier = Verifier::new(&config, None, Arc::new(SystemClock)).unwrap();
        let outcome = verifier.verify(&issuer.session_token("ann")).await;
        assert!(is_unavailable(&outcome));
    }
    let verifier = Verifier::new(&serve(endless, set).await, None, Arc::new(SystemClock)).unwrap();
    let outcome = verifier.verify(&issuer.session_token("ann")).await;
    assert!(is_unavailable(&outcome));
    // What was sent and not read is in the buffers of the connection.
    assert!(BLANKS.load(Ordering::SeqCst) < 64 * MAX_BYTES);
}

/// FR-441: an issuer that takes connections and says nothing holds nobody up for more than 3 seconds, by the clock of the
/// runtime, which does not wait.
#[tokio::test(start_paused = true)]
async fn a_hanging_issuer_holds_nobody_up() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let verifier = Verifier::new(&at(&listener), None, Arc::new(SystemClock)).unwrap();
    let issuer = Issuer::default();
    let outcomes = join_all((0..20).map(|_| {
        let (verifier, token) = (&verifier, issuer.session_token("ann"));
        async move { verifier.verify(&token).await }
    }));
    // The runtime's clock has a resolution of a millisecond.
    let outcomes = timeout(Duration::from_millis(3001), outcomes).await;
    assert!(outcomes.unwrap().iter().all(is_unavailable));
}

/// FR-441: keys that are known are better than a set without any.
#[tokio::test]
async fn an_empty_set_replaces_no_keys() {
    let (issuer, other) = (Issuer::default(), Issuer::new("key-2"));
    for set in [
        json!({"keys": []}),
        json!({"keys": [{"kty": "OKP", "crv": "Ed25519", "kid": "key-1", "x": "AA", "use": "enc"}]}),
        json!({}),
    ] {
        let mut config = serve(whole, set.to_string()).await;
        config.jwks = Some(issuer.jwks());
        let verifier = Verifier::new(&config, None, Arc::new(SystemClock)).unwrap();
        let outcome = verifier.verify(&other.session_token("ann")).await;
        assert!(is_unavailable(&outcome), "{set}");
        assert!(verifier.verify(&issuer.session_token("ann")).await.is_ok());
    }
}

/// FR-441, FR-412: keys that verify nothing are no keys, and the process does not start with them.
#[test]
fn unusable_configured_keys_are_named_at_the_start() {
    let key = |members: serde_json::Value| json!({ "keys": [members] }).to_string();
    for (set, reason) in [
        ("{".to_owned(), "not a JSON Web Key Set"),
        (json!({"keys": []}).to_string(), "the key set is empty"),
        (
            key(json!({"kty": "oct", "kid": "a", "k": "AA"})),
            "key 1: it is not kty OKP with crv Ed25519",
        ),
        (
            key(json!({"kty": "OKP", "crv": "Ed25519", "kid": "a", "x": "AA"})),
            "key 1: its x is not 32 bytes",
        ),
    ] {
        let mut environment = Environment::from_pairs([
            ("AUTH_JWKS", set.as_str()),
            ("AUTH_ISSUER", "https://todo.test"),
            ("AUTH_AUDIENCE", "todo-app"),
        ]);
        let config = AuthConfig::read(&mut environment);
        let problems = environment.finish(config).unwrap_err().to_string();
        assert!(
            problems.contains("AUTH_JWKS: ") && problems.contains(reason),
            "{problems}"
        );
    }
}
