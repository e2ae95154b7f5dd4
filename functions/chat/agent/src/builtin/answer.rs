//! What a turn asks for, in the light of the question before it (FR-313, FR-319). Nothing is remembered: the question's
//! own turn is read again. An answer does what was asked only if every word of it is one.

mod again;
mod places;

use jiff::Zoned;
use language::Language;

use super::{
    caution,
    command::{Action, Change, Command, Manner, Target},
    context::Context,
    draft::Draft,
    lexicon::{self, Lexicon},
    parse::{MAX_BYTES, bare, parse},
    phrases::{self, Agreement},
    resolve::{self, MAX_OPTIONS},
    scene::Scene,
    target,
    words::{self, Word},
};
use crate::{
    entry::{Answer, Question},
    naming::exact,
};
pub(super) use places::{english as english_places, nth, of as places_of};

/// How many questions in a row are followed back.
const MAX_QUESTIONS: usize = 8;

/// What the turn asks for, and what it is read in.
pub(super) fn command(turn: &Scene<'_>, now: &Zoned) -> (Command, Context) {
    let follower = Follower { now };
    let context = follower.context(turn, MAX_QUESTIONS);
    (follower.follow(turn, MAX_QUESTIONS), context)
}

/// Reads turns again, each in its own language.
#[derive(Clone, Copy)]
struct Follower<'n> {
    now: &'n Zoned,
}

impl Follower<'_> {
    fn language(turn: &Scene<'_>, left: usize) -> Language {
        let before = turn.previous().filter(|_| left > 0);
        let before = before.map(|before| Self::language(&before, left - 1));
        lexicon::language_of(turn.said().0, before)
    }

    fn context(self, turn: &Scene<'_>, left: usize) -> Context {
        Context::new(self.now, Self::language(turn, left))
    }

    fn follow(self, turn: &Scene<'_>, left: usize) -> Command {
        let (text, answer) = turn.said();
        let context = self.context(turn, left);
        if text.len() > MAX_BYTES {
            return Command::NotUnderstood;
        }
        let asked = turn.previous().filter(|before| before.question().is_some());
        let open = asked.and_then(|asked| Some((asked, asked.question()?)));
        // Only the last question is open: whatever came after an older one has dropped it.
        let open =
            open.filter(|(_, question)| answer.is_none_or(|answer| answer.id == question.id));
        let (Some((asked, question)), true) = (open, left > 0) else {
            return match answer {
                Some(_) => Command::Dropped,
                None => self
                    .again(turn, text, &context, left)
                    .unwrap_or_else(|| parse(text, &context)),
            };
        };
        match self.follow(&asked, left - 1) {
            command if command.lacks_title() => {
                let Command::Add(drafts) = command else {
                    return Command::NotUnderstood;
                };
                let draft = drafts.into_iter().next().unwrap_or_default();
                new_task(text, draft, &context)
            }
            Command::Offer(draft) => match answer {
                Some(answer)
                    if answer.values.iter().all(|value| value == "yes")
                        && !answer.values.is_empty() =>
                {
                    Command::Add(vec![draft])
                }
                Some(_) => Command::Dropped,
                None => offered(text, draft, &context),
            },
            Command::Change(change) => {
                let pending = Pending {
                    change,
                    question,
                    asked,
                    context,
                };
                match answer {
                    Some(answer) => pending.chosen(answer),
                    None => pending.told(text),
                }
            }
            _ => parse(text, &context),
        }
    }
}

/// The title that was asked for.
fn new_task(text: &str, asked: Draft, context: &Context) -> Command {
    let all = words::split(text);
    if phrases::agreement_in(&all, "add", context.lexicon) == Some(Agreement::No) {
        return Command::Dropped;
    }
    match parse(text, context) {
        Command::NotUnderstood | Command::Offer(_) => {
            let draft = bare::drafted(text, context).unwrap_or_default();
            Command::Add(vec![draft.completed_by(asked)])
        }
        Command::Add(drafts) => {
            let whole = drafts
                .into_iter()
                .map(|draft| draft.completed_by(asked.clone()));
            Command::Add(whole.collect())
        }
        command => command,
    }
}

