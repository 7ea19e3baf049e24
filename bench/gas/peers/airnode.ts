import { id, ZeroHash } from "ethers";
import { send } from "../chain.ts";
import { compile, PIPELINES } from "./compile.ts";
import type { Peer } from "./peer.ts";
import { collect, entry } from "./sources.ts";

/** API3 Airnode: a request by a sponsored requester, with its counter already in use. */
export const airnode: Peer = {
  name: "API3 Airnode",
  pipelines: PIPELINES,
  measure: async (chain, pipeline) => {
    const { code } = compile(
      collect(entry("node_modules/@api3/airnode-protocol/contracts/rrp/AirnodeRrpV0.sol")),
      pipeline,
    );
    const rrp = await chain.deploy(code("AirnodeRrpV0"));
    const [requester, operator, wallet, target] = chain.accounts;
    await (await send(rrp, "setSponsorshipStatus", requester?.address, true)).wait();
    const open = (nonce: string) =>
      chain.gasOf(
        send(
          rrp,
          "makeFullRequest",
          operator?.address,
          id("endpoint"),
          requester?.address,
          wallet?.address,
          target?.address,
          "0x12345678",
          id(nonce),
        ),
      );
    await open(ZeroHash);
    return [{ op: "request.open", peer: "Airnode makeFullRequest", gas: await open("second") }];
  },
};
