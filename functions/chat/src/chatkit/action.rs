//! What a person does in a widget: the same tools, on the version that they saw, never twice (FR-1214 to FR-1216; ADR 0066).

use std::sync::Arc;

use agent::{BROKEN_OFF, ToolCall, ToolError};
use axum::response::IntoResponse;
use serde::Deserialize;
use serde_json::{Value, json};
use shared::{
    Error, Result,
    auth::UserId,
    db::{Kind, chat_items},
    http::{BearerToken, Json, Problem, read_value},
};
use uuid::Uuid;

use super::{
    Answered,
    event::{Code, Event, Level},
    ids::Shown,
    item::Item,
    request::ActionParams,
    stream,
    texts::Texts,
    threads::{Reading, no_item},
    wanted::{Action, call_of},
};
use crate::{Function, tools::McpTools};

/// Who acts, and with what.
pub(super) struct Actor<'a> {
    pub(super) function: &'a Function,
    pub(super) user: &'a UserId,
    pub(super) token: &'a BearerToken,
    pub(super) zone: Option<&'a language::Zone>,
    /// What the caller names the action by.
    pub(super) key: Option<String>,
    pub(super) texts: Arc<Texts>,
}

/// What became of it.
enum Came {
    /// A task is like this now.
    Task(Value),
    /// The turn is taken back.
    Undone,
    /// The person saw another version, or the task is gone: nothing was done.
    Refused(String),
}

/// Does it, and streams what changed.
pub(super) async fn streamed(actor: Actor<'_>, params: ActionParams) -> Answered {
    let action = action(&params)?;
    let Some(sender) = Sender::find(&actor, &params, &action).await? else {
        return Ok(stream::of_events(&[Event::Error {
            code: Code::Stream,
            message: None,
            allow_retry: false,
        }])?);
    };
    let mut events = vec![Event::options()];
    match act(&actor, &sender, &action, &params).await {
        Ok((item, came)) => {
            events.extend(item.map(|item| Event::Replaced { item }));
            match came {
                Came::Refused(message) => events.push(Event::Notice {
                    level: Level::Warning,
                    message,
                    title: None,
                }),
                Came::Task(_) | Came::Undone => events.push(Event::tasks_changed()),
            }
        }
        Err(Failed::Tool(message)) => events.push(Event::Error {
            code: Code::Custom,
            message: Some(message),
            allow_retry: true,
        }),
        Err(Failed::Error(error)) => return Err(error.into()),
    }
    Ok(stream::of_events(&events)?)
}

/// Does it, and answers with the item as it is now.
pub(super) async fn at_once(actor: Actor<'_>, params: ActionParams) -> Answered {
    let action = action(&params)?;
    let sender = Sender::find(&actor, &params, &action).await?;
    let sender = sender.ok_or_else(no_item)?;
    let (item, came) = match act(&actor, &sender, &action, &params).await {
        Ok(done) => done,
        Err(Failed::Tool(_)) => {
            return Err(Error::Unavailable {
                what: "the list of tasks",
                source: "a tool failed".into(),
            }
            .into());
        }
        Err(Failed::Error(error)) => return Err(error.into()),
    };
    if let (None, Came::Refused(detail)) = (&item, came) {
        return Err(Error::Impossible {
            code: "changed-meanwhile",
            detail,
        }
        .into());
    }
    let updated = item.map(|item| json!({ "updated_item": item }));
    Ok(Json(updated.unwrap_or_else(|| json!({}))).into_response())
}

/// Where an action came from.
struct Sender {
    thread: Uuid,
    /// The widget; none for something outside of the thread.
    widget: Option<Shown>,
    /// The tasks that it shows.
    tasks: Option<Vec<Value>>,
}

impl Sender {
    /// The widget that the action names; nothing where that is another item.
    async fn find(
        actor: &Actor<'_>,
        params: &ActionParams,
        action: &Action,
    ) -> Result<Option<Self>> {
        let database = &actor.function.database;
        let mut reading =
            Reading::of(database, actor.user, &params.thread_id, &actor.texts).await?;
        let found = async {
            let mut sender = Self {
                thread: reading.conversation.id,
                widget: None,
                tasks: None,
            };
            if let Some(id) = &params.item_id {
                reading.find(id).await?.ok_or_else(no_item)?;
                sender.widget = Shown::of(id.as_str());
                if sender.widget.is_none() {
                    return Ok(None);
                }
            }
            if let Action::Undo { turn_id } = action
                && !reading.turns().iter().any(|turn| turn.id == *turn_id)
            {
                return Err(no_item());
            }
            if let Some(Shown::Tasks(turn)) = sender.widget {
                sender.tasks = reading.tasks(turn).await?;
            }
            Ok(Some(sender))
        }
        .await;
        reading.end(found).await
    }
}

fn action(params: &ActionParams) -> std::result::Result<Action, Problem> {
    let payload = match &params.action.payload {
        Value::Null => json!({}),
        payload => payload.clone(),
    };
    read_value(&json!({"type": params.action.kind, "payload": payload}))
        .map_err(|problem| problem.below_pointer("/params/action"))
}

type Outcome<T> = std::result::Result<T, Failed>;

