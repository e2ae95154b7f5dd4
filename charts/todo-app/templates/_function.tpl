{{/* The one container of a function, the same under Knative and as a Deployment. */}}
{{- define "todo.functionContainer" -}}
{{- $function := get .root.Values.functions .part -}}
name: {{ .part }}
image: {{ include "todo.image" . }}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
ports: [{name: http1, containerPort: 8080}]
env:
  {{- $own := include "todo.functionEnv" . }}
  {{- $own | trim | nindent 2 }}
  {{- with include "todo.moreVariables" (dict "own" $own "more" $function.env "setting" (printf "functions.%s.env" .part)) | trim }}{{ . | nindent 2 }}{{ end }}
# Neither asks the database: a probe must not wake it, nor restart us because of it.
{{- if .root.Values.knative.enabled }}
# Without a period Knative asks every few milliseconds until the first yes.
readinessProbe: {httpGet: {path: /health/readiness}}
livenessProbe: {httpGet: {path: /health/liveness}, periodSeconds: 10}
{{- else }}
readinessProbe: {httpGet: {path: /health/readiness, port: 8080}, periodSeconds: 5}
livenessProbe: {httpGet: {path: /health/liveness, port: 8080}, periodSeconds: 10}
{{- end }}
{{ include "todo.containerSecurity" . }}
resources: {{- toYaml $function.resources | nindent 2 }}
{{- with include "todo.caMount" .root }}
volumeMounts: {{- . | nindent 2 }}
{{- end }}
{{- end }}

{{/* What a function is told. All of it belongs to the revision, so that no change reaches an earlier one. */}}
{{- define "todo.functionEnv" -}}
{{- $function := get .root.Values.functions .part -}}
{{- range $name, $value := include "todo.settings" .root | fromYaml }}
{{- if $value }}
{{ include "todo.variable" (dict "name" $name "value" $value) }}
{{- end }}
{{- end }}
{{- if not .root.Values.knative.enabled }}
- {name: PORT, value: "8080"}
{{- end }}
{{ include "todo.databaseEnv" . | trim }}
{{- if .root.Values.tracing.endpoint }}
- {name: OTEL_SERVICE_NAME, value: todo-{{ .part }}}
{{- end }}
- {name: DATABASE_POOL_SIZE, value: {{ $function.poolSize | quote }}}
{{- if eq .part "mcp" }}
- {name: MCP_ALLOWED_HOSTS, value: {{ include "todo.mcpHosts" .root | quote }}}
{{- with .root.Values.mcp.allowedOrigins }}
- {name: MCP_ALLOWED_ORIGINS, value: {{ join "," . | quote }}}
{{- end }}
{{- with .root.Values.mcp.resource }}
- {name: MCP_RESOURCE, value: {{ . | quote }}}
{{- end }}
{{- end }}
{{- if eq .part "chat" }}
- {name: MCP_URL, value: {{ include "todo.origin" (dict "root" .root "part" "mcp") }}/mcp}
- {name: CHAT_TURN_SECONDS, value: {{ .root.Values.turn.seconds | int64 | quote }}}
- {name: CHAT_TURN_OUTPUT_TOKENS, value: {{ .root.Values.turn.outputTokens | int64 | quote }}}
{{- $root := .root }}
{{- range $prefix, $endpoint := dict "LLM" $root.Values.llm "LLM_FALLBACK" $root.Values.llm.fallback }}
{{- if .baseUrl }}
{{ include "todo.variable" (dict "name" (printf "%s_BASE_URL" $prefix) "value" .baseUrl) }}
{{ include "todo.variable" (dict "name" (printf "%s_MODEL" $prefix) "value" .model) }}
- {name: {{ $prefix }}_CONTEXT_TOKENS, value: {{ .contextTokens | int64 | quote }}}
{{- if or .apiKey .existingSecret.name }}
- name: {{ $prefix }}_API_KEY
  valueFrom: {secretKeyRef: {{ if .apiKey }}{name: {{ include "todo.llmSecret" $root }}, key: {{ ternary "api-key" "fallback-api-key" (eq $prefix "LLM") }}}{{ else }}{name: {{ .existingSecret.name }}, key: {{ .existingSecret.key }}}{{ end }}}
{{- end }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}
