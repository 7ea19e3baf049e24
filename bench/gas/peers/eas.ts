import type { BaseContract } from "ethers";
import { id, Signature, ZeroAddress, ZeroHash } from "ethers";
import type { Chain } from "../chain.ts";
import { send } from "../chain.ts";
import { coldCall, TRUE } from "../probe.ts";
import { compile, PIPELINES } from "./compile.ts";
import type { Peer } from "./peer.ts";
import { collect, entry } from "./sources.ts";

const PACKAGE = "node_modules/@ethereum-attestation-service/eas-contracts/contracts";
const TYPES = {
  Attest: [
    { name: "attester", type: "address" },
    { name: "schema", type: "bytes32" },
    { name: "recipient", type: "address" },
    { name: "expirationTime", type: "uint64" },
    { name: "revocable", type: "bool" },
    { name: "refUID", type: "bytes32" },
    { name: "data", type: "bytes" },
    { name: "value", type: "uint256" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint64" },
  ],
};

type Request = {
  recipient: string;
  expirationTime: number;
  revocable: boolean;
  refUID: string;
  data: string;
  value: number;
};

const signedAttestation = async (
  chain: Chain,
  eas: BaseContract,
  schema: string,
  data: Request,
  nonce: number,
) => {
  const [attester] = chain.accounts;
  if (attester === undefined) throw new Error("No account");
  const deadline = data.expirationTime;
  const domain = {
    name: "EAS",
    version: "1.4.0",
    chainId: chain.chainId,
    verifyingContract: await eas.getAddress(),
  };
  const message = { attester: attester.address, schema, ...data, nonce, deadline };
  const { v, r, s } = Signature.from(await attester.signTypedData(domain, TYPES, message));
  return { schema, data, signature: { v, r, s }, attester: attester.address, deadline };
};

/** EAS: an attestation with an expiry and a document hash, as somebody would keep a consent in it. */
export const eas: Peer = {
  name: "EAS",
  pipelines: PIPELINES,
  measure: async (chain, pipeline) => {
    const { code } = compile(
      collect({ ...entry(`${PACKAGE}/EAS.sol`), ...entry(`${PACKAGE}/SchemaRegistry.sol`) }),
      pipeline,
    );
    const registry = await chain.deploy(code("SchemaRegistry"));
    const contract = await chain.deploy(code("EAS"), await registry.getAddress());
    const [, grantee] = chain.accounts;
    const schemaOf = registry.getFunction("register");
    const schema = (await schemaOf.staticCall("bytes32 terms", ZeroAddress, true)) as string;
    await (await schemaOf("bytes32 terms", ZeroAddress, true)).wait();
    const end = (await chain.now()) + 365 * 86_400;
    const request = (terms: string): Request => ({
      recipient: grantee?.address ?? ZeroAddress,
      expirationTime: end,
      revocable: true,
      refUID: ZeroHash,
      data: id(terms),
      value: 0,
    });
    const attest = async (terms: string): Promise<{ uid: string; gas: number }> => {
      const argument = { schema, data: request(terms) };
      const receipt = await (await send(contract, "attest", argument)).wait();
      const attested = receipt?.logs[0];
      if (receipt === null || attested === undefined) throw new Error("EAS attested nothing");
      return { uid: attested.data, gas: Number(receipt.gasUsed) };
    };
    const delegated = async (nonce: number): Promise<number> =>
      chain.gasOf(
        send(
          contract,
          "attestByDelegation",
          await signedAttestation(chain, contract, schema, request(`signed ${nonce}`), nonce),
        ),
      );
    await attest("first");
    const second = await attest("second");
    await delegated(0);
    const bySig = await delegated(1);
    const check = contract.interface.encodeFunctionData("isAttestationValid", [second.uid]);
    const valid = await coldCall(chain, await contract.getAddress(), check, TRUE);
    const revoke = await chain.gasOf(
      send(contract, "revoke", { schema, data: { uid: second.uid, value: 0 } }),
    );
    return [
      { op: "consent.grant", peer: "EAS attest", gas: second.gas },
      { op: "consent.grantBySig", peer: "EAS attestByDelegation", gas: bySig },
      { op: "consent.revoke", peer: "EAS revoke", gas: revoke },
      { op: "consent.check", peer: "EAS isAttestationValid (no expiry)", gas: valid },
    ];
  },
};
