//! The agent's tools: the mcp function, over MCP, with the user's own token (FR-305, FR-307, FR-352).

mod live;

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use agent::{BROKEN_OFF, Lease, Tool, ToolCall, ToolError, ToolResult, Tools};
use async_trait::async_trait;
use axum::http::{HeaderName, HeaderValue};
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
use shared::{http::BearerToken, telemetry::traces};
use tokio::time::{Instant, sleep, timeout, timeout_at};

use live::Live;

/// The committed answer to `tools/list`, so that a model can start before mcp is awake.
const CONTRACT: &str = include_str!("../../../specs/002-mcp-tools/contracts/tools.json");
/// mcp may have to start from zero.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(20);
/// No tool of ours takes longer, with the way to it.
const CALL_TIMEOUT: Duration = Duration::from_secs(10);
/// The `_meta` key that marks a call as the agent's (FR-211).
const TURN_KEY: &str = "todo/turn";
/// The `_meta` key of the attempt at the turn (FR-283).
const ATTEMPT_KEY: &str = "todo/attempt";
/// The `_meta` key that has mcp carry a call out once, however often it comes (FR-270).
const IDEMPOTENCY_KEY: &str = "todo/idempotency_key";
/// The `_meta` key that has as much taken back as can be (FR-1234).
const POSSIBLE_KEY: &str = "todo/as_far_as_possible";
/// The `_meta` key with the versions of tasks that the person saw (FR-1214).
const SEEN_KEY: &str = "todo/seen";
/// The `_meta` key that says that a person acted themselves, and where (FR-1214).
const SOURCE_KEY: &str = "todo/source";
/// What mcp calls a call whose first coming is not done yet.
const IN_FLIGHT: &str = "request_in_flight";
/// No call takes longer than this, with all its tries.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long the next try of a call whose answer was lost waits, one after the other.
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

/// Where the mcp function is, and which tools it has.
#[derive(Clone)]
pub(crate) struct McpServer {
    url: Url,
    client: reqwest::Client,
    contract: Arc<[Tool]>,
    /// The list of tools that this process may keep for a while (FR-355).
    live: Live,
}

impl McpServer {
    pub(crate) fn new(url: Url, client: reqwest::Client) -> Result<Self, String> {
        let list: ToolList = serde_json::from_str(CONTRACT)
            .map_err(|error| format!("the committed tools: {error}"))?;
        Ok(Self {
            url,
            client,
            contract: list.tools.into(),
            live: Live::default(),
        })
    }
}

type Client = RunningService<RoleClient, ClientConfig>;
type Waking = tokio::task::JoinHandle<Result<Client, ToolError>>;

/// The tools for one turn of one user. Nothing of it outlives the turn.
pub(crate) struct McpTools {
    server: McpServer,
    token: BearerToken,
    /// The trace of the turn, which mcp goes on with.
    traceparent: Option<HeaderValue>,
    meta: RequestMetaObject,
    /// The list that was read for this turn.
    live: Live,
    client: tokio::sync::Mutex<Option<Arc<Client>>>,
    waking: tokio::sync::Mutex<Option<Waking>>,
    /// Whether mcp gave no answer although it was asked twice: it is not asked again in this turn.
    hangs: AtomicBool,
}

/// Why a try gave no answer.
enum Lost {
    /// In time there was none; whether the call had left.
    Late { sent: bool },
    /// It broke off, or there was no way to mcp.
    Broken(ToolError),
}

impl McpTools {
    /// Starts connecting and goes on without waiting for it.
    pub(crate) fn connect(server: &McpServer, token: &BearerToken, zone: Option<&Zone>) -> Self {
        let mut meta = RequestMetaObject::default();
        if let Some(zone) = zone {
            meta.0.insert(TIME_ZONE_KEY.to_owned(), json!(zone));
        }
        let live = Live::default();
        let traceparent = traces::traceparent();
        let waking = open(
            server.clone(),
            token.clone(),
            traceparent.clone(),
            live.clone(),
        );
        let waking = tokio::spawn(waking);
        Self {
            server: server.clone(),
            token: token.clone(),
            traceparent,
            meta,
            live,
            client: tokio::sync::Mutex::new(None),
            waking: tokio::sync::Mutex::new(Some(waking)),
            hangs: AtomicBool::new(false),
        }
    }

    /// The connection: the one that was waking, or a new one when that failed.
    async fn client(&self) -> Result<Arc<Client>, ToolError> {
        let mut client = self.client.lock().await;
        if let Some(client) = client.as_ref().filter(|client| !client.is_closed()) {
            return Ok(client.clone());
        }
        let mut waking = self.waking.lock().await;
        let woken = match waking.as_mut() {
            Some(woken) => woken.await.unwrap_or_else(|error| Err(unreachable(&error))),
            None => Err(unreachable(&"not connected")),
        };
        *waking = None;
        let opened = if let Ok(opened) = woken {
            opened
        } else {
            let (server, token) = (self.server.clone(), self.token.clone());
            open(server, token, self.traceparent.clone(), self.live.clone()).await?
        };
        Ok(client.insert(Arc::new(opened)).clone())
    }

    /// Takes a turn back, all of it or what is possible.
    pub(crate) async fn undo(&self, lease: &Lease, call: &ToolCall, possible: bool) -> ToolResult {
        let mut own = of_lease(lease, call);
        if possible {
            own.push((POSSIBLE_KEY, json!(true)));
        }
        self.send(call, &own).await
    }

