import { computed, nextTick, watch, type Ref } from 'vue';
import { branchPart, type BranchBlock } from '#shared/domain/branchBlocks.ts';
import { blockOf, changeBlock, dissolveBlock, makeBlock } from '#shared/domain/blocks.ts';
import {
  editModel,
  repairEdit,
  setLoss,
  setStack,
  setLossParam as setLossParamEdit,
} from '#shared/domain/draftEdits.ts';
import {
  addLayer,
  positionOf,
  setInitializer,
  setLayerFrozen,
  setLayerInitializer,
  setLayerParam,
  setLayerRegularizer,
} from '#shared/domain/layerEdits.ts';
import { drawAnew as drawAnewEdit, freezeKept as freezeKeptEdit } from '#shared/domain/keptStart.ts';
import { setLayerInputs } from '#shared/domain/graphEdits.ts';
import { DATA_INPUT } from '#shared/domain/modelSources.ts';
import type { InitializerPlan, LayerBlock, LayerGraph, Shape } from '#shared/domain/layerGraph.ts';
import { duplicateLayers, insertLayers, moveLayers, removeLayers, stepLayers } from '#shared/domain/layerSets.ts';
import { fromTemplate, type ModelTemplate, type TemplateRequest } from '#shared/domain/modelTemplates.ts';
import type { Penalty } from '#shared/domain/penalty.ts';
import type { ParamValue } from '#shared/domain/params.ts';
import type { LayerRepair } from '#shared/layers/kind.ts';
import { useWords } from '../i18n/index.ts';
import { useDraftStore } from '../stores/draft.ts';
import { announce } from './useAnnouncer.ts';
import { useLayerWords } from './useLayerWords.ts';
import { useStackSelection } from './useStackSelection.ts';
import { useStepToast } from './useStepToast.ts';
import { useUndo } from './useUndo.ts';

