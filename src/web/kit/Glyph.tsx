// The glyphs: each meaning of the work has one shape, the same in colour, in grey print and on the wall.
import type { JSX } from 'preact';

/** How a household, a place or a clock stands. */
export const meanings = [
  'none',
  'waiting',
  'on_way',
  'served',
  'late',
  'unheard',
  'vacant',
  'sealed',
  'control',
  'precaution',
  'open',
] as const;
export type Meaning = (typeof meanings)[number];
export type Tone = 'stone' | 'leaf' | 'tomato' | 'squash' | 'sky' | 'aubergine' | 'ink';

export const toneOf: Readonly<Record<Meaning, Tone>> = {
  none: 'stone',
  waiting: 'squash',
  on_way: 'sky',
  served: 'leaf',
  late: 'tomato',
  unheard: 'ink',
  vacant: 'stone',
  sealed: 'aubergine',
  control: 'squash',
  precaution: 'sky',
  open: 'leaf',
};

// Drawn on 16 × 16, in the colour of the text around.
const line = {
  fill: 'none',
  stroke: 'currentColor',
  'stroke-width': 2,
  'stroke-linecap': 'round',
  'stroke-linejoin': 'round',
} as const;
const shapes = {
  none: <rect x="3" y="3" width="10" height="10" rx="1" {...line} stroke-width="1.5" />,
  waiting: (
    <>
      <circle cx="8" cy="8" r="6" {...line} stroke-width="1.75" />
      <path d="M8 8V2a6 6 0 0 1 6 6z" fill="currentColor" />
    </>
  ),
  on_way: <path d="M2.500 2.500 14.500 8 2.500 13.500 5.500 8z" fill="currentColor" />,
  served: <path d="m2.500 8.500 3.700 4L13.500 4" {...line} stroke-width="2.500" />,
  late: <path d="M8 2v7.500M8 13v.6" {...line} stroke-width="2.750" />,
  unheard: (
    <path
      d="M4.800 5.400c0-2 1.500-3.100 3.300-3.100s3.200 1.100 3.200 2.900c0 2.300-3.200 2.400-3.200 4.900M8.100 13.300v.5"
      {...line}
      stroke-width="2.200"
    />
  ),
  vacant: <path d="M4 12 12 4" {...line} stroke-width="1.500" />,
  sealed: (
    <>
      <circle cx="8" cy="8" r="6.200" {...line} stroke-width="1.800" />
      <path d="M4.800 8h6.400" {...line} stroke-width="2.400" />
    </>
  ),
  control: <path d="M8 2 14.500 13.500H1.500zM8 6.500v3M8 11.600v.1" {...line} stroke-width="1.600" />,
  precaution: (
    <path d="M8 1.800 13.500 4v4c0 3-2.200 5.200-5.500 6.200C4.700 13.200 2.500 11 2.500 8V4z" {...line} stroke-width="1.600" />
  ),
  open: <circle cx="8" cy="8" r="5.500" {...line} stroke-width="1.800" />,
  // tools
  plus: <path d="M8 3v10M3 8h10" {...line} />,
  minus: <path d="M3 8h10" {...line} />,
  close: <path d="m4 4 8 8M12 4l-8 8" {...line} />,
  down: <path d="m3.500 6 4.500 4.500L12.500 6" {...line} />,
  right: <path d="m6 3.500 4.500 4.500L6 12.500" {...line} />,
  left: <path d="M10 3.500 5.500 8l4.500 4.500" {...line} />,
  phone: (
    <path
      d="M4 2.500 6.200 5.700 5 7.400c.8 1.700 1.900 2.800 3.600 3.600l1.700-1.200 3.200 2.200c-.3 1.400-1.200 2.100-2.500 2C6.500 13.600 2.400 9.500 2 5c-.1-1.300.6-2.200 2-2.500z"
      {...line}
      stroke-width="1.500"
    />
  ),
  search: <path d="M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.800 10.800 14 14" {...line} stroke-width="1.750" />,
  eye: (
    <path
      d="M1.500 8S4 3.500 8 3.500 14.500 8 14.500 8 12 12.500 8 12.500 1.500 8 1.500 8zM8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4z"
      {...line}
      stroke-width="1.500"
    />
  ),
  eye_off: (
    <path
      d="M1.500 8S4 3.500 8 3.500 14.500 8 14.500 8 12 12.500 8 12.500 1.500 8 1.500 8zM3 13.500l10-11"
      {...line}
      stroke-width="1.500"
    />
  ),
  print: <path d="M4.500 5.500V2h7v3.500M4.500 11.500h-2v-6h11v6h-2M4.500 9.500h7V14h-7z" {...line} stroke-width="1.500" />,
  sliders: <path d="M2 4.500h6M12 4.500h2M2 11.500h2M8 11.500h6M10 2.800v3.400M6 9.800v3.400" {...line} stroke-width="1.600" />,
  person: (
    <path
      d="M8 7.500a2.800 2.800 0 1 0 0-5.600 2.800 2.800 0 0 0 0 5.600zM2.500 14c.5-3 2.600-4.500 5.500-4.500s5 1.500 5.500 4.500"
      {...line}
      stroke-width="1.600"
    />
  ),
  bag: <path d="M2.500 6h11l-1 8h-9zM5.500 6c0-3 .8-4 2.500-4s2.500 1 2.500 4" {...line} stroke-width="1.600" />,
  // what people ask for
  cart: <path d="M2 3h2l1.600 7.500h6.600L13.800 5H4.500M6.500 13.600h.1M11.500 13.600h.1" {...line} stroke-width="1.600" />,
  pill: (
    <path
      d="M6.300 13.200a3.200 3.200 0 0 1-3.500-5.300l4.900-5a3.200 3.200 0 0 1 5.300 3.500zM5.400 5.400l4.800 4.800"
      {...line}
      stroke-width="1.600"
      transform="rotate(4 8 8)"
    />
  ),
  box: (
    <path
      d="M2.500 5 8 2.200 13.500 5v6.200L8 14l-5.500-2.800zM2.500 5 8 7.800 13.500 5M8 7.800V14"
      {...line}
      stroke-width="1.500"
    />
  ),
  book: (
    <path
      d="M8 4C6.500 2.800 4.500 2.600 2 2.800v9.800c2.500-.2 4.500 0 6 1.200 1.500-1.200 3.500-1.400 6-1.200V2.800c-2.500-.2-4.500 0-6 1.200zM8 4v9.500"
      {...line}
      stroke-width="1.500"
    />
  ),
  truck: (
    <path
      d="M1.500 3.500h8v7.500h-8zM9.500 6.500h2.800l2.200 2.200V11h-5M4.300 13.400a1.300 1.300 0 1 0 0-2.600 1.300 1.300 0 0 0 0 2.600zM11.700 13.400a1.300 1.300 0 1 0 0-2.600 1.300 1.300 0 0 0 0 2.600z"
      {...line}
      stroke-width="1.400"
    />
  ),
  bin: (
    <path
      d="M2.500 4.500h11M6 4.500V2.500h4v2M4 4.500 4.700 14h6.600L12 4.500M6.700 7.200v4M9.300 7.200v4"
      {...line}
      stroke-width="1.500"
    />
  ),
  hands: (
    <path
      d="M8 7.200C6.300 5.800 5 4.800 5 3.500c0-1.900 2.200-2.200 3-.7.8-1.500 3-1.200 3 .7 0 1.300-1.300 2.300-3 3.700zM1.500 9.500H4l2.500 1h2.300c1.200 0 1.200 1.500 0 1.500H6.500M9.500 11.500l3.300-1.400c1.300-.4 1.900.9.9 1.600L9.500 14H5l-3.500-.8"
      {...line}
      stroke-width="1.400"
    />
  ),
  dots: <path d="M3.500 8h.1M8 8h.1M12.500 8h.1" {...line} stroke-width="2.500" />,
  house: <path d="M2.500 7.500 8 2.500l5.500 5M4 6.500V14h8V6.500M6.700 14v-4h2.600v4" {...line} stroke-width="1.500" />,
  list: <path d="M6 4h8M6 8h8M6 12h8M2.500 4h.1M2.500 8h.1M2.500 12h.1" {...line} stroke-width="1.700" />,
  board: (
    <path
      d="M2.500 14V4.500h4V14M6.500 14V2h7v12M1.500 14h13M4.500 7v.1M4.500 10v.1M9 5v.1M11.200 5v.1M9 8v.1M11.200 8v.1M9 11v.1M11.200 11v.1"
      {...line}
      stroke-width="1.400"
    />
  ),
  stairs: <path d="M2 14h3v-3h3V8h3V5h3" {...line} stroke-width="1.700" />,
  clock: <path d="M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 4.800V8l2.200 1.600" {...line} stroke-width="1.600" />,
} as const satisfies Record<Meaning | string, JSX.Element>;

export type GlyphName = keyof typeof shapes;

interface GlyphProps {
  name: GlyphName;
  /** In rem; 1 unless told. */
  size?: number | undefined;
  /** What it says when it stands alone; without it, the text beside it speaks. */
  label?: string | undefined;
}

export function Glyph({ name, size = 1, label }: GlyphProps) {
  const spoken = label === undefined ? ({ 'aria-hidden': 'true' } as const) : ({ role: 'img', 'aria-label': label } as const);
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: hidden, or named by aria-label; a title would pop up as a tool tip
    <svg viewBox="0 0 16 16" width={`${size}rem`} height={`${size}rem`} class="k-glyph" focusable="false" {...spoken}>
      {shapes[name]}
    </svg>
  );
}
