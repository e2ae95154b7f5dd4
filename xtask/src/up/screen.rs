//! What `up` prints when all is ready.

use super::lock::Addresses;

/// Addresses, a `curl` line and an MCP client line.
#[must_use]
pub fn text(addresses: &Addresses) -> String {
    let show = |value: &Option<String>| value.clone().unwrap_or_default();
    let (tasks, mcp, chat) = (
        show(&addresses.tasks),
        show(&addresses.mcp),
        show(&addresses.chat),
    );
    let page = addresses
        .web
        .as_ref()
        .map(|web| format!("  page   {web}\n"));
    let token = addresses.web.as_ref().map(|web| {
        format!(
            "  a token:
    JAR=$(mktemp); curl -sS -o /dev/null -c $JAR -H 'Origin: {web}' -H 'Content-Type: application/json' -d '{{\"name\":\"Ada\",\"email\":\"ada-'$(date +%s)'@example.com\",\"password\":\"correct horse\"}}' {web}/api/auth/sign-up/email
    TOKEN=$(curl -sS -b $JAR {web}/api/auth/token | sed 's/.*\"token\":\"\\([^\"]*\\)\".*/\\1/')
"
        )
    });
    format!(
        "
{page}  tasks  {tasks}
  mcp    {mcp}
  chat   {chat}

{token}  a task:
    curl -sS -H \"Authorization: Bearer $TOKEN\" -H 'Content-Type: application/json' -d '{{\"title\":\"Buy groceries\"}}' {tasks}/api/tasks
  an MCP client:
    npx -y @modelcontextprotocol/inspector@2.12.0 --cli {mcp} --transport http --header \"Authorization: Bearer $TOKEN\" --method tools/list

  Ctrl-C stops everything.",
        page = page.unwrap_or_default(),
        token = token.unwrap_or_default(),
    )
}
