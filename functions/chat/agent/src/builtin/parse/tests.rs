mod caution;
mod changing;

use super::*;
use crate::builtin::{
    command::{Action, Manner, Query, Status},
    draft::Draft,
};

fn parse(text: &str) -> Command {
    super::parse(text, &Context::timeless(Language::English))
}

fn add(title: &str) -> Command {
    Command::Add(vec![Draft::titled(title)])
}

fn change(action: Action, target: Target, manner: Manner) -> Command {
    Command::Change(Change {
        action,
        target,
        manner,
    })
}

fn named(action: Action, name: &str, manner: Manner) -> Command {
    change(action, Target::Named(name.to_owned()), manner)
}

fn ids(action: Action, ids: &[i64], manner: Manner) -> Command {
    change(action, Target::Ids(ids.to_vec()), manner)
}

fn list(status: Status) -> Command {
    Command::List(Query {
        status,
        ..Query::default()
    })
}

fn rename(title: &str) -> Action {
    Action::Rename(Some(title.to_owned()))
}

fn assert_all(expected: &Command, sentences: &[&str]) {
    let spellings = sentences
        .iter()
        .flat_map(|sentence| [(*sentence).to_owned(), sentence.replace('\'', "’")]);
    let wrong: Vec<(String, Command)> = spellings
        .map(|sentence| (parse(&sentence), sentence))
        .filter(|(command, _)| command != expected)
        .map(|(command, sentence)| (sentence, command))
        .collect();
    assert!(wrong.is_empty(), "expected {expected:?}, got {wrong:#?}");
}

#[test]
fn fr_312_the_sentences_of_the_requirement_in_any_letter_case() {
    let same = |command: &Command, sentence: &str| {
        let lower = |command: &Command| format!("{command:?}").to_lowercase();
        for spelled in [
            sentence.to_owned(),
            sentence.to_lowercase(),
            sentence.to_uppercase(),
        ] {
            assert_eq!(lower(&parse(&spelled)), lower(command), "{spelled}");
        }
    };
    same(&add("Buy groceries"), "Add a task to buy groceries");
    same(&list(Status::All), "Show me all my tasks");
    same(&list(Status::Pending), "What's pending?");
    same(
        &ids(Action::Complete, &[3], Manner::Command),
        "Mark task 3 as complete",
    );
    same(
        &named(Action::Delete, "Meeting", Manner::Command),
        "Delete the meeting task",
    );
    same(
        &ids(rename("Call mom tonight"), &[1], Manner::Command),
        "Change task 1 to 'Call mom tonight'",
    );
    same(&add("Pay bills"), "I need to remember to pay bills");
    same(&list(Status::Completed), "What have I completed?");
}

#[test]
fn fr_312_adding() {
    assert_all(
        &add("Buy milk"),
        &[
            "add buy milk",
            "please add buy milk to my list",
            "can you add a task: buy milk",
            "hey, remind me to buy milk",
            "I need to buy milk",
            "could you put buy milk on my to do list please",
            "new task: buy milk",
            "add task buy milk",
            "don't let me forget to buy milk!",
            "remember to buy milk",
            "todo: buy milk",
            "on my to do list, add buy milk",
            "add to my list of things to do: buy milk",
            "buy milk to my list",
            "set a reminder to buy milk",
            "I'd like you to add buy milk to the shopping list, thanks",
            "jot down buy milk",
            "Don't forget to buy milk",
            "I have to buy milk",
            "add a task to my list to buy milk",
            "make a note to buy milk",
            "add a reminder for me to buy milk",
            "I need to add buy milk to my list",
        ],
    );
    assert_all(
        &add("buy milk"),
        &["Add \"buy milk\".", "create a new task called 'buy milk'"],
    );
    assert_all(
        &add("Buy milk and call mom"),
        &["add buy milk and call mom"],
    );
    assert_all(
        &add("Finish the report"),
        &[
            "I need to finish the report",
            "add finish the report",
            "Add a task to finish the report",
        ],
    );
    assert_all(
        &add("Cancel the gym membership"),
        &["I have to cancel the gym membership"],
    );
    assert_all(
        &add("Pick up kids from school"),
        &["Add pick up kids from school to my to do list"],
    );
    assert_all(&add("2 eggs"), &["add 2 eggs"]);
    let three = ["Buy milk", "Call mom", "Pay rent"];
    let three = Command::Add(three.into_iter().map(Draft::titled).collect());
    assert_all(
        &three,
        &[
            "add tasks: buy milk, call mom, pay rent",
            "Add these tasks: buy milk, call mom and pay rent",
            "add 3 tasks: buy milk; call mom; pay rent",
            "add the following tasks:\n- buy milk\n- call mom\n- pay rent",
            "create tasks buy milk, call mom, and pay rent",
        ],
    );
    assert_all(
        &Command::Add(vec![Draft::default()]),
        &[
            "add a task",
            "make a reminder",
            "add something to my list",
            "remind me",
            "Add",
        ],
    );
}

