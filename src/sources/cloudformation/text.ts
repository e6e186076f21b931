/** A template's text: YAML with CloudFormation's tags, or JSON. */
import { isObject, parseJson } from '../../json.ts';
import type { ManifestDocument } from '../manifest/documents.ts';
import { lineIndex } from '../manifest/lines.ts';
import { parseYaml } from '../manifest/yaml.ts';
import { shortForms } from './tags.ts';
import type { TemplateText } from './template.ts';

/** @param read the document as it was read without knowing those tags */
export function templateText(text: string, { object, locate }: ManifestDocument, name: string): TemplateText {
  if (text.trimStart().startsWith('{') && parseJson(text) !== undefined) return { object, locate };
  const document = parseYaml(text, shortForms);
  const lineOf = lineIndex(text);
  return {
    object: isObject(document.value) ? document.value : object,
    locate: (pointer) => ({ file: name, line: lineOf(document.find(pointer)) }),
  };
}
