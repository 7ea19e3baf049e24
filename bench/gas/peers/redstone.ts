import { concat, encodeBytes32String, id, keccak256, toBeHex } from "ethers";
import type { Chain } from "../chain.ts";
import { COMMITTEES, signersOf } from "./committees.ts";
import type { Pipeline } from "./compile.ts";
import { compile, PIPELINES } from "./compile.ts";
import type { Figure, Peer } from "./peer.ts";
import { collect } from "./sources.ts";

const FEED = encodeBytes32String("SCORE");
const MARKER = "0x000002ed57011e0000";

/** A consumer with its signers in the code, as RedStone's data services have them, that updates one slot. */
const consumerSource = (signers: readonly string[], threshold: number): string => `
// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;
import {RedstoneConsumerNumericBase} from "@redstone-finance/evm-connector/contracts/core/RedstoneConsumerNumericBase.sol";
contract RedstoneConsumer is RedstoneConsumerNumericBase {
    event Answered(bytes32 indexed id, uint256 value);
    mapping(bytes32 id => uint256 value) private _results;
    function open(bytes32 id) external { _results[id] = 1; }
    function answer(bytes32 id) external {
        uint256 value = getOracleNumericValueFromTxMsg(${FEED});
        require(_results[id] == 1);
        _results[id] = value;
        emit Answered(id, value);
    }
    function getUniqueSignersThreshold() public pure override returns (uint8) { return ${threshold}; }
    function getAuthorisedSignerIndex(address signer) public pure override returns (uint8) {
${signers.map((signer, index) => `        if (signer == ${signer}) return ${index};`).join("\n")}
        revert SignerNotAuthorised(signer);
    }
}`;

/** Signed packages of one data point each, in RedStone's calldata layout. */
const packages = (signers: ReturnType<typeof signersOf>, value: bigint, milliseconds: number): string => {
  const message = concat([FEED, toBeHex(value, 32), toBeHex(milliseconds, 6), toBeHex(32, 4), toBeHex(1, 3)]);
  const signed = signers.map(({ signingKey }) =>
    concat([message, signingKey.sign(keccak256(message)).serialized]),
  );
  return concat([...signed, toBeHex(signers.length, 2), toBeHex(0, 3), MARKER]);
};

const measureOne = async (
  chain: Chain,
  pipeline: Pipeline,
  { op, n, t }: (typeof COMMITTEES)[number],
): Promise<Figure> => {
  const signers = signersOf(n);
  const source = consumerSource(
    signers.map(({ address }) => address),
    t,
  );
  const { code } = compile(collect({ "bench/gas/peers/contracts/RedstoneConsumer.sol": source }), pipeline);
  const consumer = await chain.deploy(code("RedstoneConsumer"));
  const [sender] = chain.accounts;
  const answer = async (request: string, value: bigint): Promise<number> => {
    const to = await consumer.getAddress();
    await (await consumer.getFunction("open")(id(request))).wait();
    const payload = packages(signers.slice(0, t), value, (await chain.now()) * 1000);
    const data = concat([consumer.interface.encodeFunctionData("answer", [id(request)]), payload]);
    if (sender === undefined) throw new Error("No account");
    return chain.gasOf(sender.sendTransaction({ to, data }) as never);
  };
  await answer("first", 4_200_000_000n);
  return { op, peer: "RedStone consumer, no request", gas: await answer("second", 4_300_000_000n) };
};

/** RedStone's consumer base: signed values in calldata, no request and no fee. */
export const redstone: Peer = {
  name: "RedStone",
  pipelines: PIPELINES,
  measure: async (chain, pipeline) => {
    const figures: Figure[] = [];
    for (const committee of COMMITTEES) figures.push(await measureOne(chain, pipeline, committee));
    return figures;
  },
};
