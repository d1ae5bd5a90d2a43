// A row of houses with lit windows at the foot of the first page: only to look at.

// Left edge, columns of windows, floors; the houses of a compound, tall and low.
const houses = [
  [0, 6, 6],
  [92, 8, 11],
  [212, 6, 9],
  [304, 10, 6],
  [452, 8, 13],
  [572, 6, 8],
  [664, 12, 6],
  [840, 6, 11],
  [932, 8, 9],
  [1052, 10, 7],
  [1200, 6, 12],
  [1292, 8, 8],
] as const;
const ground = 190;

// The same windows on every visit, without a list of them: a small mixing of house, floor and column.
function light(house: number, floor: number, column: number): string {
  const mixed = (house * 73_856_093) ^ (floor * 19_349_663) ^ (column * 83_492_791);
  const share = (Math.abs(mixed) % 1000) / 1000;
  if (share < 0.5) return 'dark';
  if (share < 0.72) return 'leaf';
  if (share < 0.88) return 'squash';
  return share < 0.96 ? 'sky' : 'tomato';
}

function windows(): Map<string, string> {
  const paths = new Map<string, string>();
  houses.forEach(([left, columns, floors], house) => {
    for (let floor = 0; floor < floors; floor += 1) {
      for (let column = 0; column < columns; column += 1) {
        // A stairwell between the units.
        const x = left + 8 + column * 12 + Math.floor(column / 2) * 3;
        const colour = light(house, floor, column);
        paths.set(colour, `${paths.get(colour) ?? ''}M${x} ${ground - 14 - floor * 13}h7v6h-7z`);
      }
    }
  });
  return paths;
}

const walls = houses
  .map(([left, columns, floors]) => {
    const width = 13 + columns * 12 + Math.floor((columns - 1) / 2) * 3;
    return `M${left} ${ground}V${ground - floors * 13 - 8}h${width}V${ground}`;
  })
  .join('');

export function Skyline() {
  return (
    <svg class="start-skyline" viewBox="0 0 1400 196" preserveAspectRatio="xMidYMax slice" aria-hidden="true" focusable="false">
      <path class="start-walls" d={walls} />
      {[...windows()].map(([colour, path]) => (
        <path key={colour} data-light={colour} d={path} />
      ))}
      <path class="start-ground" d={`M-2000 ${ground}h6000v20h-6000z`} />
    </svg>
  );
}
