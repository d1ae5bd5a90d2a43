// Starts the page where people choose their seat.
import { mount } from '../kit/mount.tsx';
import { Start } from './Start.tsx';

mount(Start);
