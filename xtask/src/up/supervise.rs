//! Starts the services, waits until they are ready, and starts one again that ends by itself, as Knative would.

use std::time::{Duration, Instant};

use rustix::process::Signal;

use super::{database::Database, lock::Register, service::Service};
use crate::{child::Group, failure::Outcome, places::State, say, signals, step};

const READY_WITHIN: Duration = Duration::from_secs(90);
const PAUSE: Duration = Duration::from_millis(50);
const FIRST_DELAY: Duration = Duration::from_millis(100);
const LONGEST_DELAY: Duration = Duration::from_secs(5);
/// A service that ran this long is not failing at its start.
const STEADY_AFTER: Duration = Duration::from_secs(10);

struct Running {
    service: Service,
    group: Group,
    started: Instant,
    delay: Duration,
    again_at: Option<Instant>,
}

/// The running services.
#[derive(Default)]
pub struct Services {
    running: Vec<Running>,
}

impl Services {
    /// Starts one.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(
        &mut self,
        service: Service,
        state: &State,
        register: &mut Register,
    ) -> Outcome<()> {
        let (out, err) = step::outputs(&state.log(service.name))?;
        let group = Group::spawn(service.command().stdout(out).stderr(err))?;
        register.add(service.name, group.id())?;
        self.running.push(Running {
            service,
            group,
            started: Instant::now(),
            delay: FIRST_DELAY,
            again_at: None,
        });
        Ok(())
    }

    /// Waits until all answer.
    ///
    /// # Errors
    /// When one ends or stays silent, with the end of its log.
    pub fn ready(&mut self, state: &State) -> Outcome<()> {
        let started = Instant::now();
        for running in &mut self.running {
            let service = &running.service;
            let log = state.log(service.name);
            while !service.is_ready() {
                if let Some(status) = running.group.ended() {
                    return Err(step::broken(service.name, &log, &status.to_string()));
                }
                if started.elapsed() > READY_WITHIN {
                    return Err(step::broken(service.name, &log, "not ready in time"));
                }
                signals::pause(PAUSE)?;
            }
        }
        Ok(())
    }

    /// Watches until a signal comes.
    ///
    /// # Errors
    /// [`crate::failure::Failure::Stopped`] when a signal comes, or what keeps a service from starting again.
    pub fn watch(
        &mut self,
        state: &State,
        register: &mut Register,
        database: &mut Database,
    ) -> Outcome<()> {
        loop {
            signals::pause(PAUSE)?;
            database.heal(state, register)?;
            for running in &mut self.running {
                running.heal(state, register)?;
            }
        }
    }

    /// Asks all to end, then waits for each.
    pub fn stop(&mut self) {
        for running in &mut self.running {
            running.group.signal(Signal::TERM);
        }
        for running in &mut self.running {
            running.group.stop(Signal::TERM);
        }
    }
}

impl Running {
    fn heal(&mut self, state: &State, register: &mut Register) -> Outcome<()> {
        let Some(status) = self.group.ended() else {
            return Ok(());
        };
        let Some(again_at) = self.again_at else {
            let steady = self.started.elapsed() > STEADY_AFTER;
            self.delay = next_delay(self.delay, steady);
            self.again_at = Some(Instant::now() + self.delay);
            say::line(format_args!(
                "{} ended ({status}): starting it again, its log is {}",
                self.service.name,
                state.log(self.service.name).display()
            ));
            return Ok(());
        };
        if Instant::now() < again_at {
            return Ok(());
        }
        let (out, err) = step::appended(&state.log(self.service.name))?;
        // What the ended leader may have left in its group.
        self.group.signal(Signal::KILL);
        self.group = Group::spawn(self.service.command().stdout(out).stderr(err))?;
        register.add(self.service.name, self.group.id())?;
        self.started = Instant::now();
        self.again_at = None;
        Ok(())
    }
}

fn next_delay(last: Duration, steady: bool) -> Duration {
    if steady {
        FIRST_DELAY
    } else {
        (last * 2).min(LONGEST_DELAY)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delay_grows_to_a_bound_and_falls_back() {
        let mut delay = FIRST_DELAY;
        for _ in 0..20 {
            delay = next_delay(delay, false);
        }
        assert_eq!(delay, LONGEST_DELAY);
        assert_eq!(next_delay(delay, true), FIRST_DELAY);
    }
}
