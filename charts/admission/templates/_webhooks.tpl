{{/* What one webhook of either configuration consists of, but for the namespaces that it is asked about. */}}
{{- define "gatehouse.clientConfig" -}}
{{- if .root.Values.webhooks.url -}}
url: {{ trimSuffix "/" .root.Values.webhooks.url }}/v1/admission/{{ .path }}
{{- else -}}
service:
  namespace: {{ .root.Release.Namespace }}
  name: {{ include "gatehouse.name" .root }}
  port: 443
  path: /v1/admission/{{ .path }}
{{- end }}
{{- if eq .root.Values.certificates.mode "secret" }}
caBundle: {{ .root.Values.certificates.caBundle | b64enc }}
{{- end }}
{{- end -}}

{{- define "gatehouse.webhook" -}}
clientConfig: {{- include "gatehouse.clientConfig" . | nindent 2 }}
admissionReviewVersions: [v1]
sideEffects: None
timeoutSeconds: {{ .root.Values.webhooks.timeoutSeconds }}
failurePolicy: {{ .failurePolicy }}
matchPolicy: Equivalent
{{- if eq .path "mutate" }}
reinvocationPolicy: {{ .root.Values.webhooks.mutate.reinvocationPolicy }}
{{- end }}
matchConditions: {{- include "gatehouse.matchConditions" .root | nindent 2 }}
{{- end -}}

{{- define "gatehouse.matchConditions" -}}
{{- with .Values.webhooks.skip.groups -}}
- name: not-of-a-skipped-group
  expression: "!(request.resource.group in [{{ range $index, $group := . }}{{ if $index }}, {{ end }}'{{ $group }}'{{ end }}])"
{{- end }}
{{- with .Values.webhooks.skip.resources }}
- name: not-a-skipped-resource
  expression: "!((request.resource.group + '/' + request.resource.resource) in [{{ range $index, $resource := . }}{{ if $index }}, {{ end }}'{{ $resource }}'{{ end }}])"
{{- end }}
{{- /* What a kubelet makes was admitted elsewhere, and the API server has to start without anybody's leave. */}}
- name: not-from-a-node
  expression: "!('system:nodes' in request.userInfo.groups)"
- name: not-from-the-api-server-itself
  expression: "request.userInfo.username != 'system:apiserver'"
{{- with .Values.webhooks.matchConditions }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/*
What is asked about for `gitops-managed-change` alone. Of a delete the marks are seen here, in CEL, so that what nobody manages costs
nothing; a Scale has none. What the cluster's own controllers do is not sent: a namespace that is deleted must come to its end.
*/}}
{{- define "gatehouse.managedByGit" -}}
{{- $parameters := dig "rules" "gitops-managed-change" "parameters" dict (include "gatehouse.configuration" . | fromYaml) -}}
- name: managed-by-git.validate.admission.gatehouse
  {{- include "gatehouse.webhook" (dict "root" . "path" "validate" "failurePolicy" .Values.webhooks.managedByGit.failurePolicy) | nindent 2 }}
    - name: not-from-a-controller-of-the-cluster
      expression: >-
        !(request.userInfo.username in ['system:kube-controller-manager', 'system:kube-scheduler'])
        && !request.userInfo.username.startsWith('system:serviceaccount:kube-system:')
    - name: scaled-or-marked
      expression: >-
        request.operation == 'UPDATE' || (oldObject != null && has(oldObject.metadata)
        && ((has(oldObject.metadata.annotations) && {{ $parameters.annotations | toJson }}.exists(key, key in oldObject.metadata.annotations))
        || (has(oldObject.metadata.labels) && {{ $parameters.labels | toJson }}.exists(key, key in oldObject.metadata.labels))))
  namespaceSelector:
    matchExpressions:
      - key: kubernetes.io/metadata.name
        operator: NotIn
        values: {{ include "gatehouse.exempt" . }}
  rules:
    - operations: [DELETE]
      apiGroups: ["*"]
      apiVersions: ["*"]
      resources: ["*"]
      scope: "*"
    - operations: [UPDATE]
      apiGroups: [apps]
      apiVersions: ["*"]
      resources: [deployments/scale, statefulsets/scale, replicasets/scale]
      scope: Namespaced
    - operations: [UPDATE]
      apiGroups: [argoproj.io]
      apiVersions: ["*"]
      resources: [rollouts/scale]
      scope: Namespaced
    - operations: [UPDATE]
      apiGroups: [""]
      apiVersions: ["*"]
      resources: [replicationcontrollers/scale]
      scope: Namespaced
{{- end -}}

{{/*
Everything that is created or changed. Deletes need no reason, and of subresources only ephemeral containers hold what a rule reads.
With `namespaced` what a namespace selector can choose: what is in namespaces, and namespaces themselves.
*/}}
{{- define "gatehouse.rules" -}}
- operations: [CREATE, UPDATE]
  apiGroups: ["*"]
  apiVersions: ["*"]
  resources: ["*"{{ if eq .path "validate" }}, pods/ephemeralcontainers{{ end }}]
  scope: {{ ternary "Namespaced" "*" .namespaced | quote }}
{{- if .namespaced }}
- operations: [CREATE, UPDATE]
  apiGroups: [""]
  apiVersions: ["*"]
  resources: [namespaces]
  scope: Cluster
{{- end }}
{{- end -}}

{{/*
The webhooks of one configuration: one for each entry of `byNamespace`, which leaves out what those before it chose, and one for
all that is left.
*/}}
{{- define "gatehouse.webhooks" -}}
{{- $root := .root -}}
{{- $path := .path -}}
{{- $names := include "gatehouse.exempt" $root | fromJsonArray -}}
{{- $left := list (dict "key" "kubernetes.io/metadata.name" "operator" "NotIn" "values" $names) -}}
{{- range $root.Values.webhooks.byNamespace }}
- name: {{ .name }}.{{ $path }}.admission.gatehouse
  {{- include "gatehouse.webhook" (dict "root" $root "path" $path "failurePolicy" (get . $path)) | nindent 2 }}
  namespaceSelector:
    matchExpressions:
      {{- append $left (dict "key" .label "operator" "In" "values" .values) | toYaml | nindent 6 }}
  rules: {{- include "gatehouse.rules" (dict "path" $path "namespaced" true) | nindent 4 }}
{{- $left = append $left (dict "key" .label "operator" "NotIn" "values" .values) }}
{{- end }}
- name: {{ $path }}.admission.gatehouse
  {{- include "gatehouse.webhook" (dict "root" $root "path" $path "failurePolicy" (get $root.Values.webhooks $path).failurePolicy) | nindent 2 }}
  namespaceSelector:
    matchExpressions: {{- toYaml $left | nindent 6 }}
  rules: {{- include "gatehouse.rules" (dict "path" $path "namespaced" false) | nindent 4 }}
{{- if and (eq $path "validate") $root.Values.webhooks.managedByGit.enabled }}
{{ include "gatehouse.managedByGit" $root }}
{{- end }}
{{- end -}}

{{- define "gatehouse.webhookMetadata" -}}
{{- $annotations := deepCopy .Values.webhooks.annotations -}}
{{- if eq .Values.certificates.mode "cert-manager" -}}
{{- $_ := set $annotations "cert-manager.io/inject-ca-from" (printf "%s/%s" .Release.Namespace (include "gatehouse.name" .)) -}}
{{- end -}}
name: {{ include "gatehouse.name" . }}
labels: {{- include "gatehouse.labels" . | nindent 2 }}
{{- with $annotations }}
annotations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}
