{{/* Something where an address may be called without TLS: the rule of FR-447, as the functions have it. */}}
{{- define "todo.isNear" -}}
{{- $service := printf "[.]svc([.]cluster[.]local|[.]%s)?" (replace "." "[.]" .domain) -}}
{{- if regexMatch (printf "^https://|^http://(localhost|127[.][0-9.]+|[[]::1[]]|[A-Za-z0-9-]+|[A-Za-z0-9.-]+%s)(:[0-9]+)?(/|$)" $service) .address }}yes{{ end -}}
{{- end }}

{{/* A quantity of memory in KiB. */}}
{{- define "todo.kibibytes" -}}
{{- $number := regexFind "^[0-9]+" . | int64 -}}
{{ mul $number (get (dict "Ki" 1 "Mi" 1024 "Gi" 1048576) (regexFind "[A-Z]i$" .)) }}
{{- end }}

{{/* Options of a connection string that the programs would not start with. The string itself, which holds a password, is
not repeated. */}}
{{- define "todo.checkPostgresUrl" -}}
{{- range splitList "&" (regexReplaceAll "^[^?]*[?]?" .url "") -}}
{{- if and . (not (regexMatch "^(sslmode=(disable|prefer|require|verify-ca|verify-full)|sslrootcert=system|pgbouncer=(true|false)|channel_binding=(disable|prefer|require)|target_session_attrs=(any|read-write|read-only)|(connect_timeout|tcp_user_timeout|keepalives|keepalives_idle|keepalives_interval|keepalives_retries)=[0-9]+|(options|application_name)=.+)$" .)) -}}
{{ fail (printf "%s: the option %s is none that the functions take, or has a value that they do not" $.setting (splitList "=" . | first)) }}
{{- end -}}
{{- end -}}
{{- end }}

