//! Tasks in manual order: what is put between two others stays there, however often.

use axum::http::{StatusCode, header};
use serde_json::{Value, json};

use crate::support::Function;

/// A person who puts tasks between others.
struct Mover {
    function: Function,
}

impl Mover {
    /// With tasks 1, 2, …
    async fn with(tasks: usize) -> Self {
        let function = Function::start().await;
        for number in 1..=tasks {
            function.create("ann", &format!("First {number}")).await;
        }
        Self { function }
    }

    async fn ask(&self, method: &str, path: &str, body: Option<Value>) -> Value {
        let answer = self.function.call("ann", method, path, body).await;
        let json = answer.json();
        assert!(answer.status.is_success(), "{method} {path}: {json}");
        json
    }

    /// The tasks in manual order, as title and position.
    async fn list(&self) -> Vec<(String, f64)> {
        let (mut tasks, mut cursor) = (Vec::new(), String::new());
        loop {
            let path = format!("/api/tasks?sort=position&limit=100{cursor}");
            let page = self.ask("GET", &path, None).await;
            for task in page["tasks"].as_array().unwrap() {
                let title = task["title"].as_str().unwrap().to_owned();
                tasks.push((title, task["position"].as_f64().unwrap()));
            }
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return tasks,
            }
        }
    }

    async fn titles(&self) -> Vec<String> {
        self.list().await.into_iter().map(|task| task.0).collect()
    }

    /// Creates a task at a place, and gives where it came to stand.
    async fn put(&self, title: &str, position: f64) -> f64 {
        let body = json!({"title": title, "position": position});
        let task = self.ask("POST", "/api/tasks", Some(body)).await;
        task["position"].as_f64().unwrap()
    }
}

fn numbers(range: impl Iterator<Item = usize>) -> Vec<String> {
    range.map(|number| number.to_string()).collect()
}

/// The first tasks around others.
fn between(middle: Vec<String>) -> Vec<String> {
    let mut all = vec!["First 1".to_owned()];
    all.extend(middle);
    all.push("First 2".to_owned());
    all
}

/// FR-646: in both directions, by what was read last and by what the last answer told.
#[tokio::test]
async fn five_hundred_put_between_the_same_two_stay_in_order() {
    let down = Mover::with(2).await;
    let mut last = 2.0;
    for number in 0..500 {
        last = down
            .put(&number.to_string(), f64::midpoint(1.0, last))
            .await;
    }
    assert_eq!(down.titles().await, between(numbers((0..500).rev())));
    let up = Mover::with(2).await;
    for number in 0..120 {
        let list = up.list().await;
        let place = f64::midpoint(list[number].1, list[number + 1].1);
        up.put(&number.to_string(), place).await;
    }
    assert_eq!(up.titles().await, between(numbers(0..120)));
}

/// FR-646: a task that is there and is moved to and fro between its neighbours.
#[tokio::test]
async fn tasks_that_are_moved_stay_in_order() {
    let mover = Mover::with(4).await;
    let mut order = ["First 1", "First 2", "First 3", "First 4"].map(str::to_owned);
    for number in 0..120 {
        // The third comes between the first two, again and again.
        let list = mover.list().await;
        let place = f64::midpoint(list[0].1, list[1].1);
        let id: usize = order[2].trim_start_matches("First ").parse().unwrap();
        let task = mover
            .ask(
                "PATCH",
                &format!("/api/tasks/{id}"),
                Some(json!({"position": place})),
            )
            .await;
        order.swap(1, 2);
        let list = mover.list().await;
        let titles: Vec<_> = list.iter().map(|task| task.0.clone()).collect();
        assert_eq!(titles, order, "{number}");
        assert_eq!(
            task["position"].as_f64().unwrap().to_bits(),
            list[1].1.to_bits()
        );
    }
}

