/** Samples of interleaved rounds, and how a table of them is printed. */

/** Least, middle and greatest of the rounds. */
export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

export const spreadOf = (values: readonly number[]): Spread => {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  return { min: at(0), median: at(sorted.length >> 1), max: at(sorted.length - 1) };
};

export interface Sample {
  /** Requests a second, or whatever else the arm counts. */
  readonly value: number;
  /** Processor time of all that took part, µs a request. */
  readonly cpuUs: number;
  /** Of these, the tracer's own; where it is told apart. */
  readonly tracerUs?: number;
}

export type Rounds = ReadonlyMap<string, readonly Sample[]>;

export interface Arm {
  readonly name: string;
  run(): Promise<Sample>;
}

/** Every arm once a round, so that a slow minute of the machine is slow for all. */
export const interleave = async (arms: readonly Arm[], rounds: number): Promise<Rounds> => {
  const samples = new Map<string, Sample[]>(arms.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const { name, run } of arms) {
      samples.get(name)?.push(await run());
    }
  }
  return samples;
};

/** Round by round, `of` by `by`: what was slow for both cancels out. */
export const ratio = (rounds: Rounds, field: keyof Sample, of: string, by: string): Spread => {
  const divisors = rounds.get(by) ?? [];
  const values = rounds.get(of) ?? [];
  const at = (sample: Sample | undefined): number => sample?.[field] ?? Number.NaN;
  return spreadOf(values.map((sample, i) => at(sample) / at(divisors[i])));
};

const number = (value: number, digits: number): string => value.toFixed(digits).padStart(10);

const row = (name: string, { min, median, max }: Spread, digits: number, target = ''): string =>
  `  ${name.padEnd(52)}${[min, median, max].map((x) => number(x, digits)).join('')}  ${target}`;

export const heading = (title: string): void => {
  const columns = ['min', 'median', 'max'].map((text) => text.padStart(10)).join('');
  console.log(`\n${title.padEnd(54)}${columns}`);
};

/** One line an arm. */
export const printRounds = (
  rounds: Rounds,
  digits: number,
  field: keyof Sample = 'value',
): void => {
  for (const [name, samples] of rounds) {
    const spread = spreadOf(samples.map((sample) => sample[field] ?? Number.NaN));
    console.log(row(name, spread, digits).trimEnd());
  }
};

/** A derived line, with what it should be. */
export const printSpread = (name: string, spread: Spread, target = ''): void => {
  console.log(row(name, spread, 2, target).trimEnd());
};
