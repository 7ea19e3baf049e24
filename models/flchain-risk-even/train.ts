import { trainStudy } from "../flchain-risk/study.ts";
import { RISK_OPTIONS } from "../flchain-risk/train.ts";
import { evenTargets } from "./evenTargets.ts";

/** Less weight decay than the risk itself: the bar must be learned exactly, and it cannot be overfitted. */
const OPTIONS = { ...RISK_OPTIONS, l2: 0.0003 };

/** Trains the risk beside one's own age and sex, and rewrites its artefacts. */
export const train = (log: (line: string) => void): Promise<void> =>
  trainStudy(
    {
      folder: import.meta.dirname,
      script: "models/flchain-risk-even/train.ts",
      name: "flchain-risk-beside-peers",
      description:
        "Points out people whose blood sample speaks for a higher ten-year risk than that of others of their age and sex.",
      meaning: "score >= threshold: more at risk than most people of the same age and sex, look closer",
      options: OPTIONS,
      prepare: evenTargets(RISK_OPTIONS),
    },
    log,
  );