/// Why it was not done.
enum Failed {
    /// A tool says why, in words for the person.
    Tool(String),
    Error(Error),
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

async fn act(
    actor: &Actor<'_>,
    sender: &Sender,
    action: &Action,
    params: &ActionParams,
) -> Outcome<(Option<Item>, Came)> {
    let function = actor.function;
    let tools = McpTools::connect(&function.mcp, actor.token, actor.zone);
    let came = done(actor, &tools, action).await?;
    let shows = match (sender.widget, &came) {
        (Some(Shown::Tasks(_)), came) => match sender.tasks.clone() {
            Some(tasks) => Some(json!({"tasks": fresh(&tools, tasks, came).await})),
            None => None,
        },
        (Some(Shown::Receipts(_)), Came::Undone) => Some(json!({"undone": true})),
        _ => None,
    };
    let Some(id) = &params.item_id else {
        return Ok((None, came));
    };
    if let Some(shows) = shows {
        let thread = sender.thread;
        let mut transaction = function
            .database
            .converse(actor.user, Kind::Request, thread)
            .await?;
        chat_items::show(&mut transaction, actor.user, thread, id.as_str(), &shows).await?;
    }
    let database = &function.database;
    let mut reading = Reading::of(database, actor.user, &params.thread_id, &actor.texts).await?;
    let item = reading.find(id).await;
    let item = reading.end(item).await?;
    Ok((item, came))
}

/// Calls the tool.
async fn done(actor: &Actor<'_>, tools: &McpTools, action: &Action) -> Outcome<Came> {
    let (tool, arguments, seen) = call_of(action);
    let own = || actor.function.ids.next().to_string();
    let call = ToolCall {
        id: actor.key.clone().unwrap_or_else(own),
        name: tool.to_owned(),
        arguments,
    };
    let texts = &actor.texts;
    let outcome = tools.act(&call, seen).await.and_then(|result| {
        // Of an entry that failed alone, the call as a whole did not.
        let error = result["results"][0].get("error").cloned();
        match error.map(ToolError::deserialize) {
            Some(Ok(error)) => Err(error),
            _ => Ok(result),
        }
    });
    match outcome {
        Ok(result) => Ok(came(texts, action, &result)),
        Err(error) => refused(texts, tools, action, &error).await,
    }
}

fn came(texts: &Texts, action: &Action, result: &Value) -> Came {
    if matches!(action, Action::Undo { .. }) {
        return Came::Undone;
    }
    match result["results"][0].get("task") {
        Some(task) => Came::Task(task.clone()),
        None => Came::Refused(texts.gone.clone()),
    }
}

/// What a tool's refusal means here. Who wants what is so already is served.
async fn refused(
    texts: &Texts,
    tools: &McpTools,
    action: &Action,
    error: &ToolError,
) -> Outcome<Came> {
    match error.code.as_str() {
        "nothing_to_undo" => Ok(Came::Undone),
        "changed_since" => Ok(Came::Refused(texts.newer_change.clone())),
        "not_found" => Ok(Came::Refused(texts.gone.clone())),
        "changed_meanwhile" => {
            let (Action::Complete { id, .. }
            | Action::Reschedule { id, .. }
            | Action::Rename { id, .. }) = action
            else {
                return Ok(Came::Refused(texts.changed_meanwhile.clone()));
            };
            let now = all(tools).await;
            let now = now.iter().find(|task| task["id"] == *id);
            let is_so = now.is_some_and(|task| match action {
                Action::Complete { completed, .. } => task["completed"] == *completed,
                Action::Rename { title, .. } => task["title"] == *title,
                _ => false,
            });
            Ok(match now {
                Some(task) if is_so => Came::Task(task.clone()),
                _ => Came::Refused(texts.changed_meanwhile.clone()),
            })
        }
        "unreachable" | "unavailable" | "busy" | BROKEN_OFF => {
            Err(Failed::Tool(texts.not_reached.clone()))
        }
        _ => Err(Failed::Tool(error.message.clone())),
    }
}

/// The person's tasks as they are, the first page of them.
async fn all(tools: &McpTools) -> Vec<Value> {
    let call = ToolCall {
        id: "chatkit/list".to_owned(),
        name: "list_tasks".to_owned(),
        arguments: json!({"status": "all", "limit": 100}),
    };
    match tools.act(&call, json!({})).await {
        Ok(mut page) => match page["tasks"].take() {
            Value::Array(tasks) => tasks,
            _ => Vec::new(),
        },
        Err(_) => Vec::new(),
    }
}

/// The tasks that a list shows, as they are now.
async fn fresh(tools: &McpTools, mut shown: Vec<Value>, came: &Came) -> Vec<Value> {
    let put = |shown: &mut Vec<Value>, task: &Value, may_add: bool| match shown
        .iter_mut()
        .find(|known| known["id"] == task["id"])
    {
        Some(known) => *known = task.clone(),
        None if may_add => shown.push(task.clone()),
        None => {}
    };
    match came {
        Came::Task(task) => put(&mut shown, task, true),
        Came::Undone | Came::Refused(_) => {
            for task in all(tools).await {
                put(&mut shown, &task, false);
            }
        }
    }
    shown
}
