//! An issuer for measurements: a key, tokens, and its key set over HTTP, so that fetching it is part of the time.

use std::{
    io::{Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    process::Command,
    thread,
};

use serde::Deserialize;

use crate::failure::{Failure, Outcome};

/// The audience of its tokens.
pub const AUDIENCE: &str = "todo-app";

/// Node has Ed25519 built in; nothing here would otherwise need a library for it.
const SIGN: &str = r#"
const { generateKeyPairSync, sign } = require("node:crypto");
const [iss, aud, ...people] = process.argv.slice(1);
const { publicKey, privateKey } = generateKeyPairSync("ed25519");
const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const iat = Math.floor(Date.now() / 1000);
const tokens = people.map((sub) => {
  const claims = { iss, aud, sub, iat, exp: iat + 3600, email: `${sub}@example.com`, name: `Person ${sub}` };
  const text = `${encode({ alg: "EdDSA", kid: "bench" })}.${encode(claims)}`;
  return `${text}.${sign(null, Buffer.from(text), privateKey).toString("base64url")}`;
});
const jwks = JSON.stringify({ keys: [{ ...publicKey.export({ format: "jwk" }), kid: "bench", alg: "EdDSA" }] });
process.stdout.write(JSON.stringify({ tokens, jwks }));
"#;

#[derive(Deserialize)]
struct Signed {
    tokens: Vec<String>,
    jwks: String,
}

/// A running issuer; it ends with the process.
pub struct Issuer {
    port: u16,
    tokens: Vec<(u32, String)>,
}

impl Issuer {
    /// Makes a key, tokens for these people, and serves the key set.
    ///
    /// # Errors
    /// When node fails or no port is free.
    pub fn start(people: &[u32]) -> Outcome<Self> {
        let told = |error: std::io::Error| Failure::Told(format!("the issuer: {error}"));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(told)?;
        let port = listener.local_addr().map_err(told)?.port();
        let output = Command::new("node")
            .args(["-e", SIGN, &origin(port), AUDIENCE])
            .args(people.iter().map(u32::to_string))
            .output()
            .map_err(told)?;
        let signed: Signed = serde_json::from_slice(&output.stdout).map_err(|error| {
            let said = String::from_utf8_lossy(&output.stderr);
            Failure::Told(format!("the issuer's key: {error}; {said}"))
        })?;
        let jwks = signed.jwks;
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // A caller that goes away early has its own error to show.
                let _ = answer(stream, &jwks);
            }
        });
        Ok(Self {
            port,
            tokens: people.iter().copied().zip(signed.tokens).collect(),
        })
    }

    /// The `iss` of its tokens.
    #[must_use]
    pub fn origin(&self) -> String {
        origin(self.port)
    }

    /// Where its key set is.
    #[must_use]
    pub fn jwks_url(&self) -> String {
        format!("{}/jwks", self.origin())
    }

    /// A person's token, good for an hour.
    ///
    /// # Errors
    /// When it has none for this person.
    pub fn token(&self, person: u32) -> Outcome<&str> {
        let found = self.tokens.iter().find(|(owner, _)| *owner == person);
        found
            .map(|(_, token)| token.as_str())
            .ok_or_else(|| Failure::Told(format!("the issuer: no token for {person}")))
    }
}

fn origin(port: u16) -> String {
    format!("http://127.0.0.1:{port}")
}

fn answer(mut stream: TcpStream, jwks: &str) -> std::io::Result<()> {
    let mut head = Vec::new();
    let mut chunk = [0; 1024];
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        match stream.read(&mut chunk)? {
            0 => return Ok(()),
            read => head.extend_from_slice(&chunk[..read]),
        }
    }
    write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{jwks}",
        jwks.len()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe;

    #[test]
    fn fr_514_the_key_set_is_served_with_the_token_s_key() {
        let issuer = Issuer::start(&[7, 8]).unwrap();
        let (status, body) = probe::get(issuer.port, "/jwks", &[]).unwrap();
        assert_eq!(status, 200);
        let keys: serde_json::Value = serde_json::from_str(&body).unwrap();
        assert_eq!(keys["keys"][0]["crv"], "Ed25519");
        assert_eq!(issuer.token(8).unwrap().split('.').count(), 3);
        assert_ne!(issuer.token(7).unwrap(), issuer.token(8).unwrap());
        assert!(issuer.token(9).is_err());
    }
}
