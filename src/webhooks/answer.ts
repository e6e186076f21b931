/** The AdmissionReview that goes back. Whatever happened, it is one of these. */
import type { PatchOperation } from '../reports/report.ts';

/** admission.k8s.io/v1 AdmissionResponse. */
export interface AdmissionResponse {
  uid: string;
  allowed: boolean;
  status?: { status?: 'Failure'; code: number; reason: string; message: string };
  patchType?: 'JSONPatch';
  /** Base64 of the JSON Patch. */
  patch?: string;
  warnings?: string[];
  /** Keys without a prefix: the API server puts the webhook's name before them. */
  auditAnnotations?: Record<string, string>;
}

/** StatusReason by code, as the API server itself pairs them. */
const REASONS: Record<number, string> = {
  400: 'BadRequest',
  403: 'Forbidden',
  413: 'RequestEntityTooLarge',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
};

export function refusal(code: number, message: string): NonNullable<AdmissionResponse['status']> {
  return { status: 'Failure', code, reason: REASONS[code] ?? 'InternalError', message };
}

export function encodePatch(patch: readonly PatchOperation[]): Pick<AdmissionResponse, 'patch' | 'patchType'> {
  return { patchType: 'JSONPatch', patch: Buffer.from(JSON.stringify(patch)).toString('base64') };
}

/** The whole body as text: what is sent is what was written here, and no schema takes any of it away. */
export function reviewText(response: AdmissionResponse): string {
  return `{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","response":${JSON.stringify(response)}}`;
}
