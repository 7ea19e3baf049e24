import type { Contract } from "ethers";
import { id, MaxUint256, parseEther } from "ethers";
import type { Chain } from "../chain.ts";
import { send } from "../chain.ts";
import { coldCall, TRUE } from "../probe.ts";
import { compile, PIPELINES } from "./compile.ts";
import type { Peer } from "./peer.ts";
import { collect, entry } from "./sources.ts";

const ROLE = id("GRANTEE");
const DAY = 86_400;

/** The second of three depositors: what it costs to pay in, and to take all out again. */
const throughVault = async (chain: Chain, money: Contract, vault: Contract) => {
  const amount = parseEther("100");
  const deposits: number[] = [];
  const donors = chain.accounts.slice(2, 5);
  for (const donor of donors) {
    await (await send(money, "transfer", donor.address, 10n * amount)).wait();
    await (
      await send(money.connect(donor) as Contract, "approve", await vault.getAddress(), MaxUint256)
    ).wait();
    deposits.push(
      await chain.gasOf(send(vault.connect(donor) as Contract, "deposit", amount, donor.address)),
    );
  }
  const redeems: number[] = [];
  for (const donor of donors.slice(0, 2)) {
    const back = send(
      vault.connect(donor) as Contract,
      "redeem",
      await vault.getFunction("balanceOf")(donor.address),
      donor.address,
      donor.address,
    );
    redeems.push(await chain.gasOf(back));
  }
  return { deposit: deposits[1] ?? 0, redeem: redeems[1] ?? 0 };
};

/** OpenZeppelin: a role bit, two kinds of token, a vesting wallet and a vault. None knows an expiry, a document or a dispute. */
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

    const vault = await chain.deploy(code("Vault"), await money.getAddress());
    const { deposit, redeem } = await throughVault(chain, money, vault);
    return [
      { op: "consent.grant", peer: "OZ grantRole (bare bit)", gas: grant },
      { op: "consent.revoke", peer: "OZ revokeRole (bare bit, slot refunded)", gas: revoke },
      { op: "consent.check", peer: "OZ hasRole (bare bit)", gas: hasRole },
      { op: "batch.commission", peer: "OZ ERC721 mint (no role)", gas: mint },
      { op: "batch.commission", peer: "OZ ERC1155 mint (no role)", gas: mintMany },
      { op: "shipment.ship", peer: "OZ ERC721 transferFrom", gas: transfer },
      { op: "shipment.ship", peer: "OZ ERC1155 part transfer", gas: part },
      { op: "escrow.releaseErc20", peer: "OZ VestingWallet release", gas: await release() },
      { op: "campaign.pledge", peer: "OZ ERC4626 deposit (no goal, no deadline)", gas: deposit },
      { op: "campaign.refund", peer: "OZ ERC4626 redeem", gas: redeem },
    ];
  },
};
