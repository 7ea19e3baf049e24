// Telling explorers the sources of what was deployed. It changes nothing on the chain, and its failure undoes nothing.
import { TheriacError } from "../../standards/errors.ts";

/** Services that take sources. */
export const EXPLORERS = ["sourcify", "blockscout", "etherscan"] as const;
export type Explorer = (typeof EXPLORERS)[number];

/** Not all sources could be published. The deployment stands. */
export class SourcesNotPublishedError extends TheriacError {
  readonly code = "SOURCES_NOT_PUBLISHED";
  constructor(failed: number, all: number) {
    super("Explorers do not show all sources. The deployment itself is complete and stays as it is.", {
      context: { failed, all },
      hint: "Run the same command again: what is published already is left out.",
    });
  }
}

/** One contract as explorers want it. */
export type Publication = {
  readonly address: string;
  readonly contract: string;
  readonly constructorArgs: readonly unknown[];
  readonly creationTxHash?: string | undefined;
};

export type Outcome = {
  readonly explorer: Explorer;
  readonly contract: string;
  /** Empty if it was published. */
  readonly failure: string;
};

const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split("\n").filter(Boolean).slice(0, 2).join(" ");

/** Publishes every contract to every explorer; one that fails keeps nobody else waiting. */
export const publishSources = async (
  publications: AsyncIterable<Publication> | Iterable<Publication>,
  explorers: readonly Explorer[],
  publish: (explorer: Explorer, publication: Publication) => Promise<void>,
): Promise<readonly Outcome[]> => {
  const outcomes: Outcome[] = [];
  for await (const publication of publications) {
    for (const explorer of explorers) {
      const failure = await publish(explorer, publication).then(() => "", reasonOf);
      outcomes.push({ explorer, contract: publication.contract, failure });
    }
  }
  return outcomes;
};
