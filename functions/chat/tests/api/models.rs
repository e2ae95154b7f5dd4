//! Which models are configured, in which order they answer, and what they are told of the person (FR-336, FR-340 to FR-342).

use std::sync::Arc;

use agent::Clock;
use jiff::Timestamp;
use serde_json::json;
use shared::config::Environment;

use crate::{
    endpoint::{Endpoint, call},
    support::Platform,
};

/// It is always the same moment.
struct Always(Timestamp);

impl Clock for Always {
    fn now(&self) -> Timestamp {
        self.0
    }
}

fn new_year() -> Arc<dyn Clock> {
    Arc::new(Always("2026-12-31T23:30:00Z".parse().unwrap()))
}

/// FR-336, FR-341: two endpoints, each with its context.
#[test]
fn endpoints_are_read_from_the_environment() {
    let mut environment = Environment::from_pairs([
        ("LLM_BASE_URL", "https://one.example.com/v1?api-version=1"),
        ("LLM_MODEL", "one"),
        ("LLM_CONTEXT_TOKENS", "100000"),
        ("LLM_FALLBACK_BASE_URL", "http://127.0.0.1:11434/v1"),
        ("LLM_FALLBACK_MODEL", "two"),
        ("LLM_FALLBACK_API_KEY", "key"),
    ]);
    let models = chat::models(&mut environment);
    assert!(environment.finish(Some(())).is_ok());
    let read: Vec<_> = models
        .iter()
        .map(|model| {
            let key = model.api_key.is_some();
            (
                model.base_url.as_str(),
                model.model.as_str(),
                key,
                model.context_tokens,
            )
        })
        .collect();
    assert_eq!(
        read,
        [
            (
                "https://one.example.com/v1?api-version=1",
                "one",
                false,
                100_000
            ),
            ("http://127.0.0.1:11434/v1", "two", true, 16_384),
        ]
    );
    assert!(chat::models(&mut Environment::from_pairs::<&str, &str>([])).is_empty());
}

/// FR-336: half an endpoint stops the start, and says what is missing.
#[test]
fn half_an_endpoint_is_a_problem() {
    let address = "https://example.com/v1";
    for (pairs, problem) in [
        (vec![("LLM_BASE_URL", address)], "LLM_MODEL: not set"),
        (vec![("LLM_API_KEY", "key")], "LLM_BASE_URL: not set, but"),
        (
            vec![("LLM_CONTEXT_TOKENS", "4096")],
            "LLM_BASE_URL: not set, but",
        ),
        (
            vec![("LLM_FALLBACK_BASE_URL", address)],
            "LLM_FALLBACK_MODEL: not set",
        ),
        (
            vec![("LLM_FALLBACK_MODEL", "m")],
            "LLM_FALLBACK_BASE_URL: not set, but",
        ),
        (
            vec![
                ("LLM_FALLBACK_BASE_URL", address),
                ("LLM_FALLBACK_MODEL", "m"),
            ],
            "LLM_FALLBACK_BASE_URL: set, but LLM_BASE_URL is not",
        ),
        (
            vec![
                ("LLM_BASE_URL", address),
                ("LLM_MODEL", "m"),
                ("LLM_CONTEXT_TOKENS", "0"),
            ],
            "LLM_CONTEXT_TOKENS: not a number of tokens",
        ),
    ] {
        let mut environment = Environment::from_pairs(pairs);
        chat::models(&mut environment);
        let problems = environment.finish(Some(())).unwrap_err().to_string();
        assert!(problems.contains(problem), "{problem}: {problems}");
    }
}

/// FR-336: the second endpoint does the work while the first one is away.
#[tokio::test]
async fn the_second_endpoint_works_with_the_same_tools() {
    let platform = Platform::start().await;
    let (first, second) = (Endpoint::default(), Endpoint::default());
    second.will_say(vec![call(
        "add_task",
        &json!({"tasks": [{"title": "Buy groceries"}]}),
    )]);
    second.will_say(vec![json!({"content": "Noted."})]);
    let models = [first.start().await, second.start().await];
    let database = platform.test_database.config();
    let chat = platform.chat_at(&platform.mcp_url, database, models, &new_year());
    let said = chat.say("ann", None, "Could you note groceries?").await;
    assert_eq!(said["response"], "Noted.");
    assert_eq!(
        platform.tasks("ann").await,
        [(1, "Buy groceries".to_owned(), false)]
    );
}

