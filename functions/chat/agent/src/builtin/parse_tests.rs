use super::*;
use crate::builtin::command::{Action, Status};

fn add(title: &str) -> Command {
    Command::Add(vec![title.to_owned()])
}

fn named(action: Action, name: &str) -> Command {
    Command::Change(action, Target::Named(name.to_owned()))
}

fn ids(action: Action, ids: &[i64]) -> Command {
    Command::Change(action, Target::Ids(ids.to_vec()))
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
    same(&Command::List(Status::All), "Show me all my tasks");
    same(&Command::List(Status::Pending), "What's pending?");
    same(&ids(Action::Complete, &[3]), "Mark task 3 as complete");
    same(&named(Action::Delete, "Meeting"), "Delete the meeting task");
    same(
        &ids(rename("Call mom tonight"), &[1]),
        "Change task 1 to 'Call mom tonight'",
    );
    same(&add("Pay bills"), "I need to remember to pay bills");
    same(&Command::List(Status::Completed), "What have I completed?");
}

#[test]
fn fr_312_adding() {
    assert_all(
        &add("Buy milk"),
        &[
            "add buy milk",
            "Add \"buy milk\".",
            "please add buy milk to my list",
            "can you add a task: buy milk",
            "hey, remind me to buy milk",
            "I need to buy milk",
            "could you put buy milk on my to do list please",
            "new task: buy milk",
            "add task buy milk",
            "create a new task called 'buy milk'",
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
        &["Add pick up kids from school to my to do list for today"],
    );
    assert_all(
        &add("Start the oven (at 4 tomorrow)"),
        &["at 4 tomorrow, remind me to start the oven"],
    );
    assert_all(&add("2 eggs"), &["add 2 eggs"]);
    let three = Command::Add(vec![
        "Buy milk".to_owned(),
        "Call mom".to_owned(),
        "Pay rent".to_owned(),
    ]);
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
        &Command::Add(Vec::new()),
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
        &Command::List(Status::All),
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
        &Command::List(Status::Pending),
        &[
            "what's left",
            "pending tasks",
            "show pending",
            "what do I have to do today",
            "what still needs to be done?",
            "which tasks are not done",
            "what do i have left to do",
            "what should I do next?",
            "what tasks have i yet to complete",
            "list open tasks",
            "whats pending",
            "what do i need to do",
            "what is left to do today",
            "let me know what i have to do today",
            "show what's left",
            "what's next?",
        ],
    );
    assert_all(
        &Command::List(Status::Completed),
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
fn fr_312_completing_and_reopening() {
    assert_all(
        &ids(Action::Complete, &[3]),
        &[
            "complete 3",
            "complete task 3",
            "task 3 is done",
            "I finished task 3",
            "tick off 3",
            "check off #3",
            "mark 3 done",
            "mark task #3 as done please",
            "Task number three is complete.",
            "I've already done task 3",
            "close task 3",
            "set task 3 to done",
            "finish task 3",
            "3 done",
            "mark off task 3",
            "mark task 3 off",
            "i'm done with task 3",
            "can you mark 3 as finished?",
            "check task 3",
            "change task 3 to completed",
            "done with 3",
            "mark as done task 3",
            "change the status of task 3 to done",
        ],
    );
    assert_all(
        &ids(Action::Complete, &[1, 2, 4]),
        &[
            "complete 1, 2 and 4",
            "tasks 1, 2 and 4 are done",
            "mark 1,2,4 as complete",
        ],
    );
    assert_all(
        &named(Action::Complete, "Report"),
        &[
            "I finished the report",
            "the report is done",
            "complete the report task",
            "I completed the report",
            "cross the report off my list",
            "check the report off",
        ],
    );
    assert_all(
        &named(Action::Complete, "Buy milk"),
        &[
            "mark buy milk as done",
            "mark 'buy milk' as complete",
            "tick off buy milk",
            "complete buy milk",
        ],
    );
    assert_all(
        &ids(Action::Reopen, &[3]),
        &[
            "reopen task 3",
            "mark task 3 as not done",
            "task 3 is not done yet",
            "uncheck 3",
            "mark 3 as pending",
            "I didn't finish task 3",
            "undo task 3",
            "mark task 3 as incomplete",
            "task 3 isn't done",
            "set task 3 back to pending",
        ],
    );
    assert_all(
        &Command::Change(Action::Complete, Target::It),
        &[
            "mark it as done",
            "complete that one",
            "it's done",
            "i finished it",
        ],
    );
    assert_all(
        &Command::Change(Action::Complete, Target::All(Status::All)),
        &[
            "complete all tasks",
            "mark everything as done",
            "mark all my tasks as complete",
        ],
    );
}

#[test]
fn fr_312_deleting() {
    assert_all(
        &ids(Action::Delete, &[3]),
        &[
            "delete 3",
            "remove task 3",
            "please delete task #3.",
            "get rid of task three",
            "take task 3 off my list",
            "erase 3 from my list",
        ],
    );
    assert_all(
        &named(Action::Delete, "Milk"),
        &[
            "remove milk from my shopping list",
            "take milk off the list",
            "delete milk",
            "i no longer need milk on my list",
            "Delete the task about milk",
        ],
    );
    assert_all(
        &Command::Change(Action::Delete, Target::All(Status::All)),
        &[
            "delete all",
            "delete everything",
            "clear my to do list",
            "remove all my tasks",
            "erase everything on my to do list",
            "delete all of my tasks",
        ],
    );
    assert_all(
        &Command::Change(Action::Delete, Target::All(Status::Completed)),
        &[
            "clear completed",
            "delete all completed tasks",
            "remove finished tasks",
        ],
    );
    assert_all(
        &Command::Change(Action::Delete, Target::It),
        &["delete it", "remove that one please", "get rid of that"],
    );
}

#[test]
fn fr_312_renaming() {
    assert_all(
        &ids(rename("Call mom"), &[1]),
        &[
            "rename task 1 to call mom",
            "change 1 to call mom",
            "update task 1: call mom",
            "edit task 1 to 'call mom'",
            "change the title of task 1 to call mom",
            "rename 1 to \"call mom\"",
            "task 1 should be call mom",
            "replace task 1 with call mom",
            "change task 1's title to call mom",
            "change task 1 to say call mom",
        ],
    );
    assert_all(
        &ids(rename("Go to the gym"), &[1]),
        &["change task 1 to go to the gym"],
    );
    assert_all(
        &Command::Change(rename("Call dad"), Target::Named("Call mom".to_owned())),
        &[
            "rename the call mom task to call dad",
            "change call mom to call dad",
            "change 'call mom' to 'call dad'",
            "replace call mom with call dad",
        ],
    );
    assert_all(
        &Command::Change(rename("Call dad"), Target::It),
        &["rename it to call dad", "change that to call dad"],
    );
    assert_all(
        &ids(Action::Rename(None), &[1]),
        &["change task 1", "rename 1"],
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
            "buy milk",
            "",
            "…",
            "undo",
            "set a timer for 5 minutes",
            "change task 1's priority to high",
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
