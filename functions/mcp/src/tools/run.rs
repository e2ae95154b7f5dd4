//! Running a tool: one transaction per call, one user, one source (FR-202, FR-205, FR-211).

use clock::Clock;
use language::Zone;
use rmcp::model::CallToolResult;
use serde_json::{Map, Value};
use shared::{
    Error,
    auth::{Identity, Scope},
    db::{Database, Transaction, settings, tasks},
    http::Unfinished,
    task::{ClientName, Context, ListTasks, TaskPage},
};
use tokio::time::Instant;

use super::{
    answer::{Answer, Done, Failure},
    parameters::parse,
    progress::Progress,
    write::{IDEMPOTENCY_KEY, Write},
};
use crate::scope;

/// Where a client may put the person's time zone into a call's `_meta` (FR-612).
const TIME_ZONE: &str = "todo/time_zone";

/// One call of a tool by a verified caller.
pub(crate) struct Call<'a> {
    pub(crate) database: &'a Database,
    pub(crate) clock: &'a dyn Clock,
    pub(crate) identity: &'a Identity,
    /// What the caller calls itself.
    pub(crate) client: Option<ClientName>,
    /// How a client is told how far the call is, if it asked.
    pub(crate) progress: Option<Progress>,
    pub(crate) meta: &'a Map<String, Value>,
    pub(crate) tool: &'a str,
    /// When it came.
    pub(crate) since: Instant,
}

/// Why a call ends before its work.
pub(crate) enum Stop {
    /// It was refused as a whole.
    Refused(Failure),
    /// It was answered before, with this result (FR-270).
    Answered(CallToolResult),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Refused(failure)
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Refused(error.into())
    }
}

impl Call<'_> {
    /// What came of it, or `None` when there is no such tool.
    ///
    /// # Errors
    /// When the answer is no JSON, which would be a defect.
    pub(crate) async fn run(
        &self,
        arguments: Option<Map<String, Value>>,
    ) -> serde_json::Result<Option<Done>> {
        let mut answer = self.answer(arguments.clone()).await;
        // Of what is lost nothing can be told, but under its key nothing happens twice (FR-462). Of what was rolled back nothing
        // was done, and nothing told unless the client follows the progress (FR-449).
        let again = match &answer {
            Err(Stop::Refused(failure)) => match failure.unfinished() {
                Some(Unfinished::Lost) => self.meta.contains_key(IDEMPOTENCY_KEY),
                Some(Unfinished::RolledBack) => self.progress.is_none(),
                None => false,
            },
            _ => false,
        };
        if again {
            tracing::warn!("trying once more");
            answer = self.answer(arguments).await;
        }
        match answer {
            Ok(done) => Ok(done),
            Err(Stop::Answered(result)) => Ok(Some(Done {
                outcome: "done before".into(),
                result,
            })),
            Err(Stop::Refused(error)) => {
                let error = self.with_today(error).await;
                Answer::Refused { error }
                    .done(self.tool, self.clock.now())
                    .map(Some)
            }
        }
    }

    async fn answer(&self, arguments: Option<Map<String, Value>>) -> Result<Option<Done>, Stop> {
        Ok(Some(match self.tool {
            "add_task" => Box::pin(self.writes(arguments.as_ref())?.add(arguments)).await?,
            "list_tasks" => Box::pin(self.list(arguments)).await?,
            "update_task" => Box::pin(self.writes(arguments.as_ref())?.update(arguments)).await?,
            "complete_task" => {
                Box::pin(self.writes(arguments.as_ref())?.complete(arguments)).await?
            }
            "delete_task" => Box::pin(self.writes(arguments.as_ref())?.delete(arguments)).await?,
            "undo" => Box::pin(self.writes(arguments.as_ref())?.undo(arguments)).await?,
            _ => return Ok(None),
        }))
    }

    async fn list(&self, arguments: Option<Map<String, Value>>) -> Result<Done, Failure> {
        self.needs(Scope::Read)?;
        let list: ListTasks = parse(self.tool, arguments)?;
        let page = self.page(&list).await?;
        Ok(Answer::Listed(page)
            .done(self.tool, self.clock.now())
            .map_err(Error::internal)?)
    }

    /// A page of the person's tasks.
    pub(crate) async fn page(&self, list: &ListTasks) -> Result<TaskPage, Failure> {
        let user = self.identity.user();
        let mut transaction = self.database.read(user).await?;
        let at = self.context(&mut transaction, list.needs_zone()).await?;
        transaction.end_with_next();
        let page = tasks::list(&mut transaction, user, list, &at).await;
        Ok(transaction.end(page).await?)
    }

    fn writes(&self, arguments: Option<&Map<String, Value>>) -> Result<Write<'_>, Failure> {
        self.needs(Scope::Write)?;
        Write::new(self, arguments)
    }

    /// When and where the call is made.
    pub(crate) async fn context(
        &self,
        transaction: &mut Transaction,
        needs_zone: bool,
    ) -> Result<Context, Failure> {
        let zone = self.zone()?;
        let user = self.identity.user();
        let now = self.clock.now();
        Ok(settings::context(transaction, user, zone, needs_zone, now).await?)
    }

    /// The zone that the call carries, if it does.
    pub(super) fn zone(&self) -> Result<Option<Zone>, Failure> {
        let rule = "is not a time zone of the IANA database, such as Europe/Berlin";
        self.meta(TIME_ZONE, rule, |text| text.parse().ok())
    }

    /// A text under this key of the call's `_meta`, in another form.
    pub(crate) fn meta<T>(
        &self,
        key: &str,
        rule: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, Failure> {
        let Some(value) = self.meta.get(key) else {
            return Ok(None);
        };
        value.as_str().and_then(parse).map(Some).ok_or_else(|| {
            let message =
                format!("_meta.{key} {rule}. Nothing was done; correct it or leave it out.");
            Failure::new("invalid_parameters", message).at(format!("_meta.{key}"))
        })
    }

    /// The endpoint has asked already; what it read in the message and what the library reads must not differ in vain.
    fn needs(&self, scope: Scope) -> Result<(), Failure> {
        if self.identity.has(scope) {
            return Ok(());
        }
        Err(Failure::new(
            "insufficient_scope",
            scope::refusal(scope, self.tool),
        ))
    }
}
