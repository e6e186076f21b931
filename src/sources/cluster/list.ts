/** Lists the objects of one type, page by page. */
import { arrayAt, isObject, type JsonObject, setOwn, stringAt } from '../../json.ts';
import { LAST_APPLIED, SENSITIVE } from '../kubernetes/redact.ts';
import { type Connection, type Reply, reasonOf } from './connection.ts';
import type { ListableType } from './discovery.ts';

/** What listing one type came to. */
export interface Listing {
  /** Absent where the type was read; why it was not, in one line, where it was not. */
  warning?: string;
}

const PAGE_SIZE = 500;
const RESTARTS = 3;
/** Names no other media type, so a server that cannot leave the data out answers 406 instead of sending it. */
const METADATA_ONLY = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';
/** Some platforms keep a Secret's token in an annotation of it, too; what people write there is shorter. */
const LONGEST_ANNOTATION = 256;

/**
 * Gives each object to `take`, as a manifest would have it: with apiVersion and kind, without the server's bookkeeping.
 *
 * Of a Secret only the metadata is asked for, so that its data never enters this process.
 * @param reset called where the server lost the list half way and it starts again: what was taken is void
 */
export async function listObjects(
  connection: Connection,
  type: ListableType,
  take: (object: JsonObject) => void,
  reset: () => void,
): Promise<Listing> {
  const secret = type.apiVersion === 'v1' && type.kind === 'Secret';
  let restarts = 0;
  let token = '';
  for (;;) {
    const query = new URLSearchParams({ limit: String(PAGE_SIZE), ...(token !== '' && { continue: token }) });
    const reply = await connection.get(`${type.path}?${query}`, secret ? METADATA_ONLY : 'application/json');
    if (reply.status === 410 && token !== '' && restarts < RESTARTS) {
      // The snapshot of the first page is compacted. The server may offer a token to go on from the next key in today's state.
      restarts += 1;
      token = stringAt(reply.body, 'metadata', 'continue') ?? '';
      if (token !== '') continue;
      reset();
    } else if (reply.status !== 200) {
      return failed(type, reply);
    } else {
      for (const item of arrayAt(reply.body, 'items')) if (isObject(item)) take(complete(item, type, secret));
      token = stringAt(reply.body, 'metadata', 'continue') ?? '';
      if (token === '') return {};
    }
  }
}

/** An item of a list as a manifest would have it. It is changed. */
export function complete(item: JsonObject, { apiVersion, kind }: ListableType, secret: boolean): JsonObject {
  const { metadata } = item;
  if (isObject(metadata)) {
    delete metadata.managedFields;
    const { annotations } = metadata;
    if (isObject(annotations)) {
      delete annotations[LAST_APPLIED];
      if (secret) hideLong(annotations);
    }
  }
  return { ...item, apiVersion, kind };
}

function hideLong(annotations: JsonObject): void {
  for (const [key, value] of Object.entries(annotations)) {
    if (typeof value !== 'string' || value.length > LONGEST_ANNOTATION) setOwn(annotations, key, SENSITIVE);
  }
}

function failed({ apiVersion, kind, name }: ListableType, reply: Reply): Listing {
  // Listed in discovery, but gone since, or not to be listed at all.
  if (reply.status === 404 || reply.status === 405) return {};
  const remedy = reply.status === 403 ? `; grant it the verb list on ${name}` : '';
  return { warning: `${apiVersion}/${kind} was not audited: ${reasonOf(reply)}${remedy}` };
}
