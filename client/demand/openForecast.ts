import type { ContractTransactionReceipt, Signer } from "ethers";
import { TheriacError } from "../../standards/errors.ts";
import { type ForecastId, type ForecastScore, scoreForecast } from "../../standards/forecast.ts";
import type { Contracts } from "../deployment.ts";
import { openingOf, type SealedForecast } from "./sealedForecast.ts";

/** Nobody has reported yet what demand was. */
export class NotReportedError extends TheriacError {
  readonly code = "DEMAND_NOT_REPORTED";
  override readonly retryable = true;
  constructor(id: ForecastId) {
    super("The chain does not show yet what demand was.", {
      context: { id },
      hint: "The reporter reports within 30 days after the period's end; open within 14 days after that.",
    });
  }
}

export type Opened = ForecastScore & {
  readonly id: ForecastId;
  readonly receipt: ContractTransactionReceipt;
};

/** What the reporter said demand was, or undefined. */
const findActuals = async (
  { forecasts }: Pick<Contracts, "forecasts">,
  id: ForecastId,
): Promise<number[] | undefined> => {
  const [log] = await forecasts.queryFilter(forecasts.filters.ActualsReported(id));
  return log?.args.actuals.map(Number);
};

/** Opens a forecast after demand was reported, and has it scored. */
export const openForecast = async (
  contracts: Pick<Contracts, "forecasts">,
  signer: Signer,
  sealed: SealedForecast,
): Promise<Opened> => {
  const { id } = openingOf(sealed);
  const actuals = await findActuals(contracts, id);
  if (actuals === undefined) throw new NotReportedError(id);
  const forecasts = contracts.forecasts.connect(signer);
  const receipt = await (await forecasts.open(id, [...sealed.values], sealed.salt, actuals)).wait();
  if (receipt === null) throw new TypeError("A transaction that was waited for has a receipt.");
  return { id, ...scoreForecast(sealed.values, actuals), receipt };
};
