//! Who a change is recorded for: a client, or our own agent in its turn.

use clock::{Ids, SystemIds};
use serde_json::{Value, json};
use shared::db::{Database, Role};
use uuid::Uuid;

use crate::support::{Function, assert_refused};

async fn events(function: &Function) -> Vec<(String, String, Option<Uuid>)> {
    let owner = function.test_database.owner().await;
    let sql = "select operation, source, turn_id from todo.task_event order by user_id, sequence";
    let rows = owner.query(sql, &[]).await.unwrap();
    rows.iter()
        .map(|row| (row.get(0), row.get(1), row.get(2)))
        .collect()
}

fn calls() -> [(&'static str, Value); 4] {
    [
        ("add_task", json!({"tasks": [{"title": "a"}]})),
        ("update_task", json!({"tasks": [{"id": 1, "title": "b"}]})),
        ("complete_task", json!({"ids": [1]})),
        ("delete_task", json!({"ids": [1]})),
    ]
}

const OPERATIONS: [&str; 4] = ["create", "update", "complete", "delete"];

/// FR-211.
#[tokio::test]
async fn changes_of_clients_are_recorded_as_mcp() {
    let function = Function::start().await;
    for (tool, arguments) in calls() {
        function.call("ann", tool, arguments).await;
    }
    let expected = OPERATIONS.map(|operation| (operation.to_owned(), "mcp".to_owned(), None));
    assert_eq!(events(&function).await, expected);
}

/// FR-211.
#[tokio::test]
async fn changes_of_a_turn_are_recorded_as_the_agents() {
    let function = Function::start().await;
    let turn = SystemIds.next();
    for (tool, arguments) in calls() {
        let params = json!({"name": tool, "arguments": arguments, "_meta": {"todo/turn": turn}});
        let result = function.result("ann", "tools/call", params).await;
        assert_eq!(result["isError"], false, "{result}");
    }
    let expected =
        OPERATIONS.map(|operation| (operation.to_owned(), "agent".to_owned(), Some(turn)));
    assert_eq!(events(&function).await, expected);
}

/// FR-325: all that a turn did is taken back, and nothing that was done elsewhere; also by who has no writes left.
#[tokio::test]
async fn a_turn_is_taken_back_as_a_whole() {
    let function = Function::over(|test_database| {
        let mut config = test_database.config();
        config.writes_per_minute = std::num::NonZeroU32::new(100).unwrap();
        Database::new(&config, Role::Mcp).unwrap()
    })
    .await;
    let turn = SystemIds.next();
    let in_turn = async |turn: Uuid, tool: &str, arguments: Value| {
        let params = json!({"name": tool, "arguments": arguments, "_meta": {"todo/turn": turn}});
        function.result("ann", "tools/call", params).await
    };
    function.add("ann", &["a", "b", "c"]).await;
    let before = function.tasks("ann").await;
    in_turn(turn, "delete_task", json!({"ids": [1, 2]})).await;
    in_turn(
        turn,
        "update_task",
        json!({"tasks": [{"id": 3, "title": "C"}]}),
    )
    .await;
    let tasks = json!({"tasks": vec![json!({"title": "elsewhere"}); 25]});
    let mut elsewhere = 0;
    let spent = loop {
        let added = function.call("ann", "add_task", tasks.clone()).await;
        if added["isError"] == true {
            break added;
        }
        elsewhere += 25;
    };
    assert_eq!(
        spent["structuredContent"]["error"]["code"], "too_many_requests",
        "{spent}"
    );

    let unknown = json!({"turn_id": SystemIds.next()});
    let nothing = in_turn(SystemIds.next(), "undo", unknown).await;
    assert_eq!(
        nothing["structuredContent"]["error"]["code"],
        "nothing_to_undo"
    );
    let undone = in_turn(SystemIds.next(), "undo", json!({ "turn_id": turn })).await;
    let results = undone["structuredContent"]["results"].as_array().unwrap();
    assert_eq!(results.len(), 3, "{undone}");
    let after = function.tasks("ann").await;
    let (after, before) = (after.as_array().unwrap(), before.as_array().unwrap());
    assert_eq!(after[..3], before[..]);
    assert_eq!(after.len(), 3 + elsewhere);
    let refused = function
        .call("ann", "undo", json!({"turn_id": "first"}))
        .await;
    assert_refused(&refused, "turn_id", "UUID");
}

/// FR-211: a turn that is none is refused; an OAuth client's is not ours and says nothing.
#[tokio::test]
async fn turns_are_taken_from_our_agent_only() {
    let function = Function::start().await;
    let params = json!({"name": "add_task", "arguments": {"tasks": [{"title": "a"}]}, "_meta": {"todo/turn": "first"}});
    let result = function.result("ann", "tools/call", params).await;
    assert_refused(&result, "_meta.todo/turn", "UUID");

    let token = function.issuer.access_token("ann", "tasks:write");
    let request = Function::post().header("authorization", format!("Bearer {token}"));
    let params = json!({"name": "add_task", "arguments": {"tasks": [{"title": "a"}]}, "_meta": {"todo/turn": SystemIds.next()}});
    function.result_of(request, "tools/call", params).await;
    assert_eq!(
        events(&function).await,
        [("create".to_owned(), "mcp".to_owned(), None)]
    );
}

/// FR-271: the name in the message, or what the client is registered as, or that of the HTTP library; our agent has none.
#[tokio::test]
async fn changes_of_clients_carry_their_names() {
    let function = Function::start().await;
    let add = |meta: Value| json!({"name": "add_task", "arguments": {"tasks": [{"title": "a"}]}, "_meta": meta});
    let info =
        |name: &str| json!({"io.modelcontextprotocol/clientInfo": {"name": name, "version": "1"}});
    let long = format!("{}\u{7}'; drop table todo.task; --\n", "x".repeat(80));
    for (agent, meta) in [
        ("Planner/1.2 (Linux)", json!({})),
        ("Planner/1.2", info("assistant")),
        ("Planner/1.2", info(&long)),
        ("Planner/1.2", info(" ")),
        ("Planner/1.2", json!({"todo/turn": SystemIds.next()})),
    ] {
        let request = function.post_as("ann").header("user-agent", agent);
        let result = function.result_of(request, "tools/call", add(meta)).await;
        assert_eq!(result["isError"], false, "{result}");
    }
    let token = function.issuer.access_token("ann", "tasks:write");
    for meta in [json!({}), info("assistant")] {
        let request = Function::post()
            .header("authorization", format!("Bearer {token}"))
            .header("user-agent", "Planner/1.2");
        function.result_of(request, "tools/call", add(meta)).await;
    }
    function
        .call("ann", "complete_task", json!({"ids": [1]}))
        .await;
    let owner = function.test_database.owner().await;
    let sql = "select client from todo.task_event order by sequence";
    let clients: Vec<Option<String>> = owner
        .query(sql, &[])
        .await
        .unwrap()
        .iter()
        .map(|row| row.get(0))
        .collect();
    let cut = format!("{}'; drop table todo.t", "x".repeat(80));
    assert_eq!(
        clients,
        [
            Some("Planner".to_owned()),
            Some("assistant".to_owned()),
            Some(cut),
            None,
            None,
            Some("Notebook".to_owned()),
            Some("assistant".to_owned()),
            None
        ]
    );
}
