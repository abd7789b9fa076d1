/** XML by schema: no element of an answer is written by hand, only the envelopes around it. */
import { XmlShapeDeserializer, XmlShapeSerializer } from '@aws-sdk/core/protocols';
import type { Bag, WireResponse } from './message.ts';
import type { Shape } from './schema.ts';

const settings = (xmlNamespace: string) => ({
  timestampFormat: { useTrait: true, default: 5 as const },
  httpBindings: false,
  xmlNamespace,
  serviceNamespace: '',
});

export const escapeXml = (text: string): string => text.replace(/[<>&"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** One element of the shape's own name, with everything in it. */
export const xmlElement = (shape: Shape, value: Bag, xmlNamespace: string): string => {
  const writer = new XmlShapeSerializer(settings(xmlNamespace));
  writer.write(shape, value);
  return String(writer.flush());
};

/** The members of a structure without the element around them: the query protocols name that one after the operation. */
export const xmlMembers = (shape: Shape, value: Bag): string =>
  shape.isStructSchema()
    ? xmlElement(shape, value, '')
        .replace(/^<[^>]*\/>$/, '')
        .replace(/^<[^>]*>([\s\S]*)<\/[^>]*>$/, '$1')
    : '';

export const readXml = (shape: Shape, body: Uint8Array): unknown =>
  new XmlShapeDeserializer(settings('')).read(shape, body);

export const xmlResponse = (body: string, status: number, headers: Readonly<Record<string, string>>): WireResponse => ({
  status,
  headers: { ...headers, 'content-type': 'text/xml;charset=UTF-8' },
  body: body && `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
});
