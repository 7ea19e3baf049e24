import { expect } from "chai";
import { AbiCoder, JsonRpcProvider, ZeroHash } from "ethers";
import { createCommitteeReader } from "../../../oracle/chain/committees.ts";
import { connectContracts, oracleInterface } from "../../../oracle/chain/contracts.ts";
import type { Hex } from "../../../standards/hex.ts";
import { IOperatorRegistry__factory } from "../../../types/factories/contracts/interfaces/IOperatorRegistry__factory.ts";
import { type PlainNode, startPlainNode } from "../../support/plainNode.ts";
import { CLINIC, HOSPITAL, PATIENT, word } from "../standards/builders.ts";

const ORACLE = HOSPITAL;
const [FIRST, SECOND, THIRD] = [word(1), word(2), word(3)];
const MEMBER = new Map<string, Hex>([
  [FIRST, CLINIC],
  [SECOND, HOSPITAL],
  [THIRD, PATIENT],
]);
const operatorsInterface = IOperatorRegistry__factory.createInterface();

describe("members at a block", () => {
  let node: PlainNode;
  let provider: JsonRpcProvider;
  let current: Hex;

  beforeEach(async () => {
    node = await startPlainNode();
    provider = new JsonRpcProvider(node.url, 31_337, { staticNetwork: true });
    current = ZeroHash as Hex;
    node.on("eth_call", (({ data }: { data: Hex }) => {
      if (data === oracleInterface.encodeFunctionData("currentConfig")) return current;
      const [digest] = operatorsInterface.decodeFunctionData("membersOf", data);
      const members = [MEMBER.get(digest as string)].filter((member) => member !== undefined);
      return AbiCoder.defaultAbiCoder().encode(["address[]", "address[]"], [members, members]);
    }) as never);
  });
  afterEach(async () => {
    provider.destroy();
    await node.stop();
  });

  const adopt = (digest: Hex): number => {
    const { topics, data } = oracleInterface.encodeEventLog("ConfigAdopted", [digest, current, 0]);
    current = digest;
    return node.mine([{ address: ORACLE, topics: topics as Hex[], data: data as Hex }]).number;
  };
  const membersAt = async (block: number) => {
    const addresses = { oracle: ORACLE, operators: CLINIC, consent: CLINIC, models: CLINIC };
    const reader = createCommitteeReader(provider, connectContracts(addresses, provider));
    return (await reader.membersAt(block)).map(({ operator }) => operator);
  };

  it("are the same before and after further adoptions, near and far", async () => {
    const first = adopt(FIRST);
    expect(await membersAt(first)).to.deep.equal([CLINIC]);
    for (let i = 0; i < 1_100; i++) node.mine();
    const second = adopt(SECOND);
    adopt(THIRD);
    const asked = [first, second - 1, second, second + 1];
    expect(await Promise.all(asked.map(membersAt))).to.deep.equal([
      [CLINIC],
      [CLINIC],
      [HOSPITAL],
      [PATIENT],
    ]);
  });

  it("are those of the first committee for what was opened before it, and nobody's before that", async () => {
    const before = node.mine().number;
    expect(await membersAt(before).catch(({ code }) => code)).to.equal("NO_COMMITTEE");
    adopt(FIRST);
    adopt(SECOND);
    expect(await membersAt(before)).to.deep.equal([CLINIC]);
  });

  it("are found in smaller ranges where a node refuses large ones", async () => {
    const first = adopt(FIRST);
    for (let i = 0; i < 40; i++) node.mine();
    adopt(SECOND);
    const send = provider.send.bind(provider);
    let refused = 0;
    provider.send = async (method, parameters) => {
      const [{ fromBlock, toBlock } = {} as { fromBlock?: Hex; toBlock?: Hex }] = parameters as [never];
      if (method === "eth_getLogs" && Number(toBlock) - Number(fromBlock) >= 10) {
        refused++;
        throw Object.assign(new Error("refused"), { error: { message: "block range too large" } });
      }
      return send(method, parameters);
    };
    expect(await membersAt(first)).to.deep.equal([CLINIC]);
    expect(refused).to.be.greaterThan(0);
  });
});
