use super::*;
use crate::builtin::command::{Action, Manner, Status};

fn add(title: &str) -> Command {
    Command::Add(vec![title.to_owned()])
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
    Command::List(status, Vec::new())
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
            "what should I do next?",
            "what tasks have i yet to complete",
            "list open tasks",
            "whats pending",
            "what do i need to do",
            "show what's left",
            "what's next?",
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
fn fr_312_completing_and_reopening() {
    assert_all(
        &ids(Action::Complete, &[3], Manner::Command),
        &[
            "complete 3",
            "complete task 3",
            "tick off 3",
            "check off #3",
            "mark 3 done",
            "mark task #3 as done please",
            "set task 3 to done",
            "mark off task 3",
            "mark task 3 off",
            "can you mark 3 as finished?",
            "change task 3 to completed",
            "mark as done task 3",
            "change the status of task 3 to done",
        ],
    );
    assert_all(
        &ids(Action::Complete, &[3], Manner::Loose),
        &["close task 3", "finish task 3", "check task 3"],
    );
    assert_all(
        &ids(Action::Complete, &[3], Manner::Report),
        &[
            "task 3 is done",
            "I finished task 3",
            "Task number three is complete.",
            "I've already done task 3",
            "3 done",
            "i'm done with task 3",
            "done with 3",
            "I finished task 3 this morning",
        ],
    );
    assert_all(
        &ids(Action::Complete, &[1, 2, 4], Manner::Command),
        &["complete 1, 2 and 4", "mark 1,2,4 as complete"],
    );
    assert_all(
        &ids(Action::Complete, &[1, 2, 4], Manner::Report),
        &["tasks 1, 2 and 4 are done"],
    );
    assert_all(
        &named(Action::Complete, "Report", Manner::Report),
        &[
            "I finished the report",
            "the report is done",
            "I completed the report",
            "done with the report",
            "I finished the report yesterday",
        ],
    );
    assert_all(
        &named(Action::Complete, "Report", Manner::Command),
        &[
            "complete the report task",
            "cross the report off my list",
            "check the report off",
        ],
    );
    assert_all(
        &named(Action::Complete, "Report", Manner::Loose),
        &["finish the report", "close the report task"],
    );
    assert_all(
        &named(Action::Complete, "Buy milk", Manner::Command),
        &[
            "mark buy milk as done",
            "tick off buy milk",
            "complete buy milk",
        ],
    );
    assert_all(
        &change(
            Action::Complete,
            Target::Quoted("buy milk".to_owned()),
            Manner::Command,
        ),
        &["mark 'buy milk' as complete"],
    );
    assert_all(
        &ids(Action::Reopen, &[3], Manner::Command),
        &[
            "reopen task 3",
            "mark task 3 as not done",
            "task 3 is not done yet",
            "uncheck 3",
            "mark 3 as pending",
            "I didn't finish task 3",
            "mark task 3 as incomplete",
            "task 3 isn't done",
            "set task 3 back to pending",
        ],
    );
    assert_all(&ids(Action::Reopen, &[3], Manner::Loose), &["undo task 3"]);
    let it = |manner| change(Action::Complete, Target::It, manner);
    assert_all(
        &it(Manner::Command),
        &["mark it as done", "complete that one"],
    );
    assert_all(&it(Manner::Report), &["it's done", "i finished it"]);
    assert_all(
        &change(Action::Complete, Target::All(Status::All), Manner::Command),
        &[
            "complete all tasks",
            "mark everything as done",
            "mark all my tasks as complete",
        ],
    );
}

#[test]
fn fr_318_deleting() {
    assert_all(
        &ids(Action::Delete, &[3], Manner::Command),
        &[
            "delete 3",
            "remove task 3",
            "please delete task #3.",
            "erase 3 from my list",
        ],
    );
    assert_all(
        &ids(Action::Delete, &[3], Manner::Doubtful),
        &["get rid of task three", "take task 3 off my list"],
    );
    assert_all(
        &named(Action::Delete, "Milk", Manner::Command),
        &[
            "remove milk from my shopping list",
            "delete milk",
            "Delete the task about milk",
        ],
    );
    assert_all(
        &named(Action::Delete, "Milk", Manner::Doubtful),
        &[
            "take milk off the list",
            "i no longer need milk on my list",
            "get rid of milk",
            "throw out the milk",
            "cancel milk",
            "I don't need milk",
            "can I delete milk?",
            "I want to delete milk",
            "let's delete milk",
            "should I delete milk?",
            "delete milk?",
            "remove milk from my work list",
        ],
    );
    assert_all(
        &named(Action::Delete, "Call mom tomorrow", Manner::Doubtful),
        &["delete call mom tomorrow"],
    );
    assert_all(
        &change(Action::Delete, Target::All(Status::All), Manner::Command),
        &[
            "delete all",
            "delete everything",
            "remove all my tasks",
            "erase everything on my to do list",
            "delete all of my tasks",
        ],
    );
    assert_all(
        &change(
            Action::Delete,
            Target::All(Status::Completed),
            Manner::Command,
        ),
        &["delete all completed tasks", "remove finished tasks"],
    );
    assert_all(
        &change(Action::Delete, Target::It, Manner::Command),
        &["delete it", "remove that one please"],
    );
    assert_all(
        &change(
            Action::Delete,
            Target::Quoted("it".to_owned()),
            Manner::Command,
        ),
        &["delete \"it\""],
    );
}

#[test]
fn fr_323_renaming() {
    assert_all(
        &ids(rename("Call mom"), &[1], Manner::Command),
        &[
            "rename task 1 to call mom",
            "edit task 1 to 'call mom'",
            "change the title of task 1 to call mom",
            "rename 1 to \"call mom\"",
            "change task 1 to say call mom",
        ],
    );
    assert_all(
        &ids(rename("Call mom"), &[1], Manner::Loose),
        &[
            "change 1 to call mom",
            "update task 1: call mom",
            "task 1 should be call mom",
            "replace task 1 with call mom",
            "change task 1's title to call mom",
        ],
    );
    assert_all(
        &ids(rename("Go to the gym"), &[1], Manner::Loose),
        &["change task 1 to go to the gym"],
    );
    let mom = |manner| named(rename("Call dad"), "Call mom", manner);
    assert_all(
        &mom(Manner::Command),
        &["rename the call mom task to call dad"],
    );
    assert_all(
        &mom(Manner::Loose),
        &[
            "change call mom to call dad",
            "replace call mom with call dad",
        ],
    );
    assert_all(
        &change(
            rename("Call dad"),
            Target::Quoted("call mom".to_owned()),
            Manner::Command,
        ),
        &["change 'call mom' to 'call dad'"],
    );
    assert_all(
        &change(rename("Call dad"), Target::It, Manner::Command),
        &["rename it to call dad"],
    );
    assert_all(
        &ids(Action::Rename(None), &[1], Manner::Doubtful),
        &["change task 1", "rename 1"],
    );
    for (sentence, title) in [
        ("update pay rent to tomorrow", "Tomorrow"),
        ("change task 1 to next friday at 5pm", "Next friday at 5pm"),
        ("rename milk to later", "Later"),
        ("change task 2 to high priority", "High priority"),
        ("replace task 1 with task 2", "Task 2"),
    ] {
        let doubt = Doubt::NoTitle(title.to_owned());
        assert_eq!(parse(sentence), Command::Unsure(doubt), "{sentence}");
    }
}

#[test]
fn fr_320_what_turns_a_change_round_keeps_it_from_being_carried_out() {
    let negation = |word: &str| Doubt::Negation(word.to_owned());
    let exception = |word: &str| Doubt::Exception(word.to_owned());
    let condition = |word: &str| Doubt::Condition(word.to_owned());
    let correction = |word: &str| Doubt::Correction(word.to_owned());
    for (sentence, doubt) in [
        ("delete everything except milk", exception("except")),
        ("delete all but task 3", exception("but")),
        (
            "complete all tasks other than milk",
            exception("other than"),
        ),
        ("remove milk, keep the bread", exception("keep")),
        ("mark everything but milk as done", exception("but")),
        ("delete milk, no wait, bread", correction("wait")),
        ("delete milk instead", correction("instead")),
        ("delete task 3 if it's done", condition("if")),
        ("complete task 3 unless it is open", condition("unless")),
        ("delete milk when you have time", condition("when")),
        ("delete milk not bread", negation("not")),
        ("I haven't done anything", negation("not")),
        ("add milk, no wait, bread", correction("no wait")),
        ("don't put milk on my list", negation("don't")),
    ] {
        assert_eq!(parse(sentence), Command::Unsure(doubt), "{sentence}");
    }
    for sentence in [
        "don't delete task 3",
        "please do not delete milk",
        "never delete my tasks",
        "I must not delete task 3",
        "don't add milk",
        "don't remind me to call mom",
        "I don't want to add milk",
    ] {
        let command = parse(sentence);
        assert!(
            matches!(command, Command::Unsure(_) | Command::NotUnderstood),
            "{sentence}: {command:?}"
        );
    }
}

#[test]
fn fr_321_intentions_change_nothing_that_exists() {
    for sentence in [
        "I have to finish task 3",
        "I need to delete task 3",
        "I want to complete task 3",
        "let's finish task 3",
        "help me finish task 3",
        "we should complete task 3",
        "should I complete task 3?",
    ] {
        let Command::Change(change) = parse(sentence) else {
            panic!("{sentence}: {:?}", parse(sentence));
        };
        assert_eq!(change.manner, Manner::Doubtful, "{sentence}");
    }
}

#[test]
fn fr_324_several_commands_are_read_one_by_one() {
    let Command::Several(parts) = parse("add milk, complete task 2 and delete the meeting task")
    else {
        panic!("several");
    };
    let commands: Vec<Command> = parts.into_iter().map(|(_, command)| command).collect();
    assert_eq!(
        commands,
        [
            add("Milk"),
            ids(Action::Complete, &[2], Manner::Command),
            named(Action::Delete, "Meeting", Manner::Command),
        ]
    );
    for one in [
        "add buy milk and call mom",
        "add tasks: delete old mails, mark exams",
        "add 'milk and delete task 3'",
        "hey there, delete task 3",
        "thanks, now delete task 3",
    ] {
        let command = parse(one);
        assert!(
            !matches!(command, Command::Several(_)),
            "{one}: {command:?}"
        );
    }
    assert_eq!(
        parse("delete task 1 and complete nothing"),
        Command::Unsure(Doubt::Negation("nothing".to_owned()))
    );
}

#[test]
fn fr_325_undoing() {
    assert_all(
        &Command::Undo,
        &[
            "undo",
            "Undo that!",
            "undo that please",
            "bring it back",
            "that was wrong",
            "take that back",
        ],
    );
}

#[test]
fn fr_324_a_condition_that_is_not_understood_is_told() {
    for (sentence, status, condition) in [
        ("what's overdue?", Status::Pending, "overdue"),
        ("show my tasks tagged work", Status::All, "tagged work"),
        ("what do I have to do today", Status::Pending, "today"),
        (
            "list completed tasks about taxes",
            Status::Completed,
            "taxes",
        ),
    ] {
        let condition = condition.split(' ').map(str::to_owned).collect();
        assert_eq!(
            parse(sentence),
            Command::List(status, condition),
            "{sentence}"
        );
    }
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
