import { buildAnchorTree } from "../../../standards/anchorTree.ts";
import type { Hex } from "../../../standards/hex.ts";
import { policyNameHash, policyTextHash } from "../../../standards/policy.ts";
import { commitRecord, recordDomain } from "../../../standards/recordCommitment.ts";
import { type Chain, send } from "../chain.ts";
import { deployAuthority, deployOurs } from "./deploy.ts";
import type { Room } from "./operation.ts";

const RECORDS = 100;
const NO_HOLD = 0;

const rootOf = (chain: Chain, registry: Hex): Hex => {
  const domain = recordDomain(Number(chain.chainId), registry);
  return buildAnchorTree(Array.from({ length: RECORDS }, (_, i) => commitRecord(domain, { i }).commitment))
    .root;
};

/** A custodian's second anchor of 100 records, its second erasure in it, and the next minor version of a policy. */
export const records: Room = async (chain) => {
  const [custodian] = chain.accounts;
  if (!custodian) throw new Error("Too few accounts");
  const custodians = await deployOurs(chain, "CustodianRegistry", await deployAuthority(chain));
  await send(custodians, "list", custodian.address);
  const registry = await deployOurs(chain, "RecordRegistry", await custodians.getAddress());
  const address = (await registry.getAddress()) as Hex;
  await send(registry, "anchorRecords", rootOf(chain, address), RECORDS, NO_HOLD);
  const anchor = await chain.gasOf(send(registry, "anchorRecords", rootOf(chain, address), RECORDS, NO_HOLD));
  const second = await registry.getFunction("anchorIdOf")(custodian.address, 1);
  await send(registry, "erase", second, 0);
  const erase = await chain.gasOf(send(registry, "erase", second, 1));

  const policies = await deployOurs(chain, "PolicyRegistry");
  const publish = (minor: number) =>
    send(policies, "publish", policyNameHash("research"), 3, minor, policyTextHash(`Version 3.${minor}.`));
  await publish(0);
  const published = await chain.gasOf(publish(1));
  return { "record.anchor": anchor, "record.erase": erase, "policy.publish": published };
};
