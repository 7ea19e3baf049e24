// Keys in force, honest and not, and proofs under them, for tests on chain.
import { AbiCoder, keccak256, type Signer } from "ethers";
import { developmentSetup } from "../../circuits/developmentKey.ts";
import { transcriptHashOf } from "../../circuits/keyFile.ts";
import { poseidonTableBytes } from "../../circuits/poseidonTable.ts";
import { proveNetwork } from "../../circuits/prove.ts";
import type { Network } from "../../oracle/inference/network.ts";
import { encodeNetworkFile } from "../../oracle/inference/networkFile.ts";
import { revertName } from "../../scripts/stories/shared.ts";
import { contentHash, packFieldWords } from "../../standards/commitments.ts";
import { FIELD_ORDER } from "../../standards/field.ts";
import type { Hex, RequestId } from "../../standards/hex.ts";
import { privateOutputMessage } from "../../standards/proofs.ts";
import {
  ModelBook__factory,
  NetworkAssembler__factory,
  OneAdmin__factory,
  type ProofVerifier,
  ProofVerifier__factory,
} from "../../types/index.ts";
import { FALSE_TINY, TINY, word } from "../circuits/networks.ts";
import { testChain } from "./chain.ts";

const PRIVATE_INPUT = 1;
export const MODEL = word(0x31);
export const REQUEST = word(0x41) as RequestId;
export const [INPUT_SALT, OUTPUT_SALT, KILL_SALT] = [word(0x51), word(0x52), word(0x53)];
export const BOND = 10n ** 18n;
const KEY_DELAY = 2 * 86_400;
export const X = Int32Array.from([100, -7, 3]);
export const BUILD_TYPES = {
  KeyBuild: [
    { name: "modelId", type: "bytes32" },
    { name: "keyHash", type: "bytes32" },
    { name: "transcriptHash", type: "bytes32" },
    { name: "development", type: "bool" },
  ],
};

const errors = ProofVerifier__factory.createInterface();
export const reverts = (call: Promise<unknown>): Promise<string> => revertName(errors, call);

/** A verifier that knows TINY as a private model, and its executor from the real assembler. */
const verifierStage = async () => {
  const chain = await testChain();
  const [admin, first, second, finder, copier] = await Promise.all([
    chain.provider.getSigner(0),
    chain.provider.getSigner(1),
    chain.provider.getSigner(2),
    chain.provider.getSigner(3),
    chain.provider.getSigner(4),
  ]);
  const authority = await new OneAdmin__factory(admin).deploy(await admin.getAddress());
  const book = await new ModelBook__factory(admin).deploy();
  const assembler = await new NetworkAssembler__factory(admin).deploy();
  const networkHash = contentHash(encodeNetworkFile(TINY));
  await (await book.set(MODEL, networkHash, PRIVATE_INPUT, 3, 2)).wait();
  await (await assembler["deploy(bytes)"](encodeNetworkFile(TINY))).wait();
  const verifier = await new ProofVerifier__factory(admin).deploy(
    await authority.getAddress(),
    await book.getAddress(),
    await assembler.getAddress(),
  );
  return { chain, admin, builders: [first, second], finder, copier, verifier, book };
};

type Stage = Awaited<ReturnType<typeof verifierStage>>;

/** Proposes the development key of a network for MODEL, has it attested and puts it in force. */
const putInForce = async ({ chain, admin, builders, verifier }: Stage, network: Network): Promise<string> => {
  const { keyFile } = await developmentSetup(network, contentHash(encodeNetworkFile(network)));
  const statement = {
    modelId: MODEL,
    keyHash: keccak256(keyFile.key),
    transcriptHash: transcriptHashOf(keyFile),
    development: keyFile.development,
  };
  const terms = [MODEL, keyFile.key, statement.transcriptHash, keyFile.development] as const;
  const id = await verifier.proposeKey.staticCall(...terms, { value: BOND });
  await (await verifier.proposeKey(...terms, { value: BOND })).wait();
  const domain = {
    name: "ProofVerifier",
    version: "1",
    chainId: chain.chainId,
    verifyingContract: await verifier.getAddress(),
  };
  for (const builder of builders) {
    const account = await builder.getAddress();
    await (await verifier.connect(admin).setBuilder(account, true)).wait();
    const signature = await builder.signTypedData(domain, BUILD_TYPES, statement);
    await (await verifier.attestKey(id, account, signature)).wait();
  }
  await chain.advance(KEY_DELAY);
  const accounts = await Promise.all(builders.map((builder) => builder.getAddress()));
  accounts.sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
  await (await verifier.activateKey(id, accounts)).wait();
  return id;
};

export const honest = async () => {
  const stage = await verifierStage();
  return { ...stage, id: await putInForce(stage, TINY) };
};

/** The model's key is that of another network: builders were fooled, or bought. */
export const cheated = async () => {
  const stage = await verifierStage();
  return { ...stage, id: await putInForce(stage, FALSE_TINY) };
};

export const proofBy = async (network: Network, payee: string) => {
  const { circuit, provingKeyFile } = await developmentSetup(
    network,
    contentHash(encodeNetworkFile(network)),
  );
  return proveNetwork({
    network,
    wasmFile: circuit.wasmFile,
    provingKeyFile,
    x: X,
    inputSalt: INPUT_SALT,
    outputSalt: OUTPUT_SALT,
    requestId: REQUEST,
    payee: payee as Hex,
  });
};

export const contradictionOf = (made: Awaited<ReturnType<typeof proofBy>>, payee: string) => ({
  request: REQUEST,
  payee,
  inputMessage: [BigInt(INPUT_SALT) % FIELD_ORDER, ...packFieldWords(X)],
  outputMessage: [...privateOutputMessage(made.scores, OUTPUT_SALT, REQUEST, payee as Hex)],
  proof: made.proof,
  inputTable: poseidonTableBytes(2),
  outputTable: poseidonTableBytes(3),
});

export const announce = async (
  verifier: ProofVerifier,
  killer: Signer,
  id: string,
  proof: string,
): Promise<void> => {
  const packed = AbiCoder.defaultAbiCoder().encode(
    ["address", "bytes32", "bytes32", "bytes32"],
    [await killer.getAddress(), id, keccak256(proof), KILL_SALT],
  );
  await (await verifier.announceKill(keccak256(packed))).wait();
};
