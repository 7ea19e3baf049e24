import { send } from "../chain.ts";
import { coldCall, TRUE } from "../probe.ts";
import { compile, PIPELINES } from "./compile.ts";
import type { Peer } from "./peer.ts";
import { collect, entry } from "./sources.ts";

/** solady: the same bare tools as OpenZeppelin's in assembly. */
export const solady: Peer = {
  name: "solady",
  pipelines: PIPELINES,
  measure: async (chain, pipeline) => {
    const { code } = compile(collect(entry("bench/gas/peers/contracts/SoladyPeers.sol")), pipeline);
    const [owner, grantee, holder] = chain.accounts.map(({ address }) => address);

    const roles = await chain.deploy(code("Roles"));
    const grant = await chain.gasOf(send(roles, "grantRoles", grantee, 1));
    const check = roles.interface.encodeFunctionData("hasAllRoles", [grantee, 1]);
    const hasRole = await coldCall(chain, await roles.getAddress(), check, TRUE);
    const revoke = await chain.gasOf(send(roles, "revokeRoles", grantee, 1));

    const token = await chain.deploy(code("Token721"));
    await (await send(token, "mint", owner, 1)).wait();
    const mint = await chain.gasOf(send(token, "mint", owner, 2));
    await (await send(token, "mint", owner, 3)).wait();
    await (await send(token, "transferFrom", owner, holder, 1)).wait();
    const transfer = await chain.gasOf(send(token, "transferFrom", owner, holder, 2));
    return [
      { op: "consent.grant", peer: "solady grantRoles (bare bit)", gas: grant },
      { op: "consent.revoke", peer: "solady revokeRoles (bare bit, slot refunded)", gas: revoke },
      { op: "consent.check", peer: "solady hasAllRoles (bare bit)", gas: hasRole },
      { op: "batch.commission", peer: "solady ERC721 mint (no role)", gas: mint },
      { op: "shipment.ship", peer: "solady ERC721 transferFrom", gas: transfer },
    ];
  },
};
