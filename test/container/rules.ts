// What every service of the compose file and the image itself may do: the least.
import { z } from "zod";
import { argumentsOf, execForm, stagesOf } from "./files.ts";

const words = z.array(z.string());
const digest = /@(?:\$\{\w+(?::\?[^}]*)?\}|sha256:[0-9a-f]{64})$/;
const SECRET_NAME = /PASSWORD|SECRET|TOKEN|PRIVATE|MNEMONIC/;

const namesFile = (environment: Record<string, unknown>): boolean =>
  Object.entries(environment).every(
    ([name, value]) =>
      !SECRET_NAME.test(name) || (/_FILE$/.test(name) && /^\/run\/secrets\//.test(String(value))),
  );

/** A service that can do no more than its work; anything unnamed here may be there. */
export const leastPrivileged = z.looseObject({
  image: z.string(),
  read_only: z.literal(true),
  cap_drop: z.tuple([z.literal("ALL")]),
  cap_add: z.undefined().optional(),
  privileged: z.undefined().optional(),
  network_mode: z.undefined().optional(),
  pid: z.undefined().optional(),
  ipc: z.undefined().optional(),
  devices: z.undefined().optional(),
  security_opt: z.tuple([z.literal("no-new-privileges:true")]),
  user: z.string().regex(/^[1-9]\d*:[1-9]\d*$/, "must be numbers, and not root"),
  pids_limit: z.number().positive(),
  mem_limit: z.string(),
  ulimits: z.looseObject({ core: z.literal(0) }),
  command: words.optional(),
  environment: z.record(z.string(), z.string()).refine(namesFile, "secrets come as files").optional(),
  ports: z.array(z.string().regex(/^127\.0\.0\.1:/, "must be published to this machine alone")).optional(),
  tmpfs: z.array(z.string().regex(/size=/, "must be limited")),
  volumes: z.array(z.string().regex(/:ro$|^[a-z]+:\//, "folders of the host are read only")).optional(),
});

export const isPinned = (image: string): boolean => digest.test(image);

/** What of a container file gives more than it must, or changes under its users. */
export const containerfileFindings = (containerfile: string): string[] => {
  const stages = stagesOf(containerfile);
  const last = stages.at(-1);
  if (last === undefined) return ["it has no stage"];
  const shells = ["CMD", "ENTRYPOINT", "RUN"].flatMap((keyword) =>
    stages
      .flatMap((stage) => argumentsOf(stage, keyword))
      .filter((given) => execForm(given) === undefined)
      .map((given) => `${keyword} ${given} needs a shell`),
  );
  const health = argumentsOf(last, "HEALTHCHECK")[0] ?? "";
  const copies = argumentsOf(last, "COPY");
  return [
    ...stages
      .filter(({ base }) => !isPinned(base.replace(/ AS .*$/, "")))
      .map(({ base }) => `${base} has no digest`),
    ...shells,
    ...(/CMD \["/.test(health) ? [] : ["it has no health check without a shell"]),
    ...(argumentsOf(last, "USER").some((user) => /^[1-9]\d*:[1-9]\d*$/.test(user))
      ? []
      : ["it runs as root"]),
    ...(argumentsOf(last, "RUN").length === 0 ? [] : ["its last stage runs something"]),
    ...copies
      .filter((given) => !/^--from=build --chown=0:0 /.test(given))
      .map((given) => `COPY ${given} gives the process what it could write`),
    ...(stages.some((stage) => argumentsOf(stage, "ADD").length > 0)
      ? ["ADD fetches what nobody hashed"]
      : []),
  ];
};
