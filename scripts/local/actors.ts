import { type HDNodeWallet, type JsonRpcApiProvider, type JsonRpcSigner, parseEther, Wallet } from "ethers";

/** Everybody who plays a part on the local network. */
export type Actors = {
  readonly deployer: JsonRpcSigner;
  readonly governor: JsonRpcSigner;
  readonly operators: readonly JsonRpcSigner[];
  /** Asks for inference about its patient and reads the result. */
  readonly clinic: JsonRpcSigner;
  /** Brings other people's signed messages to the chain. */
  readonly relayer: JsonRpcSigner;
  readonly manufacturer: JsonRpcSigner;
  /** Releases the manufacturer's lots, by a key of its own. */
  readonly qualityPerson: JsonRpcSigner;
  readonly wholesaler: JsonRpcSigner;
  /** Drives for others. */
  readonly carrier: HDNodeWallet;
  readonly pharmacy: JsonRpcSigner;
  /** Supervises medicines. */
  readonly regulator: JsonRpcSigner;
  readonly funder: JsonRpcSigner;
  readonly reviewers: readonly JsonRpcSigner[];
  readonly arbitrator: JsonRpcSigner;
  /** Vetoes cards of models, and signs off on those whose groups cannot be told apart. */
  readonly safetyOfficer: JsonRpcSigner;
  /** Has a key and no ether: never pays for anything. */
  readonly patient: HDNodeWallet;
  /** Holds the records, appoints its staff; its key vouches for inputs. */
  readonly hospital: HDNodeWallet;
  /** Dr K, of the hospital's emergency ward. */
  readonly clinician: HDNodeWallet;
  /** Reviews what the hospital's clinicians did in emergencies. */
  readonly privacyOfficer: HDNodeWallet;
  readonly logger: HDNodeWallet;
  readonly investigator: HDNodeWallet;
  /** Approves studies: governance trusts what it says of ethics approval. */
  readonly ethicsBoard: HDNodeWallet;
  /** Reproduce the cards of models and sign them. */
  readonly evaluators: readonly HDNodeWallet[];
};

export const OPERATORS = 4;
/** Account that parameters/local.json names. */
const SAFETY_OFFICER = 19;

/** Hands the chain's unlocked development accounts out, and makes fresh keys for those who sign off chain. */
export const castActors = async (provider: JsonRpcApiProvider): Promise<Actors> => {
  const accounts = await Promise.all(Array.from({ length: 19 }, (_, i) => provider.getSigner(i)));
  const at = (i: number): JsonRpcSigner => {
    const signer = accounts[i];
    if (signer === undefined) throw new TypeError("The local chain has twenty accounts.");
    return signer;
  };
  const funded = async (): Promise<HDNodeWallet> => {
    const wallet = Wallet.createRandom(provider);
    await (await at(0).sendTransaction({ to: wallet.address, value: parseEther("1") })).wait();
    return wallet;
  };
  const investigator = await funded();
  const hospital = await funded();
  const clinician = await funded();
  const privacyOfficer = await funded();
  const carrier = await funded();
  return {
    deployer: at(0),
    governor: at(1),
    operators: accounts.slice(3, 3 + OPERATORS),
    clinic: at(7),
    relayer: at(8),
    manufacturer: at(9),
    qualityPerson: at(18),
    wholesaler: at(10),
    carrier,
    pharmacy: at(16),
    regulator: at(17),
    funder: at(11),
    // The panel's list in a grant is ascending.
    reviewers: accounts.slice(12, 15).sort((a, b) => (BigInt(a.address) < BigInt(b.address) ? -1 : 1)),
    arbitrator: at(15),
    safetyOfficer: await provider.getSigner(SAFETY_OFFICER),
    patient: Wallet.createRandom(provider),
    hospital,
    clinician,
    privacyOfficer,
    logger: Wallet.createRandom(provider),
    investigator,
    ethicsBoard: Wallet.createRandom(provider),
    evaluators: [Wallet.createRandom(provider), Wallet.createRandom(provider)],
  };
};
