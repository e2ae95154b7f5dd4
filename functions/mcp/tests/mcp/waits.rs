//! What a call costs on the wire to Postgres: the table of FR-464.

use serde_json::{Value, json};
use shared::{
    db::{Database, Role},
    testing::{TestDatabase, Traffic, Wire},
};

use crate::{
    support::Function,
    tokens::{call, make},
};

const KEY: &str = "todo/idempotency_key";

struct Wired {
    wire: Wire,
    function: Function,
}

impl Wired {
    async fn start() -> Self {
        let test = TestDatabase::new().await;
        let wire = Wire::to(&test).await;
        let function = Function::on(test, |test| {
            let mut config = wire.config(test);
            config.writes_per_minute = 1_000_000.try_into().unwrap();
            Database::new(&config, Role::Mcp).unwrap()
        });
        let wired = Self { wire, function };
        // Both processes have a connection.
        for _ in 0..2 {
            wired.function.add("ann", &["First"]).await;
        }
        wired
    }

    async fn cost(&self, tool: &str, arguments: Value, meta: Value) -> Traffic {
        let _before = self.wire.traffic();
        let params = json!({"name": tool, "arguments": arguments, "_meta": meta});
        let result = self.function.result("ann", "tools/call", params).await;
        assert_eq!(result["isError"], false, "{result}");
        self.wire.traffic()
    }

    /// So many tasks, each with two subtasks; gives the ids of the first.
    async fn families(&self, number: usize) -> Vec<i64> {
        let titles: Vec<String> = (0..number).map(|number| format!("Top {number}")).collect();
        let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
        let tops = self.function.add("ann", &titles).await;
        for top in &tops {
            let parts = json!({"tasks": [{"title": "a", "parent_id": top}, {"title": "b", "parent_id": top}]});
            self.cost("add_task", parts, json!({})).await;
        }
        tops
    }
}

/// FR-464.
#[tokio::test]
async fn a_call_waits_as_often_as_the_table_says() {
    let wired = Wired::start().await;
    let utc = || json!({"todo/time_zone": "UTC"});
    let key = |key: &str| json!({KEY: key});
    let one = || json!({"tasks": [{"title": "One"}]});
    let table = [
        (1, "list_tasks", json!({}), json!({})),
        (1, "list_tasks", json!({"filter": "today"}), utc()),
        (2, "list_tasks", json!({"filter": "today"}), json!({})),
        (1, "add_task", one(), json!({})),
        (3, "add_task", one(), key("a")),
        (
            3,
            "add_task",
            json!({"tasks": [{"title": "One", "position": 50}]}),
            json!({}),
        ),
        (
            2,
            "update_task",
            json!({"tasks": [{"id": 1, "title": "Changed"}]}),
            utc(),
        ),
        (3, "complete_task", json!({"ids": [1]}), json!({})),
        (3, "complete_task", json!({"ids": [2]}), key("b")),
        (2, "delete_task", json!({"ids": [1]}), json!({})),
    ];
    for (waits, tool, arguments, meta) in table {
        let cost = wired.cost(tool, arguments, meta.clone()).await;
        assert_eq!(cost.waits, waits, "{tool} {meta}");
    }
}

/// FR-464: a token costs one wait more, also where its first use of a day is written down.
#[tokio::test]
async fn a_personal_token_costs_a_wait() {
    let wired = Wired::start().await;
    let (_, token) = make(&wired.function, "ann", &["tasks:read"]).await;
    let mut costs = Vec::new();
    for _ in 0..3 {
        let _before = wired.wire.traffic();
        let listed = call(&wired.function, &token, "list_tasks", json!({})).await;
        assert_eq!(listed.json()["result"]["isError"], false);
        costs.push(wired.wire.traffic().waits);
    }
    assert_eq!(costs, [2, 2, 2]);
}

/// FR-464: what is done to many tasks with their subtasks costs as much as what is done to one.
#[tokio::test]
async fn many_tasks_cost_as_much_as_one() {
    let wired = Wired::start().await;
    let (one, many) = (wired.families(1).await, wired.families(20).await);
    for tool in ["complete_task", "delete_task"] {
        let mut costs = Vec::new();
        for ids in [&one, &many] {
            let done = wired.cost(tool, json!({"ids": ids}), json!({})).await;
            costs.push((done, wired.cost("undo", json!({}), json!({})).await));
        }
        assert_eq!(costs[0], costs[1], "{tool}");
    }
}
