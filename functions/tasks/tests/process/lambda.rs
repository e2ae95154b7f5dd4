//! The same binary under AWS Lambda, driven through its Runtime API (FR-411).

use serde_json::json;
use shared::testing::{Issuer, Process, RuntimeApi, TestDatabase, environment, lambda_event};

/// FR-411: a task is created and listed through invocations of one process, answered in Lambda's streaming form.
#[tokio::test]
async fn the_same_binary_answers_lambda_invocations() {
    let issuer = Issuer::default();
    let test = TestDatabase::new().await;
    let token = issuer.session_token("ann");
    let new = json!({"title": "From Lambda"});
    let mut api = RuntimeApi::start([
        lambda_event("POST", "/api/tasks", &token, "*/*", Some(&new)),
        lambda_event("GET", "/api/tasks", &token, "*/*", None),
        lambda_event("GET", "/api/tasks", "wrong", "*/*", None),
    ])
    .await;
    let variables = [environment(&test, &issuer), api.environment()].concat();
    let _function = Process::spawn(env!("CARGO_BIN_EXE_tasks"), &variables);
    for (status, expected) in [
        (201, "From Lambda"),
        (200, "From Lambda"),
        (401, "unauthenticated"),
    ] {
        let answer = api.answer().await;
        assert_eq!(
            answer.headers["lambda-runtime-function-response-mode"],
            "streaming"
        );
        assert_eq!(answer.prelude["statusCode"], status, "{}", answer.prelude);
        assert!(answer.body.contains(expected), "{}", answer.body);
    }
}
