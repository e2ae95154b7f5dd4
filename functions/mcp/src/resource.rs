//! The endpoint as a protected resource: where a client learns who signs people in (RFC 9728, FR-225), and what a refusal
//! tells it (FR-226).

use axum::{
    Router,
    extract::Request,
    http::{HeaderMap, HeaderValue, header},
    response::IntoResponse,
    routing::get,
};
use reqwest::Url;
use serde_json::{Value, json};
use shared::{
    auth::Scope,
    config::{safe_url, url},
};

const WELL_KNOWN: &str = "/.well-known/oauth-protected-resource";
/// A client may keep the metadata for so long.
const CACHE_CONTROL: &str = "public, max-age=300";

/// The endpoint's public address, and the authorization server that gives out tokens for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProtectedResource {
    identifier: String,
    issuer: String,
    /// The path of the address; empty for the root.
    path: String,
    metadata_url: String,
}

impl ProtectedResource {
    /// A resource of this address, whose tokens come from this issuer.
    ///
    /// # Errors
    /// When clients could not sign in at the issuer.
    pub fn new(identifier: &str, issuer: &str) -> Result<Self, String> {
        let address = url(identifier)?;
        let path = address.path().trim_end_matches('/');
        let origin = address.origin().ascii_serialization();
        safe_url(issuer).map_err(|problem| {
            format!("{problem}, but MCP clients are to sign in there (MCP_RESOURCE is set)")
        })?;
        Ok(Self {
            identifier: identifier.to_owned(),
            issuer: issuer.to_owned(),
            path: path.to_owned(),
            metadata_url: format!("{origin}{WELL_KNOWN}{path}"),
        })
    }

    /// The same resource as the caller of this address knows it: a client compares what it typed with what it is told, letter
    /// by letter (RFC 9728, section 3.3). On a person's machine it is known by all names of that machine, and its path with a
    /// slash at the end as well.
    pub(crate) fn as_called(&self, headers: &HeaderMap, path: &str) -> Self {
        let mut called = self.clone();
        if path.ends_with('/') && !self.path.is_empty() && !self.identifier.ends_with('/') {
            called.identifier.push('/');
            called.metadata_url.push('/');
        }
        let host = headers
            .get(header::HOST)
            .and_then(|host| host.to_str().ok());
        if let (Some(host), Ok(address)) = (host, url(&self.identifier))
            && let Ok(typed) = url(&format!("http://{host}/"))
            && is_loopback(&typed)
            && is_loopback(&address)
            && typed.port_or_known_default() == address.port_or_known_default()
        {
            let (ours, theirs) = (origin_of(&address), origin_of(&typed));
            for text in [&mut called.identifier, &mut called.metadata_url] {
                *text = text.replacen(&ours, &theirs, 1);
            }
        }
        called
    }

    /// The audience of OAuth access tokens.
    #[must_use]
    pub fn identifier(&self) -> &str {
        &self.identifier
    }

    /// What a challenge says beside its error: where to sign in, and for what.
    pub(crate) fn challenge(&self, scopes: &[Scope]) -> String {
        let metadata_url = &self.metadata_url;
        format!(r#"resource_metadata="{metadata_url}", {}"#, scope(scopes))
    }

    /// The routes of the metadata: of this origin, and of this address.
    pub(crate) fn routes(&self) -> Router {
        let resource = self.clone();
        let answer = get(move |request: Request| {
            let called = resource.as_called(request.headers(), request.uri().path());
            std::future::ready(document(&called.metadata()))
        });
        let router = Router::new().route(WELL_KNOWN, answer.clone());
        if self.path.is_empty() {
            return router;
        }
        let path = format!("{WELL_KNOWN}{}", self.path);
        router
            .route(&format!("{path}/"), answer.clone())
            .route(&path, answer)
    }

    fn metadata(&self) -> Value {
        json!({
            "resource": self.identifier,
            "authorization_servers": [self.issuer],
            "scopes_supported": Scope::OAUTH.map(Scope::as_str),
            "bearer_methods_supported": ["header"],
            "resource_name": "Todo",
        })
    }
}

fn origin_of(address: &Url) -> String {
    address.origin().ascii_serialization()
}

fn is_loopback(address: &Url) -> bool {
    address.scheme() == "http" && safe_url(address.as_str()).is_ok()
}

/// What a challenge says of scopes.
pub(crate) fn scope(scopes: &[Scope]) -> String {
    let names: Vec<&str> = scopes.iter().map(|scope| scope.as_str()).collect();
    format!(r#"scope="{}""#, names.join(" "))
}

/// The address in `MCP_RESOURCE`: clients compare it letter by letter, and Better Auth gives out tokens for no other kind.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn identifier(value: &str) -> Result<String, String> {
    let address = url(value)?;
    if !address.username().is_empty() || address.password().is_some() {
        return Err("it holds a user name or a password".to_owned());
    }
    safe_url(value)
        .map_err(|problem| format!("{problem}: no token is given out for such a resource"))?;
    if address.query().is_some() || address.fragment().is_some() {
        return Err("it has a query or a fragment".to_owned());
    }
    let usual = address.as_str();
    if value == usual || format!("{value}/") == usual {
        Ok(value.to_owned())
    } else {
        Err("not how clients write it: scheme and host in small letters, without the usual port, a dot segment or a character that an address does not have".to_owned())
    }
}

fn document(metadata: &Value) -> impl IntoResponse + use<> {
    let cache = HeaderValue::from_static(CACHE_CONTROL);
    (
        [(header::CACHE_CONTROL, cache)],
        axum::Json(metadata.clone()),
    )
}
