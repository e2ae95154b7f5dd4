//! A process that Lambda froze between two invocations, and what became of its connections meanwhile (FR-499).

use std::time::Duration;

use futures::future::join_all;
use serde_json::{Value, json};
use shared::testing::{
    Invocation, Issuer, Process, RuntimeApi, TestDatabase, Wire, environment, lambda_event,
};

use crate::lifecycle::spawn;

/// What happens to the connections while the process stands still.
#[derive(Debug, Clone, Copy)]
enum Sockets {
    /// Nothing.
    Kept,
    /// The database ends them, and says so.
    Closed,
    /// They are gone without a word: nothing sent over them arrives.
    Cut,
}

/// What is asked first after the rest.
#[derive(Debug, Clone, Copy)]
enum Ask {
    Read,
    Write,
    /// With an idempotency key.
    Keyed,
}

/// A function whose Runtime API is here, and its way to the database.
struct Frozen {
    test: TestDatabase,
    wire: Wire,
    api: RuntimeApi,
    function: Process,
    token: String,
}

impl Frozen {
    /// It has answered once, so that it has a connection.
    async fn start() -> Self {
        let issuer = Issuer::default();
        let test = TestDatabase::new().await;
        let wire = Wire::to(&test).await;
        let api = RuntimeApi::start([]).await;
        let mut variables = [environment(&test, &issuer), api.environment()].concat();
        variables.push(("DATABASE_URL", wire.url(&test)));
        variables.push(("DATABASE_REQUEST_SECONDS", "5".to_owned()));
        let function = spawn(&variables);
        let token = issuer.session_token("ann");
        let mut frozen = Self {
            test,
            wire,
            api,
            function,
            token,
        };
        let first = frozen.ask(Ask::Read).await;
        assert_eq!(first.prelude["statusCode"], 200);
        frozen
    }

    async fn ask(&mut self, ask: Ask) -> Invocation {
        let new = json!({"title": "After the rest"});
        let (method, body) = match ask {
            Ask::Read => ("GET", None),
            Ask::Write | Ask::Keyed => ("POST", Some(&new)),
        };
        let mut event = lambda_event(method, "/api/tasks", &self.token, "*/*", body);
        if matches!(ask, Ask::Keyed) {
            event["headers"]["idempotency-key"] = json!("after-the-rest");
        }
        self.api.invoke(event).await
    }

    /// Stands still for this long, while this happens to its connections.
    async fn rest(&self, rest: Duration, sockets: Sockets) {
        self.function.signal("STOP");
        match sockets {
            Sockets::Kept => {}
            Sockets::Closed => {
                let owner = self.test.owner().await;
                let end = "select pg_terminate_backend(pid) from pg_stat_activity
                    where datname = current_database() and usename = 'todo_app_test'";
                owner.execute(end, &[]).await.unwrap();
            }
            Sockets::Cut => self.wire.cut(),
        }
        tokio::time::sleep(rest).await;
        self.function.signal("CONT");
    }

    async fn tasks(&self) -> i64 {
        let owner = self.test.owner().await;
        let row = owner.query_one("select count(*) from todo.task", &[]).await;
        row.unwrap().get(0)
    }
}

/// What came of it: the status, how many tasks there are then, and what the answer says besides.
async fn after(rest: Duration, sockets: Sockets, ask: Ask) -> (i64, i64, Value) {
    let mut frozen = Frozen::start().await;
    frozen.rest(rest, sockets).await;
    let answer = frozen.ask(ask).await;
    let status = answer.prelude["statusCode"].as_i64().unwrap();
    let headers = answer.prelude["headers"].clone();
    // Whatever came of the first request, the next one works.
    let next = frozen.ask(Ask::Read).await;
    assert_eq!(next.prelude["statusCode"], 200, "{sockets:?} {ask:?}");
    (status, frozen.tasks().await, headers)
}

/// Every case after a rest, all at once.
async fn cases(rest: Duration) {
    let all = [Sockets::Kept, Sockets::Closed, Sockets::Cut].map(|sockets| {
        [Ask::Read, Ask::Write, Ask::Keyed].map(|ask| async move {
            let (status, tasks, headers) = after(rest, sockets, ask).await;
            let what = format!("{rest:?} {sockets:?} {ask:?}: {status}, {tasks} tasks");
            match ask {
                Ask::Read => assert_eq!((status, tasks), (200, 0), "{what}"),
                // What was sent and not answered may have been done: without a key it is not sent again.
                Ask::Write if status == 503 => {
                    assert!(!matches!(sockets, Sockets::Kept), "{what}");
                    assert_eq!(tasks, 0, "{what}");
                    assert!(headers["retry-after"].is_string(), "{what}: {headers}");
                }
                Ask::Write | Ask::Keyed => assert_eq!((status, tasks), (201, 1), "{what}"),
            }
        })
    });
    join_all(all.into_iter().flatten()).await;
}

/// FR-499: after three seconds, of which no connection was looked at.
#[tokio::test]
async fn a_short_rest_loses_nothing_and_does_nothing_twice() {
    cases(Duration::from_secs(3)).await;
}

/// FR-499: after 33 seconds, behind which a connection is looked at before it is used.
#[tokio::test]
async fn a_long_rest_loses_nothing_and_does_nothing_twice() {
    cases(Duration::from_secs(33)).await;
}

/// FR-499: behind a long rest a connection that is gone is found out before anything is sent, so a write without a key is done.
#[tokio::test]
async fn a_write_after_a_long_rest_is_done() {
    let (status, tasks, _) = after(Duration::from_secs(33), Sockets::Cut, Ask::Write).await;
    assert_eq!((status, tasks), (201, 1));
}
