{{/* Whether there is something that only one of the servers does: audits, and the status of Waivers and RuleSets. */}}
{{- define "gatehouse.elects" -}}
{{- and .Values.deploy (or (not (empty .Values.config.audits)) .Values.clusterObjects.enabled (ne .Values.rbac.audit "none")) -}}
{{- end -}}

{{/* Whether a server talks to the API server at all. Where it does not, it gets no token and no way out. */}}
{{- define "gatehouse.asksApiServer" -}}
{{- or .Values.context.cluster (eq (include "gatehouse.elects" .) "true") (eq .Values.certificates.mode "self") -}}
{{- end -}}

{{- define "gatehouse.subjects" -}}
- kind: ServiceAccount
  name: {{ include "gatehouse.serviceAccount" . }}
  namespace: {{ .Release.Namespace }}
{{- end -}}