{{/* What a schema cannot say. Each failure names the setting and the way out. */}}
{{- define "todo.checks" -}}
{{- $values := .Values -}}
{{- if not $values.web.url }}{{ fail "web.url: not set; it is the web app's public origin, such as https://todo.example.com" }}{{ end -}}
{{- $sources := 0 -}}
{{- if $values.database.url }}{{ $sources = add1 $sources }}{{ end -}}
{{- if $values.database.existingSecret.name }}{{ $sources = add1 $sources }}{{ end -}}
{{- if $values.postgres.enabled }}{{ $sources = add1 $sources }}{{ end -}}
{{- if ne (int $sources) 1 }}{{ fail "database: give exactly one of database.url, database.existingSecret.name and postgres.enabled" }}{{ end -}}
{{- $urls := $values.database.urls -}}
{{- range $setting, $url := dict "url" $values.database.url "migrateUrl" $values.database.migrateUrl "urls.tasks" $urls.tasks "urls.mcp" $urls.mcp "urls.chat" $urls.chat "urls.web" $urls.web -}}
{{- include "todo.checkPostgresUrl" (dict "setting" (printf "database.%s" $setting) "url" $url) -}}
{{- end -}}
{{- range $setting, $address := dict "llm.baseUrl" $values.llm.baseUrl "llm.fallback.baseUrl" $values.llm.fallback.baseUrl "auth.jwksUrl" (include "todo.jwksUrl" .) "tracing.endpoint" $values.tracing.endpoint -}}
{{- if and $address (not (include "todo.isNear" (dict "address" $address "domain" $values.clusterDomain))) }}{{ fail (printf "%s: %s is neither HTTPS nor HTTP to a loopback address, a name without a dot or a Service (*.svc, *.svc.%s)" $setting $address $values.clusterDomain) }}{{ end -}}
{{- end -}}
{{- $total := int $values.functions.chat.timeouts.total -}}
{{- if ge (int $values.turn.seconds) $total }}{{ fail (printf "turn.seconds: %d, but a request of chat ends after %d seconds (functions.chat.timeouts.total)" (int $values.turn.seconds) $total) }}{{ end -}}
{{- range $name, $endpoint := dict "llm" $values.llm "llm.fallback" $values.llm.fallback -}}
{{- if and .baseUrl (not .model) }}{{ fail (printf "%s.model: not set; it is the model's name at %s.baseUrl" $name $name) }}{{ end -}}
{{- if and (not .baseUrl) (or .model .apiKey .existingSecret.name) }}{{ fail (printf "%s.baseUrl: not set, but a model or key is; set all of them or none" $name) }}{{ end -}}
{{- if and .apiKey .existingSecret.name }}{{ fail (printf "%s: give apiKey or existingSecret.name, not both" $name) }}{{ end -}}
{{- end -}}
{{- if and $values.llm.fallback.baseUrl (not $values.llm.baseUrl) }}{{ fail "llm.fallback.baseUrl: set, but llm.baseUrl is not; the fallback stands behind it" }}{{ end -}}
{{- if and $values.web.authSecret $values.web.existingSecret.name }}{{ fail "web: give authSecret or existingSecret.name, not both" }}{{ end -}}
{{- if and $values.mcp.resource (not (regexMatch "^https://|^http://(localhost|127[.][0-9.]+|[[]::1[]])(:[0-9]+)?$" $values.web.url)) }}{{ fail "web.url: MCP clients are to sign in there (mcp.resource is set), so it must be HTTPS, or HTTP on a loopback address" }}{{ end -}}
{{- if and $values.mcp.resource $values.web.enabled (ne ($values.auth.issuer | default $values.web.url) $values.web.url) }}{{ fail "auth.issuer: MCP clients find the sign-in page there (mcp.resource is set), so leave it empty" }}{{ end -}}
{{- if and (not $values.knative.enabled) (or $values.hosts.tasks $values.hosts.mcp $values.hosts.chat) }}{{ fail "hosts: host names are mapped by Knative, but knative.enabled is false" }}{{ end -}}
{{- $hosts := without (list $values.hosts.tasks $values.hosts.mcp $values.hosts.chat) "" -}}
{{- if ne (len $hosts) (len (uniq $hosts)) }}{{ fail "hosts: two functions have the same host name; each needs its own" }}{{ end -}}
{{- with $values.auth.jwks -}}
{{- $set := fromJson . -}}
{{- if not (kindIs "slice" $set.keys) }}{{ fail "auth.jwks: not a JSON Web Key Set, such as the web app serves at /api/auth/jwks" }}{{ end -}}
{{- $usable := 0 -}}
{{- range $set.keys }}{{ if and (kindIs "map" .) (eq (toString .kty) "OKP") (eq (toString .crv) "Ed25519") .kid (regexMatch "^[-_A-Za-z0-9]{43}$" (toString .x)) }}{{ $usable = add1 $usable }}{{ end }}{{ end -}}
{{- if not $usable }}{{ fail "auth.jwks: the key set has no Ed25519 key with a kid" }}{{ end -}}
{{- end -}}
{{- if $values.kagent.enabled -}}
{{- if ne $values.kagent.api "v1alpha2" }}{{ fail (printf "kagent.api: %s is not one that this chart writes; there is v1alpha2, of kagent 0.9 and 0.10" $values.kagent.api) }}{{ end -}}
{{- if not $values.llm.baseUrl }}{{ fail "kagent.enabled: an agent of kagent needs a language model; set llm.baseUrl and llm.model" }}{{ end -}}
{{- if and (not $values.web.enabled) (lt (int $values.functions.mcp.scale.min) 1) }}{{ fail "kagent.enabled: without the web app in this release kagent asks mcp itself for its tools, each minute; keep a pod for that (functions.mcp.scale.min 1), which costs its memory all day" }}{{ end -}}
{{- end -}}
{{- if $values.operators.enabled -}}
{{- if not $values.knative.enabled }}{{ fail "operators.enabled: the tools change Knative Services, but knative.enabled is false" }}{{ end -}}
{{- if semverCompare "<1.30.0-0" .Capabilities.KubeVersion.Version }}{{ fail (printf "operators.enabled: the admission policy needs Kubernetes 1.30 or newer, this is %s" .Capabilities.KubeVersion.Version) }}{{ end -}}
{{- end -}}
{{- $limit := int $values.database.maxConnections -}}
{{- $sum := int $values.database.reserved -}}
{{- $parts := list (printf "reserved %d" $sum) -}}
{{- range $name, $function := $values.functions -}}
{{- $min := int $function.scale.min -}}
{{- $max := int $function.scale.max -}}
{{- $pool := int $function.poolSize -}}
{{- if lt $max $min }}{{ fail (printf "functions.%s.scale: max %d is below min %d" $name $max $min) }}{{ end -}}
{{- if lt $max (int $function.scale.initial) }}{{ fail (printf "functions.%s.scale: max %d is below initial %d" $name $max (int $function.scale.initial)) }}{{ end -}}
{{- $most := int $function.containerConcurrency -}}
{{- if and $most (gt (int $function.scale.target) $most) }}{{ fail (printf "functions.%s.scale.target: %d, but a pod takes %d requests at a time (containerConcurrency)" $name (int $function.scale.target) $most) }}{{ end -}}
{{- range $kind := list "start" "idle" -}}
{{- if gt (int (get $function.timeouts $kind)) (int $function.timeouts.total) }}{{ fail (printf "functions.%s.timeouts: %s is above total" $name $kind) }}{{ end -}}
{{- end -}}
{{- if and $values.knative.enabled (gt (int $function.timeouts.total) (int $values.knative.maxTimeout)) }}{{ fail (printf "functions.%s.timeouts.total: %d is above knative.maxTimeout, %d; Knative would refuse the revision" $name (int $function.timeouts.total) (int $values.knative.maxTimeout)) }}{{ end -}}
{{- $most := $max -}}
{{- if $values.operators.enabled -}}
{{- $most = int $function.scale.limit -}}
{{- if lt $most $max }}{{ fail (printf "functions.%s.scale: limit %d is below max %d" $name $most $max) }}{{ end -}}
{{- end -}}
{{- $sum = add $sum (mul $pool $most) -}}
{{- $parts = append $parts (printf "%s %d pods x %d" $name $most $pool) -}}
{{- end -}}
{{- range $setting, $part := dict "functions.tasks" $values.functions.tasks "functions.mcp" $values.functions.mcp "functions.chat" $values.functions.chat "web" $values.web -}}
{{- range $annotation, $_ := $part.annotations }}{{ if regexMatch "^([a-z]+[.])*knative[.]dev/|^todo-app/" $annotation }}{{ fail (printf "%s.annotations: %s is set by the chart or by Knative" $setting $annotation) }}{{ end }}{{ if and $values.metrics.enabled (hasPrefix "prometheus.io/" $annotation) (ne $setting "web") }}{{ fail (printf "%s.annotations: %s is set by metrics.enabled" $setting $annotation) }}{{ end }}{{ end -}}
{{- end -}}
{{- range $setting, $resources := dict "functions.tasks" $values.functions.tasks.resources "functions.mcp" $values.functions.mcp.resources "functions.chat" $values.functions.chat.resources "web" $values.web.resources "postgres" $values.postgres.resources "database.pooler" $values.database.pooler.resources -}}
{{- $asked := dig "requests" "memory" "" $resources -}}
{{- $limit := dig "limits" "memory" "" $resources -}}
{{- if and $asked $limit (gt (include "todo.kibibytes" $asked | int64) (include "todo.kibibytes" $limit | int64)) }}{{ fail (printf "%s.resources: requests.memory %s is above limits.memory %s" $setting $asked $limit) }}{{ end -}}
{{- end -}}
{{- $advice := printf "lower poolSize or scale.%s" (ternary "limit" "max" $values.operators.enabled) -}}
{{- if include "todo.hasPooler" . -}}
{{- $clients := sub $sum (int $values.database.reserved) -}}
{{- if gt (int $clients) (int $values.database.pooler.maxClients) }}{{ fail (printf "database.pooler.maxClients: %d, but the pools at their largest need %d (%s); raise it, or %s" (int $values.database.pooler.maxClients) (int $clients) (rest $parts | join ", ") $advice) }}{{ end -}}
{{- $sum = add (int $values.database.reserved) (int $values.database.pooler.size) -}}
{{- $parts = list (first $parts) (printf "pooler %d" (int $values.database.pooler.size)) -}}
{{- $advice = "lower database.pooler.size" -}}
{{- end -}}
{{- $web := ternary (mul 5 (int $values.web.replicas)) 0 $values.web.enabled -}}
{{- $sum = add $sum $web -}}
{{- if $values.web.enabled }}{{ $parts = append $parts (printf "web %d pods x 5" (int $values.web.replicas)) }}{{ end -}}
{{- if gt (int $sum) $limit }}{{ fail (printf "database.maxConnections: %d, but the pools at their largest need %d (%s); %s, or %s the limit" $limit (int $sum) (join ", " $parts) $advice (ternary "raise" "use a pooler and raise" (eq (include "todo.hasPooler" .) "yes"))) }}{{ end -}}
{{- end }}
