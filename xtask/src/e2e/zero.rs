//! FR-818: all functions at zero, and back on the next request, in the same conversation.

use super::{
    person::{Person, Task, changed, needed, same},
    platform::Platform,
};
use crate::{
    failure::Outcome,
    kube::{FUNCTIONS, list, text},
    step,
};

/// A conversation begins, everything goes to zero, and the conversation goes on.
pub fn run(platform: &Platform) -> Outcome<()> {
    let person = Person::sign_up(platform)?;
    let first = needed(
        "chat",
        person.say(None, "Add a task to call mom", "created")?,
    )?;
    let conversation = text(&first, "/conversation_id");
    platform.to_zero(&FUNCTIONS)?;
    let message = person.message(Some(conversation), "Mark task 1 as complete");
    let answer = needed("chat from zero", message.send()?)?;
    let second = needed("chat from zero", changed(&answer, "completed"))?;
    step::done("from zero: chat, which woke mcp", answer.took);
    platform.at_zero(&["tasks"])?;
    let listed = needed(
        "tasks from zero",
        person.request("tasks", "GET", "/api/tasks").send()?,
    )?;
    step::done("from zero: tasks", listed.took);
    same(
        "the conversation",
        &text(&second, "/conversation_id"),
        &conversation,
    )?;
    let tasks = needed("tasks", person.tasks()?)?;
    let done = Task {
        completed: true,
        ..Task::pending(1, "call mom")
    };
    same("tasks", &tasks, &vec![done])?;
    let stored = needed("conversation", person.conversation(conversation)?)?;
    let messages = list(&stored, "/messages");
    let roles: Vec<_> = messages
        .iter()
        .map(|message| text(message, "/role"))
        .collect();
    same(
        "who spoke",
        &roles,
        &vec!["user", "assistant", "user", "assistant"],
    )?;
    same(
        "the first words",
        &text(&stored, "/messages/0/text"),
        &"Add a task to call mom",
    )
}
