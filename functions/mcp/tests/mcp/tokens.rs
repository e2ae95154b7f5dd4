//! Personal access tokens: what they open here, and until when.

use axum::http::{StatusCode, request::Builder};
use clock::{Ids, SystemIds};
use serde_json::{Value, json};
use shared::{
    auth::{
        TokenSecret, UserId,
        personal::{NewToken, Token},
    },
    db::{self, Kind, Role},
};

use crate::support::{Answer, Function, message};

/// A token of this user's, as the tasks function makes it.
pub async fn make(function: &Function, user: &str, scopes: &[&str]) -> (Token, String) {
    let new = json!({"name": "Cli", "scopes": scopes, "expires_in_days": 1});
    let new: NewToken = serde_json::from_value(new).unwrap();
    let secret = TokenSecret::generate(&SystemIds).unwrap();
    let user = UserId::for_test(user);
    let database = function.test_database.database(Role::Tasks);
    let mut transaction = database.write(&user, Kind::Request, 0).await.unwrap();
    let token = db::tokens::create(&mut transaction, &user, SystemIds.next(), &new, &secret).await;
    transaction.commit().await.unwrap();
    (token.unwrap(), secret.expose())
}

fn post(token: &str) -> Builder {
    Function::post().header("authorization", format!("Bearer {token}"))
}

pub async fn call(function: &Function, token: &str, tool: &str, arguments: Value) -> Answer {
    let params = json!({"name": tool, "arguments": arguments});
    let message = message("tools/call", params).to_string();
    function.send(post(token), message).await
}

/// FR-220, FR-430, FR-271: it acts for the person who made it, as what it is: a client, by the name that they gave it.
#[tokio::test]
async fn a_token_acts_for_its_owner() {
    let function = Function::start().await;
    function.add("bob", &["Bob's"]).await;
    let (_, token) = make(&function, "ann", &["tasks:read", "tasks:write"]).await;
    let tasks = json!({"tasks": [{"title": "Ann's"}]});
    let turn = json!({"todo/turn": "019ab000-0000-7000-8000-000000000000"});
    let params = json!({"name": "add_task", "arguments": tasks, "_meta": turn});
    let added = function.result_of(post(&token), "tools/call", params).await;
    assert_eq!(added["isError"], false, "{added}");
    let listed = call(&function, &token, "list_tasks", json!({})).await;
    let listed = &listed.json()["result"]["structuredContent"]["tasks"];
    assert_eq!(listed, &function.tasks("ann").await);
    assert_eq!(listed[0]["title"], "Ann's");
    let owner = function.test_database.owner().await;
    let sql = "select source, client from todo.task_event where user_id = 'ann'";
    let event = owner.query_one(sql, &[]).await.unwrap();
    let (source, client): (String, String) = (event.get(0), event.get(1));
    assert_eq!((source.as_str(), client.as_str()), ("mcp", "Cli"));
}

/// FR-222: expired, revoked, mistyped and made up are all 401, and none says which.
#[tokio::test]
async fn a_token_ends() {
    let function = Function::start().await;
    let (_, expired) = make(&function, "ann", &["tasks:read"]).await;
    let owner = function.test_database.owner().await;
    let past = "update todo.personal_access_token
                set created_at = created_at - interval '2 days', expires_at = expires_at - interval '1 day'";
    owner.execute(past, &[]).await.unwrap();
    let (revoked, gone) = make(&function, "ann", &["tasks:read"]).await;
    let answer = call(&function, &gone, "list_tasks", json!({})).await;
    assert_eq!(answer.status, StatusCode::OK);
    let database = function.test_database.database(Role::Tasks);
    let ann = UserId::for_test("ann");
    let mut transaction = database.write(&ann, Kind::Request, 0).await.unwrap();
    assert!(
        db::tokens::revoke(&mut transaction, &ann, revoked.id)
            .await
            .unwrap()
    );
    transaction.commit().await.unwrap();
    let made_up = TokenSecret::generate(&SystemIds).unwrap().expose();
    for token in [
        expired.as_str(),
        &gone,
        &made_up,
        &gone[..40],
        "todo_pat_",
        "todo_pat_' or true --",
    ] {
        let answer = call(&function, token, "list_tasks", json!({})).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{token}");
        let challenge = answer.header("www-authenticate");
        assert!(challenge.starts_with("Bearer error=\"invalid_token\""));
    }
}

/// FR-223: the day of use is written down, with one write for all calls of the day.
#[tokio::test]
async fn the_day_of_use_is_written_once() {
    let function = Function::start().await;
    let (token, secret) = make(&function, "ann", &["tasks:read"]).await;
    assert_eq!(token.last_used_on, None);
    let owner = function.test_database.owner().await;
    let sql = "select xmin::text, last_used_on = (now() at time zone 'UTC')::date
               from todo.personal_access_token";
    let mut versions = Vec::new();
    for _ in 0..3 {
        let listed = call(&function, &secret, "list_tasks", json!({})).await;
        assert_eq!(listed.status, StatusCode::OK);
        let row = owner.query_one(sql, &[]).await.unwrap();
        assert!(row.get::<_, bool>(1));
        versions.push(row.get::<_, String>(0));
    }
    versions.dedup();
    assert_eq!(versions.len(), 1);
}

/// FR-224: whoever may only list the tools learns what there is, and nothing that is in it.
#[tokio::test]
async fn who_may_list_calls_nothing() {
    let function = Function::start().await;
    let (_, token) = make(&function, "ann", &["tools:list"]).await;
    let listed = function
        .result_of(post(&token), "tools/list", json!({}))
        .await;
    let tools = listed["tools"].as_array().unwrap();
    for tool in tools {
        let name = tool["name"].as_str().unwrap();
        let answer = call(&function, &token, name, json!({})).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name}");
        assert_eq!(
            answer.json()["type"],
            "urn:todo-app:problem:insufficient-scope"
        );
    }
    for method in ["resources/read", "completion/complete"] {
        let body = message(method, json!({"name": "a", "uri": "task://1"})).to_string();
        let answer = function.send(post(&token), body).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{method}");
    }
}
