import { expect } from "chai";
import { evenTargets } from "../../models/flchain-risk-even/evenTargets.ts";
import { createRandom } from "../../models/training/random.ts";

const OPTIONS = { hidden: [4], epochs: 4, batch: 32, learningRate: 0.01, l2: 0.001, seed: 3 };
const PEOPLE = 800;

describe("targets beside peers", () => {
  it("put half of the people with the outcome above the bar in every band and both sexes", async () => {
    const random = createRandom(4);
    const rows = Array.from({ length: PEOPLE }, () => [
      random.integer(50, 95),
      random.integer(0, 2),
      random.integer(0, 100),
    ]);
    const labels = rows.map(([age = 0, , blood = 0]) =>
      random.uniform() < ((age - 40) / 60) * (0.3 + blood / 150) ? 1 : 0,
    );
    const columns = ["age", "sex", "blood"].map((name) => ({ name, decimals: 0 }));
    const { targets = [] } = await evenTargets(OPTIONS)({ columns, raw: rows, rows, labels });
    expect(targets).to.have.length(PEOPLE);
    for (const sex of [0, 1])
      for (const [from, to] of [
        [50, 60],
        [60, 70],
        [70, 80],
        [80, 95],
      ] as const) {
        const among = rows.flatMap(([age = 0, own], row) =>
          own === sex && age >= from && age < to && labels[row] === 1 ? [row] : [],
        );
        const above = among.filter((row) => (targets[row] as number) > 0.5).length;
        expect(above / among.length, `${from} to ${to}, sex ${sex}`).to.be.closeTo(0.5, 0.06);
      }
    // What is left to tell people apart by is their blood.
    const mean = (wanted: boolean): number => {
      const kept = rows.filter((_, row) => (targets[row] as number) > 0.5 === wanted);
      return kept.reduce((sum, [, , blood = 0]) => sum + blood, 0) / kept.length;
    };
    expect(mean(true)).to.be.greaterThan(mean(false) + 20);
  });
});
