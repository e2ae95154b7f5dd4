// What well-known MCP clients register (RFC 7591), each with where that can be read. Ports and versions are examples.

const PUBLIC = {
  grant_types: ["authorization_code", "refresh_token"],
  response_types: ["code"],
  token_endpoint_auth_method: "none",
};

/** Name, source and body of a registration. */
export const REGISTRATIONS = [
  {
    // github.com/microsoft/vscode: src/vs/base/common/oauth.ts
    client_name: "Visual Studio Code",
    client_uri: "https://code.visualstudio.com",
    ...PUBLIC,
    grant_types: ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"],
    redirect_uris: [
      "https://insiders.vscode.dev/redirect",
      "https://vscode.dev/redirect",
      "http://localhost/",
      "http://127.0.0.1/",
      "http://localhost:33418/",
      "http://127.0.0.1:33418/",
    ],
    application_type: "native",
  },
  {
    // cursor.com/docs/context/mcp
    client_name: "Cursor",
    ...PUBLIC,
    redirect_uris: ["cursor://anysphere.cursor-mcp/oauth/callback"],
  },
  {
    // code.claude.com/docs/en/mcp
    client_name: "Claude Code (todo)",
    ...PUBLIC,
    redirect_uris: ["http://localhost:54545/callback"],
  },
  {
    // support.claude.com: "Building custom connectors via remote MCP servers"
    client_name: "Claude",
    ...PUBLIC,
    token_endpoint_auth_method: "client_secret_post",
    redirect_uris: ["https://claude.ai/api/mcp/auth_callback"],
    scope: "tasks:read tasks:write",
  },
  {
    // developers.openai.com/apps-sdk/build/auth
    client_name: "ChatGPT",
    ...PUBLIC,
    redirect_uris: ["https://chatgpt.com/connector_platform_oauth_redirect"],
  },
  {
    // github.com/google-gemini/gemini-cli: packages/core/src/mcp/oauth-provider.ts
    client_name: "Gemini CLI MCP Client",
    ...PUBLIC,
    redirect_uris: ["http://localhost:7777/oauth/callback"],
    scope: "",
  },
  {
    // github.com/modelcontextprotocol/inspector: client/src/lib/auth.ts
    client_name: "MCP Inspector",
    client_uri: "https://github.com/modelcontextprotocol/inspector",
    ...PUBLIC,
    redirect_uris: ["http://localhost:6274/oauth/callback", "http://localhost:6274/oauth/callback/debug"],
    scope: "",
  },
  {
    // github.com/geelen/mcp-remote: src/lib/node-oauth-client-provider.ts
    client_name: "MCP CLI Proxy",
    client_uri: "https://github.com/modelcontextprotocol/mcp-cli",
    ...PUBLIC,
    redirect_uris: ["http://localhost:3334/oauth/callback"],
    software_id: "2e6dc280-f3c3-4e01-99a7-8181dbd1d23d",
    software_version: "0.1.38",
    scope: "openid email profile",
  },
  {
    // github.com/modelcontextprotocol/python-sdk: src/mcp/shared/auth.py, which sends null for what it has not
    client_name: "Python client",
    ...PUBLIC,
    redirect_uris: ["http://localhost:3030/callback"],
    scope: null,
    client_uri: null,
    logo_uri: null,
    contacts: null,
    tos_uri: null,
    policy_uri: null,
    jwks_uri: null,
    jwks: null,
    software_id: null,
    software_version: null,
  },
  {
    // github.com/danny-avila/LibreChat: packages/api/src/mcp/oauth/handler.ts
    client_name: "LibreChat MCP Client",
    ...PUBLIC,
    token_endpoint_auth_method: "client_secret_basic",
    redirect_uris: ["https://chat.example.com/api/mcp/todo/oauth/callback"],
    logo_uri: "",
    tos_uri: "",
  },
];
