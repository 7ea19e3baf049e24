import { MaxUint256, parseEther } from "ethers";
import { send } from "../chain.ts";
import { compile } from "./compile.ts";
import type { Peer } from "./peer.ts";
import { collect, entry } from "./sources.ts";

const LOCKUP = "node_modules/@sablier/lockup/src/SablierLockup.sol";
const PARTS = "bench/gas/peers/contracts";
const DAY = 86_400;
/** Its own setting: with more it compiles under neither pipeline. */
const RUNS = 200;

/** Sablier Lockup: three tranches of an ERC-20 for one recipient. */
export const sablier: Peer = {
  name: "Sablier",
  pipelines: ["viaIR"],
  measure: async (chain, pipeline) => {
    const { code } = compile(
      collect({ ...entry(LOCKUP), ...entry(`${PARTS}/SablierParts.sol`) }),
      pipeline,
      RUNS,
    );
    const money = compile(collect(entry(`${PARTS}/OpenZeppelinPeers.sol`)), pipeline).code("Token20");
    const [sender, recipient] = chain.accounts.map(({ address }) => address);
    const math = await (await chain.deploy(code("LockupMath"))).getAddress();
    const helpers = await (await chain.deploy(code("LockupHelpers", { LockupMath: math }))).getAddress();
    const comptroller = await (await chain.deploy(code("FreeComptroller"))).getAddress();
    const lockup = await chain.deploy(
      code("SablierLockup", { LockupMath: math, LockupHelpers: helpers }),
      comptroller,
      comptroller,
    );
    const token = await chain.deploy(money, parseEther("1000000"));
    await (await send(token, "approve", await lockup.getAddress(), MaxUint256)).wait();
    const params = {
      sender,
      recipient,
      depositAmount: parseEther("300"),
      token: await token.getAddress(),
      cancelable: true,
      transferable: false,
      shape: "",
    };
    const tranche = { amount: parseEther("100"), duration: DAY };
    const create = () =>
      chain.gasOf(send(lockup, "createWithDurationsLT", params, [tranche, tranche, tranche]));
    await create();
    const created = await create();
    await chain.passTime(DAY);
    const withdraw = (id: number) => chain.gasOf(send(lockup, "withdraw", id, recipient, parseEther("50")));
    await withdraw(2);
    return [
      { op: "escrow.createFund", peer: "Sablier Lockup, 3 tranches", gas: created },
      { op: "escrow.releaseErc20", peer: "Sablier withdraw", gas: await withdraw(2) },
    ];
  },
};
