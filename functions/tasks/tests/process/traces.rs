//! Traces of a function: sent before the answer ends, and of nothing that a person wrote or is (FR-497, FR-498).

use serde_json::json;
use shared::testing::{
    Collector, Issuer, Process, RuntimeApi, TestDatabase, environment, lambda_event,
};

use crate::lifecycle::{client, spawn};

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT: &str = "00f067aa0ba902b7";

async fn traced(test: &TestDatabase, issuer: &Issuer, collector: &Collector) -> Process {
    let variables = [
        environment(test, issuer),
        collector.environment("todo-tasks"),
    ];
    spawn(&variables.concat()).listening().await
}

/// FR-497, FR-498: by the time an answer is read, its span is there, in the trace that came with the request, and in it what was
/// sent to the database. Who asked, and what they wrote, is in no span; the log knows the trace.
#[tokio::test]
async fn a_request_is_in_its_callers_trace_before_its_answer_ends() {
    let (issuer, test) = (Issuer::default(), TestDatabase::new().await);
    let collector = Collector::start().await;
    let function = traced(&test, &issuer, &collector).await;
    let posted = client()
        .post(function.url("/api/tasks"))
        .bearer_auth(issuer.session_token("ann"))
        .header("traceparent", format!("00-{TRACE}-{PARENT}-01"))
        .json(&json!({"title": "Call the dentist"}));
    let answer = posted.send().await.unwrap();
    answer.bytes().await.unwrap();
    let spans = collector.spans();
    let request = spans.iter().find(|span| span.name == "POST /api/tasks");
    let request = request.unwrap();
    assert_eq!(
        (&*request.service, &*request.trace, &*request.parent),
        ("todo-tasks", TRACE, PARENT)
    );
    let says = |name: &str| {
        let found = request.attributes.iter().find(|(said, _)| said == name);
        found.map(|(_, value)| value.as_str())
    };
    assert_eq!(says("http.route"), Some("/api/tasks"));
    assert_eq!(says("http.request.method"), Some("POST"));
    assert!(says("http.response.status_code").is_some());
    let sent: Vec<_> = spans
        .iter()
        .filter(|span| span.name == "postgres")
        .collect();
    let inside = sent
        .iter()
        .all(|span| span.trace == TRACE && span.parent == request.id);
    assert!(!sent.is_empty() && inside, "{spans:?}");
    for hidden in ["ann", "dentist", "select", "Bearer"] {
        assert!(!collector.saw(hidden), "{hidden}");
    }
    function.signal("TERM");
    let (_, output, _) = function.finish();
    let known = output
        .lines()
        .any(|line| line.contains("answered") && line.contains(TRACE));
    assert!(known, "{output}");
}

/// FR-498: a trace that its caller does not sample is not sent; one that nobody began, or that cannot be read, begins here.
#[tokio::test]
async fn a_trace_that_is_not_sampled_is_not_sent() {
    let (issuer, test) = (Issuer::default(), TestDatabase::new().await);
    let collector = Collector::start().await;
    let function = traced(&test, &issuer, &collector).await;
    let ask = async |traceparent: &str| {
        let asked = client().get(function.url("/api/tasks"));
        let asked = asked.bearer_auth(issuer.session_token("ann"));
        let answer = asked
            .header("traceparent", traceparent)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 200);
        answer.bytes().await.unwrap();
    };
    ask(&format!("00-{TRACE}-{PARENT}-00")).await;
    assert!(collector.spans().is_empty());
    for broken in ["", "00-1-2-01", "nonsense; drop"] {
        ask(broken).await;
        let spans = collector.spans();
        let request = spans
            .iter()
            .rfind(|span| span.name == "GET /api/tasks")
            .unwrap();
        assert!(request.parent.is_empty() && request.trace != TRACE);
    }
    // Nor are probes.
    let before = collector.spans().len();
    let probe = client().get(function.url("/health/liveness"));
    probe.send().await.unwrap().bytes().await.unwrap();
    assert_eq!(collector.spans().len(), before);
}

/// FR-497: a collector that refuses keeps nobody from an answer, and is left alone for a while.
#[tokio::test]
async fn a_collector_that_refuses_costs_no_answer() {
    let (issuer, test) = (Issuer::default(), TestDatabase::new().await);
    let collector = Collector::start().await;
    collector.refuse();
    let function = traced(&test, &issuer, &collector).await;
    for _ in 0..5 {
        let asked = client().get(function.url("/api/tasks"));
        let asked = asked.bearer_auth(issuer.session_token("ann"));
        assert_eq!(asked.send().await.unwrap().status(), 200);
    }
    function.signal("TERM");
    let (_, output, _) = function.finish();
    let told = output
        .lines()
        .filter(|line| line.contains("traces cannot be sent"));
    assert_eq!(told.count(), 1, "{output}");
}

/// FR-497: on Lambda, where the process stands still behind the answer, the spans are there with it.
#[tokio::test]
async fn on_lambda_spans_are_sent_before_the_answer_ends() {
    let (issuer, test) = (Issuer::default(), TestDatabase::new().await);
    let collector = Collector::start().await;
    let mut api = RuntimeApi::start([]).await;
    let variables = [
        environment(&test, &issuer),
        collector.environment("todo-tasks"),
        api.environment(),
    ];
    let _function = spawn(&variables.concat());
    let token = issuer.session_token("ann");
    let answer = api
        .invoke(lambda_event("GET", "/api/tasks", &token, "*/*", None))
        .await;
    assert_eq!(answer.prelude["statusCode"], 200);
    let spans = collector.spans();
    assert!(
        spans.iter().any(|span| span.name == "GET /api/tasks"),
        "{spans:?}"
    );
}