    /// Does what the person did themselves in a widget: in no turn, on tasks of which they saw these versions.
    pub(crate) async fn act(&self, call: &ToolCall, seen: Value) -> ToolResult {
        let own = [
            (SOURCE_KEY, json!("web")),
            (IDEMPOTENCY_KEY, json!(call.id)),
            (SEEN_KEY, seen),
        ];
        self.send(call, &own).await
    }

    /// One try. The same key comes with each, so another one has no second effect.
    async fn attempt(
        &self,
        call: &ToolCall,
        own: &[(&'static str, Value)],
        until: Instant,
    ) -> Result<ToolResult, Lost> {
        let client = timeout_at(until, self.client()).await;
        let client = client.map_err(|_| Lost::Late { sent: false })?;
        let client = client.map_err(Lost::Broken)?;
        let mut params = CallToolRequestParams::new(call.name.clone());
        params.arguments = call.arguments.as_object().cloned();
        let mut meta = self.meta.clone();
        for (name, value) in own {
            meta.0.insert((*name).to_owned(), value.clone());
        }
        params.meta = Some(meta);
        match timeout_at(until, client.call_tool(params)).await {
            Ok(Ok(result)) => match read(result) {
                Err(error) if error.code == IN_FLIGHT => Err(Lost::Broken(unclear())),
                result => Ok(result),
            },
            Ok(Err(ServiceError::McpError(error))) => {
                Ok(Err(ToolError::new("refused", error.message.into_owned())))
            }
            Ok(Err(error)) => {
                drop(self.client.lock().await.take());
                Err(Lost::Broken(describe(&error)))
            }
            Err(_) => {
                drop(self.client.lock().await.take());
                Err(Lost::Late { sent: true })
            }
        }
    }
}

#[async_trait]
impl Tools for McpTools {
    fn list(&self) -> Vec<Tool> {
        let live = self.live.get().or_else(|| self.server.live.get());
        live.unwrap_or_else(|| self.server.contract.to_vec())
    }

    async fn call(&self, lease: &Lease, call: &ToolCall) -> ToolResult {
        self.send(call, &of_lease(lease, call)).await
    }
}

impl McpTools {
    /// Sends a call until it is answered, or was lost too often.
    async fn send(&self, call: &ToolCall, own: &[(&'static str, Value)]) -> ToolResult {
        if self.hangs.load(Ordering::Relaxed) {
            return Err(unreachable(&"no answer before"));
        }
        // The process may have gone between two calls of a turn, or in the middle of one: the next one answers.
        let end = Instant::now() + PATIENCE;
        let mut pauses = PAUSES.iter();
        let (mut was_late, mut was_sent) = (false, false);
        loop {
            let until = end.min(Instant::now() + CALL_TIMEOUT);
            let (pause, error) = match self.attempt(call, own, until).await {
                Ok(result) => return result,
                Err(Lost::Late { sent }) => {
                    was_sent |= sent;
                    let first = !std::mem::replace(&mut was_late, true);
                    (first.then_some(&Duration::ZERO), late(was_sent))
                }
                Err(Lost::Broken(error)) => {
                    was_sent |= error.code == BROKEN_OFF;
                    let error = if was_sent { unclear() } else { error };
                    (pauses.next(), error)
                }
            };
            let Some(pause) = pause.filter(|_| Instant::now() < end) else {
                self.hangs.store(was_late, Ordering::Relaxed);
                tracing::warn!(tool = %call.name, code = %error.code, "tool call failed");
                return Err(error);
            };
            tracing::info!(tool = %call.name, code = %error.code, "trying a tool again");
            sleep(*pause).await;
        }
    }
}

/// What a call of an attempt at a turn carries.
fn of_lease(lease: &Lease, call: &ToolCall) -> Vec<(&'static str, Value)> {
    vec![
        (TURN_KEY, json!(lease.turn)),
        (ATTEMPT_KEY, json!(lease.attempt)),
        (IDEMPOTENCY_KEY, json!(call.id)),
    ]
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

/// Connects, and reads the list of tools if it is not kept and can be had.
async fn open(
    server: McpServer,
    token: BearerToken,
    traceparent: Option<HeaderValue>,
    live: Live,
) -> Result<Client, ToolError> {
    let traceparent = traceparent.map(|value| (HeaderName::from_static("traceparent"), value));
    let config = StreamableHttpClientTransportConfig::with_uri(server.url.as_str())
        .auth_header(token.expose())
        .custom_headers(traceparent.into_iter().collect());
    let transport = StreamableHttpClientTransport::with_client(server.client, config);
    let lifecycle = ClientLifecycleMode::Discover {
        preferred_versions: vec![ProtocolVersion::LATEST],
    };
    let connecting = async {
        let client = ClientConfig::default()
            .serve_with_lifecycle(transport, lifecycle)
            .await
            .map_err(|error| unreachable(&error))?;
        if server.live.get().is_none() {
            live::read(&client, &server.live, &live).await;
        }
        Ok(client)
    };
    timeout(CONNECT_TIMEOUT, connecting)
        .await
        .unwrap_or_else(|_| Err(unreachable(&"no answer in time")))
}

/// What the model is told of a call that got no answer in time.
fn late(sent: bool) -> ToolError {
    if sent {
        unclear()
    } else {
        unreachable(&"no answer in time")
    }
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
        BROKEN_OFF,
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