/// FR-342: what the request says of the zone holds, then what the account does.
#[tokio::test]
async fn a_model_knows_the_persons_day_and_zone() {
    let platform = Platform::start().await;
    let endpoint = Endpoint::default();
    for _ in 0..3 {
        endpoint.will_say(vec![json!({"content": "Hello."})]);
    }
    let models = [endpoint.start().await];
    let database = platform.test_database.config();
    let chat = platform.chat_at(&platform.mcp_url, database, models, &new_year());
    let message = || Some(json!({"message": "Hi"}));
    let mut request = chat.request("ann", "POST", "/api/chat", message(), "application/json");
    let zone = "Asia/Tokyo".parse().unwrap();
    request.headers_mut().insert("time-zone", zone);
    chat.send(request).await;
    chat.say("ann", None, "Hi").await;
    let owner = platform.test_database.owner().await;
    let sql =
        "insert into todo.user_setting (user_id, time_zone) values ('ann', 'America/New_York')";
    owner.execute(sql, &[]).await.unwrap();
    chat.say("ann", None, "Hi").await;
    let asked = endpoint.asked.lock().unwrap().clone();
    let told = [
        "Now it is Friday, 2027-01-01, 08:30 in Asia/Tokyo.",
        "Now it is Thursday, 2026-12-31, 23:30 in UTC.",
        "Now it is Thursday, 2026-12-31, 18:30 in America/New_York.",
    ];
    for (request, told) in asked.iter().zip(told) {
        let system = request["messages"][0]["content"].as_str().unwrap();
        assert!(system.ends_with(told), "{told}: {system}");
    }
    assert_eq!(asked.len(), 3);
}

/// FR-340: 200 tasks of the real tools are seen within one turn, each by its id.
#[tokio::test]
async fn two_hundred_tasks_are_seen_within_one_turn() {
    let platform = Platform::start().await;
    let titles: Vec<String> = (1..=200)
        .map(|number| format!("{number:03} is a title of forty characters.."))
        .collect();
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    platform.add("ann", &titles).await;
    let endpoint = Endpoint::default();
    endpoint.will_say(vec![call("list_tasks", &json!({"limit": 100}))]);
    let models = [endpoint.start().await];
    let database = platform.test_database.config();
    let chat = platform.chat_at(&platform.mcp_url, database, models.clone(), &new_year());
    let said = chat.say("ann", None, "What is there?").await;
    let cursor = said["tool_calls"][0]["result"]["next_cursor"].clone();
    let sent = endpoint.asked.lock().unwrap()[1]["messages"][3]["content"].clone();
    let page = sent.as_str().unwrap();
    assert!(page.ends_with(&format!("next_cursor: {}", cursor.as_str().unwrap())));
    endpoint.will_say(vec![call("list_tasks", &json!({"limit": 100}))]);
    endpoint.will_say(vec![call(
        "list_tasks",
        &json!({"limit": 100, "cursor": cursor}),
    )]);
    endpoint.will_say(vec![json!({"content": "200 tasks."})]);
    let chat = platform.chat_at(
        &platform.mcp_url,
        platform.test_database.config(),
        models,
        &new_year(),
    );
    let said = chat.say("ann", None, "What is there?").await;
    assert_eq!(said["response"], "200 tasks.");
    let asked = endpoint.asked.lock().unwrap().clone();
    let messages = asked.last().unwrap()["messages"].as_array().unwrap();
    let seen: String = messages
        .iter()
        .filter(|message| message["role"] == "tool")
        .filter_map(|message| message["content"].as_str())
        .collect();
    for (number, title) in titles.iter().enumerate() {
        let line = format!("\n{} \"{title}\"", number + 1);
        assert!(seen.contains(&line), "{line}");
    }
    assert!(seen.chars().count() <= 14_000, "{}", seen.chars().count());
}
