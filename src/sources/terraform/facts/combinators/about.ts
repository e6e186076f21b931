/** What an answer reads, carried beside the function that gives it, so that the documentation is made from the tables. */
import type { Encryption, Exposure } from '../../../../resource/facets.ts';
import type { Attributes } from '../../attributes.ts';
import { type At, computed, look, nameOf, pathAt } from './place.ts';

export interface About {
  aspect: 'at-rest' | 'in-transit' | 'exposure';
  /** Markdown for a table's cell. */
  text: string;
  /** The provider's page that says what happens where nothing is set. */
  byDefault?: string;
}

export interface Answer<Facet> {
  (attributes: Attributes): Facet[];
  about: About[];
}

export type EncryptionAnswer = Answer<Encryption>;
export type ExposureAnswer = Answer<Exposure>;

export function answer<Facet>(about: About | About[], read: (attributes: Attributes) => Facet[]): Answer<Facet> {
  return Object.assign((attributes: Attributes) => read(attributes), { about: [about].flat() });
}

/** All of those answers, one after the other. */
export function all<Facet>(...answers: Answer<Facet>[]): Answer<Facet> {
  return answer(
    answers.flatMap(({ about }) => about),
    (attributes) => {
      const facets: Facet[] = [];
      for (const each of answers) facets.push(...each(attributes));
      return facets;
    },
  );
}

/** That answer, only for resources of which the condition holds. */
export function when<Facet>(holds: (attributes: Attributes) => boolean, then: Answer<Facet>): Answer<Facet> {
  return answer(then.about, (attributes) => (holds(attributes) ? then(attributes) : []));
}

/**
 * That answer for each nested block of that name; none where there is no block, and unknown where only apply will tell whether
 * there is one.
 */
export function each<Facet extends Encryption | Exposure>(block: string, then: Answer<Facet>): Answer<Facet> {
  const about = then.about.map((one) => ({ ...one, text: `each \`${block}\`: ${one.text}` }));
  return once(
    [computed(block)],
    answer(about, (attributes) => attributes.blocks(block).flatMap((cursor) => then(cursor))),
    block,
  );
}

/**
 * That answer once those attributes are known, and unknown while they are not: they decide what is asked.
 * @param name of what cannot be told, for a message
 */
export function once<Facet extends Encryption | Exposure>(
  deciding: readonly At[],
  then: Answer<Facet>,
  name?: string,
): Answer<Facet> {
  return answer(then.about, (attributes) => {
    const open = deciding.find((at) => look(attributes, at).state === 'unknown');
    if (open === undefined) return then(attributes);
    const path = pathAt(attributes, open);
    const aspects = [...new Set(then.about.map(({ aspect }) => aspect))];
    return aspects.map((aspect) => unsettled(aspect, name ?? `what ${nameOf(open)} decides`, path)) as Facet[];
  });
}

function unsettled(aspect: About['aspect'], name: string, path: string): Encryption | Exposure {
  if (aspect === 'exposure') return { what: name, path, state: 'unknown', cidrs: [] };
  return { aspect, part: name, path, state: 'unknown' };
}
