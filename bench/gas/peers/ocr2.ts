import { AbiCoder, concat, id, keccak256, toBeHex, zeroPadValue } from "ethers";
import type { Chain, Deployable } from "../chain.ts";
import { send } from "../chain.ts";
import { COMMITTEES, signersOf } from "./committees.ts";
import { compile, PIPELINES } from "./compile.ts";
import type { Figure, Peer } from "./peer.ts";
import { collect, entry } from "./sources.ts";

const coder = AbiCoder.defaultAbiCoder();

const measureOne = async (
  chain: Chain,
  code: Deployable,
  { op, n, f }: (typeof COMMITTEES)[number],
): Promise<Figure> => {
  const consumer = await chain.deploy(code);
  const signers = signersOf(n);
  const transmitters = chain.accounts.slice(0, n).map(({ address }) => address);
  await (
    await send(
      consumer,
      "setConfig",
      signers.map(({ address }) => address),
      transmitters,
      f,
      "0x",
      1,
      "0x",
    )
  ).wait();
  const digest = ((await consumer.getFunction("latestConfigDetails")()) as { configDigest: string })
    .configDigest;
  const transmit = async (round: number): Promise<number> => {
    await (await send(consumer, "open", id(`request ${round}`))).wait();
    const report = coder.encode(["bytes32", "bytes32"], [id(`request ${round}`), id(`result ${round}`)]);
    const context = [digest, zeroPadValue(toBeHex(round), 32), id("extra")];
    const hash = keccak256(concat([keccak256(report), ...context]));
    const signatures = signers.slice(0, f + 1).map(({ signingKey }) => signingKey.sign(hash));
    const vs = signatures
      .map(({ yParity }) => toBeHex(yParity, 1))
      .join("")
      .replaceAll("0x", "")
      .padEnd(64, "0");
    return chain.gasOf(
      send(
        consumer,
        "transmit",
        context,
        report,
        signatures.map(({ r }) => r),
        signatures.map(({ s }) => s),
        `0x${vs}`,
      ),
    );
  };
  await transmit(1);
  return { op, peer: "OCR2Base + one slot", gas: await transmit(2) };
};

/** Chainlink OCR2Base with one pending slot updated: it knows no request, no fee and no expiry. */
export const ocr2: Peer = {
  name: "Chainlink OCR2Base",
  pipelines: PIPELINES,
  measure: async (chain, pipeline) => {
    const { code } = compile(collect(entry("bench/gas/peers/contracts/Ocr2Consumer.sol")), pipeline);
    const figures: Figure[] = [];
    for (const committee of COMMITTEES)
      figures.push(await measureOne(chain, code("Ocr2Consumer"), committee));
    return figures;
  },
};
