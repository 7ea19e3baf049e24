/** Rows of one model, end to end. */
export type Job = { readonly model: number; readonly rows: number; readonly values: Int32Array };

/** Something that answers whole batches, each checked before it leaves: a worker thread, or this thread. */
export type Engine = {
  /** The TensorFlow.js backend that answers. */
  readonly backend: string;
  /** Scores of all rows end to end, or one error for all of them. Takes the memory of `values`. */
  readonly run: (job: Job) => Promise<Int32Array>;
  /** Aborts when the engine can answer no more. */
  readonly lost: AbortSignal;
  readonly stop: () => Promise<void>;
};

export type StartEngine = () => Promise<Engine>;
