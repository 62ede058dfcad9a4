import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ErrorObject } from 'ajv';
import formats from 'ajv-formats';
import type { Route } from '../http.ts';

/**
 * Where Atlassian's description is known to be wrong: what it finds at such a place of an answer does not count. Each
 * says what the real product does, and how we know.
 */
export interface Defect {
  /** `GET /user`; absent for all operations. */
  operation?: RegExp;
  /** JSON pointer into the answer. */
  at: RegExp;
  /** The schema's keyword that objects, or `status` for a status that is not described. */
  keyword: string;
  because: string;
}

/** Atlassian's OpenAPI description of an edition, to hold answers against. */
export interface Description {
  /** `GET /user` for a route, whether or not the description has it. */
  name(route: Route): string;
  has(operation: string): boolean;
  /** What is wrong with an answer: its status, or places in its body; empty where it conforms. */
  faults(operation: string, answer: { status: number; body: unknown }): string[];
}

/**
 * Reads a description from the directory of reference material.
 * @param root what our paths have before the description's, `/2.0` or `/rest`.
 */
export function readDescription(shared: string, file: string, root: string, defects: Defect[]): Description {
  const api = JSON.parse(readFileSync(join(shared, 'specs', file), 'utf8'));
  const ajv = formats.default(new Ajv({ strict: false, allErrors: true, logger: false }));
  ajv.addSchema(api, 'api');
  const find = (operation: string) => {
    const [method = '', path = ''] = operation.split(' ');
    return api.paths[path]?.[method.toLowerCase()];
  };
  return {
    name: ({ method, pattern }) =>
      `${method} ${pattern.slice(root.length).replaceAll('...}', '}').replace('/1.0/', '/latest/')}`,
    has: (operation) => find(operation) !== undefined,
    faults(operation, { status, body }) {
      const response = find(operation)?.responses[String(status)];
      if (!response) {
        const fault = {
          keyword: 'status',
          instancePath: '',
          message: 'is not described',
          params: { status },
        };
        return isKnown(operation, fault) ? [] : [worded(fault)];
      }
      const type = Object.keys(response.content ?? {}).find((each) => each.includes('json'));
      if (!type || response.content[type].schema === undefined) return [];
      const [method = '', path = ''] = operation.split(' ');
      const pointer = [
        'paths',
        path,
        method.toLowerCase(),
        'responses',
        String(status),
        'content',
        type,
        'schema',
      ];
      const escaped = pointer.map((each) =>
        encodeURIComponent(each.replaceAll('~', '~0').replaceAll('/', '~1')),
      );
      const validate = ajv.compile({ $ref: `api#/${escaped.join('/')}` });
      validate(body);
      return (validate.errors ?? []).filter((error) => !isKnown(operation, error)).map(worded);
    },
  };

  function isKnown(operation: string, error: Fault): boolean {
    return defects.some(
      (defect) =>
        (defect.operation === undefined || defect.operation.test(operation)) &&
        defect.keyword === error.keyword &&
        defect.at.test(error.instancePath),
    );
  }
}

type Fault = Pick<ErrorObject, 'keyword' | 'instancePath' | 'message' | 'params'>;

function worded(error: Fault): string {
  return `${error.instancePath}: ${error.keyword} ${error.message} ${JSON.stringify(error.params)}`;
}
