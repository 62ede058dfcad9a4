import type { Scope } from '../../domain/inventory.ts';
import type { Problem } from '../../domain/problem.ts';
import { childOf, childrenOf, parseXml, type XmlElement } from '../../lib/xml/parse.ts';
import { exactOf, isPlainName, maxStated, notExact, type Stated } from './stated.ts';

/** Reads `ivy.xml` (https://ant.apache.org/ivy/history/2.5.3/ivyfile.html). Values of Ant's properties are not known. */
export function readIvy(path: string, text: string): { stated?: Stated[]; problems: Problem[] } {
  const { root, fault } = parseXml(text);
  if (root === undefined || fault !== undefined) {
    const message = `${path} is no well-formed XML: ${fault?.reason ?? 'it is empty'}. Nothing of it was read.`;
    return { problems: [{ code: 'xml-invalid', message, path, line: fault?.line ?? 1 }] };
  }
  if (root.name !== 'ivy-module') {
    const message = `${path} is no module of Ivy: its element is <${root.name.slice(0, 40)}>.`;
    return { problems: [{ code: 'ivy-invalid', message, path, line: root.line }] };
  }
  const own = childOf(root, 'info')?.attributes.get('organisation') ?? '';
  const list = childOf(root, 'dependencies');
  const usual = list?.attributes.get('defaultconf') ?? list?.attributes.get('defaultconfmapping') ?? '*';
  const problems: Problem[] = [];
  const stated = childrenOf(list, 'dependency')
    .slice(0, maxStated)
    .flatMap((element) => stateOf(path, element, own, usual, problems));
  return { stated, problems };
}

function stateOf(
  path: string,
  element: XmlElement,
  own: string,
  usual: string,
  problems: Problem[],
): Stated[] {
  const { attributes, line } = element;
  const group = attributes.get('org') ?? own;
  const artifact = attributes.get('name') ?? '';
  const wanted = attributes.get('rev') ?? '';
  const name = `${group}:${artifact}`;
  if (!isPlainName(group) || !isPlainName(artifact)) {
    const message = `A dependency of ${path} has no usable name: "${name.slice(0, 100)}". It was left out.`;
    problems.push({ code: 'dependency-invalid', message, path, line });
    return [];
  }
  const literal = wanted !== '' && !wanted.includes('${');
  const version = literal ? (exactOf(wanted) ?? '') : '';
  if (literal && version === '') problems.push(notExact(path, name, wanted, line));
  if (!literal) {
    const message = `${path} has ${name} in version "${wanted.slice(0, 80)}", which is not written in it. It was not judged.`;
    problems.push({ code: 'not-literal', message, path, line, remedy: 'Write the version in ivy.xml.' });
  }
  return [{ group, artifact, wanted, version, scope: scopeOf(attributes.get('conf') ?? usual), line }];
}

/** What stands before `->` are the module's own configurations; their names are free, these are the usual ones. */
function scopeOf(conf: string): Scope {
  const own = conf.split(/[;,]/).map((mapping) => mapping.split('->', 1)[0]!.trim());
  if (own.every((name) => /^test/i.test(name))) return 'test';
  return own.every((name) => /^(?:test|provided|build|compileonly)/i.test(name)) ? 'build' : 'runtime';
}
