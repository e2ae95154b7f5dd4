//! Running a router: as a container under Knative's runtime contract, under AWS Lambda, or as a process (FR-410, FR-411).

use std::{future::Future, process::ExitCode};

use axum::Router;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    time::Instant,
};

use super::{Stopping, around, connections};
use crate::{
    config::{Environment, HttpConfig, Problems},
    metrics,
    telemetry::{self, Logs, Phase},
};

/// The whole `main` of a function: configuration, logs, router, serving. Problems of the environment go to standard
/// error, all at once, and end the process with status 1.
pub fn run<C>(
    read: impl FnOnce(&mut Environment) -> Option<C>,
    build: impl FnOnce(C) -> Result<Router, String>,
) -> ExitCode {
    let started = Instant::now();
    match configure(Environment::of_process(), read) {
        Ok((http, config)) => block_on(async move {
            let _logs = logs(&http)?;
            telemetry::begin(started);
            if let Some(port) = http.metrics_port {
                metrics::start();
                metrics::listen(port).await?;
            }
            let router = build(config)?;
            serve(around(router, &http), &http, started).await
        })
        .map_or_else(|error| fail(&error), |()| ExitCode::SUCCESS),
        Err(problems) => fail(&problems.to_string()),
    }
}

/// Lambda stops the process between requests, threads and all.
fn logs(http: &HttpConfig) -> Result<Option<Logs>, String> {
    let filter = http.log_filter.clone();
    if http.lambda {
        telemetry::start_at_once(filter, http.traces.as_ref())?;
        return Ok(None);
    }
    telemetry::start(filter, http.traces.as_ref()).map(Some)
}

fn configure<C>(
    mut environment: Environment,
    read: impl FnOnce(&mut Environment) -> Option<C>,
) -> Result<(HttpConfig, C), Problems> {
    let http = HttpConfig::read(&mut environment);
    let config = read(&mut environment);
    environment.finish(http.zip(config))
}

fn fail(text: &str) -> ExitCode {
    eprintln!("{text}");
    ExitCode::FAILURE
}

/// Runs a future on a runtime of one thread, which costs a function less than several do.
///
/// # Errors
/// The future's own, or that no runtime could be had.
pub fn block_on<T>(future: impl Future<Output = Result<T, String>>) -> Result<T, String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| error.to_string())?;
    runtime.block_on(future)
}

async fn serve(router: Router, config: &HttpConfig, started: Instant) -> Result<(), String> {
    if config.lambda {
        telemetry::reached(Phase::Listening);
        return lambda_http::run_with_streaming_response(router)
            .await
            .map_err(|error| error.to_string());
    }
    let mut terminate = signal(SignalKind::terminate()).map_err(|error| error.to_string())?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(|error| error.to_string())?;
    let (router, stop) = Stopping::around(router);
    let stopped = async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping: no new connections, finishing what runs");
        stop.send_replace(true);
    };
    let listener = TcpListener::bind(("0.0.0.0", config.port))
        .await
        .map_err(|error| format!("PORT: cannot listen on {}: {error}", config.port))?;
    let microseconds = u64::try_from((Instant::now() - started).as_micros()).unwrap_or(u64::MAX);
    tracing::info!(port = config.port, microseconds, "listening");
    telemetry::reached(Phase::Listening);
    connections::serve(listener, router, config.keep_alive, stopped).await;
    telemetry::traces::flush().await;
    Ok(())
}
