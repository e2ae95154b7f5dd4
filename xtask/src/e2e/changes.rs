//! FR-840: changes that fail harm nobody. FR-831, FR-835: what an earlier revision leaves behind goes.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{
    person::{Person, needed, same},
    platform::Platform,
};
use crate::{
    failure::{Failure, Outcome},
    kube::{FUNCTIONS, NAME, list, text},
    signals, step,
};

/// Longer than `progressDeadline` below, the end of the pods, and as much again.
const GIVEN_UP_WITHIN: Duration = Duration::from_mins(3);
const COLLECTED_WITHIN: Duration = Duration::from_mins(1);
const PAUSE: Duration = Duration::from_millis(500);
/// Names a content that no image has.
const MISSING: &str = "sha256:0000000000000000000000000000000000000000000000000000000000000000";

/// Three bad changes, each followed by a start of the old version from zero; the way back; and Secrets that go.
pub fn run(platform: &Platform) -> Outcome<()> {
    let mut witness = Witness::begin(platform)?;

    let wrong = each_url(platform, &["mcp"], |url| with_password(url, "not-this-one"));
    refused(platform, &json!({"database": {"urls": wrong}}), "password")?;
    witness.sees_the_old_version("after a wrong login")?;

    let elsewhere = each_url(platform, &["tasks"], |url| with_database(url, "postgres"));
    let old = json!({"migrate": {"enabled": false}, "database": {"urls": elsewhere}});
    refused(platform, &old, "the schema is older than this version")?;
    witness.sees_the_old_version("after an old schema")?;

    platform.change(&[without_images()])?;
    given_up(platform)?;
    witness.sees_the_old_version("after a missing image")?;

    go_back(platform)?;
    witness.sees_the_old_version("after the way back")?;
    secrets_of_earlier_releases_go(platform)?;
    witness.sees_the_old_version("without the Secrets of earlier releases")
}

/// Values of a release whose functions have no image, and that is given up soon.
pub fn without_images() -> Value {
    let digests = json!({"tasks": MISSING, "mcp": MISSING, "chat": MISSING});
    json!({"image": {"digests": digests}, "knative": {"progressDeadline": "20s"}})
}

/// Waits until no function has a pod: those of a revision that failed too.
pub fn given_up(platform: &Platform) -> Outcome<()> {
    let took = platform.kube.to_zero(&FUNCTIONS, GIVEN_UP_WITHIN)?;
    step::done("the pods of the failed revision are gone", took);
    Ok(())
}

/// The connection strings of the functions, some of them changed.
fn each_url(platform: &Platform, changed: &[&str], change: impl Fn(&str) -> String) -> Value {
    let values = platform.beside.values();
    let of = |function: &str| match text(&values, &format!("/database/urls/{function}")) {
        "" => text(&values, "/database/url").to_owned(),
        url => url.to_owned(),
    };
    let url = |function: &&str| {
        let url = of(function);
        let url = if changed.contains(function) {
            change(&url)
        } else {
            url
        };
        ((*function).to_owned(), json!(url))
    };
    Value::Object(FUNCTIONS.iter().map(url).collect())
}

fn with_password(url: &str, password: &str) -> String {
    let (login, place) = url.rsplit_once('@').unwrap_or(("", url));
    let login = login.rsplit_once(':').map_or(login, |(login, _)| login);
    format!("{login}:{password}@{place}")
}

fn with_database(url: &str, database: &str) -> String {
    let (address, options) = url.split_once('?').unwrap_or((url, ""));
    let server = address
        .rsplit_once('/')
        .map_or(address, |(server, _)| server);
    format!("{server}/{database}?{options}")
}

/// An upgrade that must fail, with these words in the log of its check.
fn refused(platform: &Platform, values: &Value, words: &str) -> Outcome<()> {
    let started = Instant::now();
    if platform.change(std::slice::from_ref(values)).is_ok() {
        return Err("helm took a change that cannot work".into());
    }
    let log = ["logs", "job/todo-check", "--all-containers", "--tail=20"];
    let log = platform.kube.kubectl(&log)?;
    if !log.contains(words) {
        return Err(Failure::Told(format!(
            "the check does not say {words:?}: {log}"
        )));
    }
    step::done(
        &format!("refused before anything changed: {words}"),
        started.elapsed(),
    );
    Ok(())
}

/// Back to the last release that worked, which the failed ones stand before.
fn go_back(platform: &Platform) -> Outcome<()> {
    let history = ["history", NAME, "--output", "json"];
    let history: Value = serde_json::from_str(&platform.kube.helm(&history)?)
        .map_err(|error| Failure::Told(format!("helm history: {error}")))?;
    let good = list(&history, "")
        .iter()
        .rev()
        .find(|release| text(release, "/status") == "superseded")
        .and_then(|release| release["revision"].as_u64())
        .ok_or("there is no release to go back to")?;
    platform.kube.helm(&["rollback", NAME, &good.to_string()])?;
    platform.ready()
}

