// The command line for shells that a test starts: after the first command, which is a process of its own, this process
// runs them. Starting one takes two seconds of a core, and a document holds thirty.
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import os from "node:os";
import path from "node:path";
import { theriac } from "./commandLine.ts";

/** Stands before the real `node` in the shell's PATH. Sends umask, folder and arguments; prints what comes back. */
const SHIM = (node: string, port: number, dir: string): string => `#!/bin/bash
first=${dir}/first
if [[ "$1 $2 $3" != "--import tsx client/cli.ts" ]]; then exec ${node} "$@"; fi
if [[ ! -e $first ]]; then : > $first; exec ${node} "$@"; fi
shift 3
exec 3<>/dev/tcp/127.0.0.1/${port}
printf '%s\\0' "$(umask)" "$PWD" "$#" "$@" >&3
read -r code answer <&3
cat "$answer.out"
cat "$answer.err" >&2
exit "$code"
`;

export type CommandServer = {
  /** Goes first in the shell's PATH. */
  readonly bin: string;
  readonly close: () => Promise<void>;
};

const OWNER_EXECUTES = 0o700;

/** Runs one command as its shell would have: its umask, its folder. Commands come one at a time. */
const serve = async (words: readonly string[], answer: string): Promise<number> => {
  const [umask = "", folder, , ...args] = words;
  if (folder !== process.cwd()) throw new Error(`A command was started in ${folder}.`);
  const before = process.umask(Number.parseInt(umask, 8));
  try {
    const { code, stdout, stderr } = await theriac(...args);
    await writeFile(`${answer}.out`, stdout);
    await writeFile(`${answer}.err`, stderr);
    return code;
  } finally {
    process.umask(before);
  }
};

const FIXED_WORDS = 3;

/** All words of a request, or nothing while some are on their way. */
const wordsOf = (text: string): string[] | undefined => {
  const words = text.split("\0").slice(0, -1);
  return words.length >= FIXED_WORDS && words.length === FIXED_WORDS + Number(words[2]) ? words : undefined;
};

const listen = (onWords: (words: readonly string[]) => Promise<string>): Promise<Server> =>
  new Promise((resolve) => {
    const server = createServer((socket: Socket) => {
      let text = "";
      socket.setEncoding("utf8").on("data", (chunk) => {
        text += chunk;
        const words = wordsOf(text);
        if (words === undefined) return;
        onWords(words).then(
          (line) => socket.end(`${line}\n`),
          (error: unknown) => socket.destroy(error as Error),
        );
      });
      // A shell that is gone wants no answer.
      socket.on("error", () => undefined);
    });
    server.listen(0, "127.0.0.1", () => resolve(server));
  });

export const startCommandServer = async (): Promise<CommandServer> => {
  const dir = await mkdtemp(path.join(os.tmpdir(), "theriac-commands-"));
  let last: Promise<unknown> = Promise.resolve();
  let count = 0;
  const server = await listen((words) => {
    const answer = path.join(dir, String(++count));
    const turn = last.then(() => serve(words, answer));
    last = turn.catch(() => undefined);
    return turn.then((code) => `${code} ${answer}`);
  });
  const { port } = server.address() as { port: number };
  const node = path.join(dir, "node");
  await writeFile(node, SHIM(process.execPath, port, dir));
  await chmod(node, OWNER_EXECUTES);
  return {
    bin: dir,
    close: async () => {
      server.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
};
