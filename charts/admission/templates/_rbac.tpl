{{/* Whether a server talks to the API server at all. Where it does not, it gets no token and no way out. */}}
{{- define "gatehouse.asksApiServer" -}}
{{- or .Values.context.cluster .Values.clusterObjects.enabled (ne .Values.rbac.audit "none") (eq .Values.certificates.mode "self") -}}
{{- end -}}

{{- define "gatehouse.subjects" -}}
- kind: ServiceAccount
  name: {{ include "gatehouse.serviceAccount" . }}
  namespace: {{ .Release.Namespace }}
{{- end -}}
