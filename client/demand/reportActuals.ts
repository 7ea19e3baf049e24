import type { ContractTransactionReceipt, Signer } from "ethers";
import type { ForecastId } from "../../standards/forecast.ts";
import type { Contracts } from "../deployment.ts";

/** Shows what demand was, for everyone to see, after the period's end. The reporter alone may. */
export const reportActuals = async (
  { forecasts }: Pick<Contracts, "forecasts">,
  reporter: Signer,
  id: ForecastId,
  actuals: readonly number[],
): Promise<ContractTransactionReceipt> => {
  const receipt = await (await forecasts.connect(reporter).report(id, [...actuals])).wait();
  if (receipt === null) throw new TypeError("A transaction that was waited for has a receipt.");
  return receipt;
};
