//! What searching by folded keys costs beside searching by words in lower case, as the version before folding did (FR-645): the
//! size of the index over lists in Latin letters, and how long a search takes.

use std::time::Duration;

use serde::Serialize;
use serde_json::{Value, json};

use super::{
    ground::Ground,
    load::Pgbench,
    spread::{Spread, spread},
    subject,
};
use crate::{
    failure::{Failure, Outcome},
    ports::Ports,
    probe, step,
};

/// People with lists, of those who have a token.
const PEOPLE: u32 = 20;
/// Requests of each that create tasks.
const BATCHES: u32 = 20;
/// Tasks of a request.
const BATCH: u32 = 50;
const ROUNDS: u32 = 7;
const LASTING: Duration = Duration::from_secs(3);
const WARMING: Duration = Duration::from_secs(1);
/// Connections that search.
const CLIENTS: u32 = 4;
/// How much larger the index may be.
const MOST_SIZE: f64 = 1.5;
/// How much longer the slowest of a hundred searches may take.
const MOST_P99: f64 = 1.2;

const DOING: [&str; 8] = [
    "Write", "Prüfen", "Acheter", "Llamar", "Zadzwoń", "Skriv", "Call", "Book",
];
const THINGS: [&str; 12] = [
    "résumé",
    "Straße",
    "façade",
    "mañana",
    "gęślą",
    "smørrebrød",
    "groceries",
    "dentist",
    "invoice",
    "Übersicht",
    "meeting",
    "flight",
];
const MORE: [&str; 5] = [
    "for the team",
    "für Müller",
    "à Paris",
    "naïve draft",
    "before noon",
];

/// What is searched for: words as the one and as the other version cuts them.
const SEARCHES: [(&str, &str); 4] = [
    ("res", "rés"),
    ("strasse", "straße"),
    ("team", "team"),
    ("number17", "number17"),
];

/// The words as the version before cut them, in a table and an index of its own, looked for by the same function.
const BEFORE: &str = "create schema before;
grant usage on schema before to todo_tasks;
create table before.task_term (user_id text, id int, terms tsvector, primary key (user_id, id));
insert into before.task_term select user_id, id, array_to_tsvector(
    array(select distinct user_id || E'\\x01' || word from regexp_split_to_table(lower(title || ' ' || notes), '[^[:alnum:]]+') as word where word <> '')
    || array(select distinct user_id || E'\\x02' || lower(tag) from unnest(tags) as tag))
  from todo.task;
create index task_term_found on before.task_term using gin (terms);
reindex index todo.task_term_found;
do $$ begin
  execute replace(replace(pg_get_functiondef('todo.found_tasks(text[],text[])'::regprocedure), 'todo.found_tasks', 'before.found_tasks'), 'todo.task_term', 'before.task_term');
end $$;
grant execute on function before.found_tasks to todo_tasks;
vacuum analyze before.task_term;
vacuum analyze todo.task_term;
vacuum analyze todo.task;\n";

const SIZES: &str = "do $$ begin
  raise notice 'index % %', pg_relation_size('todo.task_term_found'), pg_relation_size('before.task_term_found');
end $$;\n";

/// What folding costs.
#[derive(Debug, Serialize)]
pub struct Figures {
    /// Tasks in the table.
    pub tasks: u32,
    /// The size of the index by that of the one before.
    pub index_growth: f64,
    /// p99 of searches, round by round.
    pub p99_us: Spread,
    /// The same of the version before.
    pub p99_before_us: Spread,
    /// The one by the other, round by round.
    pub p99_growth: Spread,
}

/// Fills a table, then measures in turn.
///
/// # Errors
/// When something does not work.
pub fn run(ground: &Ground, ports: &mut Ports) -> Outcome<Figures> {
    let pgbench = Pgbench::find(ground)?;
    pgbench.superuser("create", "todo", "create database search;\n")?;
    ground.migrate("search", &[])?;
    let subject = ground.subject("tasks", "search", ports)?;
    let function = subject::start(&subject)?;
    step::timed("the lists to search", || fill(ground, subject.port))?;
    drop(function);
    pgbench.superuser("before", "search", BEFORE)?;
    let index_growth = growth(&pgbench.notices("sizes", "search", SIZES)?)?;
    let round = |lasting| -> Outcome<(f64, f64)> {
        let now = p99(
            &pgbench,
            "todo",
            |(word, _)| format!("array['{word}'], '{{}}'"),
            lasting,
        )?;
        let before = p99(
            &pgbench,
            "before",
            |(_, word)| format!("array['{word}']"),
            lasting,
        )?;
        Ok((now, before))
    };
    round(WARMING)?;
    let rounds = (1..=ROUNDS).map(|number| {
        step::timed(&format!("search: round {number} of {ROUNDS}"), || {
            round(LASTING)
        })
    });
    let rounds = rounds.collect::<Outcome<Vec<_>>>()?;
    let series = |pick: fn(&(f64, f64)) -> f64| {
        spread(rounds.iter().map(pick).collect()).ok_or_else(|| Failure::from("search: no round"))
    };
    Ok(Figures {
        tasks: PEOPLE * BATCHES * BATCH,
        index_growth,
        p99_us: series(|round| round.0)?,
        p99_before_us: series(|round| round.1)?,
        p99_growth: series(|round| round.0 / round.1)?,
    })
}

