import type { Signer } from "ethers";
import { TheriacError } from "../../standards/errors.ts";
import type { ForecastId } from "../../standards/forecast.ts";
import type { Hex } from "../../standards/hex.ts";
import type { Contracts } from "../deployment.ts";
import { readForecast } from "./readForecast.ts";
import { openingOf, type SealedForecast } from "./sealedForecast.ts";

/** Under the forecast's id the chain holds a commitment to something else. */
export class OtherForecastError extends TheriacError {
  readonly code = "OTHER_FORECAST";
  constructor(id: ForecastId, committed: Hex) {
    super("Another forecast was committed under this id.", { context: { id, committed } });
  }
}

/** What was committed; no transaction where it stood on chain already. */
export type Committed = { readonly id: ForecastId; readonly transaction: Hex | undefined };

/**
 * Commits to a forecast before its period and waits until it is mined. Nothing is sent before `keep` has put the
 * forecast where a crash does not reach it: a commitment whose values are lost is forfeited. May be repeated.
 */
export const commitForecast = async (
  { forecasts }: Pick<Contracts, "forecasts">,
  forecaster: Signer,
  sealed: SealedForecast,
  keep: (sealed: SealedForecast) => Promise<void>,
): Promise<Committed> => {
  const { id, commitment } = openingOf(sealed);
  await keep(sealed);
  const present = await readForecast({ forecasts }, id);
  if (present.state !== "none") {
    if (present.commitment !== commitment) throw new OtherForecastError(id, present.commitment);
    return { id, transaction: undefined };
  }
  const { forecaster: gln, reporter, gtin, startsAt, endsAt, steps, nonce } = sealed.terms;
  const sent = await forecasts
    .connect(forecaster)
    .commit(gln, reporter, gtin, startsAt, endsAt, steps, nonce, commitment);
  await sent.wait();
  return { id, transaction: sent.hash as Hex };
};