/** Every act of the layer builder, whoever asks for it: pointer, button or key. It changes the draft, keeps the selection and says what it did. */
export function useModelBuilder(stack: Readonly<Ref<HTMLElement | null>>) {
  const { t } = useWords();
  const words = useLayerWords();
  const draft = useDraftStore();
  const sayStep = useStepToast();
  const graph = computed(() => draft.experiment.model);
  const selection = useStackSelection(graph);
  const { undo, redo } = useUndo();

  const nameOf = (id: string) => words.layerName(graph.value.layers[positionOf(graph.value, id)]?.kind ?? '');
  const chosenSet = (): ReadonlySet<string> => new Set(selection.chosen.value);

  /** Changes the model, chooses the layers it was about and says so in the sentence `model.did.<name>`, or `model.didMany.<name>` for several. */
  function act(name: string, edit: (before: LayerGraph) => LayerGraph, ids: readonly string[]): void {
    const before = graph.value;
    const after = edit(before);
    if (after === before) return;
    const fresh = after.layers.filter((node) => positionOf(before, node.id) < 0).map(({ id }) => id);
    const about = fresh.length > 0 ? fresh : ids;
    const text = sentence(name, before, after, about);
    draft.change(
      editModel(() => after),
      text,
    );
    choose(before, after, about);
    announce(text);
  }

  function sentence(name: string, before: LayerGraph, after: LayerGraph, ids: readonly string[]): string {
    const place = positionOf(after, ids[0] ?? '');
    const from = place < 0 ? before : after;
    const at = place < 0 ? positionOf(before, ids[0] ?? '') : place;
    const values = {
      layer: words.layerName(from.layers[at]?.kind ?? ''),
      position: at + 1,
      count: after.layers.length,
    };
    return ids.length > 1
      ? t(`model.didMany.${name}`, { ...values, layers: ids.length })
      : t(`model.did.${name}`, values);
  }

  /** The layers themselves where they are still there, else the one that stands in their place. */
  function choose(before: LayerGraph, after: LayerGraph, ids: readonly string[]): void {
    const left = ids.filter((id) => positionOf(after, id) >= 0);
    if (left.length > 0) return selection.several(left);
    const at = Math.min(positionOf(before, ids[0] ?? ''), after.layers.length - 1);
    selection.only(after.layers[Math.max(0, at)]?.id ?? null);
  }

  async function focusSelected(): Promise<void> {
    await nextTick();
    const id = selection.current.value;
    const row = id === null ? null : stack.value?.querySelector<HTMLElement>(`[data-layer="${id}"] [data-row]`);
    row?.focus();
  }

  function add(kind: string, at: number, block?: string): void {
    act('added', (before) => addLayer(before, kind, at, {}, block), []);
  }
  /** Where what is new goes: after the last chosen layer, into its block. */
  function nextPlace(): { at: number; block: string | undefined } {
    const last = positionOf(graph.value, selection.chosen.value.at(-1) ?? '');
    return { at: last + 1, block: graph.value.layers[last]?.block };
  }
  /** What the palette's buttons do: after the chosen layer. */
  function addAfterSelected(kind: string): void {
    const { at, block } = nextPlace();
    add(kind, at, block);
  }
  /** Layers from elsewhere, after the chosen ones. */
  function insert(part: LayerGraph): void {
    const { at, block } = nextPlace();
    act('pasted', (before) => insertLayers(before, part, at, block), []);
    void focusSelected();
  }
  /** A block with branches after the chosen layers, of which the last gives this shape. */
  function addBranchBlock(block: BranchBlock, shape: Shape): void {
    const { at } = nextPlace();
    const entry = graph.value.layers[at - 1]?.id ?? DATA_INPUT;
    const name = t(`model.branches.${block.id}.name`);
    act('added', (before) => insertLayers(before, branchPart(block, shape, entry, name), at), []);
    void focusSelected();
  }
  /** Which layers one reads; null is the row before it. */
  function setInputs(id: string, inputs: readonly string[] | null): void {
    const label = t('model.step.param', { layer: nameOf(id), name: t('model.inputs.title') });
    draft.change(
      editModel((before) => setLayerInputs(before, id, inputs)),
      label,
    );
  }
  /** A dragged row takes the other chosen ones along where it is one of them. */
  function move(id: string, to: number): void {
    const ids = movedWith(id);
    act('moved', (before) => moveLayers(before, new Set(ids), to), ids);
    void focusSelected();
  }
  function movedWith(id: string): readonly string[] {
    return selection.chosen.value.includes(id) ? selection.chosen.value : [id];
  }
  /** The acts on all chosen layers. */
  function step(by: 1 | -1): void {
    act('moved', (before) => stepLayers(before, chosenSet(), by), selection.chosen.value);
    void focusSelected();
  }
  function remove(): void {
    act('removed', (before) => removeLayers(before, chosenSet()), selection.chosen.value);
    void focusSelected();
  }
  function duplicate(): void {
    act('duplicated', (before) => duplicateLayers(before, chosenSet()), selection.chosen.value);
    void focusSelected();
  }
  function group(): void {
    const name = t('model.block.newName', { number: (graph.value.blocks?.length ?? 0) + 1 });
    draft.change(
      editModel((before) => makeBlock(before, chosenSet(), name)),
      t('model.block.made', { name }),
    );
    announce(t('model.block.made', { name }));
    void focusSelected();
  }
  function setBlock(id: string, change: Partial<Omit<LayerBlock, 'id'>>): void {
    const label = t('model.block.changed', { name: blockOf(graph.value, id).name });
    draft.change(
      editModel((before) => changeBlock(before, id, change)),
      label,
      `block ${id} ${Object.keys(change).join()}`,
    );
  }
  function ungroup(id: string): void {
    const label = t('model.block.dissolved', { name: blockOf(graph.value, id).name });
    draft.change(
      editModel((before) => dissolveBlock(before, id)),
      label,
    );
    announce(label);
    void focusSelected();
  }
  function setParam(id: string, name: string, value: ParamValue): void {
    const label = t('model.step.param', { layer: nameOf(id), name: words.paramName(name) });
    draft.change(
      editModel((before) => setLayerParam(before, id, name, value)),
      label,
      `${id}.${name}`,
    );
  }
  /** How weights start: of the model, or of one layer where its id is given. */
  function setStart(plan: InitializerPlan | null, param = '', id: string | null = null): void {
    const edit = (before: LayerGraph): LayerGraph =>
      id === null ? setInitializer(before, plan) : setLayerInitializer(before, id, plan);
    const name = t('initializers.title');
    const label = id === null ? t('initializers.undo') : t('model.step.param', { layer: nameOf(id), name });
    draft.change(editModel(edit), label, param && `start ${id ?? ''} ${param}`);
  }
  /** What large kernels of a layer cost; `param` is the one of the two that changed. */
  function setRegularizer(id: string, penalty: Penalty, param: string): void {
    const label = t('model.step.param', { layer: nameOf(id), name: words.paramName(param) });
    draft.change(
      editModel((before) => setLayerRegularizer(before, id, penalty)),
      label,
      `${id} penalty ${param}`,
    );
  }
  function setFrozen(id: string, frozen: boolean): void {
    const label = t(frozen ? 'model.step.freeze' : 'model.step.unfreeze', { layer: nameOf(id) });
    draft.change(
      editModel((before) => setLayerFrozen(before, id, frozen)),
      label,
    );
  }
  /** Layers with weights from elsewhere: their own are drawn again; of all where none are named. */
  function drawAnew(ids?: ReadonlySet<string>): void {
    draft.change(
      editModel((before) => drawAnewEdit(before, ids)),
      t('model.step.kept'),
    );
  }
  function freezeKept(frozen: boolean): void {
    draft.change(
      editModel((before) => freezeKeptEdit(before, frozen)),
      t('model.step.kept'),
    );
  }
  function repair(id: string, offered: LayerRepair): void {
    const label = words.repairText(offered, positionOf(graph.value, id) + 1);
    draft.change(repairEdit(id, offered), label);
    announce(label);
    void focusSelected();
  }
  function chooseLoss(loss: string): void {
    draft.change(setLoss(loss), t('model.step.loss', { loss: words.lossName(loss) }));
  }
  function setLossParam(name: string, value: ParamValue): void {
    const label = t('model.step.lossParam', { name: words.paramName(name) });
    draft.change(setLossParamEdit(name, value), label, `loss ${name}`);
  }
  function applyTemplate(template: ModelTemplate, request: TemplateRequest): void {
    const name = t(`templates.${template.id}.name`);
    draft.change(setStack(fromTemplate(template, request)), t('model.step.template', { template: name }));
    selection.only(null);
    sayStep(t('model.templateUsed', { template: name }));
  }
  // A row that had the focus may be gone, by undo from anywhere: the focus then goes to the chosen one.
  watch(graph, async () => {
    if (!stack.value?.contains(document.activeElement)) return;
    await nextTick();
    if (document.activeElement === document.body) await focusSelected();
  });

  return {
    selection,
    focusSelected,
    add,
    addAfterSelected,
    insert,
    addBranchBlock,
    setInputs,
    setRegularizer,
    move,
    movedWith,
    step,
    remove,
    duplicate,
    group,
    setBlock,
    ungroup,
    setParam,
    setStart,
    setFrozen,
    drawAnew,
    freezeKept,
    repair,
    chooseLoss,
    setLossParam,
    applyTemplate,
    undo,
    redo,
  };
}
