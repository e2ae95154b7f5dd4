//! Which tasks a person asked to delete in so many words: the same reading for every model (FR-318, FR-326).

use language::name_key;
use serde_json::Value;

use super::{
    command::{Action, Change, Command, Manner, Target},
    context::Context,
    lexicon::{self, Lexicon},
    parse::parse,
    phrases::{self, Agreement},
    resolve, scene, words,
};

/// The ids of the tasks whose deletion this message asks for with certainty. `tasks` is the whole list, `shown` what the
/// assistant said just before.
pub(crate) fn for_deletion(message: &str, shown: &str, tasks: &[&Value]) -> Vec<i64> {
    let context = Context::timeless(lexicon::language_of(message, None));
    let commands = match parse(message, &context) {
        Command::Several(parts) => parts,
        command => vec![(message.to_owned(), command)],
    };
    let mut named: Vec<i64> = commands
        .iter()
        .filter_map(|(said, command)| match command {
            Command::Change(change) if change.action == Action::Delete => {
                asked(change, said, shown, tasks)
            }
            _ => None,
        })
        .flatten()
        .collect();
    named.extend(answered(message, shown, tasks, context.lexicon));
    named.sort_unstable();
    named.dedup();
    named
}

fn asked(change: &Change, said: &str, shown: &str, tasks: &[&Value]) -> Option<Vec<i64>> {
    match (&change.target, change.manner) {
        (_, Manner::Doubtful) => None,
        (Target::Ids(ids), _) => Some(ids.clone()),
        (Target::It, _) => Some(standing(shown, tasks)).filter(|shown| shown.len() == 1),
        (Target::Them, _) => Some(standing(shown, tasks)),
        _ => resolve::certain(change, said, tasks),
    }
}

/// What an answer in words names of the tasks that stood in the question: a yes all of them, an ordinal one.
fn answered(message: &str, shown: &str, tasks: &[&Value], lexicon: &Lexicon) -> Vec<i64> {
    if !shown.contains('?') {
        return Vec::new();
    }
    let all = words::split(message);
    if phrases::agreement_in(&all, Action::Delete.verb(), lexicon) == Some(Agreement::Yes) {
        // "Which one …?" is no question of yes and no.
        let choice = words::split(shown).iter().any(|word| word.norm == "which");
        return if choice {
            Vec::new()
        } else {
            standing(shown, tasks)
        };
    }
    let all = phrases::without_fillers(&all);
    let own_verb = words::after(all, Action::Delete.verb()).unwrap_or(all);
    super::answer::nth(own_verb, &standing(shown, tasks)).unwrap_or_default()
}

/// The tasks that stand in a text by their whole title or as "task 3" or "#3", in the order of the text.
fn standing(text: &str, tasks: &[&Value]) -> Vec<i64> {
    let text = name_key(text);
    let mut found: Vec<(usize, i64)> = tasks
        .iter()
        .filter_map(|task| {
            let id = scene::id_of(task)?;
            let title = name_key(task.get("title").and_then(Value::as_str)?);
            let marks = [format!("task {id}"), format!("#{id}"), title];
            let at = marks.iter().filter_map(|mark| whole(&text, mark)).min()?;
            Some((at, id))
        })
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(_, id)| id).collect()
}

/// Where `part` stands in the text and no word goes on before or behind it.
fn whole(text: &str, part: &str) -> Option<usize> {
    text.match_indices(part).map(|(at, _)| at).find(|at| {
        let before = text.get(..*at).and_then(|text| text.chars().next_back());
        let after = text
            .get(at + part.len()..)
            .and_then(|text| text.chars().next());
        !part.is_empty()
            && before.is_none_or(|letter| !letter.is_alphanumeric())
            && after.is_none_or(|letter| !letter.is_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fr_326_what_the_person_asked_to_delete_is_read_from_their_words() {
        let tasks = [
            json!({"id": 1, "title": "Buy milk"}),
            json!({"id": 2, "title": "Team meeting"}),
            json!({"id": 3, "title": "Client meeting"}),
        ];
        let tasks: Vec<&Value> = tasks.iter().collect();
        let question = "Which one do you mean: Team meeting (task 2) or Client meeting?";
        let one = "Shall I delete “Buy milk”?";
        for (message, shown, expected) in [
            ("delete task 2", "", vec![2]),
            ("please delete the milk", "", vec![1]),
            ("delete \"Team meeting\" and add bread", "", vec![2]),
            ("delete the meeting", "", vec![]),
            ("what is due today?", "", vec![]),
            ("I bought 3 apples", "", vec![]),
            ("don't delete task 2", "", vec![]),
            ("yes", one, vec![1]),
            ("yes", "I found “Buy milk”.", vec![]),
            ("delete it", one, vec![1]),
            ("delete it", question, vec![]),
            ("the second one", question, vec![3]),
            ("both", question, vec![]),
            ("yes, both, please delete them", question, vec![]),
            ("delete them", question, vec![2, 3]),
            ("not the first one", question, vec![]),
            ("yes, but later", one, vec![]),
        ] {
            assert_eq!(for_deletion(message, shown, &tasks), expected, "{message}");
        }
    }
}
