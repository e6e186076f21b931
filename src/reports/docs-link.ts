/** Where the page of a rule stands: for messages, reports and the command line alike. */
import type { Config } from '../config/schema.ts';

/** Under the configured address, or as the path of the page in the repository where none is configured. */
export function docsLink(rule: string, docs: Config['docs']): string {
  return `${(docs ?? 'docs/rules').replace(/\/+$/, '')}/${rule}.md`;
}
