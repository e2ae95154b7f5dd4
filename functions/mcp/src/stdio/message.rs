//! What a line says to the bridge, which carries it on as it is.

use base64::{Engine, engine::general_purpose::STANDARD};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};

use super::handshake::Handshake;

/// JSON-RPC 2.0, section 5.1: not JSON.
const PARSE_ERROR: i32 = -32700;
/// JSON-RPC 2.0, section 5.1: JSON, but not a request.
pub(super) const INVALID_REQUEST: i32 = -32600;

const VERSION_KEY: &str = "io.modelcontextprotocol/protocolVersion";
const PROTOCOL_VERSION: HeaderName = HeaderName::from_static("mcp-protocol-version");
const METHOD: HeaderName = HeaderName::from_static("mcp-method");
const NAME: HeaderName = HeaderName::from_static("mcp-name");

/// A message of the client's, and the line that it came in.
pub(super) struct Message {
    pub(super) line: Vec<u8>,
    value: Value,
}

impl Message {
    /// The message in a line, or what the client is answered to it.
    pub(super) fn parse(line: Vec<u8>) -> Result<Self, Vec<u8>> {
        let refused = |code, text| Err(error(&Value::Null, code, text, None));
        match serde_json::from_slice(&line) {
            Ok(value @ Value::Object(_)) => Ok(Self { line, value }),
            Ok(Value::Array(_)) => refused(
                INVALID_REQUEST,
                "Invalid request: batches are not supported. Send one message in each line.",
            ),
            Ok(_) => refused(
                INVALID_REQUEST,
                "Invalid request: the line is not a message.",
            ),
            Err(_) => refused(
                PARSE_ERROR,
                "Parse error: the line is not JSON. Send one message in each line.",
            ),
        }
    }

    pub(super) fn method(&self) -> Option<&str> {
        self.value["method"].as_str()
    }

    /// The id of a request.
    pub(super) fn id(&self) -> Option<&Value> {
        let id = &self.value["id"];
        (self.method().is_some() && (id.is_string() || id.is_number())).then_some(id)
    }

    pub(super) fn is_notification(&self) -> bool {
        self.method().is_some() && self.value.get("id").is_none()
    }

    /// The id of the request that this message calls off.
    pub(super) fn cancelled(&self) -> Option<&Value> {
        (self.is_notification() && self.method() == Some("notifications/cancelled"))
            .then(|| &self.value["params"]["requestId"])
    }

    /// Whether a client begins its handshake.
    pub(super) fn initializes(&self) -> bool {
        self.method() == Some("initialize")
    }

    /// The headers that a client of the endpoint sends with this message: what the message says since 2026-07-28, what
    /// was agreed on before.
    pub(super) fn headers(&self, handshake: &Handshake) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let mut insert = |name, value: Option<String>| {
            // What can be no header is left out: the endpoint says what is missing.
            if let Some(value) = value.and_then(|value| HeaderValue::try_from(value).ok()) {
                headers.insert(name, value);
            }
        };
        if let Some(version) = self.value["params"]["_meta"][VERSION_KEY].as_str() {
            insert(PROTOCOL_VERSION, Some(version.to_owned()));
            insert(METHOD, self.method().map(str::to_owned));
            insert(NAME, self.name().map(encode));
        } else if !self.initializes() {
            insert(PROTOCOL_VERSION, handshake.version());
        }
        headers
    }

    /// What the method is about, if it is about one thing.
    fn name(&self) -> Option<&str> {
        let field = match self.method()? {
            "tools/call" | "prompts/get" => "name",
            "resources/read" | "resources/subscribe" | "resources/unsubscribe" => "uri",
            "tasks/get" | "tasks/update" | "tasks/cancel" => "taskId",
            _ => return None,
        };
        self.value["params"][field].as_str()
    }
}

/// A value that would not survive as a header goes as Base64, as the protocol has it.
fn encode(value: &str) -> String {
    let is_plain = value.bytes().all(|byte| (b' '..=b'~').contains(&byte))
        && value.trim() == value
        && !(value.starts_with("=?base64?") && value.ends_with("?="));
    if is_plain {
        value.to_owned()
    } else {
        format!("=?base64?{}?=", STANDARD.encode(value))
    }
}

/// An error as a line.
pub(super) fn error(id: &Value, code: i32, text: &str, status: Option<u16>) -> Vec<u8> {
    let mut error = json!({"code": code, "message": text});
    if let Some(status) = status {
        error["data"] = json!({"status": status});
    }
    json!({"jsonrpc": "2.0", "id": id, "error": error})
        .to_string()
        .into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(message: &Value, handshake: &Handshake) -> Vec<(String, String)> {
        let message = Message::parse(message.to_string().into_bytes()).ok();
        let headers = message.unwrap().headers(handshake);
        let pairs = headers.iter();
        pairs
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
            .collect()
    }

    /// FR-256: since 2026-07-28 the headers say what the message says, whatever was agreed on before.
    #[test]
    fn headers_come_from_the_message() {
        let handshake = Handshake::default();
        handshake.answered(&json!({"protocolVersion": "2025-11-25"}));
        let meta = json!({VERSION_KEY: "2026-07-28"});
        for (name, header) in [
            ("add_task", "add_task"),
            ("a b", "a b"),
            (" a", "=?base64?IGE=?="),
            ("später", "=?base64?c3DDpHRlcg==?="),
            ("=?base64?YQ==?=", "=?base64?PT9iYXNlNjQ/WVE9PT89?="),
        ] {
            let params = json!({"name": name, "_meta": meta});
            let message = json!({"id": 1, "method": "tools/call", "params": params});
            let expected = [
                ("mcp-protocol-version", "2026-07-28"),
                ("mcp-method", "tools/call"),
                ("mcp-name", header),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
            assert_eq!(headers(&message, &handshake), expected);
        }
    }

    /// FR-256: clients with a handshake have said the version there; the handshake itself comes without.
    #[test]
    fn headers_come_from_the_handshake() {
        let handshake = Handshake::default();
        let list = json!({"id": 2, "method": "tools/list"});
        assert_eq!(headers(&list, &handshake), []);
        handshake.answered(&json!({"protocolVersion": "2025-06-18"}));
        let version = ("mcp-protocol-version".to_owned(), "2025-06-18".to_owned());
        assert_eq!(headers(&list, &handshake), [version]);
        let initialize = json!({"id": 3, "method": "initialize", "params": {}});
        assert_eq!(headers(&initialize, &handshake), []);
    }
}
