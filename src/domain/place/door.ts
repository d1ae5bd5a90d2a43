// How a door is named aloud, and by which keys two ways of writing one place are known to be the same.
import { plainDigits } from './number.ts';

/** "10号楼 2单元 1002"; a building without units leaves the unit out. */
export function doorName(building: string, unit: string, door: string): string {
  return [building, unit, door].filter(part => part !== '').join(' ');
}

/** Everything people put between the parts: blanks, hyphens and dashes of all kinds, slashes, commas, dots. */
export const separators = /[\s\-_/\\,.、。·•~‐‑‒–—―−|;:]+/g;

/** Without separators, digits plain, letters small: "Ｂ 座" and "b座" are one. */
export function squeeze(text: string): string {
  return plainDigits(text).replace(separators, '');
}

function keyOf(text: string, suffix: RegExp): string {
  const squeezed = squeeze(text);
  const core = squeezed.replace(suffix, '');
  return (core === '' ? squeezed : core).replace(/^0+(?=[0-9])/, '');
}

/** 10号楼, 10#, 10栋, 十号楼 and 010 are one building. */
export function buildingKey(label: string): string {
  return keyOf(label, /(号楼|号院|号|栋|幢|座|楼|#)$/);
}

/** 2单元, 二单元, 2门 and 02 are one unit; '' is the unit of a building that has none. */
export function unitKey(label: string): string {
  return label === '' ? '' : keyOf(label, /(单元|门)$/);
}

/** 1002室, 1002户 and 一〇〇二 are one door. */
export function doorKey(door: string): string {
  return keyOf(door, /(室|户|房|号)$/);
}

/** 经纬印象 and 经纬印象小区 are one compound. */
export function compoundKey(name: string): string {
  return keyOf(name, /小区$/);
}
