//! What a request costs on the wire to Postgres: the table of FR-464.

use std::sync::Arc;

use axum::body::Body;
use serde_json::{Value, json};
use shared::testing::{TestDatabase, Traffic, Wire};

use crate::support::Function;

struct Wired {
    wire: Wire,
    function: Function,
}

impl Wired {
    async fn start() -> Self {
        let test_database = Arc::new(TestDatabase::new().await);
        let wire = Wire::to(&test_database).await;
        let mut config = wire.config(&test_database);
        config.writes_per_minute = 1_000_000.try_into().unwrap();
        let function = Function::on(test_database, &config);
        // The connection is there, and so are task 1, a task without parts, and the account's settings.
        function.create("ann", "First").await;
        Self { wire, function }
    }

    /// A request, in the account's zone or in UTC, with a key or without; what it costs.
    async fn cost(
        &self,
        method: &str,
        path: &str,
        headers: &[&str],
        body: Option<Value>,
    ) -> Traffic {
        let token = self.function.issuer.session_token("ann");
        let mut request = Function::request(method, path)
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/json");
        for header in headers {
            let (name, value) = header.split_once(": ").unwrap();
            request = request.header(name, value);
        }
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        let _before = self.wire.traffic();
        let answer = self.function.send(request.body(body).unwrap()).await;
        assert!(answer.status.is_success(), "{path}: {}", answer.json());
        self.wire.traffic()
    }

    /// Creates so many tasks, each with two subtasks, of which one has a subtask again; gives the ids of the first.
    async fn families(&self, number: usize) -> Vec<i64> {
        let mut tops = Vec::new();
        for _ in 0..number {
            let top = self.function.create("ann", "Top").await;
            for parent in [top, top, top + 1] {
                let body = json!({"title": "Part", "parent_id": parent});
                let answer = self
                    .function
                    .call("ann", "POST", "/api/tasks", Some(body))
                    .await;
                assert!(answer.status.is_success(), "{}", answer.json());
            }
            tops.push(top);
        }
        tops
    }

    async fn batch(&self, operation: &str, ids: &[i64]) -> Traffic {
        let operations: Vec<_> = ids
            .iter()
            .map(|id| json!({operation: {"id": id}}))
            .collect();
        let body = json!({"atomic": true, "operations": operations});
        self.cost("POST", "/api/batch", &[], Some(body)).await
    }
}

