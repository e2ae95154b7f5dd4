//! The document is the code's, and every operation in it needs a token (FR-317); bad requests get clear answers (FR-316).

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use serde_json::{Value, json};

use crate::support::Platform;

/// FR-317.
#[tokio::test]
async fn the_committed_document_is_the_codes_and_needs_a_token() {
    let committed: Value = serde_json::from_str(include_str!(
        "../../../../specs/003-chat-agent/contracts/openapi.json"
    ))
    .unwrap();
    let document = serde_json::to_value(chat::document()).unwrap();
    assert_eq!(
        document, committed,
        "run `cargo run -p chat --example chat-contract > specs/003-chat-agent/contracts/openapi.json`"
    );
    let platform = Platform::start().await;
    let chat = platform.chat(None);
    let served = Request::get("/api/chat/openapi.json");
    let served = chat.send(served.body(Body::empty()).unwrap()).await;
    assert_eq!((served.status, served.json()), (StatusCode::OK, document));
    let mut operations = 0;
    for (path, methods) in committed["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            let path = path.replace("{id}", "01890000-0000-7000-8000-000000000000");
            let request = Request::builder()
                .method(method.to_uppercase().as_str())
                .uri(path.clone());
            let answer = chat.send(request.body(Body::empty()).unwrap()).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{method} {path}");
            assert_eq!(answer.headers[header::WWW_AUTHENTICATE], "Bearer");
            operations += 1;
        }
    }
    assert!(operations >= 4);
}

/// FR-316.
#[tokio::test]
async fn bad_requests_are_named_and_leave_nothing() {
    let platform = Platform::start().await;
    let chat = platform.chat(None);
    let id = "01890000-0000-7000-8000-000000000000";
    let cases = [
        (json!({}), 422, ""),
        (json!({"message": ""}), 422, "/message"),
        (json!({"message": " \n "}), 422, "/message"),
        (json!({"message": "x".repeat(4001)}), 422, "/message"),
        (json!({"message": "a\u{0}b"}), 422, "/message"),
        (json!({"message": 1}), 422, "/message"),
        (json!({"message": "x", "user_id": "bob"}), 422, "/user_id"),
        (
            json!({"message": "x", "conversation_id": "abc"}),
            422,
            "/conversation_id",
        ),
        (
            json!({"message": "x", "conversation_id": id, "answer": {"id": "q", "values": ["1"]}}),
            422,
            "",
        ),
        (json!({"answer": {"id": "q", "values": ["1"]}}), 422, ""),
        (
            json!({"conversation_id": id, "answer": {"id": "q", "values": []}}),
            422,
            "",
        ),
        (
            json!({"conversation_id": id, "answer": {"id": "q"}}),
            422,
            "/answer/values",
        ),
    ];
    for (body, status, pointer) in cases {
        let answer = chat
            .call("ann", "POST", "/api/chat", Some(body.clone()))
            .await;
        assert_eq!(answer.status.as_u16(), status, "{body}");
        assert_eq!(answer.json()["errors"][0]["pointer"], pointer, "{body}");
    }
    let list = chat.call("ann", "GET", "/api/conversations", None).await;
    assert_eq!(list.json(), json!({"conversations": []}));
    for (path, parameter) in [
        ("/api/conversations/abc", "id"),
        ("/api/conversations?cursor=x", "cursor"),
    ] {
        let answer = chat.call("ann", "GET", path, None).await;
        assert_eq!(
            (
                answer.status.as_u16(),
                &answer.json()["errors"][0]["parameter"]
            ),
            (400, &json!(parameter))
        );
    }
}
