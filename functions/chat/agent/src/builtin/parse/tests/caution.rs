//! Sentences that read like a change and must not be carried out as they are.

use super::*;

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
        ("show my tasks with attachments", Status::All, "attachments"),
        (
            "what did I complete yesterday?",
            Status::Completed,
            "yesterday",
        ),
        (
            "list completed tasks about taxes",
            Status::Completed,
            "taxes",
        ),
    ] {
        let unread = condition.split(' ').map(str::to_owned).collect();
        assert_eq!(
            parse(sentence),
            Command::List(Query {
                status,
                unread,
                ..Query::default()
            }),
            "{sentence}"
        );
    }
}
