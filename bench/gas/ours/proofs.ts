import { readFile } from "node:fs/promises";
import { hexlify, id, keccak256 } from "ethers";
import { developmentSetup, type ProvingSetup } from "../../../circuits/developmentKey.ts";
import { transcriptHashOf } from "../../../circuits/keyFile.ts";
import { proveNetwork } from "../../../circuits/prove.ts";
import type { Network } from "../../../oracle/inference/network.ts";
import { decodeNetworkFile } from "../../../oracle/inference/networkFile.ts";
import { contentHash, privateInputCommitment } from "../../../standards/commitments.ts";
import type { Hex, ModelId } from "../../../standards/hex.ts";
import { type InferenceRequest, Mode, ModelFlag, requestIdOf } from "../../../standards/inference.ts";
import { send } from "../chain.ts";
import { addModel, deployOracle, type World } from "./deployOracle.ts";
import type { Room } from "./operation.ts";
import { consented, open, requesterOf, requestOf } from "./reports.ts";

const WDBC = "models/wdbc/artifacts/network.q8p2";
const INPUT = Int32Array.from({ length: 30 }, (_, i) => (i * 67) % 1_024);
const INPUT_SALT = id("input salt") as Hex;
const OUTPUT_SALT = id("output salt") as Hex;
const KEY_BOND = 10n ** 18n;
const KEY_DELAY = 2 * 86_400;
const KEY_BUILD = {
  KeyBuild: [
    { name: "modelId", type: "bytes32" },
    { name: "keyHash", type: "bytes32" },
    { name: "transcriptHash", type: "bytes32" },
    { name: "development", type: "bool" },
  ],
};

/** A private model whose answers can be proved. */
type Provable = {
  readonly world: World;
  readonly modelId: ModelId;
  readonly network: Network;
  readonly setup: ProvingSetup;
};

/** Proposes a key for a model, has two builders attest it and puts it in force. */
const putInForce = async ({ chain, proofs }: World, modelId: ModelId, { keyFile }: ProvingSetup) => {
  const { key, development } = keyFile;
  const transcriptHash = transcriptHashOf(keyFile);
  const terms = [modelId, key, transcriptHash, development, { value: KEY_BOND }] as const;
  const keyId = (await proofs.getFunction("proposeKey").staticCall(...terms)) as Hex;
  await (await send(proofs, "proposeKey", ...terms)).wait();
  const domain = {
    name: "ProofVerifier",
    version: "1",
    chainId: chain.chainId,
    verifyingContract: await proofs.getAddress(),
  };
  const builders = chain.accounts
    .slice(1, 3)
    .sort((a, b) => (BigInt(a.address) < BigInt(b.address) ? -1 : 1));
  for (const builder of builders) {
    await (await send(proofs, "setBuilder", builder.address, true)).wait();
    const statement = { modelId, keyHash: keccak256(key), transcriptHash, development };
    const signature = await builder.signTypedData(domain, KEY_BUILD, statement);
    await (await send(proofs, "attestKey", keyId, builder.address, signature)).wait();
  }
  await chain.passTime(KEY_DELAY);
  const addresses = builders.map(({ address }) => address);
  await (await send(proofs, "activateKey", keyId, addresses)).wait();
};

/** Opens a PROVEN request and answers it by a proof made for it, whose payee is who sends it. */
const prove = async (
  { world, modelId, network, setup }: Provable,
  nonce: bigint,
  changes: Partial<InferenceRequest> = {},
): Promise<number> => {
  const { chain, oracle } = world;
  const requester = requesterOf(world);
  const request = await requestOf(world, modelId, nonce, {
    inputCommitment: privateInputCommitment(INPUT, INPUT_SALT),
    mode: Mode.PROVEN,
    ...changes,
  });
  await open(world, request);
  const { outputCommitment, proof } = await proveNetwork({
    network,
    wasmFile: setup.circuit.wasmFile,
    provingKeyFile: setup.provingKeyFile,
    x: INPUT,
    inputSalt: INPUT_SALT,
    outputSalt: OUTPUT_SALT,
    requestId: requestIdOf(Number(chain.chainId), (await oracle.getAddress()) as Hex, requester, request),
    payee: requester,
  });
  return chain.gasOf(
    send(oracle, "fulfilWithProof", requester, request, outputCommitment, requester, proof, "0x"),
  );
};

/** Private answers of the breast-cancer network by proof, about no person and under a live consent. */
export const proofs: Room = async (chain) => {
  const world = await deployOracle(chain);
  const file = await readFile(WDBC);
  const network = decodeNetworkFile(file);
  const setup = await developmentSetup(network, contentHash(file));
  const modelId = await addModel(world, hexlify(file), id("private manifest"), ModelFlag.PRIVATE_INPUT);
  await putInForce(world, modelId, setup);
  const model = { world, modelId, network, setup };
  const gas = { plain: 0, person: 0 };
  // The second of two, as for every operation: the payee has a balance, the counters are in use.
  for (const nonce of [1n, 2n]) {
    gas.plain = await prove(model, nonce);
    const { consentId } = await consented(world, nonce);
    gas.person = await prove(model, 1_000n + nonce, { consentId });
  }
  return { "proof.fulfil": gas.plain, "proof.fulfil.person": gas.person };
};
