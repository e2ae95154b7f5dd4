//! Verifying tokens against an issuer (FR-401, FR-402, FR-403).
#![expect(
    clippy::unwrap_used,
    reason = "a test whose set-up fails must stop there"
)]

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{Json, Router, http::StatusCode, response::IntoResponse, routing::get};
use clock::{Clock, SystemClock, testing::HandClock};
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::jwk::JwkSet;
use serde_json::{Value, json};
use shared::{
    Error,
    auth::{Identity, Verifier},
    config::AuthConfig,
    testing::{AUDIENCE, ISSUER, Issuer, RESOURCE, session_claims},
};

/// A key server that counts its callers; without a key set it is down.
#[derive(Clone, Default)]
struct KeyServer {
    keys: Arc<Mutex<Option<JwkSet>>>,
    asked: Arc<AtomicUsize>,
}

impl KeyServer {
    async fn start(&self) -> AuthConfig {
        let server = self.clone();
        let answer = move || {
            let server = server.clone();
            async move {
                server.asked.fetch_add(1, Ordering::SeqCst);
                match server.keys.lock().unwrap().clone() {
                    Some(keys) => Json(keys).into_response(),
                    None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
                }
            }
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/jwks", listener.local_addr().unwrap());
        tokio::spawn(
            axum::serve(listener, Router::new().route("/jwks", get(answer))).into_future(),
        );
        AuthConfig {
            jwks_url: Some(url.parse().unwrap()),
            jwks: None,
            ..Issuer::default().config()
        }
    }

    fn serve(&self, keys: Option<JwkSet>) {
        *self.keys.lock().unwrap() = keys;
    }

    fn times_asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

fn is_refused(outcome: &Result<Identity, Error>) -> bool {
    matches!(outcome, Err(Error::Unauthenticated(_)))
}

/// FR-417: the keys are there before the first token, and nobody asks for them again.
#[tokio::test]
async fn a_warm_verifier_has_its_keys() {
    let (issuer, server) = (Issuer::default(), KeyServer::default());
    server.serve(Some(issuer.jwks()));
    let verifier =
        Arc::new(Verifier::new(&server.start().await, None, Arc::new(SystemClock)).unwrap());
    verifier.warm_up();
    while server.times_asked() == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let token = issuer.session_token("ann");
    assert_eq!(
        verifier.verify(&token).await.unwrap().user().as_str(),
        "ann"
    );
    assert_eq!(server.times_asked(), 1);
}

/// FR-417: an issuer that was away at the start is asked again by the first token.
#[tokio::test]
async fn a_failed_warm_up_leaves_no_trace() {
    let (issuer, server) = (Issuer::default(), KeyServer::default());
    let verifier =
        Arc::new(Verifier::new(&server.start().await, None, Arc::new(SystemClock)).unwrap());
    verifier.warm_up();
    while server.times_asked() == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    server.serve(Some(issuer.jwks()));
    let token = issuer.session_token("ann");
    assert_eq!(
        verifier.verify(&token).await.unwrap().user().as_str(),
        "ann"
    );
}

/// FR-401: each of these differs in one thing from a good token.
#[tokio::test]
async fn only_a_good_session_token_passes() {
    let issuer = Issuer::default();
    let verifier = issuer.verifier();
    let header = json!({"alg": "EdDSA", "kid": "key-1"});
    let with = |change: fn(&mut Value)| {
        let mut claims = session_claims("ann");
        change(&mut claims);
        issuer.token(&header, &claims)
    };
    let good = issuer.session_token("ann");
    assert_eq!(verifier.verify(&good).await.unwrap().user().as_str(), "ann");
    let (signed, signature) = good.rsplit_once('.').unwrap();
    let unsigned_header = json!({"alg": "none", "kid": "key-1"});
    let bad = [
        with(|claims| claims["exp"] = json!(1_700_000_000)),
        with(|claims| claims["iss"] = json!("https://elsewhere.test")),
        with(|claims| claims["aud"] = json!("another-platform")),
        with(|claims| claims["sub"] = json!("")),
        with(|claims| claims["sub"] = json!("x".repeat(300))),
        with(|claims| claims["nbf"] = json!(4_000_000_000_u64)),
        with(|claims| drop(claims.as_object_mut().unwrap().remove("exp"))),
        with(|claims| drop(claims.as_object_mut().unwrap().remove("aud"))),
        with(|claims| drop(claims.as_object_mut().unwrap().remove("iss"))),
        with(|claims| drop(claims.as_object_mut().unwrap().remove("sub"))),
        Issuer::default().session_token("ann"),
        Issuer::new("key-2").session_token("ann"),
        issuer.token(&json!({"alg": "EdDSA"}), &session_claims("ann")),
        issuer.token(&unsigned_header, &session_claims("ann")),
        issuer.token(
            &json!({"alg": "HS256", "kid": "key-1"}),
            &session_claims("ann"),
        ),
        format!("{signed}."),
        format!("{signed}.{}", signature.chars().rev().collect::<String>()),
        format!("{good}{}", "x".repeat(9000)),
        String::new(),
    ];
    for token in bad {
        assert!(is_refused(&verifier.verify(&token).await), "{token}");
    }
}

/// FR-440: members that change how a token is read, or say that it is for something else, each on an otherwise good token.
#[tokio::test]
async fn members_that_we_do_not_understand_are_refused() {
    let issuer = Issuer::default();
    let (platform, mcp) = (issuer.verifier(), issuer.mcp_verifier());
    let header = |typ: Option<&str>, name: &str, value: Value| {
        let mut header = json!({"alg": "EdDSA", "kid": "key-1"});
        if let Some(typ) = typ {
            header["typ"] = json!(typ);
        }
        header[name] = value;
        header
    };
    let access = |change: (&str, Value)| {
        let mut claims = session_claims("ann");
        claims["aud"] = json!(RESOURCE);
        claims["client_id"] = json!("client-1");
        claims["scope"] = json!("tasks:read");
        claims[change.0] = change.1;
        claims
    };
    let session = |change: (&str, Value)| {
        let mut claims = session_claims("ann");
        claims[change.0] = change.1;
        claims
    };
    let same = || ("sub", json!("ann"));
    let headers = [
        ("crit", json!(["exp"])),
        ("crit", json!(["b64"])),
        ("crit", json!([])),
        ("crit", json!(null)),
        ("crit", json!("exp")),
        ("b64", json!(false)),
        ("b64", json!(true)),
        ("cty", json!("JWT")),
        ("cty", json!("text/plain")),
        ("typ", json!("logout+jwt")),
        ("typ", json!("secevent+jwt")),
        ("typ", json!("dpop+jwt")),
        ("typ", json!("application/at+jwt+x")),
        ("typ", json!("")),
        ("typ", json!(["JWT"])),
    ];
    for (name, value) in headers {
        for typ in [None, Some("JWT"), Some("at+jwt")] {
            let header = header(typ, name, value.clone());
            for token in [
                issuer.token(&header, &session(same())),
                issuer.token(&header, &access(same())),
            ] {
                assert!(is_refused(&platform.verify(&token).await), "{header}");
                assert!(is_refused(&mcp.verify(&token).await), "{header}");
            }
        }
    }
    let now = SystemClock.now().as_second();
    let claims = [
        ("iss", json!([ISSUER])),
        ("iss", json!([ISSUER, "https://elsewhere.test"])),
        ("iat", json!(now + 60)),
        ("iat", json!("now")),
        ("nbf", json!("now")),
        ("exp", json!(now + 365 * 24 * 3600)),
        ("exp", json!(now + 2 * 24 * 3600)),
        ("exp", json!(1e300)),
        ("exp", json!((now + 900).to_string())),
        ("sub", json!(["ann"])),
        (
            "cnf",
            json!({"jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"}),
        ),
        ("cnf", json!({})),
    ];
    let (plain, typed) = (
        json!({"alg": "EdDSA", "kid": "key-1"}),
        json!({"alg": "EdDSA", "kid": "key-1", "typ": "at+jwt"}),
    );
    for change in claims {
        let token = issuer.token(&plain, &session(change.clone()));
        assert!(is_refused(&platform.verify(&token).await), "{change:?}");
        assert!(is_refused(&mcp.verify(&token).await), "{change:?}");
        let token = issuer.token(&typed, &access(change.clone()));
        assert!(is_refused(&mcp.verify(&token).await), "{change:?}");
    }
    // What is as it should be.
    for typ in ["JWT", "jwt", "application/jwt"] {
        let header = json!({"alg": "EdDSA", "kid": "key-1", "typ": typ});
        let token = issuer.token(&header, &session(("iat", json!(now + 5))));
        assert!(platform.verify(&token).await.is_ok(), "{typ}");
    }
    let token = issuer.token(&typed, &access(("exp", json!(now + 23 * 3600))));
    assert!(mcp.verify(&token).await.is_ok());
}

/// FR-403: the two kinds share keys and are never taken for each other.
#[tokio::test]
async fn session_and_access_tokens_are_told_apart() {
    let issuer = Issuer::default();
    let (platform, mcp) = (issuer.verifier(), issuer.mcp_verifier());
    let access = issuer.access_token("ann", "tasks:read");
    assert!(is_refused(&platform.verify(&access).await));
    let Identity::OAuthClient {
        user,
        client,
        name,
        scopes,
    } = mcp.verify(&access).await.unwrap()
    else {
        panic!("not a client")
    };
    assert_eq!((user.as_str(), client.as_str()), ("ann", "client-1"));
    assert_eq!(name.unwrap().as_str(), "Notebook");
    assert!(scopes.contains("tasks:read") && scopes.len() == 1);
    let session = issuer.session_token("ann");
    assert!(matches!(
        mcp.verify(&session).await,
        Ok(Identity::Session(_))
    ));

    let claims = |audience: Value| {
        json!({"sub": "ann", "iss": ISSUER, "aud": audience, "exp": session_claims("ann")["exp"],
               "client_id": "client-1", "scope": "tasks:read"})
    };
    let typed = |typ: &str| json!({"alg": "EdDSA", "typ": typ, "kid": "key-1"});
    let no_client = {
        let mut claims = claims(json!(RESOURCE));
        claims.as_object_mut().unwrap().remove("client_id");
        claims
    };
    let scoped = |scope: Value| {
        let mut claims = claims(json!(RESOURCE));
        claims["scope"] = scope;
        claims
    };
    let bad = [
        // Without a scope there is nothing that it allows.
        issuer.token(&typed("at+jwt"), &scoped(json!(""))),
        issuer.token(&typed("at+jwt"), &scoped(json!(" "))),
        issuer.token(&typed("at+jwt"), &scoped(json!(null))),
        // A session token dressed as an access token, and the other way round.
        issuer.token(&typed("at+jwt"), &session_claims("ann")),
        issuer.token(&typed("JWT"), &claims(json!(RESOURCE))),
        issuer.token(&typed("AT+JWT"), &claims(json!(AUDIENCE))),
        issuer.token(
            &typed("application/at+jwt"),
            &claims(json!("https://other.test/mcp")),
        ),
        issuer.token(&typed("at+jwt"), &no_client),
    ];
    for token in &bad {
        assert!(is_refused(&mcp.verify(token).await), "{token}");
        assert!(is_refused(&platform.verify(token).await), "{token}");
    }
    assert!(
        mcp.verify(&issuer.token(&typed("application/AT+JWT"), &claims(json!([RESOURCE]))))
            .await
            .is_ok()
    );
}

/// FR-402: one fetch for many tokens, one more for an unknown key, none within the cooldown.
#[tokio::test]
async fn keys_are_fetched_once_and_again_for_an_unknown_key() {
    let (first, second) = (Issuer::new("key-1"), Issuer::new("key-2"));
    let server = KeyServer::default();
    server.serve(Some(first.jwks()));
    let verifier = Verifier::new(&server.start().await, None, Arc::new(SystemClock)).unwrap();
    let together = futures::future::join_all((0..20).map(|_| {
        let token = first.session_token("ann");
        let verifier = &verifier;
        async move { verifier.verify(&token).await.is_ok() }
    }));
    assert!(together.await.into_iter().all(|good| good));
    assert_eq!(server.times_asked(), 1);
    for _ in 0..10 {
        assert!(is_refused(
            &verifier.verify(&second.session_token("ann")).await
        ));
    }
    assert_eq!(
        server.times_asked(),
        1,
        "within the cooldown nobody is asked again"
    );
    let mut seeded = server.start().await;
    seeded.jwks = Some(first.jwks());
    server.serve(Some(second.jwks()));
    let verifier = Verifier::new(&seeded, None, Arc::new(SystemClock)).unwrap();
    assert!(verifier.verify(&first.session_token("ann")).await.is_ok());
    assert_eq!(server.times_asked(), 1, "a seeded key asks nobody");
    assert!(verifier.verify(&second.session_token("ann")).await.is_ok());
    assert_eq!(server.times_asked(), 2);
    assert!(
        is_refused(&verifier.verify(&first.session_token("ann")).await),
        "a withdrawn key is gone"
    );
}

/// FR-402: while the issuer is down known keys stay good, and unknown ones cannot be judged.
#[tokio::test]
async fn known_keys_stay_good_while_the_issuer_is_down() {
    let issuer = Issuer::default();
    let server = KeyServer::default();
    let mut config = server.start().await;
    let unknown = Verifier::new(&config, None, Arc::new(SystemClock)).unwrap();
    let outcome = unknown.verify(&issuer.session_token("ann")).await;
    assert!(
        matches!(outcome, Err(Error::Unavailable { .. })),
        "not 401: the token may be good"
    );
    config.jwks = Some(issuer.jwks());
    let seeded = Verifier::new(&config, None, Arc::new(SystemClock)).unwrap();
    assert!(seeded.verify(&issuer.session_token("ann")).await.is_ok());
    let foreign = Issuer::new("key-9").session_token("ann");
    assert!(matches!(
        seeded.verify(&foreign).await,
        Err(Error::Unavailable { .. })
    ));
    assert!(seeded.verify(&issuer.session_token("ann")).await.is_ok());
    server.serve(Some(issuer.jwks()));
    later(1).await;
    assert!(
        unknown.verify(&issuer.session_token("ann")).await.is_ok(),
        "a failed fetch is tried again soon"
    );
}

/// Lets so many seconds pass at once.
async fn later(seconds: u64) {
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(seconds)).await;
    tokio::time::resume();
}

/// FR-402: a key that the issuer has withdrawn is good for ten minutes at most, seeded or fetched, and as long as the issuer is
/// away.
#[tokio::test]
async fn a_withdrawn_key_ends_in_time() {
    let (first, second) = (Issuer::new("key-1"), Issuer::new("key-2"));
    let token = first.session_token("ann");
    let server = KeyServer::default();
    server.serve(Some(second.jwks()));
    let mut seeded = server.start().await;
    seeded.jwks = Some(first.jwks());
    let asks_behind = Verifier::new(&seeded, None, Arc::new(SystemClock)).unwrap();
    let waits = Verifier::new(&seeded, None, Arc::new(SystemClock)).unwrap();
    later(300).await;
    assert!(asks_behind.verify(&token).await.is_ok());
    while asks_behind.verify(&token).await.is_ok() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    assert_eq!(server.times_asked(), 1);
    later(300).await;
    assert!(is_refused(&waits.verify(&token).await));
    // While the issuer is away it is good, and soon after that no more.
    let kept = Verifier::new(&seeded, None, Arc::new(SystemClock)).unwrap();
    server.serve(None);
    later(600).await;
    assert!(kept.verify(&token).await.is_ok());
    server.serve(Some(second.jwks()));
    assert!(kept.verify(&token).await.is_ok(), "nobody is asked at once");
    later(1).await;
    while kept.verify(&token).await.is_ok() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

/// FR-418: a token that was good a moment ago is not once its key is withdrawn, or another key has its name.
#[tokio::test]
async fn a_remembered_token_goes_with_its_key() {
    let (first, second) = (Issuer::new("key-1"), Issuer::new("key-2"));
    let token = first.session_token("ann");
    let both = |one: &Issuer, other: &Issuer| {
        let keys = [one.jwks().keys, other.jwks().keys].concat();
        JwkSet { keys }
    };
    let namesake = Issuer::new("key-1");
    let later = [
        (both(&first, &second), true),
        (second.jwks(), false),
        (both(&namesake, &second), false),
    ];
    for (keys, is_good) in later {
        let server = KeyServer::default();
        let mut seeded = server.start().await;
        seeded.jwks = Some(first.jwks());
        server.serve(Some(keys));
        let verifier = Verifier::new(&seeded, None, Arc::new(SystemClock)).unwrap();
        for _ in 0..2 {
            assert!(verifier.verify(&token).await.is_ok());
        }
        assert!(verifier.verify(&second.session_token("ann")).await.is_ok());
        assert_eq!(server.times_asked(), 1, "the unknown key had keys fetched");
        for _ in 0..2 {
            assert_eq!(verifier.verify(&token).await.is_ok(), is_good);
        }
    }
}

/// FR-401, FR-490: a token is good from its `nbf` to its `exp`, by the clock of the function; clocks may differ by ten seconds.
#[tokio::test]
async fn a_token_is_good_in_its_time() {
    let issuer = Issuer::default();
    let clock = Arc::new(HandClock::at(SystemClock.now()));
    let now = clock.now().as_second();
    clock.set(Timestamp::from_second(now).unwrap());
    for (claim, offset, is_good) in [
        ("exp", -10, true),
        ("exp", -11, false),
        ("nbf", 10, true),
        ("nbf", 11, false),
        ("iat", 10, true),
        ("iat", 11, false),
    ] {
        let mut claims = session_claims("ann");
        claims["iat"] = json!(now);
        claims[claim] = json!(now + offset);
        let token = issuer.token(&json!({"alg": "EdDSA", "kid": "key-1"}), &claims);
        let verifier = Verifier::new(&issuer.config(), None, clock.clone()).unwrap();
        let outcome = verifier.verify(&token).await;
        assert_eq!(outcome.is_ok(), is_good, "{claim} {offset}");
        assert_eq!(is_refused(&outcome), !is_good, "{claim} {offset}");
    }
}

/// FR-418: nor is it once it has expired.
#[tokio::test]
async fn a_remembered_token_expires() {
    let issuer = Issuer::default();
    let clock = Arc::new(HandClock::at(SystemClock.now()));
    let verifier = Verifier::new(&issuer.config(), None, clock.clone()).unwrap();
    let token = issuer.session_token("ann");
    let end = clock.now() + SignedDuration::from_mins(15);
    // Clocks may differ by ten seconds.
    for seconds in [-1, 9] {
        clock.set(end + SignedDuration::from_secs(seconds));
        assert!(verifier.verify(&token).await.is_ok(), "{seconds}");
    }
    clock.set(end + SignedDuration::from_secs(11));
    assert!(is_refused(&verifier.verify(&token).await));
}
