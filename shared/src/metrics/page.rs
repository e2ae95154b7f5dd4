//! Where the metrics are read: a listener of its own, which the gateways do not reach.

use std::{future::pending, time::Duration};

use axum::{Router, http::header, response::IntoResponse, routing::get};
use tokio::net::TcpListener;

use crate::http::serve_plain;

/// The format, as Prometheus asks for it.
const FORMAT: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
/// Scrapes come more often than this, or a new connection is no loss.
const IDLE: Duration = Duration::from_mins(1);

/// Answers `/metrics` on this port until the process ends.
///
/// # Errors
/// When nothing can listen there.
pub(crate) async fn listen(port: u16) -> Result<(), String> {
    let listener = TcpListener::bind(("0.0.0.0", port))
        .await
        .map_err(|error| format!("METRICS_PORT: cannot listen on {port}: {error}"))?;
    let routes = Router::new().route("/metrics", get(page));
    tokio::spawn(serve_plain(listener, routes, IDLE, pending()));
    Ok(())
}

async fn page() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, FORMAT)], super::text())
}
