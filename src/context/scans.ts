/** Image scans: where the newest scan of an image is found. */
import type { Scan } from '../resource/context.ts';

export interface ScanIndex {
  /** False: no source of scans is configured. */
  configured: boolean;
  /** The newest scan of an image reference as written, its age counted to `now` (milliseconds since the epoch). */
  find(reference: string, now: number): Scan | undefined;
  /** The digest that a tag was last seen to name. */
  digest(reference: string): string | undefined;
}

export const noScans: ScanIndex = { configured: false, find: () => undefined, digest: () => undefined };
