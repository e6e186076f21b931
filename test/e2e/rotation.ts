/**
 * Reviews without a pause while the certificates are exchanged all the time. `npm run rotation -- 10` runs it for ten
 * minutes with certificates that live for one; the end-to-end tests run it for less, with shorter lives.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Lab, startLab, WEBHOOK_CALLER } from '../../scripts/lab/lab.ts';
import type { CertificateSettings } from '../../src/config/certificates.ts';
import { stringAt } from '../../src/json.ts';
import { type Client, labClient } from './client.ts';
import { deployment } from './objects.ts';
import { balance, bundles, grantDocumented, type Replica, registerWithoutTrust, startReplica } from './replicas.ts';
import { createAll, eventually, readManifests } from './setup.ts';

/** A serving certificate lives for that many seconds, an authority for twice as long, and both go on in half of it. */
export function lives(
  seconds: number,
): Pick<CertificateSettings, 'validity' | 'caValidity' | 'renewBefore' | 'propagation'> {
  return {
    validity: `${seconds}s`,
    caValidity: `${2 * seconds}s`,
    renewBefore: `${seconds / 2}s`,
    propagation: `${seconds / 12}s`,
  };
}

export interface RotationResult {
  /** Reviews by way of the API server, and those that did not come to the right answer. */
  reviews: number;
  failures: string[];
  /** Connections to one replica, each with what callers were told to trust just before, and those that were refused. */
  handshakes: number;
  refused: string[];
  authorities: number;
  certificates: number;
}

/** @param duration milliseconds */
export async function rotateUnderLoad(
  client: Client,
  replicas: readonly Replica[],
  duration: number,
): Promise<RotationResult> {
  const made = async (certificate: string) => {
    const name = `gatehouse_certificate_rotations_total{certificate="${certificate}"`;
    const counts = await Promise.all(replicas.map((replica) => replica.metric(name)));
    return counts.reduce((sum, count) => sum + count, 0);
  };
  const before = { authorities: await made('authority'), certificates: await made('serving') };
  const result: RotationResult = {
    reviews: 0,
    failures: [],
    handshakes: 0,
    refused: [],
    authorities: 0,
    certificates: 0,
  };
  const until = Date.now() + duration;

  const review = async (worker: number) => {
    for (let turn = worker; Date.now() < until; turn += 1) {
      const [image, right] = turn % 2 === 0 ? ['nginx:latest', 403] : ['nginx:1.27.3', 201];
      const { status, body } = await client.create(deployment(`load-${worker}`, { image: `${image}` }), 'dryRun=All');
      result.reviews += 1;
      if (status !== right) result.failures.push(`${new Date().toISOString()} ${status} ${stringAt(body, 'message')}`);
    }
  };
  const shakeHands = async () => {
    while (Date.now() < until) {
      const [trusted = ''] = await bundles(client);
      for (const { get, port } of replicas) {
        result.handshakes += 1;
        await get('/livez', trusted).catch((thrown: Error) =>
          result.refused.push(`${new Date().toISOString()} ${port} ${thrown.message}`),
        );
      }
      await sleep(100);
    }
  };
  await Promise.all([...Array.from({ length: 4 }, (_, worker) => review(worker)), shakeHands()]);
  result.authorities = (await made('authority')) - before.authorities;
  result.certificates = (await made('serving')) - before.certificates;
  return result;
}

/** As many replicas, registered and ready. */
export async function startReplicas(
  lab: Lab,
  client: Client,
  count: number,
  certificates: Partial<CertificateSettings>,
) {
  await grantDocumented(lab, client);
  await createAll(
    client,
    readManifests().filter(({ kind }) => kind === 'Namespace'),
  );
  // The API server shows a certificate, and without it no review would be answered.
  const clientCa = { file: join(lab.directory, 'ca.crt'), names: [WEBHOOK_CALLER] };
  const replicas: Replica[] = [];
  for (let number = 1; number <= count; number += 1) {
    replicas.push(await startReplica(lab, `replica-${number}`, { certificates, server: { clientCa } }));
  }
  const balancer = await balance(replicas);
  await registerWithoutTrust(client, balancer.address);
  await eventually(async () => {
    const { status } = await client.create(deployment('probe', { image: 'nginx:latest' }), 'dryRun=All');
    return status === 403;
  }, 60_000);
  const stop = async () => {
    await balancer.close();
    await Promise.all(replicas.map(({ service }) => service.stop()));
  };
  return { replicas, balancer, stop };
}

if (process.argv[1] === import.meta.filename) {
  const minutes = Number(process.argv[2] ?? 10);
  const lab = await startLab();
  const client = labClient(lab.kubeconfig);
  const { replicas, stop } = await startReplicas(lab, client, 3, lives(60));
  const started = new Date();
  const result = await rotateUnderLoad(client, replicas, minutes * 60_000);
  console.log({ from: started.toISOString(), to: new Date().toISOString(), ...result });
  await stop();
  client.close();
  await lab.stop();
  process.exit(result.failures.length + result.refused.length === 0 ? 0 : 1);
}