/// What becomes of a task that was offered.
fn offered(text: &str, draft: Draft, context: &Context) -> Command {
    let all = words::split(text);
    let lexicon = context.lexicon;
    match phrases::agreement_in(&all, "add", lexicon) {
        Some(Agreement::Yes) => return Command::Add(vec![draft]),
        Some(Agreement::No) => return Command::Dropped,
        None => {}
    }
    // "Yes, tomorrow", "tomorrow".
    let day = lexicon.after("yes", &all).unwrap_or(&all);
    let day = words::source(text, day).trim_end_matches(['.', '!']);
    if let Ok(schedule) = context.setting.read(day) {
        let mut draft = draft;
        draft.schedule(&schedule);
        return Command::Add(vec![draft]);
    }
    // "No, buy bagels".
    if let Some(rest) = lexicon
        .after("no-but", &all)
        .filter(|rest| !rest.is_empty())
    {
        return match parse(words::source(text, rest), context) {
            Command::Offer(other) => Command::Add(vec![other]),
            Command::NotUnderstood => Command::Dropped,
            command => command,
        };
    }
    parse(text, context)
}

/// A change that waits for an answer.
struct Pending<'a> {
    change: Change,
    question: &'a Question,
    asked: Scene<'a>,
    context: Context,
}

impl Pending<'_> {
    /// An answer by the values of options.
    fn chosen(self, answer: &Answer) -> Command {
        let offered = |value: &&String| {
            self.question
                .options
                .iter()
                .any(|option| option.value == **value)
        };
        if !answer.values.iter().all(|value| offered(&value)) {
            return self.again();
        }
        let values: Vec<&str> = answer.values.iter().map(String::as_str).collect();
        if values.is_empty() || values.contains(&"no") {
            return Command::Dropped;
        }
        if values.contains(&"yes") {
            return self.confirmed();
        }
        let ids = values
            .iter()
            .filter_map(|value| value.parse().ok())
            .collect();
        self.act(ids)
    }

    /// An answer in words.
    fn told(self, text: &str) -> Command {
        let all = words::split(text);
        match phrases::agreement_in(&all, self.verb(), self.lexicon()) {
            Some(Agreement::No) => return Command::Dropped,
            Some(Agreement::Yes) => return self.agreed(),
            None => {}
        }
        let all = phrases::without_fillers(&all);
        if all.iter().any(|word| word.raw.contains('?')) {
            return self.something_else(text);
        }
        // "No 2" may count, or deny: in an answer it denies.
        if words::has(all, &["no"]) || caution::doubt_in(all, self.lexicon()).is_some() {
            return self.denied(text);
        }
        match self.choice(text, all) {
            Choice::These(ids) => self.act(ids),
            // More than the list of the question shows may be meant: the question says which.
            Choice::All(ids) => self.ask_about(ids),
            Choice::Other(id) => self.ask_about(vec![id]),
            Choice::None => self.something_else(text),
        }
    }

    /// What is no answer is a request of its own, or the question is asked again.
    fn something_else(self, text: &str) -> Command {
        match parse(text, &self.context) {
            Command::NotUnderstood
            | Command::Change(Change {
                target: Target::It | Target::Them | Target::Missing,
                ..
            }) => self.again(),
            command => command,
        }
    }

    /// A yes: to a question of yes and no, or to the only task offered.
    fn agreed(self) -> Command {
        if self.confirms() {
            return self.confirmed();
        }
        match self.options().as_slice() {
            [only] => self.act(vec![*only]),
            _ => self.again(),
        }
    }

    /// What denies or takes something out never changes what exists; it may begin something new ("no, add bagels").
    fn denied(self, text: &str) -> Command {
        let first = text.split_whitespace().next().unwrap_or_default();
        let said_no = matches!(words::normalise(first).as_str(), "no" | "nope" | "nah");
        let rest = text.split_once(first).map_or("", |(_, rest)| rest);
        match parse(if said_no { rest } else { text }, &self.context) {
            Command::Undo => Command::Undo,
            command @ (Command::Add(_)
            | Command::Offer(_)
            | Command::List(_)
            | Command::Find(_)
            | Command::Help)
                if caution::negation(&words::split(rest)).is_none() =>
            {
                command
            }
            _ if said_no => Command::Dropped,
            // It says why nothing is changed, or asks about something else.
            command @ (Command::Unsure(_)
            | Command::Change(Change {
                manner: Manner::Doubtful,
                ..
            })) => command,
            _ => self.again(),
        }
    }

    /// Which of the options the words name.
    fn choice(&self, text: &str, all: &[Word<'_>]) -> Choice {
        let options = self.options();
        if options.is_empty() {
            return Choice::None;
        }
        if phrases::is_both(all) && options.len() == 2 {
            return Choice::These(options);
        }
        if phrases::is_whole(all) {
            return Choice::All(options);
        }
        if let ([only], true) = (options.as_slice(), phrases::is_it(all, self.verb())) {
            return Choice::These(vec![*only]);
        }
        if let [word] = all
            && let Some(id) = target::number(&word.norm).filter(|id| options.contains(id))
        {
            return Choice::These(vec![id]);
        }
        let own_verb = words::after(all, self.verb()).unwrap_or(all);
        if let Some(ids) = target::ids(own_verb) {
            return match ids.as_slice() {
                _ if ids.iter().all(|id| options.contains(id)) => Choice::These(ids),
                [id] if options.len() == MAX_OPTIONS => Choice::Other(*id),
                _ => Choice::None,
            };
        }
        let telling = phrases::telling(own_verb);
        let nth = places::of(own_verb, self.lexicon())
            .and_then(|places| resolve::at_places(&options, &places));
        let titled = self.titled(text, own_verb, &telling);
        match (nth, titled) {
            (Some(ids), None) => Choice::These(ids),
            (None, Some(id)) => Choice::These(vec![id]),
            (Some(ids), Some(id)) if ids == [id] => Choice::These(ids),
            _ => Choice::None,
        }
    }

    /// The only option whose title holds every word of the answer, or is the answer in quotation marks.
    fn titled(&self, text: &str, all: &[Word<'_>], telling: &[&Word<'_>]) -> Option<i64> {
        let said = if telling.is_empty() {
            // "it" and "the" may be a whole title.
            exact(words::source(text, all))
        } else {
            exact(&words::sentence_of(telling))
        };
        if said.is_empty() {
            return None;
        }
        let mut fitting = self.question.options.iter().filter_map(|option| {
            let id = option.value.parse().ok()?;
            let (_, title) = option.label.split_once(": ")?;
            let whole = words::normalise(title) == words::normalise(text);
            let title = exact(title);
            (whole || !telling.is_empty() && said.iter().all(|word| title.contains(word)))
                .then_some(id)
        });
        fitting.next().filter(|_| fitting.next().is_none())
    }

    fn verb(&self) -> &'static str {
        self.change.action.verb()
    }

    fn lexicon(&self) -> &'static Lexicon {
        self.context.lexicon
    }

    /// Whether the question is one of yes and no.
    fn confirms(&self) -> bool {
        self.question
            .options
            .iter()
            .any(|option| option.value == "yes")
    }

    fn options(&self) -> Vec<i64> {
        self.question
            .options
            .iter()
            .filter_map(|option| option.value.parse().ok())
            .collect()
    }

    /// What was asked about, done with these tasks.
    fn act(self, ids: Vec<i64>) -> Command {
        self.with(ids, Manner::Confirmed)
    }

    /// The same, asked about once more with these tasks.
    fn ask_about(self, ids: Vec<i64>) -> Command {
        self.with(ids, Manner::Doubtful)
    }

    fn with(self, ids: Vec<i64>, manner: Manner) -> Command {
        Command::Change(Change {
            action: self.change.action,
            target: Target::Ids(ids),
            manner,
        })
    }

    /// Exactly the tasks that the question was asked about.
    fn confirmed(self) -> Command {
        let ids = resolve::asked_about(&self.asked, &self.change, &self.context.voice());
        self.act(ids)
    }

    /// The same question again.
    fn again(self) -> Command {
        Command::Change(self.change.doubtful())
    }
}

/// What an answer chooses.
enum Choice {
    These(Vec<i64>),
    All(Vec<i64>),
    /// A task that the question had no room for.
    Other(i64),
    None,
}
