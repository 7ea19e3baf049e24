import type { Addresses } from "../../client/addresses.ts";
import type { Contracts } from "../../client/deployment.ts";
import type { LoadedModel } from "../../oracle/inference/loadModel.ts";
import type { TestUsd } from "../../types/index.ts";
import type { Actors } from "./actors.ts";
import type { LocalChain } from "./chain.ts";
import type { Models } from "./models.ts";

/** What governance's first decisions are about. */
export type SetUp = {
  readonly addresses: Addresses;
  readonly contracts: Contracts;
  readonly actors: Actors;
  readonly models: Models;
  /** Registered like the others, and never to be activated. */
  readonly refused: LoadedModel;
  readonly chain: Pick<LocalChain, "now">;
  readonly usd: TestUsd;
  readonly committee: { readonly f: number; readonly t: number };
};
