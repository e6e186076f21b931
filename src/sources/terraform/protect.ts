/**
 * What of a resource's values may leave this source: sensitive ones are replaced, JSON that a provider keeps in a string is
 * decoded. Marks come from the plan or state; a raw state has few, so attributes that hold secrets by their meaning are known
 * here too.
 */
import { isObject, type JsonObject, type JsonValue, own, parseJson, setOwn } from '../../json.ts';
import { memo } from '../../resource/memo.ts';
import { SENSITIVE } from './attributes.ts';

/** Attributes of these names hold secrets on every type, where they hold text. */
const SECRET_NAMES =
  /(^|_)(password|passphrase|secret_string|secret_binary|secret_data|secret_key|client_secret|secret_access_key|private_key(_pem|_pem_pkcs8|_openssh)?|auth_token|access_token|api_token|token_secret|connection_string|primary_access_key|secondary_access_key|primary_key|secondary_key|shared_key|sas_token|kube_config_raw|kube_admin_config_raw|client_key|ses_smtp_password_v4|bcrypt_hash)$/;

const isSecretName = memo((name) => SECRET_NAMES.test(name));

/** Attributes that hold secrets on these types only. */
const SECRETS: ReadonlyMap<string, readonly string[]> = new Map([
  ['aws_iam_access_key', ['secret']],
  ['aws_ssm_parameter', ['value']],
  ['azurerm_key_vault_secret', ['value']],
  ['kubernetes_secret', ['data', 'binary_data']],
  ['kubernetes_secret_v1', ['data', 'binary_data']],
  ['kubernetes_secret_v1_data', ['data']],
  ['random_password', ['result']],
]);

/** Attributes that hold a JSON document as text. */
const DOCUMENTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['aws_batch_job_definition', ['container_properties', 'node_properties', 'ecs_properties', 'eks_properties']],
  ['aws_ecs_task_definition', ['container_definitions']],
]);

/** Nothing that Terraform or a provider writes is nested deeper. */
const MAX_DEPTH = 200;

/**
 * A copy of the values that may be shown; what is not touched is shared with the original.
 * @param sensitive the shape of `after_sensitive`: `true` where everything below is sensitive
 */
export function protect(type: string, values: JsonObject, sensitive: JsonValue): JsonObject {
  const secrets = SECRETS.get(type);
  const documents = DOCUMENTS.get(type);
  let copy: JsonObject | undefined;
  for (const key of Object.keys(values)) {
    const value = values[key] as JsonValue;
    const mark = sensitive === true || secrets?.includes(key) === true || (own(sensitive, key) ?? false);
    const shown = redact(value, mark, key, 0);
    const read = documents?.includes(key) === true ? decoded(shown) : shown;
    if (read === value) continue;
    copy ??= { ...values };
    setOwn(copy, key, read);
  }
  const shown = copy ?? values;
  return isSecretManifest(type, shown) ? withoutSecretData(shown) : shown;
}

/** Null and an empty text stay as they are: that nothing is set is no secret. */
function redact(value: JsonValue, mark: JsonValue, key: string, depth: number): JsonValue {
  if (value === null || value === '') return value;
  if (mark === true || depth > MAX_DEPTH) return SENSITIVE;
  if (typeof value === 'string') return isSecretName(key) ? SENSITIVE : value;
  if (Array.isArray(value)) return redactItems(value, mark, key, depth);
  if (typeof value !== 'object') return value;
  let copy: JsonObject | undefined;
  for (const name of Object.keys(value)) {
    const item = value[name] as JsonValue;
    const shown = redact(item, own(mark, name) ?? false, name, depth + 1);
    if (shown === item) continue;
    copy ??= { ...value };
    setOwn(copy, name, shown);
  }
  return copy ?? value;
}

function redactItems(items: JsonValue[], mark: JsonValue, key: string, depth: number): JsonValue[] {
  let copy: JsonValue[] | undefined;
  for (const [index, item] of items.entries()) {
    const itemMark = (Array.isArray(mark) ? mark[index] : own(mark, String(index))) ?? false;
    const shown = redact(item, itemMark, key, depth + 1);
    if (shown === item) continue;
    copy ??= [...items];
    copy[index] = shown;
  }
  return copy ?? items;
}

function decoded(value: JsonValue): JsonValue {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  return parseJson(value) ?? value;
}

/** A Secret inside a `kubernetes_manifest`. */
function isSecretManifest(type: string, values: JsonObject): boolean {
  return type === 'kubernetes_manifest' && own(own(values, 'manifest'), 'kind') === 'Secret';
}

function withoutSecretData(values: JsonObject): JsonObject {
  const shown = { ...values };
  for (const attribute of ['manifest', 'object']) {
    const manifest = shown[attribute];
    if (!isObject(manifest)) continue;
    const copy = { ...manifest };
    for (const key of ['data', 'stringData']) if (copy[key] !== undefined) copy[key] = SENSITIVE;
    shown[attribute] = copy;
  }
  return shown;
}
