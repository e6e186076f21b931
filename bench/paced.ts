/**
 * Load at one rate, whatever the server could take. A server that is driven as fast as it answers is charged for its client too: the
 * slower of two finds its client asleep more often, and to wake it is the server's processor time.
 */
import { Agent, request } from 'node:https';
import { setTimeout } from 'node:timers/promises';

export interface Paced {
  authority: Buffer;
  connections: number;
  /** Requests per second. */
  rate: number;
  seconds: number;
}

/** Posts the bodies in turn, evenly over the time. @returns how long each took: milliseconds */
export async function paced(
  url: URL,
  bodies: readonly string[],
  { authority: ca, connections, rate, seconds }: Paced,
): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections, ca });
  const began = performance.now();
  const sent: Promise<number>[] = [];
  try {
    for (let now = began; now < began + seconds * 1000; now = performance.now()) {
      const due = ((now - began) / 1000) * rate;
      while (sent.length < due) sent.push(post(url, bodies[sent.length % bodies.length] as string, agent));
      await setTimeout(1);
    }
    return await Promise.all(sent);
  } finally {
    agent.destroy();
  }
}

function post(url: URL, body: string, agent: Agent): Promise<number> {
  const began = performance.now();
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const posted = request(url, { method: 'POST', agent, headers }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url}: ${response.statusCode}`));
      response.resume().on('error', reject);
      response.on('end', () => resolve(performance.now() - began));
    });
    posted.on('error', reject).end(body);
  });
}
