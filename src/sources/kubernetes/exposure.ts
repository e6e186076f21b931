/** The `exposure` facet of a Service: how anyone could reach it from outside the cluster. */
import { arrayAt, dig, type JsonObject, stringAt } from '../../json.ts';
import { isWorld } from '../../resource/cidr.ts';
import type { Exposure, PortRange } from '../../resource/facets.ts';
import { type Annotations, annotationsOf, type GroupKind } from './kinds.ts';

/** Annotations by which a cloud is told to give a load balancer an address of the private network only. */
const INTERNAL: Readonly<Record<string, RegExp>> = {
  'service.beta.kubernetes.io/aws-load-balancer-scheme': /^internal$/i,
  // The old form was a range of addresses, so any value but a denial means yes.
  'service.beta.kubernetes.io/aws-load-balancer-internal': /^(?!false$|$)/i,
  'networking.gke.io/load-balancer-type': /^internal$/i,
  'cloud.google.com/load-balancer-type': /^internal$/i,
  'service.beta.kubernetes.io/azure-load-balancer-internal': /^true$/i,
  'service.beta.kubernetes.io/openstack-internal-load-balancer': /^true$/i,
  'service.beta.kubernetes.io/oci-load-balancer-internal': /^true$/i,
  'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type': /^intranet$/i,
  'service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type': /^private$/i,
};

const RANGES_ANNOTATION = 'service.beta.kubernetes.io/load-balancer-source-ranges';
const WORLD = ['0.0.0.0/0', '::/0'];

/**
 * A NodePort opens a port on the nodes' own addresses; whether those are public is the network's matter and written elsewhere
 * (a subnet, a firewall), so by itself it is private. A load balancer is given a public address unless it is told otherwise.
 */
export function exposureOf(type: GroupKind, object: JsonObject): Exposure[] {
  if (type !== '/Service') return [];
  const serviceType = stringAt(object, 'spec', 'type');
  const ports = portsOf(object, 'port');
  const exposures: Exposure[] = [];
  if (serviceType === 'LoadBalancer') exposures.push(loadBalancer(object, ports));
  if (serviceType === 'NodePort') {
    const nodePorts = portsOf(object, 'nodePort');
    exposures.push({ what: 'node port', path: '/spec/type', state: 'private', cidrs: [], ports: nodePorts });
  }
  return [...exposures, ...externalAddresses(object, ports)];
}

function loadBalancer(object: JsonObject, ports: PortRange[]): Exposure {
  const what = 'load balancer';
  const annotations = annotationsOf(object);
  const written = arrayAt(object, 'spec', 'loadBalancerSourceRanges').map(String);
  const annotated = (annotations[RANGES_ANNOTATION] ?? '').split(',');
  const ranges = (written.length > 0 ? written : annotated).map((range) => range.trim()).filter(Boolean);
  const cidrs = ranges.length > 0 ? ranges : WORLD;
  const path = '/spec/loadBalancerSourceRanges';
  if (isInternal(object, annotations)) return { what, path, state: 'private', cidrs: ranges, ports };
  if (!cidrs.some(isWorld)) return { what, path, state: 'private', cidrs, ports };
  const text = 'list in spec.loadBalancerSourceRanges who may reach it, or make the load balancer internal';
  return { what, path, state: 'public', cidrs, ports, remedy: { text } };
}

/** The AWS Load Balancer Controller makes internal ones unless told otherwise; the cloud provider's own makes public ones. */
function isInternal(object: JsonObject, annotations: Annotations): boolean {
  if (Object.entries(INTERNAL).some(([key, pattern]) => pattern.test(annotations[key] ?? 'false'))) return true;
  const controller = annotations['service.beta.kubernetes.io/aws-load-balancer-type'];
  const byController =
    controller === 'external' ||
    controller === 'nlb-ip' ||
    stringAt(object, 'spec', 'loadBalancerClass') === 'service.k8s.aws/nlb';
  return byController && annotations['service.beta.kubernetes.io/aws-load-balancer-scheme'] === undefined;
}

function externalAddresses(object: JsonObject, ports: PortRange[]): Exposure[] {
  return arrayAt(object, 'spec', 'externalIPs').map((address, index) => {
    const path = `/spec/externalIPs/${index}`;
    const isPublic = typeof address === 'string' && !isPrivateAddress(address);
    if (!isPublic) return { what: 'external address', path, state: 'private', cidrs: [], ports };
    const remedy = { text: 'remove the address from spec.externalIPs; use a load balancer with source ranges' };
    return { what: 'external address', path, state: 'public', cidrs: [...WORLD], ports, remedy };
  });
}

/** Addresses that are not routed on the Internet: RFC 1918, 6598, 3927, 4193, 4291 and loopback. */
function isPrivateAddress(address: string): boolean {
  return /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|169\.254\.|127\.|::1$|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:)/i.test(
    address,
  );
}

function portsOf(object: JsonObject, field: 'port' | 'nodePort'): PortRange[] {
  return arrayAt(object, 'spec', 'ports').flatMap((entry) => {
    const port = dig(entry, field);
    if (typeof port !== 'number' || !Number.isInteger(port)) return [];
    return [{ protocol: (stringAt(entry, 'protocol') ?? 'TCP').toLowerCase(), from: port, to: port }];
  });
}
