// Prometheus' text format 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats).

type Labels = { readonly [name: string]: string };

/** Keeps one value for each set of labels: the caller must use few different ones. */
export class Counter {
  readonly name: string;
  readonly help: string;
  readonly values = new Map<string, number>();

  constructor(name: string, help: string) {
    this.name = name;
    this.help = help;
  }

  add(labels: Labels): void {
    const key = labelText(labels);
    this.values.set(key, (this.values.get(key) ?? 0) + 1);
  }
}

interface Distribution {
  /** One more than there are bounds; not cumulative. */
  readonly buckets: number[];
  sum: number;
}

export class Histogram {
  readonly name: string;
  readonly help: string;
  /** Ascending upper bounds, each inclusive. */
  readonly bounds: readonly number[];
  readonly values = new Map<string, Distribution>();

  constructor(name: string, help: string, bounds: readonly number[]) {
    this.name = name;
    this.help = help;
    this.bounds = bounds;
  }

  observe(labels: Labels, value: number): void {
    const key = labelText(labels);
    const distribution = this.values.get(key) ?? {
      buckets: Array<number>(this.bounds.length + 1).fill(0),
      sum: 0,
    };
    const at = this.bounds.findIndex((bound) => value <= bound);
    const bucket = at === -1 ? this.bounds.length : at;
    distribution.buckets[bucket] = (distribution.buckets[bucket] ?? 0) + 1;
    distribution.sum += value;
    this.values.set(key, distribution);
  }
}

export class Exposition {
  readonly #lines: string[] = [];

  family(name: string, type: 'counter' | 'gauge' | 'histogram', help: string): void {
    this.#lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`);
  }

  line(name: string, labels: Labels, value: number): void {
    this.#lines.push(`${name}${braced(labelText(labels))} ${value}`);
  }

  sample(name: string, type: 'counter' | 'gauge', help: string, value: number): void {
    this.family(name, type, help);
    this.line(name, {}, value);
  }

  counter({ name, help, values }: Counter): void {
    this.family(name, 'counter', help);
    for (const [labels, value] of values) this.#lines.push(`${name}${braced(labels)} ${value}`);
  }

  histogram({ name, help, bounds, values }: Histogram): void {
    this.family(name, 'histogram', help);
    for (const [labels, { buckets, sum }] of values) {
      let count = 0;
      for (const [at, bucket] of buckets.entries()) {
        count += bucket;
        const le = `le="${bounds[at] ?? '+Inf'}"`;
        this.#lines.push(`${name}_bucket${braced(labels === '' ? le : `${labels},${le}`)} ${count}`);
      }
      this.#lines.push(`${name}_sum${braced(labels)} ${sum}`, `${name}_count${braced(labels)} ${count}`);
    }
  }

  text(): string {
    return `${this.#lines.join('\n')}\n`;
  }
}

function labelText(labels: Labels): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${value.replace(/[\\"\n]/g, '_')}"`)
    .join(',');
}

function braced(labels: string): string {
  return labels === '' ? '' : `{${labels}}`;
}
