/** An operation that we answer for: the most it may cost, and the bare floor of the EVM for its least work. */
export type Target = {
  readonly name: string;
  readonly target: number;
  readonly floor: number;
  /** Peers that no registry installs, with the figure that was measured from their repositories. */
  readonly quoted: Readonly<Record<string, number>>;
};

const SAFE = "Safe 1.5 exec to a consumer";
const SCRIBE = "Chronicle Scribe poke";
const FUNCTIONS = "Chainlink Functions transmit (more signers, callback)";

export const TARGETS: readonly Target[] = [
  {
    name: "request.open",
    target: 58_000,
    floor: 45_474,
    quoted: { "Chainlink Operator oracleRequest": 73_703, "Chainlink Functions sendRequest": 171_576 },
  },
  {
    name: "report.t2",
    target: 54_000,
    floor: 41_548,
    quoted: { [SCRIBE]: 65_204, [SAFE]: 65_694, [FUNCTIONS]: 151_062 },
  },
  {
    name: "report.t4",
    target: 63_000,
    floor: 49_840,
    quoted: { [SCRIBE]: 75_071, [SAFE]: 79_378, [FUNCTIONS]: 179_512 },
  },
  {
    name: "report.t6",
    target: 72_000,
    floor: 58_129,
    quoted: { [SCRIBE]: 88_858, [SAFE]: 93_000, [FUNCTIONS]: 207_880 },
  },
  {
    name: "network.wdbc.exec",
    target: 2_000,
    floor: 1_582,
    quoted: { "Solidity loop over packed weights": 362_847 },
  },
  {
    name: "network.n64.exec",
    target: 6_500,
    floor: 5_742,
    quoted: { "Solidity loop over packed weights": 1_461_370 },
  },
  { name: "model.register", target: 950_000, floor: 584_000, quoted: {} },
  { name: "model.register.n180", target: 7_000_000, floor: 4_967_000, quoted: {} },
  { name: "challenge.reexecute", target: 180_000, floor: 133_093, quoted: {} },
  { name: "onchain.answer", target: 75_000, floor: 56_400, quoted: {} },
  { name: "report.batch100.perAnswer", target: 12_000, floor: 10_600, quoted: {} },
  { name: "proof.fulfil", target: 255_000, floor: 233_000, quoted: {} },
  { name: "consent.revokeBySig", target: 37_000, floor: 34_600, quoted: {} },
  // Measured, and held where they are.
  { name: "report.t4.full", target: 102_000, floor: 84_000, quoted: {} },
  { name: "optimistic.propose", target: 73_500, floor: 53_000, quoted: {} },
  { name: "optimistic.finalise", target: 49_500, floor: 38_000, quoted: {} },
  { name: "proof.fulfil.person", target: 268_000, floor: 239_800, quoted: {} },
  { name: "consent.grant", target: 47_500, floor: 46_411, quoted: { "frankly-emr grant": 120_196 } },
  { name: "consent.grantBySig", target: 54_500, floor: 51_011, quoted: {} },
  { name: "consent.revoke", target: 30_300, floor: 28_867, quoted: { "frankly-emr revoke": 41_123 } },
  { name: "consent.check", target: 7_400, floor: 6_848, quoted: { "frankly-emr check": 12_076 } },
  { name: "custodian.appoint", target: 50_500, floor: 48_370, quoted: {} },
  { name: "emergency.open", target: 128_400, floor: 122_320, quoted: {} },
  { name: "emergency.review", target: 49_600, floor: 43_010, quoted: {} },
  { name: "record.anchor", target: 81_000, floor: 78_012, quoted: {} },
  { name: "record.erase", target: 35_000, floor: 33_097, quoted: {} },
  { name: "policy.publish", target: 54_000, floor: 51_736, quoted: {} },
  { name: "consent.grantFor", target: 90_000, floor: 79_400, quoted: {} },
  { name: "consent.revokeFor", target: 39_000, floor: 35_400, quoted: {} },
  { name: "consent.suspend", target: 44_000, floor: 33_600, quoted: {} },
  { name: "consent.supersede", target: 65_000, floor: 58_300, quoted: {} },
  { name: "consent.revokeAll", target: 49_000, floor: 47_100, quoted: {} },
  { name: "consent.grantBySig.passkey", target: 82_000, floor: 65_000, quoted: {} },
  { name: "consent.grantBySig.1271", target: 64_000, floor: 57_000, quoted: {} },
  {
    name: "batch.commission",
    target: 53_000,
    floor: 48_316,
    quoted: { "codeemail003 register": 143_337, "kamalkishorm (a contract a batch)": 586_137 },
  },
  { name: "shipment.ship", target: 42_000, floor: 29_629, quoted: {} },
  { name: "shipment.receive", target: 42_000, floor: 29_629, quoted: {} },
  { name: "unit.dispense", target: 109_000, floor: 74_700, quoted: {} },
  { name: "lot.release", target: 43_500, floor: 33_100, quoted: {} },
  { name: "recall.lot", target: 42_000, floor: 32_700, quoted: {} },
  { name: "pack.aggregate", target: 258_000, floor: 184_000, quoted: {} },
  {
    name: "escrow.createFund",
    target: 72_000,
    floor: 65_000,
    quoted: { "Allo v2 pool (strategy extra)": 405_353, "SmartInvoice create (funding extra)": 442_515 },
  },
  {
    name: "escrow.releaseErc20",
    target: 50_000,
    floor: 43_791,
    quoted: { "SmartInvoice release": 67_677 },
  },
  // Measured, and held where they are.
  { name: "campaign.pledge", target: 78_500, floor: 65_048, quoted: {} },
  { name: "campaign.refund", target: 52_000, floor: 40_152, quoted: {} },
];
