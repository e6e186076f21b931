/** The `encryption` facet: which kinds hold or carry data, and who answers for each. */
import type { JsonObject } from '../../json.ts';
import type { Encryption } from '../../resource/facets.ts';
import { gatewayEncryption, istioEncryption } from './gateway.ts';
import { ingressEncryption } from './ingress.ts';
import type { GroupKind } from './kinds.ts';
import { claimEncryption, storageEncryption } from './storage.ts';

const KINDS: Readonly<Record<GroupKind, (object: JsonObject) => Encryption[]>> = {
  '/PersistentVolumeClaim': claimEncryption,
  'extensions/Ingress': ingressEncryption,
  'gateway.networking.k8s.io/Gateway': gatewayEncryption,
  'networking.istio.io/Gateway': istioEncryption,
  'networking.k8s.io/Ingress': ingressEncryption,
  'storage.k8s.io/StorageClass': storageEncryption,
};

export function encryptionOf(type: GroupKind, object: JsonObject): Encryption[] {
  return Object.hasOwn(KINDS, type) ? (KINDS[type]?.(object) ?? []) : [];
}
