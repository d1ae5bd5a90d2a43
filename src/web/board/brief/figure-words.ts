// A figure as it is read: the number, its unit, per cent with one decimal that is never rounded up.
import { type FigureName, figures, isRate, percentOf } from '../../../domain/brief/figures.ts';
import { span } from '../../kit/time.ts';
import { say } from '../words.ts';
import type { Brief } from './Briefing.tsx';

export type Figure = Brief['figures'][number];

export function figureOf(brief: Brief, name: FigureName): Figure {
  return brief.figures.find(figure => figure.name === name) ?? { name, value: 0, of: null };
}

export function numberOf({ name, value, of }: Figure): { text: string; unit: string } {
  if (!isRate(name)) return { text: String(value), unit: unitOf(name) };
  const percent = of === null ? null : percentOf(of);
  return percent === null ? { text: '–', unit: '' } : { text: String(percent), unit: '%' };
}

function unitOf(name: FigureName): string {
  const { counts } = figures[name];
  if (counts === 'households') return say('brief.households_unit');
  return counts === 'calls' ? say('brief.calls_unit') : say('brief.requests_unit');
}

export function within(seconds: number | null): string {
  return seconds === null ? '–' : say('brief.within', { span: span(seconds * 1000) });
}
