/** A seeded generator (mulberry32): the same seed asks for the same things. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** At least 0, less than 1. */
  roll(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from 0, less than `count`. */
  below(count: number): number {
    return Math.floor(this.roll() * count);
  }

  isIn(share: number): boolean {
    return this.roll() < share;
  }

  /** @throws when there is nothing to choose from. */
  of<T>(choices: readonly T[]): T {
    const [choice] = choices.slice(this.below(choices.length));
    if (choice === undefined) throw new RangeError('nothing to choose from');
    return choice;
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.below(256)));
  }
}
