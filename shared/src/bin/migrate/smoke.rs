//! `migrate smoke`: what a person does first, against an installed platform (FR-823). It is in this binary because the
//! images have no shell, and this one is in every installation.

use std::{fmt, time::Duration};

use clock::{Ids, SystemIds};
use reqwest::{
    Client, Method, RequestBuilder, Response, StatusCode, Url,
    header::{COOKIE, SET_COOKIE},
};
use serde_json::{Value, json};
use shared::{
    config::{self, Environment, TrustConfig},
    http_client,
};
use tokio::time::Instant;
use uuid::Uuid;

/// How long a part may take to answer, its start from zero included.
const PATIENCE: Duration = Duration::from_secs(90);
const PAUSE: Duration = Duration::from_secs(1);

/// Where the parts of the platform are.
pub struct Config {
    web: Url,
    tasks: Url,
    chat: Url,
    trust: TrustConfig,
}

impl Config {
    /// Reads `WEB_URL`, `TASKS_URL`, `CHAT_URL` and `EXTRA_CA_FILE`.
    pub fn read(environment: &mut Environment) -> Option<Self> {
        let mut origin = |name, purpose| environment.required(name, purpose, config::url);
        let web = origin("WEB_URL", "the web app's address");
        let tasks = origin("TASKS_URL", "the tasks function's address");
        let chat = origin("CHAT_URL", "the chat function's address");
        Some(Self {
            web: web?,
            tasks: tasks?,
            chat: chat?,
            trust: TrustConfig::read(environment),
        })
    }
}

/// Signs up, asks for a task in the chat, finds it in the list, and removes task and conversation. The account stays.
///
/// # Errors
/// What was asked, and what came instead of the expected answer.
pub async fn run(config: &Config) -> Result<String, String> {
    let client = http_client::build(&config.trust)?;
    let name = SystemIds.next().simple().to_string();
    let token = sign_up(&client, &config.web, &name).await?;
    println!("signed up at {}", config.web);

    let title = format!("smoke test {name}");
    let said = json!({"message": format!("Add a task: {title}")});
    let chat = at(&config.chat, "api/chat")?;
    let turn = answered("chat", || {
        client
            .request(Method::POST, chat.clone())
            .bearer_auth(&token)
            .json(&said)
    });
    let turn: Value = turn.await?.json().await.map_err(text)?;
    println!("the chat answered: {}", turn["response"]);

    let list = at(&config.tasks, "api/tasks")?;
    let page = answered("tasks", || client.get(list.clone()).bearer_auth(&token));
    let page: Value = page.await?.json().await.map_err(text)?;
    let id = page["tasks"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|task| {
            task["title"]
                .as_str()
                .is_some_and(|found| found.contains(&name))
        })
        .and_then(|task| task["id"].as_i64())
        .ok_or_else(|| {
            format!("the list has no task {title:?}: {page}; the chat had answered {turn}")
        })?;
    println!("the task is in the list");

    let conversation = turn["conversation_id"].as_str().unwrap_or_default();
    for (part, address) in [
        ("tasks", at(&config.tasks, &format!("api/tasks/{id}"))?),
        (
            "chat",
            at(&config.chat, &format!("api/conversations/{conversation}"))?,
        ),
    ] {
        answered(part, || client.delete(address.clone()).bearer_auth(&token)).await?;
    }
    Ok("smoke: sign-up, chat and list work".to_owned())
}

/// A new account's session token.
async fn sign_up(client: &Client, web: &Url, name: &str) -> Result<String, String> {
    let address = at(web, "api/auth/sign-up/email")?;
    let mut password = [0; 16];
    SystemIds.fill(&mut password).map_err(text)?;
    let account = json!({
        "name": "Smoke test",
        "email": format!("smoke-{name}@example.invalid"),
        "password": Uuid::from_bytes(password).to_string(),
    });
    let answer = answered("sign-up", || client.post(address.clone()).json(&account)).await?;
    let cookies: Vec<&str> = answer
        .headers()
        .get_all(SET_COOKIE)
        .iter()
        .filter_map(|cookie| cookie.to_str().ok()?.split(';').next())
        .collect();
    let cookies = cookies.join("; ");
    let address = at(web, "api/auth/token")?;
    let answer = answered("token", || {
        client.get(address.clone()).header(COOKIE, &cookies)
    });
    let answer: Value = answer.await?.json().await.map_err(text)?;
    answer["token"]
        .as_str()
        .map(str::to_owned)
        .ok_or_else(|| format!("token: the web app answered {answer}"))
}

fn at(origin: &Url, path: &str) -> Result<Url, String> {
    origin.join(path).map_err(text)
}

/// The answer to a request, asked again while the part is not there: a gateway may know a new service a moment late.
async fn answered(part: &str, request: impl Fn() -> RequestBuilder) -> Result<Response, String> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let failure = match request().timeout(PATIENCE).send().await {
            Ok(answer) if answer.status().is_success() => return Ok(answer),
            Ok(answer) => {
                let (status, address) = (answer.status(), answer.url().clone());
                let body = answer.text().await.unwrap_or_default();
                let failure = format!("{part}: {address} answered {status}: {body}");
                if !is_absence(status) {
                    return Err(failure);
                }
                failure
            }
            Err(error) if error.is_connect() || error.is_request() => format!("{part}: {error:?}"),
            Err(error) => return Err(format!("{part}: {error}")),
        };
        if Instant::now() >= deadline {
            return Err(failure);
        }
        tokio::time::sleep(PAUSE).await;
    }
}

fn is_absence(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT
    )
}

fn text(error: impl fmt::Display) -> String {
    error.to_string()
}
