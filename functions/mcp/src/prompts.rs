//! Prompts: what people start over and over again, in good words (FR-250).

use rmcp::{
    ErrorData,
    model::{GetPromptRequestParams, GetPromptResult, Prompt, PromptMessage, Role},
};

/// A prompt without arguments: it is about the person's tasks as they are.
struct Words {
    name: &'static str,
    title: &'static str,
    description: &'static str,
    text: &'static str,
}

const PROMPTS: [Words; 2] = [
    Words {
        name: "plan_my_day",
        title: "Plan my day",
        description: "Goes through what is due and overdue, and makes a plan for today that can be kept.",
        text: r#"Help me plan my day.

1. Call list_tasks {"filter": "(today | overdue) & pending", "sort": "due"}. If fewer than five tasks come, also call list_tasks {"filter": "pending & no date & (p1 | p2)", "sort": "priority", "limit": 5}.
2. Say in one sentence how full the day is. Then propose a plan: first what has a time, by its time; then at most three tasks that matter most, by priority; then what is small. Name each task by its id and title.
3. For what is overdue, and for what does not fit, propose another day or dropping it.
4. Ask whether I agree, and change nothing before I do. Then make all changes of one kind in one call: update_task for new days, complete_task for what I say is done. Say afterwards what was changed; undo takes the last change back."#,
    },
    Words {
        name: "weekly_review",
        title: "Weekly review",
        description: "Looks back on the week, tidies up what stayed behind, and looks ahead.",
        text: r#"Let us do my weekly review, one step at a time. Wait for my answer after each step, and change nothing before I agree.

1. Look back: call list_tasks {"status": "completed", "order": "desc", "limit": 100} and take those whose completed_at is in the last seven days; while there is a next_cursor, go on with it, since what was created long ago may have been done this week. Sum up in two or three sentences what was done, by project.
2. Tidy up: call list_tasks {"filter": "overdue", "sort": "due"}, then list_tasks {"filter": "pending & no date", "limit": 20}. For each task propose a day, or to delete it, and let me decide.
3. Look ahead: call list_tasks {"filter": "next 7 days & pending", "sort": "due"}. Point out days that are too full, and propose what to move.
4. Ask what is missing, and add what I name with add_task.

Make all changes of one kind in one call. Name tasks by id and title. At the end say what was changed; undo takes the last change back."#,
    },
];

/// What `prompts/list` answers.
pub(crate) fn list() -> Vec<Prompt> {
    let prompts = PROMPTS.iter().map(|words| {
        Prompt::new(words.name, Some(words.description), None).with_title(words.title)
    });
    prompts.collect()
}

/// What `prompts/get` answers.
///
/// # Errors
/// Invalid parameters, with what there is.
pub(crate) fn get(request: &GetPromptRequestParams) -> Result<GetPromptResult, ErrorData> {
    let Some(words) = PROMPTS.iter().find(|words| words.name == request.name) else {
        let names = PROMPTS.map(|words| words.name).join(" and ");
        let message = format!("There is no such prompt. There are {names}.");
        return Err(ErrorData::invalid_params(message, None));
    };
    if request
        .arguments
        .as_ref()
        .is_some_and(|arguments| !arguments.is_empty())
    {
        let message = format!("{} takes no arguments.", words.name);
        return Err(ErrorData::invalid_params(message, None));
    }
    let message = PromptMessage::new_text(Role::User, words.text);
    let result = GetPromptResult::new(vec![message]);
    Ok(result.with_description(words.description))
}
