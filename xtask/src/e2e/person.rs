//! Somebody who signed up, and what they do.

use serde_json::{Value, json};

use super::{
    http::{Reply, Request},
    platform::Platform,
};
use crate::{
    failure::{Failure, Outcome},
    kube::list,
    random,
};

const PASSWORD: &str = "correct horse battery";

/// A person with a session JWT, which is good for a quarter of an hour.
pub struct Person<'a> {
    platform: &'a Platform<'a>,
    token: String,
}

/// What a scenario looks at in a task.
#[derive(Debug, PartialEq, Eq)]
pub struct Task {
    /// Its id.
    pub id: u64,
    /// Its title in small letters: the built-in model begins titles with a capital.
    pub title: String,
    /// Whether it is done.
    pub completed: bool,
}

impl Task {
    /// One that is not done.
    pub fn pending(id: u64, title: &str) -> Self {
        Self {
            id,
            title: title.to_owned(),
            completed: false,
        }
    }
}

impl<'a> Person<'a> {
    /// Creates an account and takes a token.
    ///
    /// # Errors
    /// When the web app refuses.
    pub fn sign_up(platform: &'a Platform<'a>) -> Outcome<Self> {
        let web = &platform.beside.web;
        let email = format!("{}@example.com", random::hex(8)?);
        let account = json!({"name": "Ada Lovelace", "email": email, "password": PASSWORD});
        let signed_up = Request::new("POST", &format!("{web}/api/auth/sign-up/email"))
            .with("origin", web)
            .json(&account)
            .send()?
            .map_err(|why| Failure::Told(format!("sign-up: {why}")))?;
        signed_up
            .expect(200)
            .map_err(|why| Failure::Told(format!("sign-up: {why}")))?;
        let answer = Request::new("GET", &format!("{web}/api/auth/token"))
            .with("cookie", &signed_up.cookies)
            .send()?;
        let token = answer
            .and_then(|reply| reply.expect(200))
            .map_err(|why| Failure::Told(format!("token: {why}")))?;
        Ok(Self {
            platform,
            token: token["token"].as_str().unwrap_or_default().to_owned(),
        })
    }

    /// A request with the token.
    pub fn request(&self, function: &str, method: &'static str, path: &str) -> Request {
        self.platform
            .request(function, method, path)
            .with("authorization", &format!("Bearer {}", self.token))
    }

    /// A message to the agent, not yet sent.
    pub fn message(&self, conversation: Option<&str>, message: &str) -> Request {
        let mut body = json!({"message": message});
        if let Some(conversation) = conversation {
            body["conversation_id"] = json!(conversation);
        }
        self.request("chat", "POST", "/api/chat").json(&body)
    }

    /// Says something and waits for the whole answer.
    ///
    /// # Errors
    /// When a signal comes. Inside: why there is no answer, or that it changed nothing.
    pub fn say(
        &self,
        conversation: Option<&str>,
        message: &str,
        expected: &str,
    ) -> Outcome<Result<Value, String>> {
        let answer = self.message(conversation, message).send()?;
        Ok(answer.and_then(|reply| changed(&reply, expected)))
    }

    /// All tasks.
    ///
    /// # Errors
    /// When a signal comes. Inside: why there is no answer.
    pub fn tasks(&self) -> Outcome<Result<Vec<Task>, String>> {
        let answer = self.request("tasks", "GET", "/api/tasks").send()?;
        Ok(answer.and_then(|reply| Ok(tasks(&reply.expect(200)?))))
    }

    /// What was said in a conversation: who, and what.
    ///
    /// # Errors
    /// When a signal comes. Inside: why there is no answer.
    pub fn conversation(&self, id: &str) -> Outcome<Result<Value, String>> {
        let path = format!("/api/conversations/{id}");
        let answer = self.request("chat", "GET", &path).send()?;
        Ok(answer.and_then(|reply| reply.expect(200)))
    }
}

/// The turn, when its first change is the expected one.
pub fn changed(reply: &Reply, expected: &str) -> Result<Value, String> {
    let turn = reply.expect(200)?;
    if turn["receipts"][0]["operation"] == expected {
        Ok(turn)
    } else {
        Err(format!("nothing was {expected}: {turn}"))
    }
}

fn tasks(page: &Value) -> Vec<Task> {
    let task = |task: &Value| {
        Some(Task {
            id: task["id"].as_u64()?,
            title: task["title"].as_str()?.to_lowercase(),
            completed: task["completed"].as_bool()?,
        })
    };
    list(page, "/tasks").iter().filter_map(task).collect()
}

/// Fails with a line about what was expected and what is there.
///
/// # Errors
/// When they differ.
pub fn same<T: PartialEq + std::fmt::Debug>(what: &str, found: &T, expected: &T) -> Outcome<()> {
    if found == expected {
        return Ok(());
    }
    Err(Failure::Told(format!(
        "{what}: {found:?} instead of {expected:?}"
    )))
}

/// Makes a missing answer the failure of a scenario.
///
/// # Errors
/// When there is none.
pub fn needed<T>(what: &str, answer: Result<T, String>) -> Outcome<T> {
    answer.map_err(|why| Failure::Told(format!("{what}: {why}")))
}
