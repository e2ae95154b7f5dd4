//! A sequence by chat's store and by mcp, over Postgres.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, atomic::Ordering},
};

use agent::{Begun, Lease, StopReason, StopSignal, Store, Tools, stop_channel};
use axum::extract::FromRequestParts;
use clock::{Ids, SystemIds};
use shared::{auth::UserId, http::BearerToken, testing::Owner};
use uuid::Uuid;

use super::{
    Side, Silent, State, Step,
    generate::PROCESSES,
    platform::Platform,
    remembered::{begun_text, done, result_text, said},
};
use crate::{
    Function,
    running::Turns,
    store::{self, TurnStore},
    tools::McpTools,
};

/// Ids that were chosen before.
#[derive(Default)]
struct Chosen(Mutex<VecDeque<Uuid>>);

impl Ids for Chosen {
    fn next(&self) -> Uuid {
        let chosen = self.0.lock().unwrap().pop_front();
        chosen.unwrap_or_else(|| SystemIds.next())
    }

    fn fill(&self, secret: &mut [u8]) -> Result<(), getrandom::Error> {
        SystemIds.fill(secret)
    }
}

struct Process {
    function: Function,
    silent: Silent,
}

struct Attempt {
    lease: Lease,
    store: Option<TurnStore>,
    stop: StopSignal,
}

pub(super) struct Real<'a> {
    platform: &'a Platform,
    user: UserId,
    ids: Arc<Chosen>,
    processes: Vec<Process>,
    attempts: Vec<Attempt>,
    token: BearerToken,
    /// Connected by the first call.
    tools: Option<McpTools>,
    /// Whether the processes are as silent as they should be, and stay so.
    is_aged: bool,
    owner: Option<Owner>,
}

impl Drop for Real<'_> {
    fn drop(&mut self) {
        self.platform
            .owners
            .lock()
            .unwrap()
            .extend(self.owner.take());
    }
}

impl<'a> Real<'a> {
    pub(super) async fn new(platform: &'a Platform) -> Self {
        let name = format!("person{}", platform.people.fetch_add(1, Ordering::Relaxed));
        let token = format!("Bearer {}", platform.issuer.session_token(&name));
        let request = axum::http::Request::builder().header("authorization", token);
        let (mut parts, ()) = request.body(()).unwrap().into_parts();
        let token = BearerToken::from_request_parts(&mut parts, &()).await;
        let token = token.map_err(|_| "a token").unwrap();
        let ids: Arc<Chosen> = Arc::default();
        let known = platform.owners.lock().unwrap().pop();
        let owner = match known {
            Some(owner) => owner,
            None => platform.test.owner().await,
        };
        let process = |_| {
            let mut function = platform.function.clone();
            function.ids = ids.clone();
            function.turns = Turns::silent(SystemIds.next(), platform.heart.clone());
            Process {
                function,
                silent: Silent::Not,
            }
        };
        Self {
            user: UserId::for_test(&name),
            processes: (0..PROCESSES).map(process).collect(),
            attempts: Vec::new(),
            token,
            tools: None,
            is_aged: false,
            platform,
            ids,
            owner: Some(owner),
        }
    }

    fn owner(&self) -> &Owner {
        self.owner.as_ref().unwrap()
    }

    /// Has every process be as silent as it is, whatever the time.
    async fn age(&mut self) {
        if self.is_aged {
            return;
        }
        let lines = self.processes.iter().map(|process| {
            let seconds = match process.silent {
                Silent::Not => -3_600,
                Silent::Dead => 5,
                Silent::Gone => 3_000,
            };
            let id = process.function.turns.process();
            format!("('{id}', clock_timestamp() - interval '{seconds} seconds')")
        });
        let lines: Vec<String> = lines.collect();
        let sql = format!(
            "insert into todo.chat_process (id, beat_at) values {}
             on conflict (id) do update set beat_at = excluded.beat_at",
            lines.join(", ")
        );
        self.owner().batch_execute(&sql).await.unwrap();
        // One that is dead to others would be gone at last.
        let silent = self.processes.iter().map(|process| process.silent);
        self.is_aged = !silent.into_iter().any(|silent| silent == Silent::Dead);
    }

