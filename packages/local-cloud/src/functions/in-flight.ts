/** Counts what has begun and not ended, so that others can wait until nothing is left. */
export class InFlight {
  #count = 0;
  #waiting: (() => void)[] = [];
  #failures: unknown[] = [];

  get count(): number {
    return this.#count;
  }

  /** Counts `work` from now until it settles, and hands on what it settles to. */
  async track<T>(work: () => Promise<T>): Promise<T> {
    this.#count += 1;
    try {
      return await work();
    } finally {
      this.#count -= 1;
      if (this.#count === 0) for (const resolve of this.#waiting.splice(0)) resolve();
    }
  }

  /** Counts work that nobody waits for; what it throws is thrown by the next `finished`. */
  start(work: () => Promise<unknown>): void {
    void this.track(() => work().catch((error: unknown) => this.fail(error)));
  }

  /** Notes a failure that has nobody to be thrown to. */
  fail(error: unknown): void {
    this.#failures.push(error);
  }

  /** Resolves when nothing is counted, however it ended; at once when that is so already. */
  async ended(): Promise<void> {
    while (this.#count > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** As `ended`, and throws the first failure of work that nobody waited for. */
  async finished(): Promise<void> {
    await this.ended();
    const [failure] = this.#failures.splice(0);
    if (failure !== undefined) throw failure;
  }
}
