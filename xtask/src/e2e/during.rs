//! FR-819: pods that are killed or evicted while they answer.

use std::time::Duration;

use serde_json::json;

use super::{
    between::{LOSSES, lose_all},
    http::{Exchange, Pending, mended},
    person::{Person, needed, same},
    platform::Platform,
    writes,
};
use crate::{
    failure::Outcome,
    kube::{Kube, Pod, list, text},
    step,
};

/// Longer than the two seconds that a node leaves even to a pod that is killed.
const THINKING: Duration = Duration::from_secs(4);
/// A turn that died is taken over at once, as soon as there is a pod again.
const PATIENCE: Duration = Duration::from_secs(45);

/// At which step of a turn, counted in questions to the model, which function is lost.
const MOMENTS: [(usize, &str, &str); 3] = [
    (1, "chat", "before its call"),
    (2, "chat", "after its call"),
    (1, "mcp", "before the call"),
];

/// Loses each function in the middle of a turn, then tasks under steady writes.
pub fn run(platform: &Platform) -> Outcome<()> {
    let model = &platform.beside.model;
    let llm = json!({"llm": {"baseUrl": platform.beside.model_url(), "model": "slow"}});
    platform.apply(&[llm])?;
    model.think(THINKING);
    let person = Person::sign_up(platform)?;
    let first = mended(PATIENCE, || person.say(None, "begin", "created"))?.value;
    let mut turns = Turns {
        platform,
        person: &person,
        conversation: text(&first, "/conversation_id").to_owned(),
        titles: vec!["begin".to_owned()],
    };
    for (loss, lose) in LOSSES {
        for (question, function, moment) in MOMENTS {
            let title = format!("{function} {loss} {moment}");
            turns.lose_in_the_middle(&title, question, function, lose)?;
        }
    }
    writes::run(platform)
}

struct Turns<'a> {
    platform: &'a Platform<'a>,
    person: &'a Person<'a>,
    conversation: String,
    titles: Vec<String>,
}

impl Turns<'_> {
    fn lose_in_the_middle(
        &mut self,
        title: &str,
        question: usize,
        function: &str,
        lose: fn(&Kube, &Pod) -> Outcome<()>,
    ) -> Outcome<()> {
        let model = &self.platform.beside.model;
        let asked = model.asked();
        let mut under_way = Some(self.start(title));
        model.wait_for(asked + question, PATIENCE)?;
        lose_all(self.platform, function, lose)?;
        let answered = mended(PATIENCE, || {
            let turn = under_way.take().unwrap_or_else(|| self.start(title));
            Ok(answer(turn.wait()?))
        })?;
        self.titles.push(title.to_owned());
        let repeats = answered.failures.len();
        let why = answered.failures.first().map_or("", String::as_str);
        let why: String = why.chars().take(60).collect();
        step::done(
            &format!("{title}: repeated {repeats} times {why}"),
            answered.took,
        );
        let tasks = mended(PATIENCE, || self.person.tasks())?.value;
        let titles: Vec<_> = tasks.into_iter().map(|task| task.title).collect();
        same("each task once", &titles, &self.titles)?;
        let stored = self.person.conversation(&self.conversation)?;
        let stored = needed("conversation", stored)?;
        let said = list(&stored, "/messages").iter();
        let said = said
            .filter(|message| text(message, "/text") == title)
            .count();
        same("the message is in the conversation once", &said, &1)
    }

    fn start(&self, title: &str) -> Pending {
        // Said again, it is the same turn (FR-343).
        self.person
            .message(Some(&self.conversation), title)
            .with("idempotency-key", &title.replace(' ', "-"))
            .start()
    }
}

fn answer(exchange: Exchange) -> Result<(), String> {
    let turn = exchange?.expect(200)?;
    let calls = list(&turn, "/tool_calls");
    match calls.iter().find(|call| call.get("error").is_some()) {
        Some(failed) => Err(failed.to_string()),
        None => Ok(()),
    }
}
