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
{{ .root.Values.image.registry }}/todo-{{ .part }}:{{ .root.Values.image.tag | default .root.Chart.AppVersion }}
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

{{/* DATABASE_URL, or the name given, of a part: own Secret, an existing one, or the Postgres of this release. */}}
{{- define "todo.databaseEnv" -}}
{{- $values := .root.Values -}}
{{- $name := .variable | default "DATABASE_URL" -}}
{{- if $values.postgres.enabled }}
{{- $login := get (dict "web" "todo_web" "migrate" "postgres") .part | default "todo_app" }}
- name: DATABASE_PASSWORD
  valueFrom: {secretKeyRef: {name: todo-postgres, key: {{ $login }}}}
- name: {{ $name }}
  value: postgres://{{ $login }}:$(DATABASE_PASSWORD)@todo-postgres.{{ .root.Release.Namespace }}.svc.{{ .root.Values.clusterDomain }}:5432/todo?sslmode=disable
{{- else if $values.database.existingSecret.name }}
- name: {{ $name }}
  valueFrom: {secretKeyRef: {name: {{ $values.database.existingSecret.name }}, key: {{ get $values.database.existingSecret.keys .part }}}}
{{- else }}
- name: {{ $name }}
  valueFrom: {secretKeyRef: {name: {{ .secret | default "todo-database" }}, key: {{ .part }}}}
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

{{- define "todo.pullSecrets" -}}
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
{{- range . }}
  - name: {{ . }}
{{- end }}
{{- end }}
{{- end }}

{{- define "todo.dns" -}}
{{- with .Values.dns.ndots }}
dnsConfig:
  options: [{name: ndots, value: {{ . | quote }}}]
{{- end }}
{{- end }}

{{/* Changes with what a pod reads at its start, so that new settings make a new revision. */}}
{{- define "todo.checksum" -}}
{{ list .Values.auth .Values.cors .Values.logLevel .Values.rateLimit .Values.tasksPerPerson .Values.database .Values.llm .Values.mcp .Values.domain .Values.clusterDomain .Values.hosts .Values.web.url .Values.web.authSecret | toJson | sha256sum | trunc 16 }}
{{- end }}

{{/* The Host headers that mcp accepts: its names inside, its public ones, and those asked for. */}}
{{- define "todo.mcpHosts" -}}
{{- $namespace := .Release.Namespace -}}
{{- $hosts := list "todo-mcp" (printf "todo-mcp.%s" $namespace) (printf "todo-mcp.%s.svc" $namespace) (printf "todo-mcp.%s.svc.%s" $namespace .Values.clusterDomain) -}}
{{- with .Values.domain }}{{ $hosts = append $hosts (printf "todo-mcp.%s.%s" $namespace .) }}{{ end -}}
{{- with .Values.hosts.mcp }}{{ $hosts = append $hosts . }}{{ end -}}
{{- concat $hosts .Values.mcp.allowedHosts | uniq | join "," -}}
{{- end }}
