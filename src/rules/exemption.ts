/** What is never judged: without it a cluster cannot live, and no rule could be mended. */
import type { ResourceIdentity } from '../resource/resource.ts';
import { anyWildcard } from './wildcard.ts';

/** Never judged unless the configuration says otherwise: what a cluster needs to live, and Gatehouse itself. */
export const EXEMPT_NAMESPACES = ['kube-system', 'kube-public', 'kube-node-lease', 'gatehouse-system'];

/** A namespace is exempt together with what is in it, as the API server's namespaceSelector has it. */
export function exemption(
  namespaces: readonly string[] = EXEMPT_NAMESPACES,
): (identity: Pick<ResourceIdentity, 'type' | 'name' | 'namespace'>) => boolean {
  const matches = anyWildcard(namespaces);
  return ({ type, name, namespace }) => {
    const within = type === 'v1/Namespace' ? name : namespace;
    return within !== undefined && matches(within);
  };
}
