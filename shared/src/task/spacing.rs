//! Room between tasks in manual order, for those who put a task halfway between two others again and again (FR-646).
//!
//! A position is a binary number of limited precision: between two of them there is no number any more after some fifty
//! halvings. So whoever comes too near to a neighbour makes room: the crowded tasks around it are spread out, as few as will do.

use super::{Position, TaskId};

/// A task nearer to its neighbour than this has no room: 2⁻²⁰.
const LEAST: f64 = 1.0 / 1_048_576.0;
/// The same as a part of the number itself, 2⁻⁴⁴: a large number is less precise, and can be halved eight times from there.
const LEAST_PART: f64 = 1.0 / 17_592_186_044_416.0;
/// How many times as far apart tasks stand behind it, for how many that move. Where many had to, the next ones have more time
/// until it comes to that again; where all is crowded, less will do.
const DEMANDS: [fn(f64) -> f64; 2] = [|moved| 64.0 * moved.sqrt(), |_| 4.0];
/// Where nothing comes behind, tasks stand as far apart as those that nobody moved.
const STEP: f64 = 1.0;
/// So many tasks move before the roomier neighbour does, too.
const MOVED_FIRST: usize = 512;
/// So many tasks move at most.
pub(crate) const MOST_MOVED: usize = 1000;

/// The tasks on one side of a place, the nearest first.
#[derive(Debug, Default)]
pub(crate) struct Side {
    /// The tasks, as far as they are known.
    pub(crate) tasks: Vec<(TaskId, f64)>,
    /// Whether there is none behind the last of them.
    pub(crate) is_all: bool,
}

/// What is behind so many tasks of a side.
#[derive(Clone, Copy)]
enum Edge {
    /// A task, that stands here.
    Task(f64),
    /// Nothing.
    End,
}

impl Edge {
    /// How far away the next edge is, from this one.
    fn distance(self, next: Self) -> f64 {
        match (self, next) {
            (Self::Task(here), Self::Task(there)) => (here - there).abs(),
            _ => f64::INFINITY,
        }
    }

    fn is_end(self) -> bool {
        matches!(self, Self::End)
    }
}

impl Side {
    /// Behind the first `moved` tasks; nothing is known of tasks that were not read.
    fn edge(&self, moved: usize) -> Option<Edge> {
        match self.tasks.get(moved) {
            Some((_, position)) => Some(Edge::Task(*position)),
            None => self.is_all.then_some(Edge::End),
        }
    }

    /// How many tasks stand exactly here.
    fn equal_to(&self, asked: Position) -> usize {
        let here = |task: &&(TaskId, f64)| task.1.total_cmp(&asked.get()).is_eq();
        self.tasks.iter().take_while(here).count()
    }

    /// Whether a task at this place would stand too near.
    fn is_near(&self, asked: f64) -> bool {
        let nearest = self.tasks.first();
        nearest.is_some_and(|(_, position)| (asked - position).abs() < least(asked))
    }
}

/// Where a task is put, and what makes room for it.
#[derive(Debug, PartialEq)]
pub(crate) enum Room {
    /// Where it is wanted.
    There,
    /// Here instead, with these tasks in new places.
    Made(Position, Vec<(TaskId, Position)>),
    /// That cannot be told without more tasks of each side.
    Unknown,
}

/// The room for a task that is wanted at a place between others.
///
/// The tasks that move are those around it that stand close together. The neighbour with more space on its far side stays as
/// long as that will do: it is the one that others are put beside again and again, by somebody who knows where it stands.
pub(crate) fn room(asked: Position, below: &Side, above: &Side) -> Room {
    if !below.is_near(asked.get()) && !above.is_near(asked.get()) {
        return Room::There;
    }
    let made = DEMANDS
        .iter()
        .find_map(|demand| make(asked, below, above, *demand));
    // To move more than the most would take too long; those that are equal stand in the order of their ids.
    made.unwrap_or(Room::There)
}

