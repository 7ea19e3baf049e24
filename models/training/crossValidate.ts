import { createInt32Executor } from "../../oracle/inference/int32Executor.ts";
import { decodeNetworkFile, encodeNetworkFile } from "../../oracle/inference/networkFile.ts";
import { type InputQuantiser, quantiseInput, type RawValue } from "../../oracle/inference/quantiseInput.ts";
import { type FloatNetwork, forwardFloat } from "./floatNetwork.ts";
import { fitLogistic, logisticLogit } from "./logistic.ts";
import { type Quantised, quantiseNetwork } from "./quantiseNetwork.ts";
import { type Column, fitStandards, type Standard, standardise, toQuantisers } from "./standardise.ts";
import { type TrainOptions, trainNetwork } from "./trainNetwork.ts";

/** Raw features as the extractor gives them, the same as numbers, and labels. */
export type Dataset = {
  readonly columns: readonly Column[];
  readonly raw: readonly (readonly RawValue[])[];
  readonly rows: readonly (readonly number[])[];
  readonly labels: readonly number[];
  /** What the network is taught, where that is not the label: probabilities. */
  readonly targets?: readonly number[];
};

/** Makes the training set of one fold, from its rows alone. */
export type Prepare = (train: Dataset) => Promise<Dataset>;

export type Fitted = {
  readonly standards: readonly Standard[];
  readonly quantisers: readonly InputQuantiser[];
  readonly float: FloatNetwork;
  readonly quantised: Quantised;
};

/** A network that never saw the rows in `heldOut`, small enough to be committed. */
export type Fold = {
  readonly heldOut: readonly number[];
  readonly inputs: readonly InputQuantiser[];
  readonly network: string;
  readonly outScale: number;
};

/** Logits of every row by methods that did not see it. */
export type HeldOutLogits = {
  readonly quantised: readonly number[];
  readonly float: readonly number[];
  readonly logistic: readonly number[];
};

/** Fits input quantisers, a float network and its quantised form. */
export const fitModel = async (data: Dataset, options: TrainOptions): Promise<Fitted> => {
  const standards = fitStandards(data.rows, data.columns);
  const z = standardise(data.rows, standards);
  const float = await trainNetwork(z, data.targets ?? data.labels, options);
  return { standards, quantisers: toQuantisers(standards), float, quantised: quantiseNetwork(float, z) };
};

/** Trains once a fold and answers the rows left out. */
export const crossValidate = async (
  data: Dataset,
  folds: readonly (readonly number[])[],
  options: TrainOptions,
  logisticL2: number,
  prepare: Prepare = async (train) => train,
): Promise<{ folds: readonly Fold[]; logits: HeldOutLogits }> => {
  const float = new Array<number>(data.rows.length);
  const logistic = new Array<number>(data.rows.length);
  const kept: Fold[] = [];
  for (const heldOut of folds) {
    const train = await prepare(without(data, heldOut));
    const fitted = await fitModel(train, options);
    const plain = fitLogistic(standardise(train.rows, fitted.standards), train.labels, logisticL2);
    for (const row of heldOut) {
      const [z] = standardise([data.rows[row] as readonly number[]], fitted.standards);
      float[row] = forwardFloat(fitted.float, z as readonly number[])[0] as number;
      logistic[row] = logisticLogit(plain, z as readonly number[]);
    }
    const network = Buffer.from(encodeNetworkFile(fitted.quantised.network)).toString("base64");
    kept.push({ heldOut, inputs: fitted.quantisers, network, outScale: fitted.quantised.outScale });
  }
  return { folds: kept, logits: { quantised: heldOutLogits(kept, data.raw), float, logistic } };
};

/** Logit of each row by the committed network of the fold that left it out. Scales differ by fold, logits do not. */
export const heldOutLogits = (
  folds: readonly Fold[],
  raw: readonly (readonly RawValue[])[],
): readonly number[] => {
  const logits = new Array<number>(raw.length).fill(Number.NaN);
  for (const { heldOut, inputs, network, outScale } of folds) {
    const run = createInt32Executor(decodeNetworkFile(Uint8Array.from(Buffer.from(network, "base64"))));
    for (const row of heldOut)
      logits[row] = (run(quantiseInput(raw[row] as readonly RawValue[], inputs))[0] as number) * outScale;
  }
  return logits;
};

const without = (data: Dataset, heldOut: readonly number[]): Dataset => {
  const left = new Set(heldOut);
  const keep = <T>(values: readonly T[]): readonly T[] => values.filter((_, row) => !left.has(row));
  return { ...data, raw: keep(data.raw), rows: keep(data.rows), labels: keep(data.labels) };
};
