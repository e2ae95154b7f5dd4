//! What the tools say of themselves.

use serde_json::{Value, json};

use crate::support::{Function, PROTOCOL, contract};

const NAMES: [&str; 6] = [
    "add_task",
    "list_tasks",
    "update_task",
    "complete_task",
    "delete_task",
    "undo",
];
/// FR-207: what every model accepts.
const KEYWORDS: [&str; 10] = [
    "type",
    "description",
    "enum",
    "properties",
    "required",
    "items",
    "minimum",
    "maximum",
    "minItems",
    "maxItems",
];

/// FR-201, FR-209.
#[tokio::test]
async fn the_committed_contract_is_the_answer_to_tools_list() {
    let function = Function::start().await;
    let listed = function.result("ann", "tools/list", json!({})).await;
    assert_eq!(
        listed,
        contract(),
        "run `cargo run -p mcp --example mcp-contract > specs/002-mcp-tools/contracts/tools.json`"
    );
    let names: Vec<&str> = listed["tools"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tool| tool["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, NAMES);
}

/// FR-207: every node of every input schema has one type and no keyword that some provider refuses.
#[test]
fn input_schemas_keep_to_the_portable_subset() {
    let mut nodes = 0;
    for tool in contract()["tools"].as_array().unwrap() {
        walk(&tool["inputSchema"], &tool["name"].to_string(), &mut nodes);
        assert_eq!(tool["inputSchema"]["type"], "object");
    }
    assert!(nodes > 20, "only {nodes} nodes were seen");
}

fn walk(schema: &Value, place: &str, nodes: &mut usize) {
    *nodes += 1;
    let object = schema.as_object().expect(place);
    for keyword in object.keys() {
        assert!(KEYWORDS.contains(&keyword.as_str()), "{place}: {keyword}");
    }
    match object["type"].as_str().expect(place) {
        "object" => {
            for (name, property) in object["properties"].as_object().expect(place) {
                walk(property, &format!("{place}.{name}"), nodes);
            }
            for name in object
                .get("required")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
            {
                assert_ne!(schema["properties"][name.as_str().unwrap()], Value::Null);
            }
        }
        "array" => walk(&object["items"], &format!("{place}[]"), nodes),
        "string" | "integer" | "number" | "boolean" => {}
        other => panic!("{place}: {other}"),
    }
}

/// FR-201: the bounds of lists are in the schema.
#[test]
fn lists_hold_1_to_25_entries() {
    for (tool, list) in [(0, "tasks"), (2, "tasks"), (3, "ids"), (4, "ids")] {
        let list = &contract()["tools"][tool]["inputSchema"]["properties"][list];
        assert_eq!(
            (&list["minItems"], &list["maxItems"]),
            (&json!(1), &json!(25))
        );
    }
}

/// FR-207: titles, descriptions, output schemas and the four annotations.
#[test]
fn every_tool_is_described() {
    for tool in contract()["tools"].as_array().unwrap() {
        let name = tool["name"].as_str().unwrap();
        for text in ["title", "description"] {
            assert!(
                tool[text].as_str().is_some_and(|text| text.len() > 5),
                "{name}"
            );
        }
        assert_eq!(tool["outputSchema"]["type"], "object");
        let annotations = &tool["annotations"];
        let expected = match name {
            "add_task" => [false, false, false],
            "list_tasks" => [true, false, true],
            "complete_task" => [false, false, true],
            "undo" => [false, true, false],
            _ => [false, true, true],
        };
        let hints = ["readOnlyHint", "destructiveHint", "idempotentHint"];
        assert_eq!(
            hints.map(|hint| annotations[hint].as_bool().unwrap()),
            expected,
            "{name}"
        );
        assert_eq!(annotations["openWorldHint"], false);
    }
}

/// FR-214: what a model reads before it does anything, counted as its makers count, is short.
#[tokio::test]
async fn tools_and_instructions_take_few_tokens() {
    let function = Function::start().await;
    let client = json!({
        "protocolVersion": PROTOCOL, "capabilities": {}, "clientInfo": {"name": "test", "version": "1"},
    });
    let server = function.result("ann", "initialize", client).await;
    let listed = function.result("ann", "tools/list", json!({})).await;
    let read = [
        server["instructions"].as_str().unwrap(),
        &listed["tools"].to_string(),
    ];
    let tokens = read.map(|text| {
        tiktoken_rs::o200k_base_singleton()
            .encode_ordinary(text)
            .len()
    });
    let all: usize = tokens.iter().sum();
    assert!(all < 2_500, "{tokens:?} tokens");
}

/// FR-205: no parameter at any depth names a user.
#[test]
fn no_tool_takes_a_user() {
    let schemas: Vec<Value> = contract()["tools"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tool| tool["inputSchema"].clone())
        .collect();
    let text = Value::from(schemas).to_string().to_lowercase();
    for word in ["user", "owner\":", "account", "token"] {
        assert!(!text.contains(word), "{word}");
    }
}

/// FR-1110: the answer that the web app gives in the function's place is the function's own, in each version.
#[tokio::test]
async fn the_committed_handshake_is_the_answer_to_initialize() {
    let committed = include_str!("../../../../specs/002-mcp-tools/contracts/handshake.json");
    let committed: Value = serde_json::from_str(committed).unwrap();
    assert_eq!(
        committed,
        mcp::handshake().unwrap(),
        "run `cargo run -p mcp --example mcp-handshake > specs/002-mcp-tools/contracts/handshake.json`"
    );
    let function = Function::start().await;
    let versions = committed["protocolVersions"].as_array().unwrap();
    assert!(versions.len() >= 4, "{versions:?}");
    for version in versions {
        let client = json!({
            "protocolVersion": version,
            "capabilities": {},
            "clientInfo": {"name": "a controller", "version": "1"},
        });
        let mut request = function.post_as("ann");
        let header = version.as_str().unwrap().parse().unwrap();
        let headers = request.headers_mut().unwrap();
        headers.insert("mcp-protocol-version", header);
        let mut answer = function.result_of(request, "initialize", client).await;
        let said = answer.as_object_mut().unwrap().remove("protocolVersion");
        assert_eq!(said.as_ref(), Some(version));
        assert_eq!(answer, committed["result"]);
    }
}
