/** Questions and answers between the processes of a server, over the channel that Node opens between a process and its parent. */
import { messageOf } from '../errors.ts';

/** What one process may ask the other. */
export type Question = 'metrics' | 'audits';

type Answers = Partial<Record<Question, () => unknown>>;

type Message = { ask: Question; id: number } | { answer: unknown; id: number } | { failure: string; id: number };

/** Longer than a scrape of metrics waits, so that it is the scraper that gives up. */
const ANSWER_MS = 10_000;

export class Channel {
  readonly #send: (message: Message) => void;
  readonly #answers: Answers;
  readonly #waiting = new Map<number, { resolve(answer: unknown): void; reject(error: Error): void }>();
  #next = 0;

  /** @param answers what this side answers */
  constructor(send: (message: object) => void, answers: Answers) {
    this.#send = send;
    this.#answers = answers;
  }

  /** @throws Error where the other side fails, ends, or does not answer in time */
  ask(question: Question): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const id = this.#next++;
      const timer = setTimeout(() => this.#settle(id)?.reject(new Error('it did not answer in time')), ANSWER_MS);
      timer.unref();
      this.#waiting.set(id, { resolve, reject });
      this.#send({ ask: question, id });
    });
  }

  /** Takes what came from the other side; what is not of this channel is left alone. */
  async receive(received: unknown): Promise<void> {
    if (typeof received !== 'object' || received === null || !('id' in received)) return;
    const message = received as Message;
    if ('answer' in message) return this.#settle(message.id)?.resolve(message.answer);
    if ('failure' in message) return this.#settle(message.id)?.reject(new Error(message.failure));
    if (!('ask' in message)) return;
    const { ask, id } = message;
    try {
      this.#send({ answer: await this.#answers[ask]?.(), id });
    } catch (thrown) {
      this.#send({ failure: messageOf(thrown), id });
    }
  }

  /** The other side is gone. */
  close(): void {
    for (const id of [...this.#waiting.keys()]) this.#settle(id)?.reject(new Error('the process ended'));
  }

  #settle(id: number) {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }
}
