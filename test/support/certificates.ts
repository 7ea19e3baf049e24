import { generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

// X.509 certificates for tests: as little DER as a TLS library asks for.

const SEQUENCE = 0x30;
const SET = 0x31;
const INTEGER = 0x02;
const BOOLEAN = 0x01;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const UTF8 = 0x0c;
const UTC_TIME = 0x17;

const der = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  const { length } = body;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
};

const oid = (hex: string): Buffer => Buffer.from(hex, "hex");
const COMMON_NAME = oid("0603550403");
const ECDSA_SHA256 = der(SEQUENCE, oid("06082a8648ce3d040302"));
const BASIC_CONSTRAINTS = oid("0603551d13");
const ALTERNATIVE_NAME = oid("0603551d11");
const TRUE = der(BOOLEAN, Buffer.from([0xff]));

const nameOf = (name: string): Buffer =>
  der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(UTF8, Buffer.from(name)))));
const timeOf = (ms: number): Buffer =>
  der(UTC_TIME, Buffer.from(`${new Date(ms).toISOString().replace(/[-:T]/g, "").slice(2, 14)}Z`));

const pem = (bytes: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${bytes
    .toString("base64")
    .replace(/.{64}/g, "$&\n")
    .trim()}\n-----END CERTIFICATE-----\n`;

const DAY_MS = 86_400_000;

const LOCAL = [127, 0, 0, 1];

type Subject = {
  readonly name: string;
  readonly publicKey: KeyObject;
  readonly isAuthority: boolean;
  readonly ip?: readonly number[];
};
type Issuer = { readonly name: string; readonly privateKey: KeyObject };

const certify = (
  { name, publicKey, isAuthority, ip = LOCAL }: Subject,
  issuer: Issuer,
  endsIn: number,
): string => {
  const constraints = isAuthority ? der(SEQUENCE, TRUE) : der(SEQUENCE);
  const hosts = der(SEQUENCE, der(0x87, Buffer.from(ip)));
  const extensions = der(
    SEQUENCE,
    der(SEQUENCE, BASIC_CONSTRAINTS, TRUE, der(OCTET_STRING, constraints)),
    der(SEQUENCE, ALTERNATIVE_NAME, der(OCTET_STRING, hosts)),
  );
  const serial = randomBytes(8);
  serial[0] = 1;
  const body = der(
    SEQUENCE,
    der(0xa0, der(INTEGER, Buffer.from([2]))),
    der(INTEGER, serial),
    ECDSA_SHA256,
    nameOf(issuer.name),
    der(SEQUENCE, timeOf(Date.now() - 2 * DAY_MS), timeOf(Date.now() + endsIn)),
    nameOf(name),
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, extensions),
  );
  const signature = sign("sha256", body, issuer.privateKey);
  return pem(der(SEQUENCE, body, ECDSA_SHA256, der(BIT_STRING, Buffer.from([0]), signature)));
};

const keyPair = () => generateKeyPairSync("ec", { namedCurve: "P-256" });
const pemOf = (key: KeyObject): string => key.export({ type: "pkcs8", format: "pem" }).toString();

export type Identity = { readonly cert: string; readonly key: string };

/** An authority that signs certificates for 127.0.0.1, or another address. */
export const createAuthority = (name: string) => {
  const own = keyPair();
  const issuer = { name, privateKey: own.privateKey };
  return {
    ca: certify({ name, publicKey: own.publicKey, isAuthority: true }, issuer, DAY_MS),
    issue: (subject: string, { endsIn = DAY_MS, ip = LOCAL } = {}): Identity => {
      const { publicKey, privateKey } = keyPair();
      const cert = certify({ name: subject, publicKey, isAuthority: false, ip }, issuer, endsIn);
      return { cert, key: pemOf(privateKey) };
    },
  };
};
