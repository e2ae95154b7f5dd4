//! Sentences that go on from the turn before: "I meant monday", "no, buy bagels", "and the electrician", "tomorrow"
//! (FR-1055).

use super::{
    Action, Change, Command, Context, Draft, Follower, Manner, Scene, Target, bare, parse, words,
    words::Word,
};
use crate::builtin::{
    command::{Field, Query},
    conditions, framed, lexicon, target,
};

impl Follower<'_> {
    /// What a sentence asks for that says only what is other than in the turn before.
    pub(super) fn again(
        self,
        turn: &Scene<'_>,
        text: &str,
        context: &Context,
        left: usize,
    ) -> Option<Command> {
        let previous = turn.previous().filter(|_| left > 0)?;
        let all = lexicon::split(text, context.lexicon);
        let after = |list: &str| context.lexicon.after(list, &all);
        let meant = after("anew");
        let other = after("no-but").filter(|rest| {
            let said = all.get(all.len().saturating_sub(rest.len() + 1));
            said.is_some_and(|word| word.raw.ends_with([',', '.', '!', ';']))
        });
        let more = after("as-well");
        let known = [meant, other, more]
            .into_iter()
            .flatten()
            .any(|rest| !rest.is_empty());
        let short = all.len() <= MAX_WORDS;
        if !known && !short {
            return None;
        }
        let going = Going {
            turn,
            before: self.follow(&previous, left - 1),
            changed: !previous.changes().is_empty(),
            text,
            context,
        };
        if let Some(rest) = meant.or(other).filter(|rest| !rest.is_empty()) {
            return going.corrected(rest);
        }
        if let Some(rest) = more.filter(|rest| !rest.is_empty()) {
            return going.more(rest);
        }
        going.bare(&all)
    }
}

/// How many words a sentence has that only sets a date or a priority of the task just spoken of.
const MAX_WORDS: usize = 8;

struct Going<'g, 's> {
    turn: &'g Scene<'s>,
    /// What the turn before asked for.
    before: Command,
    /// Whether it changed something.
    changed: bool,
    text: &'g str,
    context: &'g Context,
}

