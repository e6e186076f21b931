import { createHash } from 'node:crypto';
import type { ResourceIdentity } from '../resource/resource.ts';

/**
 * The identity of a finding, equal at every door: 32 hexadecimal characters over rule, resource and path.
 *
 * The API version is left out, because a cluster hands an object back in another version than its author wrote, and so is the
 * namespace `default`, which a manifest need not name.
 */
export function fingerprint(rule: string, resource: ResourceIdentity, path: string): string {
  const type = resource.source === 'kubernetes' ? withoutVersion(resource.type) : resource.type;
  const namespace = resource.namespace === 'default' ? '' : (resource.namespace ?? '');
  const subject = resource.source === 'kubernetes' ? `${namespace}/${resource.name}` : resource.id;
  return createHash('sha256').update([rule, type, subject, path].join('\n')).digest('hex').slice(0, 32);
}

/** `apps/v1/Deployment` becomes `apps/Deployment`, `v1/Pod` becomes `/Pod`. */
function withoutVersion(type: string): string {
  const parts = type.split('/');
  return `${parts.length === 3 ? parts[0] : ''}/${parts.at(-1)}`;
}
