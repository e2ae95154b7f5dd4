//! Lists of tasks: filters and orders become SQL whose conditions indexes can answer under row-level security (FR-615,
//! FR-616).

use std::{collections::BTreeSet, sync::LazyLock};

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
    tz::TimeZone,
};
use language::{Condition, DueRange, Edge, Expression, Part, Resolved, SearchText, Tag};
use tokio_postgres::{
    Row,
    types::{ToSql, Type},
};

use super::{
    Read, Sql, Transaction,
    columns::{names, tasks},
};
use crate::{
    auth::UserId,
    error::{Error, Result},
    task::{
        Breach, Context, Cursor, Direction, ListTasks, SortKey, TaskPage, TaskSort, TaskStatus,
    },
};

/// The owner's changes so far.
const VERSION: &str = "select last_sequence, folds from todo.user_counter where user_id = $1";

/// What a list is made of: the owner's changes so far, what was asked, and what its words for time mean now. While it is
/// the same, so is the list (FR-114).
///
/// # Errors
/// [`Error`] when the database refuses or is away.
pub async fn version(
    transaction: &mut Transaction,
    user: &UserId,
    list: &ListTasks,
    at: &Context,
) -> Result<String> {
    let owner = [(&user.as_str() as &(dyn ToSql + Sync), Type::TEXT)];
    version_of(&transaction.query(VERSION, &owner).await?, list, at)
}

/// One page of the owner's tasks (FR-102, FR-103, FR-615).
///
/// # Errors
/// [`Error::InvalidParameter`] for a cursor of another order; otherwise when the database refuses or is away.
pub async fn list(
    transaction: &mut Transaction,
    user: &UserId,
    list: &ListTasks,
    at: &Context,
) -> Result<TaskPage> {
    let query = Query::of(user, list, at)?;
    let sql = query.sql();
    let rows = transaction.query(kept(&sql), &query.parameters()).await?;
    page_of(&rows, list)
}

/// [`version`] and [`list`] as the transaction's last, in one wait. The version is the older one: a change between the
/// two makes it another one than the list's, which is only asked for again.
///
/// # Errors
/// As for [`list`].
pub async fn versioned_list(
    transaction: Read,
    user: &UserId,
    list: &ListTasks,
    at: &Context,
) -> Result<(String, TaskPage)> {
    let query = match Query::of(user, list, at) {
        Ok(query) => query,
        Err(refused) => return transaction.end(Err(refused)).await,
    };
    let owner = [(&user.as_str() as &(dyn ToSql + Sync), Type::TEXT)];
    let sql = query.sql();
    let [version, rows] = transaction
        .finish([
            (Sql::Cached(VERSION), &owner),
            (kept(&sql), &query.parameters()),
        ])
        .await?;
    Ok((version_of(&version, list, at)?, page_of(&rows, list)?))
}

fn version_of(rows: &[Row], list: &ListTasks, at: &Context) -> Result<String> {
    let counter = rows.first();
    let sequence: Option<i64> = counter.map(|row| row.try_get(0)).transpose()?;
    let folds: Option<i32> = counter.map(|row| row.try_get(1)).transpose()?;
    let asked = serde_json::to_string(list).map_err(Error::internal)?;
    let bounds = list
        .filter
        .as_ref()
        .map(|filter| filter.resolve(at.now, &at.zone));
    Ok(format!(
        "{} {} {asked} {bounds:?}",
        sequence.unwrap_or_default(),
        folds.unwrap_or_default()
    ))
}

fn page_of(rows: &[Row], list: &ListTasks) -> Result<TaskPage> {
    let limit = usize::try_from(list.limit.get()).map_err(Error::internal)?;
    let tasks = tasks(rows.get(..limit).unwrap_or(rows))?;
    let next_cursor = tasks
        .last()
        .filter(|_| rows.len() > limit)
        .map(|last| Cursor {
            direction: list.order,
            key: SortKey::of(last, list.sort),
            after: last.id,
        });
    Ok(TaskPage { tasks, next_cursor })
}

