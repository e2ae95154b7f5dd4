//! Tests of the room between tasks: people who put tasks halfway between two others, again and again.

use super::*;

/// A person's tasks in the order that they are wanted in, each with its position.
struct List {
    tasks: Vec<(TaskId, f64)>,
    most_moved: usize,
    all_moved: usize,
}

impl List {
    fn at(positions: &[f64]) -> Self {
        let ids = (1..).map(|id| TaskId::try_from(id).unwrap());
        Self {
            tasks: ids.zip(positions.iter().copied()).collect(),
            most_moved: 0,
            all_moved: 0,
        }
    }

    /// Puts a new task where it is wanted, which the list tells by position and id.
    fn put(&mut self, asked: f64) -> f64 {
        let newest = self.tasks.iter().map(|(id, _)| id.get()).max().unwrap();
        let id = TaskId::try_from(newest + 1).unwrap();
        let is_below = |task: &&(TaskId, f64)| task.1 <= asked;
        let side = |tasks: Vec<_>| Side {
            tasks,
            is_all: true,
        };
        let below = side(self.tasks.iter().filter(is_below).rev().copied().collect());
        let place = below.tasks.len();
        let above = side(self.tasks[place..].to_vec());
        let position = match room(Position::try_from(asked).unwrap(), &below, &above) {
            Room::There => asked,
            Room::Made(position, moved) => {
                self.most_moved = self.most_moved.max(moved.len());
                self.all_moved += moved.len();
                for (id, position) in moved {
                    let task = self.tasks.iter_mut().find(|task| task.0 == id).unwrap();
                    task.1 = position.get();
                }
                position.get()
            }
            Room::Unknown => unreachable!("all tasks are known"),
        };
        self.tasks.insert(place, (id, position));
        position
    }

    /// Puts a new task halfway between the one at a place and the next; the clients' way.
    fn put_behind(&mut self, place: usize) {
        let (one, other) = (self.tasks[place].1, self.tasks[place + 1].1);
        let before = self.tasks.len();
        let position = self.put(f64::midpoint(one, other));
        assert_eq!(self.tasks.len(), before + 1);
        assert_eq!(self.tasks[place + 1].1.to_bits(), position.to_bits());
        self.is_in_order();
    }

    fn is_in_order(&self) {
        let mut pairs = self.tasks.windows(2);
        let wrong = pairs.find(|pair| pair[0].1 >= pair[1].1);
        assert!(wrong.is_none(), "{wrong:?}");
    }
}

/// FR-646.
#[test]
fn five_hundred_between_the_same_neighbours_stay_in_order() {
    let lists: [&[f64]; 6] = [
        &[1.0, 2.0],
        &[-3.0, 1.0, 2.0, 3.0, 4.0],
        &[1_000_001.0, 1_000_002.0],
        &[1_764_000_000.0, 1_764_000_001.0, 1_764_000_002.0],
        &[999_999_999_998.0, 1e12],
        &[-1e12, -999_999_999_999.0, 1e12],
    ];
    for positions in lists {
        // Always behind the first, always before the last of the new ones, in turns, and in the middle of all.
        let ways: [fn(usize) -> usize; 4] = [
            |_| 0,
            |number| number,
            |number| number / 2 + number % 2,
            |number| number / 2,
        ];
        for way in ways {
            let mut list = List::at(positions);
            for number in 0..500 {
                list.put_behind(way(number));
            }
            // Few for each one that is put there.
            assert!(list.all_moved < 5000, "{}", list.all_moved);
        }
    }
}

/// FR-646: who reads the neighbour once, and then goes by the answers, finds it where it was.
#[test]
fn the_neighbour_that_others_are_put_beside_stays() {
    for positions in [&[1.0, 2.0][..], &[0.0, 1.0, 2.0, 3.0]] {
        let anchor = positions.len() / 2 - 1;
        let (low, high) = (positions[anchor], positions[anchor + 1]);
        let mut down = List::at(positions);
        let mut up = List::at(positions);
        let (mut lower, mut higher) = (high, low);
        for number in 1..=500 {
            lower = down.put(f64::midpoint(low, lower));
            assert_eq!(down.tasks[anchor + 1].1.to_bits(), lower.to_bits());
            higher = up.put(f64::midpoint(higher, high));
            assert_eq!(up.tasks[anchor + number].1.to_bits(), higher.to_bits());
            down.is_in_order();
            up.is_in_order();
        }
    }
}

/// FR-646: what has room is left alone.
#[test]
fn a_place_with_room_is_the_one_that_was_asked_for() {
    let mut list = List::at(&[1.0, 2.0, 3.0]);
    for asked in [-1e12, 0.0, 1.5, 1.25, 1.125, 2.999, 4.0, 1e12] {
        assert_eq!(list.put(asked).to_bits(), asked.to_bits());
    }
    assert_eq!(list.most_moved, 0);
}

/// FR-646.
#[test]
fn equal_places_come_apart_in_the_order_of_their_ids() {
    let mut list = List::at(&[5.0; 20]);
    list.put(5.0);
    list.is_in_order();
    assert_eq!(list.tasks[20].0.get(), 21);
    for edge in [-1e12, 1e12] {
        let mut list = List::at(&[edge]);
        for _ in 0..5 {
            list.put(edge);
            list.is_in_order();
        }
    }
}

/// FR-646: the cost has a bound; beyond it a task stands where it is wanted, among its equals.
#[test]
fn no_more_than_a_thousand_tasks_move() {
    let mut list = List::at(&[5.0; 2000]);
    assert_eq!(list.put(5.0).to_bits(), 5.0_f64.to_bits());
    assert_eq!(list.most_moved, 0);
    let mut list = List::at(&[1.0, 2.0]);
    for _ in 0..3000 {
        list.put_behind(0);
    }
    assert!(list.most_moved < MOST_MOVED, "{}", list.most_moved);
}

/// FR-646.
#[test]
fn what_is_not_known_of_a_crowd_is_asked_for() {
    let near = Position::try_from(1.0 + 1e-9).unwrap();
    let one = |position: f64, is_all| Side {
        tasks: vec![(TaskId::try_from(1).unwrap(), position)],
        is_all,
    };
    assert_eq!(
        room(near, &one(1.0, false), &one(1.0 + 2e-9, false)),
        Room::Unknown
    );
    assert!(matches!(
        room(near, &one(1.0, false), &one(2.0, false)),
        Room::Made(_, moved) if moved.is_empty()
    ));
}
