//! Conversations with the built-in model.

use agent::{Operation, TurnOutcome};
use serde_json::json;

use crate::support::Talk;

const TASKS: [&str; 5] = [
    "Buy milk",
    "Call mom",
    "Team meeting",
    "Client meeting",
    "Pay rent",
];

fn operations(outcome: &TurnOutcome) -> Vec<Operation> {
    outcome
        .receipts
        .iter()
        .map(|receipt| receipt.operation)
        .collect()
}

#[tokio::test]
async fn fr_312_the_sentences_of_the_requirement_do_what_they_say() {
    let mut talk = Talk::built_in(&[]);
    let added = talk.say("add a task to buy groceries").await;
    assert_eq!(added.response, "Added “Buy groceries” (task 1).");
    assert_eq!(operations(&added), [Operation::Created]);
    talk.say("I need to remember to pay bills").await;
    talk.say("Add a task: team meeting").await;
    assert_eq!(talk.tasks(), ["Buy groceries", "Pay bills", "Team meeting"]);

    let completed = talk.say("MARK TASK 3 AS COMPLETE").await;
    assert_eq!(completed.response, "“Team meeting” (task 3) is done.");
    assert_eq!(operations(&completed), [Operation::Completed]);

    let all = talk.say("Show me all my tasks").await;
    assert_eq!(
        all.response,
        "You have 3 tasks:\n☐ 1: Buy groceries\n☐ 2: Pay bills\n☑ 3: Team meeting"
    );
    let pending = talk.say("What’s pending?").await;
    assert_eq!(
        pending.response,
        "You have 2 pending tasks:\n☐ 1: Buy groceries\n☐ 2: Pay bills"
    );
    let done = talk.say("What have I completed?").await;
    assert_eq!(
        done.response,
        "You have 1 completed task:\n☑ 3: Team meeting"
    );

    let changed = talk.say("Change task 1 to 'Call mom tonight'").await;
    assert_eq!(
        changed.response,
        "“Call mom tonight” (task 1) has a new title."
    );
    assert_eq!(operations(&changed), [Operation::Updated]);
    let deleted = talk.say("Delete the meeting task").await;
    assert_eq!(
        deleted.response,
        "Deleted “Team meeting” (task 3).\nSay “undo” to take that back."
    );
    assert_eq!(operations(&deleted), [Operation::Deleted]);
    assert_eq!(talk.tasks(), ["Call mom tonight", "Pay bills"]);
    assert_eq!(
        talk.say("reopen task 2").await.response,
        "“Pay bills” (task 2) did not change."
    );
}

#[tokio::test]
async fn fr_313_a_name_on_a_later_page_is_found_and_acted_on() {
    let mut talk = Talk::built_in(&TASKS);
    let outcome = talk.say("mark 'pay rent' as done").await;
    assert_eq!(outcome.response, "“Pay rent” (task 5) is done.");
    assert_eq!(
        talk.tools.called(),
        ["list_tasks", "list_tasks", "complete_task"]
    );
    assert_eq!(outcome.tool_calls[0].arguments["status"], json!("pending"));
    let mut events: Vec<&str> = talk.events.iter().map(agent::Event::name).collect();
    // One text comes in as many pieces as there are.
    events.dedup();
    assert_eq!(
        events,
        [
            "turn",
            "tool_started",
            "tool_finished",
            "tool_started",
            "tool_finished",
            "tool_started",
            "tool_finished",
            "receipt",
            "text",
        ]
    );
}

#[tokio::test]
async fn fr_313_when_several_match_nothing_changes_until_the_answer() {
    for (answer, gone) in [
        ("3", "Team meeting"),
        ("#4", "Client meeting"),
        ("the second one", "Client meeting"),
        ("the team meeting", "Team meeting"),
        ("Team", "Team meeting"),
        ("first please", "Team meeting"),
        ("task 4", "Client meeting"),
    ] {
        let mut talk = Talk::built_in(&TASKS);
        let asked = talk.say("Delete the meeting task").await;
        let question = asked.question.unwrap();
        assert_eq!(question.options[0].value, "3");
        assert_eq!(question.options[0].label, "3: Team meeting");
        assert_eq!(question.options.len(), 2);
        assert!(asked.receipts.is_empty());
        assert_eq!(talk.tasks().len(), 5);
        let outcome = talk.say(answer).await;
        assert_eq!(
            operations(&outcome),
            [Operation::Deleted],
            "{answer}: {}",
            outcome.response
        );
        assert_eq!(outcome.receipts[0].task["title"], json!(gone), "{answer}");
        assert_eq!(talk.tasks().len(), 4);
    }
}

