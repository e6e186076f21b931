/** Reviews without a pause by way of the API server, every second of which is to be denied. */
import { stringAt } from '../../src/json.ts';
import type { Client } from './client.ts';
import { deployment } from './objects.ts';

/** What did not come to the right answer. */
export interface Failure {
  at: string;
  status: number;
  message: string;
}

export interface Load {
  failures: Failure[];
  reviews(): number;
  /** Resolves when the last review is answered. */
  stop(): Promise<void>;
}

export function load(client: Client, workers = 4): Load {
  const failures: Failure[] = [];
  let reviews = 0;
  let going = true;
  const review = async (worker: number) => {
    for (let turn = worker; going; turn += 1) {
      const [image, right] = turn % 2 === 0 ? ['nginx:latest', 403] : ['nginx:1.27.3', 201];
      const { status, body } = await client.create(deployment(`load-${worker}`, { image: `${image}` }), 'dryRun=All');
      reviews += 1;
      if (status === right) continue;
      failures.push({ at: new Date().toISOString(), status, message: stringAt(body, 'message') ?? '' });
    }
  };
  const ended = Promise.all(Array.from({ length: workers }, (_, worker) => review(worker)));
  return {
    failures,
    reviews: () => reviews,
    stop: async () => {
      going = false;
      await ended;
    },
  };
}
