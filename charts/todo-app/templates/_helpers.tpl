{{/* Where a collector of metrics finds those of a pod, as many read it. */}}
{{- define "todo.metricsAnnotations" -}}
{{- if .Values.metrics.enabled -}}
prometheus.io/scrape: "true"
prometheus.io/port: {{ int .Values.metrics.port | quote }}
prometheus.io/path: /metrics
{{- end -}}
{{- end }}

{{/* The port of the collector of traces, if it is none that is open already. */}}
{{- define "todo.tracingPort" -}}
{{- with .Values.tracing.endpoint -}}
{{- $port := regexFind ":[0-9]+/?$" . | trimPrefix ":" | trimSuffix "/" | default (hasPrefix "https:" . | ternary "443" "80") -}}
{{- if not (has $port (list "443" "3000")) }}{{ $port }}{{ end -}}
{{- end -}}
{{- end }}

{{/* Labels of every object; `part` is the name after "todo-". */}}
{{- define "todo.labels" -}}
{{ include "todo.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end }}

{{- define "todo.selector" -}}
app.kubernetes.io/name: todo-{{ .part }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/part-of: todo-app
{{- end }}

{{- define "todo.image" -}}
{{- $image := .root.Values.image -}}
{{ $image.registry }}/todo-{{ .part }}{{ with get $image.digests .part }}@{{ . }}{{ else }}:{{ $image.tag | default .root.Chart.AppVersion }}{{ end }}
{{- end }}

{{/* A variable with a plain value. Kubernetes would put other variables in the place of $(NAME). */}}
{{- define "todo.variable" -}}
- {name: {{ .name }}, value: {{ .value | replace "$(" "$$(" | quote }}}
{{- end }}

{{/* What all functions are told, as a map. */}}
{{- define "todo.settings" -}}
AUTH_ISSUER: {{ .Values.auth.issuer | default .Values.web.url | quote }}
AUTH_AUDIENCE: {{ .Values.auth.audience | quote }}
AUTH_JWKS_URL: {{ include "todo.jwksUrl" . | quote }}
{{- with .Values.auth.jwks }}
AUTH_JWKS: {{ . | quote }}
{{- end }}
CLUSTER_DOMAIN: {{ .Values.clusterDomain | quote }}
CORS_ALLOWED_ORIGINS: {{ join "," .Values.cors.origins | quote }}
DATABASE_STATEMENTS: {{ .Values.database.statements | default (ternary "cached" "unnamed" .Values.postgres.enabled) }}
DATABASE_REQUEST_SECONDS: {{ int .Values.database.bounds.request | quote }}
DATABASE_BULK_SECONDS: {{ int .Values.database.bounds.bulk | quote }}
DATABASE_EXPORT_SECONDS: {{ int .Values.database.bounds.export | quote }}
RATE_LIMIT_REQUESTS_PER_MINUTE: {{ int .Values.rateLimit.requestsPerMinute | quote }}
RATE_LIMIT_WRITES_PER_MINUTE: {{ int .Values.rateLimit.writesPerMinute | quote }}
RATE_LIMIT_CALLS_PER_MINUTE: {{ int .Values.rateLimit.callsPerMinute | quote }}
TASKS_PER_PERSON: {{ int .Values.tasksPerPerson | quote }}
LOG_LEVEL: {{ .Values.logLevel | quote }}
{{- if .Values.metrics.enabled }}
METRICS_PORT: {{ int .Values.metrics.port | quote }}
{{- end }}
{{- with .Values.tracing.endpoint }}
OTEL_EXPORTER_OTLP_ENDPOINT: {{ . | quote }}
{{- end }}
{{- end }}

{{/* A Secret that is named by its content: what an earlier revision reads is never changed. Takes `name` and `data`. */}}
{{- define "todo.byContent" -}}
{{ .name }}-{{ .data | toJson | sha256sum | trunc 10 }}
{{- end }}

{{/* The Secret with the connection string of a part. */}}
{{- define "todo.databaseSecret" -}}
{{- $database := .root.Values.database -}}
{{ include "todo.byContent" (dict "name" (printf "todo-database-%s" .part) "data" (get $database.urls .part | default $database.url)) }}
{{- end }}

{{/* The Secret with the models' keys. */}}
{{- define "todo.llmSecret" -}}
{{ include "todo.byContent" (dict "name" "todo-llm" "data" (list .Values.llm.apiKey .Values.llm.fallback.apiKey)) }}
{{- end }}

{{/* Variables that an operator adds, after those of the chart. Takes `own`, the chart's as YAML, `more`, and `setting`. */}}
{{- define "todo.moreVariables" -}}
{{- $own := list -}}
{{- range fromYamlArray .own }}{{ $own = append $own .name }}{{ end -}}
{{- range .more }}
{{- if has .name $own }}{{ fail (printf "%s: %s is set by the chart, or stands there twice" $.setting .name) }}{{ end -}}
{{- $own = append $own .name }}
- {{ toJson . }}
{{- end }}
{{- end }}

{{/* Cluster-internal origin of a function or, on another port, the web app. */}}
{{- define "todo.origin" -}}
http://todo-{{ .part }}.{{ .root.Release.Namespace }}.svc.{{ .root.Values.clusterDomain }}
{{- end }}

{{/* Origin of the web app as the pods reach it. */}}
{{- define "todo.webOrigin" -}}
{{ .Values.web.enabled | ternary (printf "%s:3000" (include "todo.origin" (dict "root" . "part" "web"))) .Values.web.url }}
{{- end }}

{{/* Where the functions get the signing keys. */}}
{{- define "todo.jwksUrl" -}}
{{ .Values.auth.jwksUrl | default (printf "%s/api/auth/jwks" (include "todo.webOrigin" .)) }}
{{- end }}

{{/* What Pod Security "restricted" asks of a container. Knative takes these at the container, not at the pod. */}}
{{- define "todo.containerSecurity" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  runAsNonRoot: true
  runAsUser: 65532
  runAsGroup: 65532
  capabilities: {drop: [ALL]}
  seccompProfile: {type: RuntimeDefault}
{{- end }}

{{/* Something where functions reach the Postgres of this release through PgBouncer. */}}
{{- define "todo.hasPooler" -}}
{{- if and .Values.postgres.enabled .Values.database.pooler.enabled }}yes{{ end -}}
{{- end }}

{{/* DATABASE_URL, or the name given, of a part: own Secret, an existing one, or the Postgres of this release. */}}
{{- define "todo.databaseEnv" -}}
{{- $values := .root.Values -}}
{{- $name := .variable | default "DATABASE_URL" -}}
{{- if $values.postgres.enabled }}
{{- $login := get (dict "web" "todo_web" "migrate" "postgres") .part | default "todo_app" }}
- name: DATABASE_PASSWORD
  valueFrom: {secretKeyRef: {name: todo-postgres, key: {{ $login }}}}
- name: {{ $name }}
  {{- $pooled := and (include "todo.hasPooler" .root) (has .part (list "tasks" "mcp" "chat")) (not .direct) }}
  value: postgres://{{ $login }}:$(DATABASE_PASSWORD)@todo-{{ ternary "pooler" "postgres" (not (empty $pooled)) }}.{{ .root.Release.Namespace }}.svc.{{ .root.Values.clusterDomain }}:{{ ternary 6432 5432 (not (empty $pooled)) }}/todo?sslmode=disable
{{- else if $values.database.existingSecret.name }}
- name: {{ $name }}
  valueFrom: {secretKeyRef: {name: {{ $values.database.existingSecret.name }}, key: {{ get $values.database.existingSecret.keys .part }}}}
{{- else }}
- name: {{ $name }}
  valueFrom: {secretKeyRef: {name: {{ .secret | default (include "todo.databaseSecret" .) }}, key: {{ empty .secret | ternary "url" .part }}}}
{{- end }}
{{- if $values.database.extraCa.configMap }}
- {name: {{ eq .part "web" | ternary "NODE_EXTRA_CA_CERTS" "EXTRA_CA_FILE" }}, value: /etc/todo/ca/ca.crt}
{{- end }}
{{- end }}

{{- define "todo.caMount" -}}
{{- if .Values.database.extraCa.configMap }}
- {name: ca, mountPath: /etc/todo/ca, readOnly: true}
{{- end }}
{{- end }}

{{- define "todo.caVolume" -}}
{{- with .Values.database.extraCa }}
{{- if .configMap }}
- name: ca
  configMap:
    name: {{ .configMap }}
    items: [{key: {{ .key }}, path: ca.crt}]
{{- end }}
{{- end }}
{{- end }}

{{/* What a pod says of images, names and nodes. */}}
{{- define "todo.placement" -}}
{{- $lines := list -}}
{{- with .Values.image.pullSecrets -}}
{{- $names := list -}}
{{- range . }}{{ $names = append $names (dict "name" .) }}{{ end -}}
{{- $lines = append $lines (printf "imagePullSecrets: %s" (toJson $names)) -}}
{{- end -}}
{{- with .Values.dns.ndots }}{{ $lines = append $lines (printf "dnsConfig: {options: [{name: ndots, value: %s}]}" (quote .)) }}{{ end -}}
{{- range $field, $value := .Values.scheduling -}}
{{- with $value }}{{ $lines = append $lines (printf "%s: %s" $field (toJson .)) }}{{ end -}}
{{- end -}}
{{- join "\n" $lines -}}
{{- end }}

{{/* The Host headers that mcp accepts: its names inside, its public ones, and those asked for. */}}
{{- define "todo.mcpHosts" -}}
{{- $namespace := .Release.Namespace -}}
{{- $hosts := list "todo-mcp" (printf "todo-mcp.%s" $namespace) (printf "todo-mcp.%s.svc" $namespace) (printf "todo-mcp.%s.svc.%s" $namespace .Values.clusterDomain) -}}
{{- with .Values.domain }}{{ $hosts = append $hosts (printf "todo-mcp.%s.%s" $namespace .) }}{{ end -}}
{{- with .Values.hosts.mcp }}{{ $hosts = append $hosts . }}{{ end -}}
{{- concat $hosts .Values.mcp.allowedHosts | uniq | join "," -}}
{{- end }}
