import { TheriacError } from "../../standards/errors.ts";
import type { Hex } from "../../standards/hex.ts";
import type { StudyId } from "../../standards/study.ts";

/** The chain knows no such study. */
export class UnknownStudyError extends TheriacError {
  readonly code = "STUDY_UNKNOWN";
  constructor(id: StudyId) {
    super("No such study was registered.", { context: { id } });
  }
}

/** The last step of the folder was written down and never mined. */
export class PendingStepError extends TheriacError {
  readonly code = "STUDY_STEP_PENDING";
  constructor(step: number) {
    super("The folder's last step is not on chain yet.", {
      context: { step },
      hint: "Send it again with `theriac study resend`.",
    });
  }
}

/** The chain has steps that the folder lacks, or others in their place. */
export class StudyForkedError extends TheriacError {
  readonly code = "STUDY_FORKED";
  constructor(step: number, logged: Hex) {
    super("The folder and the chain have different steps.", {
      context: { step, logged },
      hint: "Somebody else appended: take over their study.json, and add your step again on top of theirs.",
    });
  }
}

/** The account is not the one that records this step: what it sends would be another study's, or refused. */
export class OtherSignerError extends TheriacError {
  readonly code = "STUDY_OTHER_SIGNER";
  constructor(signer: string, wanted: Hex) {
    super("Another account records this step.", {
      context: { signer, wanted },
      hint: "Data and their corrections are the custodian's, all other steps the author's.",
    });
  }
}

/** The study's id is not that of its author and salt: registering would make another study. */
export class StudyIdError extends TheriacError {
  readonly code = "STUDY_ID_WRONG";
  constructor(id: StudyId, own: StudyId) {
    super("The folder's study has another id than its author and salt give.", { context: { id, own } });
  }
}

/** Another command works on the folder. */
export class StudyBusyError extends TheriacError {
  readonly code = "STUDY_BUSY";
  override readonly retryable = true;
  constructor(file: string) {
    super("Another command is at work on this study.", {
      context: { file },
      hint: "Wait until it ends. If no such command is left, remove the files with .lock or .lock.taking at their ends.",
    });
  }
}

/** The folder is of another deployment. */
export class OtherLogError extends TheriacError {
  readonly code = "STUDY_OTHER_LOG";
  constructor(chainId: number, log: Hex) {
    super("The folder's study was registered elsewhere.", {
      context: { chainId, log },
      hint: "Give the endpoint and the deployment that it was registered with.",
    });
  }
}

/** The command records other steps than this one. */
export class WrongStepKindError extends TheriacError {
  readonly code = "STUDY_WRONG_STEP_KIND";
  constructor(kind: string, wanted: string) {
    super("The step is of a kind that this command does not record.", { context: { kind, wanted } });
  }
}

/** A file of the step is not in the folder, or leads out of it. */
export class StudyFileError extends TheriacError {
  readonly code = "STUDY_FILE";
  constructor(file: string, why: string) {
    super("A file of the study cannot be hashed.", { context: { file, why } });
  }
}
