/** Whose key encrypts: the customer's, the provider's, or not to be told. */
import { stringAt } from '../../../../json.ts';
import type { Encryption } from '../../../../resource/facets.ts';
import type { Attributes, Keys, Reference } from '../../attributes.ts';
import { type At, isComputed, keysOf, pathAt, readingAt } from './place.ts';
import { nameKey } from './remedy.ts';

/** Resources whose id, name or ARN names a key that the customer manages. */
const KEY_TYPES = new Set([
  'aws_kms_key',
  'aws_kms_alias',
  'aws_kms_external_key',
  'aws_kms_replica_key',
  'aws_kms_replica_external_key',
  'google_kms_crypto_key',
  'google_kms_crypto_key_version',
  'azurerm_key_vault_key',
  'azurerm_key_vault_managed_hardware_security_module_key',
  'azurerm_disk_encryption_set',
]);

/** Names that stand for a key of the provider's own. */
const PROVIDER_KEY = /(?:^|:)alias\/aws\/|^AWS_OWNED_(?:KMS_)?KEY$/;

export type KeyFacts = Pick<Encryption, 'key' | 'keyPath' | 'keyRemedy'>;

/** True where one of them is a key: of this plan, or looked up as a data source. */
export function namesKey(references: Reference[]): boolean {
  return references.some(({ type }) => KEY_TYPES.has(type));
}

/** Whose key it is that one of those attributes names; `unsupported` where the type has none. */
export function keyFacts(attributes: Attributes, places: At[], snippet = 'aws_kms_key.example.arn'): KeyFacts {
  const first = places[0];
  if (first === undefined) return { key: 'unsupported' };
  for (const at of places) {
    const key = keyAt(attributes, at);
    if (key !== 'provider') return { key, keyPath: pathAt(attributes, at) };
  }
  return { key: 'provider', keyPath: pathAt(attributes, first), keyRemedy: nameKey(attributes, first, snippet) };
}

function keyAt(attributes: Attributes, at: At): 'customer' | 'provider' | 'unknown' {
  const reading = readingAt(attributes, at);
  if (reading.state === 'absent') return 'provider';
  if (reading.state === 'sensitive') return 'unknown';
  if (reading.state === 'unknown') {
    const { references } = reading;
    if (references.length > 0) return fromReferences(references);
    // A key that comes from a local value or a dynamic block shows no reference, so that alone does not mean "not set".
    return reading.computed ? 'provider' : 'unknown';
  }
  if (typeof reading.value !== 'string') return 'unknown';
  if (PROVIDER_KEY.test(reading.value)) return 'provider';
  return isComputed(at) && exists(attributes) ? ofExisting(attributes, keysOf(at)) : 'customer';
}

/** A key looked up as a data source is set, but may be one of the provider's. */
function fromReferences(references: Reference[]): 'customer' | 'unknown' {
  return references.some(({ type, mode }) => mode === 'managed' && KEY_TYPES.has(type)) ? 'customer' : 'unknown';
}

/** Once it exists, the provider writes its own key's ARN there too, and that ARN does not tell whose it is. */
function ofExisting(attributes: Attributes, keys: Keys): 'customer' | 'provider' | 'unknown' {
  const all = [...attributes.keys, ...keys];
  if (attributes.source.configured?.(all) === false) return 'provider';
  return fromReferences(attributes.source.references(all));
}

function exists(attributes: Attributes): boolean {
  return Boolean(stringAt(attributes.source.values, 'id'));
}