#[tokio::test]
async fn fr_313_the_answer_may_come_by_option_or_be_both_or_none() {
    let mut talk = Talk::built_in(&TASKS);
    let id = talk.say("complete the meeting").await.question.unwrap().id;
    let outcome = talk.choose(&id, &["4"]).await;
    assert_eq!(outcome.response, "“Client meeting” (task 4) is done.");

    let mut talk = Talk::built_in(&TASKS);
    talk.say("complete the meeting").await;
    assert_eq!(
        operations(&talk.say("both").await),
        [Operation::Completed, Operation::Completed]
    );

    let mut talk = Talk::built_in(&TASKS);
    let id = talk
        .say("rename the meeting task to 'Stand-up'")
        .await
        .question
        .unwrap()
        .id;
    assert_eq!(
        talk.say("none of them").await.response,
        "All right, nothing was changed."
    );
    // The question was dropped, and no button brings it back.
    let late = talk.choose(&id, &["3"]).await;
    assert_eq!(late.response, "All right, nothing was changed.");
    assert_eq!(late.receipts, []);
    assert_eq!(talk.choose("question_unknown", &["3"]).await.receipts, []);
}

#[tokio::test]
async fn fr_313_an_unclear_answer_is_asked_again_and_a_new_request_drops_the_question() {
    let mut talk = Talk::built_in(&TASKS);
    talk.say("delete the meeting").await;
    let again = talk.say("2").await;
    assert!(
        again.question.is_some(),
        "2 is neither option: {}",
        again.response
    );
    assert_eq!(
        operations(&talk.say("the last one").await),
        [Operation::Deleted]
    );

    let mut talk = Talk::built_in(&TASKS);
    talk.say("delete the meeting").await;
    assert_eq!(
        talk.say("add water plants").await.response,
        "Added “Water plants” (task 6)."
    );
    assert_eq!(talk.tasks().len(), 6);
}

#[tokio::test]
async fn fr_313_deleting_everything_is_confirmed_first() {
    let mut talk = Talk::built_in(&TASKS);
    let asked = talk.say("delete all my tasks").await;
    assert_eq!(asked.response, "Do you really want to delete 5 tasks?");
    assert_eq!(
        talk.say("no").await.response,
        "All right, nothing was changed."
    );
    assert_eq!(talk.tasks().len(), 5);
    let id = talk.say("delete everything").await.question.unwrap().id;
    let outcome = talk.choose(&id, &["yes"]).await;
    assert_eq!(outcome.receipts.len(), 5);
    assert!(talk.tasks().is_empty());
    assert_eq!(
        talk.say("clear my list").await.response,
        "You have no tasks."
    );
}

#[tokio::test]
async fn fr_313_it_is_the_task_just_spoken_of() {
    let mut talk = Talk::built_in(&TASKS);
    talk.say("add a task to water the plants").await;
    assert_eq!(
        talk.say("mark it as done").await.response,
        "“Water the plants” (task 6) is done."
    );
    assert_eq!(
        talk.say("rename that to 'Water all plants'").await.response,
        "“Water all plants” (task 6) has a new title."
    );
    assert_eq!(
        talk.say("delete it").await.response,
        "Deleted “Water all plants” (task 6).\nSay “undo” to take that back."
    );
    assert_eq!(
        talk.say("complete it").await.response,
        "There is no task 6."
    );

    let mut talk = Talk::built_in(&TASKS);
    let asked = talk.say("delete it").await;
    assert_eq!(asked.question.unwrap().options.len(), 5);
    assert_eq!(
        talk.say("pay rent").await.response,
        "Deleted “Pay rent” (task 5).\nSay “undo” to take that back."
    );
}

#[tokio::test]
async fn fr_314_it_says_plainly_what_it_does_not_understand() {
    let mut talk = Talk::built_in(&TASKS);
    for sentence in ["what's the weather like?", "qwertz", "…"] {
        let outcome = talk.say(sentence).await;
        assert!(
            outcome
                .response
                .starts_with("Sorry, I did not understand that"),
            "{sentence}"
        );
        assert!(outcome.response.contains("- Add a task to buy groceries"));
        assert!(outcome.tool_calls.is_empty());
    }
}

#[tokio::test]
async fn fr_315_done_is_said_only_from_the_tools_result() {
    let mut talk = Talk::built_in(&TASKS);
    assert_eq!(
        talk.say("complete task 9").await.response,
        "There is no task 9."
    );
    assert_eq!(
        talk.say("complete 1 and 9").await.response,
        "“Buy milk” (task 1) is done.\nThere is no task 9."
    );
    let again = talk.say("complete task 1").await;
    assert_eq!(again.response, "“Buy milk” (task 1) was done already.");
    assert!(again.receipts.is_empty());
    assert_eq!(
        talk.say("delete 99999999999999999999").await.response,
        "There is no task 2147483648."
    );
    let none = talk.say("complete the dentist task").await.response;
    assert!(
        none.starts_with("I found no pending task like “Dentist”, so nothing was changed."),
        "{none}"
    );

    talk.tools.away = true;
    let away = talk.say("add buy bread").await;
    assert_eq!(
        away.response,
        "That did not work: The tools cannot be reached right now."
    );
    assert!(away.receipts.is_empty());
    let away = talk.say("show my tasks").await;
    assert_eq!(
        away.response,
        "I could not look at your tasks: The tools cannot be reached right now."
    );
}

