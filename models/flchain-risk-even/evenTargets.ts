import type { RawValue } from "../../oracle/inference/quantiseInput.ts";
import { type Dataset, fitModel } from "../training/crossValidate.ts";
import { forwardFloat } from "../training/floatNetwork.ts";
import { sigmoid } from "../training/logistic.ts";
import { standardise } from "../training/standardise.ts";
import type { TrainOptions } from "../training/trainNetwork.ts";

/** Share of the people with the outcome who are pointed out, at every age and in both sexes. */
const FOUND = 0.5;
/** Middles of the age bands, between which the bar is interpolated. */
const CENTRES = [55, 65, 75, 85] as const;
const ROUNDS = 12;

type Person = { readonly age: number; readonly sex: number; readonly logit: number };
/** Height of the bar at each centre. */
type Bar = readonly number[];

/** The bar at an age: straight lines between the centres and beyond the outer two. */
const heightAt = (bar: Bar, age: number): number => {
  const left = Math.min(Math.max(Math.floor((age - CENTRES[0]) / 10), 0), CENTRES.length - 2);
  const [low, high] = [bar[left] as number, bar[left + 1] as number];
  return low + ((high - low) * (age - (CENTRES[left] as number))) / 10;
};

const bandOf = (age: number): number => Math.min(Math.floor(age / 10) - 5, CENTRES.length - 1);

const quantile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length * share)] ?? 0;

/** Raises and lowers the bar until the same share of each band with the outcome is above it. */
const fitBar = (withOutcome: readonly Person[]): Bar => {
  let bar: Bar = CENTRES.map(() => 0);
  for (let round = 0; round < ROUNDS; round++) {
    const above = withOutcome.map(({ age, logit }) => ({ age, by: logit - heightAt(bar, age) }));
    bar = bar.map(
      (height, band) =>
        height +
        quantile(
          above.filter(({ age }) => bandOf(age) === band).map(({ by }) => by),
          1 - FOUND,
        ),
    );
  }
  return bar;
};

const number = (value: RawValue | undefined): number => Number(value ?? Number.NaN);

/**
 * Teaches "more at risk than others of that age and sex" in two steps, from the rows of one training set: a network
 * learns the outcome; then a bar is laid over its logits, by age and sex, that half of the people with the outcome are
 * above in every band. The targets are how far above.
 */
export const evenTargets =
  (options: TrainOptions) =>
  async (train: Dataset): Promise<Dataset> => {
    const { float, standards } = await fitModel(train, options);
    const people = standardise(train.rows, standards).map((z, row): Person => {
      const [age, sex] = train.raw[row] as readonly RawValue[];
      return { age: number(age), sex: number(sex), logit: forwardFloat(float, z)[0] as number };
    });
    const bars = [0, 1].map((sex) =>
      fitBar(people.filter((person, row) => person.sex === sex && train.labels[row] === 1)),
    );
    const targets = people.map(({ age, sex, logit }) => sigmoid(logit - heightAt(bars[sex] as Bar, age)));
    return { ...train, targets };
  };
