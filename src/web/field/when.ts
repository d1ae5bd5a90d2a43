// When a step was really made, kept by its id: sent again it is the same step to the letter, or the server would refuse it.

const made = new Map<string, string>();

export function madeAt(moveId: string): string {
  const at = made.get(moveId) ?? new Date().toISOString();
  made.set(moveId, at);
  return at;
}
