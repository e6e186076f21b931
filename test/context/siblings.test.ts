import t from 'tap';
import { inventoryOf } from '../../src/context/inventory.ts';
import type { Resource, SourcedResource } from '../../src/resource/resource.ts';
import { kubernetesResource } from '../../src/sources/kubernetes/resource.ts';

const object = (kind: string, name: string, operation: Resource['operation'] = 'exists') =>
  kubernetesResource({ apiVersion: 'networking.istio.io/v1', kind, metadata: { name, namespace: 'shop' } }, operation);

const web = object('VirtualService', 'web');
const all = [
  web,
  object('VirtualService', 'api'),
  object('DestinationRule', 'web'),
  object('Gateway', 'old', 'delete'),
];
const names = (resources: readonly Resource[] = []) => resources.map(({ id }) => id);

t.test(
  'siblings are those of the types that are asked for, without the resource itself and what is being deleted',
  async (t) => {
    const { siblings } = inventoryOf(all);

    const found = siblings?.(['networking.istio.io/*/VirtualService', '*/DestinationRule'], web);

    t.strictSame(names(found?.resources), ['shop/VirtualService/api', 'shop/DestinationRule/web']);
    t.equal(found?.known, true);
    t.strictSame(siblings?.(['*/Gateway'], web), { known: true, resources: [] });
    t.strictSame(names(siblings?.(['*/VirtualService'], all[2] as Resource).resources), [
      'shop/VirtualService/web',
      'shop/VirtualService/api',
    ]);
  },
);

t.test('what stands for a cluster knows the types that it holds', async (t) => {
  const { siblings } = inventoryOf(all, { complete: (_matches, any) => any });

  t.equal(siblings?.(['*/DestinationRule'], web).known, true);
  t.equal(siblings?.(['*/DestinationRule', '*/ServiceEntry'], web).known, false);
});

t.test('only the types that are asked for are read, and what cannot be read is not known', async (t) => {
  const read: string[] = [];
  const lazy = (type: string, make: () => Resource): SourcedResource => ({
    type,
    get resource() {
      read.push(type);
      return make();
    },
  });
  const broken = lazy('broken', () => {
    throw new Error('not to be read');
  });
  const { siblings } = inventoryOf([], { around: [lazy(web.type, () => web), broken] });

  t.strictSame(read, []);
  t.equal(siblings?.([web.type], all[2] as Resource).known, true);
  t.notOk(read.includes('broken'));
  t.strictSame(siblings?.(['broken'], web), { known: false, resources: [] });
});
