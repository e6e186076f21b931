/** What a LimitRange gives containers that do not say what they need. */
import { arrayAt, dig, type JsonObject, stringAt } from '../../json.ts';
import type { ContainerDefaults } from '../../resource/context.ts';
import { quantitiesOf } from './containers.ts';

/**
 * As the API server reads it: a limit that is not given is the maximum; a request that is not given is the limit, or else the
 * minimum (`SetDefaults_LimitRangeItem`). Only containers have defaults.
 */
export function containerDefaultsOf(object: JsonObject): ContainerDefaults {
  const item = arrayAt(object, 'spec', 'limits').find((each) => stringAt(each, 'type') === 'Container');
  const of = (key: string) => quantitiesOf(dig(item, key), '');
  const limits = { ...of('max'), ...of('default') };
  const requests = { ...of('min'), ...limits, ...of('defaultRequest') };
  return { name: stringAt(object, 'metadata', 'name') ?? '', limits, requests };
}
