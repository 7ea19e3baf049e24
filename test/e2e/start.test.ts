import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import { type Command, processesWith, startScript, until } from "../support/processes.ts";

const STARTED_MS = 90_000;
const ALL_PLAYED_MS = 150_000;
const ENDED_MS = 15_000;

/** What is printed of a series: its temperatures, the two means, and what became of it and of its lot. */
const judgedAs = (stays: string, mean: string, kinetic: string, milliC: number, outcome: string) => [
  `A logger signed ${stays}; the chain judged it`,
  `arithmetic mean ${mean}, mean kinetic temperature ${kinetic} °C, on chain in thousandths: ${milliC}`,
  `verdict, and the lot in the same block: ${outcome}`,
];

/** Scenarios that the main job plays, and what it reads back of them. */
const SCENARIOS = [
  {
    scenario: "C-1",
    title: "Data use",
    lines: [
      "duo 0x400000200040 | purposes 0x100020",
      "decision: permit",
      "obligations of its mask: AUDIT NORELINK",
      "chain says of it: genuine",
      "receipts under its root: 1",
      "wei that the patient had to pay: 0",
      "the laboratory asks for the same: deny: DUO NCU",
      "Org R asks for a study of ancestry: deny: DUO HMB",
      "Org R asks to train a model: deny: PURPOSE",
    ],
  },
  {
    scenario: "C-3",
    title: "Consent",
    lines: [
      "C-3: under a new consent the clinic asked",
      "request is refused: 5",
      "answers to it on the chain: 0",
      "credit left: 0",
      "events that it left: 0",
      "the old grant brought again: ConsentRegistry_AlreadyUsed",
    ],
  },
  {
    scenario: "C-5",
    title: "Break-glass",
    lines: [
      "at 12:59 Dr K reads laboratory values: permit",
      "at 13:01 Dr K reads laboratory values: deny: NOT_OPEN",
      "Dr K reviews it as privacy officer: EmergencyAccess_NotIndependent",
      "Dr K's next emergency before anybody flagged: EmergencyAccess_ReviewOverdue",
    ],
  },
  {
    scenario: "P-1",
    title: "Provenance",
    lines: [
      "The manufacturer commissioned lot LOT26C01 of 09521234543213: 120 packs under one root",
      "storage words that 120 packs took: 1",
      "release by the key that made it: TradingPartners_NotQualityPerson",
      "It packed 12 cases of 10 and stacked them on pallet 395212340000007778, in one transaction",
      "state of the pallet: PickedUp",
      "custodian while the carrier drives: 9521234000013",
      "somebody else's receipt is refused: TradingPartners_NotAccount",
      "custodian after the receipt: 9525678000011",
      "packs received, and missing: 120, 0",
      "custodian of the case: 9527002000018",
      "packs left on the pallet: 110",
      "payload ]d201095212345432131728033110LOT26C01<GS>21K7Q2M9X4T1AB",
      "pack K7Q2M9X4T1AB: Verified",
      "its status: Active",
      "pack with an invented serial: NoMatch",
      "pack K7Q2M9X4T1AB now: Dispensed",
      "dispensed by: 9527002000018",
      "a second pack of that serial: UnitLedger_AlreadyDispensed",
    ],
  },
  {
    scenario: "P-5",
    title: "Recall",
    lines: [
      "The regulator recalled that lot, class I, in one transaction",
      "its 120 packs in the block before: 40 Dispensed, 50 Active, 30 InTransit",
      "its 120 packs in the block of the recall: 120 Recalled",
      "shipping the case: BatchLedger_NotActive",
      "dispensing one of the 50 on the shelf: UnitLedger_NotActive",
      "packs whose patients the pharmacy has to tell: 40",
      "notices on the chain: 40",
      "notices that name lot, pack and pharmacy, and nothing else: 40",
      "the other lot in the same case: Active",
      "the other lot's pack is dispensed: true",
    ],
  },
  {
    scenario: "P-8",
    title: "Cold chain",
    lines: [
      ...judgedAs("20 h at 5 °C and 4 h at 14 °C", "6.50", "7.33", 7_328, "Conformant, Active"),
      ...judgedAs("16 h at 5 °C and 8 h at 14 °C", "8.00", "9.14", 9_145, "Excursion, Quarantined"),
      ...judgedAs("22 h at 5 °C and 2 h at -1 °C", "4.50", "4.64", 4_639, "Reject, Quarantined"),
      ...judgedAs("24 h at 5 °C with a gap of 3 h", "5.00", "5.00", 5_000, "Indeterminate, Quarantined"),
      ...judgedAs("696 h at 24 °C and 24 h at 39 °C", "24.50", "25.12", 25_119, "Excursion, Quarantined"),
      ...judgedAs("716 h at 24 °C and 4 h at 39 °C", "24.08", "24.20", 24_196, "Conformant, Active"),
      "use of the warm lot, by its maker's own key: ColdChain_NotQualityPerson",
      "the warm lot: Active",
      "use of the frozen lot, by the quality person: ColdChain_NotDisposable",
      "its maker lifts the quarantine: BatchLedger_NotLiftable",
      "the frozen lot: Quarantined",
    ],
  },
  {
    scenario: "P-10",
    title: "Integrity",
    lines: [
      "flag of the network, raw score -14924: Clear",
      "the lot, while the answer may still be challenged: Quarantined",
      "hours for which it is held: 72",
      "flag of the network, raw score 27970: Raised",
      "the lot a minute before the 72 hours end: Quarantined",
      "the lot a minute after them, which nobody confirmed: Active",
    ],
  },
  {
    scenario: "E-1",
    title: "Research",
    lines: [
      "the funder can no longer take the money back: ResearchEscrow_WrongGrantState",
      "a vote while the score may still be challenged is refused: MilestoneReview_ScoreNotFinal",
      "milestone 1 is: Approved",
      "payment inside the challenge window is refused: ResearchEscrow_NothingDue",
      "tUSD units that the researcher holds: 100000000000",
      "tUSD units left for three milestones: 400000000000",
      "tUSD units prepaid for keepers beside them: 80000000",
    ],
  },
  {
    scenario: "E-3",
    title: "Research",
    lines: [
      "milestone 2, with a quorum for it and the score against it, is: Scored",
      "tUSD units of bonds: 1000000000",
      "milestone 2 is: Ruled",
      "tUSD units to the researcher: 90000000000",
      "tUSD units of the bond back: 1000000000",
      "tUSD units back to the funder: 60000000000",
      "both parts together: 150000000000",
      "tUSD units left for two milestones: 250000000000",
    ],
  },
  {
    scenario: "E-5",
    title: "Research",
    lines: [
      "milestone 3 is: Unscored",
      "passing over the panel before its time is refused: MilestoneReview_TooEarly",
      "milestone 3 is: Escalated",
      "The arbitrator was silent for thirty days; the terms' own split took its place",
      "tUSD units to the researcher: 75000000000",
      "tUSD units back to the funder for milestones 3 and 4: 175000000000",
      "tUSD units left in escrow: 0",
      "researcher, funder and keeper hold together: 500080000000",
    ],
  },
] as const;

