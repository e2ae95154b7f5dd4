//! What lists hold after changes, and where their pages end.

use serde_json::{Value, json};

use crate::support::Function;

async fn titles(function: &Function, query: &str) -> Vec<String> {
    let path = format!("/api/tasks?{query}");
    let page = function.call("ann", "GET", &path, None).await.json();
    let tasks = page["tasks"].as_array().unwrap().iter();
    tasks
        .map(|task| task["title"].as_str().unwrap().to_owned())
        .collect()
}

/// FR-615: a search finds a task by the words that it has now, wherever they stand, and not by those that it had.
#[tokio::test]
async fn a_task_is_found_by_its_present_words() {
    let function = Function::start().await;
    let body = json!({"title": "Buy milk", "notes": "semi-skimmed", "tags": ["shop"]});
    function.call("ann", "POST", "/api/tasks", Some(body)).await;
    let searches = [
        ("search=milk", "search=oats", json!({"title": "Buy oats"})),
        (
            "search=skimmed",
            "search=rolled",
            json!({"notes": "rolled"}),
        ),
        (
            "filter=%40shop",
            "filter=%40market",
            json!({"tags": ["market"]}),
        ),
    ];
    for (before, after, patch) in searches {
        let found = async || {
            [
                titles(&function, before).await.len(),
                titles(&function, after).await.len(),
            ]
        };
        assert_eq!(found().await, [1, 0], "{before}");
        function
            .call("ann", "PATCH", "/api/tasks/1", Some(patch))
            .await;
        assert_eq!(found().await, [0, 1], "{after}");
        function
            .call("ann", "POST", "/api/undo", Some(json!({})))
            .await;
        assert_eq!(found().await, [1, 0], "{before} again");
    }
}

/// FR-103: a page that is exactly full, and the last, names no next one.
#[tokio::test]
async fn a_full_page_may_be_the_last() {
    let function = Function::start().await;
    for title in ["One", "Two", "Three", "Four"] {
        function.create("ann", title).await;
    }
    let page = async |query: &str| {
        let path = format!("/api/tasks?{query}");
        let page = function.call("ann", "GET", &path, None).await.json();
        (
            page["tasks"].as_array().unwrap().len(),
            page["next_cursor"].clone(),
        )
    };
    assert_eq!(page("limit=4").await, (4, Value::Null));
    let (length, next) = page("limit=2").await;
    assert_eq!(length, 2);
    let next = next.as_str().unwrap();
    assert_eq!(
        page(&format!("limit=2&cursor={next}")).await,
        (2, Value::Null)
    );
}

/// FR-640, FR-642: accents, letter case, scripts without spaces and emoji; and what nobody sees is no title.
#[tokio::test]
async fn a_task_is_found_as_people_type_it() {
    let function = Function::start().await;
    for title in [
        "Résumé naïve façade",
        "straße fegen",
        "買い物に行く",
        "Party 🎉",
    ] {
        function.create("ann", title).await;
    }
    for (search, title) in [
        ("resume%20facade", "Résumé naïve façade"),
        ("re%CC%81sume%CC%81", "Résumé naïve façade"),
        ("STRASSE", "straße fegen"),
        ("%E8%A1%8C%E3%81%8F", "買い物に行く"),
        ("%F0%9F%8E%89", "Party 🎉"),
    ] {
        let path = format!("/api/tasks?search={search}");
        let found = function.call("ann", "GET", &path, None).await.json();
        let titles: Vec<_> = found["tasks"]
            .as_array()
            .unwrap()
            .iter()
            .map(|task| &task["title"])
            .collect();
        assert_eq!(titles, [title], "{search}");
    }
    for unseen in ["\u{200b}", "\u{feff}", "\u{2060}\u{3164} "] {
        let body = serde_json::json!({"title": unseen});
        let refused = function.call("ann", "POST", "/api/tasks", Some(body)).await;
        assert_eq!(
            refused.status,
            axum::http::StatusCode::UNPROCESSABLE_ENTITY,
            "{unseen:?}"
        );
        assert_eq!(refused.json()["errors"][0]["pointer"], "/title");
    }
}
