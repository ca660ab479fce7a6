import type { Rectangle } from 'electron';

export const minimumWidth = 1024;
export const minimumHeight = 700;
const usualWidth = 1440;
const usualHeight = 900;
/** So much of the window's top edge must be on a display for the reader to get hold of it, in pixels. */
const graspWidth = 160;
const graspHeight = 40;

/** Bounds for the window: the remembered ones where they still can be reached, else the usual size in the middle of the first display. */
export function fitBounds(remembered: Rectangle | null, workAreas: readonly Rectangle[]): Rectangle {
  const home = remembered && workAreas.find((area) => isGraspable(remembered, area));
  if (remembered && home) return clampSize(remembered, home);
  return centred(workAreas[0] ?? { x: 0, y: 0, width: usualWidth, height: usualHeight });
}

function isGraspable(bounds: Rectangle, area: Rectangle): boolean {
  const width = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
  const isTopInside = bounds.y >= area.y && bounds.y + graspHeight <= area.y + area.height;
  return width >= graspWidth && isTopInside;
}

function clampSize(bounds: Rectangle, area: Rectangle): Rectangle {
  const width = Math.max(minimumWidth, Math.min(bounds.width, area.width));
  const height = Math.max(minimumHeight, Math.min(bounds.height, area.height));
  return { x: bounds.x, y: bounds.y, width, height };
}

function centred(area: Rectangle): Rectangle {
  const width = Math.max(minimumWidth, Math.min(usualWidth, area.width));
  const height = Math.max(minimumHeight, Math.min(usualHeight, area.height));
  const x = area.x + Math.max(0, Math.round((area.width - width) / 2));
  const y = area.y + Math.max(0, Math.round((area.height - height) / 2));
  return { x, y, width, height };
}
