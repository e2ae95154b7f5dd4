//! The agent's tools: the mcp function, over MCP, with the user's own token (FR-305, FR-307).

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use agent::{Tool, ToolCall, ToolError, ToolResult, Tools};
use async_trait::async_trait;
use language::Zone;
use reqwest::Url;
use rmcp::{
    ClientLifecycleMode, ClientServiceExt, RoleClient, ServiceError,
    model::{
        CallToolRequestParams, CallToolResult, ClientConfig, ProtocolVersion, RequestMetaObject,
    },
    service::RunningService,
    transport::{
        StreamableHttpClientTransport, streamable_http_client::StreamableHttpClientTransportConfig,
    },
};
use serde::Deserialize;
use serde_json::{Value, json};
use shared::http::BearerToken;
use tokio::time::Instant;
use uuid::Uuid;

/// The committed answer to `tools/list`, so that a model can start before mcp is awake.
const CONTRACT: &str = include_str!("../../../specs/002-mcp-tools/contracts/tools.json");
/// mcp may have to start from zero.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(20);
/// No tool of ours takes longer.
const CALL_TIMEOUT: Duration = Duration::from_secs(20);
/// The `_meta` key that marks a call as the agent's (FR-211).
const TURN_KEY: &str = "todo/turn";
/// The `_meta` key that has mcp carry a call out once, however often it comes (FR-270).
const IDEMPOTENCY_KEY: &str = "todo/idempotency_key";
/// What mcp calls a call whose first coming is not done yet.
const IN_FLIGHT: &str = "request_in_flight";
/// No other attempt of a call begins later than this.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long the next attempt waits, one after the other.
const PAUSES: [Duration; 3] = [
    Duration::ZERO,
    Duration::from_millis(250),
    Duration::from_secs(1),
];
/// The `_meta` key that says where the person is (FR-612).
const TIME_ZONE_KEY: &str = "todo/time_zone";

#[derive(Deserialize)]
struct ToolList {
    tools: Vec<Tool>,
}

/// Where the mcp function is.
#[derive(Clone)]
pub(crate) struct McpServer {
    url: Url,
    client: reqwest::Client,
    contract: Arc<[Tool]>,
}

impl McpServer {
    pub(crate) fn new(url: Url, client: reqwest::Client) -> Result<Self, String> {
        let list: ToolList = serde_json::from_str(CONTRACT)
            .map_err(|error| format!("the committed tools: {error}"))?;
        Ok(Self {
            url,
            client,
            contract: list.tools.into(),
        })
    }
}

type Client = RunningService<RoleClient, ClientConfig>;

/// The tools for one turn of one user. Nothing of it outlives the turn.
pub(crate) struct McpTools {
    server: McpServer,
    token: BearerToken,
    turn: Uuid,
    meta: RequestMetaObject,
    live: Arc<Mutex<Option<Vec<Tool>>>>,
    client: tokio::sync::Mutex<Option<Arc<Client>>>,
    waking: tokio::sync::Mutex<Option<tokio::task::JoinHandle<Result<Client, ToolError>>>>,
}

impl McpTools {
    /// Starts connecting and goes on without waiting for it.
    pub(crate) fn connect(
        server: &McpServer,
        token: &BearerToken,
        turn: Uuid,
        zone: Option<&Zone>,
    ) -> Self {
        let mut meta = RequestMetaObject::default();
        meta.0.insert(TURN_KEY.to_owned(), json!(turn));
        if let Some(zone) = zone {
            meta.0.insert(TIME_ZONE_KEY.to_owned(), json!(zone));
        }
        let live = Arc::new(Mutex::new(None));
        let waking = tokio::spawn(open(server.clone(), token.clone(), live.clone()));
        Self {
            server: server.clone(),
            token: token.clone(),
            turn,
            meta,
            live,
            client: tokio::sync::Mutex::new(None),
            waking: tokio::sync::Mutex::new(Some(waking)),
        }
    }

    /// The connection: the one that was waking, or a new one when that failed.
    async fn client(&self) -> Result<Arc<Client>, ToolError> {
        let mut client = self.client.lock().await;
        if let Some(client) = client.as_ref().filter(|client| !client.is_closed()) {
            return Ok(client.clone());
        }
        let woken = match self.waking.lock().await.take() {
            Some(waking) => waking
                .await
                .unwrap_or_else(|error| Err(unreachable(&error))),
            None => Err(unreachable(&"not connected")),
        };
        let opened = match woken {
            Ok(opened) => opened,
            Err(_) => open(self.server.clone(), self.token.clone(), self.live.clone()).await?,
        };
        Ok(client.insert(Arc::new(opened)).clone())
    }

