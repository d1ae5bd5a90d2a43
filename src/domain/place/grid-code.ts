// The 15 digits of a grid: 6 of the county, 3 of the street, 3 of the community, 3 of the grid.

export interface GridCode {
  readonly code: string;
  /** 统计用区划代码: the first 12 digits. */
  readonly divisionCode: string;
  readonly county: string;
  readonly street: string;
  readonly community: string;
  readonly grid: string;
}

/** Null when it is not 15 digits. Full-width digits are digits. */
export function readGridCode(text: string): GridCode | null {
  const code = text.normalize('NFKC').trim();
  if (!/^[0-9]{15}$/.test(code)) return null;
  return {
    code,
    divisionCode: code.slice(0, 12),
    county: code.slice(0, 6),
    street: code.slice(6, 9),
    community: code.slice(9, 12),
    grid: code.slice(12),
  };
}
