//! Conversations in pages, all of them or those in which something was said (FR-380, FR-386).

use std::collections::HashMap;

use axum::extract::State;
use language::{SearchText, Terms};
use serde::Deserialize;
use shared::{
    Error, Result,
    auth::UserId,
    conversation::Conversation,
    db::{self, Database, Read},
    http::{Json, Query, Refusals},
};
use utoipa::IntoParams;
use uuid::Uuid;

use crate::{history::Cursor, wire::ConversationPage};

/// How many conversations a page has by default, and at most.
const PAGE: u32 = 50;
/// So many conversations one request looks into.
const LOOKED_INTO: usize = 100;
/// So many at a time.
const AT_ONCE: usize = 20;
/// So many texts of each, the newest.
const TEXTS: i64 = 200;

/// Which conversations, and where their page starts.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListConversations {
    /// How many, 1 to 50.
    #[param(value_type = u32, minimum = 1, maximum = 50, default = 50, required = false)]
    #[serde(default)]
    limit: PageLength,
    /// Where to go on: the `next_cursor` of the page before.
    #[param(value_type = String, required = false)]
    cursor: Option<Cursor>,
    /// Words to find in titles and in what was said, each the beginning of a word. A page may have less than `limit`, or
    /// none, and go on.
    #[param(inline, value_type = SearchText, required = false)]
    search: Option<SearchText>,
}

/// A number of conversations.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "u32")]
struct PageLength(usize);

impl Default for PageLength {
    fn default() -> Self {
        Self(PAGE as usize)
    }
}

impl TryFrom<u32> for PageLength {
    type Error = String;

    fn try_from(length: u32) -> std::result::Result<Self, String> {
        if (1..=PAGE).contains(&length) {
            Ok(Self(length as usize))
        } else {
            Err(format!("a page holds 1 to {PAGE} conversations"))
        }
    }
}

/// List your conversations
///
/// One page, last used first; with `search` those with all of its words in the title or in one of the 200 texts said last.
#[utoipa::path(get, path = "/api/conversations", tag = "chat", params(ListConversations), responses(
    (status = 200, description = "A page of conversations", body = ConversationPage),
    Refusals,
))]
pub(crate) async fn list_conversations(
    State(database): State<Database>,
    user: UserId,
    Query(list): Query<ListConversations>,
) -> Result<Json<ConversationPage>> {
    let mut transaction = database.read(&user).await?;
    let PageLength(limit) = list.limit;
    let page = if let Some(search) = &list.search {
        let page = found(&mut transaction, &user, &search.terms(), list.cursor, limit).await?;
        transaction.close().await?;
        page
    } else {
        transaction.end_with_next();
        let (conversations, has_more) = some(&mut transaction, &user, list.cursor, limit).await?;
        page(
            conversations.last().filter(|_| has_more),
            conversations.clone(),
        )
    };
    Ok(Json(page))
}

fn page(
    goes_on_after: Option<&Conversation>,
    conversations: Vec<Conversation>,
) -> ConversationPage {
    ConversationPage {
        next_cursor: goes_on_after.map(|last| Cursor::after(last).into()),
        conversations,
    }
}

/// At most so many conversations behind the cursor, and whether there are more.
pub(crate) async fn some(
    transaction: &mut Read,
    user: &UserId,
    cursor: Option<Cursor>,
    limit: usize,
) -> Result<(Vec<Conversation>, bool)> {
    let before = cursor.map(|cursor| (cursor.updated_at, cursor.id));
    let one_more = i64::try_from(limit + 1).map_err(Error::internal)?;
    let mut conversations = db::conversations::list(transaction, user, before, one_more).await?;
    let has_more = conversations.len() > limit;
    conversations.truncate(limit);
    Ok((conversations, has_more))
}

/// Those of the next conversations that have all words.
pub(crate) async fn found(
    transaction: &mut Read,
    user: &UserId,
    search: &Terms,
    mut cursor: Option<Cursor>,
    limit: usize,
) -> Result<ConversationPage> {
    let mut hits = Vec::new();
    let mut looked_into = 0;
    loop {
        let (conversations, has_more) = some(transaction, user, cursor, AT_ONCE).await?;
        let ids: Vec<Uuid> = conversations
            .iter()
            .map(|conversation| conversation.id)
            .collect();
        let said = db::conversations::texts(transaction, user, &ids, TEXTS).await?;
        let mut texts: HashMap<Uuid, Vec<String>> = HashMap::new();
        for (id, text) in said {
            texts.entry(id).or_default().push(text);
        }
        let last = conversations.len().saturating_sub(1);
        for (place, conversation) in conversations.iter().enumerate() {
            looked_into += 1;
            let said = texts.get(&conversation.id).into_iter().flatten();
            let mut texts = std::iter::once(&conversation.title).chain(said);
            if texts.any(|text| has_words(text, search)) {
                hits.push(conversation.clone());
            }
            let is_end = place == last && !has_more;
            if is_end || hits.len() == limit || looked_into == LOOKED_INTO {
                return Ok(page((!is_end).then_some(conversation), hits));
            }
        }
        let Some(last) = conversations.last().filter(|_| has_more) else {
            return Ok(page(None, hits));
        };
        cursor = Some(Cursor::after(last));
    }
}

/// Whether each word that is looked for begins a word of a text, as in a search of tasks.
fn has_words(text: &str, search: &Terms) -> bool {
    Terms::of(text).hold(search)
}
