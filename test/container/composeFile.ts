import { interpolate, yamlOf } from "./files.ts";

export const DIGEST = `sha256:${"0".repeat(64)}`;
export const VARIABLES = {
  THERIAC_VERSION: "1",
  OPERATORS: "/srv/theriac",
  PAYLOADS: "/srv/payloads",
  POSTGRES_DIGEST: DIGEST,
  PROMETHEUS_DIGEST: DIGEST,
  GRAFANA_DIGEST: DIGEST,
};

export type Service = Readonly<Record<string, unknown>> & {
  readonly image: string;
  readonly networks: readonly string[];
  readonly secrets?: readonly { readonly source: string; readonly target: string }[];
};
export type Compose = Readonly<
  Record<"networks" | "secrets" | "configs" | "volumes", Record<string, unknown>>
> & {
  readonly services: Readonly<Record<string, Service>>;
};

export const compose = (): Compose => interpolate(yamlOf("compose.yaml"), VARIABLES) as Compose;
export const operators = (): [string, Service][] =>
  Object.entries(compose().services).filter(([name]) => name.startsWith("operator-"));