impl Going<'_, '_> {
    fn source(&self, words: &[Word<'_>]) -> &str {
        words::source(self.text, words).trim_end_matches(['.', '!', '?', ' '])
    }

    /// A date or a recurrence, as a change of the task just spoken of.
    fn date(&self, words: &[Word<'_>]) -> Option<Command> {
        let bare = self
            .context
            .lexicon
            .after("day-lead", words)
            .unwrap_or(words);
        let schedule = self
            .context
            .setting
            .read(self.source(words))
            .or_else(|_| self.context.setting.read(self.source(bare)))
            .ok()?;
        Some(self.set(framed::when(&schedule)))
    }

    fn level(&self, words: &[Word<'_>]) -> Option<Command> {
        let lexicon = self.context.lexicon;
        let level = ["priority p1", "priority p2", "priority p3", "priority p4"]
            .into_iter()
            .zip(["p1", "p2", "p3", "p4"])
            .find(|(list, _)| lexicon.after(list, words).is_some_and(<[_]>::is_empty))?;
        Some(self.set(Field::Priority(level.1)))
    }

    fn set(&self, field: Field) -> Command {
        let target = if self.turn.spoken_of().len() > 1 {
            Target::Them
        } else {
            Target::It
        };
        Command::Change(Change {
            action: Action::Set(field),
            target,
            manner: Manner::Command,
        })
    }

    /// "I meant …", "no, …".
    fn corrected(&self, rest: &[Word<'_>]) -> Option<Command> {
        if !self.changed {
            return match &self.before {
                Command::List(query) => self.listed(query, rest),
                _ => None,
            };
        }
        match &self.before {
            Command::Add(drafts) => {
                if let Some(command) = self.date(rest).or_else(|| self.level(rest)) {
                    return Some(command);
                }
                let [draft] = drafts.as_slice() else {
                    return None;
                };
                if !self.is_thing(rest) {
                    return None;
                }
                let title = self.in_place_of(draft, rest)?.title;
                Some(Command::Change(Change {
                    action: Action::Rename(Some(title)),
                    target: Target::It,
                    manner: Manner::Command,
                }))
            }
            Command::Change(change) => {
                if matches!(change.action, Action::Set(_))
                    && let Some(command) = self.date(rest).or_else(|| self.level(rest))
                {
                    return Some(command);
                }
                let target = target::read_in(self.text, rest, self.context.lexicon);
                let usable = matches!(
                    &target,
                    Target::Named(_) | Target::Quoted(_) | Target::Ids(_)
                );
                (usable && self.is_thing(rest)).then(|| {
                    Command::Instead(Change {
                        target,
                        manner: Manner::Command,
                        ..change.clone()
                    })
                })
            }
            _ => None,
        }
    }

    /// "and …", "what about …?".
    fn more(&self, rest: &[Word<'_>]) -> Option<Command> {
        if let Command::List(query) = &self.before {
            return self.listed(query, rest);
        }
        if !self.changed || !self.is_thing(rest) {
            return None;
        }
        match &self.before {
            Command::Add(drafts) => {
                let drafts = [self.in_place_of(drafts.last()?, rest)?];
                Some(Command::Add(drafts.to_vec()))
            }
            Command::Change(change) | Command::Instead(change) => {
                let target = target::read_in(self.text, rest, self.context.lexicon);
                let usable = matches!(
                    &target,
                    Target::Named(_) | Target::Quoted(_) | Target::Ids(_)
                ) && !matches!(change.action, Action::Rename(_));
                usable.then(|| {
                    framed::settle(
                        Change {
                            action: change.action.clone(),
                            target,
                            manner: Manner::Command,
                        },
                        rest,
                        self.context,
                    )
                })
            }
            _ => None,
        }
    }

    /// A date, a priority or "done" alone, of the task just spoken of.
    fn bare(&self, all: &[Word<'_>]) -> Option<Command> {
        let single = self.turn.spoken_of().len() == 1;
        let about = matches!(
            &self.before,
            Command::Add(_) | Command::Change(_) | Command::Instead(_) | Command::Find(_)
        );
        if !single || !about {
            return None;
        }
        let lexicon = self.context.lexicon;
        if lexicon.after("finished", all).is_some_and(<[_]>::is_empty) {
            return Some(Command::Change(Change {
                action: Action::Complete,
                target: Target::It,
                manner: Manner::Report,
            }));
        }
        if all.iter().any(|word| word.raw.ends_with('?')) {
            return None;
        }
        self.date(all).or_else(|| self.level(all))
    }

    /// The same list under another condition.
    fn listed(&self, query: &Query, rest: &[Word<'_>]) -> Option<Command> {
        let found = conditions::conditions(self.text, rest, self.context);
        let read = |at: usize| found.read.get(at) == Some(&true);
        let lexicon = self.context.lexicon;
        let known = rest.iter().enumerate().all(|(at, word)| {
            read(at)
                || lexicon.has("noun", word)
                || lexicon.has("article", word)
                || lexicon.has("listed", word)
        });
        let filter = found.filter.filter(|_| known)?;
        Some(Command::List(Query {
            filter: Some(filter),
            unread: Vec::new(),
            ..query.clone()
        }))
    }

    /// Whether words name a thing or a task, and no command, question or greeting.
    fn is_thing(&self, rest: &[Word<'_>]) -> bool {
        let said = words::source(self.text, rest);
        let lexicon = self.context.lexicon;
        let asks =
            rest.iter().any(|word| word.raw.ends_with('?')) || lexicon.after("ask", rest).is_some();
        !asks
            && matches!(
                parse(said, self.context),
                Command::NotUnderstood | Command::Offer(_)
            )
    }

    /// A task like another one, about something else: "Call the plumber", "and the electrician".
    fn in_place_of(&self, draft: &Draft, rest: &[Word<'_>]) -> Option<Draft> {
        let lexicon = self.context.lexicon;
        let new = bare::drafted(words::source(self.text, rest), self.context)?;
        let before = lexicon::split(&draft.title, lexicon);
        let now = lexicon::split(&new.title, lexicon);
        let verb = lexicon
            .after("task verb", &before)
            .filter(|thing| !thing.is_empty());
        let (Some(thing), None) = (verb, lexicon.after("task verb", &now)) else {
            return Some(new);
        };
        let verb = before.get(..before.len() - thing.len())?;
        let object = lowered(&new.title, words::source(self.text, rest));
        let title = format!("{} {object}", words::source(&draft.title, verb));
        Some(Draft { title, ..new })
    }
}

/// A title with its first letter as it was typed.
fn lowered(title: &str, typed: &str) -> String {
    let first = typed.chars().next();
    let mut letters = title.chars();
    match (letters.next(), first) {
        (Some(large), Some(typed)) if large.to_lowercase().eq(typed.to_lowercase()) => {
            std::iter::once(typed).chain(letters).collect()
        }
        _ => title.to_owned(),
    }
}
