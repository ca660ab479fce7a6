import { computed, nextTick, ref, type Ref } from 'vue';
import { editModel, repairEdit, setLoss, setLossParam as setLossParamEdit } from '#shared/domain/draftEdits.ts';
import {
  addLayer,
  duplicateLayer,
  moveLayer,
  positionOf,
  removeLayer,
  setInitializer,
  setLayerFrozen,
  setLayerInitializer,
  setLayerParam,
} from '#shared/domain/layerEdits.ts';
import type { InitializerPlan, LayerGraph } from '#shared/domain/layerGraph.ts';
import { fromTemplate, type ModelTemplate, type TemplateRequest } from '#shared/domain/modelTemplates.ts';
import type { ParamValue } from '#shared/domain/params.ts';
import type { LayerRepair } from '#shared/layers/kind.ts';
import { useWords } from '../i18n/index.ts';
import { useDraftStore } from '../stores/draft.ts';
import { useUiStore } from '../stores/ui.ts';
import { announce } from './useAnnouncer.ts';
import { useLayerWords } from './useLayerWords.ts';

/** Every act of the layer builder, whoever asks for it: pointer, button or key. It changes the draft, keeps the selection and says what it did. */
export function useModelBuilder(stack: Readonly<Ref<HTMLElement | null>>) {
  const { t } = useWords();
  const words = useLayerWords();
  const draft = useDraftStore();
  const ui = useUiStore();
  const wanted = ref<string | null>(null);
  const graph = computed(() => draft.experiment.model);
  /** The chosen layer; the last one where the chosen is gone. */
  const selected = computed(() => {
    const ids = graph.value.layers.map(({ id }) => id);
    return ids.find((id) => id === wanted.value) ?? ids.at(-1) ?? null;
  });

  const nameOf = (id: string) => words.layerName(graph.value.layers[positionOf(graph.value, id)]?.kind ?? '');

  /** Changes the model, chooses the layer it was about and says so in the sentence `model.did.<name>`. */
  function act(name: string, edit: (before: LayerGraph) => LayerGraph, id: string | null): void {
    const before = graph.value;
    const after = edit(before);
    if (after === before) return;
    const target = after.layers.find((node) => positionOf(before, node.id) < 0)?.id ?? id ?? '';
    const place = positionOf(after, target);
    const node = after.layers[place] ?? before.layers[positionOf(before, target)];
    const position = (place < 0 ? positionOf(before, target) : place) + 1;
    const text = t(`model.did.${name}`, {
      layer: words.layerName(node?.kind ?? ''),
      position,
      count: after.layers.length,
    });
    draft.change(
      editModel(() => after),
      text,
    );
    wanted.value = place < 0 ? (after.layers[Math.min(position, after.layers.length) - 1]?.id ?? null) : target;
    announce(text);
  }

  async function focusSelected(): Promise<void> {
    await nextTick();
    if (selected.value) stack.value?.querySelector<HTMLElement>(`[data-layer="${selected.value}"] [data-row]`)?.focus();
  }

  function add(kind: string, at: number): void {
    act('added', (before) => addLayer(before, kind, at), null);
  }
  /** What the palette's buttons do: after the chosen layer. */
  function addAfterSelected(kind: string): void {
    add(kind, selected.value === null ? 0 : positionOf(graph.value, selected.value) + 1);
  }
  function move(id: string, to: number): void {
    act('moved', (before) => moveLayer(before, id, to), id);
    void focusSelected();
  }
  function remove(id: string): void {
    act('removed', (before) => removeLayer(before, id), id);
    void focusSelected();
  }
  function duplicate(id: string): void {
    act('duplicated', (before) => duplicateLayer(before, id), id);
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
  function setFrozen(id: string, frozen: boolean): void {
    const label = t(frozen ? 'model.step.freeze' : 'model.step.unfreeze', { layer: nameOf(id) });
    draft.change(
      editModel((before) => setLayerFrozen(before, id, frozen)),
      label,
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
    draft.change(
      (experiment) => {
        const { model, loss } = fromTemplate(template, request);
        return { ...setLoss(loss)(experiment), model: { ...experiment.model, ...model } };
      },
      t('model.step.template', { template: name }),
    );
    wanted.value = null;
    ui.toast({
      message: t('model.templateUsed', { template: name }),
      actionLabel: t('common.undo'),
      action: () => draft.undo(),
    });
  }
  function undo(): void {
    announce(t('model.did.undone', { step: draft.undoLabel || t('model.step.change') }));
    draft.undo();
  }
  function redo(): void {
    draft.redo();
    announce(t('model.did.redone', { step: draft.undoLabel || t('model.step.change') }));
  }
  function select(id: string): void {
    wanted.value = id;
  }

  return {
    selected,
    select,
    focusSelected,
    add,
    addAfterSelected,
    move,
    remove,
    duplicate,
    setParam,
    setStart,
    setFrozen,
    repair,
    chooseLoss,
    setLossParam,
    applyTemplate,
    undo,
    redo,
  };
}
