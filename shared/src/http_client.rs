//! The one builder of HTTP clients and of TLS: trust comes from the binary (a FROM-scratch image has no CA file) plus
//! `EXTRA_CA_FILE`.

use std::{sync::Arc, time::Duration};

use rustls::{ClientConfig, RootCertStore, crypto::CryptoProvider};
use rustls_pki_types::{CertificateDer, pem::PemObject};

use crate::config::TrustConfig;

/// TLS for every outgoing connection: Mozilla's roots and the configured extra authority.
///
/// # Errors
/// A message that names what is wrong with the extra authority.
pub fn tls(trust: &TrustConfig) -> Result<ClientConfig, String> {
    let mut roots = RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    for certificate in trust.extra_authorities() {
        roots
            .add(certificate.clone())
            .map_err(|error| format!("EXTRA_CA_FILE: {error}"))?;
    }
    Ok(ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .with_root_certificates(roots)
        .with_no_client_auth())
}

/// The cryptography of every TLS connection.
fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::aws_lc_rs::default_provider())
}

/// A client that follows no redirects and knows no proxy, with a bound on connecting. Bounds on whole requests are the
/// caller's.
///
/// # Errors
/// A message for the operator when TLS cannot be set up.
pub fn build(trust: &TrustConfig) -> Result<reqwest::Client, String> {
    finish(builder(trust)?.no_proxy())
}

/// The same for a program on a person's machine: it takes the proxies that `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and
/// `NO_PROXY` name there.
///
/// # Errors
/// As of [`build`].
pub fn build_with_proxies(trust: &TrustConfig) -> Result<reqwest::Client, String> {
    finish(builder(trust)?)
}

fn builder(trust: &TrustConfig) -> Result<reqwest::ClientBuilder, String> {
    #[expect(clippy::disallowed_methods, reason = "this is the one builder")]
    let builder = reqwest::Client::builder();
    Ok(builder
        .tls_backend_preconfigured(tls(trust)?)
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(Duration::from_secs(5))
        .user_agent(concat!("todo-app/", env!("CARGO_PKG_VERSION"))))
}

fn finish(builder: reqwest::ClientBuilder) -> Result<reqwest::Client, String> {
    builder.build().map_err(|error| error.to_string())
}

/// The certificates of a PEM file's bytes.
///
/// # Errors
/// A message when the bytes are not PEM certificates or hold none.
pub fn parse_authorities(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, String> {
    let certificates: Vec<_> = CertificateDer::pem_slice_iter(pem)
        .collect::<Result<_, _>>()
        .map_err(|error| error.to_string())?;
    if certificates.is_empty() {
        Err("holds no PEM certificate".to_owned())
    } else {
        Ok(certificates)
    }
}
