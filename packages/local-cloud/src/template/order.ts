/** The order in which resources are created. */
import { kinds, type StackResource } from './kinds.ts';
import { TemplateError } from './template.ts';

/**
 * What a resource refers to comes before it; what does not refer to each other comes by rank, then as in the template.
 * Throws TemplateError for circles.
 */
export const inOrder = (
  resources: readonly StackResource[],
  edges: ReadonlyMap<string, ReadonlySet<string>>,
): readonly StackResource[] => {
  const byId = new Map(resources.map((resource) => [resource.logicalId, resource]));
  const placed = new Set<StackResource>();
  const visit = (resource: StackResource, path: readonly string[]): void => {
    if (placed.has(resource)) return;
    if (path.includes(resource.logicalId)) {
      const circle = [...path.slice(path.indexOf(resource.logicalId)), resource.logicalId].join(' → ');
      throw new TemplateError([{ at: resource.logicalId, message: `circular dependency ${circle}` }]);
    }
    for (const reference of edges.get(resource.logicalId) ?? []) {
      const target = byId.get(reference);
      if (target) visit(target, [...path, resource.logicalId]);
    }
    placed.add(resource);
  };
  const rank = ({ type }: StackResource): number => kinds[type]?.rank ?? 0;
  for (const resource of resources.toSorted((left, right) => rank(left) - rank(right))) visit(resource, []);
  return [...placed];
};