/// How often a request waits: method, path, headers, body.
type Line<'a> = (usize, &'a str, &'a str, &'a [&'a str], Option<Value>);

/// FR-464.
#[tokio::test]
async fn a_request_waits_as_often_as_the_table_says() {
    let wired = Wired::start().await;
    let (utc, keys) = (
        "Time-Zone: UTC",
        ["a", "b", "c", "d", "e"].map(|key| format!("Idempotency-Key: {key}")),
    );
    let title = || Some(json!({"title": "Changed"}));
    let other = || Some(json!({"title": "Changed again"}));
    let completed = || Some(json!({"completed": true}));
    let due = || Some(json!({"title": "Due", "due": "2031-01-01T09:00"}));
    let place = |position: f64| Some(json!({"title": "Placed", "position": position}));
    let table: [Line<'_>; 24] = [
        (1, "GET", "/api/tasks", &[], None),
        (1, "GET", "/api/tasks?filter=today", &[utc], None),
        (2, "GET", "/api/tasks?filter=today", &[], None),
        (1, "GET", "/api/tasks/1", &[], None),
        (2, "GET", "/api/tasks/1/history", &[], None),
        (1, "GET", "/api/history", &[], None),
        (1, "GET", "/api/changes?since=0", &[], None),
        (1, "GET", "/api/settings", &[], None),
        (1, "POST", "/api/tasks", &[], title()),
        (2, "POST", "/api/tasks", &[], due()),
        (3, "POST", "/api/tasks", &[&keys[0]], title()),
        (3, "POST", "/api/tasks", &[&keys[1]], due()),
        (3, "POST", "/api/tasks", &[], place(10.0)),
        (3, "POST", "/api/tasks", &[], place(10.000_02)),
        (4, "POST", "/api/tasks", &[], place(10.000_000_5)),
        (3, "PATCH", "/api/tasks/1", &[], title()),
        (3, "PATCH", "/api/tasks/1", &[utc], place(9.0)),
        (2, "PATCH", "/api/tasks/1", &[utc], other()),
        (3, "PATCH", "/api/tasks/1", &[&keys[2]], completed()),
        (3, "POST", "/api/tasks/1/reopen", &[], None),
        (2, "DELETE", "/api/tasks/1", &[], None),
        (3, "DELETE", "/api/tasks/2", &[&keys[3]], None),
        (4, "POST", "/api/tasks/1/restore", &[&keys[4]], None),
        (3, "POST", "/api/undo", &[], Some(json!({}))),
    ];
    for (waits, method, path, headers, body) in table {
        let cost = wired.cost(method, path, headers, body).await;
        assert_eq!(cost.waits, waits, "{method} {path} {headers:?}");
    }
}

/// FR-464: what is done to many tasks with their subtasks costs as much as what is done to one.
#[tokio::test]
async fn many_tasks_cost_as_much_as_one() {
    let wired = Wired::start().await;
    let (one, many) = (wired.families(1).await, wired.families(20).await);
    for operation in ["complete", "reopen", "delete"] {
        let undo = async || wired.cost("POST", "/api/undo", &[], Some(json!({}))).await;
        let costs = [
            (wired.batch(operation, &one).await, undo().await),
            (wired.batch(operation, &many).await, undo().await),
        ];
        assert_eq!(costs[0], costs[1], "{operation}");
        assert!(costs[0].0.waits <= 3, "{operation}: {costs:?}");
        // Once more, for the operations to come.
        wired.batch(operation, &one).await;
        wired.batch(operation, &many).await;
    }
}

/// FR-464: all that one request of many kinds of change did is taken back at the cost of the longest history of one task.
#[tokio::test]
async fn mixed_changes_are_taken_back_together() {
    let wired = Wired::start().await;
    let mut costs = Vec::new();
    for number in [1, 20] {
        let ids = wired.families(number).await;
        let operations: Vec<_> = ids
            .iter()
            .flat_map(|id| {
                [
                    json!({"update": {"id": id, "patch": {"title": "Changed"}}}),
                    json!({"create": {"title": "New", "parent_id": id}}),
                    json!({"complete": {"id": id + 1}}),
                    json!({"complete": {"id": id}}),
                ]
            })
            .collect();
        let body = json!({"atomic": true, "operations": operations});
        let before = wired
            .function
            .call("ann", "GET", "/api/tasks?limit=100", None)
            .await;
        let done = wired.cost("POST", "/api/batch", &[], Some(body)).await;
        let undone = wired.cost("POST", "/api/undo", &[], Some(json!({}))).await;
        let after = wired
            .function
            .call("ann", "GET", "/api/tasks?limit=100", None)
            .await;
        assert_eq!(before.json(), after.json());
        costs.push((done.waits, undone));
    }
    assert_eq!(costs[0], costs[1]);
}

/// FR-464, FR-630: what is to be known of the next tasks of series is asked once, however many are reopened.
#[tokio::test]
async fn reopening_series_costs_one_wait_more() {
    let wired = Wired::start().await;
    for number in [1, 20] {
        let task = json!({"create": {"title": "Weekly", "due": "2031-01-06", "recurrence": "FREQ=WEEKLY"}});
        let body = json!({"operations": vec![task; number]});
        let created = wired
            .function
            .call("ann", "POST", "/api/batch", Some(body))
            .await;
        let results = created.json()["results"].clone();
        let ids: Vec<i64> = results
            .as_array()
            .unwrap()
            .iter()
            .map(|result| result["task"]["id"].as_i64().unwrap())
            .collect();
        wired.batch("complete", &ids).await;
        assert_eq!(wired.batch("reopen", &ids).await.waits, 4, "{number}");
    }
}
