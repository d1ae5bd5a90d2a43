// The glyph of each kind of request.
import type { Kind } from '../../domain/request/kind.ts';
import type { GlyphName } from './Glyph.tsx';

export const glyphOfKind: Readonly<Record<Kind, GlyphName>> = {
  groceries: 'cart',
  medicine: 'pill',
  group_buy_parcel: 'box',
  schoolbooks: 'book',
  parcel: 'truck',
  rubbish: 'bin',
  home_help: 'hands',
  other: 'dots',
};