    /// One attempt. The same key comes with each, so another one has no second effect.
    async fn attempt(&self, call: &ToolCall) -> Result<ToolResult, ToolError> {
        let client = self.client().await?;
        let mut params = CallToolRequestParams::new(call.name.clone());
        params.arguments = call.arguments.as_object().cloned();
        let mut meta = self.meta.clone();
        let key = format!("{}/{}", self.turn, call.id);
        meta.0.insert(IDEMPOTENCY_KEY.to_owned(), json!(key));
        params.meta = Some(meta);
        match tokio::time::timeout(CALL_TIMEOUT, client.call_tool(params)).await {
            Ok(Ok(result)) => match read(result) {
                Err(error) if error.code == IN_FLIGHT => Err(unclear()),
                result => Ok(result),
            },
            Ok(Err(ServiceError::McpError(error))) => {
                Ok(Err(ToolError::new("refused", error.message.into_owned())))
            }
            Ok(Err(error)) => {
                drop(self.client.lock().await.take());
                Err(describe(&error))
            }
            Err(_) => Err(unclear()),
        }
    }
}

#[async_trait]
impl Tools for McpTools {
    fn list(&self) -> Vec<Tool> {
        let live = self
            .live
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        live.unwrap_or_else(|| self.server.contract.to_vec())
    }

    async fn call(&self, call: &ToolCall) -> ToolResult {
        // The process may have gone between two calls of a turn, or in the middle of one: the next one answers.
        let end = Instant::now() + PATIENCE;
        let mut outcome = self.attempt(call).await;
        for pause in PAUSES {
            let Err(error) = &outcome else { break };
            if Instant::now() > end {
                break;
            }
            tracing::info!(tool = %call.name, code = %error.code, "trying a tool again");
            tokio::time::sleep(pause).await;
            outcome = self.attempt(call).await;
        }
        outcome.unwrap_or_else(|error| {
            tracing::warn!(tool = %call.name, code = %error.code, "tool call failed");
            Err(error)
        })
    }
}

/// Structured content is the result, also when entries of it failed. A call that was refused as a whole is an error:
/// `{error: {code, message}}` (FR-206), or text alone with `isError`.
fn read(result: CallToolResult) -> ToolResult {
    let is_error = result.is_error == Some(true);
    if let Some(mut value) = result.structured_content {
        let refusal = value.get_mut("error").map(Value::take).filter(|_| is_error);
        return match refusal.map(ToolError::deserialize) {
            Some(Ok(error)) => Err(error),
            Some(Err(error)) => Err(ToolError::new("tool_error", error.to_string())),
            None => Ok(value),
        };
    }
    let texts: Vec<_> = result
        .content
        .iter()
        .filter_map(|block| block.as_text())
        .map(|text| text.text.as_str())
        .collect();
    let text = texts.join("\n");
    if is_error {
        return Err(ToolError::new("tool_error", text));
    }
    Ok(serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

/// Connects, and reads the live list of tools if it can be had.
async fn open(
    server: McpServer,
    token: BearerToken,
    live: Arc<Mutex<Option<Vec<Tool>>>>,
) -> Result<Client, ToolError> {
    let config = StreamableHttpClientTransportConfig::with_uri(server.url.as_str())
        .auth_header(token.expose());
    let transport = StreamableHttpClientTransport::with_client(server.client, config);
    let lifecycle = ClientLifecycleMode::Discover {
        preferred_versions: vec![ProtocolVersion::LATEST],
    };
    let connecting = async {
        let client = ClientConfig::default()
            .serve_with_lifecycle(transport, lifecycle)
            .await
            .map_err(|error| unreachable(&error))?;
        match client.list_all_tools().await {
            Ok(tools) => {
                let list = serde_json::to_value(tools)
                    .and_then(Vec::<Tool>::deserialize)
                    .map_err(|error| unreachable(&error))?;
                *live.lock().unwrap_or_else(PoisonError::into_inner) = Some(list);
            }
            // A gateway may cut a long answer off; the contract goes on serving, and a call has its own error.
            Err(error) => tracing::warn!(%error, "the live list of tools is lost"),
        }
        Ok(client)
    };
    tokio::time::timeout(CONNECT_TIMEOUT, connecting)
        .await
        .unwrap_or_else(|_| Err(unreachable(&"no answer in time")))
}

fn unreachable(reason: &dyn std::fmt::Display) -> ToolError {
    tracing::warn!(%reason, "mcp cannot be reached");
    ToolError::new(
        "unreachable",
        "The task tools cannot be reached right now, so nothing was changed. Say so, and suggest trying again.",
    )
}

/// What the model is told of a call whose answer did not come.
fn unclear() -> ToolError {
    ToolError::new(
        "broken_off",
        "The tool's answer was lost. Whether it did its work is not known: list the tasks before trying again.",
    )
}

/// What the model is told of a call that got no answer.
fn describe(error: &ServiceError) -> ToolError {
    if never_sent(error) {
        return unreachable(error);
    }
    tracing::warn!(%error, "tool call broke off");
    unclear()
}

/// Whether the request certainly did not leave: no connection could be made.
fn never_sent(error: &ServiceError) -> bool {
    let mut source: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = source {
        if error
            .downcast_ref::<reqwest::Error>()
            .is_some_and(reqwest::Error::is_connect)
        {
            return true;
        }
        source = error.source();
    }
    false
}
