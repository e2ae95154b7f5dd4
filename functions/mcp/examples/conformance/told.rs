//! What a client is told while a tool runs.

use std::time::Duration;

use rmcp::{
    ErrorData, RoleServer,
    model::{
        LoggingLevel, LoggingMessageNotificationParam, ProgressNotificationParam, ProtocolVersion,
    },
    service::RequestContext,
};

const BETWEEN: Duration = Duration::from_millis(50);

/// Three steps, if the client gave a token for them.
pub(crate) async fn progress(context: &RequestContext<RoleServer>) -> Result<(), ErrorData> {
    let Some(token) = context.meta.get_progress_token() else {
        return Ok(());
    };
    for done in [0.0, 50.0, 100.0] {
        let step = ProgressNotificationParam::new(token.clone(), done).with_total(100.0);
        let sent = context.peer.notify_progress(step).await;
        sent.map_err(|error| lost(&error))?;
        tokio::time::sleep(BETWEEN).await;
    }
    Ok(())
}

/// Three lines: since 2026-07-28 only for a request that sets a level, before that for all.
pub(crate) async fn log(context: &RequestContext<RoleServer>) -> Result<(), ErrorData> {
    let asks_itself = context
        .protocol_version()
        .is_some_and(|version| version.as_str() >= ProtocolVersion::V_2026_07_28.as_str());
    if asks_itself && context.meta.log_level().is_none() {
        return Ok(());
    }
    for line in ["started", "processing data", "completed"] {
        let message = format!("Tool execution {line}").into();
        let message = LoggingMessageNotificationParam::new(LoggingLevel::Info, message);
        let sent = context.peer.notify_logging_message(message).await;
        sent.map_err(|error| lost(&error))?;
        tokio::time::sleep(BETWEEN).await;
    }
    Ok(())
}

fn lost(error: &rmcp::ServiceError) -> ErrorData {
    ErrorData::internal_error(error.to_string(), None)
}