/// How the database answers a list, one line per step, for the tests of FR-616.
///
/// # Errors
/// As for [`list`].
#[cfg(feature = "testing")]
pub async fn explain(
    transaction: &mut Transaction,
    user: &UserId,
    list: &ListTasks,
    at: &Context,
) -> Result<Vec<String>> {
    let query = Query::of(user, list, at)?;
    let sql = format!("explain (analyze, buffers, costs off) {}", query.sql());
    let rows = transaction
        .query(Sql::Unnamed(&sql), &query.parameters())
        .await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}

/// The statements of lists without a filter or a search, from their beginning: one for each status, sort and order.
static PLAIN: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let status = [TaskStatus::All, TaskStatus::Pending, TaskStatus::Completed];
    let lists = status.into_iter().flat_map(|status| {
        SORTS.into_iter().flat_map(move |sort| {
            [Direction::Ascending, Direction::Descending].map(|order| ListTasks {
                status,
                sort,
                order,
                ..ListTasks::default()
            })
        })
    });
    lists
        .map(|list| Query::plain(String::new(), &list).sql())
        .collect()
});

/// Every sort.
const SORTS: [TaskSort; 5] = [
    TaskSort::Created,
    TaskSort::Due,
    TaskSort::Priority,
    TaskSort::Title,
    TaskSort::Position,
];

/// The statement, which is kept prepared if it is a plain list's: what filters make is without end.
fn kept(sql: &str) -> Sql<'_> {
    PLAIN
        .get(sql)
        .map_or(Sql::Unnamed(sql), |plain| Sql::Cached(plain))
}

/// A statement in the making.
struct Query {
    conditions: String,
    order: String,
    bound: Vec<(Box<dyn ToSql + Sync + Send>, Type)>,
}

impl Query {
    fn of(user: &UserId, list: &ListTasks, at: &Context) -> Result<Self> {
        let mut query = Self::with_status(user.as_str().to_owned(), list.status);
        if let Some(filter) = &list.filter {
            let condition = query.condition(&filter.resolve(at.now, &at.zone));
            query.and(&condition);
        }
        if let Some(search) = &list.search {
            let condition = query.found(&Wanted::text(search));
            query.and(&condition);
        }
        if let Some(cursor) = &list.cursor {
            query.after(cursor, list)?;
        }
        query.sort(list);
        Ok(query)
    }

    /// A list without a filter, a search and a cursor.
    fn plain(user: String, list: &ListTasks) -> Self {
        let mut query = Self::with_status(user, list.status);
        query.sort(list);
        query
    }

    fn with_status(user: String, status: TaskStatus) -> Self {
        let mut query = Self {
            conditions: "user_id = $1".to_owned(),
            order: String::new(),
            bound: vec![(Box::new(user), Type::TEXT)],
        };
        match status {
            TaskStatus::All => {}
            TaskStatus::Pending => query.and("completed_at is null"),
            TaskStatus::Completed => query.and("completed_at is not null"),
        }
        query
    }

    fn sql(&self) -> String {
        let Self {
            conditions, order, ..
        } = self;
        let names = names("");
        format!("select {names} from todo.task where {conditions} order by {order}")
    }

    fn and(&mut self, condition: &str) {
        self.conditions.push_str(" and ");
        self.conditions.push_str(condition);
    }

    /// The place of a value.
    fn bind(&mut self, value: impl ToSql + Sync + Send + 'static, kind: Type) -> String {
        self.bound.push((Box::new(value), kind));
        format!("${}", self.bound.len())
    }

    fn parameters(&self) -> Vec<(&(dyn ToSql + Sync), Type)> {
        self.bound
            .iter()
            .map(|(value, kind)| (&**value as &(dyn ToSql + Sync), kind.clone()))
            .collect()
    }