/// The room that is made by moving as few tasks as meet a demand; none where that would be too many.
fn make(asked: Position, below: &Side, above: &Side, demand: fn(f64) -> f64) -> Option<Room> {
    let (mut down, mut up) = equals(below.equal_to(asked), above.equal_to(asked));
    while down + up < MOST_MOVED {
        let (Some(low), Some(high)) = (below.edge(down), above.edge(up)) else {
            return Some(Room::Unknown);
        };
        if let Some(places) = spread(asked.get(), (down, up), (low, high), demand) {
            return made(&places, &below.tasks[..down], &above.tasks[..up]);
        }
        let (Some(lower), Some(higher)) = (further(below, down, low), further(above, up, high))
        else {
            return Some(Room::Unknown);
        };
        let (under, over) = (low.distance(lower), high.distance(higher));
        let goes_down = match (low.is_end(), high.is_end()) {
            (true, true) => return None,
            (false, false) if down + up < MOVED_FIRST => {
                under < over || (under <= over && down > up)
            }
            (false, false) => under > over,
            (_, is_end) => is_end,
        };
        if goes_down {
            down += 1;
        } else {
            up += 1;
        }
    }
    None
}

/// How many of the tasks that stand exactly where one is wanted, on either side, move away from the first of them: of several,
/// all, so that there is a place between any two. One alone stays.
fn equals(below: usize, above: usize) -> (usize, usize) {
    match below.checked_sub(1) {
        Some(others) => (others, above),
        None => (0, above.saturating_sub(1)),
    }
}

/// The edge behind the next task.
fn further(side: &Side, moved: usize, edge: Edge) -> Option<Edge> {
    if edge.is_end() {
        Some(Edge::End)
    } else {
        side.edge(moved + 1)
    }
}

/// The least distance between tasks about here.
fn least(position: f64) -> f64 {
    LEAST.max(position.abs() * LEAST_PART)
}

/// Even places for a task and for those that move on either side of it, if there is enough room between the edges.
fn spread(
    asked: f64,
    (down, up): (usize, usize),
    (low, high): (Edge, Edge),
    demand: fn(f64) -> f64,
) -> Option<Vec<f64>> {
    let moved = count(down + up + 1);
    let wanted = |around: f64| least(around) * demand(moved);
    // The far end may be twice as large a number, which wants twice as much.
    let free = |around: f64| (moved + 1.0) * STEP.max(2.0 * wanted(around));
    let (lowest, highest) = (-Position::MOST, Position::MOST);
    let (low, high) = match (low, high) {
        (Edge::Task(low), Edge::Task(high)) => (low, high),
        (Edge::Task(low), Edge::End) => (low, (low + free(low)).min(highest)),
        (Edge::End, Edge::Task(high)) => ((high - free(high)).max(lowest), high),
        (Edge::End, Edge::End) => {
            let width = free(asked);
            let share = (count(down) + 1.0) / (moved + 1.0);
            let low = (asked - width * share).max(lowest).min(highest - width);
            (low, low + width)
        }
    };
    let step = (high - low) / (moved + 1.0);
    let is_enough = step >= wanted(low.abs().max(high.abs()));
    is_enough.then(|| {
        (1..=down + up + 1)
            .map(|place| low + step * count(place))
            .collect()
    })
}

#[expect(
    clippy::cast_precision_loss,
    reason = "at most a thousand and one, which a float holds"
)]
fn count(number: usize) -> f64 {
    number as f64
}

fn made(places: &[f64], below: &[(TaskId, f64)], above: &[(TaskId, f64)]) -> Option<Room> {
    let place = |number: &f64| Position::try_from(*number).ok();
    let mut places = places.iter().map_while(place);
    let mut moved = Vec::with_capacity(below.len() + above.len());
    moved.extend(
        below
            .iter()
            .rev()
            .map(|(id, _)| *id)
            .zip(places.by_ref().take(below.len())),
    );
    let position = places.next()?;
    moved.extend(above.iter().map(|(id, _)| *id).zip(places));
    Some(Room::Made(position, moved))
}

#[cfg(test)]
#[path = "spacing_tests.rs"]
mod tests;