    async fn begin(
        &mut self,
        process: usize,
        said: &agent::Said,
        (turn, conversation): (Uuid, Uuid),
    ) -> String {
        let chosen = [
            said.conversation.is_none().then_some(conversation),
            Some(turn),
        ];
        *self.ids.0.lock().unwrap() = chosen.into_iter().flatten().collect();
        let (handle, stop) = stop_channel();
        let function = &self.processes[process].function;
        let store = TurnStore::new(function, self.user.clone(), handle, None);
        let begun = store.begin(said).await;
        let told = begun_text(&begun);
        if let Ok(Begun::Attempt { lease, .. }) = begun {
            self.attempts.push(Attempt {
                lease,
                store: Some(store),
                stop,
            });
        }
        told
    }

    /// A store of an attempt, or another one where its request is over: what is recorded knows the attempt alone.
    fn store(&self, attempt: usize) -> (Lease, TurnStore) {
        let lease = self.attempts[attempt].lease;
        (lease, self.other_store(0))
    }

    fn other_store(&self, process: usize) -> TurnStore {
        let (unused, _) = stop_channel();
        let function = &self.processes[process].function;
        TurnStore::new(function, self.user.clone(), unused, None)
    }
}

impl Side for Real<'_> {
    async fn step(&mut self, step: &Step) -> String {
        self.age().await;
        match step {
            Step::Begin {
                process,
                key,
                conversation,
                text,
                ids,
            } => {
                let said = said(*key, *conversation, text);
                self.begin(*process, &said, *ids).await
            }
            Step::Append { attempt, entry } => {
                let (lease, store) = self.store(*attempt);
                done(&store.append(&lease, entry).await)
            }
            Step::End { attempt, last } => {
                let (lease, store) = self.store(*attempt);
                done(&store.end(&lease, last.as_ref()).await)
            }
            Step::Leave { attempt } => {
                let (lease, store) = self.store(*attempt);
                done(&store.leave(&lease).await)
            }
            Step::Stop {
                process,
                conversation,
                turn,
            } => {
                let store = self.other_store(*process);
                done(&store.stop(*conversation, *turn).await)
            }
            Step::Settle {
                conversation,
                turn,
                result,
            } => {
                let store = self.other_store(0);
                done(&store.settle(*conversation, *turn, result).await)
            }
            Step::Bury { conversation } => {
                let database = &self.platform.function.database;
                // Whose effects are waited for is no matter where none is under way.
                let buried = store::bury(database, &self.user, *conversation, Uuid::nil()).await;
                buried.map_or_else(|error| error.to_string(), |()| "done".to_owned())
            }
            Step::Beat { process } => {
                let turns = &self.processes[*process].function.turns;
                turns.beat_once().await;
                // However long the next step takes to come.
                turns.seem_alive();
                self.processes[*process].silent = Silent::Not;
                self.is_aged = false;
                "done".to_owned()
            }
            Step::Age { process, silent } => {
                self.processes[*process].silent = *silent;
                self.is_aged = false;
                "done".to_owned()
            }
            Step::Forget { attempt } => {
                self.attempts[*attempt].store = None;
                "done".to_owned()
            }
            Step::Call { attempt, call } => {
                let lease = self.attempts[*attempt].lease;
                let mcp = &self.platform.function.mcp;
                let connect = || McpTools::connect(mcp, &self.token, None);
                let tools = self.tools.get_or_insert_with(connect);
                result_text(&tools.call(&lease, call).await)
            }
        }
    }

    fn told(&self) -> Vec<Option<StopReason>> {
        let attempts = self.attempts.iter();
        attempts.map(|attempt| attempt.stop.reason()).collect()
    }

    async fn state(&mut self) -> State {
        let sql = "select 'turn ' || id || ' ' || attempt || ' ' || state as line, 0 as position from todo.turn where user_id = $1
            union all select 'conversation ' || id || ' ' || coalesce(turn_id::text, ''), 0 from todo.conversation where user_id = $1
            union all select 'message ' || turn_id || ' ' || entry, position from todo.message where user_id = $1
            union all select 'task ' || id || ' ' || title || ' ' || (completed_at is not null), 0 from todo.task where user_id = $1
            order by position";
        let rows = self
            .owner()
            .query(sql, &[&self.user.as_str()])
            .await
            .unwrap();
        let lines = rows.iter().map(|row| {
            let line: String = row.get("line");
            match line.split_once('{') {
                // Postgres writes JSON in an order of its own.
                Some((start, json)) if start.starts_with("message") => {
                    let entry: serde_json::Value =
                        serde_json::from_str(&format!("{{{json}")).unwrap();
                    format!("{start}{entry}")
                }
                _ => line,
            }
        });
        State::sorted(lines.collect())
    }
}
