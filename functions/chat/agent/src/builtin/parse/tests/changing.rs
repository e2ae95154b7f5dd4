//! Sentences that complete, reopen, delete and rename.

use super::*;

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
}

#[test]
fn fr_312_reopening_and_pointing() {
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
            "change the title of task 1 to call mom",
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
            rename("call dad"),
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
        ("rename milk to later", "Later"),
        ("replace task 1 with task 2", "Task 2"),
    ] {
        let doubt = Doubt::NoTitle(title.to_owned());
        assert_eq!(parse(sentence), Command::Unsure(doubt), "{sentence}");
    }
}
