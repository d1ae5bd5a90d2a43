// What every part of the desk knows: who sits here, what they may do, and the places of the community.
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { AnswerOf } from '../../api/endpoint.ts';
import type { readPlaces } from '../../api/place.ts';
import type { Me } from '../kit/Staff.tsx';
import type { Unsent } from './intake/unsent.ts';
import type { Queue } from './queue/list.ts';
import type { Right } from './rights.ts';

export type Places = AnswerOf<typeof readPlaces>;

export interface Seat {
  readonly me: Me;
  readonly may: (right: Right) => boolean;
  /** Undefined until they are read. */
  readonly places: Places | undefined;
  readonly queue: Queue;
  readonly unsent: Unsent;
}

export const SeatContext = createContext<Seat | undefined>(undefined);

export function useSeat(): Seat {
  const seat = useContext(SeatContext);
  if (!seat) throw new Error('outside the desk');
  return seat;
}
