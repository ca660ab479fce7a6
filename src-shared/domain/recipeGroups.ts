/** Recipes by the question they answer, the quickest group first; a recipe that is not named here stands in the last one. */
export const recipeGroups = [
  { id: 'first', recipes: ['two-moons', 'glyph-cnn', 'fashion-mnist'] },
  { id: 'optimizers', recipes: ['spirals', 'second-order', 'fashion-eight', 'mnist-five', 'cifar-five'] },
  { id: 'rates', recipes: ['learning-rates', 'schedules', 'batch-sizes'] },
  { id: 'start', recipes: ['start-weights', 'batch-normalisation', 'exploding-gradients'] },
  {
    id: 'otherData',
    recipes: ['house-prices', 'housing-eight', 'temperature-eight', 'imdb-eight', 'imdb-five', 'embedding-million'],
  },
] as const satisfies readonly { readonly id: string; readonly recipes: readonly string[] }[];

type Identified = { readonly id: string };

/** These recipes group by group, without groups that have none. */
export function grouped<R extends Identified>(
  all: readonly R[],
): readonly { readonly id: string; readonly recipes: readonly R[] }[] {
  const named: readonly string[] = recipeGroups.flatMap(({ recipes }) => recipes);
  return recipeGroups
    .map(({ id, recipes }, at) => ({
      id,
      recipes: [
        ...recipes.flatMap((wanted) => all.filter((recipe) => recipe.id === wanted)),
        ...(at === recipeGroups.length - 1 ? all.filter((recipe) => !named.includes(recipe.id)) : []),
      ],
    }))
    .filter(({ recipes }) => recipes.length > 0);
}