/** Deployments on disk; undefined where the folder does not exist. */
const deployments = (): string[] | undefined =>
  existsSync("deployments") ? readdirSync("deployments") : undefined;

describe("npm start, as a process", () => {
  let temp: string;
  let before: string[] | undefined;
  let command: Command | undefined;

  beforeEach(() => {
    temp = mkdtempSync(path.join(os.tmpdir(), "theriac-e2e-"));
    before = deployments();
  });

  afterEach(() => {
    command?.signal("SIGKILL");
    rmSync(temp, { recursive: true, force: true });
  });

  const run = (...args: string[]): Command => {
    command = startScript("start", args, { TMPDIR: temp });
    return command;
  };

  /** The port of the chain that the run printed, and its temporary folder, name all its processes. */
  const leftovers = (output: string): string[] => {
    const port = /url http:\/\/127\.0\.0\.1:(\d+)/.exec(output)?.[1];
    expect(port, output).to.not.equal(undefined);
    return processesWith(temp, `--port ${port}`);
  };

  const expectNothingLeft = async ({ output }: Command): Promise<void> => {
    await until("its processes end", 5_000, () => leftovers(output()).length === 0);
    expect(readdirSync(temp).filter((name) => name.startsWith("theriac-"))).to.deep.equal([]);
    expect(deployments()).to.deep.equal(before);
  };

  it("leaves no process, folder or deployment behind when it is interrupted, even twice", async () => {
    const start = run();
    await until("operators run", STARTED_MS, () =>
      start.output().includes("Started four operator processes"),
    );
    expect(leftovers(start.output())).to.have.length(5);
    start.signal("SIGINT");
    start.signal("SIGINT");
    expect(await start.ended(ENDED_MS), start.output()).to.equal(130);
    expect(start.output()).to.include("Interrupted");
    await expectNothingLeft(start);
  });

  it("says nothing of failures when it is interrupted while it deploys", async () => {
    const start = run();
    await until("the chain runs", STARTED_MS, () => start.output().includes("url http://"));
    start.signal("SIGINT");
    expect(await start.ended(ENDED_MS), start.output()).to.equal(130);
    expect(start.output()).to.not.match(/error|Logs of the chain/i);
    await expectNothingLeft(start);
  });

  it("plays one story to its summary and exits with 0", async () => {
    const start = run("--story", "genomics");
    expect(await start.ended(STARTED_MS), start.output()).to.equal(0);
    expect(start.output()).to.match(/^Summary$/m);
    expect(start.output()).to.match(/Genomics: .* \d+ steps, [1-9]\d* claims read back/);
    expect(start.output()).to.not.include("Provenance:");
    await expectNothingLeft(start);
  });

  describe("without arguments", () => {
    let output = "";

    it("plays every story and exits with 0", async () => {
      const start = run();
      expect(await start.ended(ALL_PLAYED_MS), start.output()).to.equal(0);
      output = start.output();
      await expectNothingLeft(start);
    });

    for (const { scenario, title, lines } of SCENARIOS)
      it(`plays ${scenario} in the story of ${title.toLowerCase()}, with operators as processes`, () => {
        expect(output).to.match(new RegExp(`${title}: .* \\d+ steps, [1-9]\\d* claims read back`));
        for (const line of lines) expect(output).to.include(line);
      });
  });
});