#[tokio::test]
async fn a_request_without_a_title_is_asked_for_it() {
    let mut talk = Talk::built_in(&[]);
    let asked = talk.say("add a task").await;
    assert!(asked.question.is_some());
    assert_eq!(
        talk.say("call the plumber").await.response,
        "Added “Call the plumber” (task 1)."
    );
    let many = talk.say("add tasks: a, b and c").await;
    assert_eq!(
        many.response,
        "Added “A” (task 2).\nAdded “B” (task 3).\nAdded “C” (task 4)."
    );
    assert_eq!(talk.tools.called(), ["add_task", "add_task"]);
}

/// FR-325: what this conversation did last, not what was done elsewhere; what something newer builds on is told.
#[tokio::test]
async fn fr_325_undo_takes_back_the_newest_turn_with_changes() {
    let mut talk = Talk::built_in(&TASKS);
    talk.say("rename task 1 to oat milk").await;
    talk.say("add bread and complete task 2").await;
    talk.say("what's pending?").await;
    let undone = talk.say("undo that").await;
    assert_eq!(
        operations(&undone),
        [Operation::Deleted, Operation::Reopened],
        "{}",
        undone.response
    );
    talk.tools.edit_elsewhere(1, "Soy milk");
    let refused = talk.say("undo").await;
    assert!(refused.receipts.is_empty());
    assert_eq!(
        refused.response,
        "That did not work: Task 1 was changed after that, and the newer change builds on it. Take that back first."
    );
    let mut talk = Talk::built_in(&TASKS);
    talk.tools.edit_elsewhere(1, "Soy milk");
    assert_eq!(
        talk.say("undo").await.response,
        "I have changed nothing in this conversation that I could take back."
    );
    assert!(talk.tools.called().is_empty());
}

/// FR-322: subtasks that a deletion takes along count.
#[tokio::test]
async fn fr_322_a_parent_of_many_is_not_deleted_without_a_question() {
    for sentence in ["delete task 1", "delete the house", "delete \"House\""] {
        let mut talk = Talk::built_in(&["House", "a", "b", "c", "d", "e"]);
        for child in 2..=6 {
            talk.tools.put_below(1, child);
        }
        let asked = talk.say(sentence).await;
        assert_eq!(
            asked.question.unwrap().text,
            "Do you want to delete this task and its 5 subtasks?",
            "{sentence}"
        );
        assert_eq!(talk.tasks().len(), 6);
        assert_eq!(operations(&talk.say("yes").await), [Operation::Deleted]);
    }
}

/// FR-322: many changes are counted instead of told one by one, and what failed is told.
#[tokio::test]
async fn fr_322_many_changes_are_told_in_short() {
    let titles: Vec<String> = (1..=60).map(|number| format!("Task {number}")).collect();
    let mut talk = Talk::built_in(&titles.iter().map(String::as_str).collect::<Vec<_>>());
    talk.tools.page = 100;
    talk.say("delete everything").await;
    let done = talk.say("yes").await;
    assert_eq!(
        done.response,
        "Deleted 60 tasks.\nSay “undo” to take that back."
    );
    let back = talk.say("undo").await;
    assert_eq!(back.response, "Brought back 60 tasks.");
    assert_eq!(talk.tasks().len(), 60);
}

/// FR-322: of more tasks than can be read it says that the others stay.
#[tokio::test]
async fn fr_322_what_is_left_is_told() {
    let titles: Vec<String> = (1..=20).map(|number| format!("Task {number}")).collect();
    let mut talk = Talk::built_in(&titles.iter().map(String::as_str).collect::<Vec<_>>());
    let asked = talk.say("complete all tasks").await;
    assert!(
        asked.response.contains("complete 18 pending tasks?"),
        "{}",
        asked.response
    );
    assert!(
        asked.response.contains("they stay as they are"),
        "{}",
        asked.response
    );
    // A name is searched for in the whole list.
    let deleted = talk.say("delete \"Task 3\"").await;
    assert_eq!(
        operations(&deleted),
        [Operation::Deleted],
        "{}",
        deleted.response
    );
}

/// FR-324: nothing is done when one of several commands is not certain, and it says which.
#[tokio::test]
async fn fr_324_of_several_commands_all_or_none_are_carried_out() {
    let mut talk = Talk::built_in(&TASKS);
    let refused = talk.say("add bread and delete the meeting").await;
    assert!(refused.receipts.is_empty() && refused.question.is_none());
    assert!(
        refused
            .response
            .starts_with("Nothing was changed, because I am not sure about “delete the meeting”."),
        "{}",
        refused.response
    );
    let shown = talk.say("complete task 1 and show my tasks").await;
    assert!(
        shown
            .response
            .starts_with("“Buy milk” (task 1) is done.\nYou have 5 tasks:\n☑ 1: Buy milk"),
        "{}",
        shown.response
    );
    let overdue = talk.say("what's overdue?").await;
    assert!(
        overdue
            .response
            .starts_with("You have no tasks like that (overdue)."),
        "{}",
        overdue.response
    );
}
