/** What an answer reads, carried beside the function that gives it, so that the documentation is made from the tables. */
import type { Encryption, Exposure } from '../../../../resource/facets.ts';
import type { Attributes } from '../../attributes.ts';

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
    (attributes) => answers.flatMap((each) => each(attributes)),
  );
}

/** That answer, only for resources of which the condition holds. */
export function when<Facet>(holds: (attributes: Attributes) => boolean, then: Answer<Facet>): Answer<Facet> {
  return answer(then.about, (attributes) => (holds(attributes) ? then(attributes) : []));
}

/** That answer for each nested block of that name; none where there is no block. */
export function each<Facet>(block: string, then: Answer<Facet>): Answer<Facet> {
  const about = then.about.map((one) => ({ ...one, text: `each \`${block}\`: ${one.text}` }));
  return answer(about, (attributes) => attributes.blocks(block).flatMap((cursor) => then(cursor)));
}