/// FR-646: also when all are sent at once, by somebody who halves what was read before the first.
#[tokio::test]
async fn a_batch_puts_many_between_the_same_two() {
    let mover = Mover::with(2).await;
    let mut next = 0;
    for _ in 0..5 {
        let list = mover.list().await;
        let (low, mut high) = (list[0].1, list[1].1);
        let operations: Vec<_> = (0..40)
            .map(|_| {
                high = f64::midpoint(low, high);
                next += 1;
                json!({"create": {"title": next.to_string(), "position": high}})
            })
            .collect();
        let body = json!({"atomic": true, "operations": operations});
        let answer = mover.ask("POST", "/api/batch", Some(body)).await;
        let list = mover.list().await;
        for result in answer["results"].as_array().unwrap() {
            let told = (&result["task"]["title"], &result["task"]["position"]);
            let is_told = |task: &&(String, f64)| json!(task.0) == *told.0;
            let there = list.iter().find(is_told).unwrap();
            assert_eq!(told.1, &json!(there.1), "{}", there.0);
        }
    }
    assert_eq!(mover.titles().await, between(numbers((1..=200).rev())));
}

/// FR-646, FR-110, FR-618, FR-620: neighbours that make room have events of the same change: history, whoever follows the changes
/// and undo see it.
#[tokio::test]
async fn making_room_is_part_of_the_change() {
    let mover = Mover::with(2).await;
    let mut last = 2.0;
    let (before, since) = loop {
        let before = mover.list().await;
        let changes = mover.ask("GET", "/api/changes?since=latest", None).await;
        let asked = f64::midpoint(1.0, last);
        last = mover.put("Between", asked).await;
        if last.to_bits() != asked.to_bits() {
            break (before, changes["next"].clone());
        }
    };
    let since = since.as_str().unwrap();
    let changes = mover
        .ask("GET", &format!("/api/changes?since={since}"), None)
        .await;
    let list = mover.list().await;
    let changed = changes["tasks"].as_array().unwrap();
    assert!(changed.len() > 1, "{changes}");
    for change in changed {
        let position = change["position"].as_f64().unwrap();
        assert!(
            list.iter()
                .any(|task| task.1.to_bits() == position.to_bits())
        );
    }
    // One event each, of which the new task's is a creation.
    let history = mover.ask("GET", "/api/history?limit=100", None).await;
    let events = history["events"].as_array().unwrap();
    let operations: Vec<_> = events[..changed.len()]
        .iter()
        .map(|event| &event["operation"])
        .collect();
    assert_eq!(
        operations
            .iter()
            .filter(|operation| **operation == "create")
            .count(),
        1
    );
    assert_eq!(
        operations
            .iter()
            .filter(|operation| **operation == "update")
            .count(),
        changed.len() - 1
    );
    mover.ask("POST", "/api/undo", Some(json!({}))).await;
    assert_eq!(mover.list().await, before);
}

/// FR-646, FR-115: whoever changes a neighbour as it stood before is told so.
#[tokio::test]
async fn a_neighbour_that_moved_has_another_entity_tag() {
    let mover = Mover::with(2).await;
    let (mut last, mut tags) = (2.0, Vec::new());
    for _ in 0..40 {
        let place = json!({"title": "Between", "position": f64::midpoint(1.0, last)});
        let answer = mover
            .function
            .call("ann", "POST", "/api/tasks", Some(place))
            .await;
        last = answer.json()["position"].as_f64().unwrap();
        tags.push((
            answer.json()["id"].clone(),
            answer.header(header::ETAG).to_owned(),
        ));
    }
    let mut refused = 0;
    for (id, tag) in tags {
        let token = mover.function.issuer.session_token("ann");
        let request = Function::request("PATCH", &format!("/api/tasks/{id}"))
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/json")
            .header("if-match", tag)
            .body(json!({"title": "Mine"}).to_string().into());
        let answer = mover.function.send(request.unwrap()).await;
        refused += usize::from(answer.status == StatusCode::PRECONDITION_FAILED);
    }
    assert!((1..40).contains(&refused), "{refused}");
}
