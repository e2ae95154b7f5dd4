//! Threads in pages, all of them or those in which something was said (FR-1206, FR-1246).

use axum::response::IntoResponse;
use language::SearchText;
use shared::{
    Error,
    conversation::Conversation,
    db::{Read, conversations},
    http::Json,
};

use super::{
    Answered, Caller,
    item::{Page, Thread},
    request::{Order, PageParams},
    threads::no_thread,
};
use crate::{conversations::list, history::Cursor};

impl Caller {
    pub(super) async fn list_threads(
        &self,
        page: &PageParams,
        query: Option<&SearchText>,
    ) -> Answered {
        let mut transaction = self.function.database.read(&self.user).await?;
        let listed = self.listed(&mut transaction, page, query).await;
        let (found, after) = transaction.end(listed).await?;
        let last = found.last().map(|last| last.id.to_string());
        let has_more = after.is_some();
        let data = found
            .into_iter()
            .map(|conversation| Thread::new(conversation, Page::default()));
        let page = Page {
            data: data.collect(),
            has_more,
            after: after.or(last),
        };
        Ok(Json(page).into_response())
    }

    /// The conversations of a page, and where the next one goes on.
    async fn listed(
        &self,
        transaction: &mut Read,
        page: &PageParams,
        query: Option<&SearchText>,
    ) -> shared::Result<(Vec<Conversation>, Option<String>)> {
        let user = &self.user;
        let cursor = match &page.after {
            Some(after) => {
                let id = after.conversation().ok_or_else(no_thread)?;
                let last = conversations::get(transaction, user, id).await?;
                Some(Cursor::after(&last.ok_or_else(no_thread)?))
            }
            None => None,
        };
        let limit = page.limit();
        if let Some(query) = query {
            let found = list::found(transaction, user, &query.terms(), cursor, limit).await?;
            let next = found.next_cursor.map(Cursor::try_from).transpose();
            let next = next.map_err(Error::internal)?;
            return Ok((
                found.conversations,
                next.map(|cursor| cursor.id.to_string()),
            ));
        }
        let (found, has_more) = if page.order == Order::Desc {
            list::some(transaction, user, cursor, limit).await?
        } else {
            let after = cursor.map(|cursor| (cursor.updated_at, cursor.id));
            let one_more = i64::try_from(limit + 1).map_err(Error::internal)?;
            let mut found =
                conversations::list_ascending(transaction, user, after, one_more).await?;
            let has_more = found.len() > limit;
            found.truncate(limit);
            (found, has_more)
        };
        let after = found.last().filter(|_| has_more);
        let after = after.map(|last| last.id.to_string());
        Ok((found, after))
    }
}
