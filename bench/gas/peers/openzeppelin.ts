import { id, parseEther } from "ethers";
import { send } from "../chain.ts";
import { coldCall, TRUE } from "../probe.ts";
import { compile, PIPELINES } from "./compile.ts";
import type { Peer } from "./peer.ts";
import { collect, entry } from "./sources.ts";

const ROLE = id("GRANTEE");
const DAY = 86_400;

/** OpenZeppelin: a role bit, two kinds of token and a vesting wallet. None knows an expiry, a document or a dispute. */
export const openzeppelin: Peer = {
  name: "OpenZeppelin",
  pipelines: PIPELINES,
  measure: async (chain, pipeline) => {
    const { code } = compile(collect(entry("bench/gas/peers/contracts/OpenZeppelinPeers.sol")), pipeline);
    const [owner, grantee, holder] = chain.accounts.map(({ address }) => address);

    const roles = await chain.deploy(code("Roles"));
    const grant = await chain.gasOf(send(roles, "grantRole", ROLE, grantee));
    const check = roles.interface.encodeFunctionData("hasRole", [ROLE, grantee]);
    const hasRole = await coldCall(chain, await roles.getAddress(), check, TRUE);
    const revoke = await chain.gasOf(send(roles, "revokeRole", ROLE, grantee));

    const token = await chain.deploy(code("Token721"));
    await (await send(token, "mint", owner, 1)).wait();
    const mint = await chain.gasOf(send(token, "mint", owner, 2));
    await (await send(token, "mint", owner, 3)).wait();
    await (await send(token, "transferFrom", owner, holder, 1)).wait();
    const transfer = await chain.gasOf(send(token, "transferFrom", owner, holder, 2));

    const multi = await chain.deploy(code("Token1155"));
    const mintMany = await chain.gasOf(send(multi, "mint", owner, 1, 120));
    await (await send(multi, "safeTransferFrom", owner, holder, 1, 10, "0x")).wait();
    const part = await chain.gasOf(send(multi, "safeTransferFrom", owner, holder, 1, 60, "0x"));

    const money = await chain.deploy(code("Token20"), parseEther("1000000"));
    const vesting = await chain.deploy(code("Vesting"), holder, await chain.now(), 100 * DAY);
    await (await send(money, "transfer", await vesting.getAddress(), parseEther("1000"))).wait();
    const release = async (): Promise<number> => {
      await chain.passTime(DAY);
      return chain.gasOf(vesting.getFunction("release(address)")(await money.getAddress()) as never);
    };
    await release();
    return [
      { op: "consent.grant", peer: "OZ grantRole (bare bit)", gas: grant },
      { op: "consent.revoke", peer: "OZ revokeRole (bare bit, slot refunded)", gas: revoke },
      { op: "consent.check", peer: "OZ hasRole (bare bit)", gas: hasRole },
      { op: "batch.commission", peer: "OZ ERC721 mint (no role)", gas: mint },
      { op: "batch.commission", peer: "OZ ERC1155 mint (no role)", gas: mintMany },
      { op: "shipment.ship", peer: "OZ ERC721 transferFrom", gas: transfer },
      { op: "shipment.ship", peer: "OZ ERC1155 part transfer", gas: part },
      { op: "escrow.releaseErc20", peer: "OZ VestingWallet release", gas: await release() },
    ];
  },
};
