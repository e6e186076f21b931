/** Exposure by a switch, or by the address ranges that may come in. */

import type { JsonValue } from '../../../../json.ts';
import { isWorld } from '../../../../resource/cidr.ts';
import type { Exposure, PortRange, Remedy } from '../../../../resource/facets.ts';
import type { Attributes, Reference } from '../../attributes.ts';
import { answer, type ExposureAnswer } from './about.ts';
import { same } from './at-rest.ts';
import { type At, keysOf, look, nameOf, pathAt, texts } from './place.ts';
import { setTo, spell } from './remedy.ts';

export interface PublicSwitch {
  /** For a message: `database with a public address`. */
  what: string;
  at: At;
  /** Values that open it. Default: `true`. */
  on?: JsonValue[];
  absent: 'public' | 'private';
  /** What closes it. Default: `false`. */
  off?: JsonValue;
}

/** Open to the world where that attribute says so. */
export function publicSwitch({ what, at, on = [true], absent, off = false }: PublicSwitch): ExposureAnswer {
  return answer({ aspect: 'exposure', text: `\`${nameOf(at)}\`` }, (attributes) => {
    const found = look(attributes, at);
    const open = found.state === 'value' ? on.some((value) => same(value, found.value)) : absent === 'public';
    if (found.state === 'unknown') return [way(what, found.path, 'unknown')];
    return [open ? way(what, found.path, 'public', setTo(attributes, at, off)) : way(what, found.path, 'private')];
  });
}

/** One way in that is not a network's. */
export function way(what: string, path: string, state: Exposure['state'], remedy?: Remedy): Exposure {
  return { what, path, state, cidrs: [], ...(remedy !== undefined && { remedy }) };
}

/** Where an unknown range comes from something that has addresses of its own, it is no range of the whole world. */
const OWN_ADDRESSES =
  /^(?:aws_(?:default_)?(?:vpc|subnet)s?|aws_vpc_ipam.*|aws_vpc_ipv4_cidr_block_association|aws_eip|aws_instance|aws_nat_gateway|aws_network_interface|google_compute_(?:subnetwork|address|global_address|instance|router_nat)|azurerm_(?:subnet|virtual_network|public_ip|network_interface|linux_virtual_machine))$/;

export interface NetworkWay {
  what: string;
  attributes: Attributes;
  /** Attributes that hold ranges; the first that is open is the one the path names. */
  ranges: At[];
  /** `none`: ports do not apply, as where the way leads to one endpoint. */
  ports: PortRange[] | 'unknown' | 'none';
  /** Where the ports stand, for the path while they are unknown. */
  portsPath?: () => string;
}

/** One rule of a network: who may come in, and to which ports. Nothing where it names no ranges at all. */
export function networkWay({ what, attributes, ranges, ports, portsPath }: NetworkWay): Exposure[] {
  const found = ranges.map((at) => ({ at, ...texts(attributes, at) }));
  const cidrs = found.flatMap(({ known }) => known);
  const open = found.find(({ known }) => known.some(isWorld));
  const unsure = found.find(({ unknown, references }) => unknown && !hasOwnAddresses(references));
  const any = open ?? unsure ?? found.find(({ known, unknown }) => known.length > 0 || unknown);
  if (any === undefined) return [];
  const path = pathAt(attributes, any.at);
  const common = { what, cidrs, ...(Array.isArray(ports) && { ports }) };
  if (open === undefined) return [{ ...common, path, state: unsure === undefined ? 'private' : 'unknown' }];
  if (ports === 'unknown') return [{ ...common, path: portsPath?.() ?? path, state: 'unknown' }];
  const remedy = { text: `limit ${spell([...attributes.keys, ...keysOf(any.at)])} to the ranges that need it` };
  return [{ ...common, path, state: 'public', remedy }];
}

function hasOwnAddresses(references: Reference[]): boolean {
  return references.length > 0 && references.every(({ type }) => OWN_ADDRESSES.test(type));
}

export const ALL_PORTS = { from: 0, to: 65535 } as const;
