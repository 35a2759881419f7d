{{/* Refuses contradictory values before anything is installed, with one sentence each. */}}
{{- define "marea.checks" -}}
{{- $database := .Values.global.database -}}
{{- if and $database.host .Values.postgresql.enabled -}}
{{- fail "global.database.host names an external database, so nothing would use the chart's own: set postgresql.enabled to false." -}}
{{- end -}}
{{- if not (or $database.host .Values.postgresql.enabled) -}}
{{- fail "postgresql.enabled is false and global.database.host is empty: the services would have no database." -}}
{{- end -}}
{{- if and $database.host (not $database.existingSecret) -}}
{{- fail "An external database needs its passwords: name the Secret that has them in global.database.existingSecret." -}}
{{- end -}}
{{- if and $database.usernames (not $database.existingSecret) -}}
{{- fail "global.database.usernames needs a Secret that has them: name it in global.database.existingSecret." -}}
{{- end -}}
{{- if and (not .Values.global.secretsWithoutCluster) (or (not .Values.global.identity.existingSecret) (not $database.existingSecret)) (include "service.offline" .) -}}
{{- fail "Without a cluster, each rendering would make new passwords and keys: name Secrets in global.identity.existingSecret and global.database.existingSecret (docs/gitops.md), or set global.secretsWithoutCluster for a demo." -}}
{{- end -}}
{{- $named := dict -}}
{{- with .Values.global.identity.existingSecret -}}{{- $_ := set $named "identity" . -}}{{- end -}}
{{- with $database.existingSecret -}}{{- $_ := set $named "database" . -}}{{- end -}}
{{- range $part, $name := $named -}}
{{- if eq $name (include "marea.nameOf" (dict "root" $ "part" $part)) -}}
{{- include "marea.checkKept" (dict "root" $ "name" $name) -}}
{{- end -}}
{{- end -}}
{{- if and $database.existingSecret .Values.postgresql.enabled .Values.postgresql.cloudNativePG.enabled -}}
{{- range $role := list "catalog" "orders" -}}
{{- include "marea.checkKept" (dict "root" $ "name" (printf "%s-%s" (include "marea.nameOf" (dict "root" $ "part" "postgresql")) $role)) -}}
{{- end -}}
{{- end -}}
{{- $limit := .Values.global.rateLimit -}}
{{- if and $limit.store.existingSecret (not $limit.store.uri) -}}
{{- fail "global.rateLimit.store.existingSecret is for an external store: name it in global.rateLimit.store.uri." -}}
{{- end -}}
{{- $most := ternary .Values.postgresql.maxConnections $database.maxConnections .Values.postgresql.enabled | int -}}
{{- $needed := 10 -}}
{{- range $part := list "catalog-service" "order-service" -}}
{{- $values := index $.Values $part -}}
{{- $instances := ternary $values.autoscaling.maxReplicas $values.replicas $values.autoscaling.enabled | int -}}
{{- $surge := $values.rollout.maxSurge | toString -}}
{{- if hasSuffix "%" $surge -}}{{- $surge = divf (mulf $instances (trimSuffix "%" $surge | float64)) 100 | ceil -}}{{- end -}}
{{- $needed = add $needed (mul (add $instances (int $surge)) (int $values.databaseConnections)) -}}
{{- end -}}
{{- if and $most (gt (int $needed) $most) -}}
{{- fail (printf "All instances of catalog-service and order-service, with those of a rollout, may need %d connections of the database, which has %d: raise %s, or lower databaseConnections or maxReplicas." (int $needed) $most (ternary "postgresql.maxConnections" "global.database.maxConnections" .Values.postgresql.enabled)) -}}
{{- end -}}
{{- if .Values.postgresql.enabled -}}
{{- $folder := include "marea.pgdata" . -}}
{{- $name := include "marea.nameOf" (dict "root" . "part" "postgresql") -}}
{{- $live := lookup "apps/v1" "StatefulSet" .Release.Namespace $name | default dict -}}
{{- if not .Values.postgresql.cloudNativePG.enabled -}}
{{- range dig "spec" "template" "spec" "containers" list $live -}}
{{- range .env -}}
{{- if and (eq .name "PGDATA") (ne .value $folder) -}}
{{- fail (printf "postgresql.image.tag changes the major version, which would start with an empty database in %s in place of %s: move the data as docs/upgrading.md says." $folder .value) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- /* Without the operator, a look-up of its kind would fail. */}}
{{- if .Capabilities.APIVersions.Has "postgresql.cnpg.io/v1" -}}
{{- if lookup "postgresql.cnpg.io/v1" "Cluster" .Release.Namespace $name -}}
{{- fail (printf "The Cluster %s has the data, and the chart's own PostgreSQL would start without them: set postgresql.cloudNativePG.enabled, or move the data as docs/upgrading.md says." $name) -}}
{{- end -}}
{{- end -}}
{{- else if $live -}}
{{- fail (printf "postgresql.cloudNativePG would start with an empty database: dump the data, delete the StatefulSet %s, upgrade, and load them, as docs/upgrading.md says." $name) -}}
{{- end -}}
{{- end -}}
{{- range $part, $given := .Values -}}
{{- $values := $given | default dict -}}
{{- if and (dig "autoscaling" "enabled" false $values) (dig "autoscaling" "requests" "enabled" false $values) (not (or (dig "metrics" "scrape" false $values) (include "marea.podMonitor" $))) -}}
{{- fail (printf "%s.autoscaling.requests needs metrics.scrape or metrics.podMonitor: Prometheus would not find the instances." $part) -}}
{{- end -}}
{{- end -}}
{{- if and (include "marea.podMonitor" .) .Values.global.networkPolicy.enabled (not .Values.global.networkPolicy.metrics) -}}
{{- fail "metrics.podMonitor needs a peer in global.networkPolicy.metrics: the policies would deny the scrapes." -}}
{{- end -}}
{{- if and .Values.global.networkPolicy.cilium .Values.global.networkPolicy.apiServer.to -}}
{{- fail "global.networkPolicy.cilium allows the API server by its identity: set global.networkPolicy.apiServer.to to []." -}}
{{- end -}}
{{- range list .Values.postgresql .Values.lab .Values.valkey -}}
{{- if ne (dig "requests" "memory" "" .resources) (dig "limits" "memory" "" .resources) -}}
{{- fail "postgresql.resources, lab.resources and valkey.resources: memory must be the same in requests and in limits." -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Helm deletes a Secret that it made and no longer renders, even if the values name it and pods read it. */}}
{{- define "marea.checkKept" -}}
{{- $secret := lookup "v1" "Secret" .root.Release.Namespace .name | default dict -}}
{{- $annotations := dig "metadata" "annotations" dict $secret | default dict -}}
{{- if and (eq (dig "meta.helm.sh/release-name" "" $annotations) .root.Release.Name) (ne (dig "helm.sh/resource-policy" "" $annotations) "keep") -}}
{{- fail (printf "The Secret %s is this release's own, and Helm would delete it: first run kubectl --namespace %s annotate secret %s helm.sh/resource-policy=keep" .name .root.Release.Namespace .name) -}}
{{- end -}}
{{- end -}}