    /// A filter. A comparison with nothing is null, which counts as false at the top and is made false below a `not`.
    fn condition(&mut self, filter: &Resolved) -> String {
        match filter {
            Expression::Is(condition) => self.single(condition),
            Expression::Not(inner) => format!("({}) is not true", self.condition(inner)),
            Expression::And(parts) => self.all(parts),
            Expression::Or(parts) if parts.iter().all(|part| Wanted::of(part).is_some()) => {
                self.any(parts)
            }
            Expression::Or(parts) => {
                let parts: Vec<String> = parts.iter().map(|part| self.condition(part)).collect();
                format!("({})", parts.join(" or "))
            }
        }
    }

    /// All of these: one question for what has words and tags.
    fn all(&mut self, parts: &[Resolved]) -> String {
        let (mut wanted, mut conditions) = (Vec::new(), Vec::new());
        for part in parts {
            match Wanted::of(part) {
                Some(more) => wanted.push(more),
                None => conditions.push(self.condition(part)),
            }
        }
        if let Some(wanted) = wanted.into_iter().reduce(Wanted::and) {
            conditions.push(self.found(&wanted));
        }
        format!("({})", conditions.join(" and "))
    }

    /// Any of these tags and words, in one list: a condition of its own for each would have every task looked at.
    fn any(&mut self, parts: &[Resolved]) -> String {
        let found: Vec<String> = parts
            .iter()
            .filter_map(Wanted::of)
            .map(|wanted| self.found_tasks(&wanted))
            .collect();
        format!("id in ({})", found.join(" union "))
    }

    fn single(&mut self, condition: &Condition<DueRange>) -> String {
        match condition {
            Condition::All => "true".to_owned(),
            Condition::Due(range) => self.due(range),
            Condition::Completed => "completed_at is not null".to_owned(),
            Condition::Pending => "completed_at is null".to_owned(),
            Condition::Has(Part::Date) => "due is not null".to_owned(),
            Condition::Has(Part::Notes) => "notes <> ''".to_owned(),
            Condition::Has(Part::Tags) => "tags <> '{}'".to_owned(),
            Condition::Recurring => "series_id is not null".to_owned(),
            Condition::Subtask => "parent_id is not null".to_owned(),
            Condition::Priority(priority) => {
                format!("priority = {}", self.bind(priority.as_str(), Type::TEXT))
            }
            Condition::Project(name) => {
                format!("project_key = {}", self.bind(name.key(), Type::TEXT))
            }
            Condition::Tag(tag) => self.found(&Wanted::tag(tag)),
            Condition::Search(text) => self.found(&Wanted::text(text)),
        }
    }

    fn found(&mut self, wanted: &Wanted) -> String {
        format!("id in ({})", self.found_tasks(wanted))
    }

    fn found_tasks(&mut self, wanted: &Wanted) -> String {
        let places = [&wanted.prefixes, &wanted.runs, &wanted.tags]
            .map(|list| self.bind(list.clone(), Type::TEXT_ARRAY));
        format!("select todo.found_tasks({})", places.join(", "))
    }

    /// A day without a time is compared as a day, by the column that lists are sorted by; a time as a moment.
    fn due(&mut self, range: &DueRange) -> String {
        let mut days = vec!["due_at is null".to_owned()];
        let mut moments = vec!["due_at is not null".to_owned()];
        // What an index can answer: no two zones are as much as two days apart.
        let mut about = vec!["due is not null".to_owned()];
        for (edge, comparison) in [(range.from, ">="), (range.before, "<")] {
            let Some(Edge { date, instant }) = edge else {
                continue;
            };
            let day = self.local(date.to_datetime(Time::midnight()));
            days.push(format!("due_order {comparison} {day}"));
            let moment = self.moment(instant);
            moments.push(format!("due_at {comparison} {moment}"));
            let sign = if comparison == "<" { "+" } else { "-" };
            about.push(format!(
                "due_order {comparison} {day} {sign} interval '2 days'"
            ));
        }
        let [about, days, moments] = [about, days, moments].map(|all| all.join(" and "));
        format!("({about} and ({days} or {moments}))")
    }

