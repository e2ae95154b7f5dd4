//! What operators can set, by the list that the chart's tests read as well (FR-833).

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use shared::config::{AuthConfig, DatabaseConfig, Environment, HttpConfig, ModelConfig, Problems};

#[derive(Deserialize)]
struct Rule {
    variable: String,
    #[serde(default)]
    reader: Option<String>,
    #[serde(default)]
    environment: BTreeMap<String, String>,
    good: Vec<Value>,
    bad: Vec<Value>,
}

fn rules() -> serde_json::Result<Vec<Rule>> {
    let list = include_str!("../../specs/008-kubernetes-deployment/contracts/settings.json");
    serde_json::from_str(list)
}

fn as_read(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(entries) => entries.iter().map(as_read).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}

/// Starts as a function does, with what it needs, what goes with the variable, and the variable.
fn read(rule: &Rule, value: &Value) -> Result<(), Problems> {
    let mut variables = BTreeMap::from(
        [
            ("PORT", "8080"),
            ("DATABASE_URL", "postgres://todo:secret@db/todo"),
            ("AUTH_ISSUER", "https://todo.example.com"),
            ("AUTH_AUDIENCE", "todo-app"),
            ("AUTH_JWKS_URL", "https://todo.example.com/api/auth/jwks"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned())),
    );
    variables.extend(rule.environment.clone());
    variables.insert(rule.variable.clone(), as_read(value));
    let mut environment = Environment::from_pairs(variables);
    let parts = (
        HttpConfig::read(&mut environment),
        AuthConfig::read(&mut environment),
        DatabaseConfig::read(&mut environment),
        ModelConfig::read_all(&mut environment),
    );
    let complete = parts.0.zip(parts.1).zip(parts.2);
    environment.finish(complete).map(drop)
}

/// FR-833.
#[test]
fn the_programs_take_what_the_chart_takes_and_nothing_else() {
    let rules = rules().unwrap();
    let mine = rules
        .iter()
        .filter(|rule| rule.reader.as_deref() != Some("mcp"));
    let mut seen = 0;
    for rule in mine {
        for value in &rule.good {
            let taken = read(rule, value);
            assert_eq!(taken, Ok(()), "{}={value}", rule.variable);
        }
        for value in &rule.bad {
            let refused = read(rule, value).expect_err(&format!("{}={value}", rule.variable));
            assert!(refused.to_string().contains(&rule.variable), "{refused}");
            assert!(!refused.to_string().contains("secret@"), "{refused}");
            seen += 1;
        }
    }
    assert!(seen > 30, "{seen}");
}
