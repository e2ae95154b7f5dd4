//! Where tasks stand in manual order, and the room that is made where they come too near to each other (FR-646).

use std::cmp::Ordering;

use tokio_postgres::types::Type;

use super::{ALONE, Work};
use crate::{
    error::{Error, Result},
    task::{
        Context, Position, TaskId, TaskPatch,
        spacing::{MOST_MOVED, Room, Side, room},
    },
};

/// So many of the tasks nearest to a place on either side, but for the one that is to stand there.
const NEIGHBOURS: &str = "(
  select id, position, false as is_above from todo.task
  where user_id = $1 and id <> $2 and (position, id) < ($3, $2) order by position desc, id desc limit $4
) union all (
  select id, position, true from todo.task
  where user_id = $1 and id <> $2 and (position, id) > ($3, $2) order by position, id limit $4
)";

/// So many are read at first: most places need no room made.
const FEW: usize = 8;
/// So many times as many are read then.
const MORE: usize = 12;
/// So many are enough to tell that too many would have to move.
const ALL: usize = MOST_MOVED + 2;

impl Work<'_> {
    /// Where a task comes to stand that is wanted at a place; where others are too near, they move apart first.
    pub(super) async fn place(
        &mut self,
        id: TaskId,
        asked: Position,
        at: &Context,
    ) -> Result<Position> {
        let mut number = FEW;
        loop {
            let [below, above] = self.neighbours(id, asked, number).await?;
            match room(asked, &below, &above) {
                Room::There => return Ok(asked),
                Room::Made(position, moved) => {
                    self.spread(moved, at).await?;
                    return Ok(position);
                }
                Room::Unknown => number = ALL.min(number * MORE),
            }
        }
    }

    /// The tasks on either side of a place.
    async fn neighbours(
        &mut self,
        id: TaskId,
        asked: Position,
        number: usize,
    ) -> Result<[Side; 2]> {
        let limit = i64::try_from(number).map_err(Error::internal)?;
        let (transaction, user) = self.written();
        let rows = transaction
            .query(
                NEIGHBOURS,
                &[
                    (&user.as_str(), Type::TEXT),
                    (&id.get(), Type::INT4),
                    (&asked.get(), Type::FLOAT8),
                    (&limit, Type::INT8),
                ],
            )
            .await?;
        let [mut below, mut above] = [Side::default(), Side::default()];
        for row in &rows {
            let id: i32 = row.try_get("id")?;
            let id = TaskId::try_from(id).map_err(|error: &str| Error::internal(error))?;
            let is_above: bool = row.try_get("is_above")?;
            let side = if is_above { &mut above } else { &mut below };
            side.tasks.push((id, row.try_get("position")?));
        }
        below.is_all = below.tasks.len() < number;
        above.is_all = above.tasks.len() < number;
        // In what order two queries of one statement come is not promised.
        above.tasks.sort_by(in_order);
        below.tasks.sort_by(|one, other| in_order(other, one));
        Ok([below, above])
    }

    /// Puts tasks into new places.
    async fn spread(&mut self, moved: Vec<(TaskId, Position)>, at: &Context) -> Result<()> {
        let ids = moved.iter().map(|(id, _)| *id);
        let unread: Vec<i32> = ids
            .filter(|id| self.get(*id).is_none())
            .map(TaskId::get)
            .collect();
        if !unread.is_empty() {
            let statement: &'static str = &ALONE;
            let (transaction, user) = self.written();
            let owner = (&user.as_str() as _, Type::TEXT);
            let rows = transaction
                .query(statement, &[owner, (&unread, Type::INT4_ARRAY)])
                .await?;
            self.take_in(&rows)?;
        }
        for (id, position) in moved {
            let before = self.get(id);
            let before = before.ok_or_else(|| Error::internal("a neighbour that is not there"))?;
            let patch = TaskPatch {
                position: Some(position),
                ..TaskPatch::default()
            };
            let after = patch.apply(before, at)?;
            self.change(after, None)?;
        }
        Ok(())
    }
}

/// As lists have them: by position, and where that is equal by id.
fn in_order(one: &(TaskId, f64), other: &(TaskId, f64)) -> Ordering {
    one.1.total_cmp(&other.1).then(one.0.cmp(&other.0))
}