    /// The place of a local time. The binary form of the driver does not reach the calendar's end.
    fn local(&mut self, time: DateTime) -> String {
        let place = self.bind(time.to_string(), Type::TEXT);
        format!("{place}::timestamp")
    }

    /// The place of a moment, as text for the same reason. Before the first year, which no due reaches, all are alike.
    fn moment(&mut self, moment: Timestamp) -> String {
        let first = Date::constant(1, 1, 1).to_datetime(Time::midnight());
        let is_before = TimeZone::UTC.to_datetime(moment) < first;
        let text = if is_before {
            "-infinity".to_owned()
        } else {
            moment.to_string()
        };
        let place = self.bind(text, Type::TEXT);
        format!("{place}::timestamptz")
    }

    fn after(&mut self, cursor: &Cursor, list: &ListTasks) -> Result<()> {
        if (cursor.key.sort(), cursor.direction) != (list.sort, list.order) {
            let rule = "the cursor belongs to a list in another order; send sort and order as for the page before";
            return Err(Error::InvalidParameter(Breach::new("cursor", rule)));
        }
        let id = self.bind(cursor.after.get(), Type::INT4);
        let key = match &cursor.key {
            SortKey::Created => None,
            SortKey::Due(order) => Some(self.local(*order)),
            SortKey::Priority(priority) => Some(self.bind(priority.as_str(), Type::TEXT)),
            SortKey::Title(title) => Some(self.bind(title.as_str().to_owned(), Type::TEXT)),
            SortKey::Position(position) => Some(self.bind(position.get(), Type::FLOAT8)),
        };
        let beyond = match list.order {
            Direction::Ascending => ">",
            Direction::Descending => "<",
        };
        let condition = match (column(list.sort), key) {
            (Some(column), Some(key)) => format!("({column}, id) {beyond} ({key}, {id})"),
            _ => format!("id {beyond} {id}"),
        };
        self.and(&condition);
        Ok(())
    }

    /// The order, and one row more than the page holds: whether there is a next one.
    fn sort(&mut self, list: &ListTasks) {
        let direction = match list.order {
            Direction::Ascending => "asc",
            Direction::Descending => "desc",
        };
        let key = column(list.sort).map(|column| format!("{column} {direction}, "));
        let limit = self.bind(i64::from(list.limit.get()) + 1, Type::INT8);
        let key = key.unwrap_or_default();
        self.order = format!("{key}id {direction} limit {limit}");
    }
}

/// What the index of words and tags is asked for: all of it.
#[derive(Default)]
struct Wanted {
    prefixes: Vec<String>,
    runs: Vec<String>,
    tags: Vec<String>,
}

impl Wanted {
    /// What a condition asks for that the index answers alone.
    fn of(filter: &Resolved) -> Option<Self> {
        match filter {
            Expression::Is(Condition::Tag(tag)) => Some(Self::tag(tag)),
            Expression::Is(Condition::Search(text)) => Some(Self::text(text)),
            _ => None,
        }
    }

    fn tag(tag: &Tag) -> Self {
        Self {
            tags: vec![tag.key()],
            ..Self::default()
        }
    }

    fn text(text: &SearchText) -> Self {
        let terms = text.terms();
        Self {
            prefixes: terms.prefixes(),
            runs: terms.runs().to_vec(),
            tags: Vec::new(),
        }
    }

    fn and(mut self, other: Self) -> Self {
        self.prefixes.extend(other.prefixes);
        self.runs.extend(other.runs);
        self.tags.extend(other.tags);
        self
    }
}

/// What the index of an order holds before the id; nothing for the order of ids.
fn column(sort: TaskSort) -> Option<&'static str> {
    match sort {
        TaskSort::Created => None,
        TaskSort::Due => Some("due_order"),
        TaskSort::Priority => Some("priority"),
        TaskSort::Title => Some("title collate todo.natural"),
        TaskSort::Position => Some("position"),
    }
}
