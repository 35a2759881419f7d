{{/* Refuses contradictory values before anything is installed, with one sentence each. */}}
{{- define "service.checks" -}}
{{- $name := .Chart.Name -}}
{{- $scale := .Values.autoscaling -}}
{{- $budget := .Values.podDisruptionBudget -}}
{{- $least := ternary $scale.minReplicas .Values.replicas $scale.enabled | int -}}
{{- if and (not (kindIs "invalid" $budget.maxUnavailable)) (not (kindIs "invalid" $budget.minAvailable)) -}}
{{- fail (printf "%s.podDisruptionBudget has both maxUnavailable and minAvailable: set one of them to null." $name) -}}
{{- end -}}
{{- if and (not (kindIs "invalid" $budget.minAvailable)) (not (kindIs "string" $budget.minAvailable)) (ge (int $budget.minAvailable) $least) -}}
{{- fail (printf "%s.podDisruptionBudget.minAvailable is %d with %d instances: no node could ever be drained." $name (int $budget.minAvailable) $least) -}}
{{- end -}}
{{- if and (not (kindIs "invalid" $budget.maxUnavailable)) (eq ($budget.maxUnavailable | toString) "0") -}}
{{- fail (printf "%s.podDisruptionBudget.maxUnavailable is 0: no node could ever be drained." $name) -}}
{{- end -}}
{{- if $scale.enabled -}}
{{- if gt (int $scale.minReplicas) (int $scale.maxReplicas) -}}
{{- fail (printf "%s.autoscaling.minReplicas is %d, more than maxReplicas, which is %d." $name (int $scale.minReplicas) (int $scale.maxReplicas)) -}}
{{- end -}}
{{- if not (or $scale.cpu $scale.metrics $scale.requests.enabled) -}}
{{- fail (printf "%s.autoscaling has nothing to go by: give cpu, metrics or requests.enabled." $name) -}}
{{- end -}}
{{- if and $scale.cpu (not (dig "requests" "cpu" "" .Values.resources)) -}}
{{- fail (printf "%s.autoscaling.cpu is a percentage of resources.requests.cpu, which is missing." $name) -}}
{{- end -}}
{{- if and $scale.requests.enabled $scale.metrics -}}
{{- fail (printf "%s.autoscaling.metrics cannot go with requests.enabled: KEDA makes the HorizontalPodAutoscaler then." $name) -}}
{{- end -}}
{{- end -}}
{{- if ne (dig "requests" "memory" "" .Values.resources) (dig "limits" "memory" "" .Values.resources) -}}
{{- fail (printf "%s.resources: memory must be the same in requests and in limits." $name) -}}
{{- end -}}
{{- if and .Values.service.headless (ne .Values.service.type "ClusterIP") -}}
{{- fail (printf "%s.service.headless goes with the type ClusterIP only, not with %s." $name .Values.service.type) -}}
{{- end -}}
{{- if and .Values.service.headless .Values.service.port (ne (int .Values.service.port) (int .Values.ports.http)) -}}
{{- fail (printf "%s.service.port is %d, but a headless Service leads to the instances' own port, %d." $name (int .Values.service.port) (int .Values.ports.http)) -}}
{{- end -}}
{{- if and .Values.service.nodePort (eq .Values.service.type "ClusterIP") -}}
{{- fail (printf "%s.service.nodePort needs the type NodePort or LoadBalancer." $name) -}}
{{- end -}}
{{- if and .Values.ingress.eks.createClass (not (and .Values.ingress.enabled .Values.ingress.className)) -}}
{{- fail (printf "%s.ingress.eks.createClass needs ingress.enabled and a name for the class in ingress.className." $name) -}}
{{- end -}}
{{- if and .Values.httpRoute.enabled (not .Values.httpRoute.parentRefs) (not .Values.httpRoute.gateway.create) -}}
{{- fail (printf "%s.httpRoute.parentRefs is empty: name the Gateway that the route is attached to, or set httpRoute.gateway.create." $name) -}}
{{- end -}}
{{- if .Values.httpRoute.gateway.create -}}
{{- if not (and .Values.httpRoute.enabled .Values.httpRoute.gateway.className) -}}
{{- fail (printf "%s.httpRoute.gateway.create needs httpRoute.enabled and a GatewayClass in httpRoute.gateway.className." $name) -}}
{{- end -}}
{{- if .Values.httpRoute.parentRefs -}}
{{- fail (printf "%s.httpRoute has both parentRefs and gateway.create: set one of them." $name) -}}
{{- end -}}
{{- end -}}
{{- if .Values.loadBalancer.idleTimeoutSeconds -}}
{{- if hasKey .Values.env "SERVER_TOMCAT_KEEPALIVETIMEOUT" -}}
{{- fail (printf "%s.env.SERVER_TOMCAT_KEEPALIVETIMEOUT and loadBalancer.idleTimeoutSeconds set the same: keep the latter." $name) -}}
{{- end -}}
{{- if lt (int .Values.drain.delaySeconds) 10 -}}
{{- fail (printf "%s.drain.delaySeconds is %d, but a load balancer still sends requests after that: set it to its deregistration delay and 10 s." $name (int .Values.drain.delaySeconds)) -}}
{{- end -}}
{{- end -}}
{{- if not (or .Values.global.identity.demoIssuer .Values.global.identity.issuerUri) -}}
{{- fail "global.identity has neither demoIssuer nor issuerUri: nobody could get a token." -}}
{{- end -}}
{{- end -}}
