import type { LayerBlock, LayerGraph } from '#shared/domain/layerGraph.ts';
import type { ShownRow } from '#shared/domain/shownRows.ts';

/** What stands in the list of the stack: a row, or the head of a block; a collapsed block's rows are not in the list. */
export type StackItem =
  | {
      readonly type: 'row';
      readonly key: string;
      readonly ids: readonly string[];
      readonly row: ShownRow;
      readonly position: number;
    }
  | {
      readonly type: 'block';
      readonly key: string;
      /** The rows it stands for where it is collapsed, else none. */
      readonly ids: readonly string[];
      readonly block: LayerBlock;
      readonly rows: readonly ShownRow[];
      readonly collapsed: boolean;
    };

/** The list of the stack, top to bottom. */
export function stackItems(
  graph: LayerGraph,
  rows: readonly ShownRow[],
  isCollapsed: (block: string) => boolean,
): readonly StackItem[] {
  return rows.flatMap((row, at): StackItem[] => {
    const block = graph.blocks?.find(({ id }) => id === row.node.block);
    const own: StackItem = { type: 'row', key: row.node.id, ids: [row.node.id], row, position: at + 1 };
    if (!block) return [own];
    const collapsed = isCollapsed(block.id);
    const isFirst = rows[at - 1]?.node.block !== block.id;
    const head = isFirst ? [blockItem(block, rows, collapsed)] : [];
    return collapsed ? head : [...head, own];
  });
}

function blockItem(block: LayerBlock, rows: readonly ShownRow[], collapsed: boolean): StackItem {
  const members = rows.filter(({ node }) => node.block === block.id);
  const ids = collapsed ? members.map(({ node }) => node.id) : [];
  return { type: 'block', key: block.id, ids, block, rows: members, collapsed };
}