#[test]
fn fr_312_showing() {
    assert_all(
        &list(Status::All),
        &[
            "show my tasks",
            "list",
            "list all tasks",
            "what's on my list",
            "Can you show me my to-do list?",
            "tasks",
            "my list",
            "what tasks do I have",
            "read my to do list to me please",
            "do I have anything on my todo list",
            "tell me what is on my todo list",
            "remind me of the tasks on my to do list",
            "show everything",
            "let me know what is on my list",
        ],
    );
    assert_all(
        &list(Status::Pending),
        &[
            "what's left",
            "pending tasks",
            "show pending",
            "what still needs to be done?",
            "which tasks are not done",
            "what do i have left to do",
            "what tasks have i yet to complete",
            "list open tasks",
            "whats pending",
            "what do i need to do",
            "show what's left",
        ],
    );
    assert_all(
        &list(Status::Completed),
        &[
            "completed tasks",
            "show me what I've completed",
            "what did I finish?",
            "list finished tasks",
            "what's done?",
            "show completed",
            "which tasks are done?",
            "what have i finished",
        ],
    );
    assert_all(
        &Command::Find(Target::Named("Vacuuming".to_owned())),
        &[
            "is vacuuming on my list",
            "do i have vacuuming on my to do list?",
            "did i put vacuuming on my todo list",
        ],
    );
    assert_all(
        &Command::Find(Target::Ids(vec![3])),
        &["show task 3", "what is task 3?"],
    );
}

#[test]
fn fr_314_what_is_not_about_tasks_is_not_understood() {
    assert_all(
        &Command::NotUnderstood,
        &[
            "what's the weather like",
            "tell me a joke",
            "how do you say hello in japanese",
            "qwerty",
            "",
            "…",
            "set a timer for 5 minutes",
            "why?",
            "change your name to fred",
            "i need to know my tax rate",
            "how much gas do i have left",
            "when is the next payday",
            "what should i do if my card is lost",
        ],
    );
    assert_all(
        &Command::Greet,
        &["hi", "Hello!", "hey there", "good morning"],
    );
    assert_all(&Command::Thanks, &["thanks", "Thank you!", "ok thanks"]);
    assert_all(
        &Command::Help,
        &["help", "what can you do?", "Help me please"],
    );
    assert_all(&Command::Dropped, &["cancel", "never mind"]);
}

#[test]
fn no_text_makes_it_fail() {
    let pieces = [
        "add",
        "'",
        "“é",
        "#",
        "1-",
        "task",
        ":",
        "to",
        "my",
        "list",
        "🦀",
        "mark",
        "as",
        "done",
        "—",
        "99999999999999999999999",
        "\u{301}",
        "İ",
    ];
    for a in pieces {
        for b in pieces {
            for c in pieces {
                let _ = parse(&format!("{a} {b}{c}"));
                let _ = parse(&format!("{a}{b} {c} {a}"));
            }
        }
    }
    let _ = parse(&"add x to ".repeat(2_000));
}
