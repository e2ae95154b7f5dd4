//! The fixtures of the official conformance suite, behind the endpoint that the function itself has (FR-240). What they
//! are called and answer with is the suite's choice and stands in `fixtures.json`.
#![expect(
    deprecated,
    reason = "the suite asks for logging, which the newest protocol gives up"
)]

mod changes;
mod fixtures;
mod rounds;
mod told;

use std::process::ExitCode;

use mcp::McpServerConfig;
use rmcp::{
    ErrorData, RoleServer, ServerHandler,
    model::{
        CallToolRequestParams, CallToolResponse, CompleteRequestParams, CompleteResult,
        CompletionInfo, GetPromptRequestParams, GetPromptResponse, Implementation,
        ListPromptsResult, ListResourceTemplatesResult, ListResourcesResult, ListToolsResult,
        PaginatedRequestParams, ReadResourceRequestParams, ReadResourceResponse,
        ServerCapabilities, ServerConfig, SetLevelRequestParams, SubscribeRequestParams,
        SubscriptionFilter, Tool, UnsubscribeRequestParams,
    },
    service::{RequestContext, SubscriptionContext},
};

use changes::Changes;

fn main() -> ExitCode {
    shared::http::run(McpServerConfig::read, |config| {
        Ok(mcp::endpoint(Fixtures::default(), &config))
    })
}

/// Everything that the suite asks of a server without sessions.
#[derive(Clone, Default)]
struct Fixtures {
    changes: Changes,
}

impl ServerHandler for Fixtures {
    fn get_info(&self) -> ServerConfig {
        let capabilities = ServerCapabilities::builder()
            .enable_logging()
            .enable_completions()
            .enable_prompts()
            .enable_prompts_list_changed()
            .enable_resources()
            .enable_resources_subscribe()
            .enable_tools()
            .enable_tool_list_changed();
        let name = Implementation::new("conformance-fixtures", env!("CARGO_PKG_VERSION"));
        ServerConfig::new(capabilities.build()).with_server_info(name)
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        fixtures::tool(name).ok()
    }

    async fn list_tools(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        fixtures::tools().map(ListToolsResult::with_all_items)
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let result = fixtures::tool_result(&request.name)?;
        match &*request.name {
            "test_tool_with_progress" => told::progress(&context).await?,
            "test_tool_with_logging" | "test_logging_tool" => told::log(&context).await?,
            "test_missing_capability" => rounds::require_sampling(&context)?,
            "test_trigger_tool_change" => self.changes.tools(),
            "test_trigger_prompt_change" => self.changes.prompts(),
            _ => {}
        }
        let answers = (request.input_responses, request.request_state);
        let asked = rounds::next(&request.name, answers, &context)?;
        Ok(asked.map_or_else(|| result.into(), Into::into))
    }

    async fn list_prompts(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListPromptsResult, ErrorData> {
        fixtures::prompts().map(ListPromptsResult::with_all_items)
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<GetPromptResponse, ErrorData> {
        let result = fixtures::prompt_result(&request.name, request.arguments.as_ref())?;
        let answers = (request.input_responses, request.request_state);
        let asked = rounds::next(&request.name, answers, &context)?;
        Ok(asked.map_or_else(|| result.into(), Into::into))
    }

    async fn list_resources(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        fixtures::resources().map(ListResourcesResult::with_all_items)
    }

    async fn list_resource_templates(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        fixtures::templates().map(ListResourceTemplatesResult::with_all_items)
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        fixtures::contents(&request.uri).map(Into::into)
    }

    async fn complete(
        &self,
        _request: CompleteRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<CompleteResult, ErrorData> {
        Ok(CompleteResult::new(CompletionInfo::default()))
    }

    /// Without a session there is nothing to keep of these three: the older protocol's clients get their answer.
    async fn subscribe(
        &self,
        _request: SubscribeRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        Ok(())
    }

    async fn unsubscribe(
        &self,
        _request: UnsubscribeRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        Ok(())
    }

    async fn set_level(
        &self,
        _request: SetLevelRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        Ok(())
    }

    fn accepted_subscription_filter(
        &self,
        requested: &SubscriptionFilter,
    ) -> Option<SubscriptionFilter> {
        Some(requested.supported_by(&self.get_info().capabilities))
    }

    async fn listen(&self, subscription: SubscriptionContext) -> Result<(), ErrorData> {
        self.changes.tell(&subscription).await
    }
}