/// Other connection strings are other Secrets; when the earlier revisions are gone, so are the earlier ones.
fn secrets_of_earlier_releases_go(platform: &Platform) -> Outcome<()> {
    let before = secrets(platform)?;
    let urls = each_url(platform, &FUNCTIONS, |url| {
        let mark = if url.contains('?') { '&' } else { '?' };
        format!("{url}{mark}keepalives_idle=60")
    });
    let again = json!({"database": {"urls": urls}});
    platform.apply(std::slice::from_ref(&again))?;
    let both = secrets(platform)?;
    same(
        "earlier Secrets are there",
        &before.iter().all(|name| both.contains(name)),
        &true,
    )?;
    same(
        "new Secrets are there",
        &(both.len() >= before.len() + FUNCTIONS.len()),
        &true,
    )?;

    let services = platform
        .kube
        .json(&["get", "services.serving.knative.dev"])?;
    let answering: Vec<_> = list(&services, "/items")
        .iter()
        .map(|service| text(service, "/status/latestReadyRevisionName"))
        .collect();
    let revisions = platform
        .kube
        .json(&["get", "revisions.serving.knative.dev"])?;
    for revision in list(&revisions, "/items") {
        let name = text(revision, "/metadata/name");
        if answering.contains(&name) {
            continue;
        }
        platform
            .kube
            .kubectl(&["delete", "revisions.serving.knative.dev", name])?;
        let selector = format!("serving.knative.dev/revision={name}");
        let started = Instant::now();
        while platform
            .kube
            .exists(&["replicasets", "--selector", &selector])?
        {
            if started.elapsed() > COLLECTED_WITHIN {
                return Err(Failure::Told(format!("the ReplicaSets of {name} stay")));
            }
            signals::pause(PAUSE)?;
        }
    }
    platform.apply(&[again])?;
    let left = secrets(platform)?;
    same(
        "Secrets of earlier releases",
        &left.iter().filter(|name| before.contains(name)).count(),
        &0,
    )?;
    same("Secrets", &left.len(), &(both.len() - before.len()))
}

/// The Secrets that are named by their content and that a function reads; the web app runs elsewhere.
fn secrets(platform: &Platform) -> Outcome<Vec<String>> {
    let selector = [
        "get",
        "secrets",
        "--selector",
        "todo-app/named-by=content",
        "--output",
        "name",
    ];
    let names = platform.kube.kubectl(&selector)?;
    Ok(names.lines().map(str::to_owned).collect())
}

/// Somebody who comes back after each change, when everything is at zero.
pub struct Witness<'a> {
    platform: &'a Platform<'a>,
    person: Person<'a>,
    conversation: String,
    rounds: usize,
}

impl<'a> Witness<'a> {
    /// Signs up and adds a task by a sentence.
    pub fn begin(platform: &'a Platform<'a>) -> Outcome<Self> {
        let person = Person::sign_up(platform)?;
        let first = needed(
            "chat",
            person.say(None, "Add a task to round 0", "created")?,
        )?;
        let conversation = text(&first, "/conversation_id").to_owned();
        Ok(Self {
            platform,
            person,
            conversation,
            rounds: 0,
        })
    }

    /// From zero: another task by a sentence, through chat and mcp, and all of them over REST.
    pub fn sees_the_old_version(&mut self, when: &str) -> Outcome<()> {
        self.platform.to_zero(&FUNCTIONS)?;
        self.rounds += 1;
        let sentence = format!("Add a task to round {}", self.rounds);
        let started = Instant::now();
        let said = self
            .person
            .say(Some(&self.conversation), &sentence, "created")?;
        needed(&format!("chat and mcp {when}"), said)?;
        let tasks = needed(&format!("tasks {when}"), self.person.tasks()?)?;
        same(&format!("tasks {when}"), &tasks.len(), &(self.rounds + 1))?;
        step::done(&format!("answered from zero {when}"), started.elapsed());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fr_840_connection_strings_are_spoilt_in_one_place_only() {
        let url = "postgres://mcp_login:secret@10.0.0.1:5432/todo?sslmode=disable";
        assert_eq!(
            with_password(url, "wrong"),
            "postgres://mcp_login:wrong@10.0.0.1:5432/todo?sslmode=disable"
        );
        assert_eq!(
            with_database(url, "postgres"),
            "postgres://mcp_login:secret@10.0.0.1:5432/postgres?sslmode=disable"
        );
    }
}
