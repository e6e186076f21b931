import fc from 'fast-check';
import t from 'tap';
import { createModel, MINUTE, type Model, SETTINGS } from './model.ts';

t.setTimeout(600_000);

/** `OVERLAP_RUNS=300` for a thorough search, which takes minutes. */
const RUNS = 12;
const SIZES = { maintainers: 2, targets: 2, replicas: 2 };

type Event =
  | { event: 'proceed'; maintainer: number; requests: number }
  | { event: 'restart'; maintainer: number }
  | { event: 'look'; replica: number }
  | { event: 'pick up'; caller: number }
  | { event: 'pass'; time: number }
  | { event: 'damage'; what: string };

const index = (length: number) => fc.integer({ min: 0, max: length - 1 });
const maintainer = index(SIZES.maintainers);

const event = (damages: readonly string[]): fc.Arbitrary<Event> =>
  fc.oneof(
    {
      weight: 12,
      arbitrary: fc.record({
        event: fc.constant('proceed' as const),
        maintainer,
        requests: fc.integer({ min: 1, max: 8 }),
      }),
    },
    { weight: 1, arbitrary: maintainer.map((at) => ({ event: 'restart' as const, maintainer: at })) },
    { weight: 4, arbitrary: index(SIZES.replicas).map((replica) => ({ event: 'look' as const, replica })) },
    { weight: 4, arbitrary: index(SIZES.targets).map((caller) => ({ event: 'pick up' as const, caller })) },
    {
      weight: 4,
      arbitrary: fc
        .constantFrom(1000, SETTINGS.propagation / 2, SETTINGS.propagation, 5 * MINUTE, 12 * MINUTE)
        .map((time) => ({ event: 'pass' as const, time })),
    },
    ...(damages.length === 0
      ? []
      : [{ weight: 1, arbitrary: fc.constantFrom(...damages).map((what) => ({ event: 'damage' as const, what })) }]),
  );

async function happen(model: Model, next: Event): Promise<void> {
  if (next.event === 'proceed') {
    for (let request = 0; request < next.requests; request += 1) await model.proceed(next.maintainer);
  } else if (next.event === 'restart') await model.restart(next.maintainer);
  else if (next.event === 'look') model.look(next.replica);
  else if (next.event === 'pick up') model.pickUp(next.caller);
  else if (next.event === 'pass') model.pass(next.time);
  else if (next.event === 'damage') damage(model, next.what);
}

function damage(model: Model, what: string): void {
  if (what === 'secret') model.secret = undefined;
  else if (model.secret) {
    model.secret = {
      entries: { ...model.secret.entries, [what]: 'damaged' },
      version: model.secret.version + 1,
    };
  }
}

/** One maintainer alone until there is nothing left to do, as time goes on; replicas and callers keep up. */
async function settle(model: Model, time: number): Promise<void> {
  for (let passed = 0; passed < time; passed += SETTINGS.propagation / 2) {
    for (let request = 0; request < 12; request += 1) await model.proceed(0);
    for (const at of model.replicas.keys()) model.look(at);
    model.pass(SETTINGS.propagation / 2);
  }
}

async function provedOver(events: fc.Arbitrary<Event[]>, started: boolean): Promise<number> {
  let rotations = 0;
  await fc.assert(
    fc.asyncProperty(events, async (happening) => {
      const model = await createModel(SIZES);
      if (started) await settle(model, 3 * SETTINGS.propagation);
      for (const next of happening) {
        await happen(model, next);
        const broken = model.broken();
        if (broken.length > 0) throw new Error(broken.join('; '));
      }
      rotations += model.steps.filter((step) => step === 'authority').length;
    }),
    // Each run makes dozens of keys: shrinking takes longer than reading.
    { numRuns: Number(process.env.OVERLAP_RUNS ?? RUNS), endOnFailure: true },
  );
  return rotations;
}

t.test('whatever the order of things, every caller trusts every replica', async (t) => {
  const rotations = await provedOver(fc.array(event([]), { minLength: 50, maxLength: 200 }), false);

  t.comment(`${rotations} authorities were made on the way`);
  t.ok(rotations > RUNS / 2, 'there was something to go wrong');
});

t.test('so it is when the Secret is deleted or damaged on the way', async (t) => {
  const damages = ['secret', 'ca.crt', 'ca.key', 'tls.crt', 'tls.key'];

  const rotations = await provedOver(fc.array(event(damages), { minLength: 50, maxLength: 200 }), true);

  t.ok(rotations > RUNS / 2, 'there was something to go wrong');
});

t.test('left alone, one maintainer keeps a certificate valid and trust small', async (t) => {
  const model = await createModel({ ...SIZES, maintainers: 1 });
  let largest = 0;
  for (let quarter = 0; quarter < 8; quarter += 1) {
    await settle(model, 15 * MINUTE);
    t.strictSame(model.broken(), []);
    largest = Math.max(largest, (model.secret?.entries['ca.crt'] ?? '').split('BEGIN').length - 1);
  }

  t.equal(largest, 2, 'old and new, never more');
  t.ok(model.steps.filter((step) => step === 'authority').length >= 6);
  t.ok(model.steps.filter((step) => step === 'serving').length >= 6);
});

t.test('a caBundle that somebody overwrote is put right', async (t) => {
  const model = await createModel({ ...SIZES, maintainers: 1 });
  await settle(model, 5 * MINUTE);
  const [target] = model.targets;
  const right = target?.bundle;
  Object.assign(target ?? {}, { bundle: 'of an old manifest', version: 99 });

  await settle(model, MINUTE);

  t.equal(target?.bundle, right);
  t.strictSame(model.broken(), []);
});
