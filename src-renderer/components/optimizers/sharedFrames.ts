type Player = (nowMs: number) => void;

const players = new Set<Player>();
let request = 0;

function frame(nowMs: number): void {
  request = 0;
  for (const play of players) play(nowMs);
  ask();
}

function ask(): void {
  if (request === 0 && players.size > 0) request = requestAnimationFrame(frame);
}

/** Calls back at every frame until the returned function is called. However many play, the page asks for one frame at a time; for none where nobody plays. */
export function onSharedFrame(player: Player): () => void {
  players.add(player);
  ask();
  return () => {
    players.delete(player);
    if (players.size > 0 || request === 0) return;
    cancelAnimationFrame(request);
    request = 0;
  };
}
