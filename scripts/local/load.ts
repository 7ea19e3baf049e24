// Many requests soon: signed here with the development key of the clinic, all about one public trace.
import { readFileSync } from "node:fs";
import { HDNodeWallet, Mnemonic, Transaction } from "ethers";
import { contractArgument } from "../../client/contractArgument.ts";
import { publishPayload } from "../../client/publishPayload.ts";
import type { ConsentId, Hex, RequestId } from "../../standards/hex.ts";
import { ZERO_HASH } from "../../standards/hex.ts";
import { type InferenceRequest, Mode, Provenance, requestIdOf } from "../../standards/inference.ts";
import { randomWord } from "../../standards/randomWord.ts";
import { encodeReadings, evenSeries } from "../../standards/readings.ts";
import type { LocalNetwork } from "./network.ts";

const SAMPLE = "models/coldchain-integrity-SIMULATED/data/samples/good.SIMULATED.json";
const DEVELOPMENT = "test test test test test test test test test test test junk";
const CLINIC = 7;
const LIFETIME = 6 * 3_600;
const GAS = 250_000n;
const MAX_FEE = 20_000_000_000n;

export type SignedRequest = { readonly id: RequestId; readonly raw: Hex; readonly request: InferenceRequest };

export type Load = {
  /** Signs requests for the clinic's next transactions; none is sent. */
  readonly sign: (count: number) => Promise<SignedRequest[]>;
  readonly send: (signed: SignedRequest) => Promise<void>;
  /** Signs, sends and waits until the endpoint has taken them. */
  readonly open: (count: number) => Promise<SignedRequest[]>;
  readonly clinic: Hex;
};

type Sample = {
  readonly startedAt: number;
  readonly minutesBetweenReadings: number;
  readonly deciCelsius: number[];
};

/** What every request has in common. */
const template = async ({ contracts, chain, models, payloads }: LocalNetwork) => {
  const sample = JSON.parse(readFileSync(SAMPLE, "utf8")) as Sample;
  const readings = encodeReadings(
    evenSeries(sample.startedAt, sample.minutesBetweenReadings, sample.deciCelsius),
  );
  const payloadHash = await publishPayload(payloads, readings);
  return {
    modelId: models.coldChain.id,
    payloadHash,
    inputCommitment: models.coldChain.commit(models.coldChain.extract(readings), payloadHash),
    consentId: ZERO_HASH as ConsentId,
    callback: `0x${"00".repeat(20)}` as Hex,
    callbackGasLimit: 0,
    deadline: (await chain.now()) + LIFETIME,
    fee: await contracts.oracle.quoteFee(models.coldChain.id, 0),
    valueAtRisk: 0n,
    mode: Mode.QUORUM,
    provenance: Provenance.COMMITTEE_EXTRACTED,
  };
};

export const createLoad = async (network: LocalNetwork): Promise<Load> => {
  const { contracts, chain, addresses } = network;
  const wallet = HDNodeWallet.fromMnemonic(Mnemonic.fromPhrase(DEVELOPMENT), `m/44'/60'/0'/0/${CLINIC}`);
  const clinic = wallet.address as Hex;
  const common = await template(network);
  const signOne = (nonce: number): SignedRequest => {
    const request: InferenceRequest = { ...common, nonce: BigInt(randomWord()) };
    const transaction = Transaction.from({
      type: 2,
      chainId: chain.chainId,
      nonce,
      to: addresses.InferenceOracle,
      data: contracts.oracle.interface.encodeFunctionData("requestInference", [
        contractArgument(request),
        "0x",
      ]),
      value: request.fee,
      gasLimit: GAS,
      maxFeePerGas: MAX_FEE,
      maxPriorityFeePerGas: 1_000_000_000n,
    });
    transaction.signature = wallet.signingKey.sign(transaction.unsignedHash);
    const id = requestIdOf(chain.chainId, addresses.InferenceOracle, clinic, request);
    return { id, raw: transaction.serialized as Hex, request };
  };
  const sign = async (count: number) => {
    const next = await chain.provider.getTransactionCount(clinic, "pending");
    return Array.from({ length: count }, (_, i) => signOne(next + i));
  };
  const send = async ({ raw }: SignedRequest) => {
    await chain.provider.send("eth_sendRawTransaction", [raw]);
  };
  return {
    clinic,
    sign,
    send,
    open: async (count) => {
      const signed = await sign(count);
      for (const one of signed) await send(one);
      return signed;
    },
  };
};
