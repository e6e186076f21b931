/** DER, of which X.509 certificates consist, as far as writing one needs it. Bytes are binary strings, as node-forge has them. */
import type forge from 'node-forge';

type Forge = typeof forge;
export type Node = forge.asn1.Asn1;
export type Builder = ReturnType<typeof builderOf>;

/** @param library imported by the caller, because it takes 0.1 s and only who issues needs it */
export function builderOf({ asn1, util }: Forge) {
  const { UNIVERSAL, CONTEXT_SPECIFIC } = asn1.Class;
  const primitive = (type: forge.asn1.Type, value: string) => asn1.create(UNIVERSAL, type, false, value);
  const structure = (type: forge.asn1.Type, value: Node[]) => asn1.create(UNIVERSAL, type, true, value);
  const contextual = (tag: number, value: string) => asn1.create(CONTEXT_SPECIFIC, tag, false, value);
  return {
    sequence: (...children: Node[]) => structure(asn1.Type.SEQUENCE, children),
    set: (...children: Node[]) => structure(asn1.Type.SET, children),
    tagged: (tag: number, child: Node) => asn1.create(CONTEXT_SPECIFIC, tag, true, [child]),
    contextual,
    true: () => primitive(asn1.Type.BOOLEAN, '\xff'),
    null: () => primitive(asn1.Type.NULL, ''),
    integer: (bytes: string) => primitive(asn1.Type.INTEGER, bytes),
    oid: (oid: string) => primitive(asn1.Type.OID, asn1.oidToDer(oid).getBytes()),
    utf8: (text: string) => primitive(asn1.Type.UTF8, util.encodeUtf8(text)),
    octets: (bytes: string) => primitive(asn1.Type.OCTETSTRING, bytes),
    bits: (bytes: string, unused = 0) => primitive(asn1.Type.BITSTRING, String.fromCharCode(unused) + bytes),
    /** To the second, and in two ways: RFC 5280 section 4.1.2.5 wants the second one from 2050 on. */
    time: (milliseconds: number) => {
      const date = new Date(milliseconds);
      return date.getUTCFullYear() < 2050
        ? primitive(asn1.Type.UTCTIME, asn1.dateToUtcTime(date))
        : primitive(asn1.Type.GENERALIZEDTIME, asn1.dateToGeneralizedTime(date));
    },
    /** A host name or an IP address of a subjectAltName. */
    alternativeName: (name: string) => {
      // Missing from the library's types.
      const bytes = (util as typeof util & { bytesFromIP(ip: string): string | null }).bytesFromIP(name);
      return bytes === null ? contextual(2, name) : contextual(7, bytes);
    },
    encode: (node: Node) => asn1.toDer(node).getBytes(),
    decode: (bytes: Buffer) => asn1.fromDer(bytes.toString('binary')),
  };
}

/** What a structure consists of. */
export function childrenOf({ value }: Node): Node[] {
  return Array.isArray(value) ? value : [];
}
