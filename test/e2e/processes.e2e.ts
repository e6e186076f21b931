/** Servers of two processes each, behind what stands for a Service: replaced and wounded under load. */
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { type JsonObject, stringAt } from '../../src/json.ts';
import { load } from './load.ts';
import { deployment } from './objects.ts';
import { balance, grantDocumented, type Replica, registerWithoutTrust, startReplica } from './replicas.ts';
import { createAll, eventually, startE2e } from './setup.ts';

t.setTimeout(600_000);

const e2e = await startE2e(t);
if (e2e) {
  const { lab, client } = e2e;
  await grantDocumented(lab, client);
  await createAll(client, [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }]);

  let begun = 0;
  const startPod = async (): Promise<Replica> => {
    begun += 1;
    // In a pod a server that is asked to end first waits until no new connections come to it.
    const env = { KUBERNETES_SERVICE_HOST: '127.0.0.1' };
    const pod = await startReplica(lab, `pod-${begun}`, { processes: 2, env });
    await eventually(async () => (await pod.get('/readyz').catch(() => undefined))?.status === 200, 60_000);
    return pod;
  };
  const pods = [await startPod(), await startPod()];
  t.teardown(() => Promise.all(pods.map(({ service }) => service.stop())));
  const balancer = await balance(pods);
  t.teardown(() => balancer.close());
  await registerWithoutTrust(client, balancer.address);
  const ask = () => client.create(deployment('probe', { image: 'nginx:latest' }), 'dryRun=All');
  await eventually(async () => (await ask()).status === 403, 60_000);
  const lines = ({ log }: Replica, msg: string): JsonObject[] =>
    log()
      .split('\n')
      .filter((line) => line.includes(`"msg":"${msg}"`))
      .map((line) => JSON.parse(line) as JsonObject);

  t.test('a rolling upgrade under load: every process is replaced, and no review fails', async (t) => {
    const { failures, reviews, stop } = load(client);
    const gone: Replica[] = [];
    for (const [index, old] of [...pods].entries()) {
      // A new pod is ready before an old one goes, as the chart has it.
      const next = await startPod();
      pods.push(next);
      // Until the balancer has seen it.
      await sleep(1500);
      const ended = new Promise((resolve) => old.service.child.once('exit', resolve));
      old.service.child.kill('SIGTERM');
      await ended;
      gone.push(old);
      pods.splice(pods.indexOf(old), 1);
      t.equal(old.service.child.exitCode, 0, `pod ${index + 1} ended by itself`);
    }
    await sleep(1500);
    await stop();

    t.comment(`${reviews()} reviews while four processes were replaced`);
    t.strictSame(failures, []);
    t.ok(reviews() > 50);
    for (const pod of gone) t.equal(lines(pod, 'closed').length, 3, 'both processes, and the first one after them');
    for (const pod of pods) {
      const processes = new Set(lines(pod, 'listening').map(({ pid }) => pid));
      t.equal(processes.size, 2);
    }
  });

  t.test('a process is killed under load: what is in it is refused, and it is replaced', async (t) => {
    const [pod] = pods as [Replica];
    const victim = Number(lines(pod, 'listening').find(({ process }) => process === 2)?.pid);
    const wounded = load(client);
    await sleep(1000);
    process.kill(victim, 'SIGKILL');
    await eventually(async () => lines(pod, 'process replaced').length === 1, 60_000);
    await wounded.stop();

    for (const { status, message } of wounded.failures) {
      t.equal(status, 500, 'neither let in nor denied');
      t.match(message, /^Internal error occurred: failed calling webhook "(validate|mutate)\.admission\.gatehouse": /);
      t.match(message, /(EOF|connection reset by peer|broken pipe)$/);
    }
    t.ok(wounded.failures.length <= 20, 'no more than what was under way');
    t.comment(`${wounded.failures.length} of ${wounded.reviews()} reviews were refused`);
    t.comment(wounded.failures[0]?.message ?? '');
    t.match(lines(pod, 'a process of the server ended'), [{ pid: victim, signal: 'SIGKILL' }]);
    t.equal((await pod.get('/readyz')).status, 200, 'the pod stays ready');

    const { failures, reviews, stop } = load(client);
    await sleep(3000);
    await stop();
    t.strictSame(failures, [], `afterwards it serves as before: ${reviews()} reviews`);
    t.match(stringAt((await ask()).body, 'message'), /\[no-latest\]/);
  });
}
