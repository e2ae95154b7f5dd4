//! The agent's tools: mcp over the network, asked again under the same key when an answer is lost.

use std::time::Duration;

use agent::{BROKEN_OFF, Lease, Tool, ToolCall, ToolError, ToolResult, Tools};
use async_trait::async_trait;
use serde_json::json;
use tokio::{
    sync::oneshot,
    time::{Instant, sleep, timeout},
};

use crate::{
    memory::{Fault, Started},
    network::{Lost, Network, pass},
};

/// How long a try waits.
const CALL: Duration = Duration::from_secs(10);
/// How long the next try waits, one after the other.
const PAUSES: [Duration; 3] = [
    Duration::ZERO,
    Duration::from_millis(250),
    Duration::from_secs(1),
];
/// How long a call waits at mcp for the person's other one.
const QUEUE: Duration = Duration::from_secs(5);

/// mcp, as a process reaches it.
#[derive(Clone)]
pub(crate) struct PodTools {
    pub(crate) network: Network,
    /// Which rule is broken.
    pub(crate) fault: Option<Fault>,
}

impl PodTools {
    /// What a call is known by: its own id.
    fn key(&self, call: &ToolCall) -> String {
        let id = match self.fault {
            // As many providers count the calls of each reply.
            Some(Fault::ProviderKeys) => call.id.rsplit('/').next().map(|at| format!("call_{at}")),
            _ => None,
        };
        id.unwrap_or_else(|| call.id.clone())
    }

    /// One try.
    async fn attempt(&self, lease: &Lease, call: &ToolCall) -> Result<ToolResult, Lost> {
        let network = &self.network;
        if network.chance.happens(network.weather().doubles) {
            network.counts.count(|counts| &counts.doubles);
            let (twin, after) = (self.clone(), network.chance.time(15_000));
            let (lease, call) = (*lease, call.clone());
            tokio::spawn(async move {
                pass(after).await;
                drop(twin.serve(&lease, &call).await);
            });
        }
        let (answer, answered) = oneshot::channel();
        let (served, lease, call) = (self.clone(), *lease, call.clone());
        tokio::spawn(async move {
            pass(served.network.way()).await;
            if served.network.loses() {
                return;
            }
            let Some(result) = served.serve(&lease, &call).await else {
                return;
            };
            if served.network.loses() {
                return;
            }
            pass(served.network.way()).await;
            // Nobody waits for it where the process died.
            drop(answer.send(result));
        });
        match timeout(CALL, answered).await {
            Ok(Ok(result)) => Ok(result),
            _ => Err(Lost),
        }
    }

    /// What mcp does with a call; nothing when it dies with it.
    async fn serve(&self, lease: &Lease, call: &ToolCall) -> Option<ToolResult> {
        let network = &self.network;
        let key = self.key(call);
        let end = Instant::now() + QUEUE;
        loop {
            let started = network.memory().call(&key, lease, call, network.now());
            match started {
                Started::Answered(result) => return Some(result),
                Started::Waits if Instant::now() < end => sleep(Duration::from_millis(3)).await,
                Started::Waits => return Some(Err(ToolError::new("busy", "Try again."))),
                Started::Passed(ran) => {
                    let weather = network.weather();
                    let rolls_back = network.chance.happens(weather.rolls_back);
                    let is_slow = network.chance.happens(weather.delays);
                    pass(network.chance.time(if is_slow { 3_000 } else { 3 })).await;
                    let mut memory = network.memory();
                    if rolls_back {
                        network.counts.count(|counts| &counts.roll_backs);
                        memory.roll_back(ran);
                        return None;
                    }
                    return memory.commit(ran);
                }
            }
        }
    }
}

#[async_trait]
impl Tools for PodTools {
    fn list(&self) -> Vec<Tool> {
        let tool = |name: &str| Tool {
            name: name.to_owned(),
            description: String::new(),
            input_schema: json!({}),
        };
        ["add_task", "complete_task", "delete_task", "list_tasks"]
            .map(tool)
            .into()
    }

    async fn call(&self, lease: &Lease, call: &ToolCall) -> ToolResult {
        let mut pauses = PAUSES.iter();
        loop {
            match self.attempt(lease, call).await {
                Ok(Err(error)) if error.code == "request_in_flight" => {}
                Ok(result) => return result,
                Err(Lost) => {}
            }
            let Some(pause) = pauses.next() else {
                return Err(ToolError::new(BROKEN_OFF, "The tool's answer was lost."));
            };
            pass(*pause).await;
        }
    }
}