fn fill(ground: &Ground, port: u16) -> Outcome<()> {
    for person in 0..PEOPLE {
        let bearer = format!("Bearer {}", ground.issuer.token(person)?);
        let headers = [("Authorization", bearer.as_str())];
        for batch in 0..BATCHES {
            match probe::post(port, "/api/batch", &headers, &tasks(batch)) {
                Some((200, _)) => {}
                answer => return Err(Failure::Told(format!("the lists to search: {answer:?}"))),
            }
        }
    }
    Ok(())
}

/// A request that creates tasks.
fn tasks(batch: u32) -> String {
    let operations: Vec<Value> = (batch * BATCH..(batch + 1) * BATCH)
        .map(|number| {
            let at = |words: &[&'static str], step: usize| -> &'static str {
                let place = usize::try_from(number).unwrap_or_default() / step % words.len();
                words.get(place).copied().unwrap_or_default()
            };
            let (doing, thing, more) = (at(&DOING, 1), at(&THINGS, 3), at(&MORE, 7));
            json!({"create": {
                "title": format!("{doing} {thing} {more} number{}", number % 97),
                "notes": if number % 3 == 0 { format!("{more}: {} and {}", at(&THINGS, 5), at(&DOING, 11)) } else { String::new() },
                "tags": [at(&THINGS, 13)],
            }})
        })
        .collect();
    json!({"operations": operations, "atomic": true}).to_string()
}

/// The first number by the second one of the line that tells of the index.
fn growth(said: &str) -> Outcome<f64> {
    let numbers = said.lines().find_map(|line| {
        let (_, sizes) = line.split_once("index ")?;
        let mut sizes = sizes.split_whitespace().map(str::parse::<f64>);
        Some((sizes.next()?.ok()?, sizes.next()?.ok()?))
    });
    let (now, before) = numbers.ok_or_else(|| Failure::from("search: the index has no size"))?;
    Ok(now / before)
}

/// The latency in microseconds that one of a hundred searches exceeds.
fn p99(
    pgbench: &Pgbench,
    schema: &str,
    arguments: impl Fn((&str, &str)) -> String,
    lasting: Duration,
) -> Outcome<f64> {
    let searches: String = SEARCHES
        .map(|search| {
            format!(
                "select * from todo.task where user_id = current_setting('app.user_id')
                   and id in (select {schema}.found_tasks({}, '{{}}')) order by id limit 51;\n",
                arguments(search)
            )
        })
        .concat();
    let script = format!(
        "\\set person random(0, {})
begin;
select set_config('role', 'todo_tasks', true), set_config('app.user_id', (:person)::text, true);
{searches}commit;\n",
        PEOPLE - 1
    );
    let mut latencies = pgbench.latencies("search", &script, CLIENTS, lasting)?;
    latencies.sort_unstable();
    let slow = latencies.get(latencies.len() * 99 / 100).copied();
    let slow = slow.ok_or_else(|| Failure::from("search: no search ended in time"))?;
    #[expect(clippy::cast_precision_loss, reason = "microseconds of a search")]
    Ok(slow as f64)
}

/// The figures as people read them.
#[must_use]
pub fn table(figures: &Figures) -> String {
    format!(
        "search in {} tasks: the index is {:.2} times as large as without folding; p99 {:.0} µs by {:.0} µs, {:.2} times as long",
        figures.tasks,
        figures.index_growth,
        figures.p99_us.median,
        figures.p99_before_us.median,
        figures.p99_growth.median
    )
}

/// The limits that are broken, a line for each.
#[must_use]
pub fn broken(figures: &Figures) -> Vec<String> {
    let limits = [
        ("the index of searches", figures.index_growth, MOST_SIZE),
        ("p99 of a search", figures.p99_growth.median, MOST_P99),
    ];
    limits
        .into_iter()
        .filter(|(_, growth, most)| growth > most)
        .map(|(what, growth, most)| {
            format!("{what} is {growth:.2} times that without folding, more than {most}")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FR-645.
    #[test]
    fn limits_are_named_that_are_broken() {
        let alike = Spread {
            min: 1.0,
            median: 1.0,
            max: 1.0,
        };
        let slow = Spread {
            median: 1.3,
            ..alike
        };
        let figures = |index_growth, p99_growth| Figures {
            tasks: 1,
            index_growth,
            p99_us: alike,
            p99_before_us: alike,
            p99_growth,
        };
        assert!(broken(&figures(1.5, alike)).is_empty());
        assert_eq!(broken(&figures(1.6, slow)).len(), 2);
        assert_eq!(growth("psql: NOTICE:  index 30 20\n").ok(), Some(1.5));
        assert!(growth("").is_err());
    }
}
